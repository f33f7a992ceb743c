"""`lumbung`: exit 0 done, 1 data problem, 2 wrong use, 3 environment."""

from __future__ import annotations

import sys
import traceback

import typer

from lumbung.cli import inspect, nights, planning, tools
from lumbung.errors import EnvironmentProblem, LumbungError

app = typer.Typer(
    name="lumbung",
    help="Lumbung: berkas masuk tiap malam, mart dan laporan keluar tiap pagi.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
nights.register(app)
inspect.register(app)
planning.register(app)
tools.register(app)


def main() -> None:
    """Entry point: errors that a user can mend are one message, not a traceback."""
    try:
        app()
    except LumbungError as error:
        print(f"lumbung: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from error
    except BrokenPipeError:
        raise SystemExit(0) from None
    except OSError as error:  # a full disk, a folder that cannot be written
        print(f"lumbung: {error}", file=sys.stderr)
        raise SystemExit(EnvironmentProblem.exit_code) from error
    except Exception as error:
        traceback.print_exc()
        raise SystemExit(EnvironmentProblem.exit_code) from error

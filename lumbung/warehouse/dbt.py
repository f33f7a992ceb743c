"""dbt in a process of its own: `python -m lumbung.warehouse.dbt <command and its options>`.

The project is parsed without the variables of a night, which are told to the command alone: dbt reads what it parsed
before only when the variables are the same, and parsing takes longer than most nights' models.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dbt.cli.main import dbtRunner

_OF_THE_PROJECT = ("--project-dir", "--profiles-dir", "--log-path")


def invoke(arguments: Sequence[str]) -> bool:
    """Run a dbt command; True when everything in it went well.

    arguments: the command first, options after it, each name followed by its value.
    """
    shared = [part for name in _OF_THE_PROJECT for part in _given(arguments, name)]
    parsed = dbtRunner().invoke(["parse", *shared, "--quiet"])
    return parsed.success and dbtRunner(manifest=parsed.result).invoke(list(arguments)).success  # type: ignore[arg-type]


def _given(arguments: Sequence[str], name: str) -> Sequence[str]:
    """An option and its value; nothing when it was not given."""
    at = arguments.index(name) if name in arguments else len(arguments)
    return arguments[at : at + 2]


if __name__ == "__main__":
    sys.exit(0 if invoke(sys.argv[1:]) else 1)

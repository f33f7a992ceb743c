"""The nightly report: one self-contained HTML page that reads on a phone and prints on A4.

Importing this package loads no chart or template library; `render` does that when it is called.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lumbung.report.night import Night

if TYPE_CHECKING:
    import duckdb

__all__ = ["Night", "render"]


def render(con: duckdb.DuckDBPyConnection, night: Night, out: Path, language: str = "id") -> Path:
    """Write the report of one night as `out/index.html` and return that path.

    Args:
        con: read-only connection that offers the published marts; any of them may be missing or
            empty, the page then says so.
        night: what happened in the night.
        out: folder of the report; created when missing.
        language: `id` or `en`.

    Raises:
        ValueError: the language is neither `id` nor `en`.
        duckdb.Error: a mart is there but lacks a promised column.
    """
    from lumbung.report.page import write

    return write(con, night, out, language)

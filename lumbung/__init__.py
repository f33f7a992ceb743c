"""Lumbung: the granary of two governments' data. Public face: `connect`, `table`, `describe`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import duckdb
    import pandas as pd

__all__ = ["connect", "describe", "table"]
__version__ = "0.1.0"


def connect(as_of: date | str | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only DuckDB connection on the published marts.

    Marts, dimensions and `cfg_*` stand in `main`, silver tables are views in `silver`, and the macros
    `rupiah(x)`, `persen(x)`, `tanggal_indonesia(d)` format for people.

    Args:
        as_of: a past night (`2026-08-31`): the marts (only they) as they were published then.

    Raises:
        DataError: nothing is published (for that night).
    """
    from lumbung.serve import connect as open_warehouse

    return open_warehouse(as_of)


def table(name: str, as_of: date | str | None = None) -> pd.DataFrame:
    """A published mart as a pandas frame.

    Raises:
        UsageError: no such mart; the message lists what there is.
    """
    from lumbung.serve import table as read_table

    return read_table(name, as_of)


def describe(name: str) -> pd.DataFrame:
    """Columns of a mart: name, type, meaning."""
    from lumbung.serve import describe as read_description

    return read_description(name)

"""What readers get: a read-only connection on the published warehouse, now or as it was."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb

from lumbung.errors import DataError, UsageError
from lumbung.ingest.raw import name as identifier
from lumbung.lake import Lake
from lumbung.settings import Settings, load
from lumbung.warehouse import manifest
from lumbung.warehouse.gold import reading

if TYPE_CHECKING:
    import pandas as pd

_MACROS = """
create or replace temp macro rupiah(x) as
    case when x is null then '–'
         when abs(x) >= 1e12 then 'Rp ' || replace(printf('%.2f', x / 1e12), '.', ',') || ' triliun'
         when abs(x) >= 1e9 then 'Rp ' || replace(printf('%.2f', x / 1e9), '.', ',') || ' miliar'
         when abs(x) >= 1e6 then 'Rp ' || replace(printf('%.2f', x / 1e6), '.', ',') || ' juta'
         else 'Rp ' || replace(printf('%.0f', x::double), '.', ',') end;
create or replace temp macro persen(x) as
    case when x is null then '–' else replace(printf('%.1f', x::double), '.', ',') || ' %' end;
create or replace temp macro tanggal_indonesia(d) as
    day(d) || ' ' || ['Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus',
                      'September', 'Oktober', 'November', 'Desember'][month(d)] || ' ' || year(d);
"""


def connect(as_of: date | str | None = None, settings: Settings | None = None) -> duckdb.DuckDBPyConnection:
    """See `lumbung.connect`."""
    settings = settings or load()
    night = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    published = manifest.read(settings, night)
    if published is None:
        when = f" per {night}" if night else ""
        raise DataError(f"Belum ada mart terbit{when} di {settings.root}; jalankan `lumbung run`")
    if night is None:
        con = duckdb.connect(str(manifest.current_database(settings)), read_only=True)
        con.execute("set timezone = 'UTC'")
    else:
        con = _past(settings, published)
    con.execute(_MACROS)
    return con


def _past(settings: Settings, published: manifest.Manifest) -> duckdb.DuckDBPyConnection:
    """The gold tables at the versions that a past publication named."""
    con = duckdb.connect()
    con.execute("set timezone = 'UTC'")
    lake = Lake(settings.root)
    for mart, version in published.gold.items():
        con.execute(f"create view {identifier(mart)} as {reading(lake, mart, version)}")
    return con


def marts(con: duckdb.DuckDBPyConnection) -> list[str]:
    found = con.execute(
        "select table_name from information_schema.tables where table_schema = 'main' order by table_name"
    )
    return [name for (name,) in found.fetchall()]


def table(name: str, as_of: date | str | None = None) -> pd.DataFrame:
    """See `lumbung.table`."""
    with connect(as_of) as con:
        known = marts(con)
        if name not in known:
            raise UsageError(f"Tidak ada mart {name!r}. Yang ada: {', '.join(known)}")
        return con.execute(f"select * from {identifier(name)}").df()


def describe(name: str) -> pd.DataFrame:
    """See `lumbung.describe`. Meanings are the models' documentation, kept as column comments."""
    with connect() as con:
        return con.execute(
            "select column_name as kolom, data_type as tipe, comment as arti from duckdb_columns() "
            "where table_name = $name and schema_name = 'main' order by column_index",
            {"name": name},
        ).df()

"""Full exports: rows that silver already says are counted as duplicates and not written again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import duckdb

from lumbung.ingest.raw import quote

Live = Callable[[Iterable[str]], list[str]]
"""Slices → the files that hold silver's current rows of them."""


def write_changed(con: duckdb.DuckDBPyConnection, arrived: Sequence[Path], live: Live, target: Path) -> dict[str, int]:
    """Write the bronze rows of `arrived` (Parquet) whose key has any row that differs from the live one.

    A key is left out only when every row of it equals its live row: then the order of the rows cannot
    matter, and refine would find each of them a duplicate. Returns the rows left out per load.
    """
    listed = ", ".join(quote(str(path)) for path in arrived)
    con.execute(f"create or replace temp view arrived as from read_parquet([{listed}], hive_partitioning = false)")
    files = live(name for (name,) in con.execute("select distinct _slice from arrived").fetchall())
    standing = "select null as _key, null as _hash where false"
    if files:
        listed = ", ".join(map(quote, files))
        standing = f"select _key, _hash from read_parquet([{listed}], hive_partitioning = false)"
    con.execute(
        f"create or replace temp table moved as with standing as ({standing}) "
        "select distinct arrived._key from arrived left join standing using (_key) "
        "where arrived._hash is distinct from standing._hash"
    )
    con.execute(
        f"copy (from arrived where _key in (select _key from moved)) to {quote(str(target))} (compression zstd)"
    )
    left_out = con.execute(
        "select _load_id, count(*) from arrived where _key not in (select _key from moved) group by _load_id"
    ).fetchall()
    con.execute("drop view arrived; drop table moved")
    return dict(left_out)

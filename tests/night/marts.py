"""Published marts as comparable values."""

from __future__ import annotations

from pathlib import Path

import duckdb

RUN_FACTS = {"ops_muatan", "ops_mutu"}
"""Tables about runs: two runs of the same data differ in them by their nature."""


def fingerprints(lake: Path) -> dict[str, tuple[int, str]]:
    """Mart → (rows, hash over all rows in a fixed order), without the tables about runs."""
    with duckdb.connect(str(lake / "warehouse" / "current.duckdb"), read_only=True) as con:
        con.execute("set timezone = 'UTC'")
        tables = con.execute(
            "select table_name from information_schema.tables where table_schema = 'main' and table_type = 'BASE TABLE'"
        ).fetchall()
        found = {}
        for (table,) in tables:
            if table not in RUN_FACTS:
                digest = "coalesce(md5(string_agg(t::varchar, chr(10) order by t::varchar)), '')"
                row = con.execute(f'select count(*), {digest} from "{table}" t').fetchone()
                assert row is not None
                found[table] = (row[0], row[1])
    return found

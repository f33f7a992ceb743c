"""A night writes the gold files of what it changed; the log says the night of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable

from lumbung.lake import Lake
from lumbung.warehouse import gold

MALAM_1, MALAM_2 = date(2026, 1, 4), date(2026, 1, 5)
MONTHS = 60
PER_MONTH = 400
"""24,000 rows: more than what stays one file."""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Five years of a mart, and a small one without dates."""
    with duckdb.connect() as connection:
        connection.execute(
            f"create table mart_besar as select '33.74' as kd_pemda, i as id, "
            f"(date '2021-01-01' + to_months((i // {PER_MONTH})::integer))::date as bulan, i as nilai, "
            f"date '{MALAM_1}' as as_of_tgl from range({MONTHS * PER_MONTH}) as t (i)"
        )
        connection.execute("create table cfg_kecil as select 1 as kode, 'satu' as arti")
        connection.execute(f"create table mart_kosong as select 1 as id, date '{MALAM_1}' as as_of_tgl where false")
        connection.execute(
            f"create table ops_mutu as select i as id, date '{MALAM_1}' - (i // 100)::integer as as_of_tgl "
            "from range(30000) as t (i)"
        )
        yield connection


MARTS = ("mart_besar", "cfg_kecil", "mart_kosong", "ops_mutu")


def publish(con: duckdb.DuckDBPyConnection, root: Path, night: date, name: str) -> dict[str, int | None]:
    """What a night does after its models were built; the versions of the gold tables."""
    fresh = gold.fresh_slices(con, MARTS, night)
    gold.stamp(con, MARTS, night)
    lake = Lake(root)
    with lake.transaction(name) as tx:
        for mart in MARTS:
            gold.write(con, tx, mart, fresh, night)
    return {mart: lake.version(gold.gold_table(mart)) for mart in MARTS}


def files(root: Path, mart: str, version: int | None = None) -> set[str]:
    return {f.path for f in Lake(root).files(gold.gold_table(mart), version)}


def rebuild_last_month(con: duckdb.DuckDBPyConnection, night: date) -> None:
    con.execute("delete from mart_besar where bulan = '2025-12-01'")
    con.execute(
        f"insert into mart_besar select '33.74', {(MONTHS - 1) * PER_MONTH} + i, date '2025-12-01', -1, "
        f"date '{night}' from range({PER_MONTH}) as t (i)"
    )


def test_one_changed_month_is_one_new_file(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    publish(con, tmp_path, MALAM_1, "satu")
    before = files(tmp_path, "mart_besar")
    assert len(before) == MONTHS
    rebuild_last_month(con, MALAM_2)
    publish(con, tmp_path, MALAM_2, "dua")
    after = files(tmp_path, "mart_besar")
    assert len(after - before) == len(before - after) == 1
    (new,) = after - before
    assert "slice=2025-12" in new
    written = {p for p in (tmp_path / "gold").rglob("*.parquet") if "_delta_log" not in p.parts}
    live = {tmp_path / gold.gold_table(m) / f for m in MARTS for f in files(tmp_path, m)}
    (old,) = before - after
    assert written - live == {tmp_path / "gold/mart_besar" / old}  # nothing else was left lying


def test_every_row_says_the_night_in_every_reader(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = publish(con, tmp_path, MALAM_1, "satu")
    rebuild_last_month(con, MALAM_2)
    second = publish(con, tmp_path, MALAM_2, "dua")
    assert con.execute("select distinct as_of_tgl from mart_besar").fetchall() == [(MALAM_2,)]
    path = str(tmp_path / "gold/mart_besar")
    for version, night, total in ((first, MALAM_1, None), (second, MALAM_2, -PER_MONTH)):
        table = DeltaTable(path, version=version["mart_besar"]).to_pyarrow_table()
        assert set(table["as_of_tgl"].to_pylist()) == {night}
        assert table.num_rows == MONTHS * PER_MONTH
        query = gold.reading(Lake(tmp_path), "mart_besar", version["mart_besar"] or 0)
        rows = duckdb.sql(query)
        assert rows.columns == ["kd_pemda", "id", "bulan", "nilai", "as_of_tgl"]
        (found,) = rows.filter("bulan = '2025-12-01'").aggregate("sum(nilai)::bigint, min(as_of_tgl)").fetchall()
        # The last month held i = 23600 .. 23999: 400 × 23799.5.
        assert found == (9_519_800 if total is None else total, night)


def test_a_night_without_news_writes_no_file_and_tables_without_a_night_no_version(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    first = publish(con, tmp_path, MALAM_1, "satu")
    stood = {mart: files(tmp_path, mart) for mart in MARTS}
    second = publish(con, tmp_path, MALAM_2, "dua")
    assert {mart: files(tmp_path, mart) for mart in MARTS} == stood
    moved = {mart for mart in MARTS if first[mart] != second[mart]}
    assert moved == {"mart_besar", "mart_kosong"}
    assert publish(con, tmp_path, MALAM_2, "dua lagi") == second


def test_a_row_that_leaves_a_month_takes_it_along(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Rows only went away: no row of the month is new, and still its file is another one."""
    publish(con, tmp_path, MALAM_1, "satu")
    before = files(tmp_path, "mart_besar")
    con.execute("delete from mart_besar where id = 0")
    con.execute("delete from mart_besar where bulan = '2021-02-01'")
    publish(con, tmp_path, MALAM_2, "dua")
    after = files(tmp_path, "mart_besar")
    assert {p.split("slice=")[1][:7] for p in before - after} == {"2021-01", "2021-02"}
    assert {p.split("slice=")[1][:7] for p in after - before} == {"2021-01"}


def test_the_same_night_again_tells_its_rows_apart(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    publish(con, tmp_path, MALAM_2, "satu")
    gold.age(con, MARTS, MALAM_2)
    rebuild_last_month(con, MALAM_2)
    assert gold.fresh_slices(con, MARTS, MALAM_2)["mart_besar"] == ["2025-12"]


def test_verdicts_keep_the_nights_that_they_judged(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    publish(con, tmp_path, MALAM_1, "satu")
    before = files(tmp_path, "ops_mutu")
    con.execute(f"insert into ops_mutu values (-1, date '{MALAM_2}')")
    publish(con, tmp_path, MALAM_2, "dua")
    # 300 nights back from 4 January 2026; those of January 2026 are written again.
    assert {p.split("slice=")[1][:7] for p in before ^ files(tmp_path, "ops_mutu")} == {"2026-01"}
    table = DeltaTable(str(tmp_path / "gold/ops_mutu")).to_pyarrow_table()
    assert len(set(table["as_of_tgl"].to_pylist())) == 301


def test_a_gold_table_of_whole_files_gets_its_new_shape(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Lakes of before had the night inside the files."""
    lake = Lake(tmp_path)
    with lake.transaction("dulu") as tx:
        tx.write("gold/mart_besar", con.execute("select * from mart_besar").to_arrow_table(), "semua")
    before = lake.version("gold/mart_besar")
    publish(con, tmp_path, MALAM_2, "sekarang")
    for version, night in ((before, MALAM_1), (None, MALAM_2)):
        table = DeltaTable(str(tmp_path / "gold/mart_besar"), version=version).to_pyarrow_table()
        assert (table.num_rows, set(table["as_of_tgl"].to_pylist())) == (MONTHS * PER_MONTH, {night})

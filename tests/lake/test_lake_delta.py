"""The tables are plain Delta: other readers see the same rows, and the statistics are true."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from granary import P3M, Granary, csv_of

from lumbung.lake import Lake
from lumbung.parquet_stats import file_stats

LONG = "Jalan berlubang " * 200
ROWS = (
    {"nomor_aduan": "A-1", "isi_aduan": LONG, "kategori": "ä" * 50, "lat": "-6,98"},
    {"nomor_aduan": "A-2", "isi_aduan": "z" * 5000, "kategori": "", "lat": "-6.99", "lon": "110.4"},
    {"nomor_aduan": "A-3", "isi_aduan": "", "kategori": "\U0010fffe" * 40, "tanggal_masuk": "2026-07-01 00:00"},
    {"nomor_aduan": "A-4", "status": "?"},
)
TABLES = (
    "bronze/p3m_aduan",
    "quarantine/p3m_aduan",
    "silver/p3m_aduan",
    "silver/p3m_aduan_teks",
    "ops/loads",
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Granary:
    granary = Granary(tmp_path_factory.mktemp("delta"))
    granary.drop("p3m_aduan/33.74/a.csv", csv_of(P3M, *ROWS))
    granary.take("p3m_aduan")
    granary.drop("p3m_aduan/33.74/b.csv", csv_of(P3M, {"nomor_aduan": "A-1", "diperbarui": "2026-08-31 10:00"}))
    granary.take("p3m_aduan")
    return granary


@pytest.mark.parametrize("table", TABLES)
def test_deltalake_and_duckdb_read_the_same(filled: Granary, table: str) -> None:
    path = filled.lake.path(table)
    delta = DeltaTable(str(path))
    ours = filled.rows(table)
    theirs = delta.to_pyarrow_table().to_pylist()
    assert len(ours) == len(theirs) > 0
    assert sorted(map(str, ours)) == sorted(map(str, theirs))
    files = filled.lake.paths(table)
    (count,) = duckdb.execute(
        "select count(*) from read_parquet($f, hive_partitioning=false)", {"f": files}
    ).fetchone() or (0,)
    assert count == len(ours)
    protocol = delta.protocol()
    assert not protocol.reader_features
    assert not delta.metadata().partition_columns


def statistics(table: Path) -> dict[str, dict[str, Any]]:
    """Statistics of the live files, straight from the log's JSON."""
    live: dict[str, dict[str, Any]] = {}
    for entry in sorted((table / "_delta_log").glob("*.json")):
        for line in entry.read_text(encoding="utf-8").splitlines():
            action = json.loads(line)
            if "add" in action:
                live[action["add"]["path"]] = json.loads(action["add"]["stats"])
            if "remove" in action:
                live.pop(action["remove"]["path"])
    return live


def comparable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value


@pytest.mark.parametrize("table", TABLES)
def test_statistics_hold_for_every_row(filled: Granary, table: str) -> None:
    path = filled.lake.path(table)
    live = statistics(path)
    assert live
    bounds = 0
    for relative, stats in live.items():
        data = pq.read_table(path / relative, partitioning=None)
        assert stats["numRecords"] == data.num_rows
        for name, count in stats["nullCount"].items():
            assert data[name].null_count == count, name
        for name in stats.get("minValues", {}):
            values = [comparable(v) for v in data[name].drop_null().to_pylist()]
            low, high = stats["minValues"][name], stats["maxValues"][name]
            assert all(low <= value <= high for value in values), name
            bounds += 1
            if isinstance(low, str):
                assert len(low) <= 32
                assert len(high) <= 33
            assert low == min(values) or (len(low) >= 16 and min(values).startswith(low)), name
    assert bounds > 5


VALUES = {
    "long text": pa.array(["a" * 100, "b" * 100]),
    "one long text": pa.array([LONG]),
    "highest letters": pa.array(["\U0010ffff" * 60, "ä" * 60]),
    "money": pa.array([Decimal("999999999999999.99"), Decimal("-0.01")], pa.decimal128(20, 2)),
    "much money": pa.array([Decimal("100000000000000001.99")], pa.decimal128(20, 2)),
    "little money": pa.array([Decimal("0.07"), Decimal("12345678901234.57")], pa.decimal128(20, 2)),
    "large numbers": pa.array([2**62 + 1, -(2**62) - 1]),
    "fractions": pa.array([-6.9932, 110.4203]),
    "days": pa.array([date(2026, 2, 28), None, date(1999, 12, 31)]),
    "moments": pa.array([datetime(2026, 8, 31, 16, 59, 59, 999999, UTC)], pa.timestamp("us", tz="UTC")),
    "nothing": pa.array([None, None], pa.string()),
    "empty": pa.array([], pa.string()),
    "empty text": pa.array(["", "x"]),
}


@pytest.mark.parametrize("case", VALUES)
def test_bounds_are_bounds(tmp_path: Path, case: str) -> None:
    values = VALUES[case]
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"v": values, "ada": pa.array([True] * len(values))}), path, row_group_size=1)
    stats = json.loads(file_stats(path), parse_float=Decimal)
    assert (stats["numRecords"], stats["nullCount"].get("v", 0)) == (len(values), values.null_count)
    present = [comparable(v) for v in values.drop_null().to_pylist()]
    if not present:
        assert "v" not in stats.get("minValues", {})
        return
    low = stats["minValues"]["v"]
    high = stats["maxValues"].get("v", max(present))
    assert ("v" in stats["maxValues"]) == (case != "highest letters"), "a bound that exists is told"
    if isinstance(present[0], float):
        low, high = float(low), float(high)
    assert low <= min(present)
    assert high >= max(present)
    assert "ada" not in stats.get("minValues", {})


def test_deltalake_skips_files_by_the_statistics_without_losing_rows(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    data = pa.table(
        {
            "teks": ["a" * 100 + "1", "a" * 100 + "9"],
            "uang": pa.array([Decimal("999999999999999.99")] * 2, pa.decimal128(20, 2)),
        }
    )
    with lake.transaction("uji") as tx:
        tx.write("uji/t", data, "s")
    table = DeltaTable(str(lake.path("uji/t"))).to_pyarrow_dataset()
    assert table.to_table(filter=pc.field("teks") == "a" * 100 + "9").num_rows == 1
    assert table.to_table(filter=pc.field("uang") >= Decimal("999999999999999.99")).num_rows == 2
    assert table.to_table(filter=pc.field("teks") > "a" * 100).num_rows == 2

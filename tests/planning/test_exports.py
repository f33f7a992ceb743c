"""CSV, Parquet and JSON: the marts' columns, described; nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lumbung.errors import UsageError
from lumbung.planning import exports
from lumbung.planning.columns import TABLES

from .conftest import FORMULA, Published


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(published: Published, tmp_path: Path) -> None:
    found = published.summary()
    files = {path.name: n for path, n in exports.write(found, tmp_path / "map.csv")}
    assert set(files) == {f"map_{name}.csv" for name in ("SAMPUL", *TABLES, "KOLOM")}
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(files)
    assert (tmp_path / "map_USULAN.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "map_USULAN.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["anggota"]: row for row in csv.DictReader(file, delimiter=";")}
    assert len(rows) == files["map_USULAN.csv"] == 8
    titles = {row["judul"] for row in rows.values()}
    assert {f"'{FORMULA}", "'\t-cmd|' /C calc'!A0", "'+62 24 talud", "'@SUM(1) balai RW"} <= titles
    road = rows["USL:3374027000001"]
    assert (road["volume"], road["nilai_usulan"], road["is_dianggarkan"]) == ("1,500", "5000000000,00", "Ya")
    assert rows["PKR:3374527000002"]["nilai_usulan"] == ""  # nothing, not zero
    with (tmp_path / "map_T3.csv").open(encoding="utf-8-sig", newline="") as file:
        total = sum(Decimal(row["plafon"].replace(",", ".")) for row in csv.DictReader(file, delimiter=";"))
    assert total == Decimal("1262000000000.50")
    with (tmp_path / "map_KOLOM.csv").open(encoding="utf-8-sig", newline="") as file:
        described = {(row["tabel"], row["kolom"]): row["judul"] for row in csv.DictReader(file, delimiter=";")}
    assert described["T1", "realisasi_n2"] == "Realisasi 2025"
    assert {table for table, _ in described} == set(TABLES)


@pytest.mark.parametrize("text", ["=1", " =1", "\t@x", "-2+3", "+62", "@a", "\rx", "\n=1"])
def test_texts_that_look_like_formulas_get_an_apostrophe(text: str) -> None:
    assert exports.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Jalan = 3 m", "a-b", "", "3 + 4", "'=1"])
def test_other_texts_stay(text: str) -> None:
    assert exports.harmless(text) == text


def test_parquet_keeps_values_and_meanings(published: Published, tmp_path: Path) -> None:
    files = [path for path, _ in exports.write(published.summary(), tmp_path / "map.parquet")]
    assert {path.name for path in files} == {f"map_{name}.parquet" for name in TABLES}
    table = pq.read_table(tmp_path / "map_USULAN.parquet")
    assert FORMULA in table["judul"].to_pylist()
    assert Decimal("5000000000.00") in table["nilai_usulan"].to_pylist()
    assert table.schema.metadata[b"tahap_dokumen"] == b"kesepakatan"
    for path in files:
        assert all(field.metadata[b"arti"] for field in pq.read_schema(path)), path


def test_json_is_one_document(published: Published, tmp_path: Path) -> None:
    ((path, _),) = exports.write(published.summary(asal=["pokir"]), tmp_path / "map.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert set(found) == {"sampul", "dokumen", "kiriman", "kolom", "tabel"}
    assert found["sampul"]["keadaan_data_sampai_malam"] == "2026-08-15"
    assert found["sampul"]["saringan"] == "Asal usulan: Pokir DPRD (pokir)"
    assert "T4 hanya memuat" in found["sampul"]["catatan"]
    assert sum(row["plafon"] for row in found["tabel"]["T3"]) == 1_262_000_000_000.5
    for table, rows in found["tabel"].items():
        assert all(set(row) == set(found["kolom"][table]) for row in rows), table


def test_an_interrupted_export_leaves_what_was_there(published: Published, tmp_path: Path) -> None:
    target = tmp_path / "map.json"
    target.write_text("lama")
    found = published.summary()
    broken = type(found)(**{**vars(found), "documents": ({"aneh": object()},)})
    with pytest.raises(TypeError):
        exports.write(broken, target)
    assert target.read_text() == "lama"
    assert [p.name for p in tmp_path.iterdir()] == ["map.json"]


def test_where_nothing_can_be_written(published: Published, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.xlsx, \.csv, \.parquet, \.json"):
        exports.check(tmp_path / "map.pdf")
    with pytest.raises(UsageError, match="tiada"):
        exports.check(tmp_path / "tiada" / "map.xlsx")

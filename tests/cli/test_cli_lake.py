"""The `lumbung` program on a lake with two nights: status, quarantine, queries, past nights."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from granary import Granary

from .conftest import MANY_ROWS, MANY_WRONG, Lumbung

COUNT = "select sum(jumlah) as n from mart_pengaduan_bulanan where kd_pemda = '33.74'"
REASON = "TANGGAL_TIDAK_SAH:tanggal_masuk"


def test_status_names_rows_remarks_and_what_is_held(lumbung: Lumbung, town: Granary) -> None:
    done = lumbung("status", folder=town.root)
    assert done.code == 0
    assert "Terbit: per 2026-08-31" in done.out
    assert "DITAHAN p3m_aduan 33.22 banyak.csv" in done.out


def test_status_as_json(lumbung: Lumbung, town: Granary) -> None:
    facts = json.loads(lumbung("status", "--json", folder=town.root).out)
    keys = {"lake", "run_id", "night", "published", "sources", "failed_checks", "held"}
    assert set(facts) == keys
    assert facts["published"]["as_of"] == "2026-08-31"
    assert {"mart_pengaduan_bulanan", "mart_serapan_opd"} <= set(facts["published"]["gold"])
    shown = {(s["source"], s["kd_pemda"]) for s in facts["sources"]}
    assert len(shown) == len(facts["sources"])
    for source in ("p3m_aduan", "sipd_anggaran", "sipd_rak", "sipd_sp2d", "emonev_rfk"):
        assert {(source, "33.74"), (source, "33.22")} <= shown  # also those that sent nothing
    (own,) = [s for s in facts["sources"] if (s["source"], s["kd_pemda"]) == ("p3m_aduan", "33.74")]
    assert own == {
        "source": "p3m_aduan",
        "kd_pemda": "33.74",
        "files": 1,
        "rows_read": 1,
        "rows_valid": 1,
        "rows_quarantined": 0,
        "rows_duplicate": 0,
        "outcomes": ["LOADED"],
        "periode_terakhir": "2026-08-30",
        "status": "SEGAR",
    }
    assert [x["file_name"] for x in facts["held"]] == ["banyak.csv"]


def test_quarantine_list_and_show(lumbung: Lumbung, town: Granary) -> None:
    listed = lumbung("quarantine", "list", folder=town.root)
    assert listed.code == 0
    lines = [line for line in listed.out.splitlines() if "│ p3m" in line]
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines]
    loads = {load.file_name: load.load_id for load in town.loads()}
    many, one = loads["banyak.csv"], loads["satu.csv"]
    assert cells == [
        ["p3m_aduan", "33.22", many, "banyak.csv", REASON, str(MANY_WRONG), "1, 2, 3, 4, 5 …"],
        ["p3m_aduan", "33.74", one, "satu.csv", REASON, "1", "3"],
    ]
    shown = lumbung("quarantine", "show", one, "--row", "3", folder=town.root)
    assert shown.out.startswith(f"satu.csv baris 3: {REASON} [OPEN]")
    assert "nomor_aduan: A-3" in shown.out
    assert "3374010101900000" not in shown.out
    assert lumbung("quarantine", "show", one, "--row", "1", folder=town.root).code == 2


def test_exported_rows_are_harmless_in_a_spreadsheet(lumbung: Lumbung, town: Granary, tmp_path: Path) -> None:
    target = tmp_path / "karantina.csv"
    done = lumbung("quarantine", "export", "-s", "p3m_aduan", "-o", str(target), folder=town.root)
    assert (done.code, done.out) == (0, f"{MANY_WRONG + 1} baris → {target}\n")
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == MANY_WRONG + 1
    (faulty,) = [row for row in rows if row["nomor_aduan"] == "A-3"]
    assert faulty["kategori"] == "'=cmd|' /C calc'!A1"
    assert faulty["kecamatan"] == "'+62"
    assert faulty["alasan"] == REASON
    assert "3374010101900000" not in target.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("selec 1", "selec"),
        ("from mart_tiada", "mart_tiada"),
        ("select 'x'::integer", "Conversion"),
        ("insert into dim_opd select * from dim_opd", "SELECT"),
        ("create table x as select 1", "SELECT"),
        ("drop table dim_opd", "SELECT"),
        ("select 1; drop table dim_opd", "SELECT"),
        ("copy (select 1) to 'hasil.csv'", "SELECT"),
        ("explain analyze copy (select 1) to 'hasil.csv'", "SELECT"),
        ("export database 'salinan'", "SELECT"),
        ("attach 'lain.duckdb' as lain", "SELECT"),
        ("set threads = 1", "SELECT"),
        ("", "kosong"),
    ],
)
@pytest.mark.parametrize("past", [(), ("--as-of", "2026-08-30")], ids=["now", "past"])
def test_only_queries_that_read_are_run(
    lumbung: Lumbung, town: Granary, tmp_path: Path, query: str, hint: str, past: tuple[str, ...]
) -> None:
    place = {"LUMBUNG_LAKE": str(town.settings.root)}
    done = lumbung("sql", query, *past, **place)
    assert done.code == 2, done
    assert hint in done.err
    assert list(tmp_path.iterdir()) == []


def test_formats_of_a_result(lumbung: Lumbung, town: Granary, tmp_path: Path) -> None:
    query = "select 1 as a, 'x;y' as b, null as c, date '2026-08-31' as d, 1.50::decimal(4, 2) as e"
    done = lumbung("sql", query, "--format", "json", folder=town.root)
    assert json.loads(done.out) == [{"a": 1, "b": "x;y", "c": None, "d": "2026-08-31", "e": "1.50"}]
    done = lumbung("sql", query, "--format", "csv", folder=town.root)
    values = ["1", "x;y", "", "2026-08-31", "1.50"]
    assert list(csv.reader(io.StringIO(done.out))) == [list("abcde"), values]
    done = lumbung("sql", query, folder=town.root)
    assert "│" in done.out and "2026-08-31" in done.out
    target = tmp_path / "hasil.parquet"
    done = lumbung("sql", query, "--format", "parquet", "-o", str(target), folder=town.root)
    assert (done.code, done.out) == (0, "")
    (row,) = pq.read_table(target).to_pylist()
    assert row["c"] is None
    assert [str(row[name]) for name in "abde"] == ["1", "x;y", "2026-08-31", "1.50"]


def test_pivot_and_macros_for_people(lumbung: Lumbung, town: Granary) -> None:
    query = "pivot (select kd_pemda from dim_opd) on kd_pemda using count(*) > 0"
    done = lumbung("sql", query, "--format", "json", folder=town.root)
    assert json.loads(done.out) == [{"33.22": True, "33.74": True}]
    query = "select rupiah(1250000000) as r, persen(12.34) as p, tanggal_indonesia(date '2026-08-31') as t"
    done = lumbung("sql", query, "--format", "json", folder=town.root)
    assert json.loads(done.out) == [{"r": "Rp 1,25 miliar", "p": "12,3 %", "t": "31 Agustus 2026"}]


@pytest.mark.parametrize(
    ("past", "tickets"),
    [((), 3), (("--as-of", "2026-08-31"), 3), (("--as-of", "2026-08-30"), 2)],
    ids=["newest", "second night", "first night"],
)
def test_past_nights_stay_as_they_were_published(
    lumbung: Lumbung, town: Granary, past: tuple[str, ...], tickets: int
) -> None:
    done = lumbung("sql", COUNT, *past, "--format", "json", folder=town.root)
    assert json.loads(done.out) == [{"n": tickets}]


def test_before_the_first_publication_there_is_nothing(lumbung: Lumbung, town: Granary) -> None:
    done = lumbung("sql", COUNT, "--as-of", "2026-08-29", folder=town.root)
    assert done.code == 1
    assert "2026-08-29" in done.err


def test_released_load_reaches_silver(lumbung: Lumbung, town: Granary, tmp_path: Path) -> None:
    shutil.copytree(town.root, tmp_path / "salinan", symlinks=True)
    own = Granary(tmp_path / "salinan")
    (held,) = [load for load in own.loads() if load.gate == "HELD"]
    who = ("--who", "Sari", "--note", "sudah dicek")
    arguments = ("quarantine", "release", "--load", held.load_id, *who)
    done = lumbung(*arguments, folder=own.root)
    assert done.code == 0
    assert done.out.splitlines() == [
        "dilepas: p3m_aduan 33.22 banyak.csv",
        "Masukkan ke silver dan mart dengan: lumbung run",
    ]
    (released,) = [load for load in own.loads() if load.gate == "RELEASED"]
    assert released.reason == "dilepas Sari: sudah dicek"
    assert lumbung("status", folder=own.root).out.count("DITAHAN") == 0
    assert lumbung(*arguments, folder=own.root).code == 2  # nothing is held any more
    done = lumbung("refine", "--date", "2026-08-31", "-s", "p3m_aduan", folder=own.root)
    assert done.code == 0
    assert done.out == f"p3m_aduan 33.22 banyak.csv: {MANY_ROWS - MANY_WRONG} sah\n"


def test_publishing_again_finds_nothing_new(lumbung: Lumbung, town: Granary) -> None:
    before = (town.settings.root / "warehouse" / "manifest.json").read_bytes()
    for command in ("build", "publish"):
        done = lumbung(command, "--date", "2026-08-31", folder=town.root)
        assert done.code == 0
        assert done.out == "Tidak ada yang baru: mart per 2026-08-31 sudah terbit.\n"
    assert (town.settings.root / "warehouse" / "manifest.json").read_bytes() == before


def test_folder_that_cannot_be_written(lumbung: Lumbung, town: Granary, tmp_path: Path) -> None:
    target = tmp_path / "tiada" / "hasil.csv"
    done = lumbung("sql", "select 1", "--format", "csv", "-o", str(target), folder=town.root)
    assert done.code == 3
    assert str(target) in done.err

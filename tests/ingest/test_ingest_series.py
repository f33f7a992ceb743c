"""Readings in series: shape of bronze, day slices, and rows that need a closer look among sound ones."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from granary import EVENING, Granary

from lumbung.ingest import sift

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: baca
name: Baca
version: 1.0.0
status: active
domain: uji
servers: [{server: landing, type: local, path: landing/baca/, format: csv, delimiter: ";"}]
customProperties:
  - {property: semantics, value: event}
  - {property: series, value: alat}
  - {property: slice, value: ["waktu:day"]}
  - {property: period, value: "timezone('Asia/Jakarta', waktu)"}
schema:
  - name: baca
    physicalType: file
    properties:
      - {name: alat, logicalType: string, primaryKey: true, primaryKeyPosition: 1, required: true,
         classification: P0, description: Alat.}
      - {name: waktu, logicalType: timestamp, primaryKey: true, primaryKeyPosition: 2, required: true,
         classification: P0, description: Saat.}
      - name: angka
        logicalType: number
        physicalType: DECIMAL(18,3)
        classification: P0
        description: Angka.
        logicalTypeOptions: {minimum: 0}
        customProperties: [{property: locale, value: id}]
      - name: mutu
        logicalType: string
        classification: P0
        description: Mutu.
        enum: [{value: OK, label: Baik}, {value: EST, label: Taksiran}]
    quality:
      - {name: MASA_DEPAN, type: custom, engine: lumbung, severity: error, tags: [waktu],
         implementation: waktu > _delivered_at}
      - {name: TAKSIRAN, type: custom, engine: lumbung, severity: warning, implementation: mutu = 'EST'}
"""
HEADER = "alat;waktu;angka;mutu\n"


@pytest.fixture
def readings(tmp_path: Path) -> Granary:
    (tmp_path / "kontrak").mkdir()
    (tmp_path / "kontrak" / "baca.yaml").write_text(CONTRACT, encoding="utf-8")
    return Granary(tmp_path, [tmp_path / "kontrak"])


def test_bronze_of_readings_has_no_hashes(readings: Granary) -> None:
    readings.drop("baca/33.74/a.csv", HEADER + "M1;2026-08-01 00:00;12,5;Baik\n")
    (load,) = readings.ingest("baca")
    (row,) = readings.rows("bronze/baca")
    assert row == {
        "kd_pemda": "33.74",
        "alat": "M1",
        "waktu": datetime(2026, 7, 31, 17, tzinfo=UTC),
        "angka": Decimal("12.500"),
        "mutu": "OK",
        "flags": [],
        "_load_id": load.load_id,
        "_row": 1,
        "_seq": load.seq,
        "_slice": "33.74_2026-08-01",
    }


def test_a_day_slice_is_the_local_day(readings: Granary) -> None:
    lines = ("M1;2026-08-01 00:00;1;Baik", "M1;2026-08-01 23:45;2;Baik", "M1;2026-08-02 00:00;3;Taksiran")
    readings.drop("baca/33.74/a.csv", HEADER + "\n".join(lines))
    readings.ingest("baca")
    rows = readings.rows("bronze/baca", "_row")
    assert [r["_slice"][-2:] for r in rows] == ["01", "01", "02"]


def test_every_row_has_its_fate_among_sound_ones(readings: Granary) -> None:
    """Row 2 is rejected, row 4 is read by no macro, row 5 is flagged: all keep their numbers."""
    lines = (
        "M1;2026-08-01 00:00;1.234,5;Baik",
        "M1;2026-08-01 00:15;-3;Baik",
        "",
        "M2;2026-08-01 00:00;7;Baik",
        "M2;1 Agustus 2026 00.15;Rp 8;Baik",
        "M2;2026-08-01 00:30;9;Taksiran",
        "M3;2026-09-01 00:00;10;Baik",
        ";2026-08-01 00:00;11;Rusak",
    )
    readings.drop("baca/33.74/a.csv", HEADER + "\n".join(lines) + "\n")
    (load,) = readings.ingest("baca")
    assert (load.rows_read, load.rows_valid, load.rows_quarantined) == (7, 3, 4)
    assert str(load.period_end) == "2026-08-01"
    rows = readings.rows("bronze/baca", "_row")
    assert [(r["_row"], r["alat"], str(r["angka"]), r["flags"]) for r in rows] == [
        (1, "M1", "1234.500", []),
        (3, "M2", "7.000", []),
        (5, "M2", "9.000", ["TAKSIRAN"]),
    ]
    rejected = readings.rows("quarantine/baca", "row_number")
    assert [(r["row_number"], r["reasons"]) for r in rejected] == [
        (2, ["NILAI_NEGATIF:angka"]),
        (4, ["ANGKA_TIDAK_SAH:angka"]),
        (6, ["MASA_DEPAN:waktu"]),
        (7, ["KUNCI_KOSONG:alat", "NILAI_TAK_DIKENAL:mutu"]),
    ]
    assert '"waktu":"1 Agustus 2026 00.15"' in rejected[1]["raw"]


def test_the_last_day_may_be_that_of_a_flagged_row(readings: Granary) -> None:
    lines = "M1;2026-08-01 00:00;1;Baik\nM1;2026-08-03 00:00;1;Taksiran\n"
    readings.drop("baca/33.74/a.csv", HEADER + lines)
    readings.drop("baca/33.74/b.csv", HEADER + "M1;2026-08-02 00:00;1;Baik\nM1;2026-08-01 12:00;1;Taksiran\n")
    ends = {load.file_name: str(load.period_end) for load in readings.ingest("baca")}
    assert ends == {"a.csv": "2026-08-03", "b.csv": "2026-08-02"}


def day(n: int, rows: int, bad: int = 0) -> str:
    """`rows` readings of a day's file, of which the last `bad` are no readings."""
    start = datetime(2026, 8, 1) + timedelta(days=n)
    good = [f"M{n};{start + timedelta(minutes=15 * i):%Y-%m-%d %H:%M};{n},{i:03};Baik" for i in range(rows - bad)]
    return HEADER + "\n".join([*good, *["M;kapan;1;Baik"] * bad]) + "\n"


def test_two_connections_read_many_files(readings: Granary, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever connection reads a file, its rows are numbered from one and carry its load."""
    monkeypatch.setattr(sift, "_ALONE_BYTES", 0)
    for n in range(7):
        readings.drop(f"baca/33.74/{n}.csv.gz", day(n, 20, bad=n % 2), EVENING + timedelta(seconds=n))
    loads = readings.ingest("baca")
    assert [load.rows_read for load in loads] == [20] * 7
    assert [load.rows_quarantined for load in loads] == [0, 1, 0, 1, 0, 1, 0]
    of_load = {load.load_id: n for n, load in enumerate(loads)}
    rows = readings.rows("bronze/baca")
    found = {(of_load[r["_load_id"]], r["_row"], r["alat"], str(r["angka"]), r["_seq"]) for r in rows}
    assert len(rows) == 7 * 20 - 3
    assert found == {
        (n, i + 1, f"M{n}", f"{n}.{i:03}", load.seq) for n, load in enumerate(loads) for i in range(20 - n % 2)
    }
    assert len(readings.lake.paths("bronze/baca")) > 1


def test_a_ragged_file_does_not_cost_the_others_theirs(readings: Granary) -> None:
    for n in range(3):
        readings.drop(f"baca/33.74/{n}.csv", day(n, 5), EVENING + timedelta(seconds=n))
    readings.drop("baca/33.74/9.csv", day(3, 5) + "M;satu;dua;tiga;empat;lima\n", EVENING + timedelta(seconds=9))
    loads = readings.ingest("baca")
    assert [(x.outcome, x.rows_read, x.rows_quarantined) for x in loads] == [
        ("LOADED", 5, 0),
        ("LOADED", 5, 0),
        ("LOADED", 5, 0),
        ("LOADED", 6, 1),
    ]
    (rejected,) = readings.rows("quarantine/baca")
    assert (rejected["row_number"], rejected["reasons"]) == (6, ["JUMLAH_KOLOM", "TANGGAL_TIDAK_SAH:waktu",
            "ANGKA_TIDAK_SAH:angka", "NILAI_TAK_DIKENAL:mutu"])  # fmt: skip
    assert len(readings.rows("bronze/baca")) == 20


def test_nothing_laid_aside_stays_behind(readings: Granary) -> None:
    """Rows as delivered stand in the scratch folder only while they are judged."""
    readings.drop("baca/33.74/a.csv.gz", gzip.compress((HEADER + "RAHASIA;kapan;1;Baik\n").encode()))
    readings.ingest("baca")
    left = [p for p in readings.settings.root.rglob("*") if p.is_file() and "archive" not in p.parts]
    assert [p for p in left if "aside" in p.name] == []
    assert list((readings.settings.root / ".tmp").glob("ingest-*")) == []

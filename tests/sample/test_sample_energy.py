"""The electricity of the sample city: read from its files by other means than it was written by."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from lumbung.sample import energy

KOTA, KABUPATEN = "33.74", "33.22"
REFERENCE = Path(__file__).parents[2] / "data" / "reference"
UNTIL = date(2026, 8, 31)
Reading = tuple[datetime, Decimal, str]


def _rows(landing: Path, path: str) -> list[dict[str, Any]]:
    if path.endswith(".parquet"):
        return pq.read_table(landing / path).to_pylist()
    text = gzip.decompress((landing / path).read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def _reading(row: dict[str, Any]) -> Reading | None:
    """None for a row that cannot be read."""
    try:
        when = row["waktu"] if isinstance(row["waktu"], datetime) else datetime.fromisoformat(row["waktu"])
        return when, Decimal(str(row["register_kwh"]).replace(",", ".")), row["status"]
    except (ValueError, ArithmeticError):
        return None


def _files(city: Any, kd_pemda: str) -> list[dict[str, Any]]:
    return [f for f in city.truth["files"] if (f["source"], f["kd_pemda"]) == ("meter_energi", kd_pemda)]


@pytest.fixture(scope="module")
def readings(dirty: Any) -> dict[str, dict[datetime, Reading]]:
    """id_meter → moment → the reading delivered last, of readable rows of loaded files."""
    found: dict[str, dict[datetime, Reading]] = defaultdict(dict)
    for kd_pemda in (KOTA, KABUPATEN):
        for file in _files(dirty, kd_pemda):
            if file["outcome"] == "LOADED":
                for row in _rows(dirty.landing, file["path"]):
                    if reading := _reading(row):
                        found[row["id_meter"]][reading[0]] = reading
    return found


@pytest.fixture(scope="module")
def factors(dirty: Any) -> dict[str, Decimal]:
    newest = {kd: max(dirty.landing.glob(f"meter_daftar/{kd}/*.csv")) for kd in (KOTA, KABUPATEN)}
    rows = [r for path in newest.values() for r in csv.DictReader(path.open(), delimiter=";")]
    return {r["id_meter"]: Decimal(r["faktor_kali"]) for r in rows}


@pytest.mark.parametrize("kd_pemda", [KOTA, KABUPATEN])
def test_every_row_of_every_file_is_counted(dirty: Any, kd_pemda: str) -> None:
    kinds: Counter[str] = Counter()
    for file in _files(dirty, kd_pemda):
        if file["outcome"] == "LOADED":
            assert len(_rows(dirty.landing, file["path"])) == file["rows_read"], file["path"]
            kinds[Path(file["path"]).suffix] += 1
    assert kinds[".gz"] >= 30
    assert (kinds[".parquet"] > 0) == (kd_pemda == KABUPATEN)


def test_kwh_of_a_day_are_the_difference_of_its_midnights(
    dirty: Any, readings: dict[str, dict[datetime, Reading]], factors: dict[str, Decimal]
) -> None:
    """Worked out from the files; a register that wraps has fallen by its whole range."""
    compared = wrapped = 0
    for kd_pemda in (KOTA, KABUPATEN):
        for meter, by_day in dirty.truth["energy"][kd_pemda]["kwh_harian"].items():
            for text, expected in by_day.items():
                begin = datetime.fromisoformat(text)
                left = readings[meter].get(begin)
                right = readings[meter].get(begin + timedelta(days=1))
                assert left and right, (meter, text)
                delta = right[1] - left[1]
                wrapped += delta < 0
                delta += 10**6 if delta < 0 else 0
                assert delta * factors[meter] == Decimal(expected), (meter, text)
                compared += 1
    assert compared > 500
    assert wrapped == 2


def test_planted_rows_show_their_fault(dirty: Any) -> None:
    shown = {
        "METER_TAK_DIKENAL:id_meter": lambda r: r["id_meter"] == "999999999999",
        "WAKTU_MASA_DEPAN:waktu": lambda r: r["waktu"] > "2026-09-30",
        "WAKTU_TAK_SESUAI:waktu": lambda r: r["waktu"][-2:] not in ("00", "15", "30", "45"),
        "REGISTER_DI_LUAR_DIGIT:register_kwh": lambda r: r["register_kwh"].index(",") > 6,
        "TANGGAL_TIDAK_SAH:waktu": lambda r: _reading(r) is None,
        "ANGKA_TIDAK_SAH:register_kwh": lambda r: _reading(r) is None,
        "NILAI_TAK_DIKENAL:status": lambda r: r["status"] not in ("OK", "EST", "ERR"),
    }
    seen: Counter[str] = Counter()
    for fault in dirty.truth["planted"]:
        if fault["what"] in shown and fault["file"].startswith("meter_energi"):
            row = _rows(dirty.landing, fault["file"])[fault["row_number"] - 1]
            assert shown[fault["what"]](row), fault
            seen[fault["what"]] += 1
    assert set(seen) == set(shown)


@pytest.mark.parametrize("what", ["REGISTER_LONCAT", "MELEBIHI_DAYA"])
def test_a_leap_is_more_than_the_connection_carries(dirty: Any, what: str) -> None:
    (fault,) = (p for p in dirty.truth["planted"] if p["what"] == f"{what}:register_kwh")
    rows = _rows(dirty.landing, fault["file"])
    leap = rows[fault["row_number"] - 1]
    own = [r for r in rows if r["id_meter"] == leap["id_meter"]]
    at = own.index(leap)
    before, here, after = (Decimal(r["register_kwh"].replace(",", ".")) for r in own[at - 1 : at + 2])
    assert here - before > 3_900
    assert (abs(after - before) < 100) == (what == "REGISTER_LONCAT")


def test_gaps_are_gaps(dirty: Any, readings: dict[str, dict[datetime, Reading]]) -> None:
    told = [e for kd in (KOTA, KABUPATEN) for e in dirty.truth["energy"][kd]["kejadian"]]
    gaps = [e for e in told if e["what"] == "DATA_HILANG"]
    assert len(gaps) == 3
    months = set()
    for gap in gaps:
        begin, end = datetime.fromisoformat(gap["mulai"]), datetime.fromisoformat(gap["selesai"])
        inside = [t for t in readings[gap["id_meter"]] if begin < t < end]
        assert inside == []
        assert {begin, end} <= set(readings[gap["id_meter"]])
        months.add((begin.month, end.month))
    assert (7, 8) in months


def test_late_and_corrected_readings_come_later(dirty: Any, readings: dict[str, dict[datetime, Reading]]) -> None:
    late = next(p for p in dirty.truth["planted"] if p["what"] == "BACAAN_SUSULAN")
    rows = _rows(dirty.landing, late["file"])
    assert len(rows) == 24
    day_file = late["file"].replace("_susulan", "")
    own = [r for r in _rows(dirty.landing, day_file) if r["id_meter"] == rows[0]["id_meter"]]
    assert len(own) == 96 - 24
    corrected = next(p for p in dirty.truth["planted"] if p["what"] == "BACAAN_DIKOREKSI")
    row = _rows(dirty.landing, corrected["file"])[corrected["row_number"] - 1]
    day = row["waktu"][:10].replace("-", "")
    files = [f for f in _files(dirty, KOTA) if f["outcome"] == "LOADED" and day in f["path"]]
    key = (row["id_meter"], row["waktu"])
    first = [r for f in files for r in _rows(dirty.landing, f["path"]) if (r["id_meter"], r["waktu"]) == key]
    assert [r["status"] for r in first] == ["EST"]
    assert row["status"] == "OK"
    assert first[0]["register_kwh"] != row["register_kwh"]


def test_lists_name_every_meter_and_the_replacement(dirty: Any) -> None:
    newest = max(dirty.landing.glob(f"meter_daftar/{KOTA}/*.csv"))
    rows = list(csv.DictReader(newest.open(), delimiter=";"))
    listed = {r["id_meter"] for r in rows}
    assert set(dirty.truth["energy"][KOTA]["kwh_harian"]) <= listed
    twice = [m for m, n in Counter(r["id_meter"] for r in rows).items() if n == 2]
    (old, new) = sorted((r for r in rows if r["id_meter"] == twice[0]), key=lambda r: r["meter_seri"])
    assert old["lepas_pada"] == new["pasang_pada"] != ""
    assert (new["start_register"], new["lepas_pada"]) == ("12,345", "")
    assert any(r["abonemen"] == "Y" for r in rows)


def test_bills_close_with_their_sum_and_one_says_too_much(dirty: Any) -> None:
    paths = sorted(dirty.landing.glob(f"tagihan_listrik/{KOTA}/*.xlsx"))
    assert len(paths) >= 3
    for path in paths:
        grid = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        at = next(n for n, row in enumerate(grid) if row[0] == "ID Pelanggan")
        bills, total = grid[at + 1 : -1], grid[-1]
        assert total[0] == "JUMLAH"
        assert sum(int(r[8].replace(".", "")) if isinstance(r[8], str) else r[8] for r in bills) == total[8]
    energy_truth = dirty.truth["energy"][KOTA]
    ratios = {
        objek: Decimal(months["2026-07-01"]) / Decimal(energy_truth["kwh_bulan"][objek]["2026-07-01"])
        for objek, months in energy_truth["kwh_tagihan"].items()
        if "2026-07-01" in energy_truth["kwh_bulan"].get(objek, {}) and objek.startswith("G-")
    }
    assert len([r for r in ratios.values() if r > Decimal("1.03")]) == 1


def test_without_dirt_registers_only_rise(clean: Any) -> None:
    assert [p for p in clean.truth["planted"] if p["file"].startswith("meter")] == []
    last: dict[str, Decimal] = {}
    for file in _files(clean, KABUPATEN):
        assert file["rows_read"] == file["rows_valid"]
        for row in _rows(clean.landing, file["path"]):
            value = Decimal(str(row["register_kwh"]).replace(",", "."))
            assert value >= last.get(row["id_meter"], Decimal(0))
            last[row["id_meter"]] = value
    assert len(last) == energy.meter_count(0.02, KABUPATEN)


@pytest.mark.parametrize(("scale", "meters"), [(0.1, 20), (1, 30), (10, 1500)])
def test_meters_by_scale(scale: float, meters: int) -> None:
    assert energy.meter_count(scale, KOTA) + energy.meter_count(scale, KABUPATEN) == meters


def test_bulk_readings_are_the_same_in_every_kind_of_file(tmp_path: Path) -> None:
    found = {}
    for kind in ("csv.gz", "parquet"):
        landing = tmp_path / kind
        made = list(energy.readings(landing, REFERENCE, UNTIL - timedelta(days=1), UNTIL, meters={KOTA: 5}, kind=kind))
        assert [(f.day, f.rows) for f in made] == [(UNTIL - timedelta(days=1), 480), (UNTIL, 480)]
        found[kind] = [_reading(r) for f in made for r in _rows(landing, str(f.path.relative_to(landing)))]
        assert len(list(landing.glob("meter_daftar/33.74/*.csv"))) == 1
    assert found["csv.gz"] == found["parquet"]

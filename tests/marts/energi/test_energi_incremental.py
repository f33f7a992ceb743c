"""A night that rebuilds only the months that changed ends where a full rebuild ends."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from buku import Buku, harian, meter, peristiwa, tagihan
from conftest import MALAM_1, SAWN, lamps, sawn

MALAM_2 = date(2026, 7, 16)
MARTS = ("fct_energi_harian", "mart_energi_gedung", "mart_pju_malam", "mart_energi_anomali")


class Night:
    """A copy of the book that goes on."""

    def __init__(self, book: Buku, root: Path) -> None:
        shutil.copyfile(book.database, root / "current.duckdb")
        self.book = Buku.__new__(Buku)
        self.book.settings, self.book.database = book.settings, root / "current.duckdb"

    def contents(self) -> dict[str, list[str]]:
        with self.book.connect() as con:
            return {
                m: sorted(map(repr, con.execute(f"select * exclude (as_of_tgl) from {m}").fetchall())) for m in MARTS
            }

    def days(self) -> set[tuple[Any, ...]]:
        with self.book.connect() as con:
            return set(
                con.execute("select id_meter, tanggal, kwh, kwh_estimasi, n_interval from fct_energi_harian").fetchall()
            )


def _deliver(book: Buku) -> None:
    """A new day, a late quarter of 7 July, a corrected day of June, a bill, the last morning of a night."""
    book.remove("energi_harian", "id_meter = 'MZ' and tanggal in (date '2026-07-07', date '2026-06-20')")
    book.remove("energi_peristiwa", "id_meter = 'MZ'")
    book.add(
        "energi_harian",
        [
            harian("MZ", date(2026, 7, 15), SAWN),
            harian("P1", date(2026, 7, 15), lamps((range(23), 0.5)), watt=4000),
            harian("MZ", date(2026, 7, 7), sawn((range(40, 45), 14))),
            harian("MZ", date(2026, 6, 20), sawn((range(20, 24), 30))),
            harian("M1", date(2026, 7, 1), [22] * 96),
        ],
    )
    book.add("energi_peristiwa", [peristiwa("MZ", "2026-07-15 01:00", "2026-07-15 01:15", "DATA_HILANG", "1")])
    book.add("tagihan_listrik", [tagihan("M9", date(2026, 7, 15), date(2026, 7, 31), 510)])


CHANGED = {"energi_harian": ["2026-06", "2026-07"], "energi_peristiwa": ["2026-07"], "tagihan_listrik": ["2026-07"]}


@pytest.fixture(scope="module")
def second(buku: Buku, tmp_path_factory: pytest.TempPathFactory) -> Night:
    night = Night(buku, tmp_path_factory.mktemp("malam_2"))
    _deliver(night.book)
    night.book.build(MALAM_2, before=MALAM_1, slices=CHANGED)
    return night


def test_late_and_corrected_days_end_as_a_full_rebuild(second: Night, tmp_path: Path) -> None:
    whole = Night(second.book, tmp_path)
    whole.book.build(MALAM_2)
    assert second.contents() == whole.contents()


def test_late_readings_correct_their_days_and_nothing_else(buku: Buku, second: Night, tmp_path: Path) -> None:
    before, after = Night(buku, tmp_path).days(), second.days()
    moved = {(row[0], row[1].isoformat()) for row in before ^ after}
    assert moved == {
        ("MZ", "2026-07-07"), ("MZ", "2026-06-20"), ("MZ", "2026-07-15"), ("P1", "2026-07-15"), ("M1", "2026-07-01"),
    }  # fmt: skip


def test_the_second_night_sees_what_came(second: Night) -> None:
    with second.book.connect() as con:
        found = con.execute(
            "select strftime(mulai_at, '%m-%d %H:%M'), jenis from mart_energi_anomali "
            "where id_meter = 'MZ' order by mulai_at"
        ).fetchall()
        nights = con.execute(
            "select status from mart_pju_malam where id_objek = 'PANEL' "
            "and malam_tgl between '2026-07-14' and '2026-07-15' order by malam_tgl"
        ).fetchall()
        bills = con.execute(
            "select kwh_tagihan::varchar, hari_tagihan from mart_energi_gedung "
            "where id_objek = 'DITAGIH' and bulan = '2026-07-01'"
        ).fetchall()
    assert found == [
        ("06-20 05:00", "LONJAKAN"),
        ("06-30 23:30", "LONJAKAN"),
        ("07-04 10:00", "LONJAKAN"),
        ("07-07 10:00", "LONJAKAN"),
        ("07-11 15:00", "PENURUNAN"),
        ("07-15 01:00", "DATA_HILANG"),
    ]
    # 26 quarters in the evening and 23 at half power in the morning: 37.5 of 48 kWh.
    assert nights == [("NORMAL",), ("TIDAK_LENGKAP",)]
    assert bills == [("930.000", 31)]  # 420 of the bill before, 510 of this one


def test_a_change_in_the_list_of_meters_reaches_every_month(second: Night, tmp_path: Path) -> None:
    night, whole = Night(second.book, tmp_path), tmp_path / "utuh"
    night.book.remove("meter_daftar", "id_meter in ('M3', 'A1', 'P1')")
    night.book.add(
        "meter_daftar",
        [
            meter("M3", "DELAPAN-SETENGAH", luas_m2=2304, luas_ac_m2=2304),
            meter("P1", "PANEL", "pju", watt_lampu_total=6000, jumlah_lampu=60),
        ],
    )
    night.book.build(MALAM_2, before=MALAM_2, slices={"meter_daftar": [""]})
    with night.book.connect() as con:
        assert con.execute("select distinct kelas_ike from mart_energi_gedung where ike_kwh_m2 = 4.25").fetchall() == [
            ("sangat efisien",)
        ]
        assert con.execute("select count(*) from mart_pju_malam where status = 'ABONEMEN'").fetchone() == (0,)
    whole.mkdir()
    rebuilt = Night(night.book, whole)
    rebuilt.book.build(MALAM_2)
    assert night.contents() == rebuilt.contents()


def test_a_night_without_readings_moves_only_the_date(second: Night, tmp_path: Path) -> None:
    """Three weeks later and into the next month: contracts go on, completeness of the month falls."""
    later = date(2026, 8, 5)
    night, whole = Night(second.book, tmp_path), tmp_path / "utuh"
    night.book.build(later, before=MALAM_2, slices={})
    whole.mkdir()
    rebuilt = Night(night.book, whole)
    rebuilt.book.build(later)
    assert night.contents() == rebuilt.contents()
    with night.book.connect() as con:
        assert con.execute("select max(malam_tgl)::varchar from mart_pju_malam").fetchone() == ("2026-08-04",)


def test_readings_of_long_ago_move_the_verdicts_of_their_months(buku: Buku, tmp_path: Path) -> None:
    """A day of November comes again in July: it falls where it rose, and the days around it stay judged."""
    night, whole = Night(buku, tmp_path), tmp_path / "utuh"
    night.book.remove("energi_harian", "id_meter = 'ML' and tanggal = date '2025-11-15'")
    night.book.add("energi_harian", [harian("ML", date(2025, 11, 15), sawn((range(40, 43), 7)))])
    night.book.build(MALAM_2, before=MALAM_1, slices={"energi_harian": ["2025-11"]})
    with night.book.connect() as con:
        found = con.execute(
            "select strftime(mulai_at, '%m-%d %H:%M'), jenis from mart_energi_anomali where id_meter = 'ML' order by 1"
        ).fetchall()
    assert found == [("11-08 10:00", "LONJAKAN"), ("11-15 10:00", "PENURUNAN")]
    whole.mkdir()
    rebuilt = Night(night.book, whole)
    rebuilt.book.build(MALAM_2)
    assert night.contents() == rebuilt.contents()


def test_contracts_begin_where_their_governments_readings_do(buku: Buku, tmp_path: Path) -> None:
    """Earlier readings come late to one government, the very first to another."""
    night, whole = Night(buku, tmp_path), tmp_path / "utuh"
    kab = {"kd_pemda": "33.22"}
    night.book.add(
        "meter_daftar",
        [
            meter("A2", "LAMA", "pju", jumlah_lampu=5, abonemen=True),
            meter("AK", "KABUPATEN", "pju", jumlah_lampu=5, abonemen=True, **kab, pasang_pada=date(2026, 5, 10)),
        ],
    )
    night.book.build(MALAM_1)
    first = (
        "select min(malam_tgl)::varchar from mart_pju_malam where id_objek in ('LAMA', 'KABUPATEN') group by id_objek"
    )
    with night.book.connect() as con:
        assert sorted(con.execute(first).fetchall()) == [("2025-06-01",), ("2026-05-10",)]
    night.book.add(
        "energi_harian",
        [harian("MY", date(2025, 3, 10), [2] * 96), harian("MK", date(2026, 7, 15), [2] * 96, kd_pemda="33.22")],
    )
    night.book.build(MALAM_2, before=MALAM_1, slices={"energi_harian": ["2025-03", "2026-07"]})
    with night.book.connect() as con:
        assert sorted(con.execute(first).fetchall()) == [("2025-03-01",), ("2026-07-01",)]
    whole.mkdir()
    rebuilt = Night(night.book, whole)
    rebuilt.book.build(MALAM_2)
    assert night.contents() == rebuilt.contents()

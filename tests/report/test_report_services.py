"""Channels, waste and electricity on the page against figures worked out by hand from services.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import pytest

Make = Callable[..., Any]


def test_channels_one_line_each(page: Make) -> None:
    """P3M: 3 tickets about 2 events, 2 of 3 due in time; Open311 has nothing due and never answers."""
    assert page().tables["Menurut aplikasi, 12 bulan terakhir"][1:] == [
        ["P3M", "3", "2", "66,7 %", "7,0 jam"],
        ["SP4N-LAPOR!", "1", "1", "0,0 %", "30,0 jam"],
        ["Open311", "1", "1", "–", "–"],
    ]


def test_waste_of_the_last_month_that_all_have_reported(page: Make) -> None:
    """August has ended, but no unit has reported: its percentages would be of one side only."""
    made = page()
    assert "Terkelola 70,0 % Juli 2026" in made.text
    assert "Pengurangan 5,0 % target 30,0 %" in made.text
    assert "Penanganan 65,0 % target 70,0 %" in made.text
    assert "Timbulan 40.000 ton perkiraan" in made.text
    assert made.tables["Neraca sampah"][1:] == [
        ["Agustus 2026 belum lengkap", "40.000 ton", "–", "12.000 ton", "–"],
        ["Juli 2026", "40.000 ton", "2.000 ton", "26.000 ton", "70,0 %"],
    ]
    assert "Juli 2026: Target nol." in made.text
    assert "Agustus 2026: bank sampah dan unit lain belum melapor" in made.text
    assert "Sampah terkelola: 70,0 % di Kota Semarang (Juli 2026)." in made.text


def test_weighed_estimated_and_foreign_waste_stand_apart(page: Make) -> None:
    """August 700 + 500 tons; July 900,5 weighed, 40 from outside, 750 + 500 estimated; June is not shown."""
    made = page()
    assert made.tables["Per TPA (ton)"][1:] == [
        ["Jatibarang", "Agu 2026", "12", "1.200", "0", "0"],
        ["Jatibarang", "Jul 2026", "4", "901", "40", "1.250"],
    ]
    assert "Ditimbang di TPA 1.200 ton s.d. 30 Agustus 2026" in made.text
    assert "Hari jembatan mati 2 Juli 2026 dan Agustus 2026" in made.text
    assert "Jembatan timbang Jatibarang mati 15 Jul dan 16 Jul: ditaksir 1.250 ton, tidak dihitung" in made.text
    assert "2 tiket ditulis tangan; 5 tiket memakai berat kosong" in made.text  # June's 9 and 9 are not shown
    assert "taksiran, jembatan timbang mati" in made.text
    assert "14 Juli 2026 sampai 30 Agustus 2026: 2.101 ton ditimbang, 1.250 ton ditaksir" in made.html


def test_the_estimate_needs_no_key_where_nothing_is_estimated(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    con.execute("DELETE FROM mart_sampah_harian WHERE is_jembatan_mati")
    assert "taksiran, jembatan timbang mati" not in page().text


def test_without_a_target_the_page_says_so(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    con.execute("UPDATE mart_neraca_sampah SET target_pengurangan_pct = NULL")
    assert "Pengurangan 5,0 % belum ada target 2026" in page().text


def test_a_running_month_is_not_judged(page: Make) -> None:
    """On 20 August the month has neither ended nor is it compared; buildings are of July."""
    day = date(2026, 8, 20)
    text = page(as_of=day, published_as_of=day).text
    assert "Terkelola 70,0 % Juli 2026" in text
    assert "Ditimbang di TPA 700 ton s.d. 1 Agustus 2026" in text
    assert "Listrik gedung 2.000 kWh Juli 2026, 2 gedung" in text


def test_buildings_by_use_per_square_metre(page: Make) -> None:
    """2.000,4 + 1.000,2 + 10 kWh; the store has no tariff and no class."""
    made = page()
    assert "Listrik gedung 3.011 kWh Agustus 2026, 3 gedung" in made.text
    assert "Biaya Rp 4,50 juta tanpa 1 gedung yang tarifnya tidak ada" in made.text
    assert "Gedung boros 1 dari 2 yang dapat dinilai" in made.text
    assert made.tables["Pemakaian per m² tertinggi, Agustus 2026"][1:] == [
        ["Balai Kota ber-AC", "Rp 3,00 juta", "2.000", "20,1", "▼ Boros"],
        ["G2 tanpa AC · bacaan belum lengkap", "Rp 1,50 juta", "1.000", "3,1", "● Sangat efisien"],
    ]
    assert "1 gedung bacaannya belum lengkap" in made.text


def test_bills_of_the_newest_month_that_is_billed(page: Make) -> None:
    """July is the newest billed month: 8 % is told, 4 % is not, June's 50 % is past."""
    assert page().tables["Tagihan yang berbeda lebih dari 5 % dari meter, Juli 2026"][1:] == [
        ["Balai Kota", "1.080", "1.000", "+8,0 %"],
    ]


def test_bills_that_agree(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    con.execute("UPDATE mart_energi_gedung SET flags = [] WHERE bulan = '2026-07-01'")
    assert "Tagihan Juli 2026: tidak ada yang berbeda lebih dari 5 % dari meter." in page().text


def test_lamps_of_the_newest_night_that_was_read(page: Make) -> None:
    """The 30th still lacks its morning; of the 29th three panels can be judged; the 22nd is too long ago."""
    made = page()
    assert "Lampu mati 1 dari 3 panel, malam 29 Agu" in made.text
    assert "Menyala siang 1 dari 3 panel, malam 29 Agu" in made.text
    panels = made.tables["Lampu jalan (PJU): panel yang mati atau menyala siang, 2 malam terakhir"]
    assert panels[1:] == [
        ["Panel Pemuda Semarang Tengah", "1", "1", "29 Agu"],
        ["P2", "1", "–", "29 Agu"],
    ]
    assert made.tables["Lampu jalan per malam, 2 malam terakhir"][1:] == [
        ["29 Agu", "3", "1", "1", "1"],
        ["24 Agu", "1", "1", "0", "0"],
    ]
    assert "1 panel lain tidak bermeter" in made.text
    assert "Lampu jalan: 1 panel mati dan 1 menyala siang di Kota Semarang." in made.text


def test_a_night_without_dark_lamps_is_not_news(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    con.execute("UPDATE mart_pju_malam SET status = 'NORMAL' WHERE malam_tgl = '2026-08-29' AND status <> 'ABONEMEN'")
    text = page().text
    assert "Lampu jalan: 0 panel" not in text
    assert "Lampu mati 0 dari 4 panel, malam 29 Agu" in text
    con.execute("UPDATE mart_pju_malam SET status = 'NORMAL' WHERE status IN ('LAMPU_MATI', 'MENYALA_SIANG')")
    told = "dari 4 panel yang bacaannya lengkap tidak ada yang mati atau menyala siang dalam 2 malam terakhir."
    assert f"Lampu jalan: {told}" in page().text


def test_nights_that_nobody_can_judge_are_not_called_good(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    """On the 24th P1 could be judged, on the 29th nobody: one panel, one night."""
    con.execute("UPDATE mart_pju_malam SET status = 'NORMAL' WHERE malam_tgl <= '2026-08-24'")
    con.execute(
        "UPDATE mart_pju_malam SET status = 'TIDAK_LENGKAP' WHERE malam_tgl = '2026-08-29' AND id_objek <> 'P5'"
    )
    assert "Lampu jalan: dari 1 panel yang bacaannya lengkap tidak ada yang mati" in page().text
    con.execute("UPDATE mart_pju_malam SET status = 'TIDAK_LENGKAP' WHERE status = 'NORMAL'")
    text = page().text
    assert "Lampu jalan: belum ada panel yang bacaannya lengkap dalam 7 malam terakhir." in text
    assert "tidak ada yang mati" not in text


def test_anomalies_of_the_last_seven_days(page: Make) -> None:
    """From 24 August 00.00 WIB = 23 August 17.00 UTC on; the largest difference first, gaps only counted."""
    made = page()
    assert "Kejanggalan meter 4 1 lonjakan, 1 penurunan, 1 melebihi daya dan 1 bacaan hilang" in made.text
    assert made.tables["Kejanggalan meter, 7 hari terakhir"][1:] == [
        ["X9", "melebihi daya", "30 Agu 09.15", "4.003,8", "–"],
        ["Panel Pemuda", "penurunan", "29 Agu 18.00", "3,0", "33,0"],
        ["Balai Kota", "lonjakan", "24 Agu 00.00", "12,5", "2,5"],
    ]
    assert "Bacaan hilang: 1 kali" in made.text


SAYS = {
    "dim_meter": "X9",
    "cfg_batas_energi": "Tagihan yang berbeda",
    "mart_neraca_sampah": "Belum ada data sampah yang diterbitkan.",
    "mart_sampah_harian": "Belum ada data timbangan pada hari-hari terakhir.",
    "mart_energi_gedung": "Gedung: belum ada data bulan yang lengkap. Tagihan: belum ada bulan yang tertagih penuh.",
    "mart_pju_malam": "Lampu jalan: belum ada panel yang bacaannya lengkap dalam 7 malam terakhir.",
    "mart_energi_anomali": "Tidak ada kejanggalan meter dalam 7 hari terakhir.",
}


@pytest.mark.parametrize("sql", ["DROP TABLE {}", "DELETE FROM {}"])
@pytest.mark.parametrize("mart", SAYS)
def test_any_of_these_marts_may_be_missing_or_empty(
    con: duckdb.DuckDBPyConnection, page: Make, mart: str, sql: str
) -> None:
    con.execute(sql.format(mart))
    if mart == "mart_neraca_sampah":
        con.execute("DELETE FROM mart_sampah_harian")
    assert SAYS[mart] in page().text


def test_without_any_energy_mart_nothing_is_claimed(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    for mart in ("mart_energi_gedung", "mart_pju_malam", "mart_energi_anomali"):
        con.execute(f"DELETE FROM {mart}")
    text = page().text
    assert "Belum ada data listrik yang diterbitkan." in text
    assert "Kejanggalan meter" not in text


def test_in_english(page: Make) -> None:
    made = page("en")
    for part in (
        "Managed 70.0% July 2026",
        "Scales of Jatibarang were down on 15 Jul and 16 Jul",
        "Lights out 1 of 3 panels, night of 29 Aug",
        "▼ Wasteful",
        "30 Aug 09:15",
    ):
        assert part in made.text

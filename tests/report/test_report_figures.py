"""Figures on the page against figures worked out by hand from the marts in conftest.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb

Make = Callable[..., Any]


def test_complaints_are_ratios_of_sums(page: Make) -> None:
    """12 months from September 2025: 10 + 20 + 6 received; the 1.000 of August 2025 are outside.

    In time 3 + 9 + 6 = 18 of 18 + 12 = 60 %; the mean of 75, 45 and 100 % would be 73,3.
    """
    text = page().text
    assert "Diterima 36 12 bulan terakhir" in text
    assert "Tepat waktu 60,0 % 12 bulan terakhir" in text
    assert "Dijawab 91,7 % 77,8 % sudah selesai" in text  # 33 and 28 of 36
    assert "Terbuka 14 per 31 Agustus 2026" in text  # 4 + 2 + 5 + 3
    assert "Lewat tenggat 5 35,7 % dari yang terbuka" in text  # 1 + 2 + 0 + 2 of 14
    assert "Median respons 8,5 jam" in text  # 2, 7, 10, 30; the 500 came before the WIB midnight


def test_worst_units_first(page: Make) -> None:
    """Overdue decides (DPU 2 of 7, none 2 of 3), then open; DPU in time (3 + 9) of 24."""
    assert page().tables["OPD dengan aduan lewat tenggat terbanyak"][1:] == [
        ["Dinas Pekerjaan Umum", "7", "2", "50,0 %", "10,0 jam"],
        ["Belum ada OPD atau dirahasiakan", "3", "2", "–", "–"],
        ["<script>alert(1)</script> & Co", "4", "1", "100,0 %", "7,0 jam"],
    ]


def test_categories_leave_restricted_tickets_in_the_share(page: Make) -> None:
    assert page().tables["Kategori terbanyak, 12 bulan terakhir"][1:] == [
        ["Jalan rusak", "3", "60,0 %"],
        ["Lampu mati", "1", "20,0 %"],
    ]


def test_months_newest_first(page: Make) -> None:
    rows = page().tables["Angka per bulan penerimaan"]
    assert rows[1:] == [
        ["Agustus 2026", "10", "8", "4", "75,0 %"],
        ["Juli 2026", "26", "25", "24", "57,7 %"],  # 15 of 15 + 11
    ]


def test_backlog_ages_stand_youngest_first_and_none_is_lost(page: Make) -> None:
    text = page().text
    ages = ["0–5 hari kerja: 5", "6–14 hari kerja: 4", "15–60 hari kerja: 3", "> 60 hari kerja: 2"]
    places = [text.index(age) for age in ages]
    assert places == sorted(places)


def test_complaints_of_unknown_age_stand_last(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    con.execute("UPDATE mart_pengaduan_backlog_harian SET umur = '-' WHERE umur = '0-5'")
    text = page().text
    assert 0 < text.index("> 60 hari kerja: 2") < text.index("umur tidak diketahui: 5")


def test_budget_of_the_whole_government(page: Make) -> None:
    text = page().text
    assert "Pagu Rp 6,46 triliun tahun anggaran 2026" in text
    assert "Realisasi Rp 3,23 triliun s.d. Agustus 2026" in text
    assert "Serapan 50,0 % target 54,0 %" in text
    assert "Deviasi −4,0 poin ● Hijau" in text
    assert "Predikat Sangat Tinggi realisasi terhadap target" in text
    assert "12 dari 96 sub-kegiatan; selisih SP2D–RFK −Rp 1,50 juta" in text


def test_the_pagu_change_is_marked_once(page: Make) -> None:
    made = page()
    assert made.text.count("Pergeseran 1, pagu naik Rp 730,00 miliar menjadi Rp 6,46 triliun") == 1
    assert made.tags.count("svg") == 8  # four charts, each wide and narrow


def test_pagu_change_without_the_monthly_mart_is_seen_by_its_amount(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    con.execute("DROP TABLE mart_serapan_bulanan")
    assert "Agustus 2026 : pagu naik Rp 730,00 miliar menjadi Rp 6,46 triliun" in page().text


def test_scopes_and_who_is_behind(page: Make) -> None:
    tables = page().tables
    assert tables["Dengan dan tanpa gaji"][1:] == [
        ["Semua belanja", "Rp 6,46 triliun", "Rp 3,23 triliun", "50,0 %", "−4,0", "Sangat Tinggi"],
        ["Tanpa gaji", "Rp 4,00 triliun", "Rp 1,00 triliun", "25,0 %", "−15,0", "Rendah"],
    ]
    assert tables["Tertinggal dari target: 1 OPD terjauh"][1:] == [
        ["2 Dinas Pekerjaan Umum", "Rp 1,00 miliar", "37,7 %", "50,0 %", "−12,3", "▼ Merah"],
    ]


def test_ranking_keeps_the_unranked_with_their_reason(page: Make) -> None:
    rows = page().tables["Peringkat 3 OPD, Agustus 2026"][1:]
    assert [row[0] for row in rows] == [
        *("1 <script>alert(1)</script> & Co", "2 Dinas Pekerjaan Umum", "– 9.99 Target nol"),
    ]
    assert rows[0][4:] == ["+1,3", "● Hijau"]
    assert rows[2][1:] == ["Rp 750.000", "0,0 %", "–", "–", "–"]


def test_the_running_month_is_announced(page: Make) -> None:
    day = date(2026, 8, 20)
    assert "realisasi sampai 20 Agustus 2026" in page(as_of=day, published_as_of=day).text
    assert "Bulan masih berjalan" not in page().text


def test_headline_sentences(page: Make) -> None:
    text = page().text
    for sentence in (
        "3 berkas datang dan semuanya terbaca: 1.180 baris sah, 40 baris dikarantina",
        "Semua 2 pemeriksaan lulus dan tidak ada sumber yang basi",
        "Pengaduan yang belum selesai: 14 di Kota Semarang ( 5 lewat tenggat)",
        "Serapan belanja: Kota Semarang 50,0 % ( 4,0 poin di bawah target)",
        "OPD berwarna merah: 1 di Kota Semarang, terjauh Dinas Pekerjaan Umum ( 12,3 poin",
    ):
        assert sentence in text


def test_receipt_may_be_stored_without_zone(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    con.execute("SET TimeZone = 'UTC'")
    con.execute("ALTER TABLE mart_pengaduan ALTER diterima_at TYPE TIMESTAMP")
    con.execute("SET TimeZone = 'Asia/Jakarta'")
    assert "Median respons 8,5 jam" in page().text

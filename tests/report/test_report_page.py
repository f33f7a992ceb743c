"""What the page says of a good night, of a bad one, and of one without any data."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import pytest

from lumbung.report import Night

Make = Callable[..., Any]


def test_a_quiet_night_is_all_well(page: Make) -> None:
    made = page()
    assert page().html == made.html  # the same night makes the same page
    assert "Senin, 31 Agustus 2026" in made.text
    assert "● Semua baik" in made.text
    assert "Tidak ada berkas yang bermasalah." in made.text
    assert "Angka malam ini belum diterbitkan" not in made.text
    assert made.tables["Muatan Kota Semarang"][1:] == [
        [
            *("Pengaduan P3M p3m_aduan", "3 1 kiriman ulang", "1.234", "1.180", "40", "14"),
            "31 Agustus 2026 ● Segar",
        ],
        ["Jumlah", "3", "1.234", "1.180", "40", "14", ""],
    ]
    assert "Cocok 1.234 dibaca = 1.180 sah + 40 karantina + 14 duplikat" in made.text


def test_rows_that_do_not_add_up_are_said_aloud(page: Make, load: Make) -> None:
    text = page(loads=[load("LOADED", "a.csv", (100, 90, 5, 4))]).text
    assert "▼ Tidak cocok" in text
    assert "100 dibaca, tetapi 99 tercatat" in text


@pytest.mark.parametrize(
    ("outcome", "verdict", "chip", "action"),
    [
        ("REJECTED", "▼ Perlu tindakan", "▼ Ditolak", "Perbaiki menurut alasan"),
        ("EMPTY", "▼ Perlu tindakan", "▼ Kosong", "Minta pengirim mengekspor ulang"),
        ("FAILED", "▼ Perlu tindakan", "▼ Gagal dibaca", "Hubungi pengelola data"),
        ("UNKNOWN_SOURCE", "▲ Ada catatan", "▲ Salah tempat", "landing/<sumber>/<kd_pemda>/"),
    ],
)
def test_every_problem_file_says_why_and_what_to_do(
    page: Make, load: Make, quiet: Night, outcome: str, verdict: str, chip: str, action: str
) -> None:
    problem = load(outcome, "rusak.csv", reason="kolom wajib tidak ada: nomor_aduan")
    text = page(loads=[*quiet.loads, problem]).text
    for part in (verdict, chip, "rusak.csv", "kolom wajib tidak ada: nomor_aduan", action):
        assert part in text
    assert "4 berkas datang, 1 di antaranya perlu ditangani" in text


def test_a_file_held_since_an_earlier_night_waits_but_did_not_arrive_tonight(
    page: Make, load: Make, quiet: Night
) -> None:
    held = load("LOADED", "ditahan.csv", (500, 100, 400, 0), gate="HELD", run_id="malam-0")
    text = page(loads=[*quiet.loads, held]).text
    for part in ("▼ Perlu tindakan", "▼ Ditahan", "release --load muatan-7", "1.234 dibaca ="):
        assert part in text
    assert "3 berkas datang" in text


@pytest.mark.parametrize(
    ("severity", "verdict", "sentence"),
    [
        ("merah", "▼ Perlu tindakan", "Yang perlu dilihat: 1 pemeriksaan merah"),
        ("kuning", "▲ Ada catatan", "Yang perlu dilihat: 1 pemeriksaan kuning"),
    ],
)
def test_failed_checks(page: Make, check: Make, severity: str, verdict: str, sentence: str) -> None:
    text = page(checks=[check(severity, False, "hanya 7 baris"), check("merah", True)]).text
    for part in (verdict, sentence, "1 dari 2 pemeriksaan lulus", "hanya 7 baris"):
        assert part in text
    assert "teramati 7, seharusnya 70" in text


def test_stale_sources_turn_grey(page: Make, fresh: Make) -> None:
    made = page(
        freshness=[
            fresh("BASI", date(2026, 8, 1)),
            fresh("BELUM_ADA", None, "sipd_rak"),
            fresh("SEGAR", date(2026, 8, 31), "sipd_sp2d"),
        ]
    )
    assert "▲ Ada catatan" in made.text
    assert "2 sumber terlambat datang" in made.text
    rows = made.tables["Muatan Kota Semarang"]
    assert rows[1][-1] == "1 Agustus 2026 ○ Basi umur 30 hari, paling lama 2"
    assert rows[2] == ["sipd_rak", "0", *"––––", "○ Belum pernah ada"]
    assert rows[3] == ["sipd_sp2d", "0", *"––––", "31 Agustus 2026 ● Segar"]
    assert [value for tag, _, value in made.attributes if tag == "tr" and value == "stale"] == [
        *("stale", "stale"),
    ]


def test_an_unpublished_night_says_whose_figures_these_are(page: Make) -> None:
    made = page(published=False, published_as_of=date(2026, 8, 30))
    assert "Angka malam ini belum diterbitkan" in made.text
    assert "masih per Minggu, 30 Agustus 2026" in made.text
    assert "▼ Perlu tindakan" in made.text
    assert "Terbuka 2 per 30 Agustus 2026" in made.text  # the 14 belong to the unpublished night


def test_a_first_night_that_fails_shows_no_figures(page: Make) -> None:
    text = page(published=False, published_as_of=None).text
    assert "Belum pernah ada angka yang diterbitkan." in text
    assert "Belum ada angka pengaduan yang diterbitkan" in text
    assert "Belum ada angka serapan yang diterbitkan" in text
    assert "Rp 6,46 triliun" not in text


MARTS = (
    *("dim_wilayah", "dim_opd", "cfg_alasan", "mart_pengaduan", "mart_pengaduan_bulanan"),
    *("mart_pengaduan_backlog_harian", "mart_serapan_bulanan", "mart_serapan_opd"),
)
SERVICES = (
    *("mart_neraca_sampah", "mart_sampah_harian", "mart_energi_gedung", "mart_pju_malam", "mart_energi_anomali"),
)
SAYS = {
    "dim_wilayah": "Muatan 33.74",
    "dim_opd": "1.03.0.00.0.00.01.0000",
    "cfg_alasan": "TARGET_NOL",
    "mart_pengaduan": "Median respons –",
    "mart_pengaduan_bulanan": "Diterima –",
    "mart_pengaduan_backlog_harian": "Terbuka –",
    "mart_serapan_bulanan": "pagu naik Rp 730,00 miliar menjadi Rp 6,46 triliun",
    "mart_serapan_opd": "Belum ada angka serapan yang diterbitkan",
}


@pytest.mark.parametrize("sql", ["DROP TABLE {}", "DELETE FROM {}"])
@pytest.mark.parametrize("mart", MARTS)
def test_any_mart_may_be_missing_or_empty(con: duckdb.DuckDBPyConnection, page: Make, mart: str, sql: str) -> None:
    con.execute(sql.format(mart))
    assert SAYS[mart] in page().text


def test_without_any_mart_the_night_is_still_told(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    for mart in (*MARTS, *SERVICES):
        con.execute(f"DROP TABLE {mart}")
    text = page().text
    assert "Belum ada angka yang diterbitkan" in text
    assert "3 berkas datang" in text


def test_a_mart_without_a_promised_column_is_an_error(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    con.execute("ALTER TABLE mart_serapan_opd DROP COLUMN warna")
    with pytest.raises(duckdb.BinderException, match="warna"):
        page()


def test_a_government_without_figures_is_named(con: duckdb.DuckDBPyConnection, page: Make) -> None:
    con.execute("INSERT INTO dim_wilayah VALUES ('33.22', 'Kabupaten Semarang', '33.22')")
    text = page().text
    assert "Belum ada angka pengaduan Kabupaten Semarang." in text
    assert "Belum ada angka serapan Kabupaten Semarang." in text


def test_nothing_delivered_at_all(page: Make) -> None:
    text = page(loads=[], checks=[], freshness=[]).text
    assert "Tidak ada berkas yang datang malam ini." in text
    assert "Belum ada pemeriksaan yang dijalankan." in text
    assert "Belum ada sumber yang tercatat." in text


def test_english(page: Make, load: Make) -> None:
    made = page("en", loads=[load("EMPTY", "kosong.csv")])
    assert 'lang="en"' in made.html
    for part in (
        "Monday, 31 August 2026",
        "▼ Action needed",
        "1 file arrived, 1 of which need attention",
        "Absorption 50.0% plan 54.0%",
        "Rp 6.46 trillion",
        "Median response 8.5 h",
        "Ask the sender to export again",
    ):
        assert part in made.text
    assert not re.search(r"\b(Pengaduan yang|Serapan|Berkas|Pemeriksaan|baris)\b", made.text)

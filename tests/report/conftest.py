"""A tiny city whose every figure can be worked out by hand, and a reader for the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest
from services import SERVICES

from lumbung.report import Night, render

DPU, DISHUB = "1.03.0.00.0.00.01.0000", "2.15.0.00.0.00.01.0000"
EVIL = "<script>alert(1)</script> & Co"

MARTS = f"""
CREATE TABLE dim_wilayah (kd_wilayah TEXT, nama TEXT, kd_pemda TEXT);
INSERT INTO dim_wilayah VALUES
    ('33.74', 'Kota Semarang', '33.74'), ('33.74.01', 'Semarang Tengah', '33.74');
CREATE TABLE dim_opd (
    kd_pemda TEXT, kd_opd TEXT, nama_opd TEXT, berlaku_mulai DATE, berlaku_sampai DATE);
INSERT INTO dim_opd VALUES
    ('33.74', '{DPU}', 'Dinas Bina Marga', '2017-01-01', '2020-12-31'),
    ('33.74', '{DPU}', 'Dinas Pekerjaan Umum', '2021-01-01', '2026-12-31'),
    ('33.74', '{DPU}', 'Dinas Masa Depan', '2027-01-01', NULL),
    ('33.74', '{DISHUB}', '{EVIL}', '2021-01-01', NULL);
CREATE TABLE cfg_alasan (kode TEXT, arti TEXT, arti_en TEXT);
INSERT INTO cfg_alasan VALUES ('KUNCI_KOSONG', 'Kunci kosong', 'Key is empty'),
    ('TARGET_NOL', 'Target nol', 'Plan is zero');
CREATE TABLE mart_pengaduan (
    kd_pemda TEXT, id_aduan TEXT, kategori TEXT, opd_akhir TEXT, diterima_at TIMESTAMPTZ,
    jam_respon DECIMAL(12, 2), sumber TEXT, is_primary BOOLEAN, sla_selesai TEXT);
INSERT INTO mart_pengaduan VALUES
    ('33.74', 'P3M:1', 'Jalan rusak', '{DPU}', '2026-08-03 01:00:00+00', 2, 'P3M', true, 'TEPAT'),
    ('33.74', 'P3M:2', 'Jalan rusak', '{DPU}', '2026-08-04 01:00:00+00', 10, 'P3M', false, 'LEWAT'),
    ('33.74', 'LAPOR:3', 'Jalan rusak', '{DPU}', '2025-08-31 17:00:00+00', 30, 'LAPOR', true, 'LEWAT'),
    ('33.74', 'P3M:4', 'Lampu mati', '{DISHUB}', '2026-07-04 01:00:00+00', 7, 'P3M', true, 'TEPAT'),
    ('33.74', 'O311:5', NULL, NULL, '2026-07-05 01:00:00+00', NULL, 'O311', true, 'BERJALAN'),
    ('33.74', 'P3M:0', 'Banjir', '{DPU}', '2025-08-31 16:59:59+00', 500, 'P3M', true, 'LEWAT');
CREATE TABLE mart_pengaduan_bulanan (
    kd_pemda TEXT, bulan DATE, opd_akhir TEXT, jumlah BIGINT, n_dijawab BIGINT,
    n_selesai BIGINT, n_tepat BIGINT, n_lewat BIGINT);
INSERT INTO mart_pengaduan_bulanan VALUES
    ('33.74', '2026-08-01', '{DPU}', 10, 8, 4, 3, 1),
    ('33.74', '2026-07-01', '{DPU}', 20, 19, 18, 9, 11),
    ('33.74', '2026-07-01', '{DISHUB}', 6, 6, 6, 6, 0),
    ('33.74', '2025-08-01', '{DPU}', 1000, 0, 0, 0, 1000);
CREATE TABLE mart_pengaduan_backlog_harian (
    kd_pemda TEXT, tanggal DATE, opd_akhir TEXT, umur TEXT, n_terbuka BIGINT,
    n_lewat_tenggat BIGINT);
INSERT INTO mart_pengaduan_backlog_harian VALUES
    ('33.74', '2026-08-30', '{DPU}', '>60', 2, 2),
    ('33.74', '2026-08-31', '{DISHUB}', '6-14', 4, 1),
    ('33.74', '2026-08-31', '{DPU}', '>60', 2, 2),
    ('33.74', '2026-08-31', '{DPU}', '0-5', 5, 0),
    ('33.74', '2026-08-31', '-', '15-60', 3, 2);
CREATE TABLE mart_serapan_bulanan (kd_pemda TEXT, tahun INT, bulan DATE, tahap_berlaku TEXT);
INSERT INTO mart_serapan_bulanan VALUES
    ('33.74', 2026, '2026-06-01', 'murni'), ('33.74', 2026, '2026-07-01', 'murni'),
    ('33.74', 2026, '2026-08-01', 'pergeseran_1'), ('33.74', 2026, '2026-08-01', NULL);
CREATE TABLE mart_serapan_opd (
    kd_pemda TEXT, tahun INT, bulan DATE, kd_opd TEXT, cakupan TEXT, pagu_berlaku DECIMAL(20, 2),
    target_kum DECIMAL(20, 2), realisasi_kum DECIMAL(20, 2), serapan_pct DECIMAL(20, 4),
    target_pct DECIMAL(20, 4), deviasi_pp DECIMAL(20, 4), predikat TEXT, warna TEXT,
    peringkat INT, n_sub_kegiatan INT, n_sub_tanpa_realisasi INT,
    selisih_sp2d_rfk DECIMAL(20, 2), alasan TEXT[]);
INSERT INTO mart_serapan_opd VALUES
    ('33.74', 2025, '2025-12-01', '*', 'semua', 1, 1, 1, 100, 100, 0, 'Sangat Tinggi', 'hijau',
        NULL, 1, 0, NULL, []),
    ('33.74', 2026, '2026-06-01', '*', 'semua', 5730000000000, 2292000000000, 2177400000000,
        38, 40, -2, 'Sangat Tinggi', 'hijau', NULL, 90, 30, NULL, []),
    ('33.74', 2026, '2026-07-01', '*', 'semua', 5730000000000, 2750400000000, 2578500000000,
        45, 48, -3, 'Sangat Tinggi', 'hijau', NULL, 90, 20, NULL, []),
    ('33.74', 2026, '2026-08-01', '*', 'semua', 6460000000000, 3488400000000, 3230000000000,
        50, 54, -4, 'Sangat Tinggi', 'hijau', NULL, 96, 12, -1500000, []),
    ('33.74', 2026, '2026-08-01', '*', 'tanpa_gaji', 4000000000000, 1600000000000, 1000000000000,
        25, 40, -15, 'Rendah', 'merah', NULL, 95, 12, NULL, []),
    ('33.74', 2026, '2026-08-01', '{DISHUB}', 'semua', 80000000000, 40000000000, 41000000000,
        51.25, 50, 1.25, 'Sangat Tinggi', 'hijau', 1, 40, 3, NULL, []),
    ('33.74', 2026, '2026-08-01', '{DPU}', 'semua', 999996000, 500000000, 376598000,
        37.66, 50, -12.34, 'Tinggi', 'merah', 2, 30, 9, NULL, []),
    ('33.74', 2026, '2026-08-01', '9.99', 'semua', 750000, 0, 0,
        0, NULL, NULL, NULL, NULL, NULL, 26, 0, NULL, ['TARGET_NOL']);
"""


def load(outcome: str, file_name: str, rows: tuple[int, int, int, int] = (0, 0, 0, 0), **more: Any) -> dict[str, Any]:
    """One row of `ops.loads` with the columns that a report reads."""
    fates = ("read", "valid", "quarantined", "duplicate")
    return {
        "load_id": "muatan-7",
        "run_id": "malam-1",
        "source": "p3m_aduan",
        "kd_pemda": "33.74",
        "file_name": file_name,
        "outcome": outcome,
        "reason": None,
        "delivered_tgl": date(2026, 8, 31),
        **{f"rows_{fate}": n for fate, n in zip(fates, rows, strict=True)},
        **more,
    }


def check(severity: str, passed: bool, message: str = "") -> dict[str, Any]:
    return {
        "gate": 1,
        "source": "p3m_aduan",
        "kd_pemda": "33.74",
        "name": "volume",
        "severity": severity,
        "passed": passed,
        "observed": 7,
        "expected": 70,
        "message": message,
    }


def fresh(status: str, last: date | None, source: str = "p3m_aduan") -> dict[str, Any]:
    return {
        "source": source,
        "kd_pemda": "33.74",
        "periode_terakhir": last,
        "umur_hari": None if last is None else (date(2026, 8, 31) - last).days,
        "umur_maks_hari": 2,
        "status": status,
    }


QUIET = Night(
    as_of=date(2026, 8, 31),
    run_id="malam-1",
    started_at=datetime(2026, 8, 31, 17, 5, tzinfo=UTC),
    finished_at=datetime(2026, 8, 31, 17, 9),
    published=True,
    published_as_of=date(2026, 8, 31),
    loads=(
        load("LOADED", "satu.csv", (1200, 1150, 40, 10)),
        load("LOADED", "dua.csv", (34, 30, 0, 4)),
        load("DUPLICATE", "satu (1).csv", (0, 0, 0, 0)),
    ),
    checks=(check("merah", True), check("kuning", True)),
    freshness=(fresh("SEGAR", date(2026, 8, 31)),),
    source_titles={"p3m_aduan": "Pengaduan P3M"},
)
"""A night without a problem: 1.234 rows read = 1.180 + 40 + 14."""


@pytest.fixture(name="load")
def _load() -> Callable[..., dict[str, Any]]:
    return load


@pytest.fixture(name="check")
def _check() -> Callable[..., dict[str, Any]]:
    return check


@pytest.fixture(name="fresh")
def _fresh() -> Callable[..., dict[str, Any]]:
    return fresh


@pytest.fixture
def quiet() -> Night:
    return QUIET


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(MARTS + SERVICES)
    return con


@pytest.fixture
def page(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> Callable[..., Page]:
    """Render a night that differs from the quiet one in the given fields."""

    def make(language: str = "id", **changes: Any) -> Page:
        path = render(con, replace(QUIET, **changes), tmp_path / "laporan", language)
        assert path == tmp_path / "laporan" / "index.html"
        return Page(path)

    return make


class Page(HTMLParser):
    """The visible text of a page, its tables by caption, its tags and attributes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.html = path.read_text(encoding="utf-8")
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self._stack: list[str] = []
        self._texts: list[str] = []
        self._caption = ""
        self.feed(self.html)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self._texts)).replace(" .", ".").replace(" ,", ",")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in ("meta", "br", "link", "img", "input"):
            self._stack.append(tag)
        if tag == "table":
            self._caption = ""
        if tag == "tr":
            self.tables.setdefault(self._caption.strip(), []).append([])
        if tag in ("td", "th"):
            self.tables[self._caption.strip()][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self._stack or "svg" in self._stack:
            return
        self._texts.append(data)
        if "caption" in self._stack:
            self._caption += data
        elif "td" in self._stack or "th" in self._stack:
            row = self.tables[self._caption.strip()][-1]
            row[-1] = f"{row[-1]} {data.strip()}".strip()

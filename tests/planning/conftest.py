"""A small budget year of both governments on two published nights, worked out by hand.

First night: Kota Semarang has a draft (`rancangan`) with its projection. Second night: the agreement
(`kesepakatan`), without a projection, raises drainage by 200 million. Kabupaten Semarang has one
need, asked twice and budgeted once, and no document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lumbung import serve, settings
from lumbung.planning import exports
from lumbung.planning.request import Request
from lumbung.planning.summary import Summary, summary
from lumbung.settings import Settings
from lumbung.warehouse.build import Plan
from lumbung.warehouse.manifest import candidate_database
from lumbung.warehouse.publish import publish

from .marts_of import make

FIRST, SECOND = date(2026, 7, 15), date(2026, 8, 15)
DPU, DISDIK, TEMBALANG = "1.03.0.00.0.00.01.0000", "1.01.0.00.0.00.01.0000", "7.01.0.00.0.00.10.0000"
JALAN, RUTIN, DRAINASE = "1.03.10.2.01.0053", "1.03.10.2.01.0051", "1.03.06.2.01.0012"
KELAS, GAJI, KELURAHAN = "1.01.02.2.01.0008", "1.01.01.2.02.0001", "7.01.03.2.02.0002"
KEC_TEMBALANG, KEC_BANYUMANIK = "33.74.10", "33.74.11"
FORMULA = '=HYPERLINK("http://x","y")'


def _plafon(stage: str, drainage: str) -> list[dict[str, Any]]:
    """DPU 4 + 2 + 1.5 (and half a rupiah) + drainage; Disdik 3 + 1,250; Tembalang 0.8 (billion)."""
    lines = [
        (DPU, JALAN, KEC_TEMBALANG, "modal", "dau", "4000000000"),
        (DPU, JALAN, KEC_BANYUMANIK, "modal", "pad", "2000000000"),
        (DPU, RUTIN, None, "operasi", "pad", "1500000000.50"),
        (DPU, DRAINASE, KEC_TEMBALANG, "modal", "dak_fisik", drainage),
        (DISDIK, KELAS, None, "modal", "dak_fisik", "3000000000"),
        (DISDIK, GAJI, None, "operasi", "dau", "1250000000000"),
        (TEMBALANG, KELURAHAN, KEC_TEMBALANG, "modal", "dau_earmark", "800000000"),
    ]
    names = ("kd_opd", "kd_sub_kegiatan", "kd_kecamatan", "kelompok", "dana", "plafon")
    head = {"kd_pemda": "33.74", "tahun_anggaran": 2027, "tahap_dokumen": stage}
    return [{**head, **dict(zip(names, line, strict=True))} for line in lines]


def _rekening() -> list[dict[str, Any]]:
    """Operasi 1,251.5 billion and half a rupiah + modal 10.3 = belanja 1,261.8; 61.8 more than income."""
    lines = [
        ("4", "akun", "Pendapatan Daerah", "1200000000000"),
        ("4.1", "kelompok", "Pendapatan Asli Daerah (PAD)", "1200000000000"),
        ("5", "akun", "Belanja Daerah", "1261800000000.50"),
        ("5.1", "kelompok", "Belanja Operasi", "1251500000000.50"),
        ("5.2", "kelompok", "Belanja Modal", "10300000000"),
        ("6", "akun", "Pembiayaan Daerah", "61800000000.50"),
        ("6.1", "kelompok", "Penerimaan Pembiayaan", "61800000000.50"),
        ("SURPLUS_DEFISIT", "turunan", "Surplus/(Defisit)", "-61800000000.50"),
        ("PEMBIAYAAN_NETO", "turunan", "Pembiayaan Neto", "61800000000.50"),
        ("SILPA", "turunan", "SILPA berkenaan", "0"),
    ]
    head = {"kd_pemda": "33.74", "tahun_anggaran": 2027, "tahap_dokumen": "rancangan"}
    names = ("kd_rekening", "level", "nama_rekening", "plafon_ppas")
    return [{**head, **dict(zip(names, line, strict=True))} for line in lines]


def _proposal(anggota: str, asal: str, judul: str, cluster: str, **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "kd_pemda": "33.74",
        "tahun_anggaran": 2027,
        "id_usulan": anggota.split(":")[1],
        "anggota": anggota,
        "asal": asal,
        "judul": judul,
        "klaster_id": f"33.74-2027-{cluster}",
        "is_primary": True,
        "punya_koordinat": True,
        "is_dianggarkan": False,
        "tahap": "FORUM_SKPD",
        "keputusan": "PENDING",
        "dibuat_tgl": date(2026, 1, 20),
        "flags": [],
    }
    return {**usual, **more}


PROPOSALS = [
    _proposal(
        *("USL:3374027000001", "musrenbang_kelurahan", "Pembangunan jalan lingkungan Jl. Meteseh Raya RT 02", "A"),
        opd_akhir=DPU,
        kd_sub_kegiatan=JALAN,
        kd_kecamatan=KEC_TEMBALANG,
        kd_kelurahan="33.74.10.1001",
        nilai_usulan="5000000000",
        nilai_rekom_tapd="3500000000",
        nilai_disetujui="3500000000",
        nilai_rekomendasi_terakhir="3500000000",
        keputusan="ACCEPTED",
        is_dianggarkan=True,
        volume="1.5",
        satuan="km",
        prioritas=1,
        bidang_urusan="1.03 PEKERJAAN UMUM",
    ),
    _proposal(
        *("PKR:3374527000001", "pokir", "Jalan Meteseh Raya", "A"),
        opd_akhir=DPU,
        kd_sub_kegiatan=JALAN,
        kd_kecamatan=KEC_TEMBALANG,
        kd_kelurahan="33.74.10.1001",
        nilai_usulan="4800000000",
        nilai_rekom_tapd="1200000000",
        nilai_disetujui="1200000000",
        keputusan="ACCEPTED",
        is_dianggarkan=True,
        is_primary=False,
        fraksi="Fraksi A",
    ),
    _proposal(
        *("USL:3374027000002", "musrenbang_kecamatan", FORMULA, "B"),
        opd_akhir=DPU,
        kd_sub_kegiatan=JALAN,
        kd_kecamatan=KEC_BANYUMANIK,
        punya_koordinat=False,
        nilai_usulan="1000000000",
        volume="2",
        satuan="km",
    ),
    _proposal(
        *("USL:3374027000003", "musrenbang_kelurahan", "Drainase Jl. Bulusan", "C"),
        opd_akhir=DPU,
        kd_sub_kegiatan=DRAINASE,
        kd_kecamatan=KEC_TEMBALANG,
        nilai_usulan="900000000",
        nilai_rekom_skpd="0",
        nilai_rekomendasi_terakhir="0",
        keputusan="ACCEPTED",
        flags=["ACCEPTED_NOT_BUDGETED", "ZERO_REKOM"],
    ),
    _proposal(
        *("USL:3374027000004", "musrenbang_kelurahan", "Jalan Rowosari", "D"),
        opd_akhir=DPU,
        kd_sub_kegiatan=JALAN,
        kd_kecamatan=KEC_TEMBALANG,
        kd_kelurahan="33.74.10.1002",
        nilai_usulan="250000000",
        keputusan="REJECTED",
        alasan_tolak="LAHAN_BELUM_SIAP",
    ),
    _proposal(
        *("PKR:3374527000002", "pokir", "Rehabilitasi ruang kelas", "E"),
        opd_akhir=DISDIK,
        bidang_urusan="1.01 PENDIDIKAN",
        tahap="SETWAN",
        dapil="Dapil 2",
        flags=["SARAPAN_TAK_DIKENAL"],
    ),
    _proposal(
        *("SRP:SRP-2026-000001", "sarapan", "\t-cmd|' /C calc'!A0", "F"),
        tahap="SETWAN",
        kd_kecamatan=KEC_BANYUMANIK,
        punya_koordinat=False,
    ),
    _proposal(
        *("USL:3374027000005", "musrenbang_kelurahan", "+62 24 talud", "G"),
        opd_akhir=DPU,
        kd_sub_kegiatan=JALAN,
        kd_kecamatan=KEC_TEMBALANG,
        nilai_usulan="100000000",
        keputusan="CANCELLED",
        tahap="KECAMATAN",
        flags=["PINDAH_KELURAHAN"],
    ),
    _proposal(
        *("USL:3374027000006", "musrenbang_kelurahan", "@SUM(1) balai RW", "H"),
        opd_akhir=TEMBALANG,
        kd_sub_kegiatan=KELURAHAN,
        kd_kecamatan=KEC_TEMBALANG,
        nilai_usulan="300000000",
        keputusan="RETURNED",
        tahap="KECAMATAN",
    ),
    _proposal(
        *("USL:3322027000001", "musrenbang_desa", "Talud Desa Tajuk", "A"),
        kd_pemda="33.22",
        klaster_id="33.22-2027-A",
        nilai_usulan="75000000",
        opd_akhir="1.03.0.00.0.00.01.0000",
        kd_kecamatan="33.22.01",
        kd_kelurahan="33.22.01.2001",
    ),
    _proposal(
        *("PKR:3322527000001", "pokir", "Talud Tajuk", "A"),
        kd_pemda="33.22",
        klaster_id="33.22-2027-A",
        keputusan="CANCELLED",
        is_dianggarkan=True,
        is_primary=False,
    ),
]


def _file(source: str, name: str, day: date, rows: int, pemda: str = "33.74", tahun: int = 2027) -> dict[str, Any]:
    return {
        "kd_pemda": pemda,
        "tahun_anggaran": tahun,
        "source": source,
        "berkas_terakhir": name,
        "dikirim_tgl": day,
        "n_berkas": 1,
        "n_baris": rows,
    }


def rows_of(night: date) -> dict[str, list[dict[str, Any]]]:
    """What the marts of a night are made from."""
    files = [
        _file("sipd_usulan", "=usulan_2027_20260714.csv", date(2026, 7, 14), 6),
        _file("sipd_usulan", "usulan_2028_20260801.csv", date(2026, 8, 1), 5, tahun=2028),
        _file("sipd_usulan", "usulan_kab.csv", date(2026, 7, 14), 1, "33.22"),
    ]
    plafon = _plafon("rancangan", "500000000")
    if night >= SECOND:
        plafon += _plafon("kesepakatan", "700000000")
    return {"plafon": plafon, "rekening": _rekening(), "usulan": PROPOSALS, "berkas": files}


@dataclass(frozen=True)
class Published:
    """A lake with both nights published; `first_evening` holds what the first night's readers were given
    before the second was: ending of the file → bytes."""

    settings: Settings
    first_evening: Mapping[str, bytes]
    known: dict[str, Summary] = field(default_factory=dict)

    def connect(self, as_of: date | None = None) -> duckdb.DuckDBPyConnection:
        return serve.connect(as_of, self.settings)

    def summary(self, as_of: date | None = None, **request: Any) -> Summary:
        """Asked once for all tests."""
        wanted = {"tahun": 2027, "pemda": "33.74", **request}
        key = f"{as_of} {wanted}"
        if key not in self.known:
            with self.connect(as_of) as con:
                self.known[key] = summary(con, Request(**wanted))
        return self.known[key]


def publish_night(of: Settings, night: date) -> None:
    candidate = candidate_database(of)
    candidate.parent.mkdir(parents=True, exist_ok=True)
    make(candidate, night, **rows_of(night))
    publish(of, Plan(night, "uji", {}, None, None), f"uji-{night}")


def written(found: Summary, folder: Path) -> dict[str, bytes]:
    """Every file that a summary becomes, by name."""
    files = [path for ending in exports.WRITERS for path, _ in exports.write(found, folder / f"map{ending}")]
    return {path.name: path.read_bytes() for path in files}


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    root = tmp_path_factory.mktemp("perencanaan")
    made = settings.load(lake=root / "lake", landing=root / "landing")
    publish_night(made, FIRST)
    first = written(Published(made, {}).summary(), root)
    publish_night(made, SECOND)
    return Published(made, first)

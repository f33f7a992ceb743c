"""The files of the sample city: the same every time, and wrong exactly where it says so."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lumbung.sample import scale_factor

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
FULL_EXPORTS = ("sipd_usulan", "sipd_pokir")
STATUS = {
    "Baru", "Terverifikasi", "Terdisposisi", "Diproses", "Dijawab", "Selesai", "Tunda",
    "Bukan Wewenang", "Arsip", "Duplikat", "Dibuka Kembali",
}  # fmt: skip
STATUS_USUL = {
    "", "NULL", "Pengajuan Usulan", "Validasi Sekretariat Dewan", "Verifikasi Kecamatan", "Validasi Mitra Bappeda",
    "Diteruskan ke Musrenbang Kecamatan", "Diteruskan ke Forum SKPD", "Verifikasi Perangkat Daerah",
    "Diteruskan ke Musrenbang Provinsi/Kabupaten/Kota", "Dibatalkan", "Ditolak Perangkat Daerah",
    "Diakomodir Perangkat Daerah",
}  # fmt: skip


def _tree(root: Path) -> dict[str, tuple[str, int]]:
    return {
        str(p.relative_to(root)): (
            hashlib.sha256(p.read_bytes()).hexdigest(),
            p.stat().st_mtime_ns if "landing" in p.parts else 0,
        )
        for p in root.rglob("*")
        if p.is_file()
    }


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import sys; from datetime import date; from pathlib import Path; "
        "from lumbung.sample import write; root = Path(sys.argv[1]); "
        "write(root / 'landing', root / 'truth.json', scale=0.01, until=date(2026, 8, 31), "
        f"reference=Path({str(REFERENCE)!r}), seed=int(sys.argv[2]))"
    )
    for name, seed, hashing in (("a", "1", "0"), ("b", "1", "77"), ("c", "2", "0")):
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / name), seed],
            check=True,
            cwd=REFERENCE.parents[1],
            env={"PYTHONHASHSEED": hashing},
        )
    first = _tree(tmp_path / "a")
    assert len(first) > 50
    assert first == _tree(tmp_path / "b")
    assert first != _tree(tmp_path / "c")


def test_truth_names_exactly_the_files_that_exist(dirty: Any) -> None:
    written = {str(p.relative_to(dirty.landing)) for p in dirty.landing.rglob("*") if p.is_file()}
    assert sorted(written) == sorted(f["path"] for f in dirty.truth["files"])
    assert json.loads(dirty.truth_path.read_text(encoding="utf-8")) == dirty.truth
    assert set(dirty.truth["totals"]) == {
        "p3m_aduan", "sipd_anggaran", "sipd_rak", "sipd_sp2d", "emonev_rfk", "sipd_usulan", "sipd_pokir",
        "sarapan_aspirasi", "kamus_usulan", "ppas_plafon", "kua_proyeksi", "klaster_manual",
        "lapor_aduan", "open311_requests",
        "timbangan_tpa", "bank_sampah", "lra_sipd",
        "meter_energi", "meter_daftar", "tagihan_listrik",
    }  # fmt: skip


def test_mtime_is_the_evening_of_delivery(dirty: Any) -> None:
    last = datetime.fromisoformat("2026-08-31T20:00:00+07:00")
    for file in dirty.truth["files"]:
        delivered = datetime.fromisoformat(file["delivered_at"])
        assert (dirty.landing / file["path"]).stat().st_mtime == delivered.timestamp()
        assert delivered <= last
        assert 18 <= delivered.hour < 20


def test_every_planted_row_shows_its_fault(dirty: Any) -> None:
    shown: dict[str, Callable[[dict[str, str]], bool]] = {
        "NILAI_TAK_DIKENAL:status": lambda r: r["status"] not in STATUS,
        "KUNCI_KOSONG:nomor_aduan": lambda r: r["nomor_aduan"] == "",
        "JSON_RUSAK": lambda r: "_rusak" in r,
        "PERISTIWA_TAK_DIKENAL:events": lambda r: r["events"][0]["type"] == "escalated",
        "WAJIB_KOSONG:tanggal_masuk": lambda r: r["tanggal_masuk"] == "",
        "TANGGAL_MASA_DEPAN:tanggal_masuk": lambda r: r["tanggal_masuk"] > r["diperbarui"],
        "KODE_PLACEHOLDER:kode_sub_kegiatan": lambda r: r["kode_sub_kegiatan"][:4] == "X.XX",
        "NILAI_NEGATIF:pagu": lambda r: r["pagu"][0] in "-(",
        "WILAYAH_TAK_DIKENAL": lambda r: (
            r.get("kelurahan") == "Sidomukti Baru"
            or r.get("location.kelurahan") == "Sidomukti Baru"
            or r.get("address") == "Jl. Sidomukti Baru 7"
            or r.get("kode_kelurahan", "")[-3:] == "999"
            or r.get("kode_kecamatan_asal", "-")[-2:] in ("99", "")
        ),
        "STATUS_TAK_DIKENAL:status_usul_teks": lambda r: r["status_usul_teks"].split("||")[0] not in STATUS_USUL,
        "ANGKA_TIDAK_SAH:volume": lambda r: not re.fullmatch(r"\d+(,\d+)?", r["volume"]),
        "NILAI_NEGATIF:anggaran": lambda r: r["anggaran"][0] in "-(",
        "KUNCI_KOSONG:id_usulan": lambda r: r["id_usulan"] == "",
        "NOMENKLATUR_TIDAK_ADA:tahun_anggaran": lambda r: r["tahun_anggaran"] == "2019",
        "KOORDINAT_TERTUKAR": lambda r: float(r["latpeta"]) > 110 and float(r["langpeta"]) < 0,
        "KODE_TANPA_TITIK": lambda r: re.fullmatch(r"33(22|74)\d{6}", r["kode_kelurahan"]) is not None,
        "TEKS_SEPERTI_RUMUS": lambda r: r["giat_teks"][0] == "=",
        "SARAPAN_TAK_DIKENAL": lambda r: r["id_sarapan"].endswith("-999999"),
        "STATUS_TAK_DIKENAL:status": lambda r: r["status"] in ("dibaca", "menunggu_reses"),
        "KODE_BERSPASI": lambda r: r["kode_sub_kegiatan"].endswith("  "),
        "KODE_MENYATU": lambda r: len(r["kode_sub_kegiatan"].strip().split(".")) == 12 and r["kode_rekening"] == "",
    }
    seen: Counter[str] = Counter()
    for fault in dirty.truth["planted"]:
        check = shown.get(fault["what"])
        if check and not fault["file"].endswith(".xlsx"):
            row = dirty.rows(fault["file"])[fault["row_number"] - 1]
            assert check(row), fault
            seen[fault["what"]] += 1
    assert set(seen) == set(shown)


def test_planted_faults_are_the_quarantine_of_the_truth(dirty: Any) -> None:
    planted = Counter((p["file"], p["what"]) for p in dirty.truth["planted"] if p["expect"] == "quarantined")
    counted = Counter({(f["path"], r): n for f in dirty.truth["files"] for r, n in f["reasons"].items()})
    # A re-sent or refused copy repeats the faults of its original and loads nothing.
    assert planted == counted


def test_planted_flags_are_the_flags_of_the_truth(dirty: Any) -> None:
    codes = {"NIK_INVALID", "NEG_DURATION", "WILAYAH_TAK_DIKENAL", "KOORDINAT_LUAR"}
    codes |= {"OPD_TAK_DIKENAL", "RAK_SELISIH", "KOORDINAT_TERTUKAR", "NOMENKLATUR_TAK_DIKENAL"}
    codes |= {"NETTO_SELISIH", "RESIDU_LEBIH"}
    # A flagged row that a full export repeats unchanged is a duplicate there.
    planted = Counter(p["what"] for p in dirty.truth["planted"] if p["what"] in codes and p["expect"] == "valid")
    counted: Counter[str] = Counter()
    for file in dirty.truth["files"]:
        counted.update(file["flags"])
    assert planted == counted
    assert set(counted) == codes


def test_planted_duplicates_are_the_duplicates_of_the_truth(dirty: Any) -> None:
    # The list of meters is sent whole every month, most of it unchanged.
    once = [f for f in dirty.truth["files"] if f["source"] not in (*FULL_EXPORTS, "meter_daftar")]
    paths = {f["path"] for f in once}
    planted = Counter(p["file"] for p in dirty.truth["planted"] if p["expect"] == "duplicate" and p["file"] in paths)
    counted = Counter({f["path"]: f["rows_duplicate"] for f in once})
    (corrected,) = (p["file"] for p in dirty.truth["planted"] if p["what"] == "BERKAS_KOREKSI")
    assert counted[corrected] > planted[corrected]
    assert +counted - Counter({corrected: counted[corrected]}) == planted - Counter({corrected: planted[corrected]})


def test_planted_duplicates_are_repeated_lines(dirty: Any) -> None:
    planted = [p for p in dirty.truth["planted"] if p["what"] == "DUPLIKAT_DALAM_BERKAS"]
    complaints = [p for p in planted if p["file"].startswith("p3m_aduan")]
    assert complaints
    for fault in complaints:
        rows = dirty.rows(fault["file"])
        repeated = rows[fault["row_number"] - 1]
        same = [r for r in rows if r["nomor_aduan"] == repeated["nomor_aduan"]]
        assert len(same) == 2
        assert same[0]["isi_aduan"] == same[1]["isi_aduan"]


def test_files_that_load_nothing(dirty: Any) -> None:
    outcomes = Counter(f["outcome"] for f in dirty.truth["files"] if f["source"] != "meter_energi")
    assert [outcomes[o] for o in ("DUPLICATE", "REJECTED", "EMPTY")] == [2, 2, 1]
    (again,) = dirty.files("p3m_aduan", "33.74", "DUPLICATE")
    copy = (dirty.landing / again["path"]).read_bytes()
    earlier = dirty.files("p3m_aduan", "33.74")
    assert [f["path"] for f in earlier if (dirty.landing / f["path"]).read_bytes() == copy]
    (short,) = dirty.files("p3m_aduan", "33.22", "REJECTED")
    assert "tanggal_masuk" not in dirty.rows(short["path"])[0]
    (broken,) = dirty.files("sarapan_aspirasi", "33.74", "REJECTED")
    with pytest.raises(json.JSONDecodeError):
        dirty.rows(broken["path"])
    (again,) = dirty.files("sipd_pokir", "33.22", "DUPLICATE")
    copy = (dirty.landing / again["path"]).read_bytes()
    assert [f for f in dirty.files("sipd_pokir", "33.22") if (dirty.landing / f["path"]).read_bytes() == copy]
    (empty,) = dirty.files("sipd_sp2d", "33.22", "EMPTY")
    assert dirty.text(empty["path"]).count("\n") == 1


def test_encodings_and_containers(dirty: Any) -> None:
    anggaran = dirty.landing / "sipd_anggaran"
    assert (anggaran / "33.74/anggaran_2025_murni.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    windows = (anggaran / "33.22/anggaran_2025_murni.csv").read_bytes()
    assert ";m\xb2;".encode("cp1252") in windows
    assert {f["path"][-3:] for f in dirty.files("sipd_rak", "33.74")} == {".gz"}
    assert next(f["path"] for f in dirty.files("p3m_aduan", "33.22")).endswith(".csv.zip")


def test_every_nik_is_synthetic(dirty: Any) -> None:
    found = 0
    for file in dirty.truth["files"]:
        if file["source"] in ("p3m_aduan", "sipd_sp2d", "sipd_usulan", "sipd_pokir", "sarapan_aspirasi"):
            for nik in re.findall(r"(?<![\d.])\d{16}(?!\d)", dirty.text(file["path"])):
                assert nik.endswith("0000")
                found += 1
    assert found > 100


def test_quarantine_stays_below_the_gate(new_city: Callable[..., Any], tmp_path: Path) -> None:
    truth = new_city(tmp_path, scale=0.25, dirt=0.2).truth
    large = [f for f in truth["files"] if f["rows_read"] >= 200]
    assert len(large) > 10
    assert max(f["rows_quarantined"] / f["rows_read"] for f in large) < 0.05


@pytest.mark.parametrize(("scale", "factor"), [("kecil", 1.0), ("kota", 10.0), ("2.5", 2.5), (0.01, 0.01)])
def test_scale(scale: str | float, factor: float) -> None:
    assert scale_factor(scale) == factor


@pytest.mark.parametrize("scale", ["besar", "0", -1, "nan", "inf"])
def test_scale_refuses(scale: str | float) -> None:
    with pytest.raises(ValueError, match="scale"):
        scale_factor(scale)


def test_dirt_refuses(new_city: Callable[..., Any], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="dirt"):
        new_city(tmp_path, scale=0.01, dirt=0.5)
    assert not (tmp_path / "landing").exists()

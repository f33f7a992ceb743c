"""Files that cannot be loaded: each leaves one row in the ledger that says why, and hurts no other."""

from __future__ import annotations

import gzip
import io
import random
import re
import zipfile
import zlib

import pytest
from granary import NIGHT, P3M, Granary, csv_of

from lumbung import night

GOOD = csv_of(P3M, {"nomor_aduan": "BAIK-1"}, {"nomor_aduan": "BAIK-2"})
HEADER = GOOD.splitlines()[0]
FEW = csv_of(P3M, {"nomor_aduan": "P-1"})


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, FEW)
    return buffer.getvalue()


def locked(data: bytes) -> bytes:
    """A zip whose member says that it is encrypted (general purpose bit 0, in both headers)."""
    found = bytearray(data)
    found[6] |= 1
    found[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(found)


def cut_at_line_end() -> bytes:
    """A truncated gzip that holds whole lines, more than a reader looks at to find the header."""
    packer = zlib.compressobj(wbits=31)
    rows = ({"nomor_aduan": f"G-{i}"} for i in range(20_000))
    return packer.compress(csv_of(P3M, *rows).encode()) + packer.flush(zlib.Z_SYNC_FLUSH)


def large_gzip() -> bytes:
    """More than a megabyte of rows before and after packing."""
    dice = random.Random(1)
    rows = ({"nomor_aduan": f"G-{i}", "isi_aduan": dice.randbytes(60).hex()} for i in range(20_000))
    return gzip.compress(csv_of(P3M, *rows).encode())


def damaged(data: bytes) -> bytes:
    """The same length, with the checksum of the content no longer true."""
    return data[:-8] + bytes(b ^ 0xFF for b in data[-8:-4]) + data[-4:]


LARGE = large_gzip()

CASES: dict[str, tuple[str, str | bytes, str, str]] = {
    # name: (file name, content, outcome, what the ledger's reason says)
    "column missing": ("a.csv", FEW.replace("tanggal_masuk", "tgl"), "REJECTED", "HILANG: .*tanggal_masuk.*tgl"),
    "two columns missing": ("a.csv", "nomor_aduan;kanal\n1;SMS\n", "REJECTED", "tanggal_masuk, status, diperbarui"),
    "comma": ("a.csv", FEW.replace(";", ","), "REJECTED", "DELIMITER_SALAH: .*','.*';'"),
    "tab": ("a.csv", FEW.replace(";", "\t"), "REJECTED", "DELIMITER_SALAH: "),
    "zero bytes": ("a.csv", b"", "EMPTY", "tidak ada baris data"),
    "zero bytes gz": ("a.csv.gz", b"", "EMPTY", "tidak ada baris data"),
    "zero bytes packed": ("a.csv.gz", gzip.compress(b""), "EMPTY", "tidak ada baris data"),
    "zero bytes zip": ("a.zip", b"", "EMPTY", "tidak ada baris data"),
    "header only": ("a.csv", HEADER + "\n", "EMPTY", "tidak ada baris data"),
    "header without line end": ("a.csv", HEADER, "EMPTY", "tidak ada baris data"),
    "header and blank lines": ("a.csv", HEADER + "\n\n;;;;;;\n \n", "EMPTY", "tidak ada baris data"),
    "bom only": ("a.csv", b"\xef\xbb\xbf", "EMPTY", "tidak ada baris data"),
    "truncated gzip": ("a.csv.gz", gzip.compress(FEW.encode())[:-12], "REJECTED", "BERKAS_RUSAK"),
    "truncated large gzip": ("a.csv.gz", LARGE[: len(LARGE) // 2], "REJECTED", "BERKAS_RUSAK"),
    "gzip cut at a line end": ("a.csv.gz", cut_at_line_end(), "REJECTED", "BERKAS_RUSAK"),
    "damaged large gzip": ("a.csv.gz", damaged(LARGE), "REJECTED", "BERKAS_RUSAK"),
    "no gzip": ("a.csv.gz", FEW.encode(), "REJECTED", "BERKAS_RUSAK"),
    "no zip": ("a.zip", FEW.encode(), "REJECTED", "BERKAS_RUSAK"),
    "zip of two": ("a.zip", zipped("a.csv", "b.csv"), "REJECTED", "BERKAS_RUSAK: .*2 berkas"),
    "zip of none": ("a.zip", zipped(), "REJECTED", "BERKAS_RUSAK: .*0 berkas"),
    "zip with password": ("a.zip", locked(zipped("a.csv")), "REJECTED", "BERKAS_RUSAK"),
    "binary": ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) * 40, "REJECTED", "KOLOM_WAJIB_HILANG"),
    "unclosed quote in header": ("a.csv", '"' + FEW + "x" * 200_000, "REJECTED", "[A-Z_]+: "),
    "header of one endless line": ("a.csv", b"x" * 1_200_000, "REJECTED", "BARIS_TERLALU_PANJANG: baris 1 "),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_bad_file_is_recorded_and_the_good_one_loaded(granary: Granary, case: str) -> None:
    name, content, outcome, reason = CASES[case]
    granary.drop(f"p3m_aduan/33.74/{name}", content)
    granary.drop("p3m_aduan/33.74/baik.csv", GOOD)
    loads = {load.file_name: load for load in granary.ingest("p3m_aduan")}
    bad, good = loads[name], loads["baik.csv"]
    assert bad.outcome == outcome
    assert bad.reason is not None
    assert re.search(reason, bad.reason)
    counts = (bad.rows_read, bad.rows_valid, bad.rows_quarantined, bad.rows_duplicate)
    assert counts == (0, 0, 0, 0)
    assert (good.outcome, good.rows_read, good.rows_valid) == ("LOADED", 2, 2)
    assert {row["nomor_aduan"] for row in granary.rows("bronze/p3m_aduan")} == {"BAIK-1", "BAIK-2"}
    assert [load.file_name for load in granary.loads()].count(name) == 1
    assert not [path for path in granary.landing.rglob("*") if path.is_file()]


def test_file_without_header_shows_nobody(granary: Granary) -> None:
    """The first row of such a file stands where names of columns should, and it is somebody's."""
    row = "P-1;2026-08-30 10:00;Budi Santoso;3374010101900000;081234567890;budi@contoh.id;Baru"
    granary.drop("p3m_aduan/33.74/a.csv", f"{row}\n{row}\n")
    (load,) = granary.ingest("p3m_aduan")
    assert load.outcome == "REJECTED"
    assert load.reason is not None
    assert "tanggal_masuk" in load.reason
    for clear in ("Budi", "3374010101900000", "081234567890", "budi@contoh.id"):
        assert clear not in load.reason


STRAYS = {
    "catatan.txt": ("", "", "<sumber>/<kd_pemda>"),
    "p3m_aduan/lepas.csv": ("p3m_aduan", "", "<sumber>/<kd_pemda>"),
    "p3m_aduan/33.74/lama/dalam.csv": ("p3m_aduan", "33.74", "<sumber>/<kd_pemda>"),
    "sumber_asing/33.74/a.csv": ("sumber_asing", "33.74", "sumber_asing"),
    "p3m_aduan/33.99/a.csv": ("p3m_aduan", "33.99", "33.74, 33.22"),
    "p3m_aduan/kota/a.csv": ("p3m_aduan", "kota", "'kota'"),
    "Data Baru (100%) ä/33.74/a.csv": ("Data Baru (100%) ä", "33.74", "Data Baru"),
    f"{'x' * 250}/33.74/a.csv": ("x" * 250, "33.74", "xxx"),
}


def test_strays_are_recorded_once_and_stay(granary: Granary) -> None:
    for path in STRAYS:
        granary.drop(path, FEW)
    granary.drop("p3m_aduan/33.74/baik.csv", GOOD)
    for _ in range(2):
        night.ingest_strays(granary.settings, NIGHT, granary.new_run())
        granary.ingest("p3m_aduan")
    strays = [load for load in granary.loads() if load.outcome == "UNKNOWN_SOURCE"]
    assert len(strays) == len(STRAYS)
    for path, (source, pemda, words) in STRAYS.items():
        assert (granary.landing / path).exists()
        (load,) = [x for x in strays if (x.source, x.kd_pemda) == (source, pemda)]
        assert load.file_name == path.rsplit("/", 1)[-1]
        assert words in str(load.reason)
    assert [x.outcome for x in granary.loads() if x.file_name == "baik.csv"] == ["LOADED"]
    assert len(granary.rows("bronze/p3m_aduan")) == 2

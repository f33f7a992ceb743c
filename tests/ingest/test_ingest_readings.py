"""Readings whose distinct texts are typed once come out as those that are typed row by row."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from granary import Granary
from test_ingest_series import CONTRACT, HEADER

from lumbung.ingest import readings, unpack

REGISTERS = {
    "": None, " ": None, "-": None, "null": None, "NULL": None, "n/a": None, "0": "0.000", "5": "5.000", " 5": "5.000",
    "5 ": "5.000", "5\t": "5.000", "+5": "5.000", "+5,5": "5.500", "-5": "NILAI_NEGATIF", "- 5": "NILAI_NEGATIF",
    "5-": "NILAI_NEGATIF", "(5)": "NILAI_NEGATIF", "-0": "0.000", "-0,5": "NILAI_NEGATIF", "-007,5": "NILAI_NEGATIF",
    "5,": "ANGKA_TIDAK_SAH", ",5": "ANGKA_TIDAK_SAH", ".5": "ANGKA_TIDAK_SAH", "-,5": "ANGKA_TIDAK_SAH",
    "5,-": "ANGKA_TIDAK_SAH", "--5": "ANGKA_TIDAK_SAH", "1,-5": "ANGKA_TIDAK_SAH", "1,2,3": "ANGKA_TIDAK_SAH",
    "1e3": "ANGKA_TIDAK_SAH", "1E3": "ANGKA_TIDAK_SAH", "2,69E+05": "ANGKA_TIDAK_SAH", "1_000": "ANGKA_TIDAK_SAH",
    "NaN": "ANGKA_TIDAK_SAH", "inf": "ANGKA_TIDAK_SAH", "0x1F": "ANGKA_TIDAK_SAH", "5kWh": "ANGKA_TIDAK_SAH",
    "Rp 5": "ANGKA_TIDAK_SAH", "1 000": "ANGKA_TIDAK_SAH", "1,000,000": "ANGKA_TIDAK_SAH", "'5": "ANGKA_TIDAK_SAH",
    "1.00": "ANGKA_TIDAK_SAH", "12.5": "ANGKA_TIDAK_SAH", "1.000": "1000.000", "1.000,5": "1000.500",
    "1.000.000,25": "1000000.250", "5%": "5.000", "1,5": "1.500", "1,50": "1.500", "1,500": "1.500", "1,5000": "1.500",
    "12,3456": "12.346", "0,0005": "0.001", "0,0004": "0.000", "12,34567890": "12.346", "007": "7.000", "00,5": "0.500",
    "0000000000000005": "5.000", "00000000000000000005": "5.000", "123456789012345,678": "123456789012345.678",
    "1234567890123456": "ANGKA_TIDAK_SAH",
}  # fmt: skip
MOMENTS = {
    "2026-08-01 00:15": "07-31 17:15", "2026-08-01T00:15": "07-31 17:15", "2026-08-01 00:15:00": "07-31 17:15",
    "2026-08-01T00:15:00Z": "08-01 00:15", "2026-08-01T00:15:00+07:00": "07-31 17:15",
    "2026-08-01 00:15:00+07": "07-31 17:15", "2026-08-01 00:15+08:00": "07-31 16:15", "2026-08-01 0:15": "07-31 17:15",
    "01/08/2026 00:15": "07-31 17:15", "01-08-2026 00.15": "07-31 17:15", "1 Agustus 2026 00.15": "07-31 17:15",
    "2026-08-01": "07-31 17:00", "2026-08-01 00:15 ": "07-31 17:15", " 2026-08-01 00:15": "07-31 17:15",
    "2026-08-01 00:15 WIT": "07-31 15:15", "2026/08/01 00:15": "07-31 17:15", "2026-08-01  00:15": "07-31 17:15",
    "08/01/2026 00:15": "01-07 17:15", "2026-8-1 00:15": "TANGGAL_TIDAK_SAH", "2026-08-01 24:00": "TANGGAL_TIDAK_SAH",
    "2026-08-01 00:60": "TANGGAL_TIDAK_SAH", "2026-02-30 00:00": "TANGGAL_TIDAK_SAH", "kapan": "TANGGAL_TIDAK_SAH",
    "0026-08-01 00:15": "TANGGAL_TIDAK_SAH", "20260801 0015": "TANGGAL_TIDAK_SAH", "1785517200": "TANGGAL_TIDAK_SAH",
    "2026-08-01 -1:15": "TANGGAL_TIDAK_SAH", "2026-08-0100:15": "TANGGAL_TIDAK_SAH", "": "KUNCI_KOSONG",
    "-": "KUNCI_KOSONG", "2027-01-01 00:00": "MASA_DEPAN",
}  # fmt: skip
STATES = {"Baik": "OK", "baik": "OK", "BAIK": "OK", " baik ": "OK", "": None, "-": None, "O K": "NILAI_TAK_DIKENAL"}
METERS = {
    "M1": "M1", " M1": "M1", "M1 ": "M1", "M 1": "M 1", "M1,2": "M1,2", "'M1": "'M1", "": "KUNCI_KOSONG",
    " ": "KUNCI_KOSONG", "-": "KUNCI_KOSONG", "null": "KUNCI_KOSONG", "N/A": "KUNCI_KOSONG", "N": "N",
}  # fmt: skip
COLUMNS = {"alat": METERS, "waktu": MOMENTS, "angka": REGISTERS, "mutu": STATES}
PLAIN = {"alat": "M", "waktu": "2026-08-01 00:15", "angka": "5", "mutu": "Baik"}


@pytest.fixture
def lake(tmp_path: Path) -> Granary:
    (tmp_path / "kontrak").mkdir()
    (tmp_path / "kontrak" / "baca.yaml").write_text(CONTRACT, encoding="utf-8")
    return Granary(tmp_path, [tmp_path / "kontrak"])


@pytest.fixture(params=["by text", "by row"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Typed distinct text by distinct text, or by the readers of all sources."""
    if request.param == "by row":
        monkeypatch.setattr(readings, "read_whole", lambda path, limit: None)
    yield request.param


@pytest.mark.parametrize("column", COLUMNS)
def test_spellings(lake: Granary, way: str, column: str) -> None:
    cases = COLUMNS[column]
    lines = [";".join({**PLAIN, column: text}.values()) for text in cases]
    lake.drop("baca/33.74/a.csv", HEADER + "\n".join(lines) + "\n")
    lake.ingest("baca")
    found: dict[int, Any] = {}
    for row in lake.rows("bronze/baca"):
        value = row[column]
        found[row["_row"]] = f"{value:%m-%d %H:%M}" if column == "waktu" else value if value is None else str(value)
    for row in lake.rows("quarantine/baca"):
        (reason,) = row["reasons"]
        found[row["row_number"]] = reason.partition(":")[0]
        assert f'"{column}":' in row["raw"]
    assert {text: found[n] for n, text in enumerate(cases, 1)} == cases


ROWS = ["M1;2026-08-01 00:00;1,5;Baik", "M2;2026-08-01 00:00;-1;Baik", "M1;2026-08-02 00:00;3;Taksiran"]
BODY = HEADER + "\n".join(ROWS) + "\n"
FILES: dict[str, bytes] = {
    "plain": BODY.encode(),
    "packed": gzip.compress(BODY.encode()),
    "no last line end": BODY.rstrip("\n").encode(),
    "crlf": BODY.replace("\n", "\r\n").encode(),
    "mixed line ends": BODY.replace("\n", "\r\n", 2).encode(),
    "mark of utf-8": BODY.encode("utf-8-sig"),
    "utf-16": BODY.encode("utf-16"),
    "blank lines": ("\n" + BODY.replace("\nM", "\n\n;;;\n ; ;;\nM") + "\n\n").encode(),
    "quotes": BODY.replace("M1", '"M1"').encode(),
    "packed twice over": gzip.compress(BODY[:40].encode()) + gzip.compress(BODY[40:].encode()),
}


@pytest.mark.parametrize("case", FILES)
def test_files(lake: Granary, way: str, case: str) -> None:
    suffix = ".gz" if case.startswith("packed") else ""
    lake.drop(f"baca/33.74/a.csv{suffix}", FILES[case])
    (load,) = lake.ingest("baca")
    assert (load.outcome, load.rows_read, load.rows_valid, str(load.period_end)) == ("LOADED", 3, 2, "2026-08-02")
    rows = lake.rows("bronze/baca", "_row")
    assert [(r["_row"], r["alat"], str(r["angka"]), r["flags"]) for r in rows] == [
        (1, "M1", "1.500", []),
        (3, "M1", "3.000", ["TAKSIRAN"]),
    ]
    (lost,) = lake.rows("quarantine/baca")
    assert (lost["row_number"], lost["reasons"]) == (2, ["NILAI_NEGATIF:angka"])
    assert lost["raw"] == '{"alat":"M2","waktu":"2026-08-01 00:00","angka":"-1","mutu":"Baik"}'


BAD: dict[str, tuple[bytes, str]] = {
    "cut off": (gzip.compress(BODY.encode() * 50)[:-20], "REJECTED"),
    "no archive": (b"\x1f\x8b" + b"bukan arsip", "REJECTED"),
    "only a header": (gzip.compress(HEADER.encode()), "EMPTY"),
    "nothing": (gzip.compress(b""), "EMPTY"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_leaves_the_others_theirs(lake: Granary, way: str, case: str) -> None:
    data, outcome = BAD[case]
    lake.drop("baca/33.74/a.csv.gz", data)
    lake.drop("baca/33.74/b.csv", BODY)
    loads = {load.file_name: load for load in lake.ingest("baca")}
    assert (loads["a.csv.gz"].outcome, loads["b.csv"].outcome) == (outcome, "LOADED")
    assert len(lake.rows("bronze/baca")) == 2


def test_a_large_file_is_read_as_a_stream(lake: Granary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "WHOLE_BYTES", len(BODY) - 1)
    lake.drop("baca/33.74/a.csv", BODY)
    lake.drop("baca/33.74/b.csv", BODY[:-1])
    loads = lake.ingest("baca")
    assert [(load.rows_read, load.rows_valid) for load in loads] == [(3, 2), (3, 2)]


def test_a_line_without_end_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(BODY.encode() + b"x" * (9 << 20))
    assert unpack.read_whole(path, 64 << 20) is None
    with pytest.raises(OSError, match="BARIS_TERLALU_PANJANG"):
        unpack.check(path)


def test_missing_optional_columns_are_empty(lake: Granary, way: str) -> None:
    lake.drop("baca/33.74/a.csv", "mutu;waktu;alat\nBaik;2026-08-01 00:00;M1\n")
    lake.ingest("baca")
    (row,) = lake.rows("bronze/baca")
    assert (row["alat"], row["angka"], row["mutu"]) == ("M1", None, "OK")


def test_unknown_columns_are_kept(lake: Granary, way: str) -> None:
    lake.drop("baca/33.74/a.csv", "alat;waktu;angka;mutu;catatan\nM1;2026-08-01 00:00;1;Baik;sudah\n")
    lake.ingest("baca")
    (row,) = lake.rows("bronze/baca")
    assert (row["alat"], row["_extra"]) == ("M1", '{"catatan":"sudah"}')

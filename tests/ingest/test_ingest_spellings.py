"""The same rows in every spelling that a file may have."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from typing import Any

import pytest
from granary import P3M, Granary, csv_of

from lumbung.contracts import load_contract
from lumbung.ingest.load import read_file

ROWS = (
    {"nomor_aduan": "A-1", "isi_aduan": "Lampu padam – 3 titik"},
    {"nomor_aduan": "A-2", "isi_aduan": "Café “Ria” berisik"},
    {"nomor_aduan": "A-3", "isi_aduan": ""},
)
PLAIN = csv_of(P3M, *ROWS)
EXPECTED = [("A-1", "Lampu padam – 3 titik"), ("A-2", "Café “Ria” berisik"), ("A-3", None)]


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("ekspor")
        archive.writestr("ekspor/a.csv", data)
    return buffer.getvalue()


LATE = csv_of(P3M, *({"nomor_aduan": f"Z-{i}", "isi_aduan": "x" * 100} for i in range(9_000)))


def spaced(text: str) -> str:
    """A row of delimiters before every row, as some spreadsheets export it."""
    blank = ";" * text.splitlines()[0].count(";")
    return "".join(f"{blank}\n{line}\n" for line in text.splitlines())


FILES: dict[str, tuple[str, bytes]] = {
    "utf-8": ("a.csv", PLAIN.encode()),
    "bom": ("a.csv", PLAIN.encode("utf-8-sig")),
    "utf-16 le": ("a.csv", b"\xff\xfe" + PLAIN.encode("utf-16-le")),
    "utf-16 be": ("a.csv", b"\xfe\xff" + PLAIN.encode("utf-16-be")),
    "windows-1252": ("a.csv", PLAIN.encode("cp1252")),
    "crlf": ("a.csv", PLAIN.replace("\n", "\r\n").encode()),
    "cr": ("a.csv", PLAIN.replace("\n", "\r").encode()),
    "mixed line ends": ("a.csv", PLAIN.replace("\n", "\r\n", 2).encode()),
    "no last line end": ("a.csv", PLAIN.rstrip("\n").encode()),
    "blank lines": ("a.csv", ("\n\n" + PLAIN.replace("\nA-2", "\n\nA-2") + "\n \n").encode()),
    "rows of delimiters": ("a.csv", (PLAIN + ";" * PLAIN.splitlines()[0].count(";") + "\n").encode()),
    "every second line blank": ("a.csv", spaced(PLAIN).encode()),
    "every second line blank, with a mark and crlf": ("a.csv", spaced(PLAIN).replace("\n", "\r\n").encode("utf-8-sig")),
    "every second line blank, windows-1252": ("a.csv", spaced(PLAIN).encode("cp1252")),
    "every second line blank, packed": ("a.csv.gz", gzip.compress(spaced(PLAIN).encode())),
    "trailing delimiter": ("a.csv", PLAIN.replace("\n", ";\n").encode()),
    "trailing delimiter in rows": ("a.csv", PLAIN.replace("\n", ";\n").replace(";\n", "\n", 1).encode()),
    "gzip": ("a.csv.gz", gzip.compress(PLAIN.encode())),
    "gzip windows-1252": ("a.csv.gz", gzip.compress(PLAIN.encode("cp1252"))),
    "gzip in capitals": ("A.CSV.GZ", gzip.compress(PLAIN.encode())),
    "zip": ("a.zip", zipped(PLAIN.encode())),
    "zip utf-16": ("a.zip", zipped(b"\xff\xfe" + PLAIN.encode("utf-16-le"))),
    "other suffix": ("ekspor harian (1).TXT", PLAIN.encode()),
}


@pytest.mark.parametrize("case", FILES)
def test_spelling_of_the_file_does_not_matter(granary: Granary, case: str) -> None:
    name, data = FILES[case]
    granary.drop(f"p3m_aduan/33.74/{name}", data)
    (load,) = granary.ingest("p3m_aduan")
    assert (load.outcome, load.rows_read, load.rows_valid) == ("LOADED", 3, 3)
    rows = granary.rows("bronze/p3m_aduan", "_row")
    assert [(r["nomor_aduan"], r["isi_aduan"]) for r in rows] == EXPECTED
    assert [r["_row"] for r in rows] == [1, 2, 3]


def test_foreign_letter_far_behind_the_start(granary: Granary) -> None:
    granary.drop("p3m_aduan/33.74/a.csv", (LATE + csv_of(P3M, ROWS[1]).splitlines()[1]).encode("cp1252"))
    (load,) = granary.ingest("p3m_aduan")
    assert (load.outcome, load.rows_read, load.rows_valid) == ("LOADED", 9_001, 9_001)
    rows = granary.rows("bronze/p3m_aduan", "_row")
    assert {r["isi_aduan"] for r in rows} == {"x" * 100, "Café “Ria” berisik"}
    assert [r["_row"] for r in rows] == sorted(range(1, 9_002), key=str)


def test_quoted_fields_hold_line_ends_quotes_and_delimiters(granary: Granary) -> None:
    texts = ["satu\ndua\r\ntiga", 'kata "orang"; begitu', ";;;\n;", '"', "= 1 + 1"]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(P3M), delimiter=";")
    writer.writeheader()
    writer.writerows({**P3M, "nomor_aduan": f"Q-{i}", "isi_aduan": t} for i, t in enumerate(texts))
    granary.drop("p3m_aduan/33.74/a.csv", buffer.getvalue())
    (load,) = granary.ingest("p3m_aduan")
    assert (load.rows_read, load.rows_valid) == (5, 5)
    assert [r["isi_aduan"] for r in granary.rows("bronze/p3m_aduan", "_row")] == texts


def test_rows_of_another_width_are_quarantined_and_hidden(granary: Granary) -> None:
    good = PLAIN.splitlines()
    lines = [good[0], good[1], good[2] + ";3374010101900000", "A-9;Budi Santoso", good[3]]
    granary.drop("p3m_aduan/33.74/a.csv", "\n".join(lines) + "\n")
    (load,) = granary.ingest("p3m_aduan")
    assert (load.outcome, load.rows_read, load.rows_valid, load.rows_quarantined) == ("LOADED", 4, 2, 2)
    rows = granary.rows("quarantine/p3m_aduan", "row_number")
    assert [(r["row_number"], "JUMLAH_KOLOM" in r["reasons"]) for r in rows] == [(2, True), (3, True)]
    for row in rows:
        assert list(json.loads(row["raw"])) == ["_"]
        assert "Budi" not in row["raw"]
        assert "3374" not in row["raw"]


HEADERS = {
    "order": lambda names: list(reversed(names)),
    "capitals": lambda names: [n.upper() for n in names],
    "blanks": lambda names: [f"  {n.replace('_', ' ').title()} " for n in names],
    "dots": lambda names: [n.replace("_", ".") for n in names],
    "joined": lambda names: [n.replace("_", "") for n in names],
    "alias": lambda names: ["No. Aduan" if n == "nomor_aduan" else n for n in names],
    "other alias": lambda names: ["NOMOR TIKET" if n == "nomor_aduan" else n for n in names],
    "quoted": lambda names: [f'"{n}"' for n in names],
}


@pytest.mark.parametrize("case", HEADERS)
def test_header_is_matched_by_its_letters(granary: Granary, case: str) -> None:
    names = list(P3M)
    values: dict[str, Any] = {**P3M, "nomor_aduan": "H-1"}
    header = HEADERS[case](names)
    if case == "order":
        names = names[::-1]
    granary.drop("p3m_aduan/33.74/a.csv", f"{';'.join(header)}\n{';'.join(values[n] for n in names)}\n")
    (load,) = granary.ingest("p3m_aduan")
    assert (load.outcome, load.rows_valid, load.extra_columns) == ("LOADED", 1, [])
    (row,) = granary.rows("bronze/p3m_aduan")
    assert (row["nomor_aduan"], row["status"], row["kanal"]) == ("H-1", "BARU", "WHATSAPP")


def test_unknown_columns_are_kept_as_text(granary: Granary) -> None:
    """Blank and repeated names as well; personal numbers in them are masked."""
    more = "Petugas;HP Petugas;;Petugas;status"
    header, row = csv_of(P3M, {}).splitlines()
    granary.drop("p3m_aduan/33.74/a.csv", f"{header};{more}\n{row};Tim 3;081234567890;x;Tim 4;Arsip\n")
    (load,) = granary.ingest("p3m_aduan")
    assert (load.outcome, load.rows_valid) == ("LOADED", 1)
    assert {"Petugas", "HP Petugas"} <= set(load.extra_columns)
    (found,) = granary.rows("bronze/p3m_aduan")
    extra = json.loads(found["_extra"])
    assert extra == {
        "Petugas": "Tim 3",
        "HP Petugas": "[TELEPON]",
        "kolom_10": "x",
        "Petugas (kolom_11)": "Tim 4",
        "status (kolom_12)": "Arsip",
    }
    assert found["status"] == "BARU"


def test_header_with_a_line_end_in_it(granary: Granary) -> None:
    header, row = csv_of(P3M, {}).splitlines()
    granary.drop("p3m_aduan/33.74/a.csv", f'{header};"Catatan\npetugas"\n{row};sudah\n')
    (load,) = granary.ingest("p3m_aduan")
    assert (load.outcome, load.rows_read, load.rows_valid) == ("LOADED", 1, 1)


def test_both_readers_give_the_same_rows(granary: Granary, tmp_path: Any) -> None:
    import duckdb

    contract = load_contract(granary.settings.contracts[0] / "p3m_aduan.yaml")
    path = tmp_path / "a.csv"
    rows = [{"nomor_aduan": f"S-{i}", "isi_aduan": t} for i, t in enumerate(("", " ", '"a;b"', "x  y ", "ä"))]
    path.write_text(csv_of(P3M, *rows) + ";" * (len(P3M) - 1) + "\n", encoding="utf-8")
    fast, careful = read_file(path, contract), read_file(path, contract, careful=True)
    assert isinstance(fast.relation, str)
    assert not isinstance(careful.relation, str)
    assert fast.headers == careful.headers
    assert duckdb.sql(fast.relation).fetchall() == [tuple(r.values()) for r in careful.relation.to_pylist()]

"""The workbook: text stays text, sums are right and follow filters, equal summaries are equal bytes."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from lumbung.planning import exports
from lumbung.planning.measure import MOST_LINES, lines_of

from .conftest import FIRST, FORMULA, Published, written

SHEETS = [
    *("Sampul", "T1 Ringkasan", "T2 Urusan", "T2 Perangkat Daerah", "T3 Program", "T4 Usulan & Plafon"),
    *("Corong", "Usulan", "Rekonsiliasi", "Perlu Perhatian", "Glosarium"),
]
ROW = re.compile(r'<row r="(\d+)"[^>]*?>(.*?)</row>')
CELL = re.compile(r"<c ([^>]*?)(?:/>|>(.*?)</c>)")
DATA = 9
"""The first row of a table, as Excel counts."""


@pytest.fixture(scope="module")
def book(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("buku") / "map.xlsx"
    exports.write(published.summary(), path)
    return path


def sheet(book: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(book).get_sheet_by_name(name).to_python(skip_empty_area=False)


def xml(book: Path, name: str) -> str:
    with zipfile.ZipFile(book) as archive:
        return archive.read(f"xl/worksheets/sheet{SHEETS.index(name) + 1}.xml").decode()


def row_of(rows: list[list[Any]], column: int, value: str) -> list[Any]:
    (found,) = [row for row in rows if row[column] == value]
    return found


def test_sheets_in_their_order(book: Path) -> None:
    assert CalamineWorkbook.from_path(book).sheet_names == SHEETS


def test_no_text_is_a_formula(book: Path) -> None:
    """The only formulas are ours; what people wrote stands in the table of strings, as they wrote it."""
    titles = [row[2] for row in sheet(book, "Usulan")]
    assert {FORMULA, "\t-cmd|' /C calc'!A0", "+62 24 talud", "@SUM(1) balai RW"} <= set(titles)
    assert "=usulan_2027_20260714.csv" in [cell for row in sheet(book, "Sampul") for cell in row]
    for name in SHEETS:
        formulas = re.findall(r"<f>(.*?)</f>", xml(book, name))
        assert all(re.match(r"SUBTOTAL\(9,[A-Z]+\d+:[A-Z]+\d+\)$|IF\(N\([A-Z]+\d+\)=0,", f) for f in formulas), name
        links = re.findall(r"<hyperlink [^>]*>", xml(book, name))
        assert all('location="' in link for link in links)  # none leads out of the workbook


@pytest.mark.parametrize("name", ["T2 Urusan", "T2 Perangkat Daerah", "T3 Program", "T4 Usulan & Plafon", "Usulan"])
def test_values_beside_subtotals_are_what_excel_would_calculate(book: Path, name: str) -> None:
    cells = {  # every row is whole, so that a cell's place in it is its column
        (xl_col_to_name(at), int(row)): (look, inner)
        for row, line in ROW.findall(xml(book, name))
        for at, (look, inner) in enumerate(CELL.findall(line))
    }
    subtotals = 0
    for inner in (inner for _, inner in cells.values()):
        formula = re.match(r"<f>SUBTOTAL\(9,([A-Z]+)(\d+):\1(\d+)\)</f><v>(.*?)</v>", inner)
        if not formula:
            continue
        column, first, last, value = formula.groups()
        below = [cells.get((column, row), ("", "")) for row in range(int(first), int(last) + 1)]
        plain = [c for look, c in below if "<f>" not in c and 't="s"' not in look and "<v>" in c]
        assert float(value) == pytest.approx(sum(float(c[3:-4]) for c in plain), abs=0.001)
        subtotals += 1
    assert subtotals >= 3


def test_subtotals_by_field_office_and_program(book: Path) -> None:
    """DPU 4 + 2 + 1.5 + 0.7 milliard and half a rupiah, of it roads 7.5; Disdik 1,253; all 1,262."""
    fields = sheet(book, "T2 Urusan")
    assert row_of(fields, 2, "URUSAN PEMERINTAHAN BIDANG PENDIDIKAN")[:4:3] == ["1.01", 1_253_000_000_000]
    assert row_of(fields, 2, "JUMLAH")[3] == 1_262_000_000_000.50
    assert row_of(sheet(book, "T2 Perangkat Daerah"), 2, "Dinas Pekerjaan Umum")[3] == 8_200_000_000.50
    programs = sheet(book, "T3 Program")
    assert row_of(programs, 1, "1.03.10")[4] == 7_500_000_000.50
    assert row_of(programs, 2, "Dinas Pekerjaan Umum")[4] == 8_200_000_000.50
    offices = sheet(book, "T4 Usulan & Plafon")
    heads = offices[6]
    dpu = row_of(offices, 2, "Dinas Pekerjaan Umum")
    # Rows: road A twice, B, drainage C, D, G. Needs: one fewer. 5 + 1 + 0.9 + 0.25 + 0.1 milliard asked.
    assert (dpu[4], dpu[5]) == (6, 5)
    assert dpu[heads.index("Nilai usulan")] == 7_250_000_000
    ratio = dpu[offices[5].index("Usulan / plafon")]
    assert ratio == pytest.approx(7.25 / 8.2000000005, abs=1e-9)


def test_nothing_is_a_dash_and_zero_is_zero(book: Path) -> None:
    rows = sheet(book, "Usulan")
    at = rows[5].index("Rekomendasi terakhir")
    assert row_of(rows, 2, "Drainase Jl. Bulusan")[at] == 0
    assert row_of(rows, 2, "Jalan Rowosari")[at] == "–"


def test_the_cover_agrees_with_the_funnel(published: Published, book: Path) -> None:
    """Nine rows of eight needs; the cancelled one is not in the funnel, its first stage has the other seven."""
    cover = {row[2]: row[3] for row in sheet(book, "Sampul") if row[2]}
    funnel = published.summary().tables["CORONG"]
    assert sum(funnel["masuk_unik"].to_pylist()) == 7
    names = ("Usulan (baris)", "Usulan (unik)", "Tidak diajukan/dibatalkan (unik)", "Masuk corong (unik)")
    assert [cover[name] for name in names] == [9, 8, 1, 7]
    # The needs of the second budgeted row are in Perlu Perhatian, not in the sums: 3.5 milliard.
    assert cover["Nilai disetujui (unik)"] == 3_500_000_000


def test_the_cover_names_where_the_population_is_from(book: Path) -> None:
    (source,) = [row[1] for row in sheet(book, "Sampul") if row[0] == "Penduduk kecamatan"]
    assert source == "perkiraan proporsional (contoh), tahun 2025"


def test_names_of_parents_are_not_clipped(published: Published, tmp_path: Path) -> None:
    """An unknown office stands by its code, which takes two lines in bold beside its one-line name: 2 × 12 + 3."""
    path = tmp_path / "sempit.xlsx"
    found = published.summary()
    t3 = found.tables["T3"]
    at = t3.column_names.index("nama_singkat")
    t3 = t3.set_column(at, "nama_singkat", pa.array(["1.03.0.00.0.00.99.0000"] * t3.num_rows))
    exports.write(replace(found, tables={**found.tables, "T3": t3}), path)
    assert re.search(rf'<row r="{DATA}" [^>]*ht="27"', xml(path, "T3 Program"))


def test_empty_tables_say_so(published: Published, tmp_path: Path) -> None:
    path = tmp_path / "kosong.xlsx"
    exports.write(published.summary(pemda="33.22"), path)
    for name in ("T1 Ringkasan", "T2 Urusan", "T3 Program"):
        assert sheet(path, name)[DATA - 1][0].startswith("Tidak ada")
    assert "Tidak ada" in [row[0] for row in sheet(path, "Perlu Perhatian")]
    assert "Belum ada dokumen" in [row[0] for row in sheet(path, "Sampul")]


def test_reader_helps_are_set(book: Path) -> None:
    text = xml(book, "T4 Usulan & Plafon")
    assert f'ySplit="{DATA - 1}"' in text and '<autoFilter ref="A8:' in text
    assert 'orientation="landscape"' in text and "Halaman &amp;P dari &amp;N" in text
    assert "15 Agustus 2026" in text and 'outlineLevel="1"' in text
    with zipfile.ZipFile(book) as archive:
        assert "$6:$8" in archive.read("xl/workbook.xml").decode()  # the headings repeat on every page


def test_a_past_night_is_the_same_bytes(published: Published, tmp_path: Path) -> None:
    """Written on the first evening from its database, and after the second from the gold tables."""
    later = written(published.summary(FIRST), tmp_path)
    assert len(later) == 20  # workbook, 10 CSV, 8 Parquet, JSON
    assert later == dict(published.first_evening)
    assert written(published.summary(), tmp_path)["map.xlsx"] != later["map.xlsx"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        (None, 10, 1),
        ("pendek", 10, 1),
        # kalimat: k 0.5, a 0.556 twice, l and i 0.222, m 0.833, t 0.278 em of 12 pixels = 38.0 and a blank of
        # 3.3, with 3 % to spare 39.1 and 3.4; a line of 100 units holds 694 pixels, that is 16 of them: 677.
        ("kalimat " * 16, 100, 1),
        ("kalimat " * 17, 100, 2),
        ("kalimat " * 33, 100, 3),
        ("W" * 2000, 10, MOST_LINES),
    ],
)
def test_lines_that_a_text_takes(text: str | None, width: float, lines: int) -> None:
    assert lines_of(text, width) == lines

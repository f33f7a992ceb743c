"""RFK workbooks as OPD send them: titles, merged cells, blank rows, totals, several sheets."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from granary import Granary

DPU, DISHUB = "1.03.0.00.0.00.01.0000", "2.15.0.00.0.00.01.0000"
HEADER = [
    "No",
    "Kode Sub Kegiatan",
    "Sub Kegiatan",
    "Pagu (Rp)",
    "RAK s.d. Bulan Ini (Rp)",
    "Realisasi Keuangan (Rp)",
    "Realisasi Fisik (%)",
    "Permasalahan",
    "Catatan",
]
ROWS = [
    [1, "1.03.10.2.01.0008", "Rehabilitasi Jalan", 1_000_000, 600_000, 550_000.5, 61.25, "", ""],
    [2, "1.03.10.2.01.0009", "Pemeliharaan Jalan", "2.500.000,50", "1.000.000", "900.000,25", "40,5", "-", "ok"],
]
TOTAL = ["", "JUMLAH", "", 3_500_000.5, 1_600_000, 1_450_000.75, "", "", ""]


def titles(opd: str = DPU, year: str = "2026", month: str = "Agustus") -> list[list[Any]]:
    return [
        ["LAPORAN REALISASI FISIK DAN KEUANGAN"],
        [f"Perangkat Daerah : {opd} Dinas Contoh"],
        ["Tahun Anggaran", ": " + year],
        [f"Bulan : {month}"],
        [],
    ]


def book(path: Path, **sheets: list[list[Any]]) -> bytes:
    """A workbook of grids; the first cell of the first row is merged over the table's width."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        for name, grid in sheets.items():
            sheet = workbook.add_worksheet(name)
            for n, row in enumerate(grid):
                for m, cell in enumerate(row):
                    if cell != "":
                        sheet.write(n, m, cell)
            if grid and len(grid[0]) == 1:
                sheet.merge_range(0, 0, 0, len(HEADER) - 1, grid[0][0])
    data = path.read_bytes()
    path.unlink()
    return data


def load(granary: Granary, pemda: str = "33.74", **sheets: list[list[Any]]) -> Any:
    granary.drop(f"emonev_rfk/{pemda}/rfk.xlsx", book(granary.root / "b.xlsx", **sheets))
    (found,) = granary.ingest("emonev_rfk")
    return found


def test_titles_header_text_numbers_and_total(granary: Granary) -> None:
    grid = [*titles(), HEADER, [str(n) for n in range(1, 10)], ROWS[0], [], ROWS[1], [], TOTAL]
    found = load(granary, Agustus=grid)
    assert (found.outcome, found.rows_read, found.rows_valid) == ("LOADED", 2, 2)
    assert found.control_total_diff == 0
    assert found.period_end == date(2026, 8, 31)
    first, second = granary.rows("bronze/emonev_rfk", "_row")
    assert (first["tahun_anggaran"], first["bulan"], first["kode_skpd"]) == (2026, 8, DPU)
    assert (first["pagu"], first["realisasi_keuangan"]) == (1_000_000, Decimal("550000.50"))
    assert first["realisasi_fisik_pct"] == Decimal("61.25")
    assert (second["pagu"], second["rak"]) == (Decimal("2500000.50"), 1_000_000)
    assert (second["realisasi_fisik_pct"], second["permasalahan"], second["catatan"]) == (
        Decimal("40.5"),
        None,
        "ok",
    )
    assert first["semantik_keuangan"] == "kumulatif"
    assert [first["_row"], second["_row"]] == [1, 2]


def test_semantics_of_realisasi_are_the_pemdas(granary: Granary) -> None:
    load(granary, "33.22", Agustus=[*titles(), HEADER, ROWS[0]])
    assert [r["semantik_keuangan"] for r in granary.rows("bronze/emonev_rfk")] == ["bulanan"]


def test_total_that_differs_is_reported(granary: Granary) -> None:
    """Realisasi off by 1.000, RAK by 0,25: 1.000,25 in all."""
    total = ["", "Jumlah Total", "", 3_500_000.5, "1.600.000,25", 1_449_000.75, "", "", ""]
    found = load(granary, Agustus=[*titles(), HEADER, *ROWS, total])
    assert (found.outcome, found.rows_read, found.rows_valid) == ("LOADED", 2, 2)
    assert found.control_total_diff == 1000.25


def test_two_sheets_are_one_load(granary: Granary) -> None:
    found = load(
        granary,
        Sampul=[["Laporan bulanan"], ["tanpa tabel"]],
        DPU=[*titles(DPU), HEADER, *ROWS, TOTAL],
        Dishub=[*titles(DISHUB, month="Juli"), [], HEADER[:2] + HEADER[3:7], ["1", "2.15.02.2.01.0005", 5, 4, 3, 2]],
    )
    assert (found.outcome, found.rows_read, found.rows_valid) == ("LOADED", 3, 3)
    assert [(r["kode_skpd"], r["bulan"], r["pagu"]) for r in granary.rows("bronze/emonev_rfk", "_row")] == [
        (DPU, 8, 1_000_000),
        (DPU, 8, Decimal("2500000.50")),
        (DISHUB, 7, 5),
    ]


def test_bad_rows_of_a_sheet(granary: Granary) -> None:
    rows = [
        ROWS[0],
        [2, "", "Tanpa kode", 1, 1, 1, 1, "", ""],
        [3, "X.XX.01.2.06.0001", "Penunjang", 1, 1, 1, 1, "", ""],
        [4, "1.03.10.2.01.0010", "Pagu negatif", -5, 1, 1, 1, "", ""],
        [5, "1.03.10.2.01.0011", "Fisik tak masuk akal", 5, 1, 1, 1_234_567, "", ""],
        [6, "1.03.10.2.01.0012", "Fisik lebih", 5, 1, 1, 101, "", "hubungi 081234567890"],
        [7, "1.03.10.2.01.0013", "Tanggal", datetime(2026, 8, 1), 1, 1, 1, "", ""],
    ]
    found = load(granary, Agustus=[*titles(), HEADER, *rows])
    assert (found.outcome, found.rows_read, found.rows_valid, found.rows_quarantined) == ("LOADED", 7, 2, 5)
    reasons = {r["row_number"]: r["reasons"] for r in granary.rows("quarantine/emonev_rfk")}
    assert reasons == {
        2: ["KUNCI_KOSONG:kode_sub_kegiatan"],
        3: ["KODE_PLACEHOLDER:kode_sub_kegiatan"],
        4: ["NILAI_NEGATIF:pagu"],
        5: ["ANGKA_TIDAK_SAH:realisasi_fisik_pct"],
        7: ["ANGKA_TIDAK_SAH:pagu"],
    }
    kept = granary.rows("bronze/emonev_rfk", "_row")[1]
    assert (kept["flags"], kept["catatan"]) == (["FISIK_DI_LUAR_BATAS"], "hubungi [TELEPON]")


@pytest.mark.parametrize(
    ("month", "year", "reason"),
    [
        ("13", "2026", "NILAI_DI_LUAR_BATAS:bulan"),
        ("Muharram", "2026", "TANGGAL_TIDAK_SAH:bulan"),
    ],
)
def test_title_that_is_no_month(granary: Granary, month: str, year: str, reason: str) -> None:
    found = load(granary, Agustus=[*titles(month=month, year=year), HEADER, *ROWS])
    assert (found.outcome, found.rows_read, found.rows_quarantined) == ("LOADED", 2, 2)
    assert [r["reasons"] for r in granary.rows("quarantine/emonev_rfk")] == [[reason], [reason]]
    assert found.period_end is None


BROKEN: dict[str, tuple[list[list[Any]] | bytes, str, str]] = {
    "no workbook": (b"PK\x03\x04 bukan buku kerja", "REJECTED", "BERKAS_RUSAK"),
    "text": (b"No;Kode\n1;2\n", "REJECTED", "BERKAS_RUSAK"),
    "zero bytes": (b"", "EMPTY", "tidak ada baris data"),
    "no header": ([["a", "b"], [1, 2]], "REJECTED", "KOLOM_WAJIB_HILANG: .*kode_sub_kegiatan"),
    "column missing": ([*titles(), [h for h in HEADER if h != "Pagu (Rp)"], ROWS[0]], "REJECTED", "HILANG: .*pagu"),
    "no title": ([HEADER, *ROWS], "REJECTED", "KOLOM_WAJIB_HILANG: .*bulan"),
    "one title missing": ([*titles()[:3], HEADER, *ROWS], "REJECTED", "KOLOM_WAJIB_HILANG: .*bulan"),
    "header only": ([*titles(), HEADER], "EMPTY", "tidak ada baris data"),
    "total only": ([*titles(), HEADER, ["", "JUMLAH", "", 0, 0, 0, "", "", ""]], "EMPTY", "tidak ada baris data"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_broken_workbook_hurts_no_other(granary: Granary, case: str) -> None:
    content, outcome, reason = BROKEN[case]
    data = content if isinstance(content, bytes) else book(granary.root / "b.xlsx", Lembar=content)
    granary.drop("emonev_rfk/33.74/rusak.xlsx", data)
    granary.drop("emonev_rfk/33.74/baik.xlsx", book(granary.root / "b.xlsx", A=[*titles(), HEADER, *ROWS]))
    loads = {x.file_name: x for x in granary.ingest("emonev_rfk")}
    assert loads["rusak.xlsx"].outcome == outcome
    assert loads["rusak.xlsx"].rows_read == 0
    assert re.search(reason, str(loads["rusak.xlsx"].reason))
    assert (loads["baik.xlsx"].outcome, loads["baik.xlsx"].rows_valid) == ("LOADED", 2)
    assert len(granary.rows("bronze/emonev_rfk")) == 2


def test_truncated_workbook(granary: Granary) -> None:
    data = book(granary.root / "b.xlsx", A=[*titles(), HEADER, *ROWS])
    granary.drop("emonev_rfk/33.74/a.xlsx", data[: len(data) * 2 // 3])
    (found,) = granary.ingest("emonev_rfk")
    assert (found.outcome, str(found.reason)[:12]) == ("REJECTED", "BERKAS_RUSAK")

"""Workbooks with one unit per sheet: every sheet has its own titles, its own total, and one numbering."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from granary import Granary

SOURCE = "uji_unit"
CONTRACT = f"""\
apiVersion: v3.1.0
kind: DataContract
id: {SOURCE}
name: Uji
version: 1.0.0
status: active
domain: uji
servers: [{{server: landing, type: local, path: landing/{SOURCE}/, format: xlsx}}]
customProperties:
  - {{property: semantics, value: snapshot}}
  - {{property: snapshotSlice, value: [bulan, unit]}}
  - {{property: totalRows, value: [JUMLAH]}}
schema:
  - name: {SOURCE}
    physicalType: file
    properties:
      - name: bulan
        logicalType: string
        primaryKey: true
        required: true
        classification: P0
        description: Bulan.
        customProperties: [{{property: from, value: title}}, {{property: titlePattern, value: 'Bulan\\s*:\\s*(.+)'}}]
      - name: unit
        logicalType: string
        primaryKey: true
        required: true
        classification: P0
        description: Unit.
        customProperties: [{{property: from, value: title}}, {{property: titlePattern, value: 'Unit\\s*:\\s*(.+)'}}]
      - name: material
        logicalType: string
        primaryKey: true
        required: true
        classification: P0
        description: Bahan.
      - name: masuk_kg
        physicalName: Masuk (kg)
        logicalType: number
        physicalType: DECIMAL(14,2)
        classification: P0
        description: Berat.
        customProperties: [{{property: locale, value: id}}, {{property: control, value: true}}]
"""
HEADER = ["Material", "Masuk (kg)"]


@pytest.fixture
def units(new_granary: Callable[..., Granary], tmp_path: Path) -> Granary:
    folder = tmp_path / "kontrak"
    folder.mkdir()
    (folder / f"{SOURCE}.yaml").write_text(CONTRACT, encoding="utf-8")
    return new_granary("uji", contracts=[folder])


def taken(granary: Granary, sheets: dict[str, list[list[Any]]]) -> Any:
    path = granary.root / "unit.xlsx"
    granary.root.mkdir(exist_ok=True)
    with xlsxwriter.Workbook(path) as workbook:
        for name, grid in sheets.items():
            sheet = workbook.add_worksheet(name)
            for n, row in enumerate(grid):
                sheet.write_row(n, 0, row)
    granary.drop(f"{SOURCE}/33.74/unit.xlsx", path.read_bytes())
    (load,) = granary.ingest(SOURCE)
    return load


def unit(name: str, *rows: list[Any], total: Any = None) -> list[list[Any]]:
    titles = [["LAPORAN UNIT"], ["Unit", f": {name}"] if name else [], ["Bulan : Juli 2026"], []]
    return [*titles, HEADER, *rows, *([["JUMLAH", total]] if total is not None else [])]


def test_every_sheet_has_its_own_titles(units: Granary) -> None:
    load = taken(
        units,
        {
            "Catatan": [["Unit : bukan unit"], ["tidak ada tabel di lembar ini"]],
            "A": unit("Berkah", ["plastik", 10.5], ["kertas", "1.000,25"], total=1010.75),
            "Kosong": [],
            "B": unit("Maju", ["plastik", 4], total="4,00"),
        },
    )
    assert (load.rows_read, load.rows_valid, load.control_total_diff) == (3, 3, 0)
    rows = units.rows(f"bronze/{SOURCE}", "_row")
    assert [(r["_row"], r["unit"], r["bulan"], r["material"], r["masuk_kg"]) for r in rows] == [
        (1, "Berkah", "Juli 2026", "plastik", Decimal("10.50")),
        (2, "Berkah", "Juli 2026", "kertas", Decimal("1000.25")),
        (3, "Maju", "Juli 2026", "plastik", Decimal(4)),
    ]


def test_totals_are_held_against_all_sheets_together(units: Granary) -> None:
    """10 + 4 in the rows, 10 + 5,5 in the totals."""
    load = taken(units, {"A": unit("Berkah", ["kaca", 10], total=10), "B": unit("Maju", ["kaca", 4], total=5.5)})
    assert (load.rows_valid, load.control_total_diff) == (2, 1.5)


def test_a_sheet_without_its_title_is_quarantined_alone(units: Granary) -> None:
    load = taken(units, {"A": unit("", ["kaca", 10]), "B": unit("Maju", ["kaca", 4])})
    assert (load.rows_valid, load.rows_quarantined) == (1, 1)
    assert [r["unit"] for r in units.rows(f"bronze/{SOURCE}")] == ["Maju"]
    (bad,) = units.rows(f"quarantine/{SOURCE}")
    assert (bad["row_number"], bad["reasons"]) == (1, ["KUNCI_KOSONG:unit"])

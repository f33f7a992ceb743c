"""The summary as a workbook that can be put on a table: equal summaries are equal bytes."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from lumbung.planning import about, cover, pages, tables
from lumbung.planning.grid import Grid
from lumbung.planning.layout import LAYOUTS
from lumbung.planning.style import ACCENT, FONT, SIZE, Style
from lumbung.planning.summary import Summary


def _options() -> dict[str, Any]:
    """Made anew for every workbook: XlsxWriter changes what it is given, and the next would differ."""
    return {
        # A title or address that somebody wrote is text, whatever it looks like.
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "in_memory": True,
        "default_format_properties": {"font_name": FONT, "font_size": SIZE},
    }


def write(summary: Summary, path: Path) -> None:
    """Write the workbook: cover, tables, reconciliation, what needs attention, glossary."""
    scope = summary.scope
    with xlsxwriter.Workbook(str(path), _options()) as book:
        book.set_properties(
            {
                "title": about.title(scope),
                "subject": f"{about.government(scope)} – {about.document(summary)}",
                "author": about.government(scope),
                "company": about.government(scope),
                "comments": about.night(scope),
                # The time of writing would make two equal summaries differ.
                "created": datetime.combine(scope.as_of, time()),
            }
        )
        style = Style(book)
        first = _sheet(book, cover.NAME)
        for layout in LAYOUTS:
            tables.write(_sheet(book, layout.sheet), layout, summary, style)
        pages.reconciliation(_sheet(book, pages.RECONCILIATION), summary, style)
        pages.attention(_sheet(book, pages.ATTENTION), summary, style)
        pages.glossary(_sheet(book, pages.GLOSSARY), summary, style)
        cover.write(first, summary, _contents(summary), style)
        first.set_tab_color(ACCENT)
        first.activate()


def _sheet(book: xlsxwriter.Workbook, name: str) -> Grid:
    sheet = book.add_worksheet(name, Grid)
    assert isinstance(sheet, Grid)
    sheet.set_default_row(13)
    # Codes are text that looks like numbers; Excel would mark every one of them.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    return sheet


def _contents(summary: Summary) -> list[tuple[str, str, str]]:
    rows = {name: f"{table.num_rows:,} baris".replace(",", ".") for name, table in summary.tables.items()}
    return [
        *((layout.sheet, layout.title.split("  ")[-1], rows[layout.table]) for layout in LAYOUTS),
        (pages.RECONCILIATION, "Apakah plafon, rekening dan usulan saling cocok", rows["REKONSILIASI"]),
        (pages.ATTENTION, "Yang perlu diputuskan atau diperbaiki", rows["PERHATIAN"]),
        (pages.GLOSSARY, "Arti istilah, kolom dan kode", ""),
    ]

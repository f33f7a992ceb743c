"""How the workbook looks: one accent colour, thin lines, F4 paper as Indonesian offices print it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from lumbung.planning.column import Kind

FONT, SIZE = "Arial", 9
ACCENT, PALE, PALER, LINE = "#1F3864", "#DCE4F0", "#F1F4F9", "#A6A6A6"
GOOD, BAD = "#1E6B34", "#B00020"
F4 = 14
"""Folio, 216 × 330 mm: what is sold as F4."""

_NUMBERS: Mapping[Kind, str] = {
    "rupiah": "#,##0_);(#,##0);0_);@_)",
    "bulat": "#,##0_);(#,##0);0_);@_)",
    "volume": "#,##0.00_);(#,##0.00);0_);@_)",
    "persen": "#,##0.00_);(#,##0.00);0.00_);@_)",
    "rasio": "#,##0.00_);(#,##0.00);0.00_);@_)",
    "tanggal": "dd/mm/yyyy",
}
_ROWS: Mapping[str, dict[str, Any]] = {
    "detail": {},
    "inner": {"bold": True, "bg_color": PALER},
    "outer": {"bold": True, "bg_color": PALE},
    "total": {"bold": True, "bg_color": PALE, "top": 6},
}


class Style:
    """Formats by what they are for; each is made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self.free = cache(self._free)
        self.cell = cache(self._cell)
        self.mark = cache(self._mark)
        self.head = self._lined(bold=True, text_wrap=True, align="center", valign="vcenter", bg_color=PALE)
        self.band = {
            (first, last): self._free(
                bold=True, bg_color=PALE, top=1, bottom=1, left=int(first), right=int(last), border_color=LINE
            )
            for first in (True, False)
            for last in (True, False)
        }
        self.number_row = self._lined(italic=True, align="center", font_size=7, font_color="#595959")
        self.title = self._free(bold=True, font_size=13, font_color=ACCENT)
        self.subtitle = self._free(font_color="#404040")
        self.section = self._free(bold=True, font_size=11, font_color=ACCENT)
        self.note = self._free(italic=True, font_color="#595959", text_wrap=True, valign="top")
        self.link = self._free(font_color=ACCENT, underline=1, valign="top")

    def _free(self, **properties: Any) -> Format:
        """Without lines."""
        return self._book.add_format({"font_name": FONT, "font_size": SIZE, "quote_prefix": True, **properties})

    def _lined(self, **properties: Any) -> Format:
        return self._free(border=1, border_color=LINE, **properties)

    def _mark(self, color: str) -> Format:
        return self._lined(align="center", valign="top", bold=True, **({"font_color": color} if color else {}))

    def _cell(self, kind: Kind, row: str = "detail", indent: int = 0) -> Format:
        """A cell of a table: by kind of value and kind of row."""
        properties: dict[str, Any] = {"valign": "top", **_ROWS[row]}
        if kind in _NUMBERS:
            properties |= {"num_format": _NUMBERS[kind], "align": "right", "quote_prefix": False}
        elif kind == "teks":
            properties |= {"text_wrap": True, "align": "left", "indent": indent}
        return self._lined(**properties)

"""A worksheet that takes a whole table at once.

XlsxWriter spends about five microseconds on a cell; a year's list of proposals has half a million.
Here a column is turned into cells by one comprehension, and text still goes through the workbook's
own table of strings, which escapes it: no text ever becomes part of the sheet's XML.

Cells say no address: each row is whole from its first column on, where the format lets it go without.
Nothing here gives Arrow a Python value: that makes pyarrow import pandas, a third of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pyarrow as pa
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lumbung.planning.column import Column
from lumbung.planning.measure import INDENT, MOST_LINES, lines_of

NOTHING = "–"
_LONGEST = 32_767
"""Characters that a cell can hold."""
LINE_HEIGHT = 12
"""Points that a line of text takes."""
_HEIGHT = ["", "", *(f' ht="{LINE_HEIGHT * n + 2}" customHeight="1"' for n in range(2, MOST_LINES + 1))]
"""Attributes of a row by its lines; one line is the default."""
_EPOCH = 25_569
"""Excel's number of 1 January 1970."""


class Grid(Worksheet):
    """A worksheet whose big tables are written by `write_table`, all else as usual."""

    dim_rowmin: int
    dim_rowmax: int

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[tuple[int, list[str]]] = []

    def write_table(
        self, rows: Sequence[int], columns: Sequence[Column], table: pa.Table, formats: Sequence[Format], level: int
    ) -> None:
        """Write row i of the table at `rows[i]` (0 = first row of the sheet, ascending), from column A on.

        Args:
            level: outline level of the rows, 0 = none.
        """
        if not rows:
            return
        tall = [1] * len(rows)
        cells = []
        for column, look in zip(columns, formats, strict=True):
            values = table[column.name]
            if column.kind in ("teks", "kode"):
                made, lines = self._texts(values, column, look)
                tall = [max(pair) for pair in zip(tall, lines, strict=True)] if lines else tall
            else:
                made = self._figures(_numbers(values, column), look)
            cells.append(made)
        outline = f' outlineLevel="{level}"' if level else ""
        written = [
            f'<row r="{row + 1}"{_HEIGHT[n]}{outline}>{"".join(line)}</row>'
            for row, n, line in zip(rows, tall, zip(*cells, strict=True), strict=True)
        ]
        self._blocks += _runs(rows, written)
        self._check_dimensions(rows[0], 0)
        self._check_dimensions(rows[-1], len(columns) - 1)

    def _texts(self, values: pa.ChunkedArray, column: Column, look: Format) -> tuple[list[str], list[int]]:
        """Cells, and the lines that each needs (empty: one). Every different text is one cell, made once."""
        coded = values.cast(pa.string()).combine_chunks().dictionary_encode()
        style, index = look._get_xf_index(), self.str_table._get_shared_string_index
        shown = [column.shown(text) for text in coded.dictionary.to_pylist()]
        blank = f'<c s="{style}"/>'
        made = [f'<c s="{style}" t="s"><v>{index(_cut(text))}</v></c>' if text else blank for text in shown]
        self.str_table.count += len(values) - coded.null_count - len(shown)
        places = [-1 if i is None else i for i in coded.indices.to_pylist()]
        made.append(blank)
        width = column.width - INDENT * look.indent
        lines = [lines_of(text, width, look.bold) for text in shown] if column.kind == "teks" else []
        if any(n > 1 for n in lines):
            lines.append(1)
            return [made[i] for i in places], [lines[i] for i in places]
        return [made[i] for i in places], []

    def _figures(self, values: list[str | int | None], look: Format) -> list[str]:
        style = look._get_xf_index()
        nothing = f'<c s="{style}" t="s"><v>{self.str_table._get_shared_string_index(NOTHING)}</v></c>'
        return [nothing if v is None else f'<c s="{style}"><v>{v}</v></c>' for v in values]

    def _write_rows(self) -> None:
        """XlsxWriter's own rows before, between and after the blocks, each in its place."""
        first, last = self.dim_rowmin, self.dim_rowmax
        for start, lines in sorted(self._blocks, key=lambda block: block[0]):
            self._own_rows(first, start - 1)
            self.fh.write("".join(lines))
            first = start + len(lines)
        self._own_rows(first, last)

    def _own_rows(self, first: int, last: int) -> None:
        if first > last:
            return
        whole = self.dim_rowmin, self.dim_rowmax
        self.dim_rowmin, self.dim_rowmax = first, last
        super()._write_rows()
        self.dim_rowmin, self.dim_rowmax = whole


def _numbers(values: pa.ChunkedArray, column: Column) -> list[str | int | None]:
    if column.kind == "tanggal":
        return [None if day is None else day + _EPOCH for day in values.cast(pa.int32()).to_pylist()]
    if pa.types.is_integer(values.type):
        return list(values.to_pylist())
    return list(values.cast(pa.string()).to_pylist())


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _runs(rows: Sequence[int], lines: list[str]) -> list[tuple[int, list[str]]]:
    """Lines in blocks of neighbouring rows."""
    starts = [0, *(i for i in range(1, len(rows)) if rows[i] != rows[i - 1] + 1), len(rows)]
    return [(rows[a], lines[a:b]) for a, b in pairwise(starts)]

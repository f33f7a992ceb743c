"""A worksheet that takes a whole table at once.

XlsxWriter spends about five microseconds on a cell; a year's list of proposals has half a million.
Here a column is turned into cells by one comprehension, and text still goes through the workbook's
own table of strings, which escapes it: no text ever becomes part of the sheet's XML.

Nothing here gives Arrow a Python value: that makes pyarrow import pandas, a third of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pyarrow as pa
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
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
        numbers = [str(row + 1) for row in rows]
        cells = [
            self._cells(column, table[column.name], xl_col_to_name(i), formats[i]._get_xf_index(), numbers)
            for i, column in enumerate(columns)
        ]
        outline = f' outlineLevel="{level}"' if level else ""
        tall = _heights(columns, table, formats)
        lines = [
            f'<row r="{number}"{_HEIGHT[n]}{outline}>{"".join(line)}</row>'
            for number, n, line in zip(numbers, tall, zip(*cells, strict=True), strict=True)
        ]
        self._blocks += _runs(rows, lines)
        self._check_dimensions(rows[0], 0)
        self._check_dimensions(rows[-1], len(columns) - 1)

    def _cells(self, column: Column, values: pa.ChunkedArray, letter: str, style: int, numbers: list[str]) -> list[str]:
        if column.kind in ("teks", "kode"):
            strings = self._strings(values, column)
            return [
                f'<c r="{letter}{n}" s="{style}"/>'
                if v is None
                else f'<c r="{letter}{n}" s="{style}" t="s"><v>{v}</v></c>'
                for n, v in zip(numbers, strings, strict=True)
            ]
        nothing = self.str_table._get_shared_string_index(NOTHING)
        return [
            f'<c r="{letter}{n}" s="{style}" t="s"><v>{nothing}</v></c>'
            if v is None
            else f'<c r="{letter}{n}" s="{style}"><v>{v}</v></c>'
            for n, v in zip(numbers, _numbers(values, column), strict=True)
        ]

    def _strings(self, values: pa.ChunkedArray, column: Column) -> list[int | None]:
        """Each text as its place in the workbook's table of strings."""
        coded = values.cast(pa.string()).combine_chunks().dictionary_encode()
        index = self.str_table._get_shared_string_index
        shown = [column.shown(text) for text in coded.dictionary.to_pylist()]
        places = [index(_cut(text)) if text else None for text in shown]
        self.str_table.count += len(values) - coded.null_count - len(shown)
        return [None if i is None else places[i] for i in coded.indices.to_pylist()]

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


def _heights(columns: Sequence[Column], table: pa.Table, formats: Sequence[Format]) -> list[int]:
    """Lines that each row needs."""
    tall = [1] * table.num_rows
    for column, look in zip(columns, formats, strict=True):
        if column.kind == "teks":
            width = column.width - INDENT * look.indent
            coded = table[column.name].cast(pa.string()).combine_chunks().dictionary_encode()
            lines = [lines_of(column.shown(text), width, look.bold) for text in coded.dictionary.to_pylist()]
            if any(n > 1 for n in lines):
                needed = (1 if i is None else lines[i] for i in coded.indices.to_pylist())
                tall = [max(pair) for pair in zip(tall, needed, strict=True)]
    return tall


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

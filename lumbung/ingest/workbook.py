"""XLSX → rows of text: the header row is found, titles and total rows are set apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from lumbung.contracts import Contract, fold
from lumbung.errors import FileRejected
from lumbung.formats.errors import FormatError
from lumbung.formats.numbers import parse_number
from lumbung.ingest.raw import Raw, text_table
from lumbung.messages import say

HEADER_SEARCH = 60
"""Rows of a sheet among which the header may stand."""


@dataclass
class _Sheet:
    headers: list[str]
    titles: dict[str, str]
    rows: list[list[Any]] = field(default_factory=list)
    totals: list[list[Any]] = field(default_factory=list)


def read_workbook(path: Path, contract: Contract) -> Raw:
    """The rows of every sheet that has the contract's header.

    Raises:
        FileRejected: not a workbook, or no sheet with a header.
    """
    try:
        book = CalamineWorkbook.from_path(str(path))
        grids = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise FileRejected("BERKAS_RUSAK", say("broken_xlsx", detail=type(error).__name__)) from error
    sheets = [sheet for grid in grids if (sheet := _sheet(grid, contract))]
    if not sheets:
        wanted = ", ".join(c.name for c in contract.columns if c.required)
        raise FileRejected("KOLOM_WAJIB_HILANG", say("no_header", columns=wanted))
    return _relation(sheets, contract)


def _sheet(grid: Sequence[Sequence[Any]], contract: Contract) -> _Sheet | None:
    known = {h for c in contract.columns if "from" not in c.options for h in c.headers}
    scores = [sum(fold(_text(cell)) in known for cell in row) for row in grid[:HEADER_SEARCH]]
    if not scores or max(scores) < 2:
        return None
    at = scores.index(max(scores))
    headers = [" ".join(_text(cell).split()) for cell in grid[at]]
    while headers and not headers[-1]:
        headers.pop()
    sheet = _Sheet(headers, _titles(grid[:at], contract))
    keys = [i for i, h in enumerate(headers) if _is_key(h, contract)]
    for row in grid[at + 1 :]:
        cells = list(row[: len(headers)])
        if not any(_text(cell) for cell in cells) or _is_ordinals(cells):
            continue
        keyed = any(_text(cells[i]) and not _is_total([cells[i]], contract) for i in keys)
        total = not keyed and _is_total(cells, contract)
        (sheet.totals if total else sheet.rows).append(cells)
    return sheet


def _is_key(header: str, contract: Contract) -> bool:
    return any(fold(header) in contract.column(k).headers for k in contract.key)


def _is_total(cells: Sequence[Any], contract: Contract) -> bool:
    labels = tuple(label.casefold() for label in contract.total_rows)
    return bool(labels) and any(_text(cell).casefold().startswith(labels) for cell in cells)


def _is_ordinals(cells: Sequence[Any]) -> bool:
    """The row `1 | 2 | 3 | …` that Indonesian forms print below the header."""
    texts = [_text(cell).strip("()") for cell in cells]
    return len(texts) > 2 and all(text == str(n) for n, text in enumerate(texts, 1))


def _titles(rows: Sequence[Sequence[Any]], contract: Contract) -> dict[str, str]:
    """Values that the contract looks for in the title rows, by column name."""
    text = "\n".join(" ".join(_text(cell) for cell in row if _text(cell)) for row in rows)
    found = {}
    for column in contract.columns:
        if pattern := column.options.get("titlePattern"):
            match = re.search(str(pattern), text, re.IGNORECASE)
            if match:
                found[column.name] = match.group(1).strip()
    return found


def _text(cell: Any, decimal_mark: str = ".") -> str:
    """A cell as text; numbers without grouping, dates in ISO."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell)
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return format(Decimal(repr(cell)), "f").replace(".", decimal_mark)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _relation(sheets: list[_Sheet], contract: Contract) -> Raw:
    headers = list(dict.fromkeys(h for sheet in sheets for h in sheet.headers if h))
    titles = list(dict.fromkeys(t for sheet in sheets for t in sheet.titles))
    marks = {h: _decimal_mark(h, contract) for h in headers}
    columns: list[list[str | None]] = [[] for _ in (*headers, *titles)]
    for cells in _aligned(sheets, headers, marks, titles):
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    return Raw(
        headers=tuple(headers),
        relation=text_table(range(1, len(columns[0]) + 1), columns),
        titles={title: f"c{len(headers) + i}" for i, title in enumerate(titles)},
        totals=_totals(sheets, contract),
    )


def _aligned(
    sheets: list[_Sheet], headers: list[str], marks: dict[str, str], titles: list[str]
) -> Iterator[list[str | None]]:
    for sheet in sheets:
        where = {h: i for i, h in enumerate(sheet.headers)}
        tail = [sheet.titles.get(t) for t in titles]
        for row in sheet.rows:
            cells = [_text(row[where[h]], marks[h]) if h in where and where[h] < len(row) else "" for h in headers]
            yield [*(cell or None for cell in cells), *tail]


def _decimal_mark(header: str, contract: Contract) -> str:
    """Number cells are written the way the column's declared locale is read."""
    column = next((c for c in contract.columns if fold(header) in c.headers), None)
    return "," if column is not None and column.options.get("locale") == "id" else "."


def _totals(sheets: list[_Sheet], contract: Contract) -> dict[str, Decimal]:
    """The closing totals of the columns that the contract controls, summed over the sheets."""
    sums: dict[str, Decimal] = {}
    for sheet in sheets:
        for row in sheet.totals:
            for header, cell in zip(sheet.headers, row, strict=False):
                column = next((c for c in contract.columns if fold(header) in c.headers), None)
                if column is None or not column.options.get("control"):
                    continue
                locale = str(column.options.get("locale", "id"))
                try:
                    value = parse_number(_text(cell, "," if locale == "id" else "."), locale)
                except FormatError:
                    continue  # a total row may hold words; only figures are compared
                if value is not None:
                    sums[column.name] = sums.get(column.name, Decimal(0)) + value
    return sums

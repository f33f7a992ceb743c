"""What a reader hands on: one file as text, not yet typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa

WRONG_WIDTH, NOT_AN_OBJECT, BROKEN_JSON = "JUMLAH_KOLOM", "BUKAN_OBJEK", "JSON_RUSAK"
"""Why something in the place of a row is quarantined as a whole."""
NO_COLUMNS = (NOT_AN_OBJECT, BROKEN_JSON)
"""Reasons of what has no columns that could be wrong or empty."""


@dataclass(frozen=True)
class Lines:
    """Delimited lines: how many come before the first row, and what stands between two cells."""

    before: int
    delimiter: str


@dataclass(frozen=True)
class Raw:
    """One file's rows as text. Columns of its relation: `_row` (1 = first data row), c0, c1, …

    headers: header text of c0, c1, … as delivered.
    relation: SQL that yields the rows, or an Arrow table of them.
    types: relation column → the DuckDB type it holds, where that is not text (Parquet).
    malformed: row → what it is quarantined for, where it cannot be one at all.
    titles: contract column → relation column that holds a value found in the title rows.
    totals: contract column → the file's own closing total (XLSX), as a number.
    packed: unknown headers of a very wide file; one column after the others holds their filled
    cells, masked, as JSON.
    unseen: for a delimited file of which nobody has read more than its header, how its lines are cut.
    """

    headers: tuple[str, ...]
    relation: str | pa.Table
    types: Mapping[str, str] = field(default_factory=dict)
    malformed: Mapping[int, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    packed: tuple[str, ...] = ()
    unseen: Lines | None = None

    @property
    def width(self) -> int:
        return len(self.headers) + len(self.titles) + bool(self.packed)

    @property
    def shape(self) -> tuple[object, ...]:
        """Files of one shape can be typed by one statement."""
        return (self.headers, tuple(self.titles.items()), tuple(self.types.items()), self.packed)


def unknown_names(headers: Mapping[int, str], taken: Iterable[str]) -> dict[str, int]:
    """Name → position of headers that no contract names; blank and equal ones get a number."""
    used, found = set(taken), {}
    for index, header in headers.items():
        plain = header.strip() or f"kolom_{index + 1}"
        unique = plain if plain not in used else f"{plain} (kolom_{index + 1})"
        used.add(unique)
        found[unique] = index
    return found


def text_table(rows: range, columns: list[list[str | None]]) -> pa.Table:
    """`_row` and text columns as Arrow."""
    arrays = [pa.array(rows, pa.int64()), *(pa.array(c, pa.string()) for c in columns)]
    return pa.table(arrays, names=["_row", *(f"c{i}" for i in range(len(columns)))])


def quote(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def name(column: str) -> str:
    """A SQL identifier."""
    return '"' + column.replace('"', '""') + '"'

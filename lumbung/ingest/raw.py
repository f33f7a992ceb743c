"""What a reader hands on: one file as text, not yet typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa

WRONG_WIDTH, NOT_AN_OBJECT = "JUMLAH_KOLOM", "BUKAN_OBJEK"
"""Why something in the place of a row is quarantined as a whole."""


@dataclass(frozen=True)
class Raw:
    """One file's rows as text. Columns of its relation: `_row` (1 = first data row), c0, c1, …

    headers: header text of c0, c1, … as delivered.
    relation: SQL that yields the rows, or an Arrow table of them.
    malformed: rows that cannot be one: another number of fields than the header, or no object.
    malformed_code: what such a row is quarantined for.
    titles: contract column → relation column that holds a value found in the title rows.
    totals: contract column → the file's own closing total (XLSX), as a number.
    packed: unknown headers of a very wide file; one column after the others holds their filled
    cells, masked, as JSON.
    """

    headers: tuple[str, ...]
    relation: str | pa.Table
    malformed: frozenset[int] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    packed: tuple[str, ...] = ()
    malformed_code: str = WRONG_WIDTH

    @property
    def width(self) -> int:
        return len(self.headers) + len(self.titles) + bool(self.packed)

    @property
    def shape(self) -> tuple[object, ...]:
        """Files of one shape can be typed by one statement."""
        return (self.headers, tuple(self.titles.items()), self.packed)


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

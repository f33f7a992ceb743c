"""Parsed objects → rows of text: one object is one row, nested objects become columns with dotted names.

Two paths give the same rows: column by column for objects that are alike, and object by object for
those that are not (a key spelt in two ways, more names than a table bears, nesting without end).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pyarrow as pa

from lumbung.contracts import Contract, fold
from lumbung.formats.people import mask_text
from lumbung.ingest.cells import cell, json_cells, whole
from lumbung.ingest.hidden import HIDDEN, Personal
from lumbung.ingest.raw import BROKEN_JSON, NOT_AN_OBJECT, Raw, unknown_names
from lumbung.ingest.tabular import WIDE

TOGETHER = 10_000
"""Objects that become Arrow together; a reader adds no more than these at once."""
BROKEN = object()
"""What a reader adds in the place of something that could not be parsed."""
_NO_KEYS: Mapping[str, Any] = {}
_TEXT = {str, type(None)}


@dataclass(frozen=True)
class _Part:
    """Some rows: cells by folded header of the contract or own name; `sparse` cells of very many names."""

    n_rows: int
    columns: Mapping[str, pa.Array]
    sparse: Sequence[Mapping[str, str]] | None = None


class Rows:
    """Collects rows; columns of the contract come in its order, so that files with the same keys have
    one shape. A key that a row lacks is empty there, and rows may spell a known key differently."""

    def __init__(self, contract: Contract) -> None:
        self._known = {header: column for column in contract.columns for header in column.headers}
        self._spelt = _Spellings(self._known)
        self._json = frozenset(h for h, column in self._known.items() if column.options.get("format") == "json")
        """Columns that stay JSON, object or not."""
        self._commas = frozenset(h for h, column in self._known.items() if column.options.get("locale") == "id")
        self._is_personal = Personal(contract)
        self._parts: list[_Part] = []
        self._malformed: dict[int, str] = {}
        self._names: dict[str, None] = {}
        self.n_rows = 0

    @property
    def n_objects(self) -> int:
        return self.n_rows - len(self._malformed)

    def add(self, elements: Sequence[Any]) -> None:
        """Rows of parsed values; what is no object is marked malformed."""
        first = self.n_rows + 1
        for number, element in enumerate(elements, first):
            if not isinstance(element, dict):
                self._malformed[number] = BROKEN_JSON if element is BROKEN else NOT_AN_OBJECT
        objects = [e if isinstance(e, dict) else _NO_KEYS for e in elements]
        try:
            part = self._by_column(objects) or self._by_row(objects, first)
        except RecursionError:
            part = self._by_row(objects, first)
        self.n_rows += len(objects)
        self._names.update(dict.fromkeys(part.columns))
        self._names.update(dict.fromkeys(name for row in part.sparse or () for name in row))
        self._parts.append(part)

    def _by_column(self, objects: Sequence[Mapping[str, Any]]) -> _Part | None:
        """None where names of the file fall together, or are too many."""
        flat: dict[str, list[Any]] = {}
        if not _flatten(objects, "", self._json, flat):
            return None
        columns: dict[str, pa.Array] = {}
        for name, values in flat.items():
            own = self._spelt[name]
            if own in columns:
                return None
            columns[own] = self._texts(own, values)
        return _Part(len(objects), columns)

    def _by_row(self, objects: Sequence[Mapping[str, Any]], first: int) -> _Part:
        rows: list[dict[str, str | None]] = []
        for number, element in enumerate(objects, first):
            try:
                spelt = {self._spelt[name]: value for name, value in _flat(element, self._json)}
                rows.append({name: self._text(name, value) for name, value in spelt.items()})
            except RecursionError:
                rows.append({})
                self._malformed[number] = BROKEN_JSON
        names = dict.fromkeys(name for row in rows for name in row)
        own = [n for n in names if n in self._known] if len(names) > WIDE else list(names)
        columns = {n: pa.array([row.get(n) for row in rows], pa.string()) for n in own}
        if len(own) == len(names):
            return _Part(len(rows), columns)
        sparse = [{n: text or "" for n, text in row.items() if n not in self._known} for row in rows]
        return _Part(len(rows), columns, sparse)

    def _texts(self, name: str, values: Sequence[Any]) -> pa.Array:
        if name in self._json:
            return pa.array(self._documents(values), pa.string())
        if not set(map(type, values)) <= _TEXT:
            return pa.array([self._text(name, value) for value in values], pa.string())
        try:
            return pa.array([value or None for value in values], pa.string())
        except UnicodeEncodeError:
            return pa.array([whole(value) if value else None for value in values], pa.string())

    def _text(self, name: str, value: Any) -> str | None:
        if name in self._json:
            return self._documents([value])[0]
        if isinstance(value, list) and not self._is_personal(name):
            value = self._is_personal.covered(value, "" if name in self._known else name)
        return cell(value, "," if name in self._commas else ".")

    def _documents(self, values: Sequence[Any]) -> list[str | None]:
        texts = json_cells(values)
        for index in self._is_personal.suspects(texts):
            texts[index] = json_cells([self._is_personal.covered(values[index], "")])[0]
        return texts

    def raw(self) -> Raw:
        """All rows added, as one relation."""
        holders = {n[:at] for n in self._names for at, sign in enumerate(n) if sign == "."}
        names = [n for n in self._names if n in self._known or not self._is_shadow(n, holders)]
        own = [header for header in self._known if header in self._names]
        # An object keyed by data instead of fields may have a person's number for a name.
        others = {n: mask_text(n) for n in names if n not in self._known}
        wide = len(own) + len(others) > WIDE
        packed = unknown_names(dict(enumerate(others.values())), own) if wide else {}
        personal = frozenset(n for n in others if self._is_personal(n)) if packed else frozenset()
        kept = own if packed else [*own, *others]
        labels = [f"c{i}" for i in range(len(kept) + bool(packed))]
        schema = pa.schema([("_row", pa.int64()), *((label, pa.string()) for label in labels)])
        tables, first = [], 1
        for part in self._parts:
            numbers = pa.array(range(first, first + part.n_rows), pa.int64())
            first += part.n_rows
            columns = [part.columns.get(n, pa.nulls(part.n_rows, pa.string())) for n in kept]
            if packed:
                columns.append(_packed(part, dict(zip(others, packed, strict=True)), personal))
            tables.append(pa.table([numbers, *columns], schema=schema))
        return Raw(
            headers=tuple(others.get(n) or self._spelt.first[n] for n in kept),
            relation=pa.concat_tables(tables) if tables else schema.empty_table(),
            malformed=self._malformed,
            packed=tuple(packed),
        )

    def _is_shadow(self, name: str, holders: Collection[str]) -> bool:
        """An unknown name that is empty wherever it is not an object: `"location": null` is no column
        beside `location.lat`."""
        folded = fold(name)
        holds = name in holders or any(header.startswith(folded) for header in self._known)
        return holds and all(
            part.columns[name].null_count == part.n_rows
            if name in part.columns
            else not any(row.get(name) for row in part.sparse or ())
            for part in self._parts
        )


def rows_of(elements: Sequence[Any], contract: Contract) -> Raw:
    """Rows of parsed values: text as typed columns read it; what is no object is marked malformed."""
    rows = Rows(contract)
    for start in range(0, len(elements), TOGETHER):
        rows.add(elements[start : start + TOGETHER])
    return rows.raw()


class _Spellings(dict[str, str]):
    """Name in a file → the folded header of the contract's column, or the name itself."""

    def __init__(self, known: Collection[str]) -> None:
        super().__init__()
        self.known = known
        self.first: dict[str, str] = {}
        """Folded header → how the file spells it first."""

    def __missing__(self, name: str) -> str:
        folded = fold(name)
        self[name] = folded if folded in self.known else name
        self.first.setdefault(self[name], name)
        return self[name]


def _flatten(
    rows: Sequence[Mapping[str, Any]], prefix: str, kept: Collection[str], found: dict[str, list[Any]]
) -> bool:
    """Dotted name → the rows' values; False where two keys make one name, or names are too many."""
    keys = dict.fromkeys(chain.from_iterable(rows))
    if len(found) + len(keys) > WIDE:
        return False
    for key in keys:
        name = f"{prefix}{whole(key)}"
        values = [row.get(key) for row in rows]
        kinds = set(map(type, values))
        if dict in kinds and fold(name) not in kept:
            if not _flatten([v if type(v) is dict else _NO_KEYS for v in values], f"{name}.", kept, found):
                return False
            if kinds <= {dict, type(None)} and all(isinstance(row.get(key, _NO_KEYS), dict) for row in rows):
                continue
            values = [None if type(v) is dict else v for v in values]
        if name in found:
            return False
        found[name] = values
    return True


def _flat(value: Mapping[str, Any], kept: Collection[str], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        name = f"{prefix}{whole(key)}"
        if isinstance(inner, dict) and (not kept or fold(name) not in kept):
            yield from _flat(inner, kept, f"{name}.")
        else:
            yield name, inner


def _packed(part: _Part, labels: Mapping[str, str], personal: Collection[str]) -> pa.Array:
    """The filled cells under names that the contract does not know, as masked JSON."""
    dense = [(n, part.columns[n].to_pylist()) for n in labels if n in part.columns]
    cells: list[str | None] = []
    for number in range(part.n_rows):
        row = dict(part.sparse[number]) if part.sparse else {}
        row |= {n: values[number] for n, values in dense}
        filled = {labels[n]: HIDDEN if n in personal else mask_text(text) for n, text in row.items() if text}
        cells.append(json.dumps(filled, ensure_ascii=False) if filled else None)
    return pa.array(cells, pa.string())

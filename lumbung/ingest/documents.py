"""JSON → rows of text: one object is one row, nested objects become columns with dotted names.

`read_array` takes an array apart; `rows_of` makes rows of any sequence of parsed values.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from lumbung.contracts import Contract, fold
from lumbung.errors import FileRejected
from lumbung.formats.people import mask_text
from lumbung.ingest.raw import NOT_AN_OBJECT, Raw, text_table, unknown_names
from lumbung.ingest.tabular import BROKEN_ARCHIVE, WIDE, detect_encoding, open_bytes, packed_cells
from lumbung.messages import say

_LONGEST_NUMBER = 400
"""Digits of a number that are read as one; anything longer stays text and fits no column."""
_LARGEST_EXPONENT = 40
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_SHOWN = 8
"""Names that a message lists before it stops."""


class _Fraction(float):
    """A number with decimals or an exponent, and how it was written."""

    text: str

    def __new__(cls, text: str) -> _Fraction:
        made = super().__new__(cls, text)
        made.text = text
        return made


def read_array(path: Path, contract: Contract) -> Raw:
    """The objects of a file that is one JSON array; `_row` is the place in it.

    Raises:
        FileRejected: not JSON (with line and column of the fault), no array of objects, or nothing in it.
    """
    elements = _parse(path)
    if not isinstance(elements, list):
        raise FileRejected("BUKAN_LARIK", say("not_an_array", found=_kind(elements)))
    if not elements:
        raise FileRejected("BERKAS_KOSONG", say("empty_file"))
    if not any(isinstance(element, dict) for element in elements):
        raise FileRejected("BUKAN_LARIK", say("no_objects", n=len(elements), found=_kind(elements[0])))
    try:
        return rows_of(elements, contract)
    except RecursionError as error:
        raise FileRejected("BERKAS_RUSAK", say("deep_json")) from error


def _parse(path: Path) -> Any:
    try:
        encoding = detect_encoding(path)
        with open_bytes(path) as stream, io.TextIOWrapper(stream, encoding=encoding, errors="replace") as text:
            content = text.read()
    except BROKEN_ARCHIVE as error:
        raise FileRejected("BERKAS_RUSAK", say("broken_archive", detail=type(error).__name__)) from error
    if not content.strip():
        raise FileRejected("BERKAS_KOSONG", say("empty_file"))
    try:
        return json.loads(content, parse_int=_integer, parse_float=_fraction, parse_constant=str)
    except json.JSONDecodeError as error:
        # The error's own message quotes nothing, but its document is the whole file: it goes no further.
        raise FileRejected("BERKAS_RUSAK", say("broken_json", line=error.lineno, column=error.colno)) from None
    except RecursionError as error:
        raise FileRejected("BERKAS_RUSAK", say("deep_json")) from error


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST_NUMBER else text


def _fraction(text: str) -> _Fraction | str:
    return _Fraction(text) if len(text) <= _LONGEST_NUMBER else text


def _kind(value: Any) -> str:
    """What a value is, without saying what it holds."""
    if isinstance(value, dict):
        names = ", ".join(mask_text(str(key)[:40]) for key in list(value)[:_SHOWN])
        return f"object {{{names}{', …' if len(value) > _SHOWN else ''}}}"
    if isinstance(value, list):
        return "array"
    if isinstance(value, bool):
        return "boolean"
    return "null" if value is None else "string" if isinstance(value, str) else "number"


def rows_of(elements: Sequence[Any], contract: Contract) -> Raw:
    """Rows of parsed values: text as typed columns read it; what is no object is marked malformed.

    Columns of the contract come in its order, so that files with the same keys have one shape; a key
    that a row lacks is empty there, and rows may spell a known key differently.
    """
    known = {header: column for column in contract.columns for header in column.headers}
    spelt = _Spellings(known)
    rows = [{spelt[n]: v for n, v in _flat(e)} if isinstance(e, dict) else {} for e in elements]
    names = dict.fromkeys(name for row in rows for name in row)
    own = [header for header in known if header in names]
    # An object keyed by data instead of fields may have a person's number for a name.
    others = {n: mask_text(n) for n in names if n not in known}
    packed = unknown_names(dict(enumerate(others.values())), own) if len(names) > WIDE else {}
    kept = own if packed else [*own, *others]
    marks = {n: "," if n in known and known[n].options.get("locale") == "id" else "." for n in names}
    columns = [[_cell(row.get(n), marks[n]) for row in rows] for n in kept]
    if packed:
        places = list(others)
        columns.append([packed_cells([_cell(row.get(n), ".") or "" for n in places], packed) or None for row in rows])
    return Raw(
        headers=tuple(others.get(n) or spelt.first[n] for n in kept),
        relation=text_table(range(1, len(rows) + 1), columns),
        malformed=frozenset(n for n, element in enumerate(elements, 1) if not isinstance(element, dict)),
        packed=tuple(packed),
        malformed_code=NOT_AN_OBJECT,
    )


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


def _flat(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        name = f"{prefix}{_whole(key)}"
        if isinstance(inner, dict):
            yield from _flat(inner, f"{name}.")
        else:
            yield name, inner


def _cell(value: Any, mark: str) -> str | None:
    """A value as a file of text would hold it; lists stay JSON."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _Fraction):
        return _decimal(value.text, mark)
    return _whole(json.dumps(value, ensure_ascii=False)) if isinstance(value, list) else str(value)


def _decimal(text: str, mark: str) -> str:
    """A number without exponent, `2.0` as `2`, written the way the column's declared locale is read."""
    number = Decimal(text)
    if abs(number.adjusted()) > _LARGEST_EXPONENT:
        return text  # no column is that wide, and writing it out may take gigabytes
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(".", mark)


def _whole(text: str) -> str:
    """Half of a surrogate pair is no character, and Arrow refuses it."""
    return text if text.isascii() else _LONE_SURROGATES.sub("\ufffd", text)

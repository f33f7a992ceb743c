"""A parsed JSON value → the text that a file of text would hold in its place."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lumbung.formats.masks import SUSPECT
from lumbung.formats.people import mask_text

_LONGEST_NUMBER = 400
"""Digits of a number that are read as one; anything longer stays text and fits no column."""
_LARGEST_EXPONENT = 40
_FLOAT_KEEPS = 15
"""Characters up to which a float gives back the decimals that it was written with."""
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_MOMENTS = r'"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"'

_masked = lru_cache(65_536)(mask_text)


class Fraction(float):
    """A number with decimals or an exponent, and how it was written."""

    text: str

    def __new__(cls, text: str) -> Fraction:
        made = super().__new__(cls, text)
        made.text = text
        return made


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST_NUMBER else text


def _fraction(text: str) -> float | str:
    if len(text) <= _FLOAT_KEEPS:
        return float(text)
    return Fraction(text) if len(text) <= _LONGEST_NUMBER else text


DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_fraction, parse_constant=str)
"""Keeps numbers as they are written."""
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def cell(value: Any, mark: str) -> str | None:
    """A value as a file of text would hold it; lists stay JSON."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _decimal(value, mark)
    return whole(_ENCODER.encode(value)) if isinstance(value, list) else str(value)


def json_cells(values: Sequence[Any]) -> list[str | None]:
    """Values as JSON, their texts masked one by one: a mask over the whole of it would break it."""
    texts = [None if value is None else whole(_ENCODER.encode(value)) for value in values]
    rest = pc.replace_substring_regex(pa.array(texts, pa.string()), _MOMENTS, "")
    for index in pc.indices_nonzero(pc.match_substring_regex(rest, SUSPECT)).to_pylist():
        texts[index] = whole(_ENCODER.encode(_without_people(values[index])))
    return texts


def _without_people(value: Any) -> Any:
    if isinstance(value, dict):
        return {_masked(key): _without_people(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_people(inner) for inner in value]
    if isinstance(value, str):
        return _masked(value)
    if isinstance(value, int) and not isinstance(value, bool) and _masked(str(value)) != str(value):
        return _masked(str(value))
    return value


def _decimal(value: float, mark: str) -> str:
    """A number without exponent, `2.0` as `2`, written the way the column's declared locale is read."""
    text = value.text if isinstance(value, Fraction) else repr(value)
    if "e" in text or "E" in text:
        number = Decimal(text)
        if abs(number.adjusted()) > _LARGEST_EXPONENT:
            return text  # no column is that wide, and writing it out may take gigabytes
        text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", mark)


def whole(text: str) -> str:
    """Half of a surrogate pair is no character, and Arrow refuses it."""
    return text if text.isascii() else _LONE_SURROGATES.sub("\ufffd", text)

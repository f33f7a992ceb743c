"""Numbers and rupiah as Indonesian governments print them, read into exact decimals.

The locale is declared, never guessed: `1.234` is 1234 in `id` and 1.234 in `en`. Digit groups are
strict, three digits each and no leading zero, so that `12.34` or `0.500` in an `id` column is an
error and not a number a hundred times too big.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from lumbung.formats.errors import FormatError

SCALES: dict[str, int] = {
    "rb": 3,
    "ribu": 3,
    "jt": 6,
    "juta": 6,
    "M": 9,
    "mlyr": 9,
    "miliar": 9,
    "milyar": 9,
    "T": 12,
    "triliun": 12,
}
"""Scale word → power of ten. `M` is miliar, not million. The single letters count only as
capitals: a small `m` is a metre, a small `t` a ton."""

LIMIT = Decimal(10**18)
"""First absolute value that DECIMAL(20,2) cannot hold."""

_CENT = Decimal("0.01")
_LONGEST = 60
_EXACT = Context(prec=_LONGEST + 20, rounding=ROUND_HALF_UP)
"""Holds every text of up to `_LONGEST` digits unrounded; the default context rounds at 28."""
_NULL = re.compile(r"(?:[-–]|null|n/a)?", re.IGNORECASE | re.ASCII)
_BODY = {
    "id": re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?"),
    "en": re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?"),
}
_words = "|".join(word for word in SCALES if len(word) > 1)
_SHAPE = re.compile(
    rf"""
    (?P<open>\()? \s* (?P<lead>[-−+])? \s*
    (?P<rp>(?i:rp\.?|idr))? \s* (?P<lead2>[-−])? \s* (?P<open2>\()? \s*
    (?P<body>[0-9](?:[0-9.,]*[0-9])?) \s*
    (?P<round>,--?)? \s*
    (?P<scale>(?i:{_words})|[MT])? \s*
    (?P<rupiah>(?i:rupiah))? \s*
    (?P<percent>%|(?i:persen))? \s*
    (?P<trail>-)? \s* (?P<close>\))?
    """,
    re.VERBOSE | re.ASCII,
)


class _Reading(NamedTuple):
    value: Decimal
    unit: Decimal
    is_money: bool
    is_percent: bool


def tidy(text: str) -> str:
    """The text with every run of white space, no-break spaces included, as one blank."""
    return " ".join(text.split())


def is_null(text: str | None) -> bool:
    """Whether the text stands for "no value": nothing, blanks, `-`, `–`, `NULL`, `n/a`."""
    return text is None or _NULL.fullmatch(tidy(text)) is not None


def parse_number(text: str | None, locale: str | None) -> Decimal | None:
    """An exact number; None for a null text. Percent signs are dropped: `88,69%` is 88.69.

    `locale` is `id`, `en` or None for undeclared, when a text that the two read differently raises
    ANGKA_RANCU. Everything else that is no number, an exponent (`3.37E+15`) or beyond
    DECIMAL(20,2) included, raises ANGKA_TIDAK_SAH.
    """
    if text is None or is_null(text):
        return None
    reading = _read(text, locale)
    if reading.is_money or abs(reading.value) >= LIMIT:
        raise FormatError("ANGKA_TIDAK_SAH", text)
    return reading.value


def parse_money(text: str | None, locale: str | None = "id") -> Decimal | None:
    """Rupiah with two decimals, rounded half up; None for a null text, `Rp -` included.

    Reads what `parse_number` reads except percentages, and `Rp`, `IDR`, `rupiah`, a closing `,-`,
    scale words (`SCALES`) and `nihil`, which is 0. Raises the same errors.
    """
    if text is None or _is_null_money(text):
        return None
    if tidy(text).lower() == "nihil":
        return Decimal("0.00")
    reading = _read(text, locale)
    if reading.is_percent or abs(reading.value) >= LIMIT:
        raise FormatError("ANGKA_TIDAK_SAH", text)
    rounded = reading.value.quantize(_CENT, context=_EXACT)
    if abs(rounded) >= LIMIT:
        raise FormatError("ANGKA_TIDAK_SAH", text)
    return rounded


def precision_unit(text: str, locale: str | None = "id") -> Decimal:
    """Size of the last printed digit: 1e10 for `Rp5,81 triliun`, 0.01 for `88,69%`.

    A published figure is reconciled with half of it as tolerance. Raises like `parse_money`, for
    null texts too: what prints no digit has no precision.
    """
    return _read(text, locale).unit


def _is_null_money(text: str) -> bool:
    """Accounting formats print nothing as `Rp -`."""
    return is_null(re.sub(r"^(?:rp\.?|idr)(?=\s*[-–]\s*$)", "", tidy(text), flags=re.IGNORECASE))


def _read(text: str, locale: str | None) -> _Reading:
    shape = _SHAPE.fullmatch(tidy(text))
    if shape is None or not _signs_agree(shape):
        raise FormatError("ANGKA_TIDAK_SAH", text)
    negative = shape["open"] or shape["open2"] or shape["trail"] or shape["lead2"]
    negative = negative or shape["lead"] in ("-", "−")
    digits, decimals = _digits(shape["body"], locale, text)
    if (shape["round"] and decimals) or len(digits + decimals) > _LONGEST:
        raise FormatError("ANGKA_TIDAK_SAH", text)
    exponent = _power(shape["scale"]) - len(decimals)
    value = Decimal(digits + decimals).scaleb(exponent, _EXACT)
    return _Reading(
        value=_EXACT.minus(value) if negative else value,
        unit=Decimal(1).scaleb(exponent),
        is_money=any(shape[part] for part in ("rp", "round", "scale", "rupiah")),
        is_percent=shape["percent"] is not None,
    )


def _signs_agree(shape: re.Match[str]) -> bool:
    """One sign at most, and a bracket that opens where it may, closes."""
    signs = [part for part in ("open", "open2", "lead", "lead2", "trail") if shape[part]]
    opened = bool(shape["open"] or shape["open2"])
    return len(signs) <= 1 and opened == bool(shape["close"])


def _digits(body: str, locale: str | None, text: str) -> tuple[str, str]:
    """Digits before and after the decimal sign."""
    if locale is not None:
        match = _BODY[locale].fullmatch(body)
        if match is None:
            raise FormatError("ANGKA_TIDAK_SAH", text)
        return re.sub("[.,]", "", match[1]), match[2] or ""
    readings: dict[Decimal, tuple[str, str]] = {}
    for candidate, pattern in _BODY.items():
        if pattern.fullmatch(body):
            digits, decimals = _digits(body, candidate, text)
            readings[Decimal(f"{digits}.{decimals or 0}")] = (digits, decimals)
    if len(readings) != 1:
        raise FormatError("ANGKA_RANCU" if readings else "ANGKA_TIDAK_SAH", text)
    return readings.popitem()[1]


def _power(word: str | None) -> int:
    if word is None:
        return 0
    return SCALES[word if len(word) == 1 else word.lower()]

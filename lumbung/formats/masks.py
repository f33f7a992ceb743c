"""What identifies a person in free text, and what stands in its place: one ordered list.

Python's `re` and DuckDB's RE2 apply the very same patterns, so they keep to what both understand:
no lookaround, no back-references, ASCII classes spelled out. Instead of looking behind, a pattern
captures the characters before it and the replacement puts them back. Every digit pattern begins
where a run of digits begins and ends where one ends, and the list goes from the longest run to the
shortest, so a second pass finds nothing new.
"""

from __future__ import annotations

from typing import NamedTuple


class Mask(NamedTuple):
    """A pattern and its replacement, in the syntax that `re` and RE2 share."""

    pattern: str
    replacement: str


_START = r"(^|[^0-9])"
# As _START, but not inside a decimal fraction: a latitude of -7.0812345678 is no mobile number.
# A list marker (`1.0812…`: one digit, no minus before it) and a longer number are no fractions.
_NO_FRACTION = r"(^(?:[0-9]?\.)?|[^0-9.]|[^0-9]\.|[^0-9.\-][0-9]\.|[0-9]{4}\.)"
_GAP, _MAYBE = r"[ \t.\-]{1,3}", r"[ \t.\-]{0,3}"
# What hangs on the number by a dot, or its second line after a stroke, goes with it.
_CHAIN = r"(?:/[0-9]{6,8}\b)?(?:\.[0-9][0-9\-]*)*"

# Kemendagri codes of provinces, and of kabupaten (01-29) and kota (71-79) within them. They tell a
# number in groups of four from a list of years.
_PROVINCE = r"(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])"
_REGENCY = r"(?:0[1-9]|[12][0-9]|7[1-9])"
_DAY, _MONTH = r"(?:[04][1-9]|[1256][0-9]|[37][01])", r"(?:0[1-9]|1[0-2])"

_PLUS62 = r"\+ ?62\)?[ .\-]{0,2}\(?0?"

# Licence plate prefixes of Indonesia.
_PLATE = r"(?:A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNRTW]?|E[ABD]?|K[BHTU]?|P[ABGSTY]?|[FGHLMNRSTWZ])"
# Two letters that end a plate, without CM, KG, KM, MM, NO, RT, RW: `D 300 MM` is a measure and
# `BLOK H 123 RT 03` an address.
_PAIR = r"(?:[ABD-JLO-QS-Z][A-Z]|C[A-LN-Z]|K[A-FH-LN-Z]|M[A-LN-Z]|N[A-NP-Z]|R[A-SUVX-Z])"


def _digits(least: int) -> str:
    """A run of at least so many digits, to its end."""
    return f"[0-9]{{{least},}}"


def _either(*patterns: str) -> str:
    """The first that fits, as in both engines."""
    return f"(?:{'|'.join(patterns)})"


# A fixed line after its area code: 76 400 100, 354 0009.
_GROUPS = rf"(?:[0-9]{{2}}(?:{_GAP}[0-9]{{3}}){{2}}\b|[0-9]{{3,4}}{_GAP}{_digits(3)})"
# Begins where a word begins, which keeps `re` linear; what hangs on it by another @ goes with it.
_EMAIL = (
    r"(^|[^A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
    r"(?:[A-Za-z0-9._%+\-]*@[A-Za-z0-9.\-]*)*"
)

# A run of 17 or of more than 18 digits is a misprint of a NIK or NIP, or of two.
_NIP = _either(
    _digits(18),
    # 19800101 200501 1 001
    rf"(?:19|20)[0-9]{{2}}{_MONTH}[0-9]{{2}}{_MAYBE}(?:19|20)[0-9]{{2}}{_MONTH}{_MAYBE}[12]{_MAYBE}"
    rf"{_digits(3)}",
)
_NIK = _either(
    _digits(16),
    # 3374 0145 0190 0000
    rf"{_PROVINCE}{_REGENCY}(?:{_MAYBE}[0-9]{{4}}){{2}}{_MAYBE}{_digits(4)}",
    # 337401-450190-0000
    rf"{_PROVINCE}{_REGENCY}[0-9]{{2}}{_MAYBE}[0-9]{{6}}{_MAYBE}{_digits(4)}",
    # 33.74.01.450190.0000
    rf"{_PROVINCE}{_GAP}{_REGENCY}{_GAP}[0-9]{{2}}{_GAP}"
    rf"{_DAY}{_MAYBE}{_MONTH}{_MAYBE}[0-9]{{2}}{_MAYBE}{_digits(4)}",
)
_NPWP = _either(
    # 01.234.567.8-901.000
    rf"[0-9]{{2}}(?:{_GAP}[0-9]{{3}}){{2}}{_GAP}[0-9]{_GAP}[0-9]{{3}}{_GAP}{_digits(3)}",
    "[0-9]{15}",
)
# What follows +62 or the 0: mobile numbers begin with 8, fixed lines with their area code.
_NATIONAL = _either(
    # 81234567890
    rf"8[1-9]{_digits(7)}",
    # 81 234 567 890 and 812 345 678 901
    rf"8[1-9](?:{_GAP}[0-9]{{3}}){{2}}{_GAP}[0-9]{{3,4}}\b",
    rf"8[1-9][0-9]{{1,3}}(?:{_GAP}[0-9]{{3}}){{3}}\b",
    # 812-3456-7890, 812-34567890
    rf"8[1-9][0-9]{{0,3}}{_GAP}(?:[0-9]{{2,5}}{_GAP}{_digits(3)}|{_digits(5)})",
    # 243540009
    rf"[2-79]{_digits(7)}",
    # 24-354 0009, 24 76 400 100
    rf"2[1-9][0-9]?{_GAP}{_GROUPS}",
    # 271-714321
    rf"[2-79][0-9]{{1,2}}{_GAP}{_digits(5)}",
)
# Forms that begin with a sign of their own: +62 812-3456-7890, (024) 354 0009.
_SIGNED_PHONE = _either(
    rf"{_PLUS62}{_NATIONAL}",
    rf"\((?:{_PLUS62}|0)(?:8[1-9][0-9]{{0,3}}|[2-79][0-9]{{1,2}})\){_MAYBE}"
    rf"(?:{_GROUPS}|{_digits(5)})",
)
# A bare 62 begins many an amount, so in one run only mobiles and the area codes 24 and 298 count.
_PHONE = _either(
    rf"(?:0|62[ \-]){_NATIONAL}",
    rf"62(?:8[1-9]{_digits(7)}|24{_digits(7)}|298{_digits(6)})",
)
_SAYS_PLATE = r"\b(?:[Nn][Oo]\.? ?[Pp][Oo][Ll](?:[Ii][Ss][Ii])?|[Pp][Ll][Aa][Tt](?: [Nn][Oo]\.?)?)[ :.]{1,3}"
_SAID_PLATE = rf"(?:{_PLATE}|{_PLATE.lower()})[ \-]?(?:[0-9]{{1,4}}[ \-]?[A-Za-z]{{1,3}}|[0-9]{{3,4}})\b"
_BARE_PLATE = _either(
    rf"{_PLATE}[ \-]?[0-9]{{3}}[ \-]?(?:[A-Z]{{3}}|{_PAIR})",
    # `1447 H 2026 M` is a year, so a single M ends no plate.
    rf"{_PLATE}[ \-]?[0-9]{{4}}[ \-]?(?:[A-Z]{{3}}|{_PAIR}|[A-LN-Z])",
    # Prefixes of the region, which are no measures: any pair of letters, and small ones for H.
    r"(?:[GHKR]|A[ABD])[ \-]?[0-9]{4}[ \-]?[A-Z]{2}",
    r"h[ \-]?[0-9]{4}[ \-]?[a-z]{2,3}",
)

MASKS: tuple[Mask, ...] = (
    Mask(_EMAIL, r"\1[EMAIL]"),
    Mask(_START + _NIP, r"\1[NIP]"),
    Mask(_START + _NIK, r"\1[NIK]"),
    Mask(_NO_FRACTION + _NPWP + _CHAIN, r"\1[NPWP]"),
    Mask(_SIGNED_PHONE + _CHAIN, "[TELEPON]"),
    Mask(_NO_FRACTION + _PHONE + _CHAIN, r"\1[TELEPON]"),
    Mask(rf"({_SAYS_PLATE}){_SAID_PLATE}", r"\1[NOPOL]"),
    Mask(rf"\b{_BARE_PLATE}\b", "[NOPOL]"),
)

SUSPECT = r"@|[0-9]{3}|[Pp][Oo][Ll]|[Pp][Ll][Aa][Tt]"
"""A text without a match of this holds nothing that `MASKS` could find."""

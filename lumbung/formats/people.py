"""Identifiers of people: NIK, telephone numbers, and the masking of both in free text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lumbung.formats.masks import MASKS

NIK_PATTERN = r"[0-9]{6}(?:[04][1-9]|[1256][0-9]|[37][01])(?:0[1-9]|1[0-2])[0-9]{2}[0-9]{4}"
"""Structure of a NIK without separators: PPKKCC DDMMYY SSSS, women with DD + 40."""
NIK_SEPARATORS = "[ \t\r\n\u00a0.'-]"
"""What people write between groups, and the apostrophe that keeps a spreadsheet from rounding."""
PHONE_PATTERN = r"(?:\+?620?|0)(8[1-9][0-9]{7,10}|[2-79][0-9]{7,9})"
"""A number without separators; group 1 is what follows +62: a mobile number (08 and 8 to 11 more
digits) or a fixed line with area code (024 Semarang and Ungaran, 0298 Ambarawa and Salatiga)."""
PHONE_SEPARATORS = "[ \t\r\n\u00a0().-]"

_NIK, _PHONE = re.compile(NIK_PATTERN), re.compile(PHONE_PATTERN)
_MASKS = tuple((re.compile(mask.pattern, re.ASCII), mask.replacement) for mask in MASKS)
_FEMALE_OFFSET = 40
_NEVER_ISSUED = "0000"


@dataclass(frozen=True)
class Nik:
    """The parts of a NIK (structure: UU 23/2006 and its rules).

    `kd_kecamatan` (`33.74.01`) is where it was registered, not where the person lives; `year2` has
    two digits, the century is not in a NIK; `sex` is L or P. The serial 0000 is never issued, so
    `is_synthetic` marks test data.
    """

    kd_kecamatan: str
    day: int
    month: int
    year2: int
    sex: Literal["L", "P"]
    serial: str
    is_synthetic: bool


def parse_nik(text: str | None) -> Nik | None:
    """The parts of a NIK, written with or without blanks, dots and dashes; None when it is none.

    A number that a spreadsheet turned into `3.37E+15` has lost its last digits and is none.
    """
    digits = re.sub(NIK_SEPARATORS, "", text or "")
    if not _NIK.fullmatch(digits):
        return None
    day = int(digits[6:8])
    return Nik(
        kd_kecamatan=f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}",
        day=day % _FEMALE_OFFSET,
        month=int(digits[8:10]),
        year2=int(digits[10:12]),
        sex="P" if day > _FEMALE_OFFSET else "L",
        serial=digits[12:],
        is_synthetic=digits.endswith(_NEVER_ISSUED),
    )


def phone_e164(text: str | None) -> str | None:
    """`+62…` of an Indonesian number written with `+62`, `62` or `0`; None for anything else.

    Short codes such as 112 (emergency) and 1708 (SMS LAPOR!) are no telephone numbers.
    """
    match = _PHONE.fullmatch(re.sub(PHONE_SEPARATORS, "", text or ""))
    return f"+62{match[1]}" if match else None


def mask_text(text: str) -> str:
    """The text with every NIK, KK, NIP, NPWP, telephone number, e-mail address and licence plate
    replaced by `[NIK]`, `[NIP]`, `[NPWP]`, `[TELEPON]`, `[EMAIL]`, `[NOPOL]`.

    A KK number has the form of a NIK and is masked as one. Masking a masked text changes nothing.
    """
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text

"""Budget codes as SIPD prints them (nomenclature: Permendagri 90/2019 and its successors)."""

from __future__ import annotations

import re

_SUB_KEGIATAN = r"(?:[0-9]|[Xx])\.(?:[0-9]{2}|[Xx]{2})\.[0-9]{2}\.[0-9]\.[0-9]{2}\.(?:[0-9]{4}|[0-9]{2})"
_REKENING = r"[0-9]\.[0-9]\.[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{3,4}"
_CODES = re.compile(rf"\s*(?:(?P<sub>{_SUB_KEGIATAN})(?:[.\s]\s*(?P<glued>{_REKENING}))?|(?P<rekening>{_REKENING}))\s*")


def split_budget_code(text: str | None) -> tuple[str | None, str | None]:
    """Kode sub-kegiatan and kode rekening of a text that holds either or both, glued by a dot.

    Each has six segments. Padding blanks go; the digits stay as they are: `…01.08` (nomenclature
    of 2021) and `…01.0008` are different codes. What has another shape gives (None, None).
    """
    match = _CODES.fullmatch(text or "")
    if match is None:
        return None, None
    return match["sub"], match["glued"] or match["rekening"]


def is_placeholder(code: str | None) -> bool:
    """Whether the code still holds SIPD's `X.XX`, which stands for the OPD's own bidang urusan."""
    return any(segment in ("X", "XX") for segment in (code or "").strip().upper().split("."))

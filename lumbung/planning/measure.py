"""How many lines a text takes in a column: Excel finds out by itself, LibreOffice trusts the file."""

from __future__ import annotations

MOST_LINES = 12
"""A row is never higher than this."""
INDENT = 2.0
"""Column width that one step of indentation takes."""

_EM = 12
"""Pixels of the workbook's 9 points."""
_SAFETY = 1.03
"""Letters take a little more in programs that hint them."""
_WIDEST = 8.7
"""Pixels of a capital M in bold, on average more than any letter."""
_WIDTHS = {
    **{chr(c): 0.556 for c in range(32, 127)},
    **dict.fromkeys("ABEKPSVXY", 0.667),
    **dict.fromkeys("cksvxyzJ", 0.5),
    **dict.fromkeys("CDHNRUwG", 0.73),
    **dict.fromkeys("OQ", 0.778),
    **dict.fromkeys("FTZ", 0.611),
    **dict.fromkeys("mM", 0.833),
    **dict.fromkeys("W%", 0.94),
    **dict.fromkeys("fIt.,:;!/[]\\ ", 0.278),
    **dict.fromkeys("ijl'|", 0.222),
    **dict.fromkeys("r()-", 0.333),
}
"""Widths of Arial's letters in ems."""
_OTHER = 0.667


def lines_of(text: str | None, width: float, bold: bool = False) -> int:
    """Lines of a text wrapped by words in a column of a width (Excel's unit)."""
    room = width * 7 - 6
    if not text or len(text) * _WIDEST <= room:
        return 1
    em = _EM * _SAFETY * (1.0 if not bold else 1.03 if text.isupper() else 1.09)
    lines, used = 1, 0.0
    for word in text.split():
        length = sum(_WIDTHS.get(letter, _OTHER) for letter in word) * em
        if used and used + length > room:
            lines, used = lines + 1, 0.0
        lines += int(length // room)  # a word without a blank is cut where the column ends
        used += length % room + _WIDTHS[" "] * em
    return min(lines, MOST_LINES)

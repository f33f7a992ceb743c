"""The one error of this package: a text that cannot be read as what its column should hold."""

from __future__ import annotations

_EXPECTED = {
    "ANGKA_TIDAK_SAH": "bentuk yang dikenal: 1.234.567,89 (id), 1,234,567.89 (en), (1.234,50), "
    "88,69%, Rp 1.234.567,-, 5,81 triliun",
    "ANGKA_RANCU": "1.234 berarti lain dalam lokal id dan en; nyatakan lokal kolomnya",
    "TANGGAL_TIDAK_SAH": "bentuk yang dikenal: 2026-08-31, 31/08/2026, 31 Agustus 2026, "
    "2026-08-31 14:05, 2026-08-31T14:05:00+07:00, pukul 14.30 WIB, jam 7 pagi",
}


class FormatError(ValueError):
    """A text of unreadable form.

    `code` is ANGKA_TIDAK_SAH, ANGKA_RANCU or TANGGAL_TIDAK_SAH; `text` is the text itself. The
    message never holds the text, because it may be personal and messages end in logs.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {_EXPECTED[code]}")
        self.code = code
        self.text = text

    def __reduce__(self) -> tuple[type[FormatError], tuple[str, str]]:
        """Pickling calls the constructor again, and its arguments are not the message."""
        return FormatError, (self.code, self.text)

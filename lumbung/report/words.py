"""Numbers, money, dates and sentences as people read them, in Indonesian or English.

Rounding is half up and happens here only; the marts keep full precision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from lumbung.report.facts.ratio import Number, exact
from lumbung.report.messages import MESSAGES

LANGUAGES = ("id", "en")
NOTHING = "–"
_WIB = ZoneInfo("Asia/Jakarta")
_DAYS = (
    ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
_MONTHS = (
    (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
)
_SHORT_MONTHS = (
    ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_SCALES = (
    (Decimal(10) ** 12, ("triliun", "trillion")),
    (Decimal(10) ** 9, ("miliar", "billion")),
    (Decimal(10) ** 6, ("juta", "million")),
)
_SWAP = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the page says, in one language (`id` or `en`)."""

    language: str = "id"

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"bahasa {self.language!r} tidak dikenal; yang ada: id, en")

    @property
    def _i(self) -> int:
        return LANGUAGES.index(self.language)

    def say(self, key: str, **values: object) -> Markup:
        """The message of a key; values are escaped unless they are markup already."""
        return Markup(MESSAGES[key][self._i]).format(**values)

    def code(self, prefix: str, code: object) -> Markup:
        """The message of a code such as an outcome; an unknown code stands for itself."""
        key = f"{prefix}_{code}"
        return self.say(key) if key in MESSAGES else escape(str(code))

    def count(self, n: int, noun: str) -> Markup:
        """`3 berkas`, `1 file`, `3 files`: the catalogue gives the noun as `one|many`."""
        one, _, many = MESSAGES[noun][self._i].partition("|")
        return self.strong(f"{self.number(n)} {one if n == 1 else many or one}")

    def strong(self, text: object) -> Markup:
        """A figure inside a sentence: bold, and never broken over two lines."""
        return Markup('<b class="n">{}</b>').format(text)

    def whole(self, text: object) -> Markup:
        """A figure that is never broken over two lines."""
        return Markup('<span class="whole">{}</span>').format(text)

    def listing(self, parts: Iterable[object]) -> Markup:
        """`A, B dan C`."""
        texts = [escape(part) for part in parts]
        head, last = Markup(", ").join(texts[:-1]), texts[-1] if texts else Markup("")
        return Markup("{} {} {}").format(head, self.say("and"), last) if head else last

    def number(self, value: Number | None, places: int = 0) -> str:
        """`1.234,5`; a missing value is a dash."""
        if value is None:
            return NOTHING
        text = f"{exact(value).quantize(Decimal(10) ** -places, ROUND_HALF_UP):,f}"
        text = text.translate(_SWAP) if self.language == "id" else text
        # a value that rounds to zero has no sign
        negative = text.startswith("-") and text.strip("-0.,")
        return ("−" if negative else "") + text.removeprefix("-")

    def number_format(self) -> dict[str, object]:
        """The separators as chart libraries (d3-format) want them."""
        decimal, thousands = (",", ".") if self.language == "id" else (".", ",")
        return {
            "decimal": decimal,
            "thousands": thousands,
            "grouping": [3],
            "currency": ["Rp ", ""],
        }

    def percent(self, value: Number | None, places: int = 1) -> str:
        """`88,7 %` (English `88.7%`); the value is in percent already."""
        if value is None:
            return NOTHING
        return f"{self.number(value, places)}{' %' if self.language == 'id' else '%'}"

    def points(self, value: Number | None) -> str:
        """Signed percentage points: `+1,2`, `−3,4`."""
        text = self.number(value, 1)
        signed = value is not None and value > 0 and text.strip("0.,")
        return f"+{text}" if signed else text

    def rupiah(self, value: Number | None) -> str:
        """`Rp 5,81 triliun`; below a million in full."""
        if value is None:
            return NOTHING
        sign, size = "−" if value < 0 else "", abs(exact(value))
        for scale, names in _SCALES:
            # 999.995.000 would read 1.000,00 juta: then the next unit takes over
            if (1000 * size / scale).quantize(Decimal("0.01"), ROUND_HALF_UP) >= 1000:
                return f"{sign}Rp {self.number(size / scale, 2)} {names[self._i]}"
        return f"{sign}Rp {self.number(size)}"

    def seconds(self, value: Number) -> str:
        """`4,2 dtk`, from a minute on `2 mnt 5 dtk`."""
        if value < 60:
            return f"{self.number(value, 1)} {self.say('second_unit')}"
        minutes, rest = divmod(int(value), 60)
        return f"{minutes} {self.say('minute_unit')} {rest} {self.say('second_unit')}"

    def long_date(self, day: date) -> str:
        """`Senin, 31 Agustus 2026`."""
        return f"{_DAYS[self._i][day.weekday()]}, {self.plain_date(day)}"

    def plain_date(self, day: date | None) -> str:
        """`31 Agustus 2026`."""
        if day is None:
            return NOTHING
        return f"{day.day} {_MONTHS[self._i][day.month - 1]} {day.year}"

    def short_date(self, day: date) -> str:
        """`31 Agu`."""
        return f"{day.day} {self.short_month(day)}"

    def month(self, day: date) -> str:
        """`Agustus 2026`."""
        return f"{_MONTHS[self._i][day.month - 1]} {day.year}"

    def short_month(self, day: date) -> str:
        """`Agu`."""
        return _SHORT_MONTHS[self._i][day.month - 1]

    def clock(self, instant: datetime) -> str:
        """`31 Agustus 2026 pukul 22.15 WIB` of a UTC instant (without zone: taken as UTC)."""
        aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        local = aware.astimezone(_WIB)
        time = f"{local:%H.%M}" if self.language == "id" else f"{local:%H:%M}"
        return str(self.say("clock", date=self.plain_date(local.date()), time=time))

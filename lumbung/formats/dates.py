"""Dates and times as Indonesian sources write them.

Day before month, always; four-digit years only; the month names are a table of this module,
because locale libraries disagree about them (CLDR releases differ on August alone).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from lumbung.formats.errors import FormatError
from lumbung.formats.numbers import is_null, tidy

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan januari",
            "feb februari peb pebruari",
            "mar maret mrt",
            "apr april",
            "mei may",
            "jun juni",
            "jul juli",
            "agu agt ags agust agustus august aug",
            "sep sept september",
            "okt oktober oct",
            "nov november nop nopember",
            "des desember dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS: dict[str, int] = {
    "senin": 0,
    "selasa": 1,
    "rabu": 2,
    "kamis": 3,
    "jumat": 4,
    "jum'at": 4,
    "sabtu": 5,
    "minggu": 6,
    "ahad": 6,
}
"""Name → `date.weekday()`."""
ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
DAYTIMES = {"pagi": (0, 10), "siang": (10, 15), "sore": (15, 18), "malam": (18, 23)}
"""First and last hour of each part of the day; an hour said without it may be twelve too low."""
MISMATCH = "DQ_WEEKDAY_MISMATCH"

_day = "|".join(WEEKDAYS)
_year = "(?:19|[2-9][0-9])[0-9]{2}"
_DATE = re.compile(
    rf"""
    (?:(?P<weekday>{_day})[ ]?[, ][ ]?)?
    (?:(?P<y1>{_year})(?P<s1>[-/])(?P<m1>[0-9]{{2}})(?P=s1)(?P<d1>[0-9]{{2}})
      |(?P<d2>[0-9]{{1,2}})(?P<s2>[-/.])(?P<m2>[0-9]{{1,2}})(?P=s2)(?P<y2>{_year})
      |(?P<d3>[0-9]{{1,2}})[ ]?[-/ ][ ]?(?P<m3>[a-z]+)\.?[ ]?[-/ ][ ]?(?P<y3>{_year}))
    (?P<rest>(?:T(?=[0-9])|[ ,]).*)?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_TIME = re.compile(
    rf"""
    (?:(?P<word>pukul|pkl\.?|jam)[ ]?)?
    (?P<hour>[0-9]{{1,2}})
    (?:(?P<sep>[.:])(?P<minute>[0-9]{{2}})
       (?:(?P=sep)(?P<second>[0-9]{{2}})(?:[.,](?P<fraction>[0-9]{{1,9}}))?)?)?
    (?:[ ](?P<daytime>{"|".join(DAYTIMES)}))?
    (?:[ ]?(?P<zone>WIB|WITA|WIT|Z|[-+](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?))?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_MIDNIGHT = re.compile(r"[T ]00[:.]00(?:[:.]00(?:\.0+)?)?")
_PARTIAL = re.compile(
    r"(?P<before>[^()]*)\((?P<d1>[0-9]{1,2})(?:/(?P<m1>[0-9]{1,2}))?"
    r"(?: ?[-–] ?(?P<d2>[0-9]{1,2}))?/(?P<m2>[0-9]{1,2})\)[^()]*"
)
_WEEKDAY = re.compile(rf"\b({_day})\b(?! (?:ke|pertama|kedua|ketiga|keempat|kelima|ini|lalu|depan)\b)", re.IGNORECASE)
"""`minggu` is Sunday and week; what follows here makes it a week."""
_YEARS_BACK = 2
_LEAP_GAP = 8
"""Years between two 29 Februaries at most (1896 to 1904, 2096 to 2104)."""
_SERIAL_LEAP_BUG, _SERIAL_END = 60, 2958466


@dataclass(frozen=True)
class PartialDate:
    """First and last day of a date printed without year; both None with `flag` when none fits."""

    start: date | None
    end: date | None
    flag: str | None = None


def parse_month(text: str) -> int:
    """Number of a month given by name, abbreviation (dot allowed) or number."""
    word = tidy(text).lower()
    if re.fullmatch("0?[1-9]|1[0-2]", word):
        return int(word)
    number = MONTHS.get(word.removesuffix("."))
    if number is None:
        raise FormatError("TANGGAL_TIDAK_SAH", text)
    return number


def parse_date(text: str | None) -> date | None:
    """A calendar day; None for a null text. A time of day is refused, unless it is midnight,
    which is how spreadsheets and databases print a date. A leading weekday name must be right."""
    if text is None or is_null(text):
        return None
    day, rest = _split_date(text)
    if rest and not _MIDNIGHT.fullmatch(rest):
        raise FormatError("TANGGAL_TIDAK_SAH", text)
    return day


def parse_datetime(text: str | None, zone: str = "Asia/Jakarta") -> datetime | None:
    """A moment in UTC; None for a null text.

    An ISO offset or a label WIB, WITA, WIT in the text decides the zone, else `zone` (IANA name)
    does. A date without time is the beginning of that day.
    """
    if text is None or is_null(text):
        return None
    day, rest = _split_date(text)
    clock, label = _clock(rest.lstrip("Tt ,"), text) if rest else (time(), None)
    try:
        return datetime.combine(day, clock, _tzinfo(label, zone)).astimezone(UTC)
    except OverflowError:
        raise FormatError("TANGGAL_TIDAK_SAH", text) from None


def parse_time(text: str | None) -> time | None:
    """A wall-clock time, `14.30`, `pukul 14.30 WIB`, `jam 7 pagi`; None for a null text.

    A zone label is read and left out. `24.00` and `jam 12 malam` are refused: they are the end of
    one day or the start of the next, and the text does not say which.
    """
    if text is None or is_null(text):
        return None
    clock, label = _clock(tidy(text), text)
    if label is not None and label not in ZONES:
        raise FormatError("TANGGAL_TIDAK_SAH", text)
    return clock


def from_excel_serial(serial: float) -> datetime:
    """Wall-clock time of an Excel serial (1900 system), to the millisecond.

    Serial 60 is 29 February 1900, which never was: Excel keeps that error of Lotus 1-2-3.
    """
    if not math.isfinite(serial) or not 1 <= serial < _SERIAL_END:
        raise FormatError("TANGGAL_TIDAK_SAH", str(serial))
    if int(serial) == _SERIAL_LEAP_BUG:
        raise FormatError("TANGGAL_TIDAK_SAH", str(serial))
    epoch = datetime(1899, 12, 30 if serial > _SERIAL_LEAP_BUG else 31)
    return epoch + timedelta(milliseconds=round(serial * 86_400_000))


def resolve_partial(text: str, anchor: date) -> PartialDate:
    """The day or days meant by `Rabu (6/11)` or `Rabu dan Kamis besok (2-3/5)`.

    Takes the latest occurrence that begins on or before `anchor` (the publication date). When the
    weekday named does not fit, up to two years earlier; when none fits, nothing is guessed: no
    dates, flag DQ_WEEKDAY_MISMATCH. Raises TANGGAL_TIDAK_SAH for text of another form.
    """
    match = _PARTIAL.fullmatch(tidy(text).replace("’", "'"))
    if match is None or (match["m1"] and not match["d2"]):
        raise FormatError("TANGGAL_TIDAK_SAH", text)
    last = (int(match["m2"]), int(match["d2"] or match["d1"]))
    first = (int(match["m1"] or match["m2"]), int(match["d1"]))
    spans = [_span(first, last, anchor.year - back) for back in range(_LEAP_GAP + _YEARS_BACK + 1)]
    past = [span for span in spans if span and span[0] <= anchor]
    if not past or past[0][1] < past[0][0]:
        raise FormatError("TANGGAL_TIDAK_SAH", text)
    named = [WEEKDAYS[word.lower()] for word in _WEEKDAY.findall(match["before"])]
    oldest = past[0][0].year - _YEARS_BACK
    for start, end in past:
        fits = not named or start.weekday() == named[0]
        fits = fits and (len(named) < 2 or end.weekday() == named[-1])
        if fits and start.year >= oldest:
            return PartialDate(start, end)
    return PartialDate(None, None, MISMATCH)


def _span(first: tuple[int, int], last: tuple[int, int], year: int) -> tuple[date, date] | None:
    """The span that begins in `year`; None where the calendar has no such days."""
    turns = first[0] == 12 and last[0] == 1
    try:
        return date(year, *first), date(year + turns, *last)
    except ValueError:
        return None


def _split_date(text: str) -> tuple[date, str]:
    """The date at the head of the text, and what follows it."""
    match = _DATE.fullmatch(tidy(text).replace("’", "'"))
    if match is None:
        raise FormatError("TANGGAL_TIDAK_SAH", text)
    year = match["y1"] or match["y2"] or match["y3"]
    month = match["m1"] or match["m2"] or str(MONTHS.get((match["m3"] or "").lower(), 0))
    try:
        day = date(int(year), int(month), int(match["d1"] or match["d2"] or match["d3"]))
    except ValueError:
        raise FormatError("TANGGAL_TIDAK_SAH", text) from None
    if match["weekday"] and WEEKDAYS[match["weekday"].lower()] != day.weekday():
        raise FormatError("TANGGAL_TIDAK_SAH", text)
    return day, match["rest"] or ""


def _clock(part: str, text: str) -> tuple[time, str | None]:
    """Time of day and zone label of `part`, which is a part of `text`."""
    match = _TIME.fullmatch(part)
    if match is None:
        raise FormatError("TANGGAL_TIDAK_SAH", text)
    hour, daytime = int(match["hour"]), (match["daytime"] or "").lower()
    formal = (match["word"] or "").lower().startswith("p")
    if daytime:
        low, high = DAYTIMES[daytime]
        hour = next((h for h in (hour, hour + 12) if low <= h <= high), 24)
    elif match["minute"] is None and not formal:
        raise FormatError("TANGGAL_TIDAK_SAH", text)  # `jam 7` may be morning or evening
    micros = (match["fraction"] or "0")[:6].ljust(6, "0")
    try:
        clock = time(hour, int(match["minute"] or 0), int(match["second"] or 0), int(micros))
    except ValueError:
        raise FormatError("TANGGAL_TIDAK_SAH", text) from None
    return clock, match["zone"] and match["zone"].upper()


def _tzinfo(label: str | None, zone: str) -> tzinfo:
    if label is None or label in ZONES:
        return ZoneInfo(ZONES[label] if label else zone)
    if label == "Z":
        return UTC
    minutes = int(label[1:3]) * 60 + int(label[3:].removeprefix(":") or 0)
    return timezone(timedelta(minutes=-minutes if label[0] == "-" else minutes))

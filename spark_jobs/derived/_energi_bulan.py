"""Months, and which of them are worked out together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.derived._meter import DAY_S, WIB_S, in_force

WIB = timezone(timedelta(seconds=WIB_S))
_BITS = 6
_NUMBER = 1 << _BITS
"""The first day of a month (since 1970) times this, plus its days: one number tells where it begins and ends."""


@dataclass(frozen=True)
class Month:
    """One month of one government. `bounds` and `windows` as in force on its first day."""

    kd_pemda: str
    first: date
    bounds: Mapping[str, Decimal]
    windows: Mapping[str, tuple[int, int]]

    @property
    def slice(self) -> str:
        return f"{self.kd_pemda}_{self.first:%Y-%m}"

    @property
    def begins(self) -> int:
        """Seconds (UTC) of its first moment, WIB."""
        return _seconds(self.first)

    @property
    def ends(self) -> int:
        return _seconds(self._next)

    @property
    def number(self) -> int:
        """`_bulan` of its rows."""
        return (self.first - date(1970, 1, 1)).days * _NUMBER + (self._next - self.first).days

    @property
    def _next(self) -> date:
        return (self.first + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True)
class Months:
    """Months of one government that are worked out together, with the same bounds and windows. Every row says in
    `_bulan` of which it is, and rows of two never meet: a month comes out as if it were worked out alone."""

    own: tuple[Month, ...]

    @property
    def kd_pemda(self) -> str:
        return self.own[0].kd_pemda

    @property
    def name(self) -> str:
        return self.own[0].slice

    @property
    def windows(self) -> Mapping[str, tuple[int, int]]:
        return self.own[0].windows

    def of_day(self, day: Column) -> Column:
        """`_bulan` of a day since 1970 that lies in one of them."""
        first, *others = sorted(self.own, key=lambda month: month.first, reverse=True)
        if not others:
            return F.lit(first.number)
        found = F.when(day >= first.number // _NUMBER, first.number)
        for month in others:
            found = found.when(day >= month.number // _NUMBER, month.number)
        return found

    def slice(self) -> Column:
        """`_slice` of a row."""
        day = F.date_add(F.lit("1970-01-01").cast("date"), first_day().cast("int"))
        return F.concat(F.lit(f"{self.kd_pemda}_"), F.substring(day.cast("string"), 1, 7))

    def within(self, name: str, quarter: Column) -> Column:
        """Whether a quarter hour of the day begins in a window."""
        since, until = self.windows[name]
        minute = quarter * 15
        if since < until:
            return (minute >= since) & (minute < until)
        return (minute >= since) | (minute < until)

    def has(self, name: str, quarter: int) -> bool:
        """`within` of a number."""
        since, until = self.windows[name]
        minute = quarter * 15
        if since < until:
            return since <= minute < until
        return minute >= since or minute < until


def together(months: Iterable[Month], rows: Callable[[Month], int], most: int) -> list[Months]:
    """Months, in their order, that have the same rules and together no more than so many rows; or one with more."""
    found: list[list[Month]] = []
    held = 0
    for month in months:
        last = found[-1][-1] if found else None
        held += rows(month)
        if last is None or held > most or (last.bounds, last.windows) != (month.bounds, month.windows):
            found.append([])
            held = rows(month)
        found[-1].append(month)
    return [Months(tuple(own)) for own in found]


def first_day() -> Column:
    """Of the row's month, in days since 1970."""
    return F.shiftright("_bulan", _BITS)


def day_after() -> Column:
    """The first day after the row's month, in days since 1970."""
    return first_day() + F.col("_bulan") % _NUMBER


def begins() -> Column:
    """Seconds (UTC) of the first moment of the row's month, WIB."""
    return first_day() * DAY_S - WIB_S


def ends() -> Column:
    """Seconds (UTC) of the first moment after the row's month."""
    return day_after() * DAY_S - WIB_S


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=WIB).timestamp())


def windows(folder: Path, day: date) -> dict[str, tuple[int, int]]:
    """`cfg_jendela_energi` on a day: name → first minute, minute after the last."""
    rows = in_force(folder, "cfg_jendela_energi", "jendela", day)
    return {name: (int(row["dari_menit"]), int(row["sampai_menit"])) for name, row in rows.items()}

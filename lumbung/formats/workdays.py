"""Working days (hari kerja): Monday to Friday without national holidays and cuti bersama.

Both lists come from the yearly joint decree of three ministers (SKB 3 Menteri) and follow lunar
feasts, so they are data. A year without them has no calendar, and every answer that needs it is
None (`NO_CALENDAR`); calendar days never stand in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


class _NoCalendar(Exception):
    """A day lies in a year without holiday table."""


@dataclass(frozen=True)
class Calendar:
    """`holidays`: national holidays and cuti bersama; `years`: the years whose table is loaded."""

    holidays: frozenset[date]
    years: frozenset[int]

    def is_workday(self, day: date) -> bool | None:
        """None when the year has no table."""
        return self._works(day) if day.year in self.years else None

    def day_zero(self, received: date) -> date | None:
        """The day on which a receipt counts: that day, or the next working day."""
        try:
            return self._day_zero(received)
        except _NoCalendar:
            return None

    def deadline(self, received: date, n: int) -> date | None:
        """The n-th working day after day zero; in time is what is done by the end of it."""
        try:
            day = self._day_zero(received)
            for _ in range(n):
                day = self._day_zero(day + _DAY)
        except _NoCalendar:
            return None
        return day

    def workdays_between(self, after: date, upto: date) -> int | None:
        """Working days after `after`, up to and with `upto`; 0 when there are none between.

        To count from a receipt, pass its day zero: one on a Saturday counts from Monday.
        """
        if any(year not in self.years for year in range(after.year, upto.year + 1)):
            return None
        days = ((upto - after).days) if upto > after else 0
        return sum(self._works(after + _DAY * i) for i in range(1, days + 1))

    def _works(self, day: date) -> bool:
        if day.year not in self.years:
            raise _NoCalendar
        return day.weekday() < _SATURDAY and day not in self.holidays

    def _day_zero(self, day: date) -> date:
        while not self._works(day):
            day += _DAY
        return day


def ppid_on_time(
    received: date, answered: date, extended: bool, limit: int, extension: int, calendar: Calendar
) -> bool | None:
    """Whether a request for public information (UU 14/2008) was answered in time.

    `limit` and `extension` are working days from the law's dated table; `received` is the day on
    which the request was complete. None = NO_CALENDAR.
    """
    deadline = calendar.deadline(received, limit + (extension if extended else 0))
    return None if deadline is None else answered <= deadline

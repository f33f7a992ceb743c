"""The figures behind gate 1, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from granary import Granary

from lumbung.formats.workdays import Calendar
from lumbung.quality.metrics import day_class, volume_ratio
from lumbung.reference import load_calendar

# August 2026 begins on a Saturday; the 17th (Monday) is a holiday.
CALENDAR = Calendar(frozenset({date(2026, 8, 17)}), frozenset({2026}))


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 8, 14), "hari kerja"),
        (date(2026, 8, 15), "libur"),
        (date(2026, 8, 17), "libur"),
        (date(2026, 8, 31), "akhir bulan"),
        (date(2026, 2, 28), "akhir bulan"),  # a Saturday, and still the month's end
        (date(2026, 12, 31), "akhir bulan"),
    ],
)
def test_like_days(day: date, kind: str) -> None:
    assert day_class(day, CALENDAR) == kind


def test_the_built_in_calendar_knows_independence_day(granary: Granary) -> None:
    calendar = load_calendar(granary.settings.reference)
    assert day_class(date(2026, 8, 17), calendar) == "libur"
    assert day_class(date(2026, 8, 18), calendar) == "hari kerja"


def test_ratio_to_the_median_of_earlier_like_days() -> None:
    """Workdays 3 to 7 and 10 to 12 August: 1, 2, 3, 4, 6, 7, 8, 900; the median is (4 + 6) / 2 = 5."""
    days = [date(2026, 8, d) for d in (3, 4, 5, 6, 7, 10, 11, 12)]
    rows = dict(zip(days, [1, 2, 3, 4, 6, 7, 8, 900], strict=True))
    noise = {date(2026, 8, 8): 5000, date(2026, 8, 20): 5000}  # a Saturday, and a later day
    today = date(2026, 8, 13)
    assert volume_ratio(today, {**rows, **noise, today: 4}, CALENDAR) == (0.8, 5)
    del rows[days[0]]
    assert volume_ratio(today, {**rows, **noise, today: 4}, CALENDAR) is None


def test_days_without_rows_have_no_ratio() -> None:
    days = {date(2026, 8, d): 0 for d in (3, 4, 5, 6, 7, 10, 11, 12, 13)}
    assert volume_ratio(date(2026, 8, 13), days, CALENDAR) is None

"""Working days: day zero, holidays, years without calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lumbung.formats import Calendar, ppid_on_time

MAULID = date(2025, 9, 5)
NEW_YEAR = date(2026, 1, 1)
CALENDAR = Calendar(frozenset({MAULID, NEW_YEAR}), frozenset({2025, 2026}))


def test_g21_deadline_over_a_holiday() -> None:
    assert CALENDAR.deadline(date(2025, 8, 29), 5) == date(2025, 9, 8)


def test_g22_ppid_on_day_twelve() -> None:
    # Monday 6 October 2025 is day 0; ten working days later it is Monday 20, twelve: Wednesday 22.
    received, answered = date(2025, 10, 6), date(2025, 10, 22)
    assert CALENDAR.workdays_between(received, answered) == 12
    assert ppid_on_time(received, answered, False, 10, 7, CALENDAR) is False
    assert ppid_on_time(received, answered, True, 10, 7, CALENDAR) is True


@pytest.mark.parametrize(
    ("answered", "extended", "on_time"),
    [
        (date(2025, 10, 20), False, True),
        (date(2025, 10, 21), False, False),
        (date(2025, 10, 29), True, True),
        (date(2025, 10, 30), True, False),
    ],
)
def test_ppid_limits(answered: date, extended: bool, on_time: bool) -> None:
    assert ppid_on_time(date(2025, 10, 6), answered, extended, 10, 7, CALENDAR) is on_time


@pytest.mark.parametrize(
    ("received", "n", "deadline"),
    [
        (date(2025, 8, 25), 0, date(2025, 8, 25)),
        (date(2025, 8, 25), 1, date(2025, 8, 26)),
        (date(2025, 8, 30), 0, date(2025, 9, 1)),  # Saturday counts as Monday
        (date(2025, 8, 30), 1, date(2025, 9, 2)),
        (MAULID, 1, date(2025, 9, 9)),  # a Friday holiday counts as Monday
        (date(2025, 12, 31), 1, date(2026, 1, 2)),
    ],
)
def test_deadlines(received: date, n: int, deadline: date) -> None:
    assert CALENDAR.deadline(received, n) == deadline


@pytest.mark.parametrize(
    ("after", "upto", "days"),
    [
        (date(2025, 8, 29), date(2025, 9, 8), 5),
        (date(2025, 8, 29), date(2025, 8, 29), 0),
        (date(2025, 8, 29), date(2025, 8, 31), 0),
        (date(2025, 8, 29), date(2025, 8, 1), 0),
        (date(2025, 12, 31), date(2026, 1, 2), 1),
    ],
)
def test_workdays_between(after: date, upto: date, days: int) -> None:
    assert CALENDAR.workdays_between(after, upto) == days


def test_years_without_table_have_no_answer() -> None:
    only_2025 = Calendar(frozenset({MAULID}), frozenset({2025}))
    assert only_2025.is_workday(date(2026, 1, 2)) is None
    assert only_2025.deadline(date(2025, 12, 30), 1) == date(2025, 12, 31)
    assert only_2025.deadline(date(2025, 12, 30), 2) is None
    assert only_2025.day_zero(date(2024, 12, 30)) is None
    assert only_2025.workdays_between(date(2025, 12, 30), date(2026, 1, 2)) is None
    assert only_2025.workdays_between(date(2024, 12, 30), date(2025, 1, 2)) is None
    assert ppid_on_time(date(2025, 12, 30), date(2025, 12, 31), True, 10, 7, only_2025) is None


def test_is_workday() -> None:
    week = [date(2025, 9, 1) + timedelta(days=i) for i in range(7)]
    assert [CALENDAR.is_workday(day) for day in week] == [True] * 4 + [False] * 3


def test_deadline_and_count_agree() -> None:
    for offset in range(60):
        received = date(2025, 8, 15) + timedelta(days=offset)
        deadline, zero = CALENDAR.deadline(received, 7), CALENDAR.day_zero(received)
        assert deadline is not None and zero is not None
        assert CALENDAR.workdays_between(zero, deadline) == 7

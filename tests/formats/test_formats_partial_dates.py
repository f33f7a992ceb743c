"""Dates printed without year: the weekday must fit, or nothing is guessed."""

from __future__ import annotations

from datetime import date

import pytest

from lumbung.formats import FormatError, resolve_partial


def test_g1_weekday_without_year() -> None:
    got = resolve_partial("Rabu (6/11)", date(2025, 8, 30))
    assert (got.start, got.end, got.flag) == (date(2024, 11, 6), date(2024, 11, 6), None)


def test_g2_weekday_that_fits_no_year() -> None:
    got = resolve_partial("Selasa (24/06)", date(2024, 10, 18))
    assert (got.start, got.end, got.flag) == (None, None, "DQ_WEEKDAY_MISMATCH")


@pytest.mark.parametrize("text", ["(2-3/5)", "Rabu dan Kamis besok (2-3/5)"])
def test_g3_days_before_the_anchor(text: str) -> None:
    anchor = date(2018, 5, 10)
    assert resolve_partial("Senin (30/4)", anchor).start == date(2018, 4, 30)
    got = resolve_partial(text, anchor)
    assert (got.start, got.end, got.flag) == (date(2018, 5, 2), date(2018, 5, 3), None)


@pytest.mark.parametrize(
    ("text", "anchor", "start", "end"),
    [
        # A Monday in 2024 and a Saturday in 2023; 2022 is the last year looked at.
        ("Jumat (24/6)", date(2024, 10, 18), date(2022, 6, 24), date(2022, 6, 24)),
        ("(31/12-1/1)", date(2026, 5, 1), date(2025, 12, 31), date(2026, 1, 1)),
        ("(30/4-2/5)", date(2026, 5, 1), date(2026, 4, 30), date(2026, 5, 2)),
        ("(29/2)", date(2026, 5, 1), date(2024, 2, 29), date(2024, 2, 29)),
        ("minggu kedua (6/11)", date(2025, 8, 30), date(2024, 11, 6), date(2024, 11, 6)),
        ("Minggu (31/8)", date(2025, 8, 31), date(2025, 8, 31), date(2025, 8, 31)),
    ],
)
def test_partial_dates(text: str, anchor: date, start: date, end: date) -> None:
    got = resolve_partial(text, anchor)
    assert (got.start, got.end, got.flag) == (start, end, None)


def test_partial_date_checks_the_last_weekday_too() -> None:
    got = resolve_partial("Rabu dan Jumat (2-3/5)", date(2018, 5, 10))
    assert got.flag == "DQ_WEEKDAY_MISMATCH"


def test_partial_date_looks_no_further_than_two_years_back() -> None:
    # 24 June was a Thursday in 2021, three years before the latest occurrence.
    assert resolve_partial("Kamis (24/6)", date(2024, 10, 18)).start is None


@pytest.mark.parametrize("text", ["Rabu", "(31/2)", "(5-3/5)", "(6/11/2024)", "6/11", ""])
def test_what_is_no_partial_date(text: str) -> None:
    with pytest.raises(FormatError):
        resolve_partial(text, date(2025, 8, 30))

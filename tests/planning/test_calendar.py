"""The planning calendar: each row on its day, in WIB, while it is in force."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lumbung.planning.calendar import WIB, Due, Occasion, crons, due, read
from lumbung.settings import PROJECT

ROWS = read(PROJECT / "dbt_project" / "seeds" / "cfg_kalender_perencanaan.csv")
SIX = {"hour": 6, "tzinfo": WIB}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_asks_for_its_budget_year_on_its_day(row: Occasion) -> None:
    """A row of the year before (−1) asks in 2026 for 2027, one of the year itself (0) for 2026."""
    wanted = Due({-1: 2027, 0: 2026}[row.year_offset], row.stage, row.name)
    assert wanted in due(ROWS, datetime(2026, row.month, row.day, **SIX))
    assert wanted not in due(ROWS, datetime(2026, row.month, row.day, **SIX) - timedelta(days=1))
    assert row not in [r for r in ROWS if r.on(date(2020, row.month, row.day))]  # before it was in force


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        # Week II of February ends on the 14th, the agreement is due in week II of August.
        ((2, 14), [(2027, "")]),
        ((7, 7), [(2027, "rancangan_awal")]),
        ((7, 14), [(2027, "rancangan")]),
        ((8, 14), [(2027, "kesepakatan")]),
        # The end of August asks for the running year's change and for what RKA are written by.
        ((8, 31), [(2026, "perubahan"), (2027, "kesepakatan")]),
        ((9, 30), [(2026, "perubahan")]),
        ((7, 15), []),
    ],
)
def test_stage_and_year_of_a_day(day: tuple[int, int], asked: list[tuple[int, str]]) -> None:
    assert [(d.year, d.stage) for d in due(ROWS, datetime(2026, *day, **SIX))] == asked


def test_the_day_is_jakartas() -> None:
    """17:00 UTC is midnight in Jakarta."""
    assert [d.stage for d in due(ROWS, datetime(2026, 7, 13, 17, 0, tzinfo=UTC))] == ["rancangan"]
    assert due(ROWS, datetime(2026, 7, 13, 16, 59, 59, tzinfo=UTC)) == []
    assert due(ROWS, datetime(2026, 7, 14, 17, 0, tzinfo=UTC)) == []


def test_a_row_ends_with_its_last_day_in_force() -> None:
    old = Occasion("RKPD", "", 5, 31, -1, date(2008, 1, 1), date(2025, 12, 31))
    assert [d.year for d in due([old], datetime(2025, 5, 31, **SIX))] == [2026]
    assert due([old], datetime(2026, 5, 31, **SIX)) == []


def test_two_rows_of_a_day_are_one_cron() -> None:
    twice = [Occasion(name, "", 8, 31, 0, date(2021, 1, 1), None) for name in ("satu", "dua")]
    assert crons(twice, 6) == ["0 6 31 8 *"]

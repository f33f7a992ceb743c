"""Months that are worked out together come out as each would alone, and which ones may be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from readings import Works, readings

from lumbung.refine import derive
from spark_jobs.derived._energi_bulan import Month, together

TABLES = ("energi_harian", "energi_peristiwa", "energi_register")
RISES = 0.25
LOST = {
    # beginning and end of what was never delivered
    "over the end of June": ("06-29 12:00", "07-02 12:00"),
    "all of July": ("06-30 23:45", "08-01 00:00"),
    "the last reading of July": ("07-31 23:45", "08-01 00:00"),
    "the first reading of July": ("07-01 00:00", "07-01 00:15"),
}


def _read(lost: tuple[str, str], fallen: str, odd: str) -> list[tuple[str, str, str]]:
    """Every quarter hour of 28 June to 3 August; the register falls to zero once, and one reading is out of line."""
    found, value = [], 1000.0
    at = datetime(2026, 6, 28)
    while at < datetime(2026, 8, 3):
        told = f"{at:%m-%d %H:%M}"
        value = 0.0 if told == fallen else value + RISES
        if not lost[0] <= told < lost[1]:
            shown = value + (500 if told == odd else 0)
            found.append((told, f"{shown:.2f}", "EST" if at.minute == 30 and at.hour == 3 else "OK"))
        at += timedelta(minutes=15)
    return found


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST)
def test_a_month_comes_out_the_same_alone_and_with_others(
    tmp_path: Path, lost: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for rows in (1, derive.ROWS_EMBEDDED):
        works = Works(tmp_path / str(rows))
        works.meters({}, {"id_meter": "M2", "daya_va": "1000000"})
        works.read(
            readings(_read(lost, "07-31 23:45", "06-30 23:45")),
            readings(_read(lost, "08-01 00:00", "07-01 00:00"), "M2"),
        )
        works.taken()
        monkeypatch.setattr(derive, "ROWS_EMBEDDED", rows)
        works.derive()
        seen.append({table: works.rows(f"silver/{table}", "id_meter", "_slice") for table in TABLES})
    alone, together_ = ({t: sorted(map(str, rows)) for t, rows in found.items()} for found in seen)
    assert {row["_slice"] for row in seen[0]["energi_register"]} == {"33.74_2026-06", "33.74_2026-07", "33.74_2026-08"}
    assert alone == together_


def _month(first: date, power: str = "1.1", evening: tuple[int, int] = (1020, 1440)) -> Month:
    return Month("33.74", first, {"faktor_daya": Decimal(power)}, {"pju_sore": evening})


JUNE, JULY, AUGUST = (_month(date(2026, m, 1)) for m in (6, 7, 8))
GROUPS: dict[str, tuple[list[Month], Mapping[int, int], list[list[Month]]]] = {
    # months, rows by month -> groups of no more than ten rows
    "all fit": ([JUNE, JULY, AUGUST], {6: 3, 7: 3, 8: 4}, [[JUNE, JULY, AUGUST]]),
    "the third is too much": ([JUNE, JULY, AUGUST], {6: 3, 7: 3, 8: 5}, [[JUNE, JULY], [AUGUST]]),
    "more than a group holds": ([JUNE, JULY, AUGUST], {6: 3, 7: 30, 8: 5}, [[JUNE], [JULY], [AUGUST]]),
    "another limit": (
        [JUNE, _month(date(2026, 7, 1), power="1.2")],
        {6: 1, 7: 1},
        [[JUNE], [_month(date(2026, 7, 1), power="1.2")]],
    ),
    "another window": (
        [JUNE, _month(date(2026, 7, 1), evening=(1050, 1440))],
        {6: 1, 7: 1},
        [[JUNE], [_month(date(2026, 7, 1), evening=(1050, 1440))]],
    ),
    "not neighbours": ([JUNE, AUGUST], {6: 1, 8: 1}, [[JUNE, AUGUST]]),
    "none": ([], {}, []),
}


@pytest.mark.parametrize(("months", "rows", "wanted"), GROUPS.values(), ids=GROUPS)
def test_which_months_are_worked_out_together(
    months: list[Month], rows: Mapping[int, int], wanted: list[list[Month]]
) -> None:
    found = together(months, lambda month: rows[month.first.month], most=10)
    assert [list(group.own) for group in found] == wanted


def test_the_number_of_a_month_tells_its_days() -> None:
    """1 February 2024 is day 19,754; the month has 29 days."""
    assert divmod(_month(date(2024, 2, 1)).number, 64) == (19_754, 29)

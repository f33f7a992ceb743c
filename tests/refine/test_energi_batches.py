"""A reading out of line at the end of a delivery: the derived tables tell of it as if all had come at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from granary import WIB
from readings import Reading, Works, readings, steps

TABLES = {"energi_harian": "tanggal", "energi_peristiwa": "mulai_at", "energi_register": "bulan"}


def _day(first: int, *changed: tuple[int, str]) -> list[Reading]:
    """97 readings from 1 August on, one kWh each; some of them other than they should be."""
    shown = [str(first + q) for q in range(97)]
    for quarter, value in changed:
        shown[quarter] = value
    return list(steps("08-01 00:00", *shown))


CASES: dict[str, tuple[list[Reading], int, str, str, list[tuple[Any, ...]]]] = {
    # readings, how many of them come first -> kwh and kwh_estimasi of 1 August, events
    "low": (_day(1000, (95, "500")), 96, "96", "2", [("08-01 23:30", "08-02 00:00", "DATA_HILANG", Decimal(2))]),
    "high": (_day(1000, (50, "9000")), 51, "96", "2", [("08-01 12:15", "08-01 12:45", "DATA_HILANG", Decimal(2))]),
    # Nothing agrees with what was before: 500 stays where it is.
    "a fall that lasts": (
        [*steps("08-01 00:00", "1000", "1001", "500", "501", "502")],
        3,
        "3",
        "0",
        [("08-01 00:15", "08-01 00:30", "REGISTER_RESET", None)],
    ),
}


def _derived(works: Works) -> dict[str, list[dict[str, Any]]]:
    return {table: works.rows(f"silver/{table}", "id_meter", order) for table, order in TABLES.items()}


@pytest.mark.parametrize(("rows", "first", "kwh", "estimated", "events"), CASES.values(), ids=CASES)
def test_one_delivery_or_two(
    new_works: Callable[[str], Works],
    rows: list[Reading],
    first: int,
    kwh: str,
    estimated: str,
    events: list[tuple[Any, ...]],
) -> None:
    once, twice = new_works("sekali"), new_works("dua-malam")
    for works, parts in ((once, [rows]), (twice, [rows[:first], rows[first:]])):
        works.meters({})
        for number, part in enumerate(parts):
            works.read(readings(part), at=datetime(2026, 9, 5, 20, number, tzinfo=WIB))
            works.taken()
            works.derive()
    day = once.days()["M1", "08-01"]
    assert (day["kwh"], day["kwh_estimasi"]) == (Decimal(kwh), Decimal(estimated))
    assert once.events() == events
    assert _derived(twice) == _derived(once)

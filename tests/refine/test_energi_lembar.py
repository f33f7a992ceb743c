"""Days read from midnight to midnight, and what breaks into them: worked out by hand.

A register that rises by 0.25 kWh every quarter hour: 24 kWh a day, 12 by night (18 to 6), 7 before and 7 after
midnight in the hours of street lights (17 to 7), 8 from 8 to 16; 1 kW all day long.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from readings import Works

DAYS = 3
QUARTERS = 96 * DAYS + 1
"""The first reading of the fourth day ends the third."""
PLAIN = {
    "kwh": "24",
    "kwh_estimasi": "0",
    "n_interval": "96",
    "kw_puncak": "1",
    "beban_dasar_kw": "1",
    "kwh_malam": "12",
    "kwh_siang": "12",
    "pju_sore_kwh": "7",
    "pju_pagi_kwh": "7",
    "pju_siang_kwh": "8",
    "pju_sore_n": "28",
    "pju_pagi_n": "28",
    "pju_siang_n": "32",
    "pju_sore_nyala": "0",
    "pju_pagi_nyala": "0",
}
Told = tuple[str, str, str]


def even(register: str = "100", rise: str = "0.25") -> list[Told]:
    """Readings from 1 August on."""
    begin = datetime(2026, 8, 1)
    return [
        (f"{begin + timedelta(minutes=15 * n):%m-%d %H:%M}", str(Decimal(register) + n * Decimal(rise)), "OK")
        for n in range(QUARTERS)
    ]


def changed(at: str, register: str | None = None, status: str = "OK") -> list[Told]:
    """`even`, but for one reading."""
    return [(t, register or value, status) if t == at else (t, value, s) for t, value, s in even()]


def higher(since: str, by: str) -> list[Told]:
    """`even`, with a jump by so much before a reading."""
    return [(t, str(Decimal(value) + Decimal(by)) if t >= since else value, s) for t, value, s in even()]


def without(*moments: str) -> list[Told]:
    return [reading for reading in even() if reading[0] not in moments]


CASES: dict[str, tuple[dict[str, str], list[Told], dict[str, dict[str, str]], dict[str, list[str]]]] = {
    # meter, readings -> what differs from PLAIN by day, flags by day
    "whole days": ({}, even(), {}, {}),
    "factor 40": (
        {"faktor_kali": "40", "daya_va": "1000000"},
        even(),
        {
            day: {
                "kwh": "960",
                "kw_puncak": "40",
                "beban_dasar_kw": "40",
                "kwh_malam": "480",
                "kwh_siang": "480",
                "pju_sore_kwh": "280",
                "pju_pagi_kwh": "280",
                "pju_siang_kwh": "320",
            }
            for day in ("08-01", "08-02", "08-03")
        },
        {},
    ),
    # 1000 W burn 0.25 kWh in a quarter hour.
    "lamps on": (
        {"jenis": "pju", "watt_lampu_total": "1000"},
        even(),
        {day: {"pju_sore_nyala": "28", "pju_pagi_nyala": "28"} for day in ("08-01", "08-02", "08-03")},
        {},
    ),
    "a peak at noon": (
        {},
        higher("08-02 12:00", "4.75"),
        {"08-02": {"kwh": "28.75", "kwh_siang": "16.75", "pju_siang_kwh": "12.75", "kw_puncak": "20"}},
        {},
    ),
    # 66 x 1.1 x 0.25 = 18.15 kWh are the most: a rise of exactly that is none too much.
    "as much as the power allows": (
        {},
        higher("08-02 12:00", "17.9"),
        {"08-02": {"kwh": "41.9", "kwh_siang": "29.9", "pju_siang_kwh": "25.9", "kw_puncak": "72.6"}},
        {},
    ),
    # The last interval of the first day ends with the estimate, the first of the second begins with it.
    "an estimate at midnight": (
        {},
        changed("08-02 00:00", status="EST"),
        {
            "08-01": {"kwh_estimasi": "0.25", "n_interval": "95", "pju_sore_n": "27"},
            "08-02": {"kwh_estimasi": "0.25", "n_interval": "95", "pju_pagi_n": "27"},
        },
        {"08-01": ["ADA_ESTIMASI"], "08-02": ["ADA_ESTIMASI"]},
    ),
    # From 23:45 to 00:15: half of 0.5 kWh on either side of midnight.
    "midnight is missing": (
        {},
        without("08-02 00:00"),
        {
            "08-01": {"kwh_estimasi": "0.25", "n_interval": "95", "pju_sore_n": "27"},
            "08-02": {"kwh_estimasi": "0.25", "n_interval": "95", "pju_pagi_n": "27"},
        },
        {"08-01": ["ADA_ESTIMASI"], "08-02": ["ADA_ESTIMASI"]},
    ),
    "a reading failed by day": (
        {},
        changed("08-02 12:00", status="ERR"),
        {"08-02": {"kwh_estimasi": "0.5", "n_interval": "94", "pju_siang_n": "30"}},
        {"08-02": ["ADA_ESTIMASI"]},
    ),
    # From 22:00 on the second to 06:00 on the third: 2 kWh and 6 kWh.
    "a night is missing": (
        {},
        without(*(t for t, *_ in even() if "08-02 22:00" < t < "08-03 06:00")),
        {
            "08-02": {"kwh_estimasi": "2", "n_interval": "88", "pju_sore_n": "20"},
            "08-03": {"kwh_estimasi": "6", "n_interval": "72", "pju_pagi_n": "4", "beban_dasar_kw": ""},
        },
        {"08-02": ["ADA_ESTIMASI"], "08-03": ["ADA_ESTIMASI"]},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_days_from_midnight_to_midnight(works: Works, case: str) -> None:
    meter, found, differs, flags = CASES[case]
    works.meters(meter)
    works.read([f"M1;2026-{t};{value.replace('.', ',')};;{status}" for t, value, status in found])
    works.taken()
    works.derive()
    made = works.days()
    assert sorted(made) == [("M1", "08-01"), ("M1", "08-02"), ("M1", "08-03")]
    for (_, day), row in made.items():
        wanted = {**PLAIN, **differs.get(day, {})}
        told = {name: "" if row[name] is None else f"{Decimal(row[name]).normalize():f}" for name in wanted}
        assert told == wanted, day
        assert row["flags"] == flags.get(day, []), day


def test_the_quarters_of_a_day_stand_in_order(works: Works) -> None:
    """Delivered backwards, with one peak: the 49th quarter hour of the second day."""
    works.meters({})
    works.read([f"M1;2026-{t};{value.replace('.', ',')};;{s}" for t, value, s in reversed(higher("08-02 12:15", "1"))])
    works.taken()
    works.derive()
    quarters = works.days()["M1", "08-02"]["kwh_interval"]
    assert [n for n, value in enumerate(quarters) if value != Decimal("0.25")] == [48]
    assert quarters[48] == Decimal("1.25")

"""Register differences worked out by hand: days, gaps, meters that change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from granary import WIB
from readings import Reading, Works, readings, steps

EMPTY: dict[str, Any] = {}
CHANGED = (
    {"lepas_pada": "2026-08-01"},
    {"meter_seri": "S2", "pasang_pada": "2026-08-01", "start_register": "5,000"},
)
"""S1 taken away and S2 put in place on 1 August, its register at 5."""


def kwh(text: str) -> Decimal:
    return Decimal(text).quantize(Decimal("0.00001"))


CASES: dict[
    str, tuple[tuple[Mapping[str, str], ...], list[Reading], str, str, int, list[str], list[tuple[Any, ...]]]
] = {
    # meters, readings -> kwh, kwh_estimasi, n_interval and flags of 1 August, events
    "differences": (({},), steps("08-01 00:00", "100", "101.5", "104"), "4", "0", 2, [], []),
    "a decimal factor": (({"faktor_kali": "2,5"},), steps("08-01 00:00", "100", "100.001"), "0.0025", "0", 1, [], []),
    "factor 40": (({"faktor_kali": "40"},), steps("08-01 00:00", "100", "100.4"), "16", "0", 1, [], []),
    # G15: 999950 to 000120 with six digits is 170.
    "rollover": (
        ({"daya_va": "1000000"},),
        steps("08-01 00:00", "999950", "120"),
        "170",
        "0",
        1,
        ["ROLLOVER"],
        [("08-01 00:00", "08-01 00:15", "ROLLOVER", "170")],
    ),
    "reset": (
        ({},),
        steps("08-01 00:00", "500000", "120", "121"),
        "1",
        "0",
        1,
        ["RESET"],
        [("08-01 00:00", "08-01 00:15", "REGISTER_RESET", None)],
    ),
    "stuck": (({},), steps("08-01 00:00", "100", "100", "100"), "0", "0", 2, [], []),
    # 10 kWh over three quarter hours: 3.33333 + 3.33333 + 3.33334.
    "gap": (
        ({},),
        [("08-01 00:00", "100"), ("08-01 00:15", "101"), ("08-01 01:00", "111"), ("08-01 01:15", "112")],
        "12",
        "10",
        2,
        ["ADA_ESTIMASI"],
        [("08-01 00:15", "08-01 01:00", "DATA_HILANG", "10")],
    ),
    "a failed reading is a gap": (
        ({},),
        [("08-01 00:00", "100"), ("08-01 00:15", "0", "ERR"), ("08-01 00:30", "103")],
        "3",
        "3",
        0,
        ["ADA_ESTIMASI"],
        [("08-01 00:00", "08-01 00:30", "DATA_HILANG", "3")],
    ),
    "an estimate on one side": (
        ({},),
        [("08-01 00:00", "100"), ("08-01 00:15", "101", "EST"), ("08-01 00:30", "103"), ("08-01 00:45", "104")],
        "4",
        "3",
        1,
        ["ADA_ESTIMASI"],
        [],
    ),
    # 00:30 is quarantined; from 00:15 to 00:45 the step to the new level is too steep for two quarter hours.
    "a new level": (
        ({},),
        steps("08-01 00:00", "100", "101", "500", "501", "502"),
        "2",
        "0",
        2,
        ["MELEBIHI_DAYA"],
        [("08-01 00:15", "08-01 00:45", "MELEBIHI_DAYA", "400")],
    ),
    # The old meter ends at 701, the new one counts from 5: 1 before, 2 and 3 after.
    "another meter": (
        CHANGED,
        steps("08-01 10:00", "700", "701", "7", "10"),
        "6",
        "0",
        3,
        ["GANTI_METER"],
        [("08-01 10:15", "08-01 10:30", "GANTI_METER", "2")],
    ),
    "another meter with another factor": (
        (CHANGED[0], {**CHANGED[1], "faktor_kali": "4"}),
        steps("08-01 10:00", "700", "701", "7", "10"),
        "21",
        "0",
        3,
        ["GANTI_METER"],
        [("08-01 10:15", "08-01 10:30", "GANTI_METER", "8")],
    ),
    # The new meter starts above the old one: no fall tells of it, only the register's range on that day.
    "another meter that shows more": (
        (CHANGED[0], {**CHANGED[1], "start_register": "900"}),
        steps("08-01 10:00", "700", "701", "902", "905"),
        "6",
        "0",
        3,
        ["GANTI_METER"],
        [("08-01 10:15", "08-01 10:30", "GANTI_METER", "2")],
    ),
    "a fall on another day is a reset": (
        ({"lepas_pada": "2026-08-03"}, {**CHANGED[1], "pasang_pada": "2026-08-03"}),
        steps("08-01 10:00", "700", "701", "7"),
        "1",
        "0",
        1,
        ["RESET"],
        [("08-01 10:15", "08-01 10:30", "REGISTER_RESET", None)],
    ),
}


@pytest.mark.parametrize(
    ("meters", "rows", "total", "estimated", "measured", "flags", "events"), CASES.values(), ids=CASES
)
def test_a_day(
    works: Works,
    meters: tuple[Mapping[str, str], ...],
    rows: list[Reading],
    total: str,
    estimated: str,
    measured: int,
    flags: list[str],
    events: list[tuple[Any, ...]],
) -> None:
    works.meters(*meters)
    works.read(readings(rows))
    works.taken()
    works.derive()
    day = works.days()["M1", "08-01"]
    assert (day["kwh"], day["kwh_estimasi"]) == (kwh(total), kwh(estimated))
    assert (day["n_interval"], day["flags"]) == (measured, flags)
    assert works.events() == [(*told, None if energy is None else kwh(energy)) for *told, energy in events]


def test_sums_and_peaks_of_a_whole_day(works: Works) -> None:
    """96 quarter hours: number q (0 = midnight) brings 0.1 x (q + 1) kWh."""
    shown = [Decimal("100")]
    for q in range(96):
        shown.append(shown[-1] + Decimal("0.1") * (q + 1))
    works.meters({"jenis": "pju", "watt_lampu_total": "20000"})
    works.read(readings(steps("08-01 00:00", *map(str, shown))))
    works.taken()
    works.derive()
    day = works.days()["M1", "08-01"]
    assert day["kwh_interval"] == [kwh(f"{0.1 * (q + 1):.1f}") for q in range(96)]
    # 0.1 x (1 + ... + 96) = 465.6. Night 18:00-06:00: q 72-95 and 0-23: 0.1 x (2028 + 300) = 232.8.
    assert (day["kwh"], day["kwh_malam"], day["kwh_siang"]) == (kwh("465.6"), kwh("232.8"), kwh("232.8"))
    assert (day["n_interval"], day["kw_puncak"]) == (96, kwh("38.4"))
    # Median of q 0-15: (0.8 + 0.9) / 2 = 0.85 kWh, 3.4 kW.
    assert day["beban_dasar_kw"] == kwh("3.4")
    # Evening 17:00-24:00: q 68-95: 0.1 x 28 x 82.5; morning 0-27: 0.1 x 406; day 08:00-16:00: q 32-63: 0.1 x 32 x 48.5.
    pju = [day[f"pju_{name}_kwh"] for name in ("sore", "pagi", "siang")]
    assert pju == [kwh("231"), kwh("40.6"), kwh("155.2")]
    assert [day[f"pju_{name}_n"] for name in ("sore", "pagi", "siang")] == [28, 28, 32]
    # 10 % of 20 kW is 2 kW, 0.5 kWh a quarter hour: from q 4 on.
    assert (day["pju_sore_nyala"], day["pju_pagi_nyala"]) == (28, 24)


def test_a_gap_over_midnight_and_the_end_of_the_month(works: Works) -> None:
    """From 31 July 23:00 to 1 August 01:00: 8 quarter hours, 10.00003 kWh in 1e-5 parts: 1000003 = 8 x 125000 + 3."""
    works.meters({"faktor_kali": "1,01"})
    works.read(
        readings([("07-31 22:45", "100"), ("07-31 23:00", "101"), ("08-01 01:00", "111"), ("08-01 01:15", "112")])
    )
    works.taken()
    works.derive()
    days = works.days()
    # 10 x 1.01 = 10.1 kWh: 8 parts of 1.2625.
    assert days["M1", "07-31"]["kwh_estimasi"] == kwh("5.05")
    assert days["M1", "07-31"]["kwh"] == kwh("6.06")
    assert days["M1", "08-01"]["kwh_estimasi"] == kwh("5.05")
    assert days["M1", "08-01"]["kwh"] == kwh("6.06")
    assert works.events() == [("07-31 23:00", "08-01 01:00", "DATA_HILANG", kwh("10.1"))]
    assert {r["_slice"] for r in works.rows("silver/energi_peristiwa")} == {"33.74_2026-07"}


def test_parts_of_a_gap_add_up(works: Works) -> None:
    """0.001 kWh over 97 quarter hours (100 units of 1e-5): the parts of two days give it back."""
    works.meters({})
    works.read(readings([("08-01 12:00", "100"), ("08-02 12:15", "100.001")]))
    works.taken()
    works.derive()
    days = works.days()
    assert sum(day["kwh"] for day in days.values()) == kwh("0.001")
    # 48 quarter hours until midnight: floor(100 x 48 / 97) = 49 units.
    assert days["M1", "08-01"]["kwh"] == kwh("0.00049")


def test_a_silent_month_is_filled(works: Works) -> None:
    """From 15 June to 15 August without a reading: July has days, all estimated."""
    works.meters({})
    works.read(readings([("06-15 00:00", "100"), ("08-15 00:00", "161")]))
    works.taken()
    works.derive()
    days = works.days()
    july = [day for (_, name), day in days.items() if name.startswith("07")]
    # 61 kWh over 61 days: one a day.
    assert [day["kwh"] for day in july] == [kwh("1")] * 31
    assert {day["n_interval"] for day in july} == {0}
    assert all(day["kwh_interval"] == [None] * 96 for day in july)
    assert sum(day["kwh"] for day in days.values()) == kwh("61")


STORY = {
    "1-meter.csv": [*steps("07-30 23:30", "100", "101", "102"), ("07-31 23:45", "150", "OK")],
    "2-agustus.csv": [*steps("08-01 00:15", "152", "153"), ("08-03 00:00", "200", "OK")],
    "3-telat.csv": steps("08-01 12:00", "170", "171"),
    "4-koreksi.csv": [("07-31 23:45", "149", "OK")],
    "5-september.csv": [("09-01 00:00", "300", "OK"), ("09-01 00:15", "301", "OK")],
    "6-lalu.csv": [("08-20 00:00", "280", "OK")],
}


def test_night_by_night_or_at_once(new_works: Callable[[str], Works]) -> None:
    """Derived tables do not depend on how the deliveries came in."""
    found = []
    for name in ("tumpuk", "malam"):
        works = new_works(name)
        works.meters({}, {"id_meter": "M2"})
        for number, (file, rows) in enumerate(STORY.items()):
            other = readings(rows, "M2") if number % 2 else []
            works.read(readings(rows), other, name=file, at=datetime(2026, 9, 5, 20, number, tzinfo=WIB))
            if name == "malam":
                works.taken()
                works.derive()
        if name == "tumpuk":
            works.taken()
            works.derive()
        found.append(
            [
                works.rows(f"silver/{t}", "id_meter", "bulan" if t == "energi_register" else "_slice")
                for t in ("energi_register",)
            ]
            + [works.days(), works.events()]
        )
    assert found[0] == found[1]
    assert len(found[0][1]) > 50


def test_a_late_reading_changes_its_days_only(works: Works) -> None:
    works.meters({}, {"id_meter": "M2"})
    for meter in ("M1", "M2"):
        for day in range(1, 8):
            rows = steps(f"08-0{day} 00:00", *(str(100 * day + q) for q in range(96)))
            works.read(readings([r for r in rows if meter == "M2" or r[0] != "08-03 12:00"], meter))
    works.taken()
    works.derive()
    before = works.days()
    assert before["M1", "08-03"]["kwh_estimasi"] == kwh("2")
    works.read(readings([("08-03 12:00", "348.5")]), name="telat.csv")
    works.taken()
    works.derive()
    after = works.days()
    assert {key for key in before if before[key] != after[key]} == {("M1", "08-03")}
    assert after["M1", "08-03"]["kwh_estimasi"] == kwh("0")
    assert after["M1", "08-03"]["kwh"] == before["M1", "08-03"]["kwh"]


def test_a_changed_factor_works_the_months_out_anew(works: Works) -> None:
    works.meters({})
    works.read(readings(steps("08-01 00:00", "100", "101")))
    works.taken()
    works.derive()
    works.meters({"faktor_kali": "3"}, at=datetime(2026, 8, 31, 22, 0, tzinfo=WIB))
    works.derive()
    assert works.days()["M1", "08-01"]["kwh"] == kwh("3")


def test_a_register_that_says_the_same_changes_nothing(works: Works) -> None:
    works.meters({})
    works.read(readings(steps("08-01 00:00", "100", "101")))
    works.taken()
    works.derive()
    before = works.lake.version("silver/energi_harian")
    works.meters({}, {"id_meter": "M9"}, at=datetime(2026, 8, 31, 22, 0, tzinfo=WIB))
    works.derive()
    assert works.lake.version("silver/energi_harian") == before

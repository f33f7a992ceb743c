"""Which days of which series are looked at closely, by runs made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from lumbung.refine import screen
from lumbung.refine.job import Screen
from lumbung.refine.runs import SCHEMA
from lumbung.settings import PROJECT
from spark_jobs.derived._meter import limits
from spark_jobs.meter_energi import JOB

QUARTER = 900_000_000


def _run(first: int, until: int, **more: Any) -> dict[str, Any]:
    """From one quarter hour to another; a register of 1 to 2 that rose by no more than 0.5 per quarter."""
    values = {
        "series": "A",
        "first_value": 1000,
        "last_value": 2000,
        "highest": 2000,
        "least_step": QUARTER if until > first else None,
        "least_rise": 0,
        "steepest": 500,
        "blank": False,
        "file": "f",
    }
    return {"first": first * QUARTER, "last": until * QUARTER, **values, **more}


def _table(*runs: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(runs), schema=SCHEMA)


ALONG: dict[str, tuple[list[dict[str, Any]], list[tuple[object, ...]]]] = {
    # runs -> since (quarter), least rise, steepest, knotted
    "one": ([_run(0, 3)], [(0, 0, 500, False)]),
    "one after the other": (
        [_run(4, 7, first_value=2700), _run(0, 3)],
        [(0, 0, 500, False), (3, 0, 700, False)],
    ),
    "a fall between them": ([_run(0, 3), _run(4, 7)], [(0, 0, 500, False), (3, -1000, 500, False)]),
    # From 2.000 to 12.000 in three quarters: 3.334 each, rounded up.
    "a gap between them": (
        [_run(0, 3), _run(6, 7, first_value=12000)],
        [(0, 0, 500, False), (3, 0, 3334, False)],
    ),
    "silence at the border": (
        [_run(0, 3, last_value=None), _run(4, 7, first_value=0)],
        [(0, 0, 500, False), (3, 0, 500, False)],
    ),
    "another series": (
        [_run(0, 3), _run(2, 7, series="B", first_value=0)],
        [(0, 0, 500, False), (2, 0, 500, False)],
    ),
    "a moment twice in a run": ([_run(0, 3, least_step=0)], [(0, 0, 500, True)]),
    "a moment in two runs": (
        [_run(0, 3), _run(3, 5, first_value=2000)],
        [(0, 0, 500, True), (3, 0, 500, True)],
    ),
    "less than a step apart": (
        [_run(0, 3, last=4 * QUARTER - 1), _run(4, 5, first_value=2000)],
        [(0, 0, 500, False), ((4 * QUARTER - 1) / QUARTER, 0, 500, True)],
    ),
    # The first holds both others; the last one's reading before may be of any of them.
    "runs beside each other": (
        [_run(0, 9), _run(2, 3), _run(5, 6), _run(10, 12, first_value=2000), _run(13, 14, first_value=2000)],
        [
            (0, 0, 500, True), (9, -1000, 500, True), (9, -1000, 500, True), (9, 0, 500, True), (12, 0, 500, False),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("runs", "expected"), ALONG.values(), ids=ALONG)
def test_runs_with_the_way_to_them(runs: list[dict[str, Any]], expected: list[tuple[object, ...]]) -> None:
    found = screen.along(_table(*runs), QUARTER).sort_by([("series", "ascending"), ("first", "ascending")]).to_pylist()
    told = [(r["since"] / QUARTER, r["least_rise"], r["steepest"], r["knotted"]) for r in found]
    assert told == expected


def _falls(runs: pa.Table, references: Mapping[str, pa.Table]) -> pa.Table:
    return runs.filter([rise < 0 for rise in runs["least_rise"].to_pylist()])


DAYS: dict[str, tuple[list[dict[str, Any]], list[tuple[str, int]]]] = {
    "nothing": ([_run(0, 95), _run(96, 191, first_value=2000)], []),
    "a fall, and the days beside": ([_run(960, 970, least_rise=-1)], [("A", 9), ("A", 10), ("A", 11)]),
    "over midnight": ([_run(950, 1000, least_rise=-1)], [("A", 8), ("A", 9), ("A", 10), ("A", 11)]),
    "after a gap: the day before it too": (
        [_run(0, 95), _run(960, 970)],
        [("A", -1), ("A", 0), ("A", 9), ("A", 10), ("A", 11)],
    ),
    "knotted": ([_run(960, 970, least_step=0)], [("A", 9), ("A", 10), ("A", 11)]),
}


@pytest.mark.parametrize(("runs", "expected"), DAYS.values(), ids=DAYS)
def test_the_days_looked_at(runs: list[dict[str, Any]], expected: list[tuple[str, int]]) -> None:
    found = screen.suspects(_table(*runs), Screen(step_s=900, judge=_falls), {})
    assert [tuple(row.values()) for row in found.to_pylist()] == expected


def test_the_files_looked_at() -> None:
    runs = [
        _run(0, 95, file="day 0"),
        _run(90, 100, file="days 0 and 1"),
        _run(96, 191, file="day 1"),
        _run(96, 191, file="of B", series="B"),
    ]
    days = pa.table({"series": ["A", "A", "C"], "day": [1, 5, 0]})
    assert screen.files(_table(*runs), days) == {"days 0 and 1", "day 1"}


METERS: list[dict[str, Any]] = [
    # From 1970 on of 66 kVA: 18.150 kWh a quarter. B changes device on 2 January, WIB midnight.
    {"id_meter": "A"},
    {"id_meter": "B", "lepas_pada": date(1970, 1, 2)},
    {"id_meter": "B", "meter_seri": "S2", "pasang_pada": date(1970, 1, 2), "start_register": Decimal(0)},
    {"id_meter": "C", "faktor_kali": None},
    {"id_meter": "D", "daya_va": None, "digit_register": None},
    {"id_meter": "E", "faktor_kali": Decimal(40)},
]
_METER = {
    "kd_pemda": "33.74",
    "meter_seri": "S1",
    "faktor_kali": Decimal(1),
    "digit_register": 6,
    "daya_va": Decimal(66000),
    "watt_lampu_total": None,
    "pasang_pada": None,
    "start_register": None,
}
_CHANGE = 68
"""The quarter hour (UTC) in which B's second day begins."""

METER_CASES: dict[str, tuple[dict[str, Any], bool]] = {
    "sound": (_run(0, 95), False),
    "as steep as the power allows": (_run(0, 95, steepest=18150), False),
    "a thousandth steeper": (_run(0, 95, steepest=18151), True),
    "a fall": (_run(0, 95, least_rise=-1), True),
    "no register": (_run(0, 95, blank=True), True),
    "nothing but silence": (
        _run(0, 95, first_value=None, last_value=None, highest=None, least_rise=None, steepest=None),
        False,
    ),
    "the last number of six digits": (_run(0, 95, highest=999_999_999), False),
    "a number of seven": (_run(0, 95, highest=1_000_000_000), True),
    "an unknown meter": (_run(0, 95, series="Z"), True),
    "no factor": (_run(0, 95, series="C"), True),
    "nobody knows the power or the digits": (_run(0, 95, series="D", steepest=10**9, highest=10**11), False),
    "more than a register can tell": (_run(0, 95, series="D", highest=1 << 40), True),
    # With factor 40 a rise of 0.5 is 20 kWh.
    "a large factor": (_run(0, 95, series="E"), True),
    "the first device": (_run(0, _CHANGE - 1, series="B"), False),
    "the second device": (_run(_CHANGE, _CHANGE + 9, series="B"), False),
    "the change of devices": (_run(_CHANGE - 1, _CHANGE, series="B"), True),
}


@pytest.mark.parametrize(("run", "odd"), METER_CASES.values(), ids=METER_CASES)
def test_what_a_meter_can_do(run: dict[str, Any], odd: bool) -> None:
    assert JOB.screen
    known = limits(PROJECT / "data" / "reference", date.max)
    nilai = pa.array(list(known.values()), pa.decimal128(18, 6))
    references = {
        "bounds": pa.table({"parameter": list(known), "nilai": nilai}),
        "meter_daftar": pa.Table.from_pylist([{**_METER, **meter} for meter in METERS]),
    }
    found = JOB.screen.judge(screen.along(_table(run), JOB.screen.step_us), references)
    assert (found.num_rows == 1) is odd

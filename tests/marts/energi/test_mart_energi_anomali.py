"""Anomalies: z against the same hour of the week, and what is said by rule.

The usual of meter MZ is half 10, half 11 kWh: median 10.5, MAD 0.5, so 14 kWh is
3.5 / (1.4826 × 0.5) = 4.72 and 13.4 kWh is 3.91.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rows = Callable[[str], list[tuple[Any, ...]]]


def test_runs_of_three_quarters_beyond_the_limit(rows: Rows) -> None:
    found = rows(
        "select strftime(mulai_at, '%Y-%m-%d %H:%M') as mulai, strftime(selesai_at, '%Y-%m-%d %H:%M') as selesai, "
        "jenis, kwh, kwh_wajar, skor from mart_energi_anomali where id_meter = 'MZ' order by mulai_at"
    )
    assert found == [
        # Over the end of a month, each side against its own month's usual.
        ("2026-06-30 23:30", "2026-07-01 00:30", "LONJAKAN", "56.00000", "42.00000", "4.72"),
        ("2026-07-04 10:00", "2026-07-04 11:00", "LONJAKAN", "56.00000", "42.00000", "4.72"),
        # 7 July: 14 kWh on both sides of a quarter that was not measured is no run.
        ("2026-07-07 10:30", "2026-07-07 10:45", "DATA_HILANG", "12.00000", None, None),
        ("2026-07-11 15:00", "2026-07-11 16:00", "PENURUNAN", "28.00000", "42.00000", "-4.72"),
    ]


def test_months_long_past_are_judged_when_they_are_loaded_at_once(rows: Rows) -> None:
    """The first load of a lake brings years: a fault of November stands there in July."""
    found = rows(
        "select strftime(mulai_at, '%Y-%m-%d %H:%M') as mulai, jenis, kwh, kwh_wajar, skor "
        "from mart_energi_anomali where id_meter = 'ML'"
    )
    assert found == [("2025-11-08 10:00", "LONJAKAN", "56.00000", "42.00000", "4.72")]


def test_holidays_are_not_judged(con: Any) -> None:
    days = con.execute("select count(*) from intermediate.int_energi__menyimpang where tanggal = '2026-06-16'")
    assert days.fetchone() == (0,)


def test_ramadan_is_no_measure(rows: Rows) -> None:
    """Without Ramadan three Saturdays before April are left: too few to judge the 11th by."""
    assert rows("select * from mart_energi_anomali where id_meter = 'MR'") == []


def test_a_steady_meter_is_never_judged_by_z(rows: Rows) -> None:
    """MAD 0: the fault of 2 July is seen by the rule for lamps, not here; at dusk half the hour is dark."""
    assert rows("select distinct jenis from mart_energi_anomali where id_meter in ('M1', 'M3')") == [
        ("REGISTER_RESET",)
    ]


def test_the_weightiest_of_one_moment_is_told(rows: Rows) -> None:
    found = rows("select jenis, kwh, skor, alasan from mart_energi_anomali where id_meter = 'M1'")
    assert found == [("REGISTER_RESET", None, None, ["TIDAK_TERUKUR", "TANPA_PEMBANDING"])]


def test_a_rollover_is_no_anomaly(rows: Rows) -> None:
    assert rows("select * from mart_energi_anomali where id_meter = 'M2'") == []

"""Street lights by night: what burns, what does not, and what is only a contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.mark.parametrize(
    ("malam", "kwh", "jam", "siang", "status"),
    [
        ("2026-06-30", "49.00000", "12.25", "0.00000", "NORMAL"),  # ends in July
        ("2026-07-02", "24.50000", "12.25", "0.00000", "LAMPU_MATI"),  # half the power, from evening to morning
        ("2026-07-03", "49.00000", "12.25", "3.20000", "NORMAL"),  # 10 % of 4 kW × 8 h is not above it
        ("2026-07-04", "49.00000", "12.25", "3.52000", "MENYALA_SIANG"),
        ("2026-07-06", "45.00000", "11.25", "0.00000", "TIDAK_LENGKAP"),  # 52 of 56 quarters
        ("2026-07-08", "33.60000", "8.50", "0.00000", "NORMAL"),  # exactly 70 % of 4 kW × 12 h
        ("2026-07-14", "26.00000", "6.50", "0.00000", "TIDAK_LENGKAP"),  # the morning is still to come
    ],
)
def test_nights(rows: Rows, malam: str, kwh: str, jam: str, siang: str, status: str) -> None:
    found = rows(
        "select kwh, jam_nyala, kwh_siang, status, lampu_terpasang from mart_pju_malam "
        f"where id_objek = 'PANEL' and malam_tgl = '{malam}'"
    )
    assert found == [(kwh, jam, siang, status, 40)]


def test_a_night_of_two_faults_tells_both(rows: Rows) -> None:
    assert rows("select flags from mart_pju_malam where id_objek = 'PANEL' and malam_tgl = '2026-07-04'") == [
        (["MENYALA_SIANG"],)
    ]
    assert rows("select flags from mart_pju_malam where id_objek = 'PANEL' and malam_tgl = '2026-07-02'") == [
        (["LAMPU_MATI"],)
    ]


def test_abonemen_is_the_contract_of_the_month(rows: Rows) -> None:
    """G16: 10 kVA × 375 hours, whatever the month's length."""
    found = rows(
        "select bulan::varchar, sum(kwh), any_value(kwh_kontrak_bulan), count(*), any_value(status), count(jam_nyala) "
        "from mart_pju_malam where id_objek = 'ABONEMEN' and bulan < '2026-07-01' group by bulan order by bulan"
    )
    assert [row[:4] for row in found if row[0] >= "2026-02"] == [
        (f"2026-0{month}-01", "3750.00000", "3750.00", nights)
        for month, nights in ((2, 28), (3, 31), (4, 30), (5, 31), (6, 30))
    ]
    assert {row[4:] for row in found} == {("ABONEMEN", 0)}


def test_abonemen_has_nights_up_to_last_night_and_no_anomaly(rows: Rows) -> None:
    nights = rows(
        "select min(malam_tgl)::varchar, max(malam_tgl)::varchar from mart_pju_malam where id_objek = 'ABONEMEN'"
    )
    assert nights == [("2026-01-01", "2026-07-14")]
    assert rows("select count(*) from mart_energi_anomali where id_meter = 'A1'") == [(0,)]


@pytest.mark.parametrize(
    ("malam", "kwh", "status"),
    [
        ("2026-07-10", None, "TIDAK_LENGKAP"),
        ("2026-07-11", "49.00000", "TIDAK_LENGKAP"),  # one of two: 49 kWh would be dark lamps of 96
        ("2026-07-12", "98.00000", "NORMAL"),
        ("2026-07-14", None, "TIDAK_LENGKAP"),
    ],
)
def test_a_silent_meter_leaves_its_panel_unjudged(rows: Rows, malam: str, kwh: str | None, status: str) -> None:
    found = rows(
        "select kwh, status, lampu_terpasang, watt_lampu_total, alasan, flags from mart_pju_malam "
        f"where id_objek = 'DUA-METER' and malam_tgl = '{malam}'"
    )
    assert found == [(kwh, status, 20, "8000.00", [] if kwh else ["TIDAK_TERUKUR"], [])]


def test_a_panel_without_any_reading_is_seen(rows: Rows) -> None:
    """The town's meters are read from 4 February to 14 July: 25 + 31 + 30 + 31 + 30 + 14 nights."""
    asked = (
        "select count(*), max(malam_tgl)::varchar, min(lampu_terpasang), list(distinct status), count(kwh) "
        "from mart_pju_malam where id_objek = '{}'"
    )
    assert rows(asked.format("BUNGKAM")) == [(161, "2026-07-14", 10, ["TIDAK_LENGKAP"], 0)]
    # Taken away on 10 July: the evening of the 9th is its last.
    assert rows(asked.format("DILEPAS")) == [(156, "2026-07-09", 10, ["TIDAK_LENGKAP"], 0)]

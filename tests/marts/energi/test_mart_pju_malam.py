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

"""Buildings: intensity and its classes, cost, bills against meters, the year before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Rows = Callable[[str], list[tuple[Any, ...]]]


def _juni(rows: Rows, columns: str, objek: str) -> tuple[Any, ...]:
    (found,) = rows(f"select {columns} from mart_energi_gedung where id_objek = '{objek}' and bulan = '2026-06-01'")
    return found


@pytest.mark.parametrize(
    ("objek", "ike", "kelas"),
    [
        ("MAKASSAR", "12.4362", "efisien"),  # 63,661 kWh / 5,119 m², two meters
        ("DELAPAN-SETENGAH", "8.5000", "efisien"),  # 3.4 × 96 × 30 / 1,152
        ("SEDIKIT-DI-BAWAH", "8.5000", "sangat efisien"),  # 8.499975: the class sees what the figure rounds away
        ("DELAPAN-BELAS-SETENGAH", "18.5000", "boros"),
        ("TANPA-AC", "7.4000", "boros"),  # the bounds without air conditioning: 115 of 1,152 m² is under a tenth
        ("CAMPURAN", "2.5000", "sangat efisien"),
        ("TANPA-LUAS", None, None),
        ("SETAHUN", None, None),
    ],
)
def test_intensity_and_class(rows: Rows, objek: str, ike: str | None, kelas: str | None) -> None:
    standar = "Permen ESDM 13/2012" if kelas else None
    assert _juni(rows, "ike_kwh_m2, kelas_ike, standar_ike", objek) == (ike, kelas, standar)


def test_half_cooled_counts_as_cooled_and_says_so(rows: Rows) -> None:
    assert _juni(rows, "is_ac, flags", "CAMPURAN") == (True, ["AC_CAMPURAN"])
    assert _juni(rows, "is_ac, flags", "TANPA-AC") == (False, [])


def test_meters_of_a_building_are_added(rows: Rows) -> None:
    found = _juni(rows, "n_meter, n_hari, kwh, kelengkapan_pct, status_data, beban_dasar_kw, kw_puncak", "MAKASSAR")
    # Peaks: 22 and 301 kWh in a quarter of an hour.
    assert found == (2, 30, "63661.00000", "100.0000", "LENGKAP", "88.00000", "1292.00000")
    # 63,661 / (1,292 × 24 × 30); by night 12 h × 88 kW each day: 31,680 of 63,360, and 301 by day.
    assert _juni(rows, "load_factor, rasio_malam_siang", "MAKASSAR") == ("0.0684", "0.9906")


def test_cost_and_emissions(rows: Rows) -> None:
    # 63,661 × 1,699.53 and 63,661 × 0.814 / 1000.
    found = _juni(rows, "biaya_rp, rp_per_kwh, tco2e", "MAKASSAR")
    assert found == ("108193779.33", "1699.5300", "51.820054")


def test_a_group_without_tariff_has_no_cost(rows: Rows) -> None:
    biaya, alasan = _juni(rows, "biaya_rp, alasan", "CAMPURAN")
    assert biaya is None
    assert "TARIF_TIDAK_ADA" in alasan


def test_why_figures_are_missing(rows: Rows) -> None:
    assert _juni(rows, "alasan", "TANPA-LUAS")[0] == ["LUAS_KOSONG", "PEMBANDING_TIDAK_ADA", "TAGIHAN_BELUM_LENGKAP"]
    assert _juni(rows, "alasan", "SETAHUN")[0] == ["LUAS_KOSONG", "TAGIHAN_BELUM_LENGKAP"]


def test_bills_are_spread_over_their_days(rows: Rows) -> None:
    # 1,000 kWh over 31 days: 17 days are 548.387, so 14 are 451.613; 900 over 30 days: 16 are 480.
    found = _juni(rows, "kwh, kwh_tagihan, hari_tagihan, selisih_tagihan_pct, flags", "DITAGIH")
    # (931.613 - 864) / 864
    assert found == ("864.00000", "931.613", 30, "7.8256", ["TAGIHAN_SELISIH"])


def test_a_month_that_bills_do_not_cover_is_not_compared(rows: Rows) -> None:
    # No readings in July, 14 of 31 days billed: 420 of 900 kWh.
    (found,) = rows(
        "select kwh, kwh_tagihan, hari_tagihan, selisih_tagihan_pct, alasan from mart_energi_gedung "
        "where id_objek = 'DITAGIH' and bulan = '2026-07-01'"
    )
    assert found[:4] == (None, "420.000", 14, None)
    assert {"TIDAK_TERUKUR", "TAGIHAN_BELUM_LENGKAP"} <= set(found[4])


def test_the_year_before(rows: Rows) -> None:
    # 2.2 against 2 kWh a quarter.
    assert _juni(rows, "kwh, yoy_pct", "SETAHUN") == ("6336.00000", "10.0000")
    assert _juni(rows, "yoy_pct, alasan", "MAKASSAR")[0] is None


def test_a_month_in_course_counts_its_days_so_far(rows: Rows) -> None:
    # 14 of 15 days measured; 3 quarters of 7 July: one is missing.
    (found,) = rows(
        "select n_hari, kelengkapan_pct, status_data from mart_energi_gedung "
        "where id_objek = 'GERIGI' and bulan = '2026-07-01'"
    )
    assert found == (14, "93.2639", "TIDAK_LENGKAP")  # (14 × 96 - 1) / (15 × 96)


def test_a_building_that_sends_nothing_is_seen(rows: Rows) -> None:
    assert _juni(rows, "kwh, kelengkapan_pct, status_data, flags", "DIAM") == (
        None, "0.0000", "TIDAK_LENGKAP", ["METER_TANPA_BACAAN"],
    )  # fmt: skip

"""Absorption per sub-kegiatan and jenis in the small town, in rupiah small enough for the head.

The town's night is 30 November 2026: budget year 2026 has 11 months, 2025 has 12.
"""

from __future__ import annotations

from typing import Any

import pytest

JALAN, JEMBATAN, RENCANA = "1.03.10.2.01.0051", "1.03.10.2.01.0040", "1.03.10.2.01.0046"
IRIGASI, GAJI = "1.03.02.2.02.0014", "1.03.01.2.02.0001"
RAMBU, APILL = "2.15.02.2.02.0002", "2.15.02.2.02.0008"
PERDA, RKA = "5.02.02.2.01.0007", "5.02.02.2.01.0003"
BARANG, MODAL, PEGAWAI = "5.1.02", "5.2.04", "5.1.01"


def months(
    marts: Any, columns: str, sub: str, jenis: str, tahun: int = 2026, pemda: str = "33.74"
) -> list[tuple[Any, ...]]:
    """The row's months in order; a single column comes as plain values."""
    found: list[tuple[Any, ...]] = marts.rows(
        f"select {columns} from mart_serapan_bulanan where kd_pemda = ? and tahun = ? "
        "and kd_sub_kegiatan = ? and kd_jenis = ? order by bulan",
        pemda, tahun, sub, jenis,
    )  # fmt: skip
    return [row[0] for row in found] if "," not in columns else found


def test_pagu_is_that_of_the_version_in_force_on_the_last_day_of_the_month(marts: Any) -> None:
    # murni: 600 DAU + 300 PAD + 100 fuel = 1000; pergeseran_1 from 15 April 1200; perubahan from
    # 1 October 1500.
    expected = ["1000.00"] * 3 + ["1200.00"] * 6 + ["1500.00"] * 2
    assert months(marts, "pagu_berlaku", JALAN, BARANG) == expected
    assert months(marts, "pagu_murni", JALAN, BARANG) == ["1000.00"] * 11
    stages = ["murni"] * 3 + ["pergeseran_1"] * 6 + ["perubahan"] * 2
    assert months(marts, "tahap_berlaku", JALAN, BARANG) == stages


def test_targets_add_up_the_months_of_the_cash_plan_in_force(marts: Any) -> None:
    # murni 100 a month; pergeseran_1 rewrites January too: 80 + 100 + 100 + 150 = 430 in April
    # (not 300 + 150); 580, 730, 880, 1030, then + 170 = 1200; perubahan adds 100 a month.
    kum = [100, 200, 300, 430, 580, 730, 880, 1030, 1200, 1300, 1400]
    bln = [100, 100, 100, 150, 150, 150, 150, 150, 170, 100, 100]
    assert months(marts, "target_kum", JALAN, BARANG) == [f"{n}.00" for n in kum]
    assert months(marts, "target_bln", JALAN, BARANG) == [f"{n}.00" for n in bln]


def test_realisasi_counts_each_kind_of_document_with_its_sign(marts: Any) -> None:
    # Jan: LS 100 (UP 500 is an advance). Feb: GU 50 (TU an advance, one unverified, one deleted).
    # Mar: refund 60, correction + 20, - 5: a negative month stays negative. May: BLUD 30 + BOS 40.
    # The LS of 1 December lies in the file already, but is not of tonight.
    bln = [100, 50, -45, 0, 70, 0, 0, 0, 0, 0, 0]
    kum = [100, 150, 105, 105, 175, 175, 175, 175, 175, 175, 175]
    assert months(marts, "realisasi_bln", JALAN, BARANG) == [f"{n}.00" for n in bln]
    assert months(marts, "realisasi_kum", JALAN, BARANG) == [f"{n}.00" for n in kum]
    assert months(marts, "realisasi_bln", GAJI, PEGAWAI)[:3] == ["50.00", "50.00", "0.00"]
    assert set(months(marts, "sumber_realisasi", JALAN, BARANG)) == {"SP2D"}


def test_measures_of_one_month(marts: Any) -> None:
    # April: pagu 1200, target 430, realisasi 105. 105/1200 = 8.75; 430/1200 = 35.8333; difference
    # - 325/1200 = - 27.0833; 325/430 = 75.5814; 105/430 = 24.4186; against murni 105/1000 = 10.5;
    # left 1095, over 8 months 136.875, half up 136.88.
    columns = (
        "serapan_pct, target_pct, deviasi_pp, deviasi_relatif_pct, capaian_pct, "
        "serapan_thd_murni_pct, sisa_pagu, kebutuhan_per_bulan, status_data, alasan"
    )
    assert months(marts, columns, JALAN, BARANG)[3] == (
        "8.7500", "35.8333", "-27.0833", "75.5814", "24.4186",
        "10.5000", "1095.00", "136.88", "berjalan", [],
    )  # fmt: skip


def test_a_sub_kegiatan_born_later_has_months_without_pagu_before(marts: Any) -> None:
    # In the budget and the cash plan from October on: 500, of which 250 planned for November.
    columns = "pagu_murni, pagu_berlaku, target_kum, realisasi_kum, serapan_pct, alasan"
    rows = months(marts, columns, IRIGASI, BARANG)
    unborn = (None, None, None, "0.00", None, ["PAGU_NOL", "RAK_MISSING"])
    assert rows[:9] == [unborn] * 9
    assert rows[9:] == [
        (None, "500.00", "0.00", "0.00", "0.0000", ["TARGET_NOL"]),
        (None, "500.00", "250.00", "0.00", "0.0000", []),
    ]


def test_a_dropped_line_has_pagu_nought_and_its_spending_shows(marts: Any) -> None:
    # 2000, 1800 from April, not in the perubahan; 300 were paid in June; never in a cash plan.
    assert months(marts, "pagu_berlaku", JALAN, MODAL) == (["2000.00"] * 3 + ["1800.00"] * 6 + ["0.00"] * 2)
    columns = "realisasi_kum, serapan_pct, sisa_pagu, target_kum, capaian_pct, alasan"
    rows = months(marts, columns, JALAN, MODAL)
    assert rows[8] == ("300.00", "16.6667", "1500.00", None, None, ["RAK_MISSING"])
    assert rows[9] == ("300.00", None, "-300.00", None, None, ["PAGU_MINUS", "RAK_MISSING"])


def test_spending_that_no_budget_names_has_all_its_months(marts: Any) -> None:
    rows = months(marts, "pagu_berlaku, realisasi_kum, alasan", JEMBATAN, BARANG)
    assert rows[:6] == [(None, "0.00", ["PAGU_NOL", "RAK_MISSING"])] * 6
    assert rows[6:] == [(None, "7.00", ["PAGU_MINUS", "RAK_MISSING"])] * 5


def test_nought_over_nought_says_so(marts: Any) -> None:
    columns = "pagu_berlaku, serapan_pct, deviasi_pp, deviasi_relatif_pct, capaian_pct, alasan"
    assert set(map(str, months(marts, columns, RENCANA, BARANG))) == {
        str(("0.00", None, None, None, None, ["PAGU_NOL", "TARGET_NOL"]))
    }


def test_nothing_spent_is_all_behind_the_target(marts: Any) -> None:
    # Target 100 and nothing paid: relative deviation 100, - 100/900 in points; never 0 for want of
    # spending. In January the target was 0: no relative deviation.
    columns = "target_kum, realisasi_kum, deviasi_pp, deviasi_relatif_pct, capaian_pct, alasan"
    assert months(marts, columns, APILL, BARANG)[:2] == [
        ("0.00", "0.00", "0.0000", None, None, ["TARGET_NOL"]),
        ("100.00", "0.00", "-11.1111", "100.0000", "0.0000", []),
    ]


def test_physical_progress_and_its_gap_to_the_money(marts: Any) -> None:
    # Dishub reported January, February and April; 90 of 100 were paid in January.
    assert months(marts, "fisik_kum_pct, gap_fisik_keu_pp", RAMBU, BARANG)[:5] == [
        ("20.0000", "-70.0000"),
        ("40.0000", "-50.0000"),
        (None, None),
        ("60.0000", "-30.0000"),
        (None, None),
    ]


def test_cumulative_reports_become_months_and_a_gap_stays_a_gap(marts: Any) -> None:
    # 10, 30, (March missing), 25: months 10, 20, unknown, - 5; no clamping, and they add up to 25.
    assert marts.rows(
        "select bulan_ke, realisasi_bln, realisasi_kum from intermediate.int_serapan__rfk "
        "where kd_pemda = '33.74' and kd_sub_kegiatan = ? order by bulan_ke",
        RAMBU,
    ) == [(1, "10.00", "10.00"), (2, "20.00", "30.00"), (4, "-5.00", "25.00")]


def test_without_sp2d_the_monthly_reports_rule(marts: Any) -> None:
    # 33.22: pagu 100 + 300 over both jenis; RFK of the month 20, 30, (missing), - 5, then nothing.
    columns = (
        "pagu_berlaku, target_bln, target_kum, realisasi_bln, realisasi_kum, sumber_realisasi, "
        "fisik_kum_pct, serapan_pct, deviasi_pp"
    )
    assert months(marts, columns, JALAN, "*", pemda="33.22")[:5] == [
        ("400.00", "30.00", "30.00", "20.00", "20.00", "RFK", "5.0000", "5.0000", "-2.5000"),
        ("400.00", "30.00", "60.00", "30.00", "50.00", "RFK", "12.5000", "12.5000", "-2.5000"),
        ("400.00", "30.00", "90.00", None, None, "RFK", None, None, None),
        ("400.00", "30.00", "120.00", "-5.00", "45.00", "RFK", "30.0000", "11.2500", "-18.7500"),
        ("400.00", "30.00", "150.00", None, None, "RFK", None, None, None),
    ]
    assert marts.rows("select distinct kd_jenis from mart_serapan_bulanan where kd_pemda = '33.22'") == [("*",)]
    unbudgeted = months(marts, "realisasi_kum, alasan", JEMBATAN, "*", pemda="33.22")[3]
    assert unbudgeted == ("5.00", ["PAGU_MINUS", "RAK_MISSING"])


def test_a_past_year_has_twelve_months_and_takes_its_january_corrections(marts: Any) -> None:
    # 1,000,001 of 2,000,000 is 50.00005 %, half up 50.0001. A correction of - 1 dated 8 January
    # 2026 belongs to 2025: half exactly at its end.
    rows = months(marts, "serapan_pct, realisasi_bln, status_data", PERDA, BARANG, 2025)
    assert len(rows) == 12
    assert rows[1] == ("50.0001", "1000001.00", "unaudited")
    assert rows[11] == ("50.0000", "-1.00", "unaudited")


def test_need_per_month_is_rounded_half_up_and_has_no_thirteenth_month(marts: Any) -> None:
    # 0.29 left of 1,000,000.29: in October over two months 0.145, half up 0.15.
    need = months(marts, "kebutuhan_per_bulan", RKA, BARANG, 2025)
    assert need[9:] == ["0.15", "0.29", None]


@pytest.mark.parametrize(("pemda", "tahun", "expected"), [("33.74", 2025, 24), ("33.22", 2026, 33)])
def test_every_line_has_every_month_and_no_more(marts: Any, pemda: str, tahun: int, expected: int) -> None:
    # 2025: 2 lines × 12; 33.22 in 2026: JALAN, RAMBU and the unbudgeted JEMBATAN × 11.
    assert marts.row(
        "select count(*), count(distinct (bulan, kd_opd, kd_sub_kegiatan, kd_jenis)) "
        "from mart_serapan_bulanan where kd_pemda = ? and tahun = ?",
        pemda, tahun,
    ) == (expected, expected)  # fmt: skip

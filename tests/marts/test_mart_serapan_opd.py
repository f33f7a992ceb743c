"""Absorption per office: ratios of sums, bands, ranks, coverages; night of 30 November 2026."""

from __future__ import annotations

from typing import Any

import pytest

DPU, DISHUB = "1.03.0.00.0.00.01.0000", "2.15.0.00.0.00.01.0000"
DISDIK, BPKAD = "1.01.0.00.0.00.01.0000", "5.02.0.00.0.00.01.0000"


def office(
    marts: Any, columns: str, opd: str, bulan: int, cakupan: str = "semua", pemda: str = "33.74"
) -> tuple[Any, ...]:
    found: tuple[Any, ...] = marts.row(
        f"select {columns} from mart_serapan_opd where kd_pemda = ? and tahun = 2026 "
        "and month(bulan) = ? and kd_opd = ? and cakupan = ?",
        pemda, bulan, opd, cakupan,
    )  # fmt: skip
    return found


def test_an_office_is_the_ratio_of_its_sums(marts: Any) -> None:
    # 90 of 100 and 0 of 900: 9.0 %, not 45 %.
    columns = "pagu_berlaku, realisasi_kum, serapan_pct, n_sub_kegiatan, n_sub_tanpa_realisasi"
    assert office(marts, columns, DISHUB, 1) == ("1000.00", "90.00", "9.0000", 2, 1)


def test_all_measures_of_an_office(marts: Any) -> None:
    # DPU in November. Pagu: JALAN 1500 + dropped 0, IRIGASI 500, GAJI 600, RENCANA 0 = 2600; murni
    # 1000 + 2000 + 600 + 0 = 3600. Target: 1400 + 250 + 550 + 0 = 2200. Realisasi: 175 + 300 + 100
    # + 7 = 582. 582/2600 = 22.38462; 2200/2600 = 84.61538; - 1618/2600 = - 62.23077;
    # 1618/2200 = 73.54545; 582/2200 = 26.45455; 582/3600 = 16.16667. Left 2018, for one month.
    columns = (
        "pagu_murni, pagu_berlaku, target_kum, realisasi_kum, serapan_pct, target_pct, deviasi_pp, "
        "deviasi_relatif_pct, capaian_pct, serapan_thd_murni_pct, sisa_pagu, kebutuhan_per_bulan, "
        "predikat, warna, n_sub_kegiatan, n_sub_tanpa_realisasi, tahap_berlaku, alasan"
    )
    assert office(marts, columns, DPU, 11) == (
        "3600.00", "2600.00", "2200.00", "582.00", "22.3846", "84.6154", "-62.2308",
        "73.5455", "26.4545", "16.1667", "2018.00", "2018.00",
        "Sangat Rendah", "merah", 5, 2, "perubahan", [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("bulan", "capaian", "predikat", "deviasi", "warna"),
    [
        # Disdik has one line of 1000. Per month: target and realisasi to date.
        (1, "91.0000", "Sangat Tinggi", "-0.9000", "hijau"),  # 100, 91
        (2, "90.9900", "Tinggi", "-1.8020", "hijau"),  # 200, 181.98
        (3, "76.0000", "Tinggi", "-6.0000", "kuning"),  # 250, 190
        (4, "75.9696", "Sedang", "-6.0100", "kuning"),  # 250.10, 190: 75.96961
        (5, "83.3333", "Tinggi", "-5.0000", "hijau"),  # 300, 250
        (6, "83.3306", "Tinggi", "-5.0010", "kuning"),  # 300.01, 250: 83.33056
        (7, "75.0000", "Sedang", "-10.0000", "kuning"),  # 400, 300
        (8, "74.9981", "Sedang", "-10.0010", "merah"),  # 400.01, 300: 74.99813
        (9, "66.0000", "Sedang", "-17.0000", "merah"),  # 500, 330
        (10, "65.9868", "Rendah", "-17.0100", "merah"),  # 500.10, 330: 65.98680
        (11, "51.0000", "Rendah", "-31.8500", "merah"),  # 650, 331.50
    ],
)
def test_bands_are_half_open(marts: Any, bulan: int, capaian: str, predikat: str, deviasi: str, warna: str) -> None:
    columns = "capaian_pct, predikat, deviasi_pp, warna"
    assert office(marts, columns, DISDIK, bulan) == (capaian, predikat, deviasi, warna)


def test_ties_share_a_rank_and_the_whole_has_none(marts: Any) -> None:
    # January. DPU: 150 paid, 150 planned: 0. Disdik (91 - 100)/1000 and Dishub (90 - 99)/1000:
    # - 0.9 both. BPKAD: (0 - 60)/1000 = - 6. Whole: (331 - 409)/6600 = - 1.18182.
    assert marts.rows(
        "select kd_opd, deviasi_pp, peringkat from mart_serapan_opd where kd_pemda = '33.74' "
        "and bulan = '2026-01-01' and cakupan = 'semua' order by kd_opd"
    ) == [
        ("*", "-1.1818", None),
        (DISDIK, "-0.9000", 2),
        (DPU, "0.0000", 1),
        (DISHUB, "-0.9000", 2),
        (BPKAD, "-6.0000", 4),
    ]


def test_the_whole_government_is_the_sum_of_its_offices(marts: Any) -> None:
    # January: pagu 3600 + 3 × 1000, target 150 + 100 + 99 + 60, realisasi 150 + 91 + 90 + 0;
    # 331/6600 = 5.01515; 331/409 = 80.92910. Sub-kegiatan 5 + 1 + 2 + 2, of which with spending
    # JALAN, GAJI, KELAS, RAMBU.
    columns = (
        "pagu_berlaku, target_kum, realisasi_kum, serapan_pct, capaian_pct, predikat, warna, "
        "n_sub_kegiatan, n_sub_tanpa_realisasi"
    )
    assert office(marts, columns, "*", 1) == (
        "6600.00", "409.00", "331.00", "5.0152", "80.9291", "Tinggi", "hijau", 10, 6,
    )  # fmt: skip


def test_coverages_leave_out_their_kinds_of_spending(marts: Any) -> None:
    columns = "pagu_berlaku, target_kum, realisasi_kum, n_sub_kegiatan"
    # DPU in November without salaries (600, 550, 100).
    without_pay = office(marts, columns, DPU, 11, "tanpa_gaji")
    assert without_pay == ("2000.00", "1650.00", "482.00", 4)
    # BPKAD: 100 for goods, 400 BTT (40 paid), 500 transfers (100 paid); targets 100, 0, 500.
    assert office(marts, columns, BPKAD, 11) == ("1000.00", "600.00", "140.00", 2)
    assert office(marts, columns, BPKAD, 11, "tanpa_gaji") == ("1000.00", "600.00", "140.00", 2)
    without_transfers = office(marts, columns, BPKAD, 11, "tanpa_btt_transfer")
    assert without_transfers == ("100.00", "100.00", "0.00", 1)
    measures = "deviasi_pp, deviasi_relatif_pct, capaian_pct, predikat, warna"
    assert office(marts, measures, BPKAD, 11, "tanpa_btt_transfer") == (
        "-100.0000", "100.0000", "0.0000", "Sangat Rendah", "merah",
    )  # fmt: skip


def test_reports_know_no_kinds_of_spending(marts: Any) -> None:
    assert marts.rows("select distinct cakupan from mart_serapan_opd where kd_pemda = '33.22'") == [("semua",)]


@pytest.mark.parametrize(
    ("bulan", "selisih", "fisik", "gap"),
    [
        # Paid 90 since January, reported 10, 30, nothing, 25. Progress 20 % of 100 and 10 % of 900
        # = 11 %; 40 and 10: 13; 60 and 20: 24. Money 9 %.
        (1, "80.00", "11.0000", "2.0000"),
        (2, "60.00", "13.0000", "4.0000"),
        (3, None, None, None),
        (4, "65.00", "24.0000", "15.0000"),
    ],
)
def test_sp2d_against_the_reports(
    marts: Any, bulan: int, selisih: str | None, fisik: str | None, gap: str | None
) -> None:
    columns = "selisih_sp2d_rfk, fisik_kum_pct, gap_fisik_keu_pp"
    assert office(marts, columns, DISHUB, bulan) == (selisih, fisik, gap)
    assert office(marts, "selisih_sp2d_rfk", "*", bulan) == (selisih,)
    assert office(marts, "selisih_sp2d_rfk", DISHUB, bulan, "tanpa_gaji") == (None,)


def test_offices_told_by_their_reports(marts: Any) -> None:
    # 33.22 in January: DPU 20 of 400, planned 30: - 2.5. Dishub 20 of 200, planned 20: 0.
    columns = "realisasi_kum, deviasi_pp, peringkat, sumber_realisasi, selisih_sp2d_rfk"
    assert office(marts, columns, DPU, 1, pemda="33.22") == ("20.00", "-2.5000", 2, "RFK", None)
    assert office(marts, columns, DISHUB, 1, pemda="33.22") == ("20.00", "0.0000", 1, "RFK", None)
    # Physical: 5 % of 400 and 10 % of 200: 40/600 = 6.66667.
    whole = office(marts, "realisasi_kum, fisik_kum_pct, serapan_pct", "*", 1, pemda="33.22")
    assert whole == ("40.00", "6.6667", "6.6667")


def test_no_target_no_grade(marts: Any) -> None:
    # 2025 has no cash plan.
    assert marts.row(
        "select target_kum, deviasi_pp, capaian_pct, predikat, warna, peringkat, alasan "
        "from mart_serapan_opd where tahun = 2025 and bulan = '2025-12-01' and kd_opd = ? "
        "and cakupan = 'semua'",
        BPKAD,
    ) == (None, None, None, None, None, None, ["RAK_MISSING"])

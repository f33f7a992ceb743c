"""Waste over the scales, the balance of a month, and what is made of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lumbung.lake import Lake
from lumbung.quality import checks

HARIAN = (
    "select ritase, netto_kg, netto_luar_daerah_kg, estimasi_kg, n_tara_tersimpan, n_manual, alasan "
    "from mart_sampah_harian where kd_pemda = '33.74' and tanggal = ? and kd_kecamatan = ?"
)


def test_loads_belong_to_their_day_and_origin(marts: Any) -> None:
    day = "2026-05-05"
    assert marts.row(HARIAN, day, "33.74.01") == (3, "12000.00", "0.00", "0.00", 0, 0, [])
    assert marts.row(HARIAN, day, "33.74.02") == (2, "4500.00", "0.00", "0.00", 1, 1, [])
    assert marts.row(HARIAN, day, "-") == (1, "3000.00", "0.00", "0.00", 1, 1, [])
    assert marts.row(HARIAN, day, "LUAR") == (1, "0.00", "8000.00", "0.00", 0, 0, [])


def test_a_day_without_scales_is_estimated_apart(marts: Any) -> None:
    """Wednesdays before: 6, 13, 20 May, 3, 10, 17 June (27 May is a holiday), dump trucks 2, 2, 4, 4, 4, 2:
    median 3 of 5,500 kg; one pickup of 1,000 kg; an arm roll came on no Wednesday."""
    assert marts.row(HARIAN, "2026-06-24", "-") == (0, "0.00", "0.00", "17500.00", 0, 0, ["JEMBATAN_MATI"])
    # No Sunday, no holiday and not the day after the last ticket.
    assert marts.rows("select tanggal from mart_sampah_harian where is_jembatan_mati") == [("2026-06-24",)]


NERACA = (
    "select penduduk, faktor_kg, timbulan_ton, pengurangan_ton, penanganan_ton, residu_ton, terkelola_ton, "
    "estimasi_ton, pengurangan_pct, penanganan_pct, terkelola_pct, tidak_terkelola_pct, target_pengurangan_pct, "
    "target_penanganan_pct, kg_per_orang_hari_tpa, alasan from mart_neraca_sampah where kd_pemda = ? and bulan = ?"
)


def test_balance_of_june(marts: Any) -> None:
    """22 days of 12,000 kg and 2 × 11,000 more = 286,000 kg; residue 400 kg counted at the units only."""
    assert marts.row(NERACA, "33.74", "2026-06-01") == (
        100_000, "0.6500", "1950.00000", "2.50000", "285.60000", "0.40000", "288.10000", "17.50000",
        "0.1282", "14.6462", "14.7744", "85.2256", None, None, "0.0953", ["TARGET_BELUM_ADA"],
    )  # fmt: skip


def test_a_factor_rules_from_its_first_day(marts: Any) -> None:
    """May: 22 days of 12,000 kg, 11,000 kg more on the 20th, 7,500 kg from elsewhere in the Kota."""
    found = marts.row(NERACA, "33.74", "2026-05-01")
    assert found[1:6] == ("0.7000", "2170.00000", "0.00000", "282.50000", "0.00000")
    assert found[-1] == ["TARGET_BELUM_ADA", "BANK_SAMPAH_KOSONG"]


def test_generation_of_a_known_year(marts: Any) -> None:
    """120,254 people × 0.4 kg: 48.10 t a day, 17,557.08 t a year; February has 28 days."""
    tons = dict(
        marts.rows(
            "select bulan, timbulan_ton from mart_neraca_sampah where kd_pemda = '33.22' and bulan >= '2025-01-01'"
        )
    )
    assert tons["2025-01-01"] == "1491.14960"
    assert tons["2025-02-01"] == "1346.84480"
    assert sum(map(Decimal, tons.values())) == Decimal("17557.08400")


def test_more_managed_than_generated_is_kept_and_said(marts: Any) -> None:
    """1,400 t reduced and 10 t handled of 1,346.8448 t."""
    found = marts.row(NERACA, "33.22", "2025-02-01")
    assert found[3:5] == ("1400.00000", "10.00000")
    assert found[10:14] == ("104.6891", "-4.6891", "30.00", "70.00")
    assert found[-1] == ["MASS_BALANCE"]


def test_no_population_no_ratio(marts: Any) -> None:
    found = marts.row(NERACA, "33.22", "2024-12-01")
    assert found[0] is None
    assert found[2] is None
    assert found[8:12] == (None, None, None, None)
    assert found[12:14] == ("28.00", "71.00")
    assert found[-1] == ["NO_POPULATION", "BANK_SAMPAH_KOSONG"]


def test_products(marts: Any) -> None:
    rows = marts.rows(
        "select kd_kecamatan, jenis_unit, produk, masuk_kg, hasil_kg, nilai_jual_rp, rendemen_pct, alasan "
        "from mart_produk_sampah where kd_pemda = '33.74' and bulan = '2026-06-01' order by all"
    )
    assert rows == [
        ("33.74.01", "bank_sampah", "-", "200.00", "0.00", "0.00", "0.0000", []),
        ("33.74.01", "bank_sampah", "biji plastik", "1000.00", "700.00", "3500000.00", "70.0000", []),
        ("33.74.02", "tps3r", "kompos", "2000.00", "600.00", "900000.00", "30.0000", []),
        ("33.74.02", "tps3r", "maggot", "0.00", "10.00", "50000.00", None, ["MASUK_NOL"]),
    ]


def test_lra_says_where_it_does_not_add_up(marts: Any) -> None:
    rows = marts.rows(
        "select kd_rekening, level, nama_rekening, anggaran, realisasi, realisasi_tahun_lalu, persen_pct, "
        "selisih_anak, selisih_anak_anggaran, alasan from mart_lra where kd_opd = '*' order by kd_rekening"
    )
    assert rows == [
        ("5", "akun", "Belanja Daerah", "1000.00", "400.00", "350.00", "40.0000", "0.00", "0.00", []),
        ("5.1", "kelompok", "Belanja Operasi", "700.00", "300.00", "250.00", "42.8571", "10.00", "0.00", []),
        ("5.1.01", "jenis", "Belanja Pegawai", "400.00", "200.00", "190.00", "50.0000", "0.00", "0.00", []),
        ("5.1.02", "jenis", "Belanja Barang dan Jasa", "300.00", "90.00", "60.00", "30.0000", "0.00", "0.00", []),
        ("5.2", "kelompok", "Belanja Modal", "300.00", "100.00", "100.00", "33.3333", "0.00", "0.00", []),
        ("5.3", "kelompok", "Belanja Tidak Terduga", "0.00", "0.00", None, None, "0.00", "0.00", ["PAGU_NOL"]),
    ]
    office = "select kd_rekening, selisih_anak, selisih_anak_anggaran from mart_lra where kd_opd <> '*' order by all"
    assert marts.rows(office) == [("5", "0.00", "10.00"), ("5.1", "0.00", "0.00")]


def test_a_report_that_does_not_add_up_warns_and_is_published(town: Any) -> None:
    found = [c for c in checks.read(Lake(town.settings.root)) if c.name.endswith("_induk_sama_dengan_anak")]
    assert {(c.name.rpartition("lra_")[2], c.severity, c.passed) for c in found} == {
        ("realisasi_induk_sama_dengan_anak", "kuning", False),
        ("anggaran_induk_sama_dengan_anak", "kuning", False),
    }

"""The documents of the planning town: summary (T1), by urusan and OPD (T2), by program (T3).

Kota has a draft for 2027 of 1,400 rupiah whose plan leaves 5 over; Kabupaten has the agreement of 2026
at its real size (deficit of 80.74 billion, paid from what is left of the year before).
"""

from __future__ import annotations

from typing import Any

import pytest

DPU, DISHUB, BPKAD = "1.03.0.00.0.00.01.0000", "2.15.0.00.0.00.01.0000", "5.02.0.00.0.00.01.0000"
DINKES = "1.02.0.00.0.00.01.0000"
KOTA = "kd_pemda = '33.74' and tahun_anggaran = 2027 and tahap_dokumen = 'rancangan'"
KABUPATEN = "kd_pemda = '33.22' and tahun_anggaran = 2026 and tahap_dokumen = 'kesepakatan'"
EMPTY = "kd_pemda = '33.22' and tahun_anggaran = 2027 and tahap_dokumen = 'rancangan_awal'"


def summary(marts: Any, columns: str, where: str) -> dict[str, tuple[Any, ...]]:
    """The rows of T1 by rekening."""
    rows = marts.rows(f"select kd_rekening, {columns} from mart_kuappas_ringkasan where {where}")
    return {row[0]: row[1:] for row in rows}


# ---- T1


def test_a_plan_that_closes_has_no_silpa(marts: Any) -> None:
    # G7, billions: 2,320.26 - 2,401 = - 80.74; + 80.74 received - 0 paid out = 0.
    t1 = summary(marts, "plafon_ppas, level", KABUPATEN)
    assert t1["SURPLUS_DEFISIT"] == ("-80740000000.00", "turunan")
    assert t1["PEMBIAYAAN_NETO"] == ("80740000000.00", "turunan")
    assert t1["SILPA"] == ("0.00", "turunan")


def test_a_plan_that_does_not_close_says_by_how_much_in_every_column(marts: Any) -> None:
    columns = "realisasi_n2, apbd_n1_murni, apbd_n1_perubahan, proyeksi_rkpd, plafon_ppas, prakiraan_n1"
    t1 = summary(marts, columns, KOTA)
    # 4 - 5: 1000 - 1050, 1100 - 1150, 1200 - 1250, 1250 - 1350, 1300 - 1400, 1350 - 1450.
    assert t1["SURPLUS_DEFISIT"] == ("-50.00", "-50.00", "-50.00", "-100.00", "-100.00", "-100.00")
    # 6.1 - 6.2: 70 - 20, 60 - 10, 60 - 10, 115 - 15, 120 - 15, 115 - 15.
    assert t1["PEMBIAYAAN_NETO"] == ("50.00", "50.00", "50.00", "100.00", "105.00", "100.00")
    assert t1["SILPA"] == ("0.00", "0.00", "0.00", "0.00", "5.00", "0.00")


def test_changes_against_the_rkpd_and_the_year_before(marts: Any) -> None:
    t1 = summary(marts, "selisih, selisih_thd_n1, perubahan_pct, alasan", KOTA)
    # 1300 - 1250; 1300 - 1200 (the changed budget, not 1100); 100 / 1200 = 8.33333 %.
    assert t1["4"] == ("50.00", "100.00", "8.3333", [])
    # 300 - 310; 300 - 320; - 20 / 320 = - 6.25 %.
    assert t1["5.1.02"] == ("-10.00", "-20.00", "-6.2500", [])
    # Derived rows have changes of their own: - 100 - (- 100); - 100 - (- 50); - 50 / - 50 = 100 %.
    assert t1["SURPLUS_DEFISIT"] == ("0.00", "-50.00", "100.0000", [])
    assert t1["SILPA"] == ("5.00", "5.00", None, ["APBD_N1_NOL"])


def test_names_are_those_of_the_document_else_of_the_register(marts: Any) -> None:
    t1 = summary(marts, "nama_rekening, level", KOTA)
    assert t1["4"] == ("Pendapatan", "akun")
    assert t1["5.2"] == ("Belanja Modal", "kelompok")
    assert t1["6.1.01"] == ("Sisa Lebih Perhitungan Anggaran Tahun Sebelumnya", "jenis")
    assert t1["SILPA"] == ("Sisa Lebih Pembiayaan Anggaran Tahun Berkenaan", "turunan")


def test_what_a_document_leaves_empty_stays_empty_and_says_so(marts: Any) -> None:
    t1 = summary(marts, "plafon_ppas, selisih, selisih_thd_n1, perubahan_pct, alasan", EMPTY)
    assert t1["4"] == ("100.00", None, "100.00", None, ["APBD_N1_NOL", "PROYEKSI_KOSONG"])
    assert t1["5"] == (None, None, None, None, ["APBD_N1_KOSONG", "PLAFON_KOSONG", "PROYEKSI_KOSONG"])
    # 100 less an unknown amount is unknown; a rekening that is not in the document is nought.
    assert t1["SILPA"] == (None, None, None, None, ["APBD_N1_KOSONG", "KOMPONEN_KOSONG"])
    assert t1["PEMBIAYAAN_NETO"][0] == "0.00"


# ---- documents


def test_each_document_says_where_it_came_from_and_whether_it_closes(marts: Any) -> None:
    columns = (
        "tanggal_dokumen, berkas_plafon, berkas_proyeksi, total_plafon, akun_5, selisih_plafon, silpa, n_opd, "
        "n_sub_kegiatan, n_lokasi_tak_dikenal, alasan"
    )
    kota = marts.row(f"select {columns} from mart_kuappas_dokumen where {KOTA}")
    # 500 + 100 + 300 (one sub-kegiatan) + 200 + 150 + 50 + 50 + 50; "Semarang Antah" is no kecamatan, 9.9.99 no fund.
    assert kota == (
        "2026-07-10", "2027_rancangan.csv", "2027_rancangan.csv", "1400.00", "1400.00", "0.00", "5.00", 3, 6, 1,
        ["DANA_TAK_DIKENAL", "WILAYAH_TAK_DIKENAL"],
    )  # fmt: skip
    kabupaten = marts.row(f"select {columns} from mart_kuappas_dokumen where {KABUPATEN}")
    assert kabupaten[3:9] == ("2401000000000.00", "2401000000000.00", "0.00", "0.00", 3, 5)


def test_half_a_document_is_told(marts: Any) -> None:
    rows = marts.rows(
        "select kd_pemda, tahun_anggaran, tahap_dokumen, total_plafon, akun_5, selisih_plafon, silpa, alasan "
        "from mart_kuappas_dokumen where berkas_plafon is null or berkas_proyeksi is null order by all"
    )
    assert ("33.22", 2025, "kesepakatan", "1230000.00", None, None, None, ["PROYEKSI_BELUM_ADA"]) in rows
    missing = ["PLAFON_BELUM_ADA", "KOMPONEN_KOSONG"]
    assert ("33.22", 2027, "rancangan_awal", None, None, None, None, missing) in rows


# ---- T2


def by_office(marts: Any, columns: str, where: str = KOTA) -> dict[tuple[str, str], tuple[Any, ...]]:
    rows = marts.rows(f"select kd_bidang_urusan, kd_opd, {columns} from mart_ppas_urusan_opd where {where}")
    return {row[:2]: row[2:] for row in rows}


def test_urusan_is_read_from_the_sub_kegiatan(marts: Any) -> None:
    t2 = by_office(marts, "plafon, n_program, n_sub_kegiatan, total_pct")
    # 900, 350, 50 and 100 of 1400: 64.28571, 25, 3.571428, 7.142857 %. Dishub also builds a road.
    assert t2 == {
        ("1.03", DPU): ("900.00", 1, 1, "64.2857"),
        ("2.15", DISHUB): ("350.00", 1, 2, "25.0000"),
        ("1.03", DISHUB): ("50.00", 1, 1, "3.5714"),
        ("5.02", BPKAD): ("100.00", 1, 2, "7.1429"),
    }


def test_the_groups_of_spending(marts: Any) -> None:
    columns = "belanja_operasi, belanja_modal, belanja_btt, belanja_transfer"
    t2 = by_office(marts, columns)
    assert t2["1.03", DPU] == ("100.00", "800.00", "0.00", "0.00")
    assert t2["5.02", BPKAD] == ("0.00", "0.00", "50.00", "50.00")


def test_the_sources_of_funds_and_those_that_nobody_knows(marts: Any) -> None:
    columns = (
        "dana_pad, dana_dau, dana_dau_earmark, dana_dbh, dana_dak_fisik, dana_dak_nonfisik, dana_banprov, "
        "dana_pinjaman, dana_lain"
    )
    t2 = by_office(marts, columns)
    zero = "0.00"
    assert t2["1.03", DPU] == ("100.00", "800.00", zero, zero, zero, zero, zero, zero, zero)
    assert t2["1.03", DISHUB][3] == "50.00"
    assert t2["5.02", BPKAD] == ("50.00", zero, zero, zero, zero, zero, "50.00", zero, zero)
    # 9.9.99 is in no table (200), and 150 name no source: both are counted, and said.
    assert t2["2.15", DISHUB][8] == "350.00"
    assert by_office(marts, "alasan[:2]")["2.15", DISHUB] == (["DANA_KOSONG", "DANA_TAK_DIKENAL"],)
    kabupaten = by_office(marts, "dana_dau, dana_dak_nonfisik, dana_dak_fisik, dana_dbh", KABUPATEN)
    assert kabupaten["1.02", DINKES] == ("1000000000000.00", "600000000000.00", zero, zero)


def test_the_year_before_is_its_agreement_and_its_last_month(marts: Any) -> None:
    t2 = by_office(marts, "plafon_n1, serapan_n1_pct, alasan")
    # The agreement of 2026 (800 + 1200 + 110 + 50), not its draft; August: (300 + 700) of
    # (1000 + 1500 + 120) = 38.16793 %.
    assert t2["1.03", DPU] == ("2160.00", "38.1679", [])
    assert t2["1.03", DISHUB] == (None, None, ["PLAFON_N1_KOSONG", "SERAPAN_N1_KOSONG"])
    # The agreement of 2025; its budget was never reported on.
    kabupaten = by_office(marts, "plafon_n1, serapan_n1_pct, alasan", KABUPATEN)
    assert kabupaten["1.02", DINKES] == ("1230000.00", None, ["SERAPAN_N1_KOSONG"])


# ---- T3


def programs(marts: Any, columns: str, where: str = KOTA) -> dict[tuple[str, str], tuple[Any, ...]]:
    rows = marts.rows(f"select kd_opd, kd_sub_kegiatan, {columns} from mart_ppas_program where {where}")
    return {row[:2]: row[2:] for row in rows}


def test_a_program_gathers_its_lines(marts: Any) -> None:
    columns = "plafon, pagu_n_lalu, pagu_n_depan, kd_program, kd_kegiatan, lokasi, sumber_dana"
    t3 = programs(marts, columns)
    # 500 + 100 + 300; 400 + 80; 550 + 110; "Semarang Utara" is 33.74.02.
    assert t3[DPU, "1.03.10.2.01.0053"] == (
        "900.00", "480.00", "660.00", "1.03.10", "1.03.10.2.01", ["33.74.01", "33.74.02"], ["DAU", "PAD"],
    )  # fmt: skip
    assert t3[DISHUB, "2.15.02.2.02.0002"] == (
        "200.00", None, None, "2.15.02", "2.15.02.2.02", [], ["LAIN"],
    )  # fmt: skip


def test_indicator_and_target_come_from_one_line(marts: Any) -> None:
    t3 = programs(marts, "sasaran, indikator, target, satuan")
    # By key the line of 5.1.02 comes first, but names none; then 5.2.04 in 33.74.01 before 33.74.02.
    assert t3[DPU, "1.03.10.2.01.0053"] == ("Jalan mantap", "Panjang jalan", "2,5", "km")


def test_names_are_those_of_the_years_nomenclature(marts: Any) -> None:
    t3 = programs(marts, "nama_program, nama_kegiatan, nama_sub_kegiatan, alasan")
    assert t3[DPU, "1.03.10.2.01.0053"] == (
        "PROGRAM PENYELENGGARAAN JALAN", "Penyelenggaraan Jalan Kabupaten/Kota", "Pembangunan Jalan", [],
    )  # fmt: skip


def test_priorities_and_the_rank_they_give(marts: Any) -> None:
    columns = "prioritas_daerah, prioritas_provinsi, prioritas_nasional, peringkat_prioritas"
    t3 = programs(marts, columns)
    assert t3 == {
        # Two levels served, 900 before 150; then none: 200; and three of 50 share a rank.
        (DPU, "1.03.10.2.01.0053"): ("Banjir; Infrastruktur", "Konektivitas", None, 1),
        (DISHUB, "2.15.02.2.02.0008"): (None, "Angkutan; Keselamatan", "Logistik", 2),
        (DISHUB, "2.15.02.2.02.0002"): (None, None, None, 3),
        (DISHUB, "1.03.10.2.01.0055"): (None, None, None, 4),
        (BPKAD, "5.02.02.2.04.0001"): (None, None, None, 4),
        (BPKAD, "5.02.02.2.04.0007"): (None, None, None, 4),
    }
    # The budget of 2026 bears no labels yet: those of 2025 hold. 600 billion served before 1,000.
    kabupaten = programs(marts, columns, KABUPATEN)
    assert kabupaten[DINKES, "1.02.02.2.02.0033"] == (None, None, "Stunting", 1)
    assert kabupaten[DINKES, "1.02.01.2.02.0001"] == (None, None, None, 2)


@pytest.mark.parametrize("mart", ["mart_ppas_urusan_opd", "mart_ppas_program", "mart_kuappas_input"])
def test_every_table_of_a_document_adds_up_to_it(marts: Any, mart: str) -> None:
    column = "plafon_ppas" if mart == "mart_kuappas_input" else "plafon"
    per_document = (
        f"select kd_pemda, tahun_anggaran, tahap_dokumen, sum({column}) from {mart} "
        f"group by all having sum({column}) is not null order by all"
    )
    rows = marts.rows(per_document)
    assert ("33.74", 2027, "rancangan", "1400.00") in rows
    assert ("33.22", 2026, "kesepakatan", "2401000000000.00") in rows
    assert ("33.22", 2025, "kesepakatan", "1230000.00") in rows

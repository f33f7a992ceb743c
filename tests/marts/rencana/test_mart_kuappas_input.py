"""Proposals beside ceilings (T4): the health office of Kabupaten in 2025, worked out by hand.

Getasan (33.22.01, 52,911 people): H-1, H-2, H-P1 and the aspiration Z-1 ask for one clinic; H-1 is primary.
Tengaran (33.22.02): H-3 … H-8 ask for food for toddlers, one of each decision. H-9 names no place.
"""

from __future__ import annotations

from typing import Any

DINKES, KLINIK, GIZI = "1.02.0.00.0.00.01.0000", "1.02.02.2.01.0009", "1.02.02.2.02.0015"
GETASAN, TENGARAN = "33.22.01", "33.22.02"


def t4(marts: Any, columns: str, opd: str = DINKES, where: str = "tahun_anggaran = 2025") -> dict[Any, Any]:
    """Rows of one office by sub-kegiatan and kecamatan."""
    rows = marts.rows(
        f"select kd_sub_kegiatan, kd_kecamatan, {columns} from mart_kuappas_input "
        f"where kd_pemda = '33.22' and kd_opd = ? and {where}",
        opd,
    )
    return {row[:2]: row[2:] for row in rows}


def test_a_row_wherever_something_was_asked_or_given(marts: Any) -> None:
    assert set(t4(marts, "1")) == {
        (KLINIK, GETASAN), ("*", GETASAN), (GIZI, TENGARAN), (GIZI, "*"),
    }  # fmt: skip
    assert set(t4(marts, "1", opd="*")) == {("*", TENGARAN)}


def test_rows_count_where_they_stand_and_needs_once(marts: Any) -> None:
    columns = (
        "n_usulan_baris, n_usulan_unik, n_musrenbang_desa, n_musrenbang_kel, n_musrenbang_kec, n_pokir, n_sarapan, "
        "n_lintas_asal"
    )
    rows = t4(marts, columns)
    # H-1 and, where it is planned, the aspiration; the need came from four sides.
    assert rows[KLINIK, GETASAN] == (2, 1, 1, 0, 0, 0, 1, 1)
    # H-2 and H-P1 have no sub-kegiatan of their own and are not primary.
    assert rows["*", GETASAN] == (2, 0, 0, 0, 1, 1, 0, 0)
    assert rows[GIZI, TENGARAN] == (6, 6, 6, 0, 0, 0, 0, 0)
    assert rows[GIZI, "*"] == (1, 1, 1, 0, 0, 0, 0, 0)
    # Z-2 belongs to no proposal: nobody's yet.
    assert t4(marts, columns, opd="*")["*", TENGARAN] == (1, 1, 0, 0, 0, 0, 1, 0)


def test_every_need_has_one_decision(marts: Any) -> None:
    columns = "n_diterima, n_ditolak, n_dikembalikan, n_pending, n_dibatalkan, n_tidak_diajukan"
    rows = t4(marts, columns)
    assert rows[KLINIK, GETASAN] == (1, 0, 0, 0, 0, 0)
    assert rows[GIZI, TENGARAN] == (0, 2, 1, 1, 1, 1)  # H-3 H-4, H-6, H-5, H-7, H-8
    assert rows[GIZI, "*"] == (1, 0, 0, 0, 0, 0)


def test_money_is_that_of_the_primary_rows(marts: Any) -> None:
    columns = (
        "nilai_usulan_unik, nilai_rekom_lurah, nilai_rekom_camat, nilai_rekom_setwan, nilai_rekom_mitra, "
        "nilai_rekom_skpd, nilai_rekom_tapd, nilai_disetujui"
    )
    rows = t4(marts, columns)
    # Not H-2's 1,100,000 nor its camat's 1,000,000 nor the setwan's 1,040,000.
    assert rows[KLINIK, GETASAN] == (
        "1000000.00", "950000.00", "940000.00", None, "930000.00", "920000.00", "900000.00", "900000.00",
    )  # fmt: skip
    assert rows["*", GETASAN] == ("0.00", None, None, None, None, None, None, "0.00")
    # 300,000 + 400,000 + 12.5 × 10,000 of the dictionary + 200,000 + 50,000; H-8 states nothing.
    assert rows[GIZI, TENGARAN][0] == "1075000.00"
    assert t4(marts, "n_tanpa_nilai")[GIZI, TENGARAN] == (1,)
    assert t4(marts, "nilai_usulan_unik, alasan", opd="*")["*", TENGARAN] == (
        None, ["PLAFON_NOL", "NILAI_USULAN_KOSONG", "LOKASI_TIDAK_DISEBUT"],
    )  # fmt: skip


def test_what_was_asked_against_what_there_is(marts: Any) -> None:
    rows = t4(marts, "plafon_ppas, rasio_usulan_thd_plafon, alasan")
    # 1,000,000 / 800,000; 10,000 / 430,000 = 0.0232558; the ceiling of food names no kecamatan.
    assert rows[KLINIK, GETASAN] == ("800000.00", "1.2500", [])
    assert rows[GIZI, "*"] == ("430000.00", "0.0233", ["NO_POPULATION", "LOKASI_TIDAK_DISEBUT"])
    assert rows[GIZI, TENGARAN] == ("0.00", None, ["PLAFON_NOL"])


def test_what_was_granted_per_head(marts: Any) -> None:
    rows = t4(marts, "per_kapita")
    # 900,000 / 52,911 = 17.0097; nothing of 73,507; nobody lives at '*'.
    assert rows[KLINIK, GETASAN] == ("17.01",)
    assert rows[GIZI, TENGARAN] == ("0.00",)
    assert rows[GIZI, "*"] == (None,)


def test_complaints_of_the_last_twelve_months(marts: Any) -> None:
    rows = t4(marts, "n_aduan_12_bln")
    # 1 September 2025 to 31 August 2026: K-2 and K-3; not K-1 of the day before, the duplicate K-4 or
    # the other office's K-6. The same for every sub-kegiatan of the office in the kecamatan.
    assert rows[KLINIK, GETASAN] == rows["*", GETASAN] == (2,)
    assert rows[GIZI, TENGARAN] == (1,)
    assert rows[GIZI, "*"] == (None,)


def test_what_the_proposals_lack(marts: Any) -> None:
    rows = t4(marts, "n_tanpa_sub_kegiatan, n_tanpa_koordinat, alasan_tolak_terbanyak")
    assert rows[KLINIK, GETASAN] == (0, 0, None)
    # One with coordinates (H-3). Two refusals for two reasons: the first by the alphabet.
    assert rows[GIZI, TENGARAN] == (0, 5, "ANGGARAN_TERBATAS")
    assert t4(marts, "n_tanpa_sub_kegiatan, n_tanpa_koordinat", opd="*")["*", TENGARAN] == (1, 0)


def test_a_year_with_proposals_and_no_document(marts: Any) -> None:
    rows = marts.rows(
        "select tahap_dokumen, kd_opd, kd_sub_kegiatan, kd_kecamatan, n_usulan_baris, nilai_usulan_unik, plafon_ppas, "
        "rasio_usulan_thd_plafon, alasan from mart_kuappas_input where tahun_anggaran = 2024"
    )
    assert rows == [("belum_ada", DINKES, "*", GETASAN, 1, "70000.00", None, None, ["PLAFON_BELUM_ADA"])]


def test_proposals_do_not_depend_on_the_stage_and_none_is_lost(marts: Any) -> None:
    lost = marts.rows(
        "with t4 as (select kd_pemda, tahun_anggaran, tahap_dokumen, sum(n_usulan_baris) as baris, "
        "sum(n_usulan_unik) as unik from mart_kuappas_input group by all), "
        "usulan as (select kd_pemda, tahun_anggaran, count(*) as baris, count_if(is_primary) as unik from mart_usulan "
        "group by all) select * from t4 left join usulan using (kd_pemda, tahun_anggaran) "
        "where t4.baris <> coalesce(usulan.baris, 0) or t4.unik <> coalesce(usulan.unik, 0)"
    )
    assert lost == []
    assert marts.row("select count(distinct tahap_dokumen) from mart_kuappas_input where tahun_anggaran = 2026") == (2,)

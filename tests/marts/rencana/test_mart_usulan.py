"""Proposals of the planning town: what became of each, what it is worth, whom it stands for.

The night is 31 August 2026. 33.74 lets mitra Bappeda look before the kecamatan, 33.22 after it.
"""

from __future__ import annotations

from typing import Any

import pytest

DPU, DISHUB = "1.03.0.00.0.00.01.0000", "2.15.0.00.0.00.01.0000"
JALAN, JEMBATAN, RAMBU = "1.03.10.2.01.0051", "1.03.10.2.01.0040", "2.15.02.2.02.0002"


def usulan(marts: Any, anggota: str, columns: str, pemda: str = "33.74", tahun: int = 2027) -> tuple[Any, ...]:
    found: tuple[Any, ...] = marts.row(
        f"select {columns} from mart_usulan where kd_pemda = ? and tahun_anggaran = ? and anggota = ?",
        pemda, tahun, anggota,
    )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("anggota", "tahap", "keputusan"),
    [
        ("USL:U-NULL", "DRAFT", "NOT_SUBMITTED"),  # the word NULL
        ("USL:U-KOSONG", "DRAFT", "NOT_SUBMITTED"),  # nothing
        ("USL:U-KAMUS", "SUBMITTED", "PENDING"),
        ("PKR:K-SETWAN", "SETWAN", "PENDING"),
        ("USL:U-MITRA", "MITRA_BAPPEDA", "PENDING"),
        ("USL:U-KECAMATAN", "KECAMATAN", "PENDING"),  # "Diteruskan ke" says where it waits
        ("USL:U-G8", "FORUM_SKPD", "PENDING"),
        ("USL:U-ALIH", "FORUM_SKPD", "PENDING"),
        ("USL:U-G9", "MITRA_BAPPEDA", "REJECTED"),
        ("PKR:K-G9", "SETWAN", "REJECTED"),
        ("USL:U-TOLAK-OPD", "FORUM_SKPD", "REJECTED"),
        ("USL:U-TOLAK-TANDA", "KECAMATAN", "REJECTED"),  # is_tolak alone
        ("SRP:S-5", "SETWAN", "REJECTED"),
        ("USL:U-BATAL", "KECAMATAN", "CANCELLED"),  # the text names no stage; the version before did
        ("USL:U-BATAL-AWAL", "SUBMITTED", "CANCELLED"),  # no version before
        ("USL:U-BATAL-TANDA", "MITRA_BAPPEDA", "CANCELLED"),  # is_batal goes before is_tolak
        ("USL:U-KEMBALI", "MITRA_BAPPEDA", "RETURNED"),
        ("USL:U-KEMBALI-KOSONG", "KECAMATAN", "RETURNED"),  # sent back with its status emptied
        ("USL:U-TAPD", "MUSRENBANG_KABKOTA", "ACCEPTED"),  # by an amount from TAPD
        ("USL:U-TAPD-NOL", "MUSRENBANG_KABKOTA", "PENDING"),  # nothing is no acceptance
        ("USL:U-DIAKOMODIR", "FORUM_SKPD", "ACCEPTED"),  # by the text
        ("USL:U-TANPA-TAPD", "MUSRENBANG_KABKOTA", "ACCEPTED"),  # by the link
        ("SRP:S-2", "SUBMITTED", "PENDING"),
        ("SRP:S-1", "SETWAN", "PENDING"),
    ],
)
def test_stage_and_decision(marts: Any, anggota: str, tahap: str, keputusan: str) -> None:
    assert usulan(marts, anggota, "tahap, keputusan") == (tahap, keputusan)


def test_what_is_asked_for(marts: Any) -> None:
    # 12.5 m2 × 150,000 of 33.74 and × 120,000 of 33.22; 0.5 × 1,250,000.55 = 625,000.275, half up.
    assert usulan(marts, "USL:U-KAMUS", "nilai_usulan") == ("1875000.00",)
    assert usulan(marts, "USL:U-KAMUS", "nilai_usulan", "33.22") == ("1500000.00",)
    assert usulan(marts, "USL:U-BULAT", "nilai_usulan") == ("625000.28",)
    # 2 people × 200,000, but the amount that was written counts.
    assert usulan(marts, "USL:U-TANPA-SUB", "nilai_usulan") == ("50000.00",)
    # The dictionary of 2027 has no P9: no price, no sub-kegiatan, and the row says so.
    assert usulan(marts, "USL:U-TANPA-NILAI", "nilai_usulan, kd_sub_kegiatan, flags, alasan") == (
        None, None, ["KAMUS_TAK_DIKENAL"], ["NILAI_USULAN_KOSONG", "BELUM_DIANGGARKAN"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pemda", "anggota", "terakhir", "banyak", "flags"),
    [
        # Lurah 3, camat 2.5, mitra 2 million: the camat is later in 33.74, mitra in 33.22.
        ("33.74", "USL:U-G8", "2500000.00", 3, []),
        ("33.22", "USL:U-G8", "2000000.00", 3, []),
        ("33.74", "USL:U-MITRA", "900000.00", 1, []),
        ("33.74", "PKR:K-FORUM", "900000.00", 2, []),  # setwan 1 million, then mitra
        ("33.74", "USL:U-NOL", "0.00", 2, ["ZERO_REKOM"]),  # mitra 700,000, then the camat nothing
        ("33.74", "USL:U-TAPD-NOL", "0.00", 2, ["ZERO_REKOM"]),
        ("33.74", "PKR:B-2", "800.00", 3, []),  # a zero in between is not the last word
        ("33.74", "USL:U-KAMUS", None, 0, []),
    ],
)
def test_the_latest_reviewer_is_told_by_the_governments_order(
    marts: Any, pemda: str, anggota: str, terakhir: str | None, banyak: int, flags: list[str]
) -> None:
    columns = "nilai_rekomendasi_terakhir, n_rekomendasi, flags"
    assert usulan(marts, anggota, columns, pemda) == (terakhir, banyak, flags)


@pytest.mark.parametrize(
    ("anggota", "dianggarkan", "disetujui", "flags", "alasan"),
    [
        ("USL:U-DIANGGARKAN", True, "5500000.00", [], []),
        ("USL:U-TANPA-TAPD", True, None, [], ["REKOM_TAPD_KOSONG"]),
        # TAPD grants 4 million, but no budget line holds it.
        ("USL:U-TAPD", False, None, ["ACCEPTED_NOT_BUDGETED"], ["BELUM_DIANGGARKAN"]),
        ("USL:U-DIAKOMODIR", False, None, ["ACCEPTED_NOT_BUDGETED"], ["BELUM_DIANGGARKAN"]),
    ],
)
def test_accepted_is_not_budgeted(
    marts: Any, anggota: str, dianggarkan: bool, disetujui: str | None, flags: list[str], alasan: list[str]
) -> None:
    assert usulan(marts, anggota, "is_dianggarkan, nilai_disetujui, flags, alasan") == (
        dianggarkan, disetujui, flags, alasan,
    )  # fmt: skip


def test_offices_and_codes(marts: Any) -> None:
    assert usulan(marts, "USL:U-ALIH", "opd_awal, opd_akhir") == (DPU, DISHUB)
    # The budgeted sub-kegiatan goes before the dictionary's (P1 is JALAN).
    assert usulan(marts, "USL:U-DIANGGARKAN", "kd_sub_kegiatan, kd_program") == (JEMBATAN, "1.03.10")
    assert usulan(marts, "USL:U-BULAT", "kd_sub_kegiatan, kd_program") == (RAMBU, "2.15.02")
    assert usulan(marts, "USL:U-TANPA-SUB", "kd_sub_kegiatan, kd_program") == (None, None)
    assert usulan(marts, "PKR:K-FORUM", "asal, fraksi, dapil, opd_akhir") == ("pokir", "Fraksi B", "Dapil 2", DPU)


def test_places(marts: Any) -> None:
    kept = "kd_kecamatan, kd_kelurahan, flags"
    assert usulan(marts, "USL:U-PINDAH", kept) == ("33.74.01", "33.74.01.1002", ["PINDAH_KELURAHAN"])
    assert usulan(marts, "USL:U-KECAMATAN-SAJA", f"asal, {kept}") == ("musrenbang_kecamatan", None, None, [])
    # An unknown village becomes empty, which is no move.
    assert usulan(marts, "USL:U-DESA-SALAH", kept) == (None, None, ["WILAYAH_TAK_DIKENAL"])
    assert usulan(marts, "USL:A-1", "punya_koordinat") == (True,)
    assert usulan(marts, "USL:B-1", "punya_koordinat") == (False,)


def test_deleted_rows_leave_the_mart(marts: Any) -> None:
    assert marts.rows("select 1 from mart_usulan where id_usulan = 'U-HAPUS'") == []


@pytest.mark.parametrize(
    ("anggota", "tahun"),
    [
        ("SRP:S-2", 2027),  # 31 March 23:30 WIB: still for next year
        ("SRP:S-3", 2028),  # an hour later
        ("SRP:S-4", 2027),  # of May, but a pokir for 2027 names it
    ],
)
def test_the_budget_year_of_an_aspiration(marts: Any, anggota: str, tahun: int) -> None:
    assert marts.rows("select tahun_anggaran, opd_akhir, asal from mart_usulan where anggota = ?", anggota) == [
        (tahun, None, "sarapan")
    ]


def test_an_aspiration_that_nobody_knows(marts: Any) -> None:
    assert usulan(marts, "PKR:K-SALAH", "flags") == (["SARAPAN_TAK_DIKENAL"],)
    assert usulan(marts, "PKR:K-SARAPAN", "flags") == ([],)


@pytest.mark.parametrize(
    ("wakil", "anggota"),
    [
        # The forum is beyond kecamatan and mitra.
        ("USL:A-1", ["PKR:A-3", "USL:A-1", "USL:A-2"]),
        # Both at the forum: 3 reviewers with an amount (one of them 0) against 2.
        ("PKR:B-2", ["PKR:B-2", "USL:B-1"]),
        # Both at the forum without an amount: of 14 January before 15 January.
        ("USL:C-2", ["USL:C-1", "USL:C-2"]),
        # Accepted at the forum goes before pending beyond it.
        ("USL:D-1", ["USL:D-1", "USL:D-2"]),
        # Mitra Bappeda (30) is beyond the secretariat of the DPRD (20).
        ("PKR:K-SARAPAN", ["PKR:K-SARAPAN", "SRP:S-1"]),
    ],
)
def test_who_stands_for_a_need(marts: Any, wakil: str, anggota: list[str]) -> None:
    assert marts.rows(
        "select anggota, is_primary, n_anggota from mart_usulan where klaster_id = "
        "(select klaster_id from mart_usulan where anggota = ? and tahun_anggaran = 2027 and kd_pemda = '33.74') "
        "order by anggota",
        wakil,
    ) == [(a, a == wakil, len(anggota)) for a in anggota]


def test_what_a_cluster_has_in_common(marts: Any) -> None:
    # 100, 100 and 250 m2: 2.5 times, over the limit of 2; every member says so.
    for anggota in ("USL:A-1", "USL:A-2", "PKR:A-3"):
        assert usulan(marts, anggota, "asal_set, flags") == (
            ["musrenbang_kecamatan", "musrenbang_kelurahan", "pokir"], ["VOLUME_TIMPANG"],
        )  # fmt: skip
    assert usulan(marts, "USL:C-1", "asal_set, flags") == (["musrenbang_kecamatan", "musrenbang_kelurahan"], [])
    assert usulan(marts, "SRP:S-1", "asal_set") == (["pokir", "sarapan"],)


def test_equal_numbers_of_other_years_and_governments_stay_apart(marts: Any) -> None:
    found = marts.rows("select kd_pemda, tahun_anggaran from mart_usulan where anggota = 'USL:U-G8' order by all")
    assert found == [("33.22", 2027), ("33.74", 2026), ("33.74", 2027)]

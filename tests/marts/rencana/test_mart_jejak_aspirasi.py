"""The thread from the wish to the money, in rupiah small enough for the head.

The night is 31 August 2026. Budget year 2026 of 33.74: PPAS rancangan and kesepakatan, a budget since
2 January, payments of 16 March and 20 May; 33.22 has monthly reports only.
"""

from __future__ import annotations

from typing import Any

import pytest


def thread(marts: Any, anggota: str, columns: str, pemda: str = "33.74", tahun: int = 2026) -> tuple[Any, ...]:
    """The row of the need that a proposal belongs to."""
    found: tuple[Any, ...] = marts.row(
        f"select {columns} from mart_jejak_aspirasi where kd_pemda = ? and klaster_id = (select klaster_id from "
        "mart_usulan as u where u.kd_pemda = ? and u.anggota = ? and u.tahun_anggaran = ?)",
        pemda, pemda, anggota, tahun,
    )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("pemda", "anggota", "tahun", "sejauh"),
    [
        ("33.74", "SRP:S-2", 2027, "ASPIRASI"),
        ("33.74", "SRP:S-1", 2027, "USULAN"),  # a pokir took it up
        ("33.74", "USL:J-5", 2026, "USULAN"),  # its dictionary's sub-kegiatan has money, but not for it
        ("33.74", "USL:J-6", 2026, "USULAN"),  # refused
        ("33.74", "USL:U-TAPD", 2027, "DISETUJUI"),
        ("33.74", "USL:J-4", 2026, "DISETUJUI"),  # budgeted, but only the older document has it
        ("33.74", "USL:J-3", 2026, "PPAS"),
        ("33.74", "USL:J-2", 2026, "APBD"),
        ("33.74", "USL:J-1", 2026, "TEREALISASI"),
        ("33.22", "USL:J-7", 2026, "TEREALISASI"),  # by the monthly report
    ],
)
def test_how_far_it_came(marts: Any, pemda: str, anggota: str, tahun: int, sejauh: str) -> None:
    assert thread(marts, anggota, "tahap_terakhir", pemda, tahun) == (sejauh,)


def test_money_of_its_sub_kegiatan(marts: Any) -> None:
    # Kesepakatan goes before rancangan (900): 800 + 1200. Budget 1000 + 1500; paid 300 + 700, the advance
    # of 99 is none: 1000/2500 = 40 %.
    columns = "tahap_dokumen, plafon_ppas, bulan_serapan, pagu, realisasi_kum, serapan_pct, realisasi_tgl, alasan"
    assert thread(marts, "USL:J-1", columns) == (
        "kesepakatan", "2000.00", "2026-08-01", "2500.00", "1000.00", "40.0000", "2026-03-16", [],
    )  # fmt: skip
    assert thread(marts, "USL:J-2", columns) == (
        "kesepakatan", "110.00", "2026-08-01", "120.00", "0.00", "0.0000", None, ["BELUM_TEREALISASI"],
    )  # fmt: skip
    assert thread(marts, "USL:J-3", columns) == (
        "kesepakatan", "50.00", None, None, None, None, None, ["PAGU_BELUM_ADA", "BELUM_TEREALISASI"],
    )  # fmt: skip
    # J-4's sub-kegiatan stood in the rancangan only.
    assert thread(marts, "USL:J-4", columns) == (
        None, None, None, None, None, None, None, ["PLAFON_TIDAK_DISEBUT", "PAGU_BELUM_ADA", "BELUM_TEREALISASI"],
    )  # fmt: skip
    # Reports until April (0, 0, 40, 60), nothing since: April is the newest that is told.
    assert thread(marts, "USL:J-7", columns, "33.22") == (
        None, None, "2026-04-01", "400.00", "100.00", "25.0000", "2026-03-01", ["PLAFON_TIDAK_DISEBUT"],
    )  # fmt: skip
    # 33.22 has no PPAS for 2027 yet.
    assert thread(marts, "USL:U-KAMUS", "plafon_ppas, alasan", "33.22", 2027) == (
        None, ["PLAFON_BELUM_ADA", "PAGU_BELUM_ADA", "BELUM_TEREALISASI"],
    )  # fmt: skip


def test_complaints_before_and_after(marts: Any) -> None:
    # Asked for on 10 January 2025. Before: 10 January 2024 and 9 January 2025, not 9 January 2024, not the
    # duplicate, not of another kecamatan or office; of the day itself neither. Paid first on 16 March 2026:
    # that day and 3 August 2026, not 15 March.
    columns = "mulai_tgl, n_aduan_sebelum, n_aduan_sesudah"
    assert thread(marts, "USL:J-1", columns) == ("2025-01-10", 2, 2)
    # J-2 of 12 January: 9 January 2025 and 10 January 2025; nothing was paid, so there is no "after".
    assert thread(marts, "USL:J-2", columns) == ("2025-01-12", 2, None)
    # 33.22, asked on 15 January 2025: 30 December 2024. Reported in March 2026: 1 March, not 27 February.
    assert thread(marts, "USL:J-7", columns, "33.22") == ("2025-01-15", 1, 1)
    # No office, no place: nobody knows.
    assert thread(marts, "SRP:S-2", f"{columns}, alasan", tahun=2027) == (
        "2026-03-31", None, None, ["SUB_KEGIATAN_KOSONG", "OPD_KOSONG"],
    )  # fmt: skip
    assert thread(marts, "USL:U-KECAMATAN-SAJA", "n_aduan_sebelum, alasan", tahun=2027) == (
        None, ["SUB_KEGIATAN_KOSONG", "KECAMATAN_KOSONG"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("anggota", "tahun", "hari"),
    [
        # Made 10 January 2025; mitra 31 January (23:30 WIB): 21; kecamatan 14 February: 14; forum 1 March:
        # 15; musrenbang kota 20 March: 19; TAPD's amount 30 July: 11 + 30 + 31 + 30 + 30 = 132.
        (
            "USL:J-1",
            2026,
            {"SUBMITTED": 21, "MITRA_BAPPEDA": 14, "KECAMATAN": 15, "FORUM_SKPD": 19, "MUSRENBANG_KABKOTA": 132},
        ),
        # First heard of on 2 March 2025 as accepted, made on 12 January: 19 + 28 + 2 = 49.
        ("USL:J-2", 2026, {"MUSRENBANG_KABKOTA": 49}),
        # Made 20 January 2025, pending: 345 to the end of the year, 243 to 31 August 2026 (31 + 28 + 31 +
        # 30 + 31 + 30 + 31 + 31).
        ("USL:J-5", 2026, {"MITRA_BAPPEDA": 588}),
        # Forum 1 February to 2 March = 29; sent back to mitra until 12 March = 10; refused.
        ("USL:J-6", 2026, {"MITRA_BAPPEDA": 10, "FORUM_SKPD": 29}),
        # A draft of 12 January 2026 until tonight: 19 + 28 + 31 + 30 + 31 + 30 + 31 + 31 = 231.
        ("USL:U-KOSONG", 2027, {"DRAFT": 231}),
        # Kecamatan 12 January to 1 March 2026 = 48; sent back with its status emptied, it still waits there.
        ("USL:U-KEMBALI-KOSONG", 2027, {"KECAMATAN": 231}),
        # Kecamatan 12 January to 10 March = 57, withdrawn.
        ("USL:U-BATAL", 2027, {"KECAMATAN": 57}),
        # An aspiration of 31 March 2026 that nobody took up: 30 + 31 + 30 + 31 + 31 = 153.
        ("SRP:S-2", 2027, {"SUBMITTED": 153}),
    ],
)
def test_days_at_every_stage(marts: Any, anggota: str, tahun: int, hari: dict[str, int]) -> None:
    (found,) = thread(marts, anggota, "hari_per_tahap", tahun=tahun)
    assert [(h["tahap"], h["hari"]) for h in found] == list(hari.items())


def test_who_asked_for_it(marts: Any) -> None:
    columns = "asal_set, id_sarapan, id_pokir, id_musrenbang, judul, mulai_tgl"
    assert thread(marts, "USL:A-1", columns, tahun=2027) == (
        ["musrenbang_kecamatan", "musrenbang_kelurahan", "pokir"], [], ["A-3"], ["A-1", "A-2"],
        "Paving Jl. Jagalan Raya", "2026-01-12",
    )  # fmt: skip
    # The citizen asked on 5 January, the member of the DPRD a week later, who stands for both.
    assert thread(marts, "SRP:S-1", columns, tahun=2027) == (
        ["pokir", "sarapan"], ["S-1"], ["K-SARAPAN"], [], "Pekerjaan Sarapan", "2026-01-05",
    )  # fmt: skip


def test_lists_of_stages_survive_the_gold_table(town: Any, marts: Any) -> None:
    from lumbung.lake import Lake

    paths = Lake(town.settings.root).paths("gold/mart_jejak_aspirasi")
    read = "select anggota from (select klaster_id as anggota, unnest(hari_per_tahap) as h from {}) where h.hari = 132"
    in_gold = marts.rows(read.format(f"read_parquet({paths}, hive_partitioning = false)"))
    assert in_gold == marts.rows(read.format("mart_jejak_aspirasi")) == [("33.74-2026-USL:J-1",)]

"""The funnel by hand: the same nine proposals in the two orders of stages.

F-1 waits at the start, F-2 at the kecamatan, F-3 was refused there, F-4 waits at mitra Bappeda, F-5 was
sent back from there, F-6 waits at the forum, F-7 is accepted, F-8 was withdrawn and F-9 never handed in.
Each asks for 100 times its number. In 33.74 F-2 and F-6 are one need, for which F-6 stands.
"""

from __future__ import annotations

from typing import Any

SD_KOTA, SD_KABUPATEN = "1.01.0.00.0.00.01.0000", "1.01.2.22.2.19.01.0000"


def funnel(marts: Any, pemda: str, asal: str, opd: str, columns: str, tahun: int = 2027) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = marts.rows(
        f"select tahap, {columns} from mart_usulan_corong where kd_pemda = ? and tahun_anggaran = ? and asal = ? "
        "and kd_opd = ? order by urutan",
        pemda, tahun, asal, opd,
    )  # fmt: skip
    return found


BARIS = "masuk_baris, pending_baris, ditolak_baris, dikembalikan_baris, diteruskan_baris"
UNIK = "masuk_unik, pending_unik, ditolak_unik, dikembalikan_unik, diteruskan_unik, nilai_unik"


def test_mitra_before_the_kecamatan(marts: Any) -> None:
    assert funnel(marts, "33.74", "musrenbang_kelurahan", SD_KOTA, BARIS) == [
        ("SUBMITTED", 7, 1, 0, 0, 6),
        ("MITRA_BAPPEDA", 6, 1, 0, 1, 4),
        ("KECAMATAN", 4, 1, 1, 0, 2),
        ("FORUM_SKPD", 2, 1, 0, 0, 1),
        ("MUSRENBANG_KABKOTA", 1, 0, 0, 0, 1),
    ]


def test_the_kecamatan_before_mitra(marts: Any) -> None:
    assert funnel(marts, "33.22", "musrenbang_desa", SD_KABUPATEN, BARIS) == [
        ("SUBMITTED", 7, 1, 0, 0, 6),
        ("KECAMATAN", 6, 1, 1, 0, 4),
        ("MITRA_BAPPEDA", 4, 1, 0, 1, 2),
        ("FORUM_SKPD", 2, 1, 0, 0, 1),
        ("MUSRENBANG_KABKOTA", 1, 0, 0, 0, 1),
    ]


def test_a_need_asked_twice_counts_once(marts: Any) -> None:
    # Without F-2. Asked for: 100 + 300 + 400 + 500 + 600 + 700 = 2600; less 100; less 400 and 500; less
    # 300; less 600.
    assert funnel(marts, "33.74", "musrenbang_kelurahan", SD_KOTA, UNIK) == [
        ("SUBMITTED", 6, 1, 0, 0, 5, "2600.00"),
        ("MITRA_BAPPEDA", 5, 1, 0, 1, 3, "2500.00"),
        ("KECAMATAN", 3, 0, 1, 0, 2, "1600.00"),
        ("FORUM_SKPD", 2, 1, 0, 0, 1, "1300.00"),
        ("MUSRENBANG_KABKOTA", 1, 0, 0, 0, 1, "700.00"),
    ]


def test_aspirations_have_a_short_way_and_no_office(marts: Any) -> None:
    # S-2 waits at the start; S-1 and S-4 became pokir, S-5 was refused. S-1 and S-4 stand behind their
    # pokir, and none names an amount.
    columns = f"{BARIS}, masuk_unik, nilai_unik, alasan"
    assert funnel(marts, "33.74", "sarapan", "*", columns) == [
        ("SUBMITTED", 4, 1, 0, 0, 3, 2, None, ["NILAI_USULAN_KOSONG"]),
        ("SETWAN", 3, 2, 1, 0, 0, 1, None, ["NILAI_USULAN_KOSONG"]),
    ]


def test_stages_that_nobody_reached_have_zeros(marts: Any) -> None:
    # Of 2028 there is S-3 only, which passed the start.
    columns = "masuk_baris, diteruskan_baris, masuk_unik"
    assert funnel(marts, "33.74", "sarapan", "*", columns, 2028) == [("SUBMITTED", 1, 1, 1), ("SETWAN", 1, 0, 1)]
    # U-BULAT of the traffic office never left the start: 0, not nothing.
    found = funnel(marts, "33.74", "musrenbang_kecamatan", "2.15.0.00.0.00.01.0000", "masuk_baris, nilai_unik, alasan")
    assert found == [
        ("SUBMITTED", 1, "625000.28", []),
        ("MITRA_BAPPEDA", 0, "0.00", []),
        ("KECAMATAN", 0, "0.00", []),
        ("FORUM_SKPD", 0, "0.00", []),
        ("MUSRENBANG_KABKOTA", 0, "0.00", []),
    ]


def test_pokir_goes_by_the_secretariat(marts: Any) -> None:
    # K-SETWAN waits and K-G9 was refused at the secretariat; K-SARAPAN, K-LANJUT, K-SALAH, A-3 wait at mitra;
    # K-FORUM, B-2 at the forum.
    assert funnel(marts, "33.74", "pokir", "1.03.0.00.0.00.01.0000", BARIS) == [
        ("SUBMITTED", 8, 0, 0, 0, 8),
        ("SETWAN", 8, 1, 1, 0, 6),
        ("MITRA_BAPPEDA", 6, 4, 0, 0, 2),
        ("FORUM_SKPD", 2, 2, 0, 0, 0),
        ("MUSRENBANG_KABKOTA", 0, 0, 0, 0, 0),
    ]

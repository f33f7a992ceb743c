"""Tickets of three applications in one mart, and what several people say of one thing.

The night is Monday 31 August 2026; 17 and 25 August are holidays. Limits in working days:
verification 3, answer 5, closing 14 (complaint), 60 (supervision).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from town import Copy, Marts, differences

MALAM_2 = date(2026, 9, 1)
DPU, DISHUB = "1.03.0.00.0.00.01.0000", "2.15.0.00.0.00.01.0000"


def ticket(marts: Any, id_aduan: str, columns: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] = marts.row(f"select {columns} from mart_pengaduan where id_aduan = ?", id_aduan)
    return found


@pytest.fixture(scope="module")
def second(town: Any, late: Any, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The town after MALAM_2, built incrementally."""
    copy = Copy(town, tmp_path_factory.mktemp("kanal_2"))
    copy.town.send(MALAM_2, late)  # type: ignore[attr-defined]
    copy.town.run(MALAM_2, "malam-2")
    return copy


@pytest.fixture
def after(second: Copy) -> Iterator[Marts]:
    with second.town.connect() as con:
        yield Marts(con)


def test_every_ticket_of_every_application_is_there(marts: Any) -> None:
    assert marts.rows("select sumber, count(*) from mart_pengaduan group by sumber order by sumber") == [
        ("LAPOR", 10),
        ("O311", 2),
        ("P3M", 3),
    ]


def test_an_automatic_reply_is_no_answer(marts: Any) -> None:
    # Answered 48 hours after receipt, through two offices.
    assert ticket(marts, "LAPOR:L1", "jam_respon, opd_awal, opd_akhir, n_disposisi, status, kanal_kode") == (
        "48.00", DPU, DISHUB, 2, "DIJAWAB", "APP",
    )  # fmt: skip
    # Tue 18 August: 19, 20, 21 = 3, 24 = 4, 25 is Maulid, 26 = 5: the answer is late, and none came.
    assert ticket(marts, "LAPOR:L3", "klasifikasi, dijawab_at, tenggat_jawab_tgl, sla_jawab") == (
        "PENGADUAN_PENGAWASAN", None, "2026-08-26", "LEWAT",
    )  # fmt: skip


def test_a_closing_counts_while_the_status_says_so(marts: Any) -> None:
    assert ticket(marts, "LAPOR:L4", "status, selesai_at, penutupan, n_buka_kembali") == ("DIPROSES", None, None, 1)
    assert ticket(marts, "LAPOR:L2", "status, sla_selesai") == ("BUKAN_WEWENANG", "DIKECUALIKAN")


def test_an_answer_before_the_receipt_is_flagged(marts: Any) -> None:
    assert ticket(marts, "LAPOR:L5", "jam_respon, flags, alasan") == (None, ["NEG_DURATION"], ["NEG_DURATION"])


def test_a_request_says_open_or_closed(marts: Any) -> None:
    columns = "status, penutupan, hari_kerja_selesai, opd_akhir, kd_kecamatan, flags, alasan"
    # Mon 24 to Wed 26 August with a holiday between: one working day. `Jl. Mawar` is no village.
    assert ticket(marts, "O311:O1", columns) == (
        "SELESAI", "ADMIN", 1, DPU, None, ["WILAYAH_TAK_DIKENAL"], ["WAKTU_TIDAK_DICATAT"],
    )  # fmt: skip
    assert ticket(marts, "O311:A3", "status, kd_kelurahan, kategori") == ("BARU", "33.74.10.1006", "Lampu Jalan Mati")


def clusters(marts: Any, *ids: str) -> dict[str, tuple[str, bool]]:
    rows = marts.rows("select id_aduan, klaster_id, is_primary from mart_pengaduan")
    return {
        name.partition(":")[2]: (klaster, primary) for name, klaster, primary in rows if name.partition(":")[2] in ids
    }


def test_one_outage_is_one_cluster_whoever_reports_it(marts: Any) -> None:
    # The earliest names the cluster; the earliest that is no duplicate is counted.
    assert clusters(marts, "A1", "A2", "A3", "A4", "A5", "A6", "A7") == {
        "A1": ("P3M:A4", True),
        "A2": ("P3M:A4", False),
        "A3": ("P3M:A4", False),
        "A4": ("P3M:A4", False),
        "A5": ("LAPOR:A5", True),
        "A6": ("LAPOR:A6", True),
        "A7": ("LAPOR:A7", True),
    }


def test_happenings_are_counted_once(marts: Any) -> None:
    # August in Tembalang: A1-A4 are one, A6, A7, L1 to L5 are their own; A5 is hidden.
    assert marts.row(
        "select sum(jumlah)::integer, sum(jumlah_unik)::integer from mart_pengaduan_bulanan "
        "where bulan = '2026-08-01' and kd_kecamatan = '33.74.10'"
    ) == (11, 8)


def test_a_late_report_joins_two_clusters(after: Any) -> None:
    # A8 lies two days after A7 and two before the others.
    assert clusters(after, "A1", "A2", "A3", "A4", "A7", "A8") == {
        "A1": ("LAPOR:A7", False),
        "A2": ("LAPOR:A7", False),
        "A3": ("LAPOR:A7", False),
        "A4": ("LAPOR:A7", False),
        "A7": ("LAPOR:A7", True),
        "A8": ("LAPOR:A7", False),
    }
    # Ten hours after B1, in another month, typed a month later.
    assert clusters(after, "B1", "B2") == {"B1": ("LAPOR:B1", True), "B2": ("LAPOR:B1", False)}


def test_the_second_night_moves_what_it_says(after: Any) -> None:
    assert ticket(after, "LAPOR:L1", "status, penutupan, sla_selesai") == ("SELESAI", "AUTO_10D", "TEPAT")
    assert ticket(after, "O311:A3", "status, opd_awal, opd_akhir, n_disposisi") == ("SELESAI", DPU, DISHUB, 2)
    assert after.rows(
        "select bulan, sum(jumlah)::integer, sum(jumlah_unik)::integer from mart_pengaduan_bulanan "
        "group by bulan order by bulan"
    ) == [
        ("2026-07-01", 2, 2),  # B1, and B0 that was really received in July
        # A1-A4, A7 and A8 are one; B2 is counted in July; A5, A6, L1-L5 and O1 are their own.
        ("2026-08-01", 15, 9),
    ]


def test_the_night_ends_as_a_full_rebuild(second: Copy) -> None:
    assert differences(second.published(), second.rebuilt(MALAM_2)) == {}

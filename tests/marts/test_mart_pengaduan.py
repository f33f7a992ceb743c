"""Tickets of the small town against figures worked out with a calendar on paper.

The night is Monday 30 November 2026. Holidays that matter here: Friday 2025-09-05 (Maulid), Monday
2026-08-17, Tuesday 2026-08-25 (Maulid); 2027 has no calendar. Limits in working days: verification
3, answer 5, closing 5 (information, aspiration), 14 (complaint), 60 (supervision, WBS).
"""

from __future__ import annotations

from typing import Any

import pytest

TENGGAT = "tenggat_verifikasi_tgl, tenggat_jawab_tgl, tenggat_selesai_tgl"
SLA = "sla_verifikasi, sla_jawab, sla_selesai"


def ticket(marts: Any, nomor: str, columns: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] = marts.row(f"select {columns} from mart_pengaduan where id_aduan = ?", f"P3M:{nomor}")
    return found


@pytest.mark.parametrize(
    ("nomor", "expected"),
    [
        # Fri 29 Aug 2025 is day 0: 1, 2, 3 Sep = 3; Thu 4 = 4; Fri 5 is Maulid; Mon 8 = 5.
        ("T-G21", ("2025-09-03", "2025-09-08", "2025-09-08")),
        # Printed on Sat 15 Aug; Mon 17 is a holiday, so day 0 is Tue 18. 19, 20, Fri 21 = 3;
        # Mon 24 = 4, Tue 25 is Maulid, Wed 26 = 5; 27, 28, 31 Aug = 8; 1-4 Sep = 12; 7, 8 Sep = 14.
        ("T-SABTU", ("2026-08-21", "2026-08-26", "2026-09-08")),
        # Mon 23 Nov: 24, 25, 26 = 3; 27 = 4; Mon 30 = 5.
        ("T-ASPIRASI", ("2026-11-26", "2026-11-30", "2026-11-30")),
        # Mon 9 Nov: 10-13 = 4 (12 = 3); 16 = 5; 17-20 = 9; 23-27 = 14.
        ("T-TERLAMBAT", ("2026-11-12", "2026-11-16", "2026-11-27")),
        # Tue 10 Nov: one day later than the above, over the weekend.
        ("T-HARI-INI", ("2026-11-13", "2026-11-17", "2026-11-30")),
        # 60 working days from Mon 2 Nov: 20 in the rest of November, 21 in December, so into 2027.
        ("T-2027", ("2026-11-05", "2026-11-09", None)),
        # 00:30 on Sunday 1 Nov WIB (October in UTC): day 0 is Mon 2; 3, 4, 5 = 3; 6 = 4; 9 = 5.
        ("T-TENGAH-MALAM", ("2026-11-05", "2026-11-09", "2026-11-09")),
    ],
)
def test_deadlines_count_working_days_after_the_day_of_receipt(
    marts: Any, nomor: str, expected: tuple[str | None, ...]
) -> None:
    assert ticket(marts, nomor, TENGGAT) == expected


@pytest.mark.parametrize(
    ("nomor", "expected"),
    [
        # Verified on Thu 4 Sep, a day late; closed in the last second of the deadline.
        ("T-G21", ("LEWAT", "TEPAT", "TEPAT")),
        # Verified and answered in the last second of their deadlines; closed a second late.
        ("T-G21-LEWAT", ("TEPAT", "TEPAT", "LEWAT")),
        ("T-SABTU", ("TEPAT", "TEPAT", "TEPAT")),
        # Verification was due on the 26th; the other two are due tonight: still running.
        ("T-ASPIRASI", ("LEWAT", "BERJALAN", "BERJALAN")),
        # Answered on the 17th instead of the 16th; closing was due on the 27th.
        ("T-TERLAMBAT", ("TEPAT", "LEWAT", "LEWAT")),
        ("T-HARI-INI", ("TEPAT", "TEPAT", "BERJALAN")),
        ("T-2027", ("TEPAT", "LEWAT", "NO_CALENDAR")),
        ("T-BUKAN", ("DIKECUALIKAN",) * 3),
        ("T-ARSIP", ("DIKECUALIKAN",) * 3),
        ("M-4", ("DIKECUALIKAN",) * 3),
        # Reopened: what was closed on 9 Oct is open again, and was due on 21 Oct:
        # 2 Oct = 1, 5-9 = 6, 12-16 = 11, 19, 20, 21 = 14.
        ("T-BUKA", ("TEPAT", "TEPAT", "LEWAT")),
    ],
)
def test_every_deadline_has_a_verdict_on_the_evening_of_the_night(
    marts: Any, nomor: str, expected: tuple[str, ...]
) -> None:
    assert ticket(marts, nomor, SLA) == expected


@pytest.mark.parametrize(
    ("nomor", "expected"),
    [
        ("T-G21", ("2.33", 5)),  # 2 h 20 min = 2.333; 1, 2, 3, 4, 8 Sep
        ("T-G21-LEWAT", ("254.00", 6)),  # 10 days 14 h - 1 s = 253.9997, half up; one day more
        # From Sat 06:00 to Wed 26 10:00 = 11 days 4 h; after the 15th: 18-21 = 4, 24, 26-28 = 8,
        # 31 = 9, 1-4 Sep = 13, 7, 8 = 15.
        ("T-SABTU", ("268.00", 15)),
        ("M-3", ("3.01", 15)),  # 3 h 0 min 36 s; 2-4 Sep = 3, 7-11 = 8, 14-18 = 13, 21, 22 = 15
        ("T-TENGAH-MALAM", ("32.00", 6)),  # Sun 00:30 to Mon 08:30; 2-6 Nov = 5, 9 = 6
        ("T-HARI-INI", ("48.00", None)),
        ("T-BUKA", ("96.00", None)),  # open again: it has no day of closing
        ("T-MUNDUR", (None, 1)),  # answered an hour before it was received
    ],
)
def test_hours_to_the_answer_and_working_days_to_the_closing(
    marts: Any, nomor: str, expected: tuple[str | None, int | None]
) -> None:
    assert ticket(marts, nomor, "jam_respon, hari_kerja_selesai") == expected


def test_an_answer_before_the_receipt_is_flagged_and_says_why_the_hours_are_missing(
    marts: Any,
) -> None:
    assert ticket(marts, "T-MUNDUR", "flags, alasan") == (["NEG_DURATION"], ["NEG_DURATION"])
    assert ticket(marts, "T-2027", "alasan") == (["NO_CALENDAR"],)
    assert ticket(marts, "T-G21", "flags, alasan") == ([], [])


def test_receipt_is_when_the_citizen_spoke_in_utc(marts: Any) -> None:
    received = "timezone('UTC', diterima_at)::varchar"
    assert ticket(marts, "T-SABTU", received) == ("2026-08-14 23:00:00",)  # 06:00 WIB, not entry
    assert ticket(marts, "T-TENGAH-MALAM", received) == ("2026-10-31 17:30:00",)


@pytest.mark.parametrize("nomor", ["T-WBS", "T-RAHASIA"])
def test_protected_tickets_do_not_say_where_they_belong(marts: Any, nomor: str) -> None:
    hidden = ticket(marts, nomor, "kategori, kd_kecamatan, kd_kelurahan, opd_awal, opd_akhir")
    assert hidden == (None,) * 5


def test_protected_tickets_are_counted(marts: Any) -> None:
    # Both came by letter on 6 October. The complaint was closed in time; WBS has 60 days: 18 in the
    # rest of October, 21 in November, 21 in December: due on the last working day of the calendar.
    assert marts.rows(
        "select klasifikasi, opd_akhir, kd_kecamatan, jumlah, n_tepat, sla_pct, alasan "
        "from mart_pengaduan_bulanan where bulan = '2026-10-01' and kanal_kode = 'SURAT' "
        "order by klasifikasi"
    ) == [
        ("PENGADUAN", "-", "-", 1, 1, "100.0000", []),
        ("WBS", "-", "-", 1, 0, None, ["NOT_DUE"]),
    ]
    assert ticket(marts, "T-WBS", TENGGAT) == ("2026-10-09", "2026-10-13", "2026-12-31")


def test_first_and_last_office_come_from_all_deliveries(marts: Any) -> None:
    dpu, dishub = "1.03.0.00.0.00.01.0000", "2.15.0.00.0.00.01.0000"
    assert ticket(marts, "T-PINDAH", "opd_awal, opd_akhir, n_disposisi") == (dpu, dishub, 2)
    assert ticket(marts, "T-G21", "opd_awal, opd_akhir, n_disposisi") == (dpu, dpu, 1)
    assert ticket(marts, "T-ARSIP", "opd_awal, opd_akhir, n_disposisi") == (None, None, 0)


def test_a_reopened_ticket_keeps_its_history(marts: Any) -> None:
    assert ticket(marts, "T-BUKA", "status, n_buka_kembali") == ("DIBUKA_KEMBALI", 1)
    # Among the open: received 1 Oct, 21 + 21 = 42 working days ago. With it T-KORAN (20 Oct: 8 + 21
    # = 29 days, due 9 Nov) and T-TERLAMBAT (9 Nov: 15 days, due 27 Nov).
    assert marts.row(
        "select n_terbuka, n_lewat_tenggat from mart_pengaduan_backlog_harian "
        "where tanggal = '2026-11-30' and kd_pemda = '33.74' and umur = '15-60' "
        "and opd_akhir = '1.03.0.00.0.00.01.0000'"
    ) == (3, 3)


def test_a_month_of_one_office(marts: Any) -> None:
    """M-1 … M-4 of September: two closed in time, one a day late, one duplicate.

    Received Tue 1 Sep, due 2-4 = 3, 7-11 = 8, 14-18 = 13, Mon 21 = 14: M-1 and M-2 in time, M-3 on
    the 22nd late, M-4 excluded: 100 · 2/3 = 66.6667. Hours 1, 2, 3.01, 10: the median is
    (2 + 3.01)/2 = 2.505, half up 2.51; the 90th percentile lies at 0.9 · 3 = 2.7, that is
    3.01 + 0.7 · 6.99 = 7.903. Satisfaction 5, 4, 4: 4.33.
    """
    assert marts.row(
        "select opd_akhir, klasifikasi, jumlah, jumlah_unik, n_selesai, n_tepat, n_lewat, "
        "n_dikecualikan, sla_pct, jam_respon_median, jam_respon_p90, n_dijawab, n_konfirmasi, "
        "n_otomatis, kepuasan_rata, alasan from mart_pengaduan_bulanan "
        "where bulan = '2026-09-01' and kanal_kode = 'WHATSAPP' and kd_kecamatan = '33.74.10'"
    ) == (
        "2.15.0.00.0.00.01.0000", "PENGADUAN", 4, 3, 3, 2, 1,
        1, "66.6667", "2.51", "7.90", 4, 2,
        1, "4.33", [],
    )  # fmt: skip


def test_months_are_those_of_receipt_in_local_time(marts: Any) -> None:
    counted = marts.rows(
        "select bulan, sum(jumlah)::integer from mart_pengaduan_bulanan "
        "where kd_pemda = '33.74' group by bulan order by bulan"
    )
    assert counted == [
        ("2025-08-01", 2),
        ("2026-08-01", 1),  # T-SABTU
        ("2026-09-01", 4),
        ("2026-10-01", 5),  # MUNDUR, WBS, RAHASIA, BUKA and KORAN, typed in November
        ("2026-11-01", 8),  # TENGAH-MALAM, 2027, BUKAN, ARSIP, PINDAH, 3 that run or ran
    ]


def test_nothing_due_gives_no_percentage(marts: Any) -> None:
    # 33.22: one complaint of Fri 27 Nov, due in December.
    assert marts.row(
        "select jumlah, n_tepat, n_lewat, sla_pct, jam_respon_median, kepuasan_rata, alasan "
        "from mart_pengaduan_bulanan where kd_pemda = '33.22' and bulan = '2026-11-01'"
    ) == (1, 0, 0, None, None, None, ["NOT_DUE"])


def test_a_missing_calendar_is_neither_kept_nor_missed_nor_excluded(marts: Any) -> None:
    assert marts.row(
        "select n_tepat, n_lewat, n_dikecualikan, sla_pct from mart_pengaduan_bulanan "
        "where klasifikasi = 'PENGADUAN_PENGAWASAN'"
    ) == (0, 0, 0, None)


@pytest.mark.parametrize(
    ("tanggal", "expected"),
    [
        # K-LAMA: Mon 3 Aug to Fri 27 Nov, due Mon 24 Aug (4-7 = 4, 10-14 = 9, 18-21 = 13, 24 = 14).
        # K-CEPAT: Thu 6 Aug to Tue 11 Aug.
        ("2026-08-03", [("0-5", 1, 0)]),
        ("2026-08-06", [("0-5", 2, 0)]),
        ("2026-08-10", [("0-5", 2, 0)]),  # day 5 and day 2
        ("2026-08-11", [("6-14", 1, 0)]),  # day 6; the other was closed today
        ("2026-08-24", [("6-14", 1, 0)]),  # day 14, due today
        ("2026-08-25", [("6-14", 1, 1)]),  # a holiday adds no age, but the deadline is past
        ("2026-08-26", [("15-60", 1, 1)]),
        # 31 Aug = 18, September has 22 = 40, then 1, 2 Oct = 42, 47, 52, 57, Wed 28 Oct = 60.
        ("2026-10-28", [("15-60", 1, 1)]),
        ("2026-10-29", [(">60", 1, 1)]),
        ("2026-11-26", [(">60", 1, 1)]),
        ("2026-11-27", []),
    ],
)
def test_backlog_of_an_office_day_by_day(marts: Any, tanggal: str, expected: list[tuple[str, int, int]]) -> None:
    assert (
        marts.rows(
            "select umur, n_terbuka, n_lewat_tenggat from mart_pengaduan_backlog_harian "
            "where kd_pemda = '33.22' and opd_akhir = '1.03.0.00.0.00.01.0000' and tanggal = ?",
            tanggal,
        )
        == expected
    )


def test_backlog_runs_to_the_night_and_leaves_out_what_is_not_ours(marts: Any) -> None:
    (last,) = marts.row("select max(tanggal) from mart_pengaduan_backlog_harian")
    assert last == "2026-11-30"
    # Open in the Kota: ASPIRASI, TERLAMBAT, HARI-INI, 2027, WBS, BUKA, KORAN; not BUKAN, ARSIP
    # and M-4, which are nobody's to close.
    assert marts.row(
        "select sum(n_terbuka)::integer from mart_pengaduan_backlog_harian "
        "where kd_pemda = '33.74' and tanggal = '2026-11-30'"
    ) == (7,)


def test_every_mart_says_its_night(marts: Any) -> None:
    tables = marts.rows(
        "select table_name from information_schema.columns where table_schema = 'main' "
        "and table_catalog = current_database() and column_name = 'as_of_tgl' order by 1"
    )
    said = {name: marts.rows(f"select distinct as_of_tgl from {name}") for (name,) in tables}
    # Nobody plans in this town: the marts of planning are there, and empty.
    assert [name for name, nights in said.items() if name.startswith("mart_") and nights] == [
        "mart_pengaduan",
        "mart_pengaduan_backlog_harian",
        "mart_pengaduan_bulanan",
        "mart_serapan_bulanan",
        "mart_serapan_opd",
    ]
    assert {night for nights in said.values() for (night,) in nights} == {"2026-11-30"}

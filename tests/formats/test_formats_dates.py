"""Dates and times: day before month, the table of month names, zones, Excel serials."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from lumbung.formats import (
    FormatError,
    from_excel_serial,
    parse_date,
    parse_datetime,
    parse_month,
    parse_time,
)

SPELLINGS = {
    1: "Jan Januari",
    2: "Feb Februari Peb Pebruari",
    3: "Mar Maret Mrt",
    4: "Apr April",
    5: "Mei May",
    6: "Jun Juni",
    7: "Jul Juli",
    8: "Agu Agt Ags Agust Agustus August Aug",
    9: "Sep Sept September",
    10: "Okt Oktober Oct",
    11: "Nov November Nop Nopember",
    12: "Des Desember Dec",
}


@pytest.mark.parametrize(("name", "number"), [(n, m) for m, names in SPELLINGS.items() for n in names.split()])
def test_month_names(name: str, number: int) -> None:
    assert parse_month(name) == parse_month(name.upper()) == parse_month(f" {name}. ") == number
    assert parse_date(f"6 {name}. 2024") == date(2024, number, 6)


@pytest.mark.parametrize("text", ["", "Foo", "13", "0", "Janu", "Agustus 2026"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(FormatError):
        parse_month(text)


def test_month_numbers() -> None:
    assert [parse_month(t) for t in ("1", "08", "12")] == [1, 8, 12]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30 Agustus 2025", date(2025, 8, 30)),
        ("21/06/2025", date(2025, 6, 21)),
        ("21-06-2025", date(2025, 6, 21)),
        ("21.6.2025", date(2025, 6, 21)),
        ("03/04/2025", date(2025, 4, 3)),
        ("6 Nop 2024", date(2024, 11, 6)),
        ("12 Nopember 2020", date(2020, 11, 12)),
        ("06-Nop-2024", date(2024, 11, 6)),
        ("2025-06-21", date(2025, 6, 21)),
        ("2025/06/21", date(2025, 6, 21)),
        ("Rabu, 6 November 2024", date(2024, 11, 6)),
        ("Jum'at 29 Agustus 2025", date(2025, 8, 29)),
        ("Jum’at, 29/08/2025", date(2025, 8, 29)),
        ("Ahad, 31 Agustus 2025", date(2025, 8, 31)),
        ("29/02/2024", date(2024, 2, 29)),
        ("2025-06-21 00:00:00", date(2025, 6, 21)),
        ("2025-06-21T00:00:00.000", date(2025, 6, 21)),
        ("  30\u00a0Agustus  2025 ", date(2025, 8, 30)),
    ],
)
def test_dates(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "29/02/2025", "06/21/2025", "21/06/25", "6 Nop 24", "Senin, 6 November 2024",
     "Hari 6 November 2024", "2025-6-21", "21/06-2025", "2025-06-21 14:05", "20250621", "45000",
     "0025-06-21", "1899-12-31", "32 Januari 2025", "6 Foo 2024", "besok"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_date(text)
    assert caught.value.code == "TANGGAL_TIDAK_SAH"
    assert text not in str(caught.value)


@pytest.mark.parametrize("text", ["", "-", "NULL", " "])
def test_no_date_at_all(text: str) -> None:
    assert parse_date(text) is None
    assert parse_datetime(text) is None
    assert parse_time(text) is None


def utc(day: int, hour: int, minute: int = 0, second: int = 0, micro: int = 0) -> datetime:
    return datetime(2026, 8, day, hour, minute, second, micro, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-08-31 14:05", utc(31, 7, 5)),
        ("2026-08-31 14:05:09.5", utc(31, 7, 5, 9, 500000)),
        ("2026-08-31T14:05:00", utc(31, 7, 5)),
        ("2026-08-31T14:05:00+07:00", utc(31, 7, 5)),
        ("2026-08-31T14:05:00+0800", utc(31, 6, 5)),
        ("2026-08-31T14:05:00-05", utc(31, 19, 5)),
        ("2026-08-31T14:05:00Z", utc(31, 14, 5)),
        ("31/08/2026 14.05", utc(31, 7, 5)),
        ("31/08/2026 14:05:09", utc(31, 7, 5, 9)),
        ("31 Agustus 2026 pukul 14.30 WIB", utc(31, 7, 30)),
        ("31 Agustus 2026, pukul 14.30 WITA", utc(31, 6, 30)),
        ("31 Agustus 2026 14.30 WIT", utc(31, 5, 30)),
        ("Senin, 31 Agustus 2026 jam 7 pagi", utc(31, 0)),
        ("31 Agustus 2026 jam 9 malam", utc(31, 14)),
        ("31/08/2026", utc(30, 17)),
        ("01/08/2026 06.59", datetime(2026, 7, 31, 23, 59, tzinfo=UTC)),
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    got = parse_datetime(text)
    assert got == moment
    assert got is not None and got.tzinfo is UTC


def test_g5_wib_afternoon() -> None:
    got = parse_datetime("6 November 2024 pukul 14.30 WIB")
    assert got == datetime(2024, 11, 6, 7, 30, tzinfo=UTC)


def test_zone_is_declared_but_a_label_wins() -> None:
    assert parse_datetime("2026-08-31 14:05", "Asia/Jayapura") == utc(31, 5, 5)
    assert parse_datetime("2026-08-31 14:05 WIB", "Asia/Jayapura") == utc(31, 7, 5)


@pytest.mark.parametrize(
    "text",
    ["2026-08-31 24:00", "2026-08-31 14:60", "2026-08-31 14:05:60", "31/02/2026 10.00", "14.30",
     "2026-08-31 14", "2026-08-31 jam 7", "2026-08-31T14:05+15:00", "2026-08-31 14.05:30",
     "2026-08-31 10.00 sore", "9999-12-31T23:59-05:00"],
)  # fmt: skip
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_datetime(text)
    assert caught.value.code == "TANGGAL_TIDAK_SAH"


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("14.30", time(14, 30)),
        ("14:30", time(14, 30)),
        ("14:30:15", time(14, 30, 15)),
        ("pukul 14.30 WIB", time(14, 30)),
        ("pkl. 8.00", time(8)),
        ("pukul 7", time(7)),
        ("jam 7 pagi", time(7)),
        ("jam 12 siang", time(12)),
        ("jam 1 siang", time(13)),
        ("jam 4 sore", time(16)),
        ("jam 9 malam", time(21)),
        ("21.15 malam", time(21, 15)),
        ("00.00", time(0)),
    ],
)
def test_times(text: str, clock: time) -> None:
    assert parse_time(text) == clock


@pytest.mark.parametrize("text", ["24.00", "jam 12 malam", "jam 7", "7", "14.3", "14.30+07:00", "siang"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(FormatError):
        parse_time(text)


@pytest.mark.parametrize(
    ("serial", "moment"),
    [
        (1, datetime(1900, 1, 1)),
        (59, datetime(1900, 2, 28)),
        (61, datetime(1900, 3, 1)),
        (45658, datetime(2025, 1, 1)),
        (45658.5, datetime(2025, 1, 1, 12)),
        (45658.586805555555, datetime(2025, 1, 1, 14, 5)),
    ],
)
def test_excel_serials(serial: float, moment: datetime) -> None:
    assert from_excel_serial(serial) == moment


@pytest.mark.parametrize("serial", [60, 60.5, 0, 0.5, -1, 2958466, float("nan"), float("inf")])
def test_what_is_no_serial(serial: float) -> None:
    with pytest.raises(FormatError):
        from_excel_serial(serial)

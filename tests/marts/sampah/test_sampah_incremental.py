"""A night with late weighings, corrected reports and a new month ends where a full rebuild ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from town import Copy, Marts, differences

MALAM_2 = date(2026, 7, 2)


@pytest.fixture(scope="module")
def second(town: Any, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The town after MALAM_2, built incrementally."""
    copy = Copy(town, tmp_path_factory.mktemp("malam_2"))
    copy.town.deliver("malam_2", MALAM_2)
    copy.town.run(MALAM_2, "malam-2")
    return copy


def test_late_rows_end_as_a_full_rebuild(second: Copy) -> None:
    assert differences(second.published(), second.rebuilt(MALAM_2)) == {}


def test_late_tickets_take_the_place_of_the_estimate(second: Copy) -> None:
    """Tuesday 30 June has become a day between days with tickets: like days 5, 12, 19, 26 May and 2, 9, 23
    June (16 June is a holiday) had two dump trucks and a pickup. Since 5,000 kg were corrected to 5,500 kg on
    6 May, the lower of the two loads in the middle is that one: two of 5,750 kg and one of 1,000 kg."""
    marts = Marts(second.town.connect())
    days = (
        "select tanggal, kd_kecamatan, ritase, netto_kg, estimasi_kg, as_of_tgl from mart_sampah_harian "
        "where tanggal in ('2026-05-06', '2026-06-24', '2026-06-30', '2026-07-01') order by all"
    )
    assert marts.rows(days) == [
        ("2026-05-06", "33.74.01", 3, "12500.00", "0.00", "2026-07-02"),
        ("2026-06-24", "33.74.01", 2, "11000.00", "0.00", "2026-07-02"),
        ("2026-06-30", "-", 0, "0.00", "12500.00", "2026-07-02"),
        ("2026-07-01", "33.74.01", 3, "12000.00", "0.00", "2026-07-02"),
    ]


def test_a_report_sent_again_replaces_its_unit(second: Copy) -> None:
    """Melati: 950 − 50 and 200; Mekar as before: 1,800 − 300. Late tickets of 11,000 kg."""
    marts = Marts(second.town.connect())
    assert marts.row(
        "select pengurangan_ton, residu_ton, penanganan_ton from mart_neraca_sampah "
        "where kd_pemda = '33.74' and bulan = '2026-06-01'"
    ) == ("2.60000", "0.35000", "296.65000")
    assert marts.row("select n_unit, masuk_kg from mart_produk_sampah where produk = 'biji plastik'") == (1, "1000.00")
    assert marts.rows("select distinct selisih_anak from mart_lra") == [("0.00",)]


def test_an_estimate_does_not_change_with_what_its_window_does_not_see(
    town: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Fridays before 10 July since the first ticket of the 8 weeks: 12, 19, 26 June, 3 July, two trucks each.
    A ticket of January comes later; the Fridays before 11 June stay days of no bridge."""
    copy = Copy(town, tmp_path_factory.mktemp("kedua"))
    dead = (
        "select tanggal, estimasi_kg from mart_sampah_harian "
        "where kd_pemda = '33.74' and tpa = 'Blondo' and is_jembatan_mati"
    )
    for delivery, evening in (("kedua", date(2026, 8, 1)), ("kedua_awal", date(2026, 8, 2))):
        copy.town.deliver(delivery, evening)
        copy.town.run(evening, delivery)
        assert Marts(copy.town.connect()).rows(dead) == [("2026-07-10", "10000.00")]
    assert differences(copy.published(), copy.rebuilt(date(2026, 8, 2))) == {}

"""A night that rebuilds only what changed ends where a full rebuild ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest
from town import Copy, differences

from lumbung import night

MALAM_2 = date(2026, 12, 1)
"""The next night: a new month, deadlines that pass overnight, late and corrected rows."""
SETAHUN_KEMUDIAN = date(2028, 1, 3)
"""After a year in which nobody ran a night: budget year 2027 came and went."""


@pytest.fixture(scope="module")
def second(town: Any, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The town after MALAM_2, built incrementally."""
    copy = Copy(town, tmp_path_factory.mktemp("malam_2"))
    copy.town.deliver("malam_2", MALAM_2)
    copy.town.run(MALAM_2, "malam-2")
    return copy


@pytest.fixture(scope="module")
def later(second: Copy, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The town after SETAHUN_KEMUDIAN; nothing was delivered since MALAM_2."""
    copy = Copy(second.town, tmp_path_factory.mktemp("setahun"))
    night.build(copy.town.settings, SETAHUN_KEMUDIAN, "setahun")
    night.publish(copy.town.settings, SETAHUN_KEMUDIAN, "setahun")
    return copy


def test_late_and_corrected_rows_end_as_a_full_rebuild(second: Copy) -> None:
    assert differences(second.published(), second.rebuilt(MALAM_2)) == {}


def test_a_year_without_nights_ends_as_a_full_rebuild(later: Copy) -> None:
    assert differences(later.published(), later.rebuilt(SETAHUN_KEMUDIAN)) == {}


def test_the_same_night_twice_changes_nothing(second: Copy) -> None:
    folder = second.town.root / "lake" / "warehouse"
    files = {name: (folder / name).read_bytes() for name in ("current.duckdb", "manifest.json")}
    second.town.run(MALAM_2, "malam-2-lagi")
    assert {name: (folder / name).read_bytes() for name in files} == files


@pytest.fixture
def con(second: Copy) -> Iterator[duckdb.DuckDBPyConnection]:
    with second.town.connect() as connection:
        yield connection


def test_the_second_night_moves_the_tickets(con: duckdb.DuckDBPyConnection) -> None:
    found = dict(
        con.execute(
            "select id_aduan[5:], (sla_jawab, sla_selesai, kepuasan) from mart_pengaduan where "
            "id_aduan[5:] in ('T-ASPIRASI', 'T-HARI-INI', 'T-TENGAH-MALAM', 'T-SUSULAN')"
        ).fetchall()
    )
    assert found == {
        "T-ASPIRASI": ("LEWAT", "LEWAT", None),  # no delivery: its deadlines passed overnight
        "T-HARI-INI": ("TEPAT", "TEPAT", 3),  # closed on the evening of the deadline
        "T-TENGAH-MALAM": ("TEPAT", "TEPAT", 1),  # rated after it was closed
        # Printed on 30 Oct, typed on 1 Dec: answer due 6 Nov, closing 2-6 Nov = 5, 9-13 = 10,
        # 16-19 = 14.
        "T-SUSULAN": ("LEWAT", "LEWAT", None),
    }


def test_the_second_night_moves_the_backlog_of_past_months(con: duckdb.DuckDBPyConnection) -> None:
    def n_open(tanggal: str) -> int:
        (found,) = con.execute(
            "select sum(n_terbuka)::integer from mart_pengaduan_backlog_harian "
            "where kd_pemda = '33.74' and opd_akhir = '1.03.0.00.0.00.01.0000' and tanggal = ?",
            [tanggal],
        ).fetchall()
        return int(found[0])

    # T-BUKA is open all along. T-KORAN was really received on 12 November, not on 20 October;
    # T-SUSULAN has been open since 30 October.
    assert n_open("2026-10-20") == 1
    assert n_open("2026-10-30") == 2
    # 30 Nov: BUKA, SUSULAN, KORAN, ASPIRASI, TERLAMBAT; HARI-INI was closed that evening.
    assert n_open("2026-11-30") == 5


def test_the_second_night_moves_old_months_of_the_budget(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select realisasi_bln::integer, realisasi_kum::integer, pagu_berlaku::integer "
        "from mart_serapan_bulanan where kd_pemda = '33.74' and tahun = 2026 "
        "and kd_sub_kegiatan = '1.03.10.2.01.0051' and kd_jenis = '5.1.02' order by bulan"
    ).fetchall()
    # D-01 was not 100 in January but 110 in February, where D-05 (70) is now verified: with the 50
    # that were there 230. A refund of 15 more in March; the LS of 1 December is of today. A version
    # of 20 November: 1300 + 100.
    bln = [0, 230, -60, 0, 70, 0, 0, 0, 0, 0, 0, 25]
    kum = [0, 230, 170, 170, 240, 240, 240, 240, 240, 240, 240, 265]
    pagu = [1000] * 3 + [1200] * 6 + [1500] + [1400] * 2
    assert found == list(zip(bln, kum, pagu, strict=True))


def test_the_missing_report_closes_its_gap(con: duckdb.DuckDBPyConnection) -> None:
    # Kota: 10, 30, 28, 25 to date against 90 paid. Kabupaten: months 20, 30, 40 and - 10 for - 5,
    # whose file no longer names the line without budget.
    kota = con.execute(
        "select selisih_sp2d_rfk::integer from mart_serapan_opd where kd_pemda = '33.74' "
        "and kd_opd = '2.15.0.00.0.00.01.0000' and cakupan = 'semua' and tahun = 2026 "
        "and bulan between '2026-01-01' and '2026-04-01' order by bulan"
    ).fetchall()
    assert kota == [(80,), (60,), (62,), (65,)]
    kabupaten = con.execute(
        "select kd_sub_kegiatan, list(realisasi_kum::integer order by bulan)[:4] "
        "from mart_serapan_bulanan where kd_pemda = '33.22' "
        "and kd_opd = '1.03.0.00.0.00.01.0000' group by all"
    ).fetchall()
    assert kabupaten == [("1.03.10.2.01.0051", [20, 50, 90, 80])]


def test_a_document_counts_once_its_date_has_come(second: Copy, later: Copy) -> None:
    """L-05, a correction of 5 for 2025, came on MALAM_2 and is dated two weeks after it."""
    december = (
        "select realisasi_bln::varchar from mart_serapan_bulanan where tahun = 2025 "
        "and bulan = '2025-12-01' and kd_sub_kegiatan = '5.02.02.2.01.0003'"
    )
    with second.town.connect() as before, later.town.connect() as after:
        assert before.execute(december).fetchall() == [("0.29",)]
        assert after.execute(december).fetchall() == [("5.29",)]


def test_a_year_that_no_night_saw_has_its_months(later: Copy) -> None:
    with later.town.connect() as con:
        assert con.execute(
            "select tahun, count(distinct bulan), any_value(status_data) from mart_serapan_bulanan "
            "group by tahun order by tahun"
        ).fetchall() == [(2025, 12, "unaudited"), (2026, 12, "unaudited"), (2027, 12, "unaudited")]

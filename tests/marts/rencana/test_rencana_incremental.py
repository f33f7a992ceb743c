"""A night of planning that rebuilds only what changed ends where a full rebuild ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest
from town import Copy, Marts, differences

from lumbung.warehouse.manifest import current_database

MALAM_2 = date(2026, 9, 1)
"""Another month: statuses moved, a price rose, an aspiration came late, a cluster was taken apart."""
MARK = "tidak dibangun ulang"
"""Written into a published row of 2026 before MALAM_2: a rebuild of that year would lose it."""


@pytest.fixture(scope="module")
def second(town: Any, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The town after MALAM_2, built incrementally."""
    copy = Copy(town, tmp_path_factory.mktemp("rencana_2"))
    with duckdb.connect(str(current_database(copy.town.settings))) as con:
        con.execute("update mart_usulan set satuan = ? where tahun_anggaran = 2026 and anggota = 'USL:J-3'", [MARK])
    copy.town.deliver("malam_2", MALAM_2)
    copy.town.run(MALAM_2, "malam-2")
    return copy


@pytest.fixture
def after(second: Copy) -> Iterator[Marts]:
    with second.town.connect() as con:
        yield Marts(con)


def test_the_night_ends_as_a_full_rebuild(second: Copy) -> None:
    """All marts, but for one row of a year of which nobody said anything new: it was not made again."""
    found = differences(second.published(), second.rebuilt(MALAM_2))
    assert list(found) == ["mart_usulan"]
    assert sorted(("USL:J-3" in row, MARK in row) for row in found["mart_usulan"]) == [(True, False), (True, True)]


def test_every_mart_says_the_night(after: Marts) -> None:
    tables = after.rows(
        "select table_name from information_schema.columns where table_schema = 'main' "
        "and table_catalog = current_database() and column_name = 'as_of_tgl' and table_name like 'mart_%' order by 1"
    )
    said = {name: after.rows(f"select distinct as_of_tgl from {name}") for (name,) in tables}
    assert {"mart_usulan", "mart_usulan_corong", "mart_jejak_aspirasi"} <= set(said)
    assert all(nights in ([], [("2026-09-01",)]) for nights in said.values()), said
    assert said["mart_usulan"] and said["mart_kuappas_dokumen"]


@pytest.mark.parametrize(
    ("anggota", "columns", "expected"),
    [
        # 12.5 m2 at the new price of 160,000.
        ("USL:U-KAMUS", "nilai_usulan", ("2000000.00",)),
        # The office was later than the camat.
        ("USL:U-G8", "tahap, nilai_rekomendasi_terakhir", ("MUSRENBANG_KABKOTA", "1500000.00")),
        # The aspiration that nobody knew has come, and asks for the same need.
        ("PKR:K-SALAH", "flags, asal_set", ([], ["pokir", "sarapan"])),
        ("SRP:S-2", "keputusan, tahap", ("REJECTED", "SETWAN")),
        # The pokir no longer names it: back to the year that its day of May allows.
        ("SRP:S-4", "tahun_anggaran, n_anggota", (2028, 1)),
        # Taken apart again.
        ("USL:C-1", "is_primary, n_anggota", (True, 1)),
        # Withdrawn at the forum: furthest of the three, but the other two still ask.
        ("USL:A-1", "keputusan, tahap, is_primary", ("CANCELLED", "FORUM_SKPD", False)),
    ],
)
def test_what_the_night_changed(after: Marts, anggota: str, columns: str, expected: tuple[Any, ...]) -> None:
    found = after.row(
        f"select {columns} from mart_usulan where kd_pemda = '33.74' and anggota = ? and tahun_anggaran > 2026",
        anggota,
    )
    assert found == expected


def test_threads_go_on(after: Marts) -> None:
    columns = "tahap_terakhir, plafon_ppas, realisasi_kum, n_aduan_sesudah"
    found = after.rows(
        f"select id_musrenbang[1], {columns} from mart_jejak_aspirasi where kd_pemda = '33.74' "
        "and tahun_anggaran = 2026 and id_musrenbang[1] in ('J-1', 'J-2', 'J-3', 'J-4') order by 1"
    )
    assert found == [
        ("J-1", "TEREALISASI", "700.00", "1000.00", 3),  # one more complaint since
        ("J-2", "TEREALISASI", "130.00", "30.00", 1),  # paid today
        ("J-3", "DISETUJUI", None, None, None),  # the changed document dropped it
        ("J-4", "PPAS", "60.00", None, None),
    ]
    # A day more of waiting for what still waits, none for what was decided.
    days = after.rows(
        "select id_musrenbang[1], list_sum([h.hari for h in hari_per_tahap])::integer from mart_jejak_aspirasi "
        "where kd_pemda = '33.74' and tahun_anggaran = 2026 and id_musrenbang[1] in ('J-1', 'J-5') order by 1"
    )
    assert days == [("J-1", 201), ("J-5", 589)]

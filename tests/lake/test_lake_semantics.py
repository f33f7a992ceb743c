"""What later deliveries do to silver: event, state and snapshot sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from granary import ANGGARAN, EVENING, P3M, SP2D, Granary, csv_of

from lumbung.ingest.ledger import Load

DEFAULTS = {"p3m_aduan": P3M, "sipd_anggaran": ANGGARAN, "sipd_sp2d": SP2D}
LATER = EVENING + timedelta(hours=1)


def deliver(granary: Granary, source: str, *rows: Mapping[str, str], hours: int = 0, name: str = "") -> Load:
    """One file through ingest and refine; its counts always add up."""
    path = f"{source}/33.74/{name or f'{hours}.csv'}"
    granary.drop(path, csv_of(DEFAULTS[source], *rows), at=EVENING + timedelta(hours=hours - 12))
    (load,) = granary.take(source)
    assert load.rows_read == load.rows_valid + load.rows_quarantined + load.rows_duplicate == len(rows)
    return load


def fates(load: Load) -> tuple[int, int, int]:
    return load.rows_valid, load.rows_quarantined, load.rows_duplicate


def silver(granary: Granary, source: str, column: str, *key: str) -> dict[Any, Any]:
    rows = granary.rows(f"silver/{source}")
    found = {tuple(r[k] for k in key) if len(key) > 1 else r[key[0]]: r[column] for r in rows}
    assert len(found) == len(rows), "a key stands twice"
    return found


def test_event_later_delivery_of_a_key_wins(granary: Granary) -> None:
    assert fates(deliver(granary, "sipd_sp2d", {"nilai": "100"}, {"baris": "2", "nilai": "7"})) == (2, 0, 0)
    second = deliver(granary, "sipd_sp2d", {"nilai": "250"}, {"baris": "2", "nilai": "7"}, hours=1)
    assert fates(second) == (1, 0, 1)
    assert silver(granary, "sipd_sp2d", "nilai", "baris") == {1: 250, 2: 7}
    (old,) = granary.rows("silver/sipd_sp2d_riwayat")
    assert (old["baris"], old["nilai"]) == (1, 100)
    assert len(granary.rows("bronze/sipd_sp2d")) == 4


def test_event_delivered_late_but_sent_early_does_not_win(granary: Granary) -> None:
    deliver(granary, "sipd_sp2d", {"nilai": "250"}, hours=2)
    assert fates(deliver(granary, "sipd_sp2d", {"nilai": "100"}, hours=1)) == (1, 0, 0)
    assert silver(granary, "sipd_sp2d", "nilai", "baris") == {1: 250}


def test_event_corrected_back_to_what_it_was(granary: Granary) -> None:
    """100, then 250, then 100 again: the last word of the source counts."""
    for hours, value in enumerate(["100", "250"]):
        deliver(granary, "sipd_sp2d", {"nilai": value}, hours=hours)
    back = [{"nilai": "100"}, {"baris": "2", "nilai": "7"}]
    assert fates(deliver(granary, "sipd_sp2d", *back, hours=2)) == (1, 0, 1)
    assert silver(granary, "sipd_sp2d", "nilai", "baris") == {1: 100, 2: 7}
    before = granary.lake.version("silver/sipd_sp2d")
    assert fates(deliver(granary, "sipd_sp2d", back[1], back[0], hours=3)) == (0, 0, 2)
    assert granary.lake.version("silver/sipd_sp2d") == before
    only_back = deliver(granary, "sipd_sp2d", {"nilai": "250"}, {"nilai": "250"}, hours=4)
    assert fates(only_back) == (0, 0, 2)
    assert silver(granary, "sipd_sp2d", "nilai", "baris") == {1: 250, 2: 7}


def test_state_repeated_late_does_not_come_back(granary: Granary) -> None:
    old = {"status": "Diproses", "diperbarui": "2026-08-30 12:00"}
    deliver(granary, "p3m_aduan", old)
    deliver(granary, "p3m_aduan", {"status": "Selesai", "diperbarui": "2026-08-31 01:00"}, hours=1)
    assert fates(deliver(granary, "p3m_aduan", old, {"nomor_aduan": "P3M-2"}, hours=2)) == (1, 0, 1)
    assert silver(granary, "p3m_aduan", "status", "nomor_aduan") == {"P3M-1": "SELESAI", "P3M-2": "BARU"}


def test_same_file_repeats_a_row(granary: Granary) -> None:
    load = deliver(granary, "sipd_sp2d", {"nilai": "1"}, {"nilai": "1"}, {"nilai": "2"}, {"nilai": "1", "baris": "2"})
    assert fates(load) == (3, 0, 1)
    assert silver(granary, "sipd_sp2d", "nilai", "baris") == {1: 2, 2: 1}


def test_row_that_moves_to_another_month_leaves_no_copy(granary: Granary) -> None:
    deliver(granary, "sipd_sp2d", {"tanggal_sp2d": "2026-07-31"}, {"baris": "2", "tanggal_sp2d": "2026-07-30"})
    deliver(granary, "sipd_sp2d", {"tanggal_sp2d": "2026-08-01"}, hours=1)
    found = silver(granary, "sipd_sp2d", "_slice", "baris")
    assert found == {1: "33.74_2026_2026-08", 2: "33.74_2026_2026-07"}
    for file in granary.lake.files("silver/sipd_sp2d"):
        assert file.rows == 1


def test_state_newest_change_wins_even_when_delivered_late(granary: Granary) -> None:
    deliver(granary, "p3m_aduan", {"status": "Selesai", "diperbarui": "2026-08-31 07:00"}, hours=0)
    late = deliver(granary, "p3m_aduan", {"status": "Diproses", "diperbarui": "2026-08-30 15:00"}, hours=5)
    assert fates(late) == (1, 0, 0)
    assert silver(granary, "p3m_aduan", "status", "nomor_aduan") == {"P3M-1": "SELESAI"}
    assert [r["status"] for r in granary.rows("silver/p3m_aduan_riwayat")] == ["DIPROSES"]
    newest = {"status": "Dibuka Kembali", "diperbarui": "2026-08-31 07:00"}
    deliver(granary, "p3m_aduan", newest, hours=6)
    # The same moment of change: the later delivery.
    assert silver(granary, "p3m_aduan", "status", "nomor_aduan") == {"P3M-1": "DIBUKA_KEMBALI"}
    assert len(granary.rows("silver/p3m_aduan_riwayat")) == 2


def test_state_versions_in_one_night(granary: Granary) -> None:
    rows = [
        {"status": "Diproses", "diperbarui": "2026-08-30 12:00"},
        {"status": "Selesai", "diperbarui": "2026-08-31 09:00"},
        {"status": "Terdisposisi", "diperbarui": "2026-08-30 11:00"},
        {"status": "Selesai", "diperbarui": "2026-08-31 09:00"},
    ]
    assert fates(deliver(granary, "p3m_aduan", *rows)) == (3, 0, 1)
    assert silver(granary, "p3m_aduan", "status", "nomor_aduan") == {"P3M-1": "SELESAI"}
    assert len(granary.rows("silver/p3m_aduan_riwayat")) == 2


def test_state_text_moves_with_its_ticket(granary: Granary) -> None:
    """The ticket's month is corrected and its text rewritten: one row, one text, same slice."""
    deliver(granary, "p3m_aduan", {"isi_aduan": "lama"}, {"nomor_aduan": "P3M-2", "isi_aduan": "tetap"})
    moved = {"tanggal_masuk": "2026-07-30 10:00", "isi_aduan": "baru", "diperbarui": "2026-08-31 10:00"}
    deliver(granary, "p3m_aduan", moved, hours=1)
    texts = {r["nomor_aduan"]: (r["isi_aduan"], r["_slice"]) for r in granary.rows("silver/p3m_aduan_teks")}
    assert texts == {"P3M-1": ("baru", "33.74_2026-07"), "P3M-2": ("tetap", "33.74_2026-08")}
    assert len(granary.rows("silver/p3m_aduan_teks")) == len(granary.rows("silver/p3m_aduan")) == 2


def test_month_of_a_slice_is_the_local_one(granary: Granary) -> None:
    """1 August 00:30 WIB is 31 July in UTC."""
    deliver(granary, "p3m_aduan", {"tanggal_masuk": "2026-08-01 00:30"})
    (row,) = granary.rows("silver/p3m_aduan")
    assert row["_slice"] == "33.74_2026-08"
    assert row["tanggal_masuk"] == datetime(2026, 7, 31, 17, 30, tzinfo=UTC)


def test_snapshot_replaces_its_slice(granary: Granary) -> None:
    """Removed rows go, unchanged rows stay (counted as duplicates), other slices are untouched."""
    deliver(granary, "sipd_anggaran", *({"kode_dana": k, "pagu": "10"} for k in "ABC"))
    deliver(granary, "sipd_anggaran", {"kode_dana": "A", "tahap": "pergeseran_1"}, hours=1)
    second = deliver(
        granary,
        "sipd_anggaran",
        {"kode_dana": "A", "pagu": "10"},
        {"kode_dana": "B", "pagu": "20"},
        {"kode_dana": "D", "pagu": "5"},
        hours=2,
    )
    assert fates(second) == (2, 0, 1)
    found = silver(granary, "sipd_anggaran", "pagu", "tahap", "kode_dana")
    assert found == {
        ("murni", "A"): 10,
        ("murni", "B"): 20,
        ("murni", "D"): 5,
        ("pergeseran_1", "A"): 1_250_000,
    }
    history = granary.rows("silver/sipd_anggaran_riwayat", "kode_dana")
    assert [(r["kode_dana"], r["pagu"]) for r in history] == [("B", 10), ("C", 10)]


def test_snapshot_that_only_removes(granary: Granary) -> None:
    deliver(granary, "sipd_anggaran", {"kode_dana": "A"}, {"kode_dana": "B"})
    assert fates(deliver(granary, "sipd_anggaran", {"kode_dana": "B"}, hours=1)) == (0, 0, 1)
    assert list(silver(granary, "sipd_anggaran", "pagu", "kode_dana")) == ["B"]


def test_snapshot_that_returns_to_an_older_one(granary: Granary) -> None:
    """10, 20 and 10 again, the last file with one more row: not the same bytes."""
    for hours, rows in enumerate([["10"], ["20"], ["10", "1"]]):
        deliver(
            granary,
            "sipd_anggaran",
            *({"kode_dana": k, "pagu": p} for k, p in zip("AB", rows, strict=False)),
            hours=hours,
        )
    assert silver(granary, "sipd_anggaran", "pagu", "kode_dana") == {"A": 10, "B": 1}


def test_older_snapshot_that_arrives_late_replaces_nothing(granary: Granary) -> None:
    deliver(granary, "sipd_anggaran", {"pagu": "20"}, hours=2)
    deliver(granary, "sipd_anggaran", {"pagu": "10"}, {"kode_dana": "Z"}, hours=1)
    assert silver(granary, "sipd_anggaran", "pagu", "kode_dana") == {"1.1": 20}


def test_governments_do_not_touch_each_other(granary: Granary) -> None:
    for pemda, value in (("33.74", "10"), ("33.22", "20")):
        granary.drop(f"sipd_anggaran/{pemda}/a.csv", csv_of(ANGGARAN, {"pagu": value}))
    granary.take("sipd_anggaran")
    granary.drop("sipd_anggaran/33.22/b.csv", csv_of(ANGGARAN, {"pagu": "30"}), at=LATER)
    granary.take("sipd_anggaran")
    assert silver(granary, "sipd_anggaran", "pagu", "kd_pemda") == {"33.74": 10, "33.22": 30}


def test_two_nights_at_once_equal_two_nights(granary: Granary, new_granary: Any) -> None:
    """Refining a backlog in one go gives the same silver as refining night by night."""
    other = new_granary("lain")
    nights = [[("A", "1"), ("B", "1")], [("B", "2"), ("C", "1")], [("A", "1"), ("B", "1"), ("C", "3")]]
    for hours, rows in enumerate(nights):
        content = csv_of(SP2D, *({"nomor_sp2d": k, "nilai": v} for k, v in rows))
        for lake in (granary, other):
            lake.drop(f"sipd_sp2d/33.74/{hours}.csv", content, at=EVENING + timedelta(hours=hours - 9))
        granary.take("sipd_sp2d")
        other.ingest("sipd_sp2d")
    other.refine("sipd_sp2d")
    assert silver(granary, "sipd_sp2d", "nilai", "nomor_sp2d") == {"A": 1, "B": 1, "C": 3}
    assert silver(other, "sipd_sp2d", "nilai", "nomor_sp2d") == {"A": 1, "B": 1, "C": 3}
    assert [fates(x) for x in other.loads()] == [fates(x) for x in granary.loads()] == [(2, 0, 0), (2, 0, 0), (1, 0, 2)]


def test_a_load_without_a_valid_row_is_refined_too(granary: Granary) -> None:
    """All its rows are in quarantine: nothing for Spark to read, and the night goes on."""
    granary.drop("p3m_aduan/33.74/a.csv", csv_of(P3M, {"tanggal_masuk": "31/02/2026"}))
    (load,) = granary.take("p3m_aduan")
    assert (load.outcome, load.rows_read, load.rows_quarantined, load.rows_valid) == ("LOADED", 1, 1, 0)
    assert load.refined
    assert granary.rows("silver/p3m_aduan") == []

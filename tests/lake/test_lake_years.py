"""What a night reads stays few files and few log entries, however many nights there were."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from granary import Granary

from lumbung.ingest import ledger
from lumbung.ingest.ledger import Load
from lumbung.lake import CHECKPOINT_EVERY, Lake, VersionGone
from lumbung.quality import checks
from lumbung.quality.checks import Verdict
from lumbung.tidy import merge_past_months

SCHEMA = pa.schema([("n", pa.int64())])


def load(source: str, at: datetime, **more: object) -> Load:
    one = Load(
        load_id=f"{source}-{at:%Y%m%d}", source=source, kd_pemda="33.74", file_name=f"{at:%Y%m%d}.csv",
        sha256=f"{source}{at:%Y%m%d}", bytes=1, outcome="LOADED", reason=None, started_at=at, finished_at=at,
        run_id=f"malam-{at:%Y%m%d}", delivered_at=at, landing_id=f"{source}{at}", refined=True,
    )  # fmt: skip
    return replace(one, **more)  # type: ignore[arg-type]


def verdict(night: date, run_id: str, part: str) -> Verdict:
    return Verdict(run_id, night, 1, part, "33.74", "isi", "merah", False, "1", "0", "", "salah")


@pytest.fixture
def granary(tmp_path: Path) -> Granary:
    return Granary(tmp_path)


def months(first: int, last: int) -> list[datetime]:
    """Noon of the tenth of each month, counted from January 2025."""
    return [datetime(2025 + (m - 1) // 12, (m - 1) % 12 + 1, 10, 12, tzinfo=UTC) for m in range(first, last + 1)]


def test_past_months_of_the_ledger_become_a_file_a_year(granary: Granary) -> None:
    stood = [load(source, at) for source in ("p3m_aduan", "sipd_sp2d") for at in months(1, 20)]
    for one in stood:
        with granary.lake.transaction(f"muat-{one.load_id}") as tx:
            ledger.write(tx, [one])
    merge_past_months(granary.settings, date(2026, 8, 31))
    # Of each source: all of 2025, January to June 2026, and July and August as they are.
    assert sorted(f.slice for f in granary.lake.files(ledger.TABLE)) == [
        "p3m_aduan_2025", "p3m_aduan_2026", "p3m_aduan_2026-07", "p3m_aduan_2026-08",
        "sipd_sp2d_2025", "sipd_sp2d_2026", "sipd_sp2d_2026-07", "sipd_sp2d_2026-08",
    ]  # fmt: skip
    assert ledger.read(granary.lake) == stood
    version = granary.lake.version(ledger.TABLE)
    merge_past_months(granary.settings, date(2026, 8, 31))
    assert granary.lake.version(ledger.TABLE) == version


def test_a_load_of_a_merged_month_is_replaced_not_doubled(granary: Granary) -> None:
    stood = [load("p3m_aduan", at, gate="HELD", refined=False) for at in months(1, 20)]
    with granary.lake.transaction("muat") as tx:
        ledger.write(tx, stood)
    merge_past_months(granary.settings, date(2026, 8, 31))
    with granary.lake.transaction("lepas") as tx:
        ledger.write(tx, [replace(stood[2], gate="RELEASED")])
    assert [x.load_id for x in ledger.pending(granary.lake, "p3m_aduan")] == ["p3m_aduan-20250310"]
    assert len(ledger.held(granary.lake)) == 19
    merge_past_months(granary.settings, date(2026, 8, 31))
    assert sorted(f.slice for f in granary.lake.files(ledger.TABLE))[:2] == ["p3m_aduan_2025", "p3m_aduan_2026"]
    assert [x.load_id for x in ledger.read(granary.lake)] == [x.load_id for x in stood]


def test_what_ingest_remembers_of_a_source(granary: Granary) -> None:
    first, second, third = (load("p3m_aduan", at) for at in months(1, 3))
    failed = replace(second, outcome="FAILED", refined=False)
    waits = replace(third, load_id=f"{first.load_id}".replace("-", "") + "-2", refined=False, kd_pemda="33.22")
    with granary.lake.transaction("muat") as tx:
        ledger.write(tx, [first, failed, waits, load("sipd_sp2d", months(1, 1)[0])])
    known = ledger.memory(granary.lake, "p3m_aduan")
    assert known.consumed == {first.landing_id, third.landing_id}
    assert known.known == {("33.74", first.sha256): "20250110.csv", ("33.22", third.sha256): "20250310.csv"}
    assert known.failed == {failed.landing_id: failed.finished_at.isoformat()}
    assert known.unsettled == {"33.22"}
    assert known.ordinals == {"p3m_aduan": 1, "p3m_aduan20250110": 1}


def test_past_months_of_verdicts_become_one_file_each(granary: Granary) -> None:
    nights = [date(2026, m, 15) for m in range(1, 9)]
    for night in nights:
        for part in ("gerbang1-p3m_aduan", "gerbang2", "turunan-klaster_usulan"):
            with granary.lake.transaction(f"uji-{night}-{part}") as tx:
                checks.write(tx, [verdict(night, f"malam-{night}", part)], part)
    merge_past_months(granary.settings, date(2026, 8, 31))
    per_month = {f"{night:%Y-%m}": 0 for night in nights}
    for file in granary.lake.files(checks.TABLE):
        per_month[file.slice.rpartition("_")[2]] += 1
    assert list(per_month.values()) == [1, 1, 1, 1, 1, 1, 3, 3]
    assert len(checks.read(granary.lake)) == 24
    assert [v.source for v in checks.of_month(granary.lake, nights[0])] == [
        v.source for v in checks.of_run(granary.lake, f"malam-{nights[0]}")
    ]
    assert len(checks.of_month(granary.lake, nights[0])) == 3


def test_opening_a_table_replays_few_commits_and_old_versions_stay(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    commits = 2 * CHECKPOINT_EVERY + 5
    for n in range(commits):
        for table in ("gold/mart", "silver/sumber"):
            with lake.transaction(f"{table}{n}") as tx:
                tx.change(table, SCHEMA, remove=[f.path for f in lake.files(table)])
                tx.write(table, pa.table({"n": [n]}, schema=SCHEMA), "semua")
    log = tmp_path / "gold/mart/_delta_log"
    newest = max(int(p.name.split(".")[0]) for p in log.glob("*.checkpoint.parquet"))
    assert commits - 1 - newest < CHECKPOINT_EVERY
    old = {table: lake.files(table, 3) for table in ("gold/mart", "silver/sumber")}
    long_ago = (datetime.now(UTC) - timedelta(days=90)).timestamp()
    for file in tmp_path.rglob("_delta_log/0*"):
        os.utime(file, (long_ago, long_ago))
    for n in range(CHECKPOINT_EVERY):
        for table in old:
            with lake.transaction(f"{table}lagi{n}") as tx:
                tx.change(table, SCHEMA)
    assert lake.files("gold/mart", 3) == old["gold/mart"]
    assert lake.files("silver/sumber")  # and what stands is still told
    with pytest.raises(VersionGone):
        lake.files("silver/sumber", 3)
    with pytest.raises(VersionGone):
        lake.changed_slices("silver/sumber", 3)


@pytest.mark.parametrize(
    ("more", "alike"),
    [({}, True), ({"m": [1]}, False), ({"daftar": [["a"]]}, False), ({"n": ["a"]}, False)],
)
def test_files_of_other_columns_are_told(tmp_path: Path, more: dict[str, list[object]], alike: bool) -> None:
    lake = Lake(tmp_path)
    for n, columns in enumerate(({"n": [1]}, {"n": [2]}, {"n": [3], **more})):
        with lake.transaction(f"berkas-{n}") as tx:
            tx.write("silver/sumber", pa.table(columns), f"irisan-{n}")
    assert lake.is_uniform("silver/sumber") is alike
    assert lake.is_uniform("silver/sumber", 1)

"""Two runs at once: the scheduler's night and somebody's `lumbung run` take turns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from granary import NIGHT, P3M, Granary, csv_of

from lumbung import night


def test_two_runs_of_one_source_load_every_file_once(granary: Granary) -> None:
    for n in range(8):
        granary.drop(f"p3m_aduan/33.74/{n}.csv", csv_of(P3M, {"nomor_aduan": f"A-{n}"}))

    def one(run_id: str) -> int:
        return len(night.ingest(granary.settings, "p3m_aduan", NIGHT, run_id))

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(one, ["satu", "dua"]))
    assert sorted(taken) == [0, 8]
    assert sorted((x.file_name, x.outcome) for x in granary.loads()) == [(f"{n}.csv", "LOADED") for n in range(8)]
    assert len(granary.rows("bronze/p3m_aduan")) == 8
    assert not list(granary.landing.rglob("*.csv"))


def test_what_a_dead_run_left_is_cleared_and_what_a_living_one_uses_is_not(granary: Granary) -> None:
    """Scratch files hold texts: nobody else reads them, and they do not outlive the next step."""
    tmp = granary.settings.root / ".tmp"
    left = tmp / "refine-p3m_aduan" / "judged"
    left.mkdir(parents=True)
    (left / "part-0.parquet").write_text("isi")
    (tmp / "duckdb_temp_storage").mkdir()
    with granary.lake.workplace("derive-klaster_usulan") as mine:
        granary.refine("p3m_aduan")  # no news
        assert [p.name for p in sorted(tmp.iterdir())] == ["derive-klaster_usulan", "duckdb_temp_storage"]
        assert list(mine.iterdir()) == []
    assert [p.name for p in tmp.iterdir()] == ["duckdb_temp_storage"]
    assert tmp.stat().st_mode & 0o777 == 0o700

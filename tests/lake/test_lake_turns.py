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

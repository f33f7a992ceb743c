"""A refinement of readings that dies anywhere leaves a lake that the next run makes whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

from death import Killed, Point, deadly
from readings import Works, readings, steps

from lumbung import lake
from lumbung.refine import links, series

POINTS: tuple[Point, ...] = (
    (series.SeriesRefinement, "_replace"),
    (series, "settle"),
    (links, "link"),
    (series.SeriesRefinement, "_add_history"),
    (lake.LakeTransaction, "write"),
    (lake.LakeTransaction, "write_plan"),
    (lake.Lake, "_commit"),
)
TABLES = ("silver/meter_energi", "silver/meter_energi_riwayat", "quarantine/meter_energi")


def content(works: Works) -> list[Any]:
    unstable = {"run_id", "_load_id", "load_id"}
    rows = [sorted(str({k: v for k, v in r.items() if k not in unstable}) for r in works.rows(t)) for t in TABLES]
    fates = [(x.file_name, x.rows_valid, x.rows_quarantined, x.rows_duplicate) for x in works.loads("meter_energi")]
    return [*rows, fates, [p.name for p in (works.settings.root / ".wal").glob("*.json")]]


def test_refine_of_readings_survives_death_at_every_step(new_works: Callable[[str], Works]) -> None:
    first = new_works("utuh")
    first.meters({})
    first.read(readings(steps("08-01 00:00", "100", "101", "102")), name="a.csv")
    first.taken()
    # A correction, a repetition, a reading too high and a new day.
    first.read(readings([*steps("08-01 00:15", "101.5", "102", "900"), ("08-02 00:00", "120")]), name="b.csv")
    first.ingest("meter_energi")
    snapshot = first.root / "sebelum"
    shutil.copytree(first.root / "lake", snapshot)
    first.refine("meter_energi")
    expected = content(first)
    assert expected[3] == [("a.csv", 3, 0, 0), ("b.csv", 2, 1, 1)]
    at = 0
    while True:
        at += 1
        victim = new_works(f"mati-{at}")
        shutil.copytree(snapshot, victim.settings.root)
        victim.landing.mkdir(parents=True)
        try:
            with deadly(POINTS, at):
                victim.refine("meter_energi")
        except Killed:
            victim.refine("meter_energi")
            assert content(victim) == expected, f"died at step {at}"
        else:
            break
    assert at > 6

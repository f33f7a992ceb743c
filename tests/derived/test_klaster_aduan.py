"""Reports of one happening in a sample city, found from nothing and night by night."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from granary import Granary

from lumbung.refine.derive import derive
from lumbung.sample import channels, complaints
from lumbung.sample.city import PEMDA, load_city, rng
from lumbung.sample.files import Delivery, csv_bytes, store
from lumbung.sample.truth import fates
from lumbung.settings import PROJECT

UNTIL = date(2026, 8, 31)
SEED, SCALE = 11, 0.05
SOURCES = ("p3m_aduan", "lapor_aduan", "open311_requests")


class City:
    """What three channels hear of two governments, and what is true of it."""

    def __init__(self) -> None:
        self.files: list[Delivery] = []
        plans = []
        for kd_pemda in PEMDA:
            city = load_city(PROJECT / "data" / "reference", kd_pemda, UNTIL)
            desk = complaints.desk(city, SCALE, SEED, UNTIL)
            plan = channels.plan(city, desk, SCALE, SEED, UNTIL)
            channels.plant(plan, 0.02, SEED)
            plans.append(plan)
            self.files += [*complaints.deliveries(city, desk, UNTIL), *plan.files]
        p3m = [f for f in self.files if f.source == "p3m_aduan"]
        self.truth: Any = channels.truth(plans, p3m)

    def deliver(self, granary: Granary, after: date, until: date) -> None:
        for file in self.files:
            if after < file.delivered.date() <= until:
                own = file.source in channels.SOURCES
                store(granary.landing, file, channels.render(file) if own else csv_bytes(file, rng(SEED, file.path)))

    def night(self, granary: Granary, evening: date) -> frozenset[str]:
        """All steps up to the clusters; the slices that were made again."""
        for source in SOURCES:
            granary.ingest(source, evening)
            granary.refine(source, evening)
        return derive(granary.settings, "klaster_aduan", evening, granary.new_run()).slices


@pytest.fixture(scope="module")
def city() -> City:
    return City()


@pytest.fixture(scope="module")
def lake(city: City, tmp_path_factory: pytest.TempPathFactory) -> Granary:
    """Everything up to the evening before the last, then the last night."""
    granary = Granary(tmp_path_factory.mktemp("aduan"))
    city.deliver(granary, date.min, UNTIL - timedelta(days=1))
    city.night(granary, UNTIL - timedelta(days=1))
    city.deliver(granary, UNTIL - timedelta(days=1), UNTIL)
    city.night(granary, UNTIL)
    return granary


def rows(granary: Granary) -> list[tuple[Any, ...]]:
    kept = ("kd_pemda", "id_aduan", "klaster_id", "n_anggota", "is_wakil", "bulan_masuk", "_slice")
    return sorted(tuple(row[name] for name in kept) for row in granary.rows("silver/klaster_aduan"))


def test_every_row_has_the_fate_that_was_planted(city: City, lake: Granary) -> None:
    loads = {f"{x.source}/{x.kd_pemda}/{x.file_name}": x for x in lake.loads()}
    for record in fates(city.files):
        load = loads[record["path"]]
        counts = (load.rows_read, load.rows_valid, load.rows_quarantined, load.rows_duplicate)
        names = ("rows_read", "rows_valid", "rows_quarantined", "rows_duplicate")
        assert counts == tuple(record[n] for n in names), record["path"]


@pytest.mark.parametrize("source", channels.SOURCES)
def test_reasons_and_flags_are_those_that_were_planted(city: City, lake: Granary, source: str) -> None:
    planted = [record for record in fates(city.files) if record["source"] == source]
    reasons = Counter(code for row in lake.rows(f"quarantine/{source}") for code in row["reasons"])
    versions = [*lake.rows(f"silver/{source}"), *lake.rows(f"silver/{source}_riwayat")]
    flags = Counter(code for row in versions for code in row["flags"])
    assert reasons == sum((Counter(record["reasons"]) for record in planted), Counter())
    assert flags == sum((Counter(record["flags"]) for record in planted), Counter())


def test_happenings_are_found_whole(city: City, lake: Granary) -> None:
    of = {(row[0], row[1]): row[2] for row in rows(lake)}
    planted = [(kd_pemda, members) for kd_pemda in PEMDA for members in city.truth[kd_pemda]["klaster"]]
    assert max(len(members) for _, members in planted) == 30
    split = [members for kd_pemda, members in planted if len({of[kd_pemda, member] for member in members}) > 1]
    assert split == []


def test_strangers_seldom_share_a_cluster(city: City, lake: Granary) -> None:
    """Two tickets of one topic, place and day may well be one happening that nobody planted."""
    shared = Counter(row[3] > 1 for row in rows(lake))
    planted = sum(len(members) for kd_pemda in PEMDA for members in city.truth[kd_pemda]["klaster"])
    assert planted <= shared[True] <= planted + 0.02 * shared.total()


def test_one_ticket_stands_for_a_cluster(lake: Granary) -> None:
    counted = Counter((row[0], row[2]) for row in rows(lake) if row[4])
    assert set(counted.values()) == {1}
    members = Counter((row[0], row[2]) for row in rows(lake))
    assert all(members[row[0], row[2]] == row[3] for row in rows(lake))


def test_night_by_night_is_as_from_nothing(city: City, lake: Granary, tmp_path: Path) -> None:
    anew = Granary(tmp_path / "baru")
    shutil.copytree(lake.root / "lake", anew.root / "lake")
    for table in ("silver/klaster_aduan", "ops/derived"):
        shutil.rmtree(anew.root / "lake" / table)
    made = derive(anew.settings, "klaster_aduan", UNTIL, "baru")
    assert len(made.slices) > 30
    assert rows(anew) == rows(lake)


def test_a_night_makes_only_the_months_that_it_touches(city: City, lake: Granary) -> None:
    assert derive(lake.settings, "klaster_aduan", UNTIL, "lagi").slices == frozenset()

"""Clusters of a whole night, with all the city's dirt, against the sample's truth."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import duckdb
import pytest

from lumbung.lake import Lake

pytestmark = pytest.mark.night
Pairs = set[tuple[str, str, str]]


def pairs_of(where: str, members: Any) -> Pairs:
    return {(where, *sorted(two)) for two in combinations(members, 2)}  # type: ignore[misc]


def test_clusters_are_the_planted_ones(city: Any, record_property: Callable[[str, object], None]) -> None:
    lake = Lake(city.lake)
    rows = duckdb.execute(
        "select _slice, list(anggota) from read_parquet($p, hive_partitioning = false) group by _slice, klaster_id",
        {"p": lake.paths("silver/klaster_usulan")},
    ).fetchall()
    found = {pair for where, members in rows for pair in pairs_of(where, members)}
    planted: Pairs = set()
    for pemda, years in city.truth()["planning"].items():
        for year, told in years.items():
            for members in told["klaster"]:
                planted |= pairs_of(f"{pemda}_{year}", members)
    precision, recall = len(found & planted) / len(found), len(found & planted) / len(planted)
    record_property(
        "diukur", f"{len(planted)} planted, {len(found)} found, precision {precision:.4f}, recall {recall:.4f}"
    )
    assert len(planted) > 60
    assert precision >= 0.97
    assert recall >= 0.90

"""Found pairs against the pairs that the sample's generator planted: precision and recall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from desk import Desk, tables

from lumbung.sample.city import load_city
from lumbung.sample.planning.aspirations import aspirations
from lumbung.sample.planning.proposals import plan_year
from lumbung.settings import PROJECT
from spark_jobs.derived.klaster_usulan import DERIVED

UNTIL = date(2026, 8, 31)
YEAR = UNTIL.year + 1
SEED = 20270117
"""Weights and words were chosen without ever looking at a city of this seed."""
USULAN, POKIR = 2_400, 640
Pairs = set[tuple[str, str]]


def pairs_of(clusters: Any) -> Pairs:
    return {tuple(sorted(two)) for members in clusters for two in combinations(members, 2)}  # type: ignore[misc]


def asked(kd_pemda: str) -> tuple[list[dict[str, Any]], Pairs]:
    """A planning year's rows in their last state, and the pairs that ask for one need."""
    city = load_city(PROJECT / "data" / "reference", kd_pemda, UNTIL)
    year = plan_year(city, YEAR, USULAN, POKIR, [], SEED)
    rows, needs = [], defaultdict(list)
    for proposal in year.proposals:
        last = max(event[0] for event in proposal.events)
        state, _ = proposal.state(last)
        rows.append(
            {
                "id": proposal.member,
                "kd_pemda": kd_pemda,
                "tahun": YEAR,
                "kamus": state["id_kamus"],
                "judul": state["giat_teks"],
                "alamat": state["alamat_teks"],
                "volume": state["volume"],
                "satuan": state["satuan"],
                "opd": state["rev_skpd"] or state["kode_skpd"],
                "kelurahan": state["kode_kelurahan"] or None,
                "lat": state["latpeta"],
                "lon": state["langpeta"],
                "active": bool(state["active"]),
                "sarapan": state.get("id_sarapan"),
            }
        )
        if state["active"]:
            needs[proposal.need].append(proposal.member)
    for message in aspirations(city, [year], SEED, UNTIL):
        if message.tahun != YEAR:
            continue
        base = message.base
        place = base["kode_kelurahan"] or None
        told = {"judul": base["judul"], "alamat": base["isi"], "kelurahan": place}
        rows.append({"id": message.member, "kd_pemda": kd_pemda, "tahun": YEAR, **told})
        if message.need is not None:
            needs[message.need].append(message.member)
    return rows, pairs_of(needs.values())


@pytest.mark.parametrize("kd_pemda", ["33.74", "33.22"])
def test_precision_and_recall_on_a_city_never_seen(
    spark: Any, kd_pemda: str, record_property: Callable[[str, object], None]
) -> None:
    rows, planted = asked(kd_pemda)
    slices = frozenset({f"{kd_pemda}_{YEAR}"})
    made = DERIVED.transform(Desk(spark, tables(rows), DERIVED.makes), {"sipd_usulan": slices, "sipd_pokir": slices})
    assert made is not None
    clusters = defaultdict(list)
    for row in made.tables["klaster_usulan"].toArrow().to_pylist():
        clusters[row["klaster_id"]].append(row["anggota"])
    assert sum(map(len, clusters.values())) == sum(row.get("active", True) for row in rows)
    found = pairs_of(clusters.values())
    precision, recall = len(found & planted) / len(found), len(found & planted) / len(planted)
    record_property(
        "diukur",
        f"{kd_pemda}: {len(planted)} planted, {len(found)} found, precision {precision:.4f}, recall {recall:.4f}",
    )
    citizens = {pair for pair in planted if any(end.startswith("SRP:") for end in pair)}
    assert len(planted) > 500
    assert len(citizens) > 100
    assert precision >= 0.97
    assert recall >= 0.90
    assert len(found & citizens) / len(citizens) >= 0.90

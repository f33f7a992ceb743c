"""From pairs to clusters: what joins, what keeps apart, and who has the last word."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from spark_jobs.derived._klaster import Clusters, Decision, Facts, Pair, clusters, contradict

FARTHEST_M = 150.0
MARGIN = 0.05
DAY_1, DAY_2 = date(2026, 3, 1), date(2026, 3, 2)


def pair(left: str, right: str, score: float = 0.6) -> Pair:
    first, second = sorted((left, right))
    return Pair(first, second, score, ("KAMUS_SAMA",))


def joined(*found: Pair, decisions: list[Decision] | None = None, **more: Any) -> Clusters:
    ends = {end for p in found for end in (p.kiri, p.kanan)} | {e for d in decisions or [] for e in d.ends}
    arguments: dict[str, Any] = {"links": (), "facts": {}, "known": ends, **more}
    return clusters(
        found,
        decisions=decisions or (),
        farthest_m=FARTHEST_M,
        margin=MARGIN,
        **arguments,
    )


def groups(done: Clusters) -> list[str]:
    """`a b` for every cluster of more than one, in order."""
    found: dict[str, list[str]] = {}
    for member, first in done.of.items():
        found.setdefault(first, []).append(member)
    return sorted(" ".join(sorted(members)) for members in found.values())


def codes(done: Clusters, left: str, right: str) -> set[str]:
    return {code for p in done.pairs if {p.kiri, p.kanan} == {left, right} for code in p.bukti}


AT = {"lat_e6": -7_000_000, "lon_e6": 110_400_000}
"""One millionth of a degree of latitude is 0.11132 m: 1,000 are 111 m, 1,400 are 156 m."""


@pytest.mark.parametrize(
    ("one", "other", "never"),
    [
        (Facts(), Facts(), False),
        (Facts(kd_opd="1.03"), Facts(kd_opd="1.04"), True),
        (Facts(kd_opd="1.03"), Facts(), False),
        (Facts(satuan="m"), Facts(satuan="m2"), True),
        (Facts(rt=frozenset({"rt1"})), Facts(rt=frozenset({"rt2"})), True),
        (Facts(rt=frozenset({"rt1", "rt2"})), Facts(rt=frozenset({"rt2", "rt3"})), False),
        (Facts(rt=frozenset({"rt1"})), Facts(rw=frozenset({"rw2"})), False),
        (Facts(rw=frozenset({"rw1"})), Facts(rw=frozenset({"rw2"})), True),
        (Facts(gang=frozenset({"3"})), Facts(gang=frozenset({"4"})), True),
        (Facts(**AT), Facts(lat_e6=-7_001_000, lon_e6=110_400_000), False),
        (Facts(**AT), Facts(lat_e6=-7_001_400, lon_e6=110_400_000), True),
        (Facts(**AT), Facts(lat_e6=None, lon_e6=None), False),
    ],
)
def test_what_never_is_one_need(one: Facts, other: Facts, never: bool) -> None:
    assert contradict(one, other, FARTHEST_M) is contradict(other, one, FARTHEST_M) is never


def test_pairs_make_components() -> None:
    done = joined(pair("USL:1", "USL:2"), pair("PKR:1", "USL:2"), pair("USL:8", "USL:9"))
    assert groups(done) == ["PKR:1 USL:1 USL:2", "USL:8 USL:9"]
    assert done.of["USL:2"] == "PKR:1"  # named after its smallest member


def test_a_vague_row_does_not_tie_two_rt_together() -> None:
    """USL:2 says no RT and is like both; it goes with the one that it is more like."""
    facts = {"USL:1": Facts(rt=frozenset({"rt1"})), "USL:3": Facts(rt=frozenset({"rt3"}))}
    done = joined(pair("USL:1", "USL:2", 0.5), pair("USL:2", "USL:3", 0.7), facts=facts)
    assert groups(done) == ["USL:2 USL:3"]
    assert "TIDAK_DISATUKAN" in codes(done, "USL:1", "USL:2")
    assert "TIDAK_DISATUKAN" not in codes(done, "USL:2", "USL:3")


def test_two_departments_are_not_tied_by_a_row_without_one() -> None:
    facts = {"USL:1": Facts(kd_opd="1.03"), "USL:2": Facts(), "USL:3": Facts(kd_opd="1.04")}
    done = joined(pair("USL:1", "USL:2", 0.7), pair("USL:2", "USL:3", 0.7), facts=facts)
    assert groups(done) == ["USL:1 USL:2"]  # equal scores: the smaller keys first


def test_a_chain_along_a_street_breaks_where_it_gets_too_long() -> None:
    """Steps of 900 millionths are 100 m; the ends of three points lie 200 m apart."""
    facts = {f"USL:{n}": Facts(lat_e6=-7_000_000 - 900 * n, lon_e6=110_400_000) for n in (1, 2, 3)}
    done = joined(pair("USL:1", "USL:2", 0.6), pair("USL:2", "USL:3", 0.8), facts=facts)
    assert groups(done) == ["USL:2 USL:3"]


def test_the_order_of_pairs_does_not_matter() -> None:
    facts = {"USL:1": Facts(rt=frozenset({"rt1"})), "USL:3": Facts(rt=frozenset({"rt3"}))}
    found = [pair("USL:1", "USL:2"), pair("USL:2", "USL:3"), pair("PKR:1", "USL:3"), pair("SRP:1", "USL:1")]
    results = [joined(*order, facts=facts) for order in permutations(found)]
    assert all(r == results[0] for r in results)


# ---- aspirations


def test_an_aspiration_joins_one_cluster_and_bridges_none() -> None:
    done = joined(
        pair("USL:1", "USL:2"), pair("USL:8", "USL:9"), pair("SRP:1", "USL:1", 0.5), pair("SRP:1", "USL:8", 0.4)
    )
    assert groups(done) == ["SRP:1 USL:1 USL:2", "USL:8 USL:9"]
    assert "TIDAK_DISATUKAN" in codes(done, "SRP:1", "USL:8")


def test_an_aspiration_between_two_clusters_joins_neither() -> None:
    """0.50 and 0.46 are nearer than the margin of 0.05: nobody can tell which is meant."""
    assert groups(joined(pair("SRP:1", "USL:1", 0.50), pair("SRP:1", "USL:8", 0.46))) == []


def test_rivals_in_the_same_cluster_are_none() -> None:
    done = joined(pair("USL:1", "USL:2", 0.9), pair("SRP:1", "USL:1", 0.50), pair("SRP:1", "USL:2", 0.50))
    assert groups(done) == ["SRP:1 USL:1 USL:2"]


def test_two_aspirations_may_share_a_cluster() -> None:
    done = joined(pair("SRP:1", "USL:1"), pair("SRP:2", "USL:1"))
    assert groups(done) == ["SRP:1 SRP:2 USL:1"]


def test_a_named_aspiration_follows_its_pokir() -> None:
    """Whatever it looks like more; and of two pokir that name it, it follows the first."""
    links = [("PKR:5", "SRP:1"), ("PKR:4", "SRP:1")]
    done = joined(pair("SRP:1", "USL:1", 0.9), links=links)
    assert groups(done) == ["PKR:4 SRP:1"]
    assert codes(done, "PKR:4", "SRP:1") == {"TAUT_SARAPAN"}
    assert codes(done, "PKR:5", "SRP:1") == {"TAUT_SARAPAN", "TIDAK_DISATUKAN"}
    assert "TIDAK_DISATUKAN" in codes(done, "SRP:1", "USL:1")


# ---- decisions of people


def merge(left: str, right: str, day: date = DAY_1) -> Decision:
    return Decision("gabung", left, right, day)


def split(left: str, right: str, day: date = DAY_1) -> Decision:
    return Decision("pisah", left, right, day)


def test_gabung_joins_the_clusters_of_both() -> None:
    """Even against another department."""
    facts = {"USL:1": Facts(kd_opd="1.03"), "USL:2": Facts(), "USL:8": Facts(kd_opd="1.04"), "USL:9": Facts()}
    done = joined(pair("USL:1", "USL:2"), pair("USL:8", "USL:9"), facts=facts, decisions=[merge("USL:9", "USL:1")])
    assert groups(done) == ["USL:1 USL:2 USL:8 USL:9"]
    assert codes(done, "USL:1", "USL:9") == {"MANUAL_GABUNG"}
    assert done.ignored == []


def test_gabung_moves_an_aspiration_and_bridges_nothing() -> None:
    """It looks like USL:1; a person says that it means USL:8."""
    done = joined(pair("SRP:1", "USL:1", 0.9), decisions=[merge("SRP:1", "USL:8")])
    assert groups(done) == ["SRP:1 USL:8"]
    linked = joined(links=[("PKR:4", "SRP:1")], decisions=[merge("SRP:1", "USL:8")])
    assert groups(linked) == ["SRP:1 USL:8"]


def test_pisah_removes_a_pair() -> None:
    done = joined(pair("USL:1", "USL:2"), decisions=[split("USL:2", "USL:1")])
    assert groups(done) == []
    assert codes(done, "USL:1", "USL:2") == {"KAMUS_SAMA", "MANUAL_PISAH", "TIDAK_DISATUKAN"}


def test_pisah_holds_though_a_third_links_them() -> None:
    """USL:3 is like both; it stays with the one that it is more like."""
    found = [pair("USL:1", "USL:2", 0.9), pair("USL:1", "USL:3", 0.6), pair("USL:2", "USL:3", 0.7)]
    assert groups(joined(*found)) == ["USL:1 USL:2 USL:3"]
    assert groups(joined(*found, decisions=[split("USL:1", "USL:2")])) == ["USL:2 USL:3"]


def test_pisah_wins_over_a_gabung_that_would_undo_it() -> None:
    """USL:1 and USL:2 were split; merging USL:3, which goes with USL:2, into USL:1 is refused and told."""
    done = joined(pair("USL:2", "USL:3"), decisions=[split("USL:1", "USL:2"), merge("USL:1", "USL:3", DAY_2)])
    assert groups(done) == ["USL:2 USL:3"]
    assert [(d.tindakan, reason, against) for d, reason, against in done.ignored] == [
        ("gabung", "BENTROK", "USL:1 dan USL:2")
    ]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([split("USL:1", "USL:2", DAY_1), merge("USL:1", "USL:2", DAY_2)], ["USL:1 USL:2"]),
        ([merge("USL:2", "USL:1", DAY_1), split("USL:1", "USL:2", DAY_2)], []),
        ([merge("USL:1", "USL:2", DAY_1), split("USL:1", "USL:2", DAY_1)], []),
    ],
    ids=["merged later", "split later", "both on one day"],
)
def test_the_newest_decision_about_a_pair_counts(decisions: list[Decision], expected: list[str]) -> None:
    done = joined(decisions=decisions)
    assert groups(done) == expected
    assert done.ignored == []


def test_a_decision_about_a_row_that_is_not_there_is_told() -> None:
    done = joined(pair("USL:1", "USL:2"), decisions=[merge("USL:1", "USL:404")], known={"USL:1", "USL:2"})
    assert groups(done) == ["USL:1 USL:2"]
    assert [(reason, against) for _, reason, against in done.ignored] == [("ANGGOTA", "USL:404")]


def test_an_aspiration_may_be_split_from_its_pokir() -> None:
    done = joined(pair("SRP:1", "USL:1", 0.9), links=[("PKR:4", "SRP:1")], decisions=[split("PKR:4", "SRP:1")])
    assert groups(done) == []
    assert codes(done, "PKR:4", "SRP:1") == {"TAUT_SARAPAN", "MANUAL_PISAH", "TIDAK_DISATUKAN"}

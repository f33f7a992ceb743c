"""From pairs to clusters, for one government and year: plain Python on the short list of pairs.

What reaches this module are the pairs that were found, not the proposals: a few per proposal that was
asked twice. Joining them one by one, best first, lets every join look at the whole of both clusters,
which label propagation cannot: a row without RT never ties two rows of different RT together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import cos, hypot, radians

ASPIRATION = "SRP:"
APART, LINK, JOINED, SPLIT = "TIDAK_DISATUKAN", "TAUT_SARAPAN", "MANUAL_GABUNG", "MANUAL_PISAH"
OF_DECISIONS = frozenset({APART, LINK, JOINED, SPLIT})
"""Codes that come of links and decisions; the others are evidence of the two rows themselves."""
_METRES_PER_DEGREE = 111_320


@dataclass(frozen=True)
class Facts:
    """What forbids a member to share a cluster with another. Coordinates in millionths of a degree."""

    kd_opd: str | None = None
    satuan: str | None = None
    rt: frozenset[str] = frozenset()
    rw: frozenset[str] = frozenset()
    gang: frozenset[str] = frozenset()
    lat_e6: int | None = None
    lon_e6: int | None = None


@dataclass(frozen=True)
class Pair:
    """Two members, the smaller key first. `skor` from 0 to 1; `bukti`: codes, sorted."""

    kiri: str
    kanan: str
    skor: float
    bukti: tuple[str, ...]
    kd_kelurahan: str | None = None

    def saying(self, code: str) -> Pair:
        return replace(self, bukti=tuple(sorted({*self.bukti, code})))


@dataclass(frozen=True)
class Decision:
    """A row of `klaster_manual`."""

    tindakan: str
    kiri: str
    kanan: str
    pada_tgl: date

    @property
    def ends(self) -> tuple[str, str]:
        return (self.kiri, self.kanan) if self.kiri < self.kanan else (self.kanan, self.kiri)


@dataclass(frozen=True)
class Clusters:
    """`of`: member → smallest key of its cluster, for members that share one. `ignored`: decisions that
    could not be carried out, with the code of the reason (ANGGOTA, BENTROK) and what stands against."""

    of: Mapping[str, str]
    pairs: Sequence[Pair]
    ignored: Sequence[tuple[Decision, str, str]]


def contradict(one: Facts, other: Facts, farthest_m: float) -> bool:
    """Whether two members can never be the same need, whatever lies between them."""
    for own, its in ((one.kd_opd, other.kd_opd), (one.satuan, other.satuan)):
        if own and its and own != its:
            return True
    for mine, theirs in ((one.rt, other.rt), (one.rw, other.rw), (one.gang, other.gang)):
        if mine and theirs and not mine & theirs:
            return True
    if one.lat_e6 is None or other.lat_e6 is None or one.lon_e6 is None or other.lon_e6 is None:
        return False
    north, east = (one.lat_e6 - other.lat_e6) / 1e6, (one.lon_e6 - other.lon_e6) / 1e6
    return _METRES_PER_DEGREE * hypot(north, east * cos(radians(one.lat_e6 / 1e6))) > farthest_m


def clusters(
    pairs: Iterable[Pair],
    links: Iterable[tuple[str, str]],
    decisions: Iterable[Decision],
    facts: Mapping[str, Facts],
    farthest_m: float,
    margin: float = 0.0,
    known: Iterable[str] = (),
) -> Clusters:
    """Join what belongs together.

    pairs: found by evidence. links: pokir → the aspiration that it names. facts: of every member of
    a pair. known: which members of the decisions exist.

    1. Proposals, best pair first; a join is refused when any two members of the two clusters contradict
       each other or were split by a decision.
    2. An aspiration joins one cluster: where a decision puts it, else of the first pokir that names
       it, else of its best pair when no other cluster is hardly worse.
    3. `gabung` joins two clusters whatever forbids it, except a `pisah` of two of their members.
    """
    rulings = _newest(decisions)
    members = set(known)
    absent = ((d, [end for end in d.ends if end not in members]) for d in rulings)
    ignored = [(d, "ANGGOTA", " dan ".join(ends)) for d, ends in absent if ends]
    void = {decision for decision, _, _ in ignored}
    valid = [d for d in rulings if d not in void]
    groups = _Groups(facts, farthest_m, [d.ends for d in valid if d.tindakan == "pisah"])

    found = {(p.kiri, p.kanan): p for p in pairs}
    of_citizens: dict[str, list[tuple[float, str]]] = {}
    for pair in sorted(found.values(), key=lambda p: (-p.skor, p.kiri, p.kanan)):
        ends = (pair.kiri, pair.kanan)
        citizen = next((end for end in ends if end.startswith(ASPIRATION)), None)
        if citizen is None:
            groups.join(*ends)
        else:
            of_citizens.setdefault(citizen, []).append((pair.skor, ends[ends[0] == citizen]))

    named: dict[str, list[str]] = {}
    for pokir, citizen in sorted(links):
        named.setdefault(citizen, []).append(pokir)
        key = (pokir, citizen) if pokir < citizen else (citizen, pokir)
        found[key] = found.get(key, Pair(*key, 1.0, ())).saying(LINK)
    placed = {end for d in valid if d.tindakan == "gabung" for end in d.ends if end.startswith(ASPIRATION)}
    for citizen in sorted({*named, *of_citizens} - placed):
        if citizen in named:
            next((p for p in named[citizen] if groups.join(p, citizen, forced=True)), None)
        elif (best := groups.clearly_best(of_citizens[citizen], margin)) is not None:
            groups.join(best, citizen)

    for decision in valid:
        key = decision.ends
        if decision.tindakan == "pisah":
            if key in found:
                found[key] = found[key].saying(SPLIT)
        elif groups.join(*key, forced=True) or groups.same(*key):
            found[key] = found.get(key, Pair(*key, 1.0, ())).saying(JOINED)
        else:
            ignored.append((decision, "BENTROK", " dan ".join(groups.split_between(*key))))
    told = [p if groups.same(p.kiri, p.kanan) else p.saying(APART) for _, p in sorted(found.items())]
    return Clusters(dict(groups.labels()), told, ignored)


def _newest(decisions: Iterable[Decision]) -> list[Decision]:
    """One decision per pair: the newest, `pisah` on the same day; in order of their dates."""
    latest: dict[tuple[str, str], Decision] = {}
    for decision in sorted(decisions, key=lambda d: (d.pada_tgl, d.tindakan == "pisah", d.kiri, d.kanan)):
        latest[decision.ends] = decision
    return sorted(latest.values(), key=lambda d: (d.pada_tgl, d.ends))


class _Groups:
    """Disjoint sets of members that know what keeps them apart."""

    def __init__(self, facts: Mapping[str, Facts], farthest_m: float, split: Iterable[tuple[str, str]]) -> None:
        self.facts = facts
        self.farthest_m = farthest_m
        self.root: dict[str, str] = {}
        self.members: dict[str, list[str]] = {}
        self.split: dict[str, set[str]] = {}
        for one, other in split:
            self.split.setdefault(one, set()).add(other)
            self.split.setdefault(other, set()).add(one)

    def find(self, member: str) -> str:
        root = self.root.setdefault(member, member)
        self.members.setdefault(root, [member])
        return root

    def same(self, one: str, other: str) -> bool:
        return self.find(one) == self.find(other)

    def split_between(self, one: str, other: str) -> list[str]:
        """The members of two clusters that a decision keeps apart; empty when none does."""
        mine, theirs = self.members[self.find(one)], set(self.members[self.find(other)])
        return next(([m, min(t)] for m in sorted(mine) if (t := self.split.get(m, set()) & theirs)), [])

    def join(self, one: str, other: str, forced: bool = False) -> bool:
        """Unite two clusters; false when they are one already or something forbids it."""
        left, right = self.find(one), self.find(other)
        if left == right or self.split_between(left, right):
            return False
        mine, theirs = self.members[left], self.members[right]
        if not forced and any(self._contradict(m, t) for m in mine for t in theirs):
            return False
        keep, gone = (left, right) if left < right else (right, left)
        for member in self.members[gone]:
            self.root[member] = keep
        self.members[keep] = sorted(mine + theirs)
        del self.members[gone]
        return True

    def clearly_best(self, partners: Sequence[tuple[float, str]], margin: float) -> str | None:
        """The partner of the best score, unless another cluster has one hardly worse."""
        score, best = partners[0]
        rivals = (s for s, partner in partners if not self.same(partner, best))
        return None if any(score - rival < margin for rival in rivals) else best

    def _contradict(self, one: str, other: str) -> bool:
        nothing = Facts()
        return contradict(self.facts.get(one, nothing), self.facts.get(other, nothing), self.farthest_m)

    def labels(self) -> Iterator[tuple[str, str]]:
        """Member → smallest member, for every cluster of more than one."""
        for group in self.members.values():
            if len(group) > 1:
                yield from ((member, group[0]) for member in group)

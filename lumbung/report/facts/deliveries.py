"""What arrived in the night and in which state: pure views of a `Night`, no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lumbung.report.night import Night, Row

Tone = Literal["baik", "catatan", "tindakan"]

HELD = "HELD"
BROKEN = ("REJECTED", "EMPTY", "FAILED", HELD)
"""Outcomes that somebody must act upon before the data can come in."""
MISPLACED = "UNKNOWN_SOURCE"
STALE = ("BASI", "BELUM_ADA")


@dataclass(frozen=True, slots=True)
class Rows:
    """Row fates: every row read ends as valid, quarantined or duplicate."""

    read: int
    valid: int
    quarantined: int
    duplicate: int

    @property
    def adds_up(self) -> bool:
        return self.read == self.valid + self.quarantined + self.duplicate

    @classmethod
    def of(cls, loads: Iterable[Row]) -> Rows:
        files = list(loads)
        fates = ("read", "valid", "quarantined", "duplicate")
        return cls(*(sum(load[f"rows_{fate}"] or 0 for load in files) for fate in fates))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One source of one government: its files and rows of the night, and its freshness."""

    source: str
    outcomes: Counter[str]
    rows: Rows
    freshness: Row | None

    @property
    def n_files(self) -> int:
        return self.outcomes.total()

    @property
    def n_broken(self) -> int:
        return sum(self.outcomes[outcome] for outcome in BROKEN)

    @property
    def is_stale(self) -> bool:
        return self.freshness is not None and self.freshness["status"] in STALE


@dataclass(frozen=True, slots=True)
class PemdaDeliveries:
    kd_pemda: str
    sources: Sequence[Delivery]
    rows: Rows

    @property
    def n_files(self) -> int:
        return sum(delivery.n_files for delivery in self.sources)


def fate(load: Row) -> str:
    """What became of a file: its outcome, or that gate 1 holds its rows back from silver."""
    return HELD if load.get("gate") == HELD else str(load["outcome"])


def arrived(night: Night) -> list[Row]:
    """The files of this night, without those held back since an earlier one."""
    return [load for load in night.loads if load["run_id"] == night.run_id]


def by_pemda(night: Night) -> list[PemdaDeliveries]:
    """One block per government: every source that delivered or that is watched for freshness.

    A file without contract or government belongs to no source; it stands among the problem files.
    """
    known = [load for load in arrived(night) if fate(load) != MISPLACED]
    fresh = {(row["kd_pemda"], row["source"]): row for row in night.freshness}
    keys = sorted({(load["kd_pemda"], load["source"]) for load in known} | set(fresh))
    blocks: dict[str, list[Delivery]] = {}
    for kd_pemda, source in keys:
        own = [load for load in known if (load["kd_pemda"], load["source"]) == (kd_pemda, source)]
        outcomes = Counter(map(fate, own))
        delivery = Delivery(source, outcomes, Rows.of(own), fresh.get((kd_pemda, source)))
        blocks.setdefault(kd_pemda, []).append(delivery)
    return [
        PemdaDeliveries(kd_pemda, sources, Rows.of(load for load in known if load["kd_pemda"] == kd_pemda))
        for kd_pemda, sources in blocks.items()
    ]


def problem_files(night: Night) -> list[Row]:
    """Files that did not load and are no repeat, those that need most attention first."""
    order = (*BROKEN, MISPLACED)
    problems = [load for load in night.loads if fate(load) in order]
    return sorted(problems, key=lambda load: (order.index(fate(load)), load["file_name"]))


def failed_checks(night: Night, severity: str) -> list[Row]:
    """Checks of one severity (`merah`, `kuning`) that did not pass."""
    return [c for c in night.checks if not c["passed"] and c["severity"] == severity]


def stale(night: Night) -> list[Row]:
    """Sources whose last period is older than allowed, or that never came."""
    return [row for row in night.freshness if row["status"] in STALE]


def tone(night: Night) -> Tone:
    """The state of the night's data; it does not judge how well the OPDs work."""
    broken = any(fate(load) in BROKEN for load in night.loads)
    if not night.published or broken or failed_checks(night, "merah"):
        return "tindakan"
    if failed_checks(night, "kuning") or stale(night) or problem_files(night):
        return "catatan"
    return "baik"

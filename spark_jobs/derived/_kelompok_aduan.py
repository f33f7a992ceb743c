"""What pairs of reports connect, the labels that follow, and months as slices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql import functions as F

from lumbung.refine.derived import small_frame
from spark_jobs.derived._klaster import Pair, clusters

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Ticket = tuple[str, str]
"""kd_pemda and id_aduan."""
LABEL = pa.schema(
    [
        ("kd_pemda", pa.string()),
        ("id_aduan", pa.string()),
        ("klaster_id", pa.string()),
        ("n_anggota", pa.int32()),
        ("is_wakil", pa.bool_()),
    ]
)
_FAR = float("inf")


@dataclass(frozen=True, order=True)
class End:
    """A ticket of a pair; the order of an end is the order of receipt."""

    detik: int
    id_aduan: str
    kd_pemda: str
    slice: str
    is_duplikat: bool

    @property
    def ticket(self) -> Ticket:
        return self.kd_pemda, self.id_aduan


@dataclass
class Change:
    """Tickets that are new or differ, where they stand and stood, and the clusters they stood in."""

    tickets: dict[Ticket, tuple[str, int] | None] = field(default_factory=dict)
    slices: set[str] = field(default_factory=set)
    clusters: set[Ticket] = field(default_factory=set)


def end_of(row: Mapping[str, Any], side: str) -> End:
    """The left (`l`) or right (`r`) end of a row of pairs."""
    return End(
        row[f"{side}_detik"],
        row[f"{side}_id_aduan"],
        row["kd_pemda"],
        row[f"{side}__slice"],
        row[f"{side}_is_duplikat"],
    )


def groups_of(found: Iterable[tuple[End, End]]) -> list[list[End]]:
    """What pairs connect, each group in order of receipt."""
    ends: dict[str, End] = {}
    edges = []
    for one, other in found:
        keys = [" ".join(end.ticket) for end in (one, other)]
        ends |= dict(zip(keys, (one, other), strict=True))
        edges.append(Pair(min(keys), max(keys), 1.0, ()))
    groups: dict[str, list[End]] = defaultdict(list)
    for member, first in clusters(edges, (), (), {}, _FAR).of.items():
        groups[first].append(ends[member])
    return [sorted(group) for group in groups.values()]


def labels_of(group: list[End]) -> list[dict[str, object]]:
    """What the members of a group are told: rows of LABEL."""
    wakil = next((end for end in group if not end.is_duplikat), None)
    same = {"klaster_id": group[0].id_aduan, "n_anggota": len(group)}
    return [{"kd_pemda": end.kd_pemda, "id_aduan": end.id_aduan, **same, "is_wakil": end == wakil} for end in group]


def labelled(members: DataFrame, labels: list[dict[str, object]]) -> DataFrame:
    """Members as rows of klaster_aduan; without a label a ticket stands for itself."""
    shared = small_frame(members.sparkSession, pa.Table.from_pylist(labels, schema=LABEL))
    return members.join(shared, ["kd_pemda", "id_aduan"], "left").withColumns(
        {
            "klaster_id": F.coalesce("klaster_id", "id_aduan"),
            "n_anggota": F.coalesce("n_anggota", F.lit(1)),
            "is_wakil": F.coalesce("is_wakil", ~F.col("is_duplikat")),
            "bulan_masuk": F.to_date(F.concat(F.substring("irisan_masuk", -7, 7), F.lit("-01"))),
        }
    )


def first_day(name: str) -> date:
    """First day of a slice's month."""
    return date.fromisoformat(f"{name.rpartition('_')[2]}-01")


def beside(name: str, step: int) -> str:
    """The slice of the same government so many months later."""
    day = first_day(name)
    number = day.year * 12 + day.month - 1 + step
    return f"{name.rpartition('_')[0]}_{number // 12:04d}-{number % 12 + 1:02d}"


def rows_of(frame: DataFrame) -> list[dict[str, Any]]:
    """A small frame's rows on the driver."""
    return list(frame.toArrow().to_pylist())

"""Clusters of reports about one happening, across P3M, SP4N-LAPOR! and Open311.

klaster_aduan: grain kd_pemda × id_aduan; every ticket of silver stands in it once, alone or with
others. klaster_id: the earliest ticket of the cluster; is_wakil: the earliest that its desk does not
call a duplicate, counted in jumlah_unik. Slices: government and month of receipt. Rules:
`cfg_klaster_aduan`, `cfg_topik_aduan`, in force on the first day of the month of receipt.

A cluster is what pairs connect, and whether two tickets are a pair depends on these two only. So a
night looks at the tickets that changed in what is compared, at the months around them, and further
back only while a cluster reaches to the edge of what was read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from functools import reduce
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pyspark.sql import functions as F

from lumbung.refine.derived import Changed, Derived, Inputs, Made
from spark_jobs.derived._aduan import SOURCES, WIB, channels, month_of, reports
from spark_jobs.derived._kelompok_aduan import (
    LABEL,
    Change,
    End,
    Ticket,
    beside,
    end_of,
    first_day,
    groups_of,
    labelled,
    labels_of,
    rows_of,
)
from spark_jobs.derived._pasangan_aduan import features, pairs, rules_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def transform(inputs: Inputs, changed: Changed) -> Made | None:
    """The clusters of the months in which something compared has changed; None when nothing has."""
    entries = {s: {m for t in (s, f"{s}_teks", f"{s}_riwayat") for m in changed.get(t, ())} for s in SOURCES}
    fresh = inputs.keep(_union(reports(inputs, s, entries[s]) for s in SOURCES), "baru")
    stored = inputs.slices("klaster_aduan")
    arrived = {row["_slice"] for row in rows_of(fresh.select("_slice").distinct())}
    if not stored:
        if not arrived:
            return None
        return _all_anew(inputs, fresh, arrived)
    change = _change(inputs, fresh, entries, (arrived | _left(inputs, entries)) & stored)
    if not change.tickets:
        return None
    return _Window(inputs, fresh, entries, stored | arrived, change).made()


def _union(frames: Iterable[DataFrame]) -> DataFrame:
    return reduce(lambda one, other: one.unionByName(other), frames)


def _left(inputs: Inputs, entries: Mapping[str, Collection[str]]) -> set[str]:
    """Months of receipt that older versions of the changed months told."""
    found: set[str] = set()
    for source in SOURCES:
        old = inputs.frame(f"{source}_riwayat", entries[source])
        months = old.select(month_of(channels()[source].received).alias("bulan")).distinct()
        found |= {row["bulan"] for row in rows_of(months)}
    return found


def _of_entries(rows: DataFrame, entries: Mapping[str, Collection[str]]) -> DataFrame:
    """Stored rows of tickets that were entered in the changed months."""
    marks = {s: channels()[s].mark for s in SOURCES}
    named = [f"{marks[s]} {month}" for s in SOURCES for month in sorted(entries[s])]
    return rows.withColumn("_lama", F.concat_ws(" ", "sumber", "irisan_masuk").isin(*named))


def _change(inputs: Inputs, fresh: DataFrame, entries: Mapping[str, Collection[str]], known: Collection[str]) -> Change:
    """What differs between the tickets of the changed months and what is stored of them."""
    key = ["kd_pemda", "id_aduan"]
    now = fresh.select(*key, F.col("_slice").alias("kini"), "detik", F.col("sidik").alias("sidik_kini"))
    rows = _of_entries(inputs.frame("klaster_aduan", known), entries).filter("_lama")
    before = rows.select(*key, F.col("_slice").alias("dulu"), "klaster_id", F.col("sidik").alias("sidik_dulu"))
    differ = now.join(before, key, "full").filter(~F.col("sidik_kini").eqNullSafe(F.col("sidik_dulu")))
    found = Change()
    for row in rows_of(differ.select(*key, "kini", "dulu", "detik", "klaster_id")):
        ticket = (row["kd_pemda"], row["id_aduan"])
        found.tickets[ticket] = (row["kini"], row["detik"]) if row["kini"] else None
        found.slices |= {s for s in (row["kini"], row["dulu"]) if s}
        if row["klaster_id"]:
            found.clusters.add((row["kd_pemda"], row["klaster_id"]))
    return found


def _all_anew(inputs: Inputs, fresh: DataFrame, slices: set[str]) -> Made:
    groups = groups_of(_pairs(inputs, fresh, slices))
    labels = [label for group in groups for label in labels_of(group)]
    return Made(frozenset(slices), {"klaster_aduan": labelled(fresh, labels)})


def _pairs(inputs: Inputs, members: DataFrame, slices: Collection[str]) -> list[tuple[End, End]]:
    by_rules: dict[Any, list[str]] = defaultdict(list)
    for name in sorted(slices):
        if rules := rules_of(inputs.reference, first_day(name)):
            by_rules[rules].append(name)
    if not by_rules:
        return []
    told = _union(features(members.filter(F.col("_slice").isin(*own)), rules) for rules, own in by_rules.items())
    longest = max(int(rules["jeda_hari"] * 86_400) for rules in by_rules)
    farthest = max(rules["jarak_m"] for rules in by_rules)
    return [
        (end_of(row, "l"), end_of(row, "r")) for row in rows_of(pairs(inputs.keep(told, "fitur"), longest, farthest))
    ]


class _Window:
    """The months that a change can reach, and what comes of them."""

    def __init__(
        self,
        inputs: Inputs,
        fresh: DataFrame,
        entries: Mapping[str, set[str]],
        existing: set[str],
        change: Change,
    ) -> None:
        self.inputs, self.fresh, self.entries, self.existing, self.change = inputs, fresh, entries, existing, change
        self.months = self._with_neighbours(change.slices)

    def made(self) -> Made:
        while True:
            members, groups, stored = self._look()
            touched = [g for g in groups if any(self._is_touched(end.ticket, stored) for end in g)]
            alone = [known for known in self.change.tickets.values() if known]
            reach = [(end.slice, end.detik) for group in touched for end in group] + alone
            if not self._widen(reach, stored):
                break
        grouped = {end.ticket for group in touched for end in group}
        again = {t for t, row in stored.items() if (t[0], row["klaster_id"]) in self.change.clusters}
        stale = self.change.slices | {end.slice for group in touched for end in group}
        stale |= {stored[ticket]["_slice"] for ticket in again}
        labels = [label for group in touched for label in labels_of(group)]
        labels += [
            {name: row[name] for name in LABEL.names}
            for ticket, row in stored.items()
            if ticket not in grouped and ticket not in again and ticket not in self.change.tickets
        ]
        told = labelled(members.filter(F.col("_slice").isin(*stale)), labels)
        return Made(frozenset(stale), {"klaster_aduan": told})

    def _look(self) -> tuple[DataFrame, list[list[End]], dict[Ticket, dict[str, Any]]]:
        """Tickets of the window, the groups among them, and the clusters that are stored."""
        rows = _of_entries(
            self.inputs.frame("klaster_aduan", self.months & self.inputs.slices("klaster_aduan")), self.entries
        )
        others: dict[str, set[str]] = defaultdict(set)
        for row in rows_of(rows.filter(~F.col("_lama")).select("sumber", "irisan_masuk").distinct()):
            others[row["sumber"]].add(row["irisan_masuk"])
        marks = {channel.mark: source for source, channel in channels().items()}
        known = [reports(self.inputs, marks[mark], sorted(slices)) for mark, slices in sorted(others.items())]
        members = _union([self.fresh, *known]).filter(F.col("_slice").isin(*self.months))
        members = self.inputs.keep(members, "jendela")
        groups = groups_of(_pairs(self.inputs, members, self.months))
        shared = rows.filter(F.col("n_anggota") > 1).select(*LABEL.names, "_slice")
        return members, groups, {(r["kd_pemda"], r["id_aduan"]): r for r in rows_of(shared)}

    def _is_touched(self, ticket: Ticket, stored: Mapping[Ticket, Mapping[str, Any]]) -> bool:
        row = stored.get(ticket)
        return ticket in self.change.tickets or (
            row is not None and (ticket[0], row["klaster_id"]) in self.change.clusters
        )

    def _widen(self, reach: Iterable[tuple[str, int]], stored: Mapping[Ticket, Mapping[str, Any]]) -> bool:
        """Add months that the clusters may reach into; false when there is none."""
        more: set[str] = set()
        seen = Counter((t[0], r["klaster_id"]) for t, r in stored.items())
        whole = {(t[0], r["klaster_id"]): r["n_anggota"] for t, r in stored.items()}
        if any(seen[cluster] < whole.get(cluster, 0) for cluster in self.change.clusters):
            more = self._with_neighbours(self.months)
        for name, second in reach:
            for step in (-1, 1):
                near = beside(name, step)
                if near not in self.months and near in self.existing and self._is_near(name, second, step):
                    more.add(near)
        before = len(self.months)
        self.months |= more
        return len(self.months) > before

    def _is_near(self, name: str, second: int, step: int) -> bool:
        """Whether a report lies so close to the end of its month that a pair may lie beyond it."""
        edge = first_day(name if step < 0 else beside(name, 1))
        midnight = datetime(edge.year, edge.month, 1, tzinfo=ZoneInfo(WIB)).astimezone(UTC).timestamp()
        both = (rules_of(self.inputs.reference, first_day(month)) for month in (name, beside(name, step)))
        return any(abs(second - midnight) <= rules["jeda_hari"] * 86_400 for rules in both if rules)

    def _with_neighbours(self, names: Collection[str]) -> set[str]:
        return {near for name in names for step in (-1, 0, 1) if (near := beside(name, step)) in self.existing}


DERIVED = Derived(
    reads=tuple(f"{source}{kind}" for source in SOURCES for kind in ("", "_teks", "_riwayat")),
    makes={
        "klaster_aduan": {
            "kd_pemda": "VARCHAR",
            "sumber": "VARCHAR",
            "id_aduan": "VARCHAR",
            "klaster_id": "VARCHAR",
            "n_anggota": "INTEGER",
            "is_wakil": "BOOLEAN",
            "is_duplikat": "BOOLEAN",
            "diterima_at": "TIMESTAMPTZ",
            "bulan_masuk": "DATE",
            "irisan_masuk": "VARCHAR",
            "sidik": "VARCHAR",
            "_slice": "VARCHAR",
        },
    },
    transform=transform,
)

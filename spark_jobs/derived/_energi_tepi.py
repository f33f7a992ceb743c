"""Where months of readings meet: the first and last reading of every meter, and what follows when one changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from lumbung.refine.derived import Inputs
from spark_jobs.derived._energi_bulan import Month, Months
from spark_jobs.derived._energi_lembar import SCHEMA, edges, sheet
from spark_jobs.derived._meter import DAY_S, DEVICE, INTERVAL_S, devices

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_TABLE = pa.schema(
    [
        ("kd_pemda", pa.string()),
        ("id_meter", pa.string()),
        ("bulan", pa.date32()),
        ("waktu", pa.timestamp("us", tz="UTC")),
        ("register_kwh", pa.decimal128(18, 3)),
        ("status", pa.string()),
        ("awal_waktu", pa.timestamp("us", tz="UTC")),
        ("awal_register_kwh", pa.decimal128(18, 3)),
        ("awal_status", pa.string()),
        ("sidik", pa.string()),
        ("_slice", pa.string()),
    ]
)


@dataclass(frozen=True)
class Edge:
    """A reading at the edge of a month."""

    waktu: datetime
    register_kwh: Decimal
    status: str

    def reading(self) -> dict[str, Any]:
        return {"waktu": self.waktu, "register_kwh": self.register_kwh, "status": self.status}


Ends = Mapping[str, tuple[Edge, Edge]]
"""Meter → its first and last usable reading of a month."""


def digests(register: Iterable[Mapping[str, Any]], month: Month) -> dict[str, str]:
    """Meter → fingerprint of what a month is worked out with: its devices in place by the month's end. What
    comes after them does not matter to it."""
    found: dict[str, list[str]] = {}
    for row in devices(register, month.bounds).to_pylist():
        if row["m_dari"] >= month.ends:
            continue
        if row["m_sampai"] <= month.begins - DAY_S:
            continue
        beyond = ("m_sampai", "m_lanjut") if row["m_sampai"] >= month.ends else ()
        told = {k: v for k, v in row.items() if not k.startswith(("m_nomor", "m_alat", *beyond))}
        found.setdefault(row["m_meter"], []).append(str(sorted(told.items())))
    return {meter: hashlib.sha256("|".join(rows).encode()).hexdigest()[:16] for meter, rows in found.items()}


class Edges:
    """The edges of all months of a government as stored, renewed by those read anew."""

    def __init__(self, months: list[date], stored: Mapping[date, Iterable[Mapping[str, Any]]]) -> None:
        self.months = months
        self._digests = {m: {r["id_meter"]: r["sidik"] for r in rows} for m, rows in stored.items()}
        self._ends: dict[date, dict[str, tuple[Edge, Edge]]] = {m: {} for m in months}
        for month, rows in stored.items():
            for r in rows:
                if r["awal_waktu"] is not None:
                    first = Edge(r["awal_waktu"], r["awal_register_kwh"], r["awal_status"])
                    self._ends[month][r["id_meter"]] = (first, Edge(r["waktu"], r["register_kwh"], r["status"]))

    def digests(self, month: date) -> dict[str, str]:
        return self._digests.get(month, {})

    def renewed(self, found: Mapping[date, Ends]) -> set[date]:
        """Take the edges of the months read anew; the months that come out differently."""
        stale = set(found) | {m for m in self.months if m not in self._digests}
        before = {m: self._ends[m] for m in found}
        for month, ends in found.items():
            self._ends[month] = dict(ends)
        for month, ends in found.items():
            for meter in {*ends, *before[month]}:
                old, new = before[month].get(meter), ends.get(meter)
                if (old and old[0]) != (new and new[0]):
                    stale |= set(self._reach(month, meter, -1))
                if (old and old[1]) != (new and new[1]):
                    stale |= set(self._reach(month, meter, 1))
        return stale

    def _reach(self, month: date, meter: str, step: int) -> Iterator[date]:
        """The months on one side, as far as the one with the meter's next reading."""
        at = self.months.index(month) + step
        while 0 <= at < len(self.months):
            yield self.months[at]
            if meter in self._ends[self.months[at]]:
                return
            at += step

    def _side(self, month: date, step: int) -> dict[str, Edge]:
        """Meter → the nearest reading on one side of a month."""
        at = self.months.index(month)
        found: dict[str, Edge] = {}
        for other in self.months[:at] if step > 0 else reversed(self.months[at + 1 :]):
            found |= {meter: ends[1 if step > 0 else 0] for meter, ends in self._ends[other].items()}
        return found

    def beside(self, month: date) -> list[tuple[str, Edge]]:
        """Of every meter the reading before the month and the one after it."""
        return [*self._side(month, 1).items(), *self._side(month, -1).items()]

    def table(self, pemda: str, month: date, sums: Mapping[str, str], slice_name: str) -> pa.Table:
        """`energi_register` of a month: a row per meter with a reading by its end."""
        ends = self._ends[month]
        last = self._side(month, 1) | {meter: own[1] for meter, own in ends.items()}
        rows = []
        for meter, edge in sorted(last.items()):
            first = ends[meter][0] if meter in ends else None
            begun = {f"awal_{k}": v for k, v in first.reading().items()} if first else {}
            own = {"kd_pemda": pemda, "id_meter": meter, "bulan": month, "sidik": sums.get(meter, "")}
            rows.append({**own, **edge.reading(), **begun, "_slice": slice_name})
        return pa.Table.from_pylist(rows, schema=_TABLE)


def stored(inputs: Inputs, pemda: str, months: list[date]) -> dict[date, list[dict[str, Any]]]:
    """Rows of `energi_register` by month."""
    own = {f"{pemda}_{m:%Y-%m}" for m in months} & inputs.slices("energi_register")
    found: dict[date, list[dict[str, Any]]] = {}
    for row in inputs.frame("energi_register", own).toArrow().to_pylist() if own else ():
        found.setdefault(row["bulan"], []).append(row)
    return found


def ends_of(months: Months, rows: DataFrame) -> dict[date, dict[str, tuple[Edge, Edge]]]:
    """Month → meter → its first and last usable reading, of sheets."""
    found: dict[date, dict[str, tuple[Edge, Edge]]] = {month.first: {} for month in months.own}
    firsts = {month.number: month.first for month in months.own}
    for row in edges(rows).toArrow().to_pylist():
        found[firsts[row["_bulan"]]][row["id_meter"]] = (_edge(row["awal"]), _edge(row["akhir"]))
    return found


def _edge(reading: int) -> Edge:
    quarter, register = divmod(reading >> 1, DEVICE)
    moment = datetime.fromtimestamp(quarter * INTERVAL_S, UTC)
    return Edge(moment, Decimal(register).scaleb(-3), "EST" if reading & 1 else "OK")


def beside(ends: Edges, months: Months) -> pa.Table:
    """The readings beside each month, a sheet each."""
    rows = [
        sheet(month, meter, edge.waktu, edge.register_kwh, estimated=edge.status == "EST")
        for month in months.own
        for meter, edge in ends.beside(month.first)
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)

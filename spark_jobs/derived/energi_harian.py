"""Consumption of electricity meters per day, what happened to them, and where their registers stood.

energi_harian: grain kd_pemda × id_meter × tanggal (WIB); kWh, kW. `kwh` of an interval is the difference of the
registers at its end and its beginning times faktor kali; what a gap brought is spread evenly over its quarter
hours (`kwh_estimasi`, part of `kwh`). energi_peristiwa: grain kd_pemda × id_meter × mulai_at × jenis.
energi_register: grain kd_pemda × id_meter × bulan; the last usable reading up to the end of the month (also of
an earlier one), the first of the month itself, and the meter's properties that the month was worked out with.
Rules: `cfg_jendela_energi`, `cfg_batas_energi`, in force on the first of the month.

A month is worked out anew when its readings change, or those that its gaps reach to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql import functions as F

from lumbung.refine.derived import Changed, Derived, Inputs, Made, small_frame
from spark_jobs.derived._energi_ganti import placed
from spark_jobs.derived._energi_hari import days, events, spans
from spark_jobs.derived._energi_lembar import SCHEMA, complete, edges, sheet, sheets, spelled, torn, whole, whole_days
from spark_jobs.derived._energi_loncat import fallen_meters
from spark_jobs.derived._energi_selang import Month, daily, intervals, windows
from spark_jobs.derived._energi_tepi import Edge, Edges, digests
from spark_jobs.derived._meter import DEVICE, INTERVAL_S, devices, limits

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_READING = ("kd_pemda", "id_meter", "waktu", "register_kwh", "status")
_DECIMAL = "DECIMAL(18,5)"
_TOGETHER = 2
"""Months worked out side by side: while one is planned, the other keeps the engine busy."""


def transform(inputs: Inputs, changed: Changed) -> Made | None:
    """The months whose readings, meters or neighbours' readings have changed; None when none has."""
    held: dict[str, list[date]] = {}
    for pemda, first, _ in _slices(inputs):
        held.setdefault(pemda, []).append(first)
    done: set[str] = set()
    small: list[tuple[DataFrame, DataFrame]] = []
    for pemda, months in sorted(held.items()):
        register = inputs.frame("meter_daftar").filter(F.col("kd_pemda") == pemda)
        government = _Government(inputs, pemda, _between(months), register)
        for month, tables in government.renewed(changed):
            done.add(month.slice)
            small.append(tables)
    if not done:
        return None
    happened, registers = zip(*small, strict=True)
    return Made(frozenset(done), {"energi_peristiwa": _together(happened), "energi_register": _together(registers)})


class _Government:
    """The months of one government, in order. register: its rows of meter_daftar."""

    def __init__(self, inputs: Inputs, pemda: str, months: list[date], register: DataFrame) -> None:
        self.inputs = inputs
        self.pemda = pemda
        self.months = {m: _month(inputs, pemda, m) for m in months}
        self.register = register
        self.meters = register.toArrow().to_pylist()
        self.ends = Edges(months, _stored(inputs, pemda, months))

    def renewed(self, changed: Changed) -> list[tuple[Month, tuple[DataFrame, DataFrame]]]:
        """Work out the stale months; each with its events and registers."""
        parsed = [_parsed(name) for name in changed.get("meter_energi", ())]
        fresh = sorted({first for p, first, _ in parsed if p == self.pemda} & set(self.months))
        sums: dict[date, dict[str, str]] = {}
        if _asked(changed, self.pemda):
            sums = {m: digests(self.meters, month) for m, month in self.months.items()}
        with ThreadPoolExecutor(_TOGETHER) as pool:
            read = dict(zip(fresh, pool.map(self._sheets, fresh), strict=True))
            stale = self.ends.renewed(dict(zip(fresh, pool.map(_ends, read.values()), strict=True)))
            for month in self.months if sums else ():
                known = self.ends.digests(month)
                stale |= {month} if known != {k: sums[month].get(k, "") for k in known} else set()
            ordered = sorted(stale)
            tables = pool.map(lambda m: self._worked_out(m, read.get(m), sums.get(m)), ordered)
            return list(zip((self.months[m] for m in ordered), tables, strict=True))

    def _sheets(self, first: date) -> DataFrame:
        rows = _readings(self.inputs, self.pemda, first)
        return self.inputs.keep(sheets(rows), f"lembar-{self.months[first].slice}")

    def _worked_out(
        self, first: date, read: DataFrame | None, sums: dict[str, str] | None
    ) -> tuple[DataFrame, DataFrame]:
        """Writes the days of a month; returns its events and registers."""
        inputs, month = self.inputs, self.months[first]
        rows = read or self._sheets(first)
        spark = rows.sparkSession
        rows = rows.unionByName(small_frame(spark, _beside(self.ends.beside(first))))
        found_devices = placed(devices(self.meters, month.bounds), _placing(inputs, month), month.begins, month.ends)
        known = small_frame(spark, found_devices)
        sound = whole(inputs.keep(complete(rows, known, month), f"lengkap-{month.slice}"))
        parts = inputs.keep(daily(intervals(torn(rows, sound, month), known), month), f"hari-{month.slice}")
        odd = inputs.keep(spans(parts), f"selang-{month.slice}")
        fallen = fallen_meters(odd)
        if fallen:
            # Looking further to both sides is dear: only where a register fell.
            own = F.col("id_meter").isin(fallen)
            every = spelled(rows.filter(own).withColumn("_milik", F.lit(True)), month)
            again = inputs.keep(daily(intervals(every, known, fallen=True), month), f"hari-turun-{month.slice}")
            parts, sound = parts.filter(~own).unionByName(again), sound.filter(~own)
            odd = inputs.keep(spans(parts), f"selang-turun-{month.slice}")
        made = days(parts, odd, month).unionByName(whole_days(sound, month))
        inputs.finish("energi_harian", month.slice, made)
        table = self.ends.table(self.pemda, first, sums or digests(self.meters, month), month.slice)
        return events(odd, month), small_frame(spark, table)


def _asked(changed: Changed, pemda: str) -> bool:
    """Whether the meters' properties may have changed."""
    return any(name.split("_")[0] == pemda for name in changed.get("meter_daftar", ()))


def _month(inputs: Inputs, pemda: str, first: date) -> Month:
    return Month(pemda, first, limits(inputs.reference, first), windows(inputs.reference, first))


def _parsed(name: str) -> tuple[str, date, str]:
    """Slice of a day → government, first of its month, slice."""
    pemda, _, day = name.partition("_")
    return pemda, date.fromisoformat(day).replace(day=1), name


def _slices(inputs: Inputs) -> list[tuple[str, date, str]]:
    return [_parsed(name) for name in sorted(inputs.slices("meter_energi"))]


def _between(months: Iterable[date]) -> list[date]:
    """All months from the first to the last: a gap may be longer than a month."""
    found = [min(months)]
    while found[-1] < max(months):
        found.append((found[-1] + timedelta(days=32)).replace(day=1))
    return found


def _readings(inputs: Inputs, pemda: str, first: date) -> DataFrame:
    return inputs.frame("meter_energi", {s for p, m, s in _slices(inputs) if (p, m) == (pemda, first)})


def _placing(inputs: Inputs, month: Month) -> DataFrame:
    """Readings of a month and of the two days before it: a device may have come then."""
    pemda, first = month.kd_pemda, month.first
    last = {f"{pemda}_{first - timedelta(days=n):%Y-%m-%d}" for n in (1, 2)}
    rows = _readings(inputs, pemda, first).select(*_READING)
    return rows.unionByName(inputs.frame("meter_energi", last & inputs.slices("meter_energi")).select(*_READING))


def _stored(inputs: Inputs, pemda: str, months: list[date]) -> dict[date, list[dict[str, Any]]]:
    """Rows of `energi_register` by month."""
    own = {f"{pemda}_{m:%Y-%m}" for m in months} & inputs.slices("energi_register")
    found: dict[date, list[dict[str, Any]]] = {}
    for row in inputs.frame("energi_register", own).toArrow().to_pylist() if own else ():
        found.setdefault(row["bulan"], []).append(row)
    return found


def _ends(rows: DataFrame) -> dict[str, tuple[Edge, Edge]]:
    """Meter → its first and last usable reading, of sheets."""
    return {r["id_meter"]: (_edge(r["awal"]), _edge(r["akhir"])) for r in edges(rows).toArrow().to_pylist()}


def _edge(reading: int) -> Edge:
    quarter, register = divmod(reading >> 1, DEVICE)
    moment = datetime.fromtimestamp(quarter * INTERVAL_S, UTC)
    return Edge(moment, Decimal(register).scaleb(-3), "EST" if reading & 1 else "OK")


def _beside(found: Iterable[tuple[str, Edge]]) -> pa.Table:
    rows = [sheet(m, edge.waktu, edge.register_kwh, estimated=edge.status == "EST") for m, edge in found]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _together(frames: Sequence[DataFrame]) -> DataFrame:
    first, *others = frames
    for frame in others:
        first = first.unionByName(frame)
    return first


DERIVED = Derived(
    reads=("meter_energi", "meter_daftar"),
    makes={
        "energi_harian": {
            "kd_pemda": "VARCHAR",
            "id_meter": "VARCHAR",
            "tanggal": "DATE",
            "kwh": _DECIMAL,
            "kwh_estimasi": _DECIMAL,
            "n_interval": "INTEGER",
            "kw_puncak": _DECIMAL,
            "beban_dasar_kw": _DECIMAL,
            "kwh_malam": _DECIMAL,
            "kwh_siang": _DECIMAL,
            "pju_sore_kwh": _DECIMAL,
            "pju_pagi_kwh": _DECIMAL,
            "pju_siang_kwh": _DECIMAL,
            "pju_sore_n": "INTEGER",
            "pju_pagi_n": "INTEGER",
            "pju_siang_n": "INTEGER",
            "pju_sore_nyala": "INTEGER",
            "pju_pagi_nyala": "INTEGER",
            "kwh_interval": f"{_DECIMAL}[]",
            "flags": "VARCHAR[]",
            "_slice": "VARCHAR",
        },
        "energi_peristiwa": {
            "kd_pemda": "VARCHAR",
            "id_meter": "VARCHAR",
            "mulai_at": "TIMESTAMPTZ",
            "jenis": "VARCHAR",
            "selesai_at": "TIMESTAMPTZ",
            "kwh": _DECIMAL,
            "_slice": "VARCHAR",
        },
        "energi_register": {
            "kd_pemda": "VARCHAR",
            "id_meter": "VARCHAR",
            "bulan": "DATE",
            "waktu": "TIMESTAMPTZ",
            "register_kwh": "DECIMAL(18,3)",
            "status": "VARCHAR",
            "awal_waktu": "TIMESTAMPTZ",
            "awal_register_kwh": "DECIMAL(18,3)",
            "awal_status": "VARCHAR",
            "sidik": "VARCHAR",
            "_slice": "VARCHAR",
        },
    },
    transform=transform,
)

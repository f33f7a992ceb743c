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

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import functions as F

from lumbung.refine.derived import Changed, Derived, Inputs, Made, small_frame
from spark_jobs.derived._energi_bulan import Month, Months, together, windows
from spark_jobs.derived._energi_ganti import placed
from spark_jobs.derived._energi_hari import days, events, spans
from spark_jobs.derived._energi_lembar import complete, sheets, spelled, torn, whole, whole_days
from spark_jobs.derived._energi_loncat import fallen_meters, meter_of_month
from spark_jobs.derived._energi_selang import daily, intervals
from spark_jobs.derived._energi_tepi import Edges, beside, digests, ends_of, stored
from spark_jobs.derived._meter import devices, limits

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_READING = ("kd_pemda", "id_meter", "waktu", "register_kwh", "status")
_DECIMAL = "DECIMAL(18,5)"
_Renewed = tuple[Months, "DataFrame", "DataFrame"]
"""What was worked out: months whose days are written, their events and registers."""
_TOGETHER = 2
"""Groups of months worked out side by side: while one is planned, the other keeps the engine busy."""


def transform(inputs: Inputs, changed: Changed) -> Made | None:
    """The months whose readings, meters or neighbours' readings have changed; None when none has."""
    held: dict[str, dict[date, set[str]]] = {}
    for name in inputs.slices("meter_energi"):
        pemda, first = _parsed(name)
        held.setdefault(pemda, {}).setdefault(first, set()).add(name)
    if not held:
        return None
    with ThreadPoolExecutor(_TOGETHER) as pool, ThreadPoolExecutor(len(held)) as governments:

        def renewed(pemda: str) -> list[_Renewed]:
            register = inputs.frame("meter_daftar").filter(F.col("kd_pemda") == pemda)
            return _Government(inputs, pemda, held[pemda], register).renewed(changed, pool)

        found = [group for groups in governments.map(renewed, sorted(held)) for group in groups]
    if not found:
        return None
    done, happened, registers = zip(*found, strict=True)
    slices = frozenset(month.slice for months in done for month in months.own)
    return Made(slices, {"energi_peristiwa": _together(happened), "energi_register": _together(registers)})


class _Government:
    """The months of one government, in order. days: month → slices with its readings; register: its rows of
    meter_daftar."""

    def __init__(self, inputs: Inputs, pemda: str, days: Mapping[date, set[str]], register: DataFrame) -> None:
        months = _between(days)
        self.inputs = inputs
        self.pemda = pemda
        self.days = defaultdict(set, days)
        self.months = {m: _month(inputs, pemda, m) for m in months}
        self.meters = register.toArrow().to_pylist()
        self.ends = Edges(months, stored(inputs, pemda, months))

    def renewed(self, changed: Changed, pool: Executor) -> list[_Renewed]:
        """Work out the stale months."""
        parsed = [_parsed(name) for name in changed.get("meter_energi", ())]
        fresh = sorted({first for pemda, first in parsed if pemda == self.pemda} & set(self.months))
        sums: dict[date, dict[str, str]] = {}
        if _asked(changed, self.pemda):
            sums = {m: digests(self.meters, month) for m, month in self.months.items()}
        groups = self._grouped(fresh)
        found = list(pool.map(self._sheets, groups))
        read = {month.first: rows for months, rows in zip(groups, found, strict=True) for month in months.own}
        told = dict(each for ends in pool.map(ends_of, groups, found) for each in ends.items())
        stale = self.ends.renewed(told)
        for first in self.months if sums else ():
            known = self.ends.digests(first)
            stale |= {first} if known != {k: sums[first].get(k, "") for k in known} else set()
        return list(pool.map(lambda months: self._worked_out(months, read, sums), self._grouped(sorted(stale))))

    def _grouped(self, firsts: Iterable[date]) -> list[Months]:
        def rows(month: Month) -> int:
            return self.inputs.rows("meter_energi", self.days[month.first])

        return together((self.months[first] for first in firsts), rows, self.inputs.together_rows)

    def _sheets(self, months: Months) -> DataFrame:
        rows = self.inputs.frame("meter_energi", {day for month in months.own for day in self.days[month.first]})
        return self.inputs.keep(sheets(rows, months), f"lembar-{months.name}")

    def _own(self, months: Months, read: Mapping[date, DataFrame]) -> DataFrame:
        """The sheets of months: those read already, and the others."""
        frames = {id(frame): frame for month in months.own if (frame := read.get(month.first)) is not None}
        others = tuple(month for month in months.own if month.first not in read)
        found = [*frames.values(), *([self._sheets(Months(others))] if others else [])]
        return _together(found).filter(F.col("_bulan").isin([month.number for month in months.own]))

    def _worked_out(
        self, months: Months, read: Mapping[date, DataFrame], sums: Mapping[date, dict[str, str]]
    ) -> _Renewed:
        """Writes the days of months."""
        inputs, name = self.inputs, months.name
        rows = self._own(months, read)
        spark = rows.sparkSession
        rows = rows.unionByName(small_frame(spark, beside(self.ends, months)))
        known = small_frame(spark, self._devices(months))
        sound = whole(inputs.keep(complete(rows, known, months), f"lengkap-{name}"))
        parts = inputs.keep(daily(intervals(torn(rows, sound, months), known), months), f"hari-{name}")
        odd = inputs.keep(spans(parts), f"selang-{name}")
        fallen = fallen_meters(odd)
        if fallen:
            # Looking further to both sides is dear: only where a register fell.
            own = meter_of_month().isin(fallen)
            every = spelled(rows.filter(own).withColumn("_milik", F.lit(True)), months)
            again = inputs.keep(daily(intervals(every, known, fallen=True), months), f"hari-turun-{name}")
            parts, sound = parts.filter(~own).unionByName(again), sound.filter(~own)
            odd = inputs.keep(spans(parts), f"selang-turun-{name}")
        made = days(parts, odd, months).unionByName(whole_days(sound, months))
        inputs.finish("energi_harian", made, len(months.own))
        tables = [
            self.ends.table(self.pemda, m.first, sums.get(m.first) or digests(self.meters, m), m.slice)
            for m in months.own
        ]
        return months, events(odd, months), small_frame(spark, pa.concat_tables(tables))

    def _devices(self, months: Months) -> pa.Table:
        """The meters' devices as they were placed in each month: `m_bulan`, and the columns of `devices`."""
        found: list[pa.Table] = []
        for month in months.own:
            known = devices(self.meters, month.bounds)
            table = placed(known, self._near(month), month.begins, month.ends)
            for number in ("m_nomor", "m_alat"):  # a meter is another one in every month
                at = table.schema.get_field_index(number)
                table = table.set_column(at, number, pc.add(table[number], len(found) * len(known)))
            found.append(table.append_column("m_bulan", pa.array([month.number] * len(known), pa.int64())))
        return pa.concat_tables(found)

    def _near(self, month: Month) -> DataFrame:
        """Readings of a month and of the two days before it: a device may have come then."""
        before = {f"{self.pemda}_{month.first - timedelta(days=n):%Y-%m-%d}" for n in (1, 2)}
        days = self.days[month.first] | (before & self.inputs.slices("meter_energi"))
        return self.inputs.frame("meter_energi", days).select(*_READING)


def _asked(changed: Changed, pemda: str) -> bool:
    """Whether the meters' properties may have changed."""
    return any(name.split("_")[0] == pemda for name in changed.get("meter_daftar", ()))


def _month(inputs: Inputs, pemda: str, first: date) -> Month:
    return Month(pemda, first, limits(inputs.reference, first), windows(inputs.reference, first))


def _parsed(name: str) -> tuple[str, date]:
    """Slice of a day → government, first of its month."""
    pemda, _, day = name.partition("_")
    return pemda, date.fromisoformat(day).replace(day=1)


def _between(months: Iterable[date]) -> list[date]:
    """All months from the first to the last: a gap may be longer than a month."""
    found = [min(months)]
    while found[-1] < max(months):
        found.append((found[-1] + timedelta(days=32)).replace(day=1))
    return found


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

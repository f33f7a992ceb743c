"""The same night after one month and after five years: what is new costs, what is old does not.

Both lakes get the same last day. Their pasts differ: a month, or five years of complaints and meter
readings, all budget years that have a nomenclature, and what the ops tables remember of every night.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench.parts import DONE_OR_RED, LUMBUNG, step_seconds
from bench.process import Outcome, run
from lumbung import sample
from lumbung.ingest import ledger
from lumbung.ingest.discover import arrivals, night_ends_at
from lumbung.ingest.ledger import Load
from lumbung.lake import Lake
from lumbung.quality import checks
from lumbung.sample import complaints, energy
from lumbung.sample.city import KABUPATEN, KOTA, load_city, rng
from lumbung.sample.files import csv_bytes, store
from lumbung.settings import PROJECT

REFERENCE = PROJECT / "data" / "reference"
YEARS = 5
SHORT_DAYS = 31
TARGET = 1.15
_CHECKS_A_NIGHT = 600
_EVENTS = ("p3m_aduan", "lapor_aduan", "open311_requests", "timbangan_tpa", "bank_sampah", "meter_energi")
_READINGS = ("meter_energi", "meter_daftar", "tagihan_listrik")


@dataclass(frozen=True)
class Past:
    """A lake's history and its last night. `rows`: of the history; `steps`: step → seconds of that night."""

    files: int
    rows: int
    history: Outcome
    night: Outcome
    steps: Mapping[str, float]

    @property
    def steps_s(self) -> float:
        """The night's own work, without Airflow's."""
        return sum(self.steps.values())


@dataclass(frozen=True)
class Growth:
    short: Past
    long: Past

    @property
    def ratio(self) -> float:
        return self.long.steps_s / self.short.steps_s


def growth(folder: Path, last: date, scale: float, meters: int) -> Growth:
    """`scale` as in the sample; `meters` of both governments."""
    folder.mkdir(parents=True)
    return Growth(
        _past(folder / "sebulan", last, scale, meters, 0), _past(folder / "bertahun", last, scale, meters, YEARS)
    )


def _past(folder: Path, last: date, scale: float, meters: int, years: int) -> Past:
    lake = folder / "lake"
    landing = lake / "landing"
    _deliver(landing, last, scale, meters, years)
    waiting = folder / "besok"
    end = night_ends_at(last - timedelta(days=1), "Asia/Jakarta")
    for arrival in list(arrivals(landing)):
        if arrival.delivered_at >= end:
            target = waiting / Path(*arrival.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            arrival.path.rename(target)
    files = sum(1 for _ in arrivals(landing))
    if years:
        remember(Lake(lake), last - timedelta(days=365 * years), last - timedelta(days=SHORT_DAYS))
    eve = last - timedelta(days=1)
    history = run([LUMBUNG, "run", "--date", eve.isoformat()], folder, DONE_OR_RED)
    rows = sum(load.rows_read for load in ledger.read(Lake(lake)) if load.run_id != _OF_MEMORY)
    for path in sorted(p for p in waiting.rglob("*") if p.is_file()):
        target = landing / path.relative_to(waiting)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
    night = run([LUMBUNG, "run", "--date", last.isoformat()], folder, DONE_OR_RED)
    return Past(files, rows, history, night, step_seconds(lake, last))


def _deliver(landing: Path, last: date, scale: float, meters: int, years: int) -> None:
    """Landing as of the last day. The sample knows the budgets of two years and of none before 2023."""
    ends = [last, *([last.replace(year=last.year - 2)] if years else [])]
    for until in reversed(ends):
        sample.write(landing, landing.parent / "truth.json", scale=scale, until=until, dirt=0, reference=REFERENCE)
    first = last - timedelta(days=365 * years if years else SHORT_DAYS)
    for arrival in list(arrivals(landing)):
        is_old = arrival.source in _EVENTS and arrival.delivered_at.date() < first
        is_dump = not years and arrival.source in _EVENTS and "riwayat" in arrival.path.name
        if arrival.source in _READINGS or is_old or is_dump:
            arrival.path.unlink()
    if years:
        _older_complaints(landing, last, scale)
    counts = {KOTA: round(meters * 0.6), KABUPATEN: round(meters * 0.4)}
    for _ in energy.readings(landing, REFERENCE, first, last - timedelta(days=1), meters=counts):
        pass


def _older_complaints(landing: Path, last: date, scale: float) -> None:
    """Those before the years that the sample knows, from the city as it is."""
    until = last.replace(year=last.year - 4)
    for kd_pemda in (KOTA, KABUPATEN):
        city = load_city(REFERENCE, kd_pemda, last)
        for file in complaints.deliveries(city, complaints.desk(city, scale, 1, until), until):
            store(landing, file, csv_bytes(file, rng(1, "ejaan", file.path)))


_OF_MEMORY = "malam-lampau"


def remember(lake: Lake, first: date, last: date) -> None:
    """What nights of the past leave behind in the ops tables: a file of every source of both governments
    each night, and the verdicts of the gates."""
    sources = sorted(p.stem for p in (PROJECT / "data" / "contracts").glob("*.yaml"))
    with lake.transaction(f"bench-loads:{first}:{last}") as tx:
        for source in sources:
            for year in range(first.year, last.year + 1):
                loads = [_load(source, day) for day in _days(first, last) if day.year == year]
                rows = pa.Table.from_pylist([vars(load) for load in loads], schema=ledger.SCHEMA)
                tx.write(ledger.TABLE, rows, f"{source}_{year}")
    with lake.transaction(f"bench-checks:{first}:{last}") as tx:
        for month in sorted({day.replace(day=1) for day in _days(first, last)}):
            days = [day for day in _days(first, last) if day.replace(day=1) == month]
            tx.write(checks.TABLE, _verdicts(days), f"{checks.MERGED}_{month:%Y-%m}")


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days))


def _load(source: str, day: date) -> Load:
    at = datetime.combine(day, time(13), UTC)
    name = f"{source}_{day:%Y%m%d}.csv"
    return Load(
        load_id=f"{abs(hash((source, day))):016x}"[:16],
        source=source,
        kd_pemda=KOTA,
        file_name=name,
        sha256=f"{abs(hash((day, source))):064x}",
        bytes=1,
        outcome="DUPLICATE",
        reason=None,
        started_at=at,
        finished_at=at,
        run_id=_OF_MEMORY,
        delivered_at=at,
        landing_id=f"{source}-{day}",
        refined=True,
    )


def _verdicts(days: list[date]) -> pa.Table:
    each = _CHECKS_A_NIGHT
    n = each * len(days)
    constant = {
        "source": "mart", "kd_pemda": "*", "severity": "merah", "observed": "0", "expected": "0", "subject": "",
        "message": "",
    }  # fmt: skip
    columns: dict[str, object] = {k: pa.repeat(v, n) for k, v in constant.items()}
    columns["run_id"] = np.repeat([f"malam-{day}" for day in days], each)
    columns["as_of_tgl"] = np.repeat(np.array(days, dtype="datetime64[D]"), each)
    columns["gate"] = pa.repeat(pa.scalar(2, pa.int32()), n)
    columns["name"] = np.tile([f"dbt:uji_{i}" for i in range(each)], len(days))
    columns["passed"] = pa.repeat(True, n)
    columns["holds"] = pa.repeat(False, n)
    return pa.table({f.name: pa.array(columns[f.name]).cast(f.type) for f in checks.SCHEMA})


def table(found: Growth, shown: int = 15) -> str:
    """The slowest steps of both nights side by side."""
    lines = ["| langkah | sesudah 1 bulan | sesudah 5 tahun |", "|---|--:|--:|"]
    names = sorted(found.long.steps, key=lambda s: -found.long.steps[s])[:shown]
    lines += [f"| `{n}` | {found.short.steps.get(n, 0.0):.1f} s | {found.long.steps[n]:.1f} s |" for n in names]
    lines.append(f"| semua langkah | {found.short.steps_s:.1f} s | {found.long.steps_s:.1f} s |")
    lines.append(f"| nisbah (sasaran ≤ {TARGET}) | | {found.ratio:.2f} |")
    return "\n".join(lines)


def section(found: Growth) -> str:
    """For docs/benchmarks.md."""
    return f"""
Hari terakhir yang sama, riwayat {found.short.rows:,} baris dan {found.long.rows:,} baris; buku muatan dan hasil uji
lima tahun diisi langsung. Langkah-langkah malam itu, tanpa Airflow:

{table(found)}
"""


if __name__ == "__main__":
    import sys

    print(table(growth(Path(sys.argv[1]), date(2026, 8, 31), float(sys.argv[2]), int(sys.argv[3]))))

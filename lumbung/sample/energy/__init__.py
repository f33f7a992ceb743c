"""The electricity of the sample city: meters that are read every quarter of an hour, their list, and bills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lumbung.sample.city import KABUPATEN, KOTA, PEMDA, City, load_city, rng
from lumbung.sample.energy import bills, lists, rows, schedule, truth
from lumbung.sample.energy.deliveries import Sender
from lumbung.sample.energy.faults import Faults, plan
from lumbung.sample.energy.loads import Registers, consumption, days
from lumbung.sample.energy.meters import ALL_DAY, Fleet, Meter, fleet
from lumbung.sample.files import Delivery, csv_bytes, store

__all__ = ["HISTORY_DAYS", "SOURCES", "Energy", "meter_count", "readings", "send", "workbook"]

SOURCES = (schedule.SOURCE, lists.SOURCE, bills.SOURCE)
HISTORY_DAYS = 130
"""Days of readings: the eight weeks that anomalies are measured against, and two months to judge."""
_SMALL, _CITY = 30, 1_500
_LEAST = {KOTA: 12, KABUPATEN: 8}
_KOTA_SHARE = 0.6

workbook = bills.workbook


@dataclass
class Energy:
    """Both governments' electricity. `files` are still to be stored, readings stand in landing already."""

    files: list[Delivery] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    planted: list[dict[str, Any]] = field(default_factory=list)
    truth: dict[str, Any] = field(default_factory=dict)


def meter_count(scale: float, kd_pemda: str) -> int:
    """Meters with readings: 30 in both governments at scale 1, 1,500 at scale 10."""
    both = _SMALL * scale if scale <= 1 else _SMALL + (scale - 1) / 9 * (_CITY - _SMALL)
    share = _KOTA_SHARE if kd_pemda == KOTA else 1 - _KOTA_SHARE
    return max(_LEAST[kd_pemda], round(both * share))


def send(
    landing: Path,
    cities: dict[str, City],
    scale: float,
    seed: int,
    until: date,
    *,
    dirty: bool,
    history: int = HISTORY_DAYS,
) -> Energy:
    """Write the readings of `history` days before `until` and invent what goes with them."""
    found = Energy()
    first, last = until - timedelta(days=history), until - timedelta(days=1)
    for kd_pemda, city in cities.items():
        meters, unmetered = fleet(city, meter_count(scale, kd_pemda), seed)
        faults = plan(city, meters, until) if dirty else Faults()
        written = Sender(landing, city, meters, seed, faults).send(first, last)
        overcharged = _steadiest(meters) if dirty and kd_pemda == KOTA else None
        billed = bills.deliveries(city, meters, unmetered, written.used, first, until, overcharged)
        found.files += lists.deliveries(city, meters, unmetered, faults, first, until) + billed
        found.records += [file.record() for file in written.files]
        found.planted += written.planted
        found.truth[kd_pemda] = truth.section(meters, written.used, faults, billed)
    return found


def _steadiest(meters: Fleet) -> int:
    """A building that uses the same every day: its bills by day say what its meter says."""
    return next((n for n, kind in enumerate(meters.kind.tolist()) if kind == ALL_DAY), 0)


@dataclass(frozen=True)
class DayFile:
    """One file of readings that was written."""

    path: Path
    day: date
    rows: int


def readings(
    landing: Path,
    reference: Path,
    first: date,
    last: date,
    *,
    meters: dict[str, int],
    seed: int = 1,
    kind: str = "csv.gz",
) -> Iterator[DayFile]:
    """Faultless readings of any number of meters, a file per government and day, oldest first, and their
    `meter_daftar` before them. `meters`: kd_pemda → how many; `kind`: `csv`, `csv.gz` or `parquet`."""
    for kd_pemda in PEMDA:
        if not meters.get(kd_pemda):
            continue
        city = load_city(reference, kd_pemda, last)
        found, unmetered = fleet(city, meters[kd_pemda], seed)
        _store_list(landing, city, found, unmetered, first)
        registers = Registers(found)
        for day in days(first, last):
            counted = rows.of_day(found, registers.count(day, consumption(found, city, day, seed)))
            path = landing / schedule.SOURCE / kd_pemda / f"energi_{day:%Y%m%d}.{kind}"
            out = rows.writer(path)
            out.add(counted)
            out.close()
            rows.stamp(path, schedule.delivered(city, day))
            yield DayFile(path, day, len(counted))


def _store_list(landing: Path, city: City, found: Fleet, unmetered: list[Meter], first: date) -> None:
    (listed, *_) = lists.deliveries(city, found, unmetered, Faults(), first, first)
    store(landing, listed, csv_bytes(listed, rng(0, listed.path)))

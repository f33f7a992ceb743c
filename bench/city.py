"""A city-year for the benchmark: the sample's two governments, written plainly.

Every file is UTF-8 with ISO dates and no faults, so that scripts without contracts can read it. Lumbung
gets the same files, laid into its landing. `lookup/` holds what the scripts need and cannot know (codes
of names, working days), made ready for them.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from lumbung.contracts import load_contracts
from lumbung.formats.places import normalise_place
from lumbung.reference import kecamatan_lookup, load_calendar, opd_lookup
from lumbung.sample import complaints, plans, sp2d
from lumbung.sample.budget import budget
from lumbung.sample.city import KOTA, PEMDA, City, load_city
from lumbung.sample.energy import lists, rows
from lumbung.sample.energy.faults import Faults
from lumbung.sample.energy.loads import Registers, consumption, days
from lumbung.sample.energy.meters import fleet
from lumbung.sample.files import FORMATS, Delivery, at
from lumbung.sample.sources import SOURCES
from lumbung.sample.waste import scales
from lumbung.settings import PROJECT

REFERENCE = PROJECT / "data" / "reference"
_FIRST_DAY = date(2021, 1, 1)
_KOTA_SHARE = 0.6
_SURGE = slice(40, 52)
"""Quarters (10:00 to 13:00) in which one meter a day uses half as much again: something to find."""


@dataclass(frozen=True)
class Size:
    """How much a city sends; `days` of readings. The sample's scale 1 has 20,000 complaints."""

    meters: int
    days: int
    complaints: float
    budget: float
    tickets: float


def size(scale: float) -> Size:
    """1.0 is the city-year: 52 M readings, 200,000 complaints, 700,000 budget rows, 180,000 weighings."""
    return Size(
        max(10, round(1500 * scale)), max(round(365 * min(1.0, scale * 10)), 130), 10 * scale, 12.6 * scale, 10 * scale
    )


@dataclass(frozen=True)
class Sent:
    """Rows per source: of the year, and of the day after it."""

    year: dict[str, int]
    tomorrow: dict[str, int]


def write(folder: Path, wanted: Size, until: date, seed: int = 1) -> Sent:
    """`folder/landing` with the year to `until`, `folder/besok` with the day after, `folder/lookup`,
    `folder/as_of`."""
    sent = Sent({}, {})
    last = until + timedelta(days=1)
    for kd_pemda in PEMDA:
        city = load_city(REFERENCE, kd_pemda, last)
        ordinal: dict[str, int] = {}
        for file in sorted(_deliveries(city, wanted, last, seed), key=lambda f: f.delivered):
            number = ordinal[file.source] = ordinal.get(file.source, 0) + 1
            is_late = file.delivered.date() > until
            _store(folder / ("besok" if is_late else "landing"), file, number)
            _count(sent.tomorrow if is_late else sent.year, file.source, len(file))
        _readings(folder, city, wanted, last, seed, sent)
    _lookups(folder / "lookup", folder / "landing", until)
    (folder / "as_of").write_text(until.isoformat())
    return sent


def _count(rows: dict[str, int], source: str, more: int) -> None:
    rows[source] = rows.get(source, 0) + more


def _deliveries(city: City, wanted: Size, until: date, seed: int) -> Iterator[Delivery]:
    yield from complaints.deliveries(city, complaints.desk(city, wanted.complaints, seed, until), until)
    years = (until.year - 1, until.year)
    books = [book for year in years if (book := budget(city, year, wanted.budget, seed, until)).versions]
    yield from plans.deliveries(books)
    yield from sp2d.deliveries([sp2d.payments(book, wanted.budget, seed) for book in books], until)
    yield from scales.deliveries(city, wanted.tickets, seed, until, [])


def _readings(folder: Path, city: City, wanted: Size, last: date, seed: int, sent: Sent) -> None:
    """A file of readings per day, delivered on the evening of the day after it, and the list of meters."""
    first = last - timedelta(days=wanted.days)
    share = _KOTA_SHARE if city.kd_pemda == KOTA else 1 - _KOTA_SHARE
    meters, unmetered = fleet(city, round(wanted.meters * share), seed)
    (listed, *_) = lists.deliveries(city, meters, unmetered, Faults(), first, first)
    _store(folder / "landing", listed, 1)
    _count(sent.year, listed.source, len(listed))
    registers = Registers(meters)
    for n, day in enumerate(days(first, last - timedelta(days=1))):
        used = consumption(meters, city, day, seed)
        surging = n % len(meters)
        if meters.meters[surging].daya_va > 1.8 * 1000 * meters.peak_kw[surging]:  # never more than it may draw
            used[surging, _SURGE] = used[surging, _SURGE] * 3 // 2
        counted = rows.of_day(meters, registers.count(day, used))
        is_late = day == last - timedelta(days=1)
        path = folder / ("besok" if is_late else "landing") / "meter_energi" / city.kd_pemda / f"{day:%Y%m%d}.csv.gz"
        out = rows.writer(path)
        out.add(counted)
        out.close()
        rows.stamp(path, at(day + timedelta(days=1), 2, 0))
        _count(sent.tomorrow if is_late else sent.year, "meter_energi", len(counted))


def _store(landing: Path, file: Delivery, number: int) -> None:
    """The file in one spelling; its name sorts in order of delivery."""
    path = landing / file.source / file.kd_pemda / f"{number:03d}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {name: _texts(kind, file.columns[name]) for name, kind in SOURCES[file.source].columns}
    options = pacsv.WriteOptions(delimiter=";", quoting_style="needed")
    pacsv.write_csv(pa.table({n: pa.array(v, pa.string()) for n, v in columns.items()}), path, options)
    instant = int(file.delivered.timestamp()) * 10**9
    os.utime(path, ns=(instant, instant))


def _texts(kind: str, values: Iterable[Any]) -> list[str | None]:
    form = FORMATS.get(kind, str)
    return [None if v is None or v == "" else form(v) for v in values]


def _lookups(folder: Path, landing: Path, until: date) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    contract = load_contracts((PROJECT / "data" / "contracts",))["p3m_aduan"]
    for column in ("kanal", "klasifikasi"):
        labels = _labels(landing, column)
        codes = contract.column(column).values
        _write(folder / f"{column}.parquet", nama=labels, kode=[codes[label.casefold()] for label in labels])
    for name, column, lookup, norm, code in (
        ("opd", "opd_tujuan", opd_lookup, "opd_norm", "kd_opd"),
        ("kecamatan", "kecamatan", kecamatan_lookup, "kecamatan_norm", "kd_kecamatan"),
    ):
        known = {(r["kd_pemda"], r[norm]): r[code] for r in lookup(REFERENCE).to_pylist()}
        found = [
            (kd, text, known.get((kd, normalise_place(text)))) for kd in PEMDA for text in _labels(landing, column, kd)
        ]
        pemda, nama, kode = (list(part) for part in zip(*found, strict=True))
        _write(folder / f"{name}.parquet", kd_pemda=pemda, nama=nama, kode=kode)
    calendar = load_calendar(REFERENCE)
    dates = [_FIRST_DAY + timedelta(days=n) for n in range((date(until.year, 12, 31) - _FIRST_DAY).days + 1)]
    works = [d.weekday() < 5 and d not in calendar.holidays for d in dates]
    counted = [sum(works[: n + 1]) for n in range(len(works))]
    _write(folder / "hari.parquet", tanggal=dates, is_hari_kerja=works, hari_kerja_ke=counted)
    seeds = PROJECT / "dbt_project" / "seeds"
    fasts = [(date.fromisoformat(r["berlaku_mulai"]), date.fromisoformat(r["berlaku_sampai"]))
             for r in _csv(seeds / "cfg_ramadan.csv")]  # fmt: skip
    usual = [d for d in dates if d not in calendar.holidays and not any(a <= d <= b for a, b in fasts)]
    _write(folder / "hari_biasa.parquet", tanggal=usual)
    sla = _csv(seeds / "cfg_sla.csv")
    _write(
        folder / "sla.parquet",
        kd_pemda=[r["kd_pemda"] for r in sla],
        klasifikasi=[r["klasifikasi"] for r in sla],
        selesai_hk=[int(r["selesai_hk"]) for r in sla],
    )
    signs = _csv(seeds / "cfg_realisasi.csv")
    _write(folder / "tanda.parquet", jenis=[r["jenis"] for r in signs], tanda=[int(r["tanda"]) for r in signs])


def _labels(landing: Path, column: str, kd_pemda: str = "*") -> list[str]:
    found: set[str] = set()
    for path in landing.glob(f"p3m_aduan/{kd_pemda}/*.csv"):
        found |= {row[column] for row in _csv(path, ";") if row[column]}
    return sorted(found)


def _csv(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def _write(path: Path, **columns: list[Any]) -> None:
    pq.write_table(pa.table(columns), path)


def lay(files: Path, landing: Path) -> None:
    """A folder of sources into a lake's landing, with the instants of delivery."""
    for path in sorted(files.rglob("*")):
        if path.is_file():
            target = landing / path.relative_to(files)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)

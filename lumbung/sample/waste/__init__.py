"""The waste of the sample city: trucks over the scales, units that recover something, and the budget
realisation reports that SIPD prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from lumbung.sample.city import City
from lumbung.sample.dirt import Planted
from lumbung.sample.files import Delivery, csv_bytes
from lumbung.sample.sp2d import Payments
from lumbung.sample.waste import reports, scale_faults, scales, units
from lumbung.sample.waste.truth import waste

__all__ = ["SOURCES", "Waste", "make", "render", "truth"]

SOURCES = (scales.SOURCE, units.SOURCE, reports.SOURCE)


@dataclass
class Waste:
    """What one government sends: its files, the faults in them, the days without scales."""

    city: City
    files: list[Delivery] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    dead_days: list[date] = field(default_factory=list)


def make(city: City, paid: list[Payments], scale: float, seed: int, until: date, dirt: float, reference: Path) -> Waste:
    """Invent the waste of a government, with `dirt` as the share of faulty tickets.

    paid: the payments of the budget years; the reports tell those of the year of `until`.
    """
    found = Waste(city)
    if dirt:
        found.dead_days = scales.dead_days(city, seed, until)
    tickets = scales.deliveries(city, scale, seed, until, found.dead_days)
    books = units.deliveries(city, scale, seed, until)
    printed = [r for p in paid if p.book.tahun == until.year for r in reports.deliveries(p, until, reference)]
    if dirt:
        found.planted += scale_faults.plant(tickets, city, dirt, seed)
        found.planted += units.plant(books, city, until)
        found.planted += reports.plant(printed, city)
    found.files = [*tickets, *books, *printed]
    return found


def render(file: Delivery, city: City, rand: np.random.Generator) -> bytes:
    """The bytes of one file."""
    return units.workbook(file, city, rand) if file.source == units.SOURCE else csv_bytes(file, rand)


def truth(made: list[Waste]) -> dict[str, Any]:
    """Section `waste` of the truth file."""
    dead = {m.city.kd_pemda: [day.isoformat() for day in m.dead_days] for m in made}
    return waste([file for m in made for file in m.files], dead)

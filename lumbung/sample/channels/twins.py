"""Happenings that several people report: a P3M ticket, and what others say of it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from lumbung.sample import journeys as way
from lumbung.sample.channels.words import LAPOR, NAMES, O311
from lumbung.sample.city import KOTA, City, day_number, rng
from lumbung.sample.complaints import Desk
from lumbung.sample.tickets import street_of
from lumbung.sample.topics import TOPICS

_OUTAGE = {LAPOR: 20, O311: 9}
"""A dark street light that thirty people report, P3M's own ticket among them."""
_OUTAGE_TOPIC = "Lampu PJU Mati"
_HAPPENINGS = 300
"""Others, at scale 1 and both governments together."""
_NEAR = 0.0003
"""Degrees within which people place the same thing."""
_OUTAGE_DAYS = 2.5


@dataclass(frozen=True)
class Happening:
    """What was seen: number, P3M's ticket, minute of receipt, topic, place and street."""

    number: int
    member: str
    minute: int
    topic: int
    kelurahan: str
    kecamatan: str
    lat: float
    lon: float
    street: str


@dataclass(frozen=True)
class Twin:
    """One more report of a happening."""

    of: Happening
    minute: int
    lat: float
    lon: float


@dataclass(frozen=True)
class Twins:
    happenings: list[Happening]
    told: dict[str, list[Twin]]

    def of(self, source: str) -> list[Twin]:
        return self.told.get(source, [])


def twins(city: City, desk: Desk, scale: float, seed: int, until: date) -> Twins:
    """Choose happenings among the P3M tickets, and who reports them once more."""
    rand = rng(seed, "kembar", city.kd_pemda)
    last = day_number(until) * way.DAY
    usable = [n for n in range(len(desk.events[way.MASUK])) if _is_usable(city, desk, n, last)]
    order = [usable[i] for i in rand.permutation(len(usable)).tolist()]
    count = min(len(order), max(2, round(_HAPPENINGS * scale / 2)))
    told: dict[str, list[Twin]] = {LAPOR: [], O311: []}
    happenings: list[Happening] = []
    dark = [n for n in sorted(usable, reverse=True) if desk.fixed["kategori"][n] == _OUTAGE_TOPIC]
    outage = dark[:1] if city.kd_pemda == KOTA else []
    for n in [*outage, *(n for n in order[:count] if n not in outage)]:
        seen = _happening(city, desk, n, len(happenings))
        happenings.append(seen)
        for source, times in (_OUTAGE if n in outage else _times(rand)).items():
            for _ in range(times):
                later = rand.random() * (_OUTAGE_DAYS if n in outage else 1.5) * way.DAY
                north, east = ((rand.random(2) * 2 - 1) * _NEAR).tolist()
                told[source].append(
                    Twin(seen, seen.minute + int(later), round(seen.lat + north, 6), round(seen.lon + east, 6))
                )
    return Twins(happenings, told)


def _times(rand: np.random.Generator) -> dict[str, int]:
    """How often LAPOR and Open311 hear of it; once at least."""
    lapor, o311 = int(rand.integers(0, 3)), int(rand.integers(0, 2))
    return {LAPOR: lapor or 1 - o311, O311: o311}


def _is_usable(city: City, desk: Desk, n: int, last: int) -> bool:
    fixed = desk.fixed
    return (
        fixed["kategori"][n] in NAMES
        and fixed["rahasia"][n] == "T"
        and fixed["kelurahan"][n] is not None
        and fixed["lat"][n] is not None
        and int(desk.events[way.MASUK][n]) < last - 3 * way.DAY
        and street_of(city, fixed["isi_aduan"][n]) is not None
    )


def _happening(city: City, desk: Desk, n: int, number: int) -> Happening:
    fixed = desk.fixed
    received = np.datetime64((fixed["tanggal_terima"][n] or fixed["tanggal_masuk"][n]).replace(" ", "T"), "m")
    kelurahan = fixed["kelurahan"][n].removeprefix("Kel. ").removeprefix("Desa ")
    return Happening(
        number,
        f"P3M:{fixed['nomor_aduan'][n]}",
        int(received.astype(np.int64)),
        next(i for i, topic in enumerate(TOPICS) if topic.kategori == fixed["kategori"][n]),
        kelurahan,
        fixed["kecamatan"][n],
        fixed["lat"][n],
        fixed["lon"][n],
        street_of(city, fixed["isi_aduan"][n]) or "",
    )

"""The tickets of one channel: invented like those of P3M, with twins among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

from lumbung.sample import journeys as way
from lumbung.sample.channels.twins import Twin
from lumbung.sample.city import City, Ints, day_number, iso_minutes, rng
from lumbung.sample.complaints import intake, offices
from lumbung.sample.tickets import about, places, texts
from lumbung.sample.topics import TOPICS

_CUT_HOUR = 17
_T = TypeVar("_T")


@dataclass(frozen=True)
class Tickets:
    """In order of receipt. `events` as in `journeys.events`; `twin`: the happening's number or None."""

    entered: Ints
    topic: list[int]
    kelurahan: list[str | None]
    kecamatan: list[str | None]
    lat: list[float | None]
    lon: list[float | None]
    text: list[str]
    office: list[int]
    events: Ints
    twin: list[int | None]
    serial: list[str]

    def __len__(self) -> int:
        return len(self.topic)


def tickets(
    city: City,
    source: str,
    prefix: str,
    count: int,
    told: Sequence[Twin],
    topics: Sequence[str],
    seed: int,
    until: date,
) -> Tickets:
    """About `count` tickets of a government, twins included, of the given topics."""
    rand = rng(seed, source, city.kd_pemda)
    drawn = max(20, count - len(told))
    entered, topic = intake(city, drawn, until, rand)
    allowed = [n for n, t in enumerate(TOPICS) if t.kategori in topics]
    topic = np.where(np.isin(topic, allowed), topic, np.array(allowed)[rand.integers(0, len(allowed), drawn)])
    where = places(city, drawn, rand)
    columns = where.columns
    all_entered = np.concatenate([entered, np.array([t.minute for t in told], dtype=np.int64)])
    order = np.argsort(all_entered, kind="stable").tolist()

    def merged(own: Sequence[_T], theirs: Sequence[_T]) -> list[_T]:
        both = [*own, *theirs]
        return [both[i] for i in order]

    minutes = all_entered[order]
    topic_of = merged(topic.tolist(), [t.of.topic for t in told])
    known = merged(where.kecamatan, [t.of.kecamatan for t in told])
    office = offices(city, np.array(topic_of, dtype=np.int64), known)
    years: dict[str, int] = {}
    serial = []
    for year in np.datetime_as_string(minutes.astype("datetime64[m]"), unit="Y").tolist():
        years[year] = years.get(year, 0) + 1
        serial.append(f"{prefix}{year[2:]}{years[year]:07d}")
    return Tickets(
        entered=minutes,
        topic=topic_of,
        kelurahan=merged([_bare(k) for k in columns["kelurahan"]], [t.of.kelurahan for t in told]),
        kecamatan=merged(columns["kecamatan"], [t.of.kecamatan for t in told]),
        lat=merged(columns["lat"], [t.lat for t in told]),
        lon=merged(columns["lon"], [t.lon for t in told]),
        text=merged(texts(city, topic, rand), [about(t.of.topic, t.of.street, rand) for t in told]),
        office=office.tolist(),
        events=way.events(city, minutes, office, rand),
        twin=[None if i < drawn else told[i - drawn].of.number for i in order],
        serial=serial,
    )


def _bare(kelurahan: str | None) -> str | None:
    return kelurahan and kelurahan.removeprefix("Kel. ").removeprefix("Desa ")


def deltas(found: Tickets, days: Sequence[int], until: date) -> list[tuple[date, int, Ints]]:
    """(day, minute of the cut, tickets that changed since the last one); `days` before `until`."""
    made = []
    before = -1
    for back in days:
        day = until - timedelta(days=back)
        cut = day_number(day) * way.DAY + _CUT_HOUR * 60
        _, _, changed = way.known_at(found.events, cut)
        chosen = np.flatnonzero(changed > before)
        before = cut
        if len(chosen):
            made.append((day, cut, chosen))
    return made


def moments(minutes: Sequence[int]) -> list[str | None]:
    """ISO texts with offset; None for what never happened."""
    never = [m == way.NEVER for m in minutes]
    written = iso_minutes(np.array([0 if n else m for m, n in zip(minutes, never, strict=True)], dtype=np.int64))
    return [None if n else t.replace(" ", "T") + ":00+07:00" for t, n in zip(written, never, strict=True)]

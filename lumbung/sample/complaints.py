"""The complaint desk: its tickets, and the files it sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from lumbung.sample import journeys as way
from lumbung.sample.city import (
    KABUPATEN,
    KECAMATAN,
    KOTA,
    City,
    Ints,
    day_number,
    iso_minutes,
    pick,
    rng,
)
from lumbung.sample.files import Delivery, at
from lumbung.sample.tickets import people, places, texts
from lumbung.sample.topics import KANAL, KANAL_AKHIR, KANAL_AWAL, TOPICS

TICKETS = {KOTA: 14_000, KABUPATEN: 6_000}
"""Tickets at scale 1."""
HISTORY_DAYS = 669
DAILY_FILES = 14
_CUT_HOUR = 18
# Receipts by hour of the day, midnight first.
_HOURS = np.array([
    1, 0.6, 0.4, 0.3, 0.5, 1.2, 2.5, 4.5, 7, 8.5, 8.5, 7.5,
    6, 6.5, 6.5, 6, 5.5, 5, 5, 5.5, 5, 4, 3, 1.8,
])  # fmt: skip
_DAY_OFF = 0.45
_RAINY = (10, 11, 0, 1, 2)
_SECRET = 0.006
_REDIRECTED = 0.03
_STARS = (0.08, 0.1, 0.2, 0.37, 0.25)


@dataclass(frozen=True)
class Desk:
    """All tickets of one government in order of entry; `events` as in `journeys.events`.

    `first_opd` is where a ticket goes first; work begins at `fixed["opd_tujuan"]`.
    """

    fixed: dict[str, list[Any]]
    events: Ints
    first_opd: list[str]
    closing: list[str]
    rating: list[int | None]


def intake(city: City, count: int, until: date, rand: np.random.Generator) -> tuple[Ints, Ints]:
    """Minute of entry (sorted) and topic of each ticket."""
    last = day_number(until)
    days = np.arange(last - HISTORY_DAYS, last + 1)
    works = np.isin(days, city.workdays)
    growth = np.linspace(0.8, 1.25, len(days)) * rand.lognormal(0, 0.18, len(days))
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    share = np.array([t.share for t in TOPICS])
    rain = np.where(np.isin(month, _RAINY)[:, None], [t.hujan for t in TOPICS], 1.0)
    open_desk = np.where(works[:, None], [t.hari_kerja for t in TOPICS], 1.0)
    weight = (growth * np.where(works, 1.0, _DAY_OFF))[:, None] * share * rain * open_desk
    day, topic = np.divmod(pick(weight.ravel(), count, rand), len(TOPICS))
    minute = pick(_HOURS, count, rand) * 60 + rand.integers(0, 60, count)
    entered = days[day] * way.DAY + minute
    order = np.argsort(entered, kind="stable")
    return entered[order], topic[order]


def _kanal(entered: Ints, rand: np.random.Generator) -> Ints:
    """Index of the kanal; the shares move from those of the first to those of the last day."""
    progress = (entered - entered[0]) / max(1, entered[-1] - entered[0])
    early, late = np.cumsum(KANAL_AWAL), np.cumsum(KANAL_AKHIR)
    bounds = early + progress[:, None] * (late - early)
    drawn = (rand.random(len(entered))[:, None] > bounds).sum(axis=1)
    return np.asarray(np.minimum(drawn, len(KANAL) - 1))


def _received(entered: Ints, kanal: Ints, rand: np.random.Generator) -> Ints:
    """When the citizen spoke: paper carries a date only, days before; the rest minutes to hours."""
    names = np.array(KANAL)[kanal]
    paper = np.isin(names, ("Koran", "Surat"))
    slow = np.where(names == "Media Sosial", 900, 45)
    spoken = entered - (rand.random(len(entered)) * slow).astype(np.int64)
    printed = (entered // way.DAY - rand.integers(1, 5, len(entered))) * way.DAY
    unknown = ~paper & (rand.random(len(entered)) < 0.35)
    return np.where(paper, printed, np.where(unknown, way.NEVER, spoken))


def _numbers(entered: Ints) -> list[str]:
    """Ticket numbers count from 1 every year; both governments use the same ones."""
    serial: dict[str, int] = {}
    found = []
    for year in np.datetime_as_string(entered.astype("datetime64[m]"), unit="Y").tolist():
        serial[year] = serial.get(year, 0) + 1
        found.append(f"P3M-{year}-{serial[year]:06d}")
    return found


def offices(city: City, topic: Ints, kecamatan: list[str]) -> Ints:
    """Index of the office that answers each ticket."""
    index = {o.kode: n for n, o in enumerate(city.opds)}
    by_topic = [index[city.opd_by_bidang(t.bidang).kode] for t in TOPICS]
    by_name = {name: index[city.opd_of_kecamatan(name).kode] for name in sorted(set(kecamatan))}
    is_local = [t.bidang == KECAMATAN for t in TOPICS]
    pairs = zip(topic.tolist(), kecamatan, strict=True)
    return np.array([by_name[k] if is_local[t] else by_topic[t] for t, k in pairs], dtype=np.int64)


def desk(city: City, scale: float, seed: int, until: date) -> Desk:
    """Invent all tickets of one government, about 22 months up to `until`."""
    rand = rng(seed, "p3m_aduan", city.kd_pemda)
    count = max(30, round(TICKETS[city.kd_pemda] * scale))
    entered, topic = intake(city, count, until, rand)
    kanal = _kanal(entered, rand)
    where = places(city, count, rand)
    opd = offices(city, topic, where.kecamatan)
    spelling = rand.random(count).tolist()
    named = [city.opds[o].spell(u) for o, u in zip(opd.tolist(), spelling, strict=True)]
    kinds = [TOPICS[t].klasifikasi for t in topic.tolist()]
    secret = np.array([k == "WBS" for k in kinds]) | (rand.random(count) < _SECRET)
    fixed: dict[str, list[Any]] = {
        "nomor_aduan": _numbers(entered),
        "tanggal_masuk": iso_minutes(entered),
        "tanggal_terima": _times(_received(entered, kanal, rand)),
        "kanal": [KANAL[k] for k in kanal.tolist()],
        **people(city, count, rand),
        "rahasia": ["Y" if s else "T" for s in secret.tolist()],
        "klasifikasi": kinds,
        "kategori": [TOPICS[t].kategori for t in topic.tolist()],
        "isi_aduan": texts(city, topic, rand),
        **where.columns,
        "opd_tujuan": named,
    }
    happened = way.events(city, entered, opd, rand)
    elsewhere = rand.integers(0, len(city.opds), count).tolist()
    moved = (rand.random(count) < _REDIRECTED).tolist()
    first = [city.opds[o].nama if m else n for o, m, n in zip(elsewhere, moved, named, strict=True)]
    how = rand.random(count).tolist()
    silent = (happened[way.SELESAI] - way.AUTO_CLOSE == happened[way.JAWAB]).tolist()
    closing = ["Otomatis" if s else "Konfirmasi" if h < 0.8 else "Admin" for s, h in zip(silent, how, strict=True)]
    stars = rand.choice(np.arange(1, 6), count, p=_STARS).tolist()
    rating = [s if c == "Konfirmasi" and h < 0.6 else None for s, c, h in zip(stars, closing, how, strict=True)]
    return Desk(fixed, happened, first, closing, rating)


def _times(minutes: Ints) -> list[str | None]:
    never = minutes == way.NEVER
    written = iso_minutes(np.where(never, 0, minutes))
    return [None if n else t for t, n in zip(written, never.tolist(), strict=True)]


def as_of(tickets: Desk, moment: int, chosen: Ints) -> dict[str, list[Any]]:
    """The columns of the source for some tickets as the desk knew them at a minute."""
    known, state, changed = way.known_at(tickets.events[:, chosen], moment)
    closed = np.where(known[way.BUKA] != way.NEVER, known[way.TUTUP], known[way.SELESAI])
    sent, done = (known[way.DISPO] != way.NEVER).tolist(), (closed != way.NEVER).tolist()
    begun = (known[way.PROSES] != way.NEVER).tolist()
    rows = chosen.tolist()
    columns = {name: [values[i] for i in rows] for name, values in tickets.fixed.items()}
    columns["opd_tujuan"] = [
        (name if b else tickets.first_opd[i]) if s else None
        for i, name, b, s in zip(rows, columns["opd_tujuan"], begun, sent, strict=True)
    ]
    for name, event in (("verifikasi", way.VERIF), ("disposisi", way.DISPO), ("jawab", way.JAWAB)):
        columns[f"tanggal_{name}"] = _times(known[event])
    columns["tanggal_selesai"] = _times(closed)
    columns["status"] = [way.STATES[s] for s in state.tolist()]
    columns["jumlah_buka_kembali"] = (known[way.BUKA] != way.NEVER).astype(int).tolist()
    for name, values in (("penutupan", tickets.closing), ("kepuasan", tickets.rating)):
        columns[name] = [values[i] if d else None for i, d in zip(rows, done, strict=True)]
    columns["diperbarui"] = iso_minutes(changed)
    return columns


def deliveries(city: City, tickets: Desk, until: date) -> list[Delivery]:
    """One history file, then one file a day with the tickets that changed since the last one."""
    minute = 0 if city.kd_pemda == KOTA else 7
    found = []
    before = -1
    for back in range(DAILY_FILES, -1, -1):
        day = until - timedelta(days=back)
        cut = day_number(day) * way.DAY + _CUT_HOUR * 60
        _, _, changed = way.known_at(tickets.events, cut)
        chosen = np.flatnonzero(changed > before)
        before = cut
        if len(chosen):
            name = f"P3M_riwayat_sd_{day:%Y%m%d}.csv" if back == DAILY_FILES else f"P3M_{day:%Y%m%d}.csv"
            columns = as_of(tickets, cut, chosen)
            found.append(Delivery("p3m_aduan", city.kd_pemda, name, at(day, 19, minute), columns))
    return found

"""SP4N-LAPOR!: one JSON object a line, with the whole list of a ticket's events."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from lumbung.sample import journeys as way
from lumbung.sample.channels.desk import Tickets, deltas, moments, tickets
from lumbung.sample.channels.twins import Twin
from lumbung.sample.channels.words import CHANNEL_SHARE, CHANNELS, CLASSES, LAPOR, NAMES, STATUS
from lumbung.sample.city import KABUPATEN, KOTA, City, Ints, rng
from lumbung.sample.files import Delivery, at
from lumbung.sample.sources import SOURCES
from lumbung.sample.tickets import people
from lumbung.sample.topics import TOPICS

SOURCE = LAPOR
TICKETS = {KOTA: 4_200, KABUPATEN: 1_800}
"""Tickets at scale 1."""
_DAYS = range(14, -1, -1)
_SECRET, _REDIRECTED, _AUTO_REPLY = 0.006, 0.04, 0.4
BROKEN = "_baris"
"""In `Delivery.text`: what stands in the place of a whole line."""


def deliveries(
    city: City, told: Sequence[Twin], scale: float, seed: int, until: date
) -> tuple[list[Delivery], list[tuple[int, str]]]:
    """The files, and which ticket tells of which happening."""
    count = max(30, round(TICKETS[city.kd_pemda] * scale))
    found = tickets(city, SOURCE, "", count, told, [t.kategori for t in TOPICS], seed, until)
    writer = _Writer(city, found, seed)
    files: list[Delivery] = []
    for day, cut, chosen in deltas(found, _DAYS, until):
        name = f"lapor_{day:%Y%m%d}.ndjson"
        made = Delivery(SOURCE, city.kd_pemda, name, at(day, 18, 50), writer.as_of(cut, chosen))
        made.marks = {"twin": [found.twin[i] for i in chosen.tolist()]}
        if len(files) == 0:
            made.container, made.name = "gz", f"{name}.gz"
        files.append(made)
    members = [(n, f"LAPOR:{s}") for n, s in zip(found.twin, found.serial, strict=True) if n is not None]
    return files, members


class _Writer:
    """What a ticket says at a minute."""

    def __init__(self, city: City, found: Tickets, seed: int) -> None:
        self.city, self.found = city, found
        rand = rng(seed, "lapor", city.kd_pemda)
        count = len(found)
        self.people = people(city, count, rand)
        self.secret = (rand.random(count) < _SECRET).tolist()
        self.secret = [s and t is None for s, t in zip(self.secret, found.twin, strict=True)]
        self.channel = rand.choice(len(CHANNELS), count, p=CHANNEL_SHARE).tolist()
        self.spelling = rand.random(count).tolist()
        self.moved = (rand.random(count) < _REDIRECTED).tolist()
        self.elsewhere = rand.integers(0, len(city.opds), count).tolist()
        self.replied = (rand.random(count) < _AUTO_REPLY).tolist()
        self.stars = [s if s <= 5 else None for s in rand.integers(1, 9, count).tolist()]

    def as_of(self, cut: int, chosen: Ints) -> dict[str, list[Any]]:
        known, state, changed = way.known_at(self.found.events[:, chosen], cut)
        columns: dict[str, list[Any]] = {name: [] for name, _ in SOURCES[SOURCE].columns}
        created = moments(self.found.entered[chosen].tolist())
        updated = moments(changed.tolist())
        for place, i in enumerate(chosen.tolist()):
            row = self._row(i, known[:, place], way.STATES[state[place]])
            row |= {"created_at": created[place], "updated_at": updated[place]}
            for name, values in columns.items():
                values.append(row[name])
        return columns

    def _row(self, i: int, known: Ints, state: str) -> dict[str, Any]:
        found, topic = self.found, TOPICS[self.found.topic[i]]
        office = self.city.opds[found.office[i]].spell(self.spelling[i])
        first = self.city.opds[self.elsewhere[i]].nama if self.moved[i] else office
        classification, supervisory = CLASSES[topic.klasifikasi]
        begun, sent = known[way.PROSES] != way.NEVER, known[way.DISPO] != way.NEVER
        shown = {n: self.people[n][i] for n in ("nama_pelapor", "nik", "telepon")}
        name = shown["nama_pelapor"]
        return {
            "tracking_id": found.serial[i],
            "title": " ".join(found.text[i].split()[:6]),
            "content": found.text[i],
            "classification": classification,
            "supervisory": supervisory,
            "category": NAMES.get(topic.kategori, (topic.kategori,))[0],
            "channel": CHANNELS[self.channel[i]],
            "is_anonymous": self.people["anonim"][i] == "Y",
            "is_secret": self.secret[i],
            "reporter.name": name,
            "reporter.phone": shown["telepon"],
            "reporter.email": name and name.lower().replace(" ", ".").replace("'", "") + "@example.com",
            "reporter.nik": shown["nik"],
            "location.lat": found.lat[i],
            "location.lng": found.lon[i],
            "location.kelurahan": found.kelurahan[i],
            "location.kecamatan": found.kecamatan[i],
            "institution": (office if begun else first) if sent else None,
            "status": STATUS[state],
            "rating": self.stars[i] if known[way.SELESAI] != way.NEVER else None,
            "events": self._events(i, known, first, office),
        }

    def _events(self, i: int, known: Ints, first: str, office: str) -> str:
        silent = known[way.SELESAI] - way.AUTO_CLOSE == known[way.JAWAB]
        happened = [
            ("verified", known[way.VERIF], None),
            ("rejected", known[way.BUKAN], None),
            ("disposed", known[way.DISPO], first),
            ("redisposed", known[way.PROSES] if first != office else way.NEVER, office),
            ("answered", known[way.JAWAB], office),
            ("auto_closed" if silent else "closed", known[way.SELESAI], None),
            ("reopened", known[way.BUKA], None),
            ("closed", known[way.TUTUP], None),
        ]
        if self.replied[i] and known[way.DISPO] != way.NEVER:
            happened.append(("auto_reply", known[way.DISPO] + 1, first))
        real = sorted((int(at_), kind, where) for kind, at_, where in happened if at_ != way.NEVER)
        times = moments([at_ for at_, _, _ in real])
        told = [{"type": k, "at": t, "institution": w} for (_, k, w), t in zip(real, times, strict=True)]
        return json.dumps(told, ensure_ascii=False)


def lines(file: Delivery) -> bytes:
    """The file as delivered."""
    columns = file.columns
    changed: dict[int, dict[str, str]] = defaultdict(dict)
    for (row, name), text in file.text.items():
        changed[row][name] = text
    written = []
    for row, values in enumerate(zip(*columns.values(), strict=True)):
        cells = {**dict(zip(columns, values, strict=True)), **changed.get(row, {})}
        if BROKEN in cells:
            written.append(cells[BROKEN])
            continue
        ticket: dict[str, Any] = {}
        for name, value in cells.items():
            outer, _, inner = name.partition(".")
            if inner:
                ticket.setdefault(outer, {})[inner] = value
            else:
                ticket[name] = json.loads(value) if name == "events" else value
        written.append(json.dumps(ticket, ensure_ascii=False))
    data = ("\n".join(written) + "\n").encode(file.encoding)
    return gzip.compress(data, compresslevel=6, mtime=0) if file.container == "gz" else data

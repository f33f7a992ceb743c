"""Open311 GeoReport v2: a JSON array in the Kota, XML in the Kabupaten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from lumbung.sample import journeys as way
from lumbung.sample.channels.desk import Tickets, deltas, moments, tickets
from lumbung.sample.channels.twins import Twin
from lumbung.sample.channels.words import NAMES, O311
from lumbung.sample.city import KABUPATEN, KOTA, City, Ints, rng
from lumbung.sample.files import Delivery, at
from lumbung.sample.sources import SOURCES
from lumbung.sample.topics import TOPICS

SOURCE = O311
TICKETS = {KOTA: 1_400, KABUPATEN: 600}
"""Requests at scale 1."""
_DAYS = (14, 7, 3, 1, 0)
_NOTE = {True: "Sudah ditangani petugas.", False: None}


def deliveries(
    city: City, told: Sequence[Twin], scale: float, seed: int, until: date
) -> tuple[list[Delivery], list[tuple[int, str]]]:
    """The files, and which request tells of which happening."""
    count = max(20, round(TICKETS[city.kd_pemda] * scale))
    found = tickets(city, SOURCE, "SR", count, told, list(NAMES), seed, until)
    spelling = rng(seed, "open311", city.kd_pemda).random(len(found)).tolist()
    ending = "xml" if city.kd_pemda == KABUPATEN else "json"
    files: list[Delivery] = []
    for day, cut, chosen in deltas(found, _DAYS, until):
        columns = _as_of(city, found, spelling, cut, chosen)
        made = Delivery(SOURCE, city.kd_pemda, f"requests_{day:%Y%m%d}.{ending}", at(day, 18, 55), columns)
        made.marks = {"twin": [found.twin[i] for i in chosen.tolist()]}
        files.append(made)
    members = [(n, f"O311:{s}") for n, s in zip(found.twin, found.serial, strict=True) if n is not None]
    return files, members


def _as_of(city: City, found: Tickets, spelling: list[float], cut: int, chosen: Ints) -> dict[str, list[Any]]:
    known, _, changed = way.known_at(found.events[:, chosen], cut)
    columns: dict[str, list[Any]] = {name: [] for name, _ in SOURCES[SOURCE].columns}
    requested, updated = moments(found.entered[chosen].tolist()), moments(changed.tolist())
    for place, i in enumerate(chosen.tolist()):
        open_again = known[way.BUKA, place] != way.NEVER and known[way.TUTUP, place] == way.NEVER
        closed = bool(known[way.SELESAI, place] != way.NEVER and not open_again)
        sent = known[way.DISPO, place] != way.NEVER
        _, service, code = NAMES[TOPICS[found.topic[i]].kategori]
        village, district = found.kelurahan[i], found.kecamatan[i]
        address = f"Kel. {village}, Kec. {district}, {city.nama}" if village and district else None
        row = {
            "service_request_id": found.serial[i],
            "status": "closed" if closed else "open",
            "status_notes": _NOTE[closed],
            "service_name": service,
            "service_code": code,
            "description": found.text[i],
            "agency_responsible": city.opds[found.office[i]].spell(spelling[i]) if sent else None,
            "service_notice": None,
            "requested_datetime": requested[place],
            "updated_datetime": updated[place],
            "expected_datetime": None,
            "address": address,
            "address_id": None,
            "zipcode": None,
            "lat": found.lat[i] if address else None,
            "long": found.lon[i] if address else None,
            "media_url": f"https://example.com/foto/{found.serial[i]}.jpg" if spelling[i] < 0.3 else None,
        }
        for name, values in columns.items():
            values.append(row[name])
    return columns


def document(file: Delivery) -> bytes:
    """The file as delivered, JSON or XML by its name."""
    rows = [file.row(i) for i in range(len(file))]
    for (index, name), text in file.text.items():
        rows[index][name] = text
    if file.name.endswith(".json"):
        return ("[\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n]\n").encode(file.encoding)
    parts = ['<?xml version="1.0" encoding="utf-8"?>', "<service_requests>"]
    for row in rows:
        fields = (f"<{n}>{escape(str(v))}</{n}>" if v is not None else f"<{n}/>" for n, v in row.items())
        parts.append(f"  <request>{''.join(fields)}</request>")
    return ("\n".join([*parts, "</service_requests>"]) + "\n").encode(file.encoding)

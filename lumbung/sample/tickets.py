"""People, places and words of the complaints; every identifier is recognisably synthetic.

NIK end in 0000 (a serial that is never issued), telephone numbers carry 0000 after the operator
code, e-mail addresses are at example.com, plates end in ZZ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lumbung.sample.city import City, Ints
from lumbung.sample.files import MONTHS
from lumbung.sample.topics import JALAN, NAMA_BELAKANG, NAMA_DEPAN, PATOKAN, TOPICS

_OPERATORS = ("0811", "0812", "0813", "0821", "0822", "0852", "0856", "0877", "0895")
_JITTER = 0.0025


@dataclass(frozen=True)
class Places:
    """Kecamatan of every ticket (known to the desk), and the columns it wrote."""

    kecamatan: list[str]
    columns: dict[str, list[Any]]


def places(city: City, count: int, rand: np.random.Generator) -> Places:
    """Villages with coordinates near their centroid; some tickets know less."""
    villages = [city.villages[i] for i in rand.integers(0, len(city.villages), count).tolist()]
    jitter = np.clip(rand.normal(0, _JITTER, (2, count)), -3 * _JITTER, 3 * _JITTER)
    known = rand.random(count).tolist()
    prefixed = rand.random(count).tolist()
    located = (rand.random(count) < 0.8).tolist()
    kelurahan, kecamatan = [], []
    lat: list[float | None] = []
    lon: list[float | None] = []
    for n, village in enumerate(villages):
        label = ("Desa " if village.is_desa else "Kel. ") if prefixed[n] < 0.04 else ""
        kelurahan.append(label + village.nama if known[n] > 0.09 else None)
        kecamatan.append(village.kecamatan if known[n] > 0.06 else None)
        shown = located[n] and known[n] > 0.06
        lat.append(round(village.lat + jitter[0, n].item(), 6) if shown else None)
        lon.append(round(village.lon + jitter[1, n].item(), 6) if shown else None)
    columns: dict[str, list[Any]] = {
        "kelurahan": kelurahan,
        "kecamatan": kecamatan,
        "lat": lat,
        "lon": lon,
    }
    return Places([v.kecamatan for v in villages], columns)


def niks(city: City, count: int, rand: np.random.Generator) -> list[str]:
    """Synthetic NIK of valid structure: kecamatan, birth date (day + 40 for women), serial 0000."""
    districts = sorted({v.kd_kecamatan.replace(".", "") for v in city.villages})
    chosen = rand.integers(0, len(districts), count).tolist()
    day = (rand.integers(1, 29, count) + 40 * rand.integers(0, 2, count)).tolist()
    month, year = rand.integers(1, 13, count).tolist(), rand.integers(55, 100, count).tolist()
    parts = zip(chosen, day, month, year, strict=True)
    return [f"{districts[c]}{d:02d}{m:02d}{y:02d}0000" for c, d, m, y in parts]


def phones(count: int, rand: np.random.Generator) -> list[str]:
    """Mobile numbers in the spellings people use; 0000 after the operator code marks them."""
    operators = rand.integers(0, len(_OPERATORS), count).tolist()
    tails, styles = rand.integers(0, 10_000, count).tolist(), rand.random(count).tolist()
    found = []
    for o, tail, style in zip(operators, tails, styles, strict=True):
        operator = _OPERATORS[o]
        if style < 0.15:
            found.append(f"{operator}-0000-{tail:04d}")
        elif style < 0.3:
            found.append(f"+62{operator[1:]}0000{tail:04d}")
        else:
            found.append(f"{operator}0000{tail:04d}")
    return found


def names(count: int, rand: np.random.Generator) -> list[str]:
    first = rand.integers(0, len(NAMA_DEPAN), count).tolist()
    last = rand.integers(0, len(NAMA_BELAKANG), count).tolist()
    return [f"{NAMA_DEPAN[a]} {NAMA_BELAKANG[b]}" for a, b in zip(first, last, strict=True)]


def people(city: City, count: int, rand: np.random.Generator) -> dict[str, list[Any]]:
    """Reporter columns; about 6 % stay anonymous, and not everybody gives everything."""
    anonymous = rand.random(count) < 0.06
    streets = JALAN[city.kd_pemda]
    street = rand.integers(0, len(streets), count).tolist()
    number, rt, rw = (rand.integers(1, n, count).tolist() for n in (120, 12, 10))
    address = [f"{streets[s]} No. {n} RT {a:02d} RW {b:02d}" for s, n, a, b in zip(street, number, rt, rw, strict=True)]
    columns: dict[str, list[Any]] = {}
    for name, values, given in (
        ("nama_pelapor", names(count, rand), 0.97),
        ("nik", niks(city, count, rand), 0.55),
        ("telepon", phones(count, rand), 0.85),
        ("alamat_pelapor", address, 0.6),
    ):
        shown = (rand.random(count) < given) & ~anonymous
        columns[name] = [v if s else None for v, s in zip(values, shown.tolist(), strict=True)]
    columns["anonim"] = ["Y" if a else "T" for a in anonymous.tolist()]
    return columns


def texts(city: City, topic: Ints, rand: np.random.Generator) -> list[str]:
    """Free text from the templates of each topic, now and then with personal data in it."""
    count = len(topic)
    streets = JALAN[city.kd_pemda]
    draws = rand.random((count, 6)).tolist()
    nik, phone, name = niks(city, count, rand), phones(count, rand), names(count, rand)
    found = []
    for n, (t, u) in enumerate(zip(topic.tolist(), draws, strict=True)):
        choices = TOPICS[t].kalimat
        email = name[n].lower().replace(" ", ".").replace("'", "") + "@example.com"
        text = choices[int(u[0] * len(choices))].format(
            jalan=streets[int(u[1] * len(streets))],
            patokan=PATOKAN[int(u[2] * len(PATOKAN))],
            rt=f"{1 + int(u[3] * 12):02d}",
            rw=f"{1 + int(u[4] * 10):02d}",
            hari=2 + int(u[3] * 12),
            bulan=MONTHS[int(u[4] * 12)],
            nik=nik[n],
            telepon=phone[n],
            email=email,
            nopol=f"H {1000 + int(u[2] * 9000)} ZZ",
            nama=name[n],
        )
        if u[5] < 0.03:
            text += f" Hubungi saya di {phone[n]}; nama {name[n]}."
        elif u[5] < 0.04:
            text += f"\nNIK: {nik[n]}\nEmail: {email}"
        found.append(text)
    return found


def street_of(city: City, text: str) -> str | None:
    """The street that a text names."""
    return next((s for s in sorted(JALAN[city.kd_pemda], key=len, reverse=True) if s in text), None)


def about(topic: int, street: str, rand: np.random.Generator) -> str:
    """A text of a topic that names a street; nothing in it identifies anybody."""
    choices = [text for text in TOPICS[topic].kalimat if "{jalan}" in text]
    u = rand.random(5).tolist()
    return choices[int(u[0] * len(choices))].format(
        jalan=street,
        patokan=PATOKAN[int(u[1] * len(PATOKAN))],
        rt=f"{1 + int(u[2] * 12):02d}",
        rw=f"{1 + int(u[3] * 10):02d}",
        hari=2 + int(u[2] * 12),
        bulan=MONTHS[int(u[4] * 12)],
    )

"""What goes wrong on the weighbridge: trucks weighed twice, tons written for kilograms, sums that do not
hold, origins that nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from lumbung.sample.city import City, rng
from lumbung.sample.dirt import Planted
from lumbung.sample.files import Delivery
from lumbung.sample.waste.scales import SOURCE

_LOST_PART, _FLAG_PART, _TWICE_PART = 0.4, 0.3, 0.3
_MOST = 0.03
"""A gate holds a file with more than 5 % of its rows in quarantine."""
Texts = dict[str, str]


def _tons(row: dict[str, Any]) -> Texts:
    names = ("bruto_kg", "tara_kg", "netto_kg")
    return {name: f"{row[name] / 1000:.3f}".rstrip("0").rstrip(".").replace(".", ",") for name in names}


def _too_heavy(row: dict[str, Any]) -> Texts:
    gross = row["tara_kg"] + 41_000 + row["netto_kg"]
    return {"bruto_kg": str(gross), "netto_kg": str(gross - row["tara_kg"])}


_LOST: tuple[tuple[str, Callable[[dict[str, Any]], Texts]], ...] = (
    ("NETTO_KURANG:netto_kg", _tons),
    ("NETTO_NOL:netto_kg", lambda row: {"tara_kg": str(row["bruto_kg"]), "netto_kg": "0"}),
    ("NETTO_LEBIH:netto_kg", _too_heavy),
    ("NILAI_TAK_DIKENAL:tpa", lambda row: {"tpa": "Piyungan"}),
    ("KUNCI_KOSONG:ticket_no", lambda row: {"ticket_no": ""}),
    ("TANGGAL_TIDAK_SAH:waktu_masuk", lambda row: {"waktu_masuk": "2026-02-30 08:00"}),
    ("ANGKA_TIDAK_SAH:bruto_kg", lambda row: {"bruto_kg": "12 ton lebih"}),
)


def plant(files: list[Delivery], city: City, dirt: float, seed: int) -> list[Planted]:
    """Plant faults into tickets, in place, at least one of each kind."""
    rand = rng(seed, "kotoran", SOURCE, city.kd_pemda)
    total = sum(len(f) for f in files)
    spots = _spots(files, rand)
    planted = []
    for n in range(max(len(_LOST), round(min(dirt * _LOST_PART, _MOST) * total))):
        file, row = next(spots)
        what, change = _LOST[n % len(_LOST)]
        file.text |= {(row, name): text for name, text in change(file.row(row)).items()}
        file.reasons[row].append(what)
        planted.append(Planted(file, row + 1, what, "quarantined"))
    for n in range(max(4, round(dirt * _FLAG_PART * total))):
        planted.append(_flag(*next(spots), n, rand))
    for _ in range(max(2, round(dirt * _TWICE_PART * total))):
        planted.append(_weighed_twice(*next(spots), rand))
    return planted


def _spots(files: list[Delivery], rand: np.random.Generator) -> Iterator[tuple[Delivery, int]]:
    """Rows in random order, each once."""
    places = [(file, row) for file in files for row in range(len(file))]
    for n in rand.permutation(len(places)).tolist():
        yield places[n]


def _flag(file: Delivery, row: int, n: int, rand: np.random.Generator) -> Planted:
    own = file.columns["asal_luar_daerah"][row] == "T"
    if n % 2 or not own:
        # What the ticket says; gross less tare stays what is meant.
        off = int(rand.integers(2, 400)) * (1 if rand.random() < 0.5 else -1)
        file.text[row, "netto_kg"] = str(file.columns["netto_kg"][row] + off)
        file.flags[row].append("NETTO_SELISIH")
        return Planted(file, row + 1, "NETTO_SELISIH", "valid")
    file.columns["kode_kecamatan_asal"][row] = f"{file.kd_pemda}.99" if rand.random() < 0.6 else None
    file.flags[row].append("WILAYAH_TAK_DIKENAL")
    return Planted(file, row + 1, "WILAYAH_TAK_DIKENAL", "valid")


def _weighed_twice(file: Delivery, row: int, rand: np.random.Generator) -> Planted:
    """The same truck, as heavy as before, a few minutes later under another ticket."""
    again = file.row(row)
    moment = datetime.fromisoformat(again["waktu_masuk"]) + timedelta(minutes=int(rand.integers(1, 10)))
    again["ticket_no"] += "-B"
    again["waktu_masuk"] = f"{moment:%Y-%m-%d %H:%M}"
    added = file.append(again)
    file.repeats.add(added)
    return Planted(file, added + 1, "TIMBANG_GANDA", "duplicate")

"""A synthetic pair of governments in the exact formats of the sources, with known dirt.

`write` fills a landing folder and says, in a truth file, what the pipeline must make of it.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from lumbung.sample import channels, complaints, energy, planning, plans, rfk, sp2d, waste
from lumbung.sample.budget import budget
from lumbung.sample.city import PEMDA, City, load_city, rng
from lumbung.sample.dirt import plant_rows
from lumbung.sample.files import Delivery, csv_bytes, store
from lumbung.sample.truth import arrival_order, fates, marts, totals
from lumbung.sample.wrong_files import correct_snapshot, dress, plant_files

__all__ = ["SCALES", "scale_factor", "write"]

BOOKKEEPING = ("p3m_aduan", "sipd_anggaran", "sipd_rak", "sipd_sp2d", "emonev_rfk")
"""Sources whose files carry every row once or in snapshots of their own."""
SCALES = {"kecil": 1.0, "kota": 10.0}
"""Named sizes; 1.0 is about 20,000 complaints, 60,000 budget rows and 45,000 planning rows."""


def scale_factor(scale: str | float) -> float:
    """The multiplier of a size given by name or number.

    Raises:
        ValueError: neither a known name nor a positive number.
    """
    if isinstance(scale, str) and scale in SCALES:
        return SCALES[scale]
    try:
        factor = float(scale)
    except ValueError:
        factor = 0.0
    if not 0 < factor < float("inf"):
        raise ValueError(f"scale {scale!r}: {', '.join(SCALES)} atau angka lebih dari 0")
    return factor


def write(
    landing: Path,
    truth: Path,
    *,
    scale: str | float = "kecil",
    seed: int = 1,
    until: date,
    dirt: float = 0.02,
    reference: Path,
) -> dict[str, Any]:
    """Write `landing/<source>/<kd_pemda>/<name>` for both governments, and the truth as JSON.

    `until` is the last day (WIB) on which a file arrives; the mtime of every file is the evening
    of its delivery. `dirt` is the share of faulty rows; 0 plants nothing, not even faulty files.
    `reference` holds the project's reference tables. The same arguments give the same bytes.
    Files that already stand in `landing` stay there.

    Returns:
        The truth: `arguments`, `files`, `planted`, `totals`, `marts`, `planning`, `channels`, `waste`, `energy`.

    Raises:
        ValueError: unknown scale, dirt outside 0 to 0.2, or no nomenclature for the years.
    """
    factor = scale_factor(scale)
    if not 0 <= dirt <= 0.2:
        raise ValueError(f"dirt {dirt}: 0 sampai 0,2")
    cities = {kd_pemda: load_city(reference, kd_pemda, until) for kd_pemda in PEMDA}
    books = {kd_pemda: _payments(city, factor, seed, until) for kd_pemda, city in cities.items()}
    desks = {kd_pemda: complaints.desk(city, factor, seed, until) for kd_pemda, city in cities.items()}
    files = [
        file
        for kd_pemda, city in cities.items()
        for file in _clean(city, desks[kd_pemda], books[kd_pemda], factor, seed, until)
    ]
    asked = [channels.plan(city, desks[kd_pemda], factor, seed, until) for kd_pemda, city in cities.items()]
    plans_ = [planning.plan(city, factor, seed, until) for city in cities.values()]
    dress(files)
    for found in plans_:
        planning.dress(found.files)
    planted = []
    if dirt:
        planted += correct_snapshot(files, until, rng(seed, "koreksi"))
        kamus = [f for found in plans_ for f in found.files if f.source == "kamus_usulan"]
        for city in cities.values():
            for source in (*BOOKKEEPING, "kamus_usulan"):
                own = [f for f in (*files, *kamus) if f.source == source and f.kd_pemda == city.kd_pemda]
                rand = rng(seed, "kotoran", source, city.kd_pemda)
                planted += plant_rows(arrival_order(own), city, dirt, rand)
        planted += plant_files(files, until)
        for found in plans_:
            planted += planning.plant(found, dirt, seed, until)
        for heard in asked:
            planted += channels.plant(heard, dirt, seed)
    p3m = [file for file in files if file.source == "p3m_aduan"]
    files += [file for heard in asked for file in heard.files]
    files += [file for found in plans_ for file in found.files]
    refuse = [
        waste.make(city, books[kd_pemda], factor, seed, until, dirt, reference) for kd_pemda, city in cities.items()
    ]
    files += [file for made in refuse for file in made.files]
    planted += [p for made in refuse for p in made.planted]
    power = energy.send(landing, cities, factor, seed, until, dirty=dirt > 0)
    files += power.files
    records = sorted([*fates(files), *power.records], key=lambda r: (r["delivered_at"], r["path"]))
    known = {
        "arguments": {"scale": factor, "seed": seed, "until": until.isoformat(), "dirt": dirt},
        "files": records,
        "planted": [*(p.as_json() for p in planted), *power.planted],
        "totals": totals(records),
        "marts": marts(files, until),
        "planning": planning.truth(plans_),
        "channels": channels.truth(asked, p3m),
        "waste": waste.truth(refuse),
        "energy": power.truth,
    }
    _store_all(landing, files, cities, seed)
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return known


def _payments(city: City, scale: float, seed: int, until: date) -> list[sp2d.Payments]:
    """The payments of the budget years that have begun."""
    books = [budget(city, tahun, scale, seed, until) for tahun in (until.year - 1, until.year)]
    return [sp2d.payments(book, scale, seed) for book in books if book.versions]


def _clean(
    city: City, desk: complaints.Desk, paid: list[sp2d.Payments], scale: float, seed: int, until: date
) -> list[Delivery]:
    """All files of one government as they would be if nothing ever went wrong."""
    current = [p for p in paid if p.book.tahun == until.year]
    return [
        *complaints.deliveries(city, desk, until),
        *plans.deliveries([p.book for p in paid]),
        *sp2d.deliveries(paid, until),
        *(file for p in current for file in rfk.deliveries(p, scale, seed, until)),
    ]


def _store_all(landing: Path, files: list[Delivery], cities: dict[str, City], seed: int) -> None:
    """Render and write every file; a copy gets the bytes of its original."""
    for file in files:
        original = file.copy_of or file
        rand = rng(seed, "ejaan", original.path)
        if original.source == "emonev_rfk":
            data = rfk.workbook(original, cities[original.kd_pemda], rand)
        elif original.source == "tagihan_listrik":
            data = energy.workbook(original, cities[original.kd_pemda])
        elif original.source in waste.SOURCES:
            data = waste.render(original, cities[original.kd_pemda], rand)
        elif original.source in channels.SOURCES:
            data = channels.render(original)
        elif original.source in planning.SOURCES:
            data = planning.render(file if file.is_cut else original, cities[original.kd_pemda], rand)
        else:
            data = csv_bytes(original, rand)
        store(landing, file, data)

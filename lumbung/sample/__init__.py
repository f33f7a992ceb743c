"""A synthetic pair of governments in the exact formats of the sources, with known dirt.

`write` fills a landing folder and says, in a truth file, what the pipeline must make of it.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from lumbung.sample import complaints, planning, plans, rfk, sp2d
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
        The truth: `arguments`, `files`, `planted`, `totals`, `marts`, `planning`.

    Raises:
        ValueError: unknown scale, dirt outside 0 to 0.2, or no nomenclature for the years.
    """
    factor = scale_factor(scale)
    if not 0 <= dirt <= 0.2:
        raise ValueError(f"dirt {dirt}: 0 sampai 0,2")
    cities = {kd_pemda: load_city(reference, kd_pemda, until) for kd_pemda in PEMDA}
    files = [file for city in cities.values() for file in _clean(city, factor, seed, until)]
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
    files += [file for found in plans_ for file in found.files]
    records = fates(files)
    known = {
        "arguments": {"scale": factor, "seed": seed, "until": until.isoformat(), "dirt": dirt},
        "files": records,
        "planted": [p.as_json() for p in planted],
        "totals": totals(records),
        "marts": marts(files, until),
        "planning": planning.truth(plans_),
    }
    _store_all(landing, files, cities, seed)
    truth.parent.mkdir(parents=True, exist_ok=True)
    truth.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return known


def _clean(city: City, scale: float, seed: int, until: date) -> list[Delivery]:
    """All files of one government as they would be if nothing ever went wrong."""
    books = [budget(city, tahun, scale, seed, until) for tahun in (until.year - 1, until.year)]
    books = [book for book in books if book.versions]
    paid = [sp2d.payments(book, scale, seed) for book in books]
    current = [p for p in paid if p.book.tahun == until.year]
    return [
        *complaints.deliveries(city, complaints.desk(city, scale, seed, until), until),
        *plans.deliveries(books),
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
        elif original.source in planning.SOURCES:
            data = planning.render(file if file.is_cut else original, cities[original.kd_pemda], rand)
        else:
            data = csv_bytes(original, rand)
        store(landing, file, data)

"""The budget as files: one full snapshot per version for the pagu and for the cash plan."""

from __future__ import annotations

from typing import Any

import numpy as np

from lumbung.sample.budget import SENT_AFTER, Budget, Version
from lumbung.sample.city import KOTA
from lumbung.sample.files import Delivery, at
from lumbung.sample.lines import DANA, MODAL
from lumbung.sample.sources import SOURCES

_FIRST_DANA_PCT = 70
_LAST_YEAR_PCT, _NEXT_YEAR_PCT = 94, 105


def _thousands(amount: int, percent: int) -> int:
    return amount * percent // 100_000 * 1000


def _columns(source: str, rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    names = (name for name, _ in SOURCES[source].columns)
    return {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}


def _anggaran(book: Budget, version: Version) -> dict[str, list[Any]]:
    """One row per line and source of funds; a line with two sources has two rows."""
    rows: list[tuple[Any, ...]] = []
    villages = book.city.villages
    for n in np.flatnonzero(version.exists).tolist():
        line, pagu = book.lines[n], int(version.pagu[n])
        parts = line.sub.kode.split(".")
        main = _thousands(pagu, _FIRST_DANA_PCT) if len(line.dana) > 1 else pagu
        kecamatan = villages[n * 7 % len(villages)].kecamatan if line.kind == MODAL else None
        amounts = (main, pagu - main)[: len(line.dana)]
        for dana, amount in zip(line.dana, amounts, strict=True):
            rows.append((
                book.tahun, version.tahap, version.berlaku.isoformat(),
                line.opd.kode, line.opd.nama,
                ".".join(parts[:2]), ".".join(parts[:3]), ".".join(parts[:5]), line.sub.kode,
                line.sub.nama, line.rekening.kode, line.rekening.nama, amount, DANA[dana], dana,
                kecamatan, *line.labels, line.indikator, line.target, line.satuan,
                _thousands(amount, _LAST_YEAR_PCT), _thousands(amount, _NEXT_YEAR_PCT),
            ))  # fmt: skip
    return _columns("sipd_anggaran", rows)


def _rak(book: Budget, version: Version) -> dict[str, list[Any]]:
    """One row per line: twelve months that add up to the pagu."""
    rows: list[tuple[Any, ...]] = []
    plan = version.plan.tolist()
    for n in np.flatnonzero(version.exists).tolist():
        line = book.lines[n]
        rows.append((
            book.tahun, version.tahap, version.berlaku.isoformat(), line.opd.kode, line.sub.kode,
            line.rekening.kode, *plan[n], int(version.pagu[n]),
        ))  # fmt: skip
    return _columns("sipd_rak", rows)


def deliveries(books: list[Budget]) -> list[Delivery]:
    """Both snapshots of every version of both years of one government."""
    found = []
    for book in books:
        city = book.city
        late = 0 if city.kd_pemda == KOTA else 5
        for version in book.versions:
            day = version.berlaku + SENT_AFTER
            label = f"{book.tahun}_{version.tahap}"
            for source, name, make, minute in (
                ("sipd_anggaran", f"anggaran_{label}.csv", _anggaran, 30),
                ("sipd_rak", f"rak_{label}.csv.gz", _rak, 40),
            ):
                sent = at(day, 18, minute + late)
                found.append(Delivery(source, city.kd_pemda, name, sent, make(book, version)))
                found[-1].container = "gz" if name.endswith(".gz") else ""
    return found

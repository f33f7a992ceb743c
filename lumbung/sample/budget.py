"""The budget of one government and year: the versions of the pagu and of the cash plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from lumbung.sample.city import KABUPATEN, KOTA, City, Ints, rng
from lumbung.sample.lines import BARANG, GAJI, MODAL, Line, lines_of

LINES = {KOTA: 1_800, KABUPATEN: 1_250}
"""Budget lines at scale 1."""
# Months of the cash plan by kind of line; salaries twice in March (THR) and in June (13th).
_PLAN = np.array(
    [
        [1, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1],
        [2, 5, 7, 8, 9, 9, 9, 9, 10, 10, 11, 11],
        [0, 1, 2, 4, 6, 8, 9, 10, 12, 14, 16, 18],
        [8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9],
        [0, 0, 3, 0, 1, 0, 3, 0, 1, 2, 2, 0],
    ],
    dtype=float,
)
VERSIONS = (("murni", (1, 2)), ("pergeseran_1", (4, 20)), ("perubahan", (9, 28)))
"""Stage and (month, day) from which it is in force."""
SENT_AFTER = timedelta(days=2)
_SHIFTED, _SHIFTED_AGAIN, _CHANGED = 0.08, 0.1, 0.25
_BORN_OR_DELETED = 0.02
_LAST_YEAR_LEVEL = 0.96


@dataclass(frozen=True)
class Version:
    """One version in force from `berlaku`: pagu and 12 months of cash plan per line, in rupiah.

    `exists` is false for a line that is not yet in the budget; a deleted line has pagu 0.
    """

    tahap: str
    berlaku: date
    exists: NDArray[np.bool_]
    pagu: Ints
    plan: Ints


@dataclass(frozen=True)
class Budget:
    """A tahun anggaran of one government; `versions` are those in force by `until`, in order."""

    city: City
    tahun: int
    lines: tuple[Line, ...]
    kind: Ints
    versions: tuple[Version, ...]


def spread(total: Ints, shape: NDArray[np.float64]) -> Ints:
    """Split whole rupiah over the columns of `shape` (n × months); rows add up exactly."""
    sums = shape.sum(axis=1, keepdims=True)
    cumulative = np.cumsum(shape / np.where(sums > 0, sums, 1), axis=1)
    upto = np.floor(total[:, None] * cumulative / 1000).astype(np.int64) * 1000
    upto[:, -1] = total
    return np.diff(upto, axis=1, prepend=0)


def _shift(pagu: Ints, lines: list[Line], rand: np.random.Generator, share: float) -> Ints:
    """Move money between neighbouring lines of one office, salaries left alone; the total stays."""
    moved = pagu.copy()
    for i in rand.choice(len(lines) - 1, max(1, round(share * len(lines))), replace=False).tolist():
        one, other = lines[i], lines[i + 1]
        free = one.kind in (BARANG, MODAL) and other.kind in (BARANG, MODAL)
        if free and one.opd is other.opd and pagu[i] and pagu[i + 1]:
            amount = int(min(moved[i], pagu[i]) * rand.uniform(0.05, 0.3)) // 1000 * 1000
            moved[i] -= amount
            moved[i + 1] += amount
    return moved


def _whole(amounts: NDArray[np.float64]) -> Ints:
    """Rupiah rounded down to thousands, as budgets are written."""
    return np.asarray((amounts / 1000).astype(np.int64) * 1000)


def budget(city: City, tahun: int, scale: float, seed: int, until: date) -> Budget:
    """Invent the budget of a year. The same seed gives both years nearly the same lines."""
    rand = rng(seed, "anggaran", city.kd_pemda)
    lines, weight = lines_of(city, tahun, max(20, round(LINES[city.kd_pemda] * scale)), rand)
    rand = rng(seed, "anggaran", city.kd_pemda, str(tahun))
    count = len(lines)
    kind = np.array([line.kind for line in lines])
    level = _LAST_YEAR_LEVEL if tahun < until.year else 1.0
    pagu = _whole(weight * level * rand.uniform(0.9, 1.1, count))
    groups = sorted({(n.opd.kode, n.sub.kode) for n in lines if n.kind in (BARANG, MODAL)})
    picked = rand.permutation(len(groups)).tolist()
    few = max(1, round(_BORN_OR_DELETED * len(groups)))
    group_of = [(n.opd.kode, n.sub.kode) for n in lines]
    new, dropped = ({groups[i] for i in part} for part in (picked[:few], picked[few : 2 * few]))
    born = np.array([g in new for g in group_of])
    gone = np.array([g in dropped for g in group_of])
    murni = np.where(born, 0, pagu)
    shifted = _shift(murni, lines, rand, _SHIFTED)
    factor = rand.normal(1.05, 0.08, count).clip(0.7, 1.4)
    factor = np.where(rand.random(count) < _CHANGED, factor, 1.0)
    changed = _whole(np.where(born, pagu, shifted) * factor)
    final = np.where(gone, 0, _shift(changed, lines, rand, _SHIFTED_AGAIN))
    shape = _PLAN[kind] * rand.uniform(0.8, 1.2, (count, 12))
    shape[kind == GAJI] = _PLAN[GAJI]
    # What the change of the budget adds is spent after it.
    after = np.arange(1, 13) > VERSIONS[-1][1][0]
    shape = np.where(born[:, None] & ~after, 0.0, shape)
    made = []
    for (tahap, day), amounts in zip(VERSIONS, (murni, shifted, final), strict=True):
        berlaku = date(tahun, *day)
        if berlaku + SENT_AFTER <= until:
            exists = ~born if tahap != VERSIONS[-1][0] else np.ones(count, dtype=bool)
            made.append(Version(tahap, berlaku, exists, amounts, spread(amounts, shape)))
    return Budget(city, tahun, tuple(lines), kind, tuple(made))

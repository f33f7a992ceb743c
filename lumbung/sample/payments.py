"""How the money of a budget line leaves the treasury: which share, when, in how many parts."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from lumbung.sample.budget import Budget
from lumbung.sample.city import City, Ints, day_number, pick
from lumbung.sample.lines import BARANG, GAJI, MODAL

# Cash leaves later than planned: salaries on time, building work in November and December.
_PAID = np.array(
    [
        [1, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1],
        [2, 4, 6, 8, 8, 9, 9, 9, 9, 10, 11, 15],
        [0, 1, 1.5, 3, 5, 7, 8, 9, 11, 14, 18, 22.5],
        [3, 3, 2, 2, 2, 2, 2, 2, 3, 4, 6, 6],
        [0, 0, 3, 0, 1, 0, 3, 0, 1, 2, 2, 0],
    ],
    dtype=float,
)
_TAKEN_UP = ((0.95, 0.99), (0.88, 0.97), (0.84, 0.97), (0.15, 0.45), (0.985, 1.0))
_BEHIND_OPDS = 4
Floats = NDArray[np.float64]


def _profiles(book: Budget, rand: np.random.Generator) -> tuple[Floats, Floats]:
    """Month shares (n × 12) and take-up of every line; some offices are far behind."""
    offices = sorted({line.opd.kode for line in book.lines})
    slow = set(rand.choice(offices, min(_BEHIND_OPDS, len(offices) // 3), replace=False).tolist())
    lag = {o: rand.uniform(0.9, 1.6) if o in slow else rand.uniform(-0.15, 0.2) for o in offices}
    base = _PAID[book.kind] * rand.uniform(0.6, 1.4, (len(book.lines), 12))
    base[book.kind == GAJI] = _PAID[GAJI]
    low, high = (np.array(column)[book.kind] for column in zip(*_TAKEN_UP, strict=True))
    taken = rand.uniform(low, high)
    months = np.arange(12)
    for n, line in enumerate(book.lines):
        if line.kind in (BARANG, MODAL):
            behind = lag[line.opd.kode]
            base[n] *= np.exp(behind * (months - 11) / 6)
            taken[n] *= 0.82 if line.opd.kode in slow else 1.0
    return base / base.sum(axis=1, keepdims=True), taken


def _dates(city: City, tahun: int, month: Ints, first: NDArray[np.bool_], rand: np.random.Generator) -> Ints:
    """A working day in each month (0-based); the first one where asked for."""
    starts = np.array([day_number(date(tahun + m // 12, m % 12 + 1, 1)) for m in range(13)])
    edges = np.searchsorted(city.workdays, starts)
    low, high = edges[month], edges[month + 1]
    drawn = low + (rand.random(len(month)) * (high - low)).astype(np.int64)
    return np.asarray(city.workdays[np.where(first, low, drawn)])


def ordinary(book: Budget, count: int, rand: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Line, day and amount of the ordinary payments of a year."""
    final = book.versions[-1]
    share, taken = _profiles(book, rand)
    autumn = np.arange(12) >= 9
    total = (final.pagu * taken).astype(np.int64)
    if len(book.versions) == 3:
        gone = (final.pagu == 0) & (book.versions[1].pagu > 0)
        born = ~book.versions[0].exists
        total = np.where(
            gone,
            (book.versions[1].pagu * rand.choice([0, 0.04], len(total))).astype(np.int64),
            total,
        )
        share = np.where(gone[:, None] & autumn, 0, np.where(born[:, None] & ~autumn, 0, share))
        share /= share.sum(axis=1, keepdims=True)
    total = np.where(final.exists, total, 0)
    gaji = np.flatnonzero((book.kind == GAJI) & (total > 0))
    parts = np.repeat(np.arange(12), _PAID[GAJI].astype(int))
    other = np.flatnonzero((book.kind != GAJI) & (total > 0))
    extra = max(0, count - len(gaji) * len(parts) - len(other))
    weights = total[other].astype(np.float64) ** 0.35
    line = np.concatenate([other, other[pick(weights, extra, rand)]])
    cumulative = np.cumsum(share[line], axis=1)
    month = np.minimum((rand.random((len(line), 1)) > cumulative).sum(axis=1), 11)
    weight = rand.lognormal(0, 0.6, len(line))
    sums = np.bincount(line, weight, minlength=len(total))
    amount = (total[line] * weight / sums[line]).astype(np.int64)
    line = np.concatenate([np.repeat(gaji, len(parts)), line])
    month = np.concatenate([np.tile(parts, len(gaji)), month])
    amount = np.concatenate([np.repeat(total[gaji] // len(parts), len(parts)), amount])
    day = _dates(book.city, book.tahun, month, book.kind[line] == GAJI, rand)
    # Salaries are paid as one bundle of the office: the 13th month is a second bundle.
    bundle = np.concatenate([np.tile(np.concatenate([[0], np.diff(parts) == 0]), len(gaji)), np.zeros(len(weight))])
    day = np.where((bundle > 0) & (book.kind[line] == GAJI), shift(book.city, day, 7), day)
    return line, day, np.maximum(amount, 1000)


def shift(city: City, day: Ints, workdays: Ints | int) -> Ints:
    """The day some working days later."""
    position = np.searchsorted(city.workdays, day) + workdays
    return np.asarray(city.workdays[np.minimum(position, len(city.workdays) - 1)])

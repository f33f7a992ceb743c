"""Every movement of the treasury in a year: payments, and the advances, refunds and corrections
beside them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from lumbung.sample.budget import Budget
from lumbung.sample.city import KABUPATEN, KOTA, Ints, Opd, day_number
from lumbung.sample.lines import BARANG, GAJI
from lumbung.sample.payments import ordinary, shift

ROWS = {KOTA: 10_500, KABUPATEN: 6_500}
"""SP2D rows of a whole year at scale 1."""
JENIS = (
    "LS", "GU", "GAJI", "BLUD", "BOS", "UP", "TU",
    "PENGEMBALIAN", "KOREKSI_KREDIT", "KOREKSI_DEBET",
)  # fmt: skip
LS, GU, SALARY, BLUD, BOS, UP, TU, REFUND, CREDIT, DEBIT = range(len(JENIS))
# Advances are no spending; refunds and credit corrections take spending back.
SIGN = np.array([1, 1, 1, 1, 1, 0, 0, -1, -1, 1])
_REFUNDS, _CORRECTIONS, _ADVANCES = 0.008, 0.003, 0.002
_LS_SHARE = 0.6
_UP_PART = 150


@dataclass(frozen=True)
class Rows:
    """Parallel arrays: budget line, office, day, rupiah, jenis, pair of a correction (0 = none)."""

    line: Ints
    office: Ints
    day: Ints
    amount: Ints
    jenis: Ints
    pair: Ints

    def take(self, chosen: Ints) -> Rows:
        return Rows(*(getattr(self, f.name)[chosen] for f in fields(self)))


def _join(parts: list[Rows]) -> Rows:
    return Rows(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Rows)))


def offices(book: Budget) -> list[Opd]:
    """The offices that have a budget, by code; `Rows.office` counts in this list."""
    return sorted({line.opd for line in book.lines}, key=lambda o: o.kode)


def _jenis(book: Budget, line: Ints, rand: np.random.Generator) -> Ints:
    """How a payment is made: salaries, hospitals and schools have their own way."""
    own_way = {"BLUD": BLUD, "BOS": BOS}
    last_words = (n.rekening.nama.rsplit(" ", 1)[-1] for n in book.lines)
    special = np.array([own_way.get(word, -1) for word in last_words])[line]
    petty = (book.kind[line] == BARANG) & (rand.random(len(line)) >= _LS_SHARE)
    usual = np.where(book.kind[line] == GAJI, SALARY, np.where(petty, GU, LS))
    return np.where(special >= 0, special, usual)


def _payments(book: Budget, count: int, office_of: Ints, rand: np.random.Generator) -> Rows:
    line, day, amount = ordinary(book, count, rand)
    jenis = _jenis(book, line, rand)
    # Petty cash is settled once a month: all GU rows of an office share one day.
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    office = office_of[line]
    _, first, group = np.unique(office * 10_000 + month, return_index=True, return_inverse=True)
    day = np.where(jenis == GU, day[first][group], day)
    return Rows(line, office, day, amount, jenis, np.zeros(len(line), dtype=np.int64))


def _corrections(book: Budget, wrong: Rows, office_of: Ints) -> list[Rows]:
    """Payments booked on the wrong line move to a neighbouring line of the same office."""
    last = len(office_of) - 1
    after, before = np.minimum(wrong.line + 1, last), np.maximum(wrong.line - 1, 0)
    right = np.where(office_of[after] == wrong.office, after, before)
    fits = (office_of[right] == wrong.office) & (right != wrong.line)
    fits &= book.versions[-1].exists[right]
    wrong, right = wrong.take(np.flatnonzero(fits)), right[fits]
    day, pair = shift(book.city, wrong.day, 20), np.arange(1, len(right) + 1)
    return [
        Rows(line, wrong.office, day, wrong.amount, np.full(len(right), jenis), pair)
        for line, jenis in ((wrong.line, CREDIT), (right, DEBIT))
    ]


def _working_cash(book: Budget, office_of: Ints) -> Rows:
    """One UP per office in the first days of the year, noted on the first line of the office."""
    office, line = np.unique(office_of, return_index=True)
    whole = np.bincount(office_of, book.versions[0].pagu) / _UP_PART
    amount = (whole / 1e6).astype(np.int64) * 1_000_000 + 5_000_000
    first = np.full(len(line), day_number(date(book.tahun, 1, 4)), dtype=np.int64)
    day = shift(book.city, first, 2)
    return Rows(line, office, day, amount, np.full(len(line), UP), line * 0)


def all_rows(book: Budget, scale: float, rand: np.random.Generator) -> Rows:
    """All movements of a year in no particular order; none is dated after its last working day."""
    names = [o.kode for o in offices(book)]
    office_of = np.array([names.index(n.opd.kode) for n in book.lines])
    paid = _payments(book, round(ROWS[book.city.kd_pemda] * scale), office_of, rand)
    ordinary_rows = np.flatnonzero(paid.jenis <= GU)

    def some(share: float) -> Rows:
        size = max(1, round(share * len(paid.line)))
        return paid.take(np.sort(rand.choice(ordinary_rows, size, replace=False)))

    refunded, advanced = some(_REFUNDS), some(_ADVANCES)
    back = (refunded.amount * rand.uniform(0.05, 0.6, len(refunded.amount))).astype(np.int64)
    later = shift(book.city, refunded.day, 25)
    cash = advanced.amount // 2 + 1_000_000
    rows = _join(
        [
            paid,
            Rows(
                refunded.line,
                refunded.office,
                later,
                back,
                refunded.jenis * 0 + REFUND,
                refunded.pair,
            ),
            Rows(
                advanced.line,
                advanced.office,
                advanced.day,
                cash,
                advanced.jenis * 0 + TU,
                advanced.pair,
            ),
            *_corrections(book, some(_CORRECTIONS), office_of),
            _working_cash(book, office_of),
        ]
    )
    end = np.searchsorted(book.city.workdays, day_number(date(book.tahun + 1, 1, 1))) - 1
    last = book.city.workdays[end]
    return Rows(rows.line, rows.office, np.minimum(rows.day, last), rows.amount, rows.jenis, rows.pair)

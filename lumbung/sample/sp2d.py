"""SP2D documents, and the files in which the treasury sends them; a document that changes, because
it is verified late or deleted, is sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumbung.sample.budget import Budget
from lumbung.sample.city import KOTA, City, Ints, Opd, day_number, iso_days, rng
from lumbung.sample.files import MONTHS, Delivery, at
from lumbung.sample.payments import shift
from lumbung.sample.tickets import names, niks
from lumbung.sample.treasury import (
    CREDIT,
    DEBIT,
    JENIS,
    LS,
    SALARY,
    SIGN,
    UP,
    Rows,
    all_rows,
    offices,
)

NEVER = np.iinfo(np.int64).max
DAILY_FILES = 14
_LAST_YEAR_SENT = (1, 14)
_MONTH_SENT_AFTER = 3
_ROWS_PER_DOCUMENT = 4
# Share of documents that are deleted later, verified late, never verified.
_DELETED, _LATE, _UNVERIFIED = 0.006, 0.06, 0.008
_PRIVATE_NOTE = 0.02
_VENDOR = ("CV Karya Mandiri", "PT Bangun Jateng", "CV Sumber Rejeki", "UD Maju Jaya")


@dataclass(frozen=True)
class Payments:
    """SP2D rows of one year in document order; all arrays run parallel.

    `line` is the budget line; `updated` the day on which the document was verified late or
    deleted, or never.
    """

    book: Budget
    fixed: dict[str, list[Any]]
    line: Ints
    day: Ints
    signed: Ints
    verified: NDArray[np.bool_]
    deleted: NDArray[np.bool_]
    updated: Ints

    @property
    def counted(self) -> Ints:
        """Realisasi in rupiah of each row once every change is known; 0 where it does not count."""
        verified = self.verified | (self.updated != NEVER)
        return np.where(verified & ~self.deleted, self.signed, 0)


def _documents(rows: Rows) -> tuple[Rows, Ints, Ints]:
    """Rows in document order, document number and line in the document (both from 1). Rows of one
    day, office and kind share a document, a correction and its counterpart always do."""
    family = np.where(rows.jenis == DEBIT, CREDIT, rows.jenis)
    order = np.lexsort((rows.jenis, rows.pair, family, rows.office, rows.day))
    keys = np.stack([rows.day, rows.office, family, rows.pair])[:, order]
    fresh = np.concatenate([[True], (np.diff(keys, axis=1) != 0).any(axis=0)])
    start = np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
    position = (np.arange(len(order)) - start) % _ROWS_PER_DOCUMENT
    return rows.take(order), np.cumsum(position == 0), position + 1


def payments(book: Budget, scale: float, seed: int) -> Payments:
    """All SP2D rows of a year, those after `until` included: the files end where time does."""
    city = book.city
    rand = rng(seed, "sipd_sp2d", city.kd_pemda, str(book.tahun))
    rows, document, baris = _documents(all_rows(book, scale, rand))
    documents = int(document[-1])
    # Salaries are always in order.
    fate = np.where(rows.jenis == SALARY, 1.0, rand.random(documents)[document - 1])
    deleted = fate < _DELETED
    waiting = ~deleted & (fate < _DELETED + _LATE + _UNVERIFIED)
    late = waiting & (fate < _DELETED + _LATE)
    delay = rand.integers(1, 7, documents)[document - 1] + np.where(deleted, 6, 0)
    updated = np.where(deleted | late, shift(city, rows.day, delay), NEVER)
    count = len(rows.line)
    office = offices(book)
    payer = [office[o] for o in rows.office.tolist()]
    fixed = {
        **_words(book, rows, payer, document, rand),
        "baris": baris.tolist(),
        "tanggal_sp2d": iso_days(rows.day),
        "tanggal_transfer": iso_days(shift(city, rows.day, rand.integers(0, 4, count))),
        "tahun_anggaran": [book.tahun] * count,
        "kode_skpd": [o.kode for o in payer],
        "jenis": [JENIS[j] for j in rows.jenis.tolist()],
        "nilai": rows.amount.tolist(),
    }
    signed = SIGN[rows.jenis] * rows.amount
    return Payments(book, fixed, rows.line, rows.day, signed, ~waiting, deleted, updated)


def _words(
    book: Budget, rows: Rows, payer: list[Opd], document: Ints, rand: np.random.Generator
) -> dict[str, list[Any]]:
    """Numbers, codes and names of every row; now and then a note tells too much of a person."""
    city: City = book.city
    payees = int(document[-1]) + 1
    person, nik = names(payees, rand), niks(city, payees, rand)
    bank = rand.integers(10_000, 99_999, payees).tolist()
    vendor, told = rand.integers(0, 99, payees).tolist(), rand.random(len(document)).tolist()
    months = (rows.day.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12).tolist()
    found: list[tuple[str, ...]] = []
    for n, (line, jenis, number) in enumerate(
        zip(rows.line.tolist(), rows.jenis.tolist(), document.tolist(), strict=True)
    ):
        spent = book.lines[line]
        what = "Uang Persediaan" if jenis == UP else spent.rekening.nama
        kind = "KOR" if jenis in (CREDIT, DEBIT) else JENIS[jenis]
        note = f"{what} bulan {MONTHS[months[n]]}"
        if told[n] < _PRIVATE_NOTE:
            note = f"{what}; a.n. {person[number]} (NIK {nik[number]})"
        payee = f"Bendahara {payer[n].nama}"
        if jenis == LS:
            payee = person[number] if vendor[number] > 80 else _VENDOR[vendor[number] % len(_VENDOR)]
        found.append((
            f"{city.kd_pemda}/{number:06d}/{kind}/{payer[n].kode}/M/{months[n] + 1}/{book.tahun}",
            spent.sub.kode,
            spent.rekening.kode,
            note,
            payee,
            f"00.000.{vendor[number]:03d}.0-503.000",
            f"3-000-{bank[number]}-0",
        ))  # fmt: skip
    columns = (
        "nomor_sp2d", "kode_sub_kegiatan", "kode_rekening", "keterangan", "nama_penerima",
        "npwp_penerima", "rekening_penerima",
    )  # fmt: skip
    return dict(zip(columns, map(list, zip(*found, strict=True)), strict=True))


def _schedule(until: date) -> list[tuple[str, date, date]]:
    """Name, last day covered and day of delivery of every file, in order."""
    start = until - timedelta(days=DAILY_FILES)
    year = until.year
    planned = [(f"sp2d_{year - 1}.csv", date(year - 1, 12, 31), date(year, *_LAST_YEAR_SENT))]
    for month in range(1, until.month + 1):
        end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        planned.append((f"sp2d_{year}_{month:02d}.csv", end, end + timedelta(days=_MONTH_SENT_AFTER)))
    found = [p for p in planned if p[2] < start]
    found.append((f"sp2d_sd_{start:%Y%m%d}.csv", start, start))
    days = (start + timedelta(days=n) for n in range(1, DAILY_FILES + 1))
    return found + [(f"sp2d_{d:%Y%m%d}.csv", d, d) for d in days]


def deliveries(years: list[Payments], until: date) -> list[Delivery]:
    """The files of one government; days without a document send none."""
    city = years[0].book.city
    minutes = 20 if city.kd_pemda == KOTA else 25
    schedule = _schedule(until)
    cuts = np.array([day_number(cut) for _, cut, _ in schedule])
    found = []
    for index, (name, cut, sent) in enumerate(schedule):
        columns: dict[str, list[Any]] = {}
        for paid in years:
            made, changed = np.searchsorted(cuts, paid.day), np.searchsorted(cuts, paid.updated)
            rows = np.flatnonzero((made == index) | ((changed == index) & (made < index)))
            for column, values in _state(paid, rows, day_number(cut)).items():
                columns.setdefault(column, []).extend(values)
        if columns["baris"]:
            found.append(Delivery("sipd_sp2d", city.kd_pemda, name, at(sent, 19, minutes), columns))
    return found


def _state(paid: Payments, rows: Ints, cut: int) -> dict[str, list[Any]]:
    """Rows as the treasury knew them on the day `cut`."""
    known = paid.updated[rows] <= cut
    verified = (paid.verified[rows] | known).tolist()
    gone = (paid.deleted[rows] & known).tolist()
    columns = {name: [values[i] for i in rows.tolist()] for name, values in paid.fixed.items()}
    columns["tanggal_transfer"] = [t if v else None for t, v in zip(columns["tanggal_transfer"], verified, strict=True)]
    columns["verifikasi"] = ["Y" if v else "T" for v in verified]
    days = iso_days(np.where(known, paid.updated[rows], 0))
    columns["dihapus_pada"] = [f"{d} 09:30" if g else None for d, g in zip(days, gone, strict=True)]
    return columns

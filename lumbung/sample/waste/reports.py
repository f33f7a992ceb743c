"""LRA as SIPD prints them: every level of the accounts in one file, for the government and its offices."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from lumbung.sample.city import KOTA, City
from lumbung.sample.dirt import Planted
from lumbung.sample.files import Delivery, at
from lumbung.sample.rfk import SENT_AFTER, month_end, monthly_spending, months_due
from lumbung.sample.sources import SOURCES
from lumbung.sample.sp2d import Payments

SOURCE = "lra_sipd"
OFFICES = 8
"""Offices with a report of their own: the biggest budgets."""
_BEFORE_PCT = 93
_OFF = 5_000_000


def _names(reference: Path) -> dict[str, str]:
    with (reference / "rekening.csv").open(encoding="utf-8", newline="") as file:
        return {row["kode"]: row["nama"] for row in csv.DictReader(file)}


def deliveries(paid: Payments, until: date, reference: Path) -> list[Delivery]:
    """One file per month of the year that is due by `until`."""
    book = paid.book
    spent = monthly_spending(paid).cumsum(axis=1)
    names = _names(reference)
    totals: dict[str, int] = defaultdict(int)
    for line, pagu in zip(book.lines, book.versions[0].pagu.tolist(), strict=True):
        totals[line.opd.kode] += pagu
    offices = sorted(totals, key=lambda kode: (-totals[kode], kode))[:OFFICES]
    found = []
    for month in range(1, months_due(book.tahun, until) + 1):
        end = month_end(book.tahun, month)
        version = [v for v in book.versions if v.berlaku <= end][-1]
        sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        for n, line in enumerate(book.lines):
            if not version.exists[n]:
                continue
            parts = line.rekening.kode.split(".")
            for owner in ("", *([line.opd.kode] if line.opd.kode in offices else [])):
                for depth in range(1, len(parts) + 1):
                    both = sums[owner, ".".join(parts[:depth])]
                    both[0] += int(version.pagu[n])
                    both[1] += int(spent[n, month])
        rows = [
            (book.tahun, owner or None, code, code.count(".") + 1, names.get(code), budgeted, done,
             budgeted * _BEFORE_PCT // 100_000 * 1000, 100 * done / budgeted if budgeted else None,
             f"{book.tahun}-01-01", end.isoformat())
            for (owner, code), (budgeted, done) in sorted(sums.items())
        ]  # fmt: skip
        columns = [name for name, _ in SOURCES[SOURCE].columns]
        table: dict[str, list[Any]] = {c: list(v) for c, v in zip(columns, zip(*rows, strict=True), strict=True)}
        late = 10 if book.city.kd_pemda == KOTA else 15
        sent = at(end + SENT_AFTER, 19, late)
        found.append(Delivery(SOURCE, book.city.kd_pemda, f"LRA_{book.tahun}_{month:02d}.csv", sent, table))
    return found


def plant(files: list[Delivery], city: City) -> list[Planted]:
    """One kelompok of the Kota's newest report is not the sum of its jenis."""
    if city.kd_pemda != KOTA or not files:
        return []
    file = files[-1]
    codes, owners = file.columns["kode_rekening"], file.columns["kode_skpd"]
    row = next(i for i in range(len(file)) if owners[i] is None and codes[i].count(".") == 1)
    file.columns["realisasi"][row] += _OFF
    return [Planted(file, row + 1, "INDUK_BUKAN_JUMLAH_ANAK", "valid")]

"""Complaint figures of one government: sums from the marts, ratios of those sums."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lumbung.report.facts.channels import Channel, read_channels
from lumbung.report.facts.marts import Marts, Names, Record, add_months, wib_midnight
from lumbung.report.facts.ratio import Number, ratio_pct

WINDOW_MONTHS = 12
TREND_DAYS = 90
TOP = 6

_COUNTS = ("jumlah", "n_dijawab", "n_selesai", "n_tepat", "n_lewat")
_OPD = "nullif(opd_akhir, '-')"
"""The aggregates write `-` where the ticket has no OPD: a key cannot be empty."""
_SUMS = ", ".join(f"sum({name}) AS {name}" for name in _COUNTS)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of complaints by their month of receipt."""

    jumlah: int = 0
    n_dijawab: int = 0
    n_selesai: int = 0
    n_tepat: int = 0
    n_lewat: int = 0

    @property
    def sla_pct(self) -> Decimal | None:
        """Closed in time of all that were closed or fell due; None while nothing was due."""
        return ratio_pct(self.n_tepat, self.n_tepat + self.n_lewat)

    @property
    def dijawab_pct(self) -> Decimal | None:
        return ratio_pct(self.n_dijawab, self.jumlah)

    @property
    def selesai_pct(self) -> Decimal | None:
        return ratio_pct(self.n_selesai, self.jumlah)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What was open at the end of one day, by age in working days, youngest band first."""

    tanggal: date
    terbuka: dict[str, int]
    lewat: int

    @property
    def total(self) -> int:
        return sum(self.terbuka.values())


@dataclass(frozen=True, slots=True)
class OpdService:
    """How one OPD serves; `nama` is None for complaints without OPD and restricted ones."""

    nama: str | None
    terbuka: int
    lewat: int
    sla_pct: Decimal | None
    jam_median: Number | None


@dataclass(frozen=True, slots=True)
class Category:
    nama: str
    jumlah: int
    bagian_pct: Decimal | None


@dataclass(frozen=True, slots=True)
class Complaints:
    """All figures of one government; months cover the year that ends with `as_of`."""

    kd_pemda: str
    months: Sequence[tuple[date, Tally]]
    total: Tally
    jam_median: Number | None
    backlog: Sequence[Backlog]
    opd: Sequence[OpdService]
    kategori: Sequence[Category]
    channels: Sequence[Channel]

    @property
    def today(self) -> Backlog | None:
        return self.backlog[-1] if self.backlog else None


def read_complaints(marts: Marts, kd_pemda: str, as_of: date, names: Names) -> Complaints | None:
    """Figures of one government as of a WIB day; None when no complaint mart knows it."""
    since = add_months(as_of, 1 - WINDOW_MONTHS)
    monthly = _tallies(marts, "CAST(bulan AS DATE)", kd_pemda, since, as_of)
    backlog = _backlog(marts, kd_pemda, as_of)
    if not monthly and not backlog:
        return None
    window = [add_months(since, n) for n in range(WINDOW_MONTHS)]
    first = min(monthly, default=as_of)
    totals = (sum(getattr(tally, name) for tally in monthly.values()) for name in _COUNTS)
    return Complaints(
        kd_pemda,
        months=[(m, monthly.get(m, Tally())) for m in window if m >= first],
        total=Tally(*totals),
        jam_median=_response_hours(marts, kd_pemda, since, "NULL").get(None),
        backlog=backlog,
        opd=_opd(marts, kd_pemda, since, backlog[-1].tanggal, names) if backlog else [],
        kategori=_categories(marts, kd_pemda, since),
        channels=read_channels(marts, kd_pemda, since),
    )


def _tallies(marts: Marts, group: str, kd_pemda: str, since: date, as_of: date) -> dict[Any, Tally]:
    rows = marts.rows(
        "mart_pengaduan_bulanan",
        f"""
        SELECT {group} AS kunci, {_SUMS} FROM {{mart}}
        WHERE kd_pemda = $kd_pemda AND bulan BETWEEN $since AND $as_of GROUP BY 1
        """,
        kd_pemda=kd_pemda, since=since, as_of=as_of,
    )  # fmt: skip
    return {row["kunci"]: Tally(*(int(row[name] or 0) for name in _COUNTS)) for row in rows}


def _response_hours(marts: Marts, kd_pemda: str, since: date, group: str) -> dict[str | None, Number]:
    """Median hours to the first answer; medians cannot be added up, so from the tickets."""
    rows = marts.rows(
        "mart_pengaduan",
        f"""
        SELECT {group} AS opd, median(jam_respon) AS jam FROM {{mart}}
        WHERE kd_pemda = $kd_pemda AND epoch(diterima_at) >= $since GROUP BY 1
        """,
        kd_pemda=kd_pemda, since=wib_midnight(since),
    )  # fmt: skip
    return {row["opd"]: row["jam"] for row in rows if row["jam"] is not None}


def _backlog(marts: Marts, kd_pemda: str, as_of: date) -> list[Backlog]:
    rows = marts.rows(
        "mart_pengaduan_backlog_harian",
        """
        SELECT CAST(tanggal AS DATE) AS tanggal, umur,
            sum(n_terbuka) AS n_terbuka, sum(n_lewat_tenggat) AS n_lewat
        FROM {mart}
        WHERE kd_pemda = $kd_pemda AND tanggal > $since AND tanggal <= $as_of
        GROUP BY 1, 2 ORDER BY 1
        """,
        kd_pemda=kd_pemda, since=as_of - timedelta(days=TREND_DAYS), as_of=as_of,
    )  # fmt: skip
    bands = dict.fromkeys(sorted({row["umur"] for row in rows}, key=_age), 0)
    days: dict[date, list[Record]] = {}
    for row in rows:
        days.setdefault(row["tanggal"], []).append(row)
    return [
        Backlog(
            day,
            bands | {row["umur"]: int(row["n_terbuka"] or 0) for row in own},
            sum(int(row["n_lewat"] or 0) for row in own),
        )
        for day, own in days.items()
    ]


def _age(band: str) -> tuple[bool, int]:
    """Order of age bands: `6-14` by its lower bound, then `>60`, last `-` (no calendar)."""
    digits = re.search("[0-9]+", band)
    return not band[:1].isdigit(), int(digits.group()) if digits else sys.maxsize


def _opd(marts: Marts, kd_pemda: str, since: date, today: date, names: Names) -> list[OpdService]:
    """The OPDs with the most overdue complaints today, worst first."""
    open_now = marts.rows(
        "mart_pengaduan_backlog_harian",
        f"""
        SELECT {_OPD} AS opd, sum(n_terbuka) AS terbuka, sum(n_lewat_tenggat) AS lewat FROM {{mart}}
        WHERE kd_pemda = $kd_pemda AND tanggal = $today
        GROUP BY 1 HAVING sum(n_terbuka) > 0
        ORDER BY lewat DESC, terbuka DESC, opd LIMIT $top
        """,
        kd_pemda=kd_pemda, today=today, top=TOP,
    )  # fmt: skip
    tallies = _tallies(marts, _OPD, kd_pemda, since, today)
    hours = _response_hours(marts, kd_pemda, since, _OPD)
    return [
        OpdService(
            names.of_opd(kd_pemda, kd) if (kd := row["opd"]) else None,
            int(row["terbuka"]),
            int(row["lewat"] or 0),
            tallies.get(kd, Tally()).sla_pct,
            hours.get(kd),
        )
        for row in open_now
    ]


def _categories(marts: Marts, kd_pemda: str, since: date) -> list[Category]:
    """The most frequent categories; restricted tickets carry none and count in the share only."""
    rows = marts.rows(
        "mart_pengaduan",
        """
        SELECT kategori, count(*) AS jumlah, sum(count(*)) OVER () AS semua FROM {mart}
        WHERE kd_pemda = $kd_pemda AND epoch(diterima_at) >= $since
        GROUP BY kategori
        QUALIFY kategori IS NOT NULL
        ORDER BY jumlah DESC, kategori LIMIT $top
        """,
        kd_pemda=kd_pemda, since=wib_midnight(since), top=TOP,
    )  # fmt: skip
    return [Category(row["kategori"], row["jumlah"], ratio_pct(row["jumlah"], row["semua"])) for row in rows]

"""Waste of one government: the monthly balance and what the landfill scales weighed day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lumbung.report.facts.marts import Marts, Names, add_months

_DAYS = 45
"""Days of the chart where no month has ended."""
_MONTHS = 4
_EMPTY = frozenset(("TIMBANGAN_KOSONG", "BANK_SAMPAH_KOSONG"))
_KNOWN = frozenset(("TARGET_BELUM_ADA", *_EMPTY))
"""Reasons that the page says in its own words."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One row of `mart_neraca_sampah`: tons, and percent of what the month produced."""

    bulan: date
    timbulan_ton: Decimal | None
    pengurangan_ton: Decimal
    penanganan_ton: Decimal
    terkelola_ton: Decimal
    estimasi_ton: Decimal
    pengurangan_pct: Decimal | None
    penanganan_pct: Decimal | None
    terkelola_pct: Decimal | None
    target_pengurangan_pct: Decimal | None
    target_penanganan_pct: Decimal | None
    n_unit: int
    codes: frozenset[str]
    alasan: Sequence[str]
    """Why a measure is missing or to be read with care, in words."""

    @property
    def has_both_sides(self) -> bool:
        """True when scales and recovery units have reported."""
        return not self.codes & _EMPTY


@dataclass(frozen=True, slots=True)
class Weighed:
    """One day of all landfills: own waste in kg, and the estimate of a day with a dead bridge."""

    tanggal: date
    netto_kg: Decimal
    estimasi_kg: Decimal


@dataclass(frozen=True, slots=True)
class Site:
    """One landfill in one month: kg, trucks, days."""

    tpa: str
    bulan: date
    ritase: int
    netto_kg: Decimal
    luar_kg: Decimal
    estimasi_kg: Decimal
    n_manual: int
    n_tara_tersimpan: int
    mati: Sequence[date]
    """Days on which the bridge was dead."""


@dataclass(frozen=True, slots=True)
class Waste:
    """All figures of one government up to a night."""

    kd_pemda: str
    running: Balance | None
    """The month that has not ended, if it has figures."""
    complete: Balance | None
    """The newest ended month of which scales and units have reported, else the newest ended one."""
    days: Sequence[Weighed]
    """Since the first day of the complete month."""
    sites: Sequence[Site]
    """Of the months shown, newest first."""


def read_waste(marts: Marts, kd_pemda: str, as_of: date, names: Names) -> Waste | None:
    """Figures of one government as of a WIB day; None when no waste mart knows it."""
    months = _balances(marts, kd_pemda, as_of, names)
    ended = [month for month in months if add_months(month.bulan, 1) - timedelta(days=1) <= as_of]
    complete = next((month for month in ended if month.has_both_sides), next(iter(ended), None))
    running = next((month for month in months if complete is None or month.bulan > complete.bulan), None)
    shown = [month.bulan for month in (running, complete) if month]
    days = _days(marts, kd_pemda, complete.bulan if complete else as_of - timedelta(days=_DAYS), as_of)
    if not shown and not days:
        return None
    sites = _sites(marts, kd_pemda, min(shown), as_of) if shown else []
    return Waste(kd_pemda, running, complete, days, [site for site in sites if site.bulan in shown])


def _balances(marts: Marts, kd_pemda: str, as_of: date, names: Names) -> list[Balance]:
    rows = marts.rows(
        "mart_neraca_sampah",
        """
        SELECT CAST(bulan AS DATE) AS bulan, * EXCLUDE (bulan) FROM {mart}
        WHERE kd_pemda = $kd_pemda AND bulan <= $as_of ORDER BY bulan DESC LIMIT $months
        """,
        kd_pemda=kd_pemda, as_of=as_of, months=_MONTHS,
    )  # fmt: skip
    return [
        Balance(
            row["bulan"],
            row["timbulan_ton"],
            row["pengurangan_ton"],
            row["penanganan_ton"],
            row["terkelola_ton"],
            row["estimasi_ton"],
            row["pengurangan_pct"],
            row["penanganan_pct"],
            row["terkelola_pct"],
            row["target_pengurangan_pct"],
            row["target_penanganan_pct"],
            row["n_unit"],
            frozenset(row["alasan"] or ()),
            tuple(names.of_reason(code) for code in row["alasan"] or () if code not in _KNOWN),
        )
        for row in rows
    ]


def _days(marts: Marts, kd_pemda: str, since: date, as_of: date) -> list[Weighed]:
    rows = marts.rows(
        "mart_sampah_harian",
        """
        SELECT CAST(tanggal AS DATE) AS tanggal, sum(netto_kg) AS netto, sum(estimasi_kg) AS estimasi FROM {mart}
        WHERE kd_pemda = $kd_pemda AND tanggal >= $since AND tanggal <= $as_of AND bulan >= $month
        GROUP BY 1 ORDER BY 1
        """,
        kd_pemda=kd_pemda, as_of=as_of, since=since, month=since.replace(day=1),
    )  # fmt: skip
    return [Weighed(row["tanggal"], row["netto"], row["estimasi"]) for row in rows]


def _sites(marts: Marts, kd_pemda: str, since: date, as_of: date) -> list[Site]:
    rows = marts.rows(
        "mart_sampah_harian",
        """
        SELECT CAST(bulan AS DATE) AS bulan, tpa, sum(ritase) AS ritase, sum(netto_kg) AS netto,
            sum(netto_luar_daerah_kg) AS luar, sum(estimasi_kg) AS estimasi, sum(n_manual) AS manual,
            sum(n_tara_tersimpan) AS tara,
            list_sort(list(DISTINCT CAST(tanggal AS DATE)) FILTER (WHERE is_jembatan_mati)) AS mati
        FROM {mart}
        WHERE kd_pemda = $kd_pemda AND bulan >= $since AND tanggal <= $as_of
        GROUP BY 1, 2 ORDER BY 1 DESC, 2
        """,
        kd_pemda=kd_pemda, since=since, as_of=as_of,
    )  # fmt: skip
    return [
        Site(
            row["tpa"],
            row["bulan"],
            int(row["ritase"]),
            row["netto"],
            row["luar"],
            row["estimasi"],
            int(row["manual"]),
            int(row["tara"]),
            row["mati"] or (),
        )
        for row in rows
    ]

"""Electricity of one government: buildings by month, street lights by night, what stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from lumbung.report.facts.lamps import LampNight, Panel, count_judged, read_nights, read_panels
from lumbung.report.facts.marts import WIB, Marts, Names, add_months, wib_midnight
from lumbung.report.facts.meters import NIGHTS, Objects, read_objects

TOP = 5


@dataclass(frozen=True, slots=True)
class Building:
    """One building in the last complete month: kWh, rupiah, kWh per m² and 30 days."""

    nama: str
    ike: Decimal
    kelas: str | None
    is_ac: bool | None
    kwh: Decimal | None
    biaya_rp: Decimal | None
    is_lengkap: bool


@dataclass(frozen=True, slots=True)
class Month:
    """All metered buildings in one month."""

    bulan: date
    kwh: Decimal | None
    biaya_rp: Decimal | None
    n_gedung: int
    n_tanpa_biaya: int
    n_tidak_lengkap: int
    kelas: Counter[str]
    """Buildings by IKE class; those without one are left out."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A building whose bills differ from its meters by more than the limit."""

    nama: str
    bulan: date
    kwh: Decimal
    kwh_tagihan: Decimal
    selisih_pct: Decimal


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something unusual on a meter; `mulai` and `selesai` are WIB."""

    nama: str
    jenis: str
    mulai: datetime
    selesai: datetime
    kwh: Decimal | None
    kwh_wajar: Decimal | None


@dataclass(frozen=True, slots=True)
class Energy:
    """All figures of one government up to a night."""

    kd_pemda: str
    as_of: date
    month: Month | None
    buildings: Sequence[Building]
    """Highest IKE first."""
    bills_bulan: date | None
    """The newest month that any building's bills cover wholly; None: no such month."""
    bills: Sequence[Bill]
    bill_limit_pct: Decimal | None
    """Differences up to this many percent are not told."""
    nights: Sequence[LampNight]
    """The last nights, newest first."""
    n_abonemen: int
    """Panels without a meter on the newest night."""
    n_judged: int
    """Metered panels that could be judged on any of the nights."""
    panels: Sequence[Panel]
    anomalies: Sequence[Anomaly]
    """Of the last nights, the largest difference first; missing readings are only counted."""
    kinds: Counter[str]
    """Anomalies of the last nights by jenis."""


def read_energy(marts: Marts, kd_pemda: str, as_of: date, _: Names) -> Energy | None:
    """Figures of one government as of a WIB day; None when no energy mart knows it."""
    names_of = read_objects(marts, kd_pemda)
    month = _month(marts, kd_pemda, as_of)
    nights, abonemen = read_nights(marts, kd_pemda, as_of)
    anomalies, kinds = _anomalies(marts, kd_pemda, as_of, names_of)
    if month is None and not nights and not abonemen and not kinds:
        return None
    bills_bulan, bills = _bills(marts, kd_pemda, as_of)
    return Energy(
        kd_pemda,
        as_of,
        month,
        _buildings(marts, kd_pemda, month.bulan) if month else [],
        bills_bulan,
        bills,
        _bill_limit(marts, bills_bulan or as_of),
        nights,
        abonemen,
        count_judged(marts, kd_pemda, nights),
        read_panels(marts, kd_pemda, nights, names_of),
        anomalies,
        kinds,
    )


def _month(marts: Marts, kd_pemda: str, as_of: date) -> Month | None:
    """The newest month that has ended."""
    rows = marts.rows(
        "mart_energi_gedung",
        """
        SELECT CAST(bulan AS DATE) AS bulan, sum(kwh) AS kwh, sum(biaya_rp) AS biaya_rp, count(*) AS gedung,
            count(*) FILTER (WHERE kwh > 0 AND biaya_rp IS NULL) AS tanpa_biaya,
            count(*) FILTER (WHERE status_data = 'TIDAK_LENGKAP') AS tidak_lengkap,
            list(kelas_ike) FILTER (WHERE kelas_ike IS NOT NULL) AS kelas
        FROM {mart}
        WHERE kd_pemda = $kd_pemda AND bulan < $month GROUP BY 1 ORDER BY 1 DESC LIMIT 1
        """,
        kd_pemda=kd_pemda, month=_running(as_of),
    )  # fmt: skip
    return next(
        (
            Month(
                row["bulan"],
                row["kwh"],
                row["biaya_rp"],
                row["gedung"],
                row["tanpa_biaya"],
                row["tidak_lengkap"],
                Counter(row["kelas"] or ()),
            )
            for row in rows
        ),
        None,
    )


def _running(as_of: date) -> date:
    """The first day of the month that has not ended on a day."""
    return (as_of + timedelta(days=1)).replace(day=1)


def _buildings(marts: Marts, kd_pemda: str, bulan: date) -> list[Building]:
    rows = marts.rows(
        "mart_energi_gedung",
        """
        SELECT coalesce(nama_objek, id_objek) AS nama, ike_kwh_m2, kelas_ike, is_ac, kwh, biaya_rp, status_data
        FROM {mart} WHERE kd_pemda = $kd_pemda AND bulan = $bulan AND ike_kwh_m2 IS NOT NULL
        ORDER BY ike_kwh_m2 DESC, id_objek LIMIT $top
        """,
        kd_pemda=kd_pemda, bulan=bulan, top=TOP,
    )  # fmt: skip
    return [
        Building(
            row["nama"],
            row["ike_kwh_m2"],
            row["kelas_ike"],
            row["is_ac"],
            row["kwh"],
            row["biaya_rp"],
            row["status_data"] == "LENGKAP",
        )
        for row in rows
    ]


def _bills(marts: Marts, kd_pemda: str, as_of: date) -> tuple[date | None, list[Bill]]:
    """Bills come weeks after their month: the newest one of the last year that has any in full."""
    rows = marts.rows(
        "mart_energi_gedung",
        """
        SELECT CAST(bulan AS DATE) AS bulan, coalesce(nama_objek, id_objek) AS nama, kwh, kwh_tagihan,
            selisih_tagihan_pct AS selisih, list_contains(flags, 'TAGIHAN_SELISIH') AS is_beda
        FROM {mart}
        WHERE kd_pemda = $kd_pemda AND bulan BETWEEN $since AND $as_of AND selisih_tagihan_pct IS NOT NULL
        QUALIFY bulan = max(bulan) OVER ()
        ORDER BY abs(selisih_tagihan_pct) DESC, id_objek
        """,
        kd_pemda=kd_pemda, since=add_months(as_of, -12), as_of=as_of,
    )  # fmt: skip
    return rows[0]["bulan"] if rows else None, [
        Bill(row["nama"], row["bulan"], row["kwh"], row["kwh_tagihan"], row["selisih"])
        for row in rows
        if row["is_beda"]
    ]


def _bill_limit(marts: Marts, day: date) -> Decimal | None:
    rows = marts.rows(
        "cfg_batas_energi",
        """
        SELECT CAST(nilai AS DECIMAL(8, 2)) AS nilai FROM {mart} WHERE parameter = 'tagihan_selisih_pct'
            AND berlaku_mulai <= $day AND (berlaku_sampai IS NULL OR berlaku_sampai >= $day)
        """,
        day=day,
    )
    return rows[0]["nilai"] if rows else None


def _anomalies(marts: Marts, kd_pemda: str, as_of: date, names_of: Objects) -> tuple[list[Anomaly], Counter[str]]:
    since = as_of - timedelta(days=NIGHTS)
    rows = marts.rows(
        "mart_energi_anomali",
        """
        SELECT id_meter, jenis, epoch(mulai_at) AS mulai, epoch(selesai_at) AS selesai, kwh, kwh_wajar FROM {mart}
        WHERE kd_pemda = $kd_pemda AND bulan >= $month AND epoch(mulai_at) >= $begin AND epoch(mulai_at) < $end
        ORDER BY abs(kwh - coalesce(kwh_wajar, 0)) DESC NULLS FIRST, mulai_at, id_meter
        """,
        kd_pemda=kd_pemda, month=since.replace(day=1),
        begin=wib_midnight(since), end=wib_midnight(as_of + timedelta(days=1)),
    )  # fmt: skip
    shown = [
        Anomaly(
            names_of.of_meter(row["id_meter"]),
            row["jenis"],
            datetime.fromtimestamp(row["mulai"], UTC).astimezone(WIB),
            datetime.fromtimestamp(row["selesai"], UTC).astimezone(WIB),
            row["kwh"],
            row["kwh_wajar"],
        )
        for row in rows
        if row["jenis"] != "DATA_HILANG"
    ]
    return shown, Counter(row["jenis"] for row in rows)

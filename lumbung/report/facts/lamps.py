"""Street lights of one government: the last nights, and which panels were dark or burnt by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lumbung.report.facts.marts import Marts
from lumbung.report.facts.meters import NIGHTS, Objects

DARK, BY_DAY, UNMETERED = "LAMPU_MATI", "MENYALA_SIANG", "ABONEMEN"


@dataclass(frozen=True, slots=True)
class LampNight:
    """Metered panels of one night by what became of them."""

    malam_tgl: date
    panels: Counter[str]

    @property
    def n_terukur(self) -> int:
        return self.panels.total()


@dataclass(frozen=True, slots=True)
class Panel:
    """A street light panel with dark or wasted nights among the last ones."""

    nama: str
    kecamatan: str | None
    n_mati: int
    n_siang: int
    terakhir_tgl: date


_LAST_NIGHTS = "kd_pemda = $kd_pemda AND malam_tgl BETWEEN $since AND $until AND bulan >= $month"


def _window(kd_pemda: str, as_of: date) -> Mapping[str, object]:
    since = as_of - timedelta(days=NIGHTS)
    return {"kd_pemda": kd_pemda, "since": since, "until": as_of - timedelta(days=1), "month": since.replace(day=1)}


def read_nights(marts: Marts, kd_pemda: str, as_of: date) -> tuple[list[LampNight], int]:
    """The last nights, newest first, and how many panels without a meter there are on the newest."""
    rows = marts.rows(
        "mart_pju_malam",
        f"""
        SELECT CAST(malam_tgl AS DATE) AS malam, status, count(*) AS n FROM {{mart}}
        WHERE {_LAST_NIGHTS} GROUP BY 1, 2 ORDER BY 1 DESC, 2
        """,
        **_window(kd_pemda, as_of),
    )  # fmt: skip
    nights: dict[date, Counter[str]] = {}
    for row in rows:
        nights.setdefault(row["malam"], Counter())[row["status"]] = row["n"]
    abonemen = [panels.pop(UNMETERED, 0) for panels in nights.values()]
    return [LampNight(night, panels) for night, panels in nights.items() if panels], next(iter(abonemen), 0)


def read_panels(marts: Marts, kd_pemda: str, as_of: date, objects: Objects) -> list[Panel]:
    """Panels with a dark night or lamps on by day, the most nights first."""
    rows = marts.rows(
        "mart_pju_malam",
        f"""
        SELECT id_objek, count(*) FILTER (WHERE status = $dark) AS mati,
            count(*) FILTER (WHERE status = $by_day) AS siang,
            CAST(max(malam_tgl) FILTER (WHERE status IN ($dark, $by_day)) AS DATE) AS terakhir
        FROM {{mart}} WHERE {_LAST_NIGHTS} GROUP BY 1 HAVING mati + siang > 0
        ORDER BY mati + siang DESC, terakhir DESC, id_objek
        """,
        dark=DARK, by_day=BY_DAY, **_window(kd_pemda, as_of),
    )  # fmt: skip
    return [
        Panel(
            objects.of_object(row["id_objek"]),
            objects.district(row["id_objek"]),
            row["mati"],
            row["siang"],
            row["terakhir"],
        )
        for row in rows
    ]

"""Street lights of one government: the last nights, and which panels were dark or burnt by day."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lumbung.report.facts.marts import Marts
from lumbung.report.facts.meters import NIGHTS, Objects

DARK, BY_DAY, UNREAD, UNMETERED = "LAMPU_MATI", "MENYALA_SIANG", "TIDAK_LENGKAP", "ABONEMEN"


@dataclass(frozen=True, slots=True)
class LampNight:
    """Metered panels of one night by what became of them."""

    malam_tgl: date
    panels: Counter[str]

    @property
    def n_dinilai(self) -> int:
        """Panels whose readings suffice to judge the night."""
        return self.panels.total() - self.panels[UNREAD]


@dataclass(frozen=True, slots=True)
class Panel:
    """A street light panel with dark or wasted nights among the last ones."""

    nama: str
    kecamatan: str | None
    n_mati: int
    n_siang: int
    terakhir_tgl: date


def read_nights(marts: Marts, kd_pemda: str, as_of: date) -> tuple[list[LampNight], int]:
    """The last nights, newest first, and how many panels without a meter there are.

    The newest night of all is left out while the readings of its morning are still to come.
    """
    since = as_of - timedelta(days=NIGHTS + 1)
    rows = marts.rows(
        "mart_pju_malam",
        """
        SELECT CAST(malam_tgl AS DATE) AS malam, status, count(*) AS n FROM {mart}
        WHERE kd_pemda = $kd_pemda AND bulan >= $month AND malam_tgl BETWEEN $since AND $as_of
        GROUP BY 1, 2 ORDER BY 1 DESC, 2
        """,
        kd_pemda=kd_pemda, as_of=as_of, since=since, month=since.replace(day=1),
    )  # fmt: skip
    found: dict[date, Counter[str]] = {}
    for row in rows:
        found.setdefault(row["malam"], Counter())[row["status"]] = row["n"]
    unmetered = [panels.pop(UNMETERED, 0) for panels in found.values()]
    nights = [LampNight(night, panels) for night, panels in found.items() if panels]
    judged = list(itertools.dropwhile(lambda night: not night.n_dinilai, nights))
    return judged[:NIGHTS], next(iter(unmetered), 0)


def count_judged(marts: Marts, kd_pemda: str, nights: Sequence[LampNight]) -> int:
    """Metered panels whose readings sufficed on any of these nights."""
    if not nights:
        return 0
    since = nights[-1].malam_tgl
    rows = marts.rows(
        "mart_pju_malam",
        """
        SELECT count(DISTINCT id_objek) AS n FROM {mart}
        WHERE kd_pemda = $kd_pemda AND bulan >= $month AND malam_tgl BETWEEN $since AND $until
            AND status NOT IN ($unread, $unmetered)
        """,
        kd_pemda=kd_pemda, since=since, until=nights[0].malam_tgl, month=since.replace(day=1),
        unread=UNREAD, unmetered=UNMETERED,
    )  # fmt: skip
    return int(rows[0]["n"]) if rows else 0


def read_panels(marts: Marts, kd_pemda: str, nights: Sequence[LampNight], objects: Objects) -> list[Panel]:
    """Panels that were dark or burnt by day in these nights, the most nights first."""
    if not nights:
        return []
    since = nights[-1].malam_tgl
    rows = marts.rows(
        "mart_pju_malam",
        """
        SELECT id_objek, count(*) FILTER (WHERE status = $dark) AS mati,
            count(*) FILTER (WHERE status = $by_day) AS siang, CAST(max(malam_tgl) AS DATE) AS terakhir
        FROM {mart}
        WHERE kd_pemda = $kd_pemda AND bulan >= $month AND malam_tgl BETWEEN $since AND $until
            AND status IN ($dark, $by_day)
        GROUP BY 1 ORDER BY count(*) DESC, terakhir DESC, id_objek
        """,
        kd_pemda=kd_pemda, since=since, until=nights[0].malam_tgl, month=since.replace(day=1),
        dark=DARK, by_day=BY_DAY,
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

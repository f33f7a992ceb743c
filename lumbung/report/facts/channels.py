"""The applications that complaints of one government come in by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lumbung.report.facts.marts import Marts, wib_midnight
from lumbung.report.facts.ratio import Number, ratio_pct


@dataclass(frozen=True, slots=True)
class Channel:
    """One application that complaints come in by."""

    sumber: str
    jumlah: int
    jumlah_unik: int
    """Tickets that stand for an event of their own: of those about one event the first, in any channel."""
    sla_pct: Decimal | None
    jam_median: Number | None


def read_channels(marts: Marts, kd_pemda: str, since: date) -> Sequence[Channel]:
    """The applications that complaints came in by, most used first."""
    rows = marts.rows(
        "mart_pengaduan",
        """
        SELECT sumber, count(*) AS jumlah, count(*) FILTER (WHERE is_primary) AS unik, median(jam_respon) AS jam,
            count(*) FILTER (WHERE sla_selesai = 'TEPAT') AS tepat,
            count(*) FILTER (WHERE sla_selesai IN ('TEPAT', 'LEWAT')) AS jatuh_tempo
        FROM {mart} WHERE kd_pemda = $kd_pemda AND epoch(diterima_at) >= $since
        GROUP BY sumber ORDER BY jumlah DESC, sumber
        """,
        kd_pemda=kd_pemda, since=wib_midnight(since),
    )  # fmt: skip
    return [
        Channel(row["sumber"], row["jumlah"], row["unik"], ratio_pct(row["tepat"], row["jatuh_tempo"]), row["jam"])
        for row in rows
    ]

"""When the planning law asks for a KUA-PPAS, read from the dated calendar `cfg_kalender_perencanaan`.

Only the standard library: the DAG file reads the calendar at every parse.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True)
class Occasion:
    """A yearly deadline: which document it is for, on which day of the year, in force from and until.

    `year_offset` relates the calendar year to the budget year: −1 = the year before, 0 = the year
    itself. `stage` is empty where the law asks for no document.
    """

    name: str
    stage: str
    month: int
    day: int
    year_offset: int
    valid_from: date
    valid_to: date | None

    def on(self, day: date) -> bool:
        in_force = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return in_force and (day.month, day.day) == (self.month, self.day)


@dataclass(frozen=True)
class Due:
    """What a day of the calendar asks for: a budget year, and the stage expected by then."""

    year: int
    stage: str
    name: str


def read(file: Path) -> tuple[Occasion, ...]:
    """The rows of the calendar file, in its order."""
    with file.open(encoding="utf-8", newline="") as handle:
        return tuple(
            Occasion(
                name=row["tahapan"],
                stage=row["tahap_dokumen"],
                month=int(row["bulan"]),
                day=int(row["tanggal"]),
                year_offset=int(row["selisih_tahun"]),
                valid_from=date.fromisoformat(row["berlaku_mulai"]),
                valid_to=date.fromisoformat(row["berlaku_sampai"]) if row["berlaku_sampai"] else None,
            )
            for row in csv.DictReader(handle)
        )


def crons(occasions: Iterable[Occasion], hour: int) -> list[str]:
    """One cron expression per day of the year that stands in the calendar."""
    return [f"0 {hour} {day} {month} *" for month, day in sorted({(o.month, o.day) for o in occasions})]


def due(occasions: Iterable[Occasion], moment: datetime) -> list[Due]:
    """What the WIB day of a moment asks for; empty on a day without a row in force."""
    day = moment.astimezone(WIB).date()
    found = [Due(day.year - o.year_offset, o.stage, o.name) for o in occasions if o.on(day)]
    return sorted(found, key=lambda d: (d.year, d.stage, d.name))

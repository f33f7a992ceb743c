"""When the files of readings come, and what the lake must say about each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from lumbung.sample.city import KABUPATEN, City
from lumbung.sample.energy.loads import days
from lumbung.sample.files import at

SOURCE = "meter_energi"
DAILY_FILES = 30
_MONTH_SENT_AFTER = 2


@dataclass
class ReadingFile:
    """One file and what the lake must say about it."""

    path: str
    first: date
    last: date
    delivered: datetime
    outcome: str = "LOADED"
    read: int = 0
    duplicate: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def record(self) -> dict[str, Any]:
        loaded = self.outcome == "LOADED"
        quarantined = sum(self.reasons.values())
        return {
            "path": self.path,
            "source": SOURCE,
            "kd_pemda": self.path.split("/")[1],
            "delivered_at": self.delivered.isoformat(),
            "outcome": self.outcome,
            "rows_read": self.read if loaded else 0,
            "rows_valid": self.read - quarantined - self.duplicate if loaded else 0,
            "rows_quarantined": quarantined if loaded else 0,
            "rows_duplicate": self.duplicate if loaded else 0,
            "reasons": dict(sorted(self.reasons.items())) if loaded else {},
            "flags": {},
        }


def schedule(city: City, first: date, last: date) -> list[ReadingFile]:
    """Months as long as they are past, then days; a file comes after its last day."""
    folder = f"{SOURCE}/{city.kd_pemda}"
    kind = "parquet" if city.kd_pemda == KABUPATEN else "csv.gz"
    minutes = 10 if city.kd_pemda == KABUPATEN else 5
    daily = max(first, last - timedelta(days=DAILY_FILES - 1))
    found, day = [], first
    while day < daily:
        end = min((day.replace(day=1) + timedelta(days=32)).replace(day=1), daily) - timedelta(days=1)
        sent = at(end + timedelta(days=_MONTH_SENT_AFTER), 18, minutes)
        found.append(ReadingFile(f"{folder}/energi_{day:%Y%m%d}_{end:%Y%m%d}.{kind}", day, end, sent))
        day = end + timedelta(days=1)
    for one in days(daily, last):
        found.append(ReadingFile(f"{folder}/energi_{one:%Y%m%d}.csv.gz", one, one, delivered(city, one)))
    return found


def delivered(city: City, day: date) -> datetime:
    """When the file of a day arrives: the evening after it."""
    return at(day + timedelta(days=1), 18, 40 if city.kd_pemda == KABUPATEN else 35)

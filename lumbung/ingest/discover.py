"""What lies in landing on the evening of a night."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")
"""Names that transfer programs give to files they are still writing."""


@dataclass(frozen=True)
class Arrival:
    """One file in landing; delivery time is its modification time."""

    path: Path
    parts: tuple[str, ...]
    """Path below landing: source, kd_pemda, file name where it lies as it should."""
    delivered_at: datetime
    landing_id: str
    """Inode and change time: the same delivery seen again, as opposed to the same bytes again."""

    @property
    def source(self) -> str:
        return self.parts[0] if len(self.parts) > 1 else ""

    @property
    def kd_pemda(self) -> str:
        return self.parts[1] if len(self.parts) > 2 else ""

    @property
    def is_placed(self) -> bool:
        return len(self.parts) == 3


def night_ends_at(night: date, timezone: str) -> datetime:
    """The first instant after the night's last delivery: D 24:00 local time."""
    return datetime.combine(night + timedelta(days=1), time(), ZoneInfo(timezone)).astimezone(UTC)


def arrivals(landing: Path) -> Iterator[Arrival]:
    """Every finished file below landing, in order of delivery, then name."""
    found = []
    for path in landing.rglob("*") if landing.is_dir() else ():
        parts = path.relative_to(landing).parts
        if not path.is_file() or any(p.startswith(".") for p in parts):
            continue
        if path.suffix.lower() in _UNFINISHED:
            continue
        stat = path.stat()
        delivered = datetime.fromtimestamp(stat.st_mtime, UTC)
        found.append(Arrival(path, parts, delivered, f"{stat.st_ino}-{stat.st_ctime_ns}"))
    yield from sorted(found, key=lambda a: (a.delivered_at, a.parts))


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

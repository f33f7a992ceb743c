"""A file on its way into bronze, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from lumbung.ingest.raw import Raw


@dataclass(frozen=True)
class Incoming:
    """One file on its way: identity, and its rows as text."""

    load_id: str
    file_name: str
    seq: str
    delivered_at: datetime
    path: Path
    raw: Raw


@dataclass(frozen=True)
class Loaded:
    """Row counts of one file, and what gate 1 wants to know about it."""

    rows_read: int
    rows_quarantined: int
    rows_duplicate: int
    extra_columns: list[str]
    control_total_diff: float | None
    period_end: date | None

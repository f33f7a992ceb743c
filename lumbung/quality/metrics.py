"""What gate 1 measures of a night's loads: pure functions over the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import median

from lumbung.contracts import Contract
from lumbung.formats.workdays import Calendar
from lumbung.ingest.ledger import Load

SHARE_MIN_ROWS = 200
"""Below this many rows a share says little: it warns instead of holding."""
VOLUME_MIN_DAYS = 8
"""Like days needed before a volume is judged."""
VOLUME_MIN_RATIO = 0.7
VOLUME_PERIOD = timedelta(days=366)
"""How far back like days are looked for: a volume is compared with those of a year."""


def day_class(day: date, calendar: Calendar) -> str:
    """Days are compared with their like: working days, days off and month-ends differ."""
    if (day + timedelta(days=1)).day == 1:
        return "akhir bulan"
    return "hari kerja" if calendar.is_workday(day) else "libur"


def volume_ratio(day: date, rows_by_day: dict[date, int], calendar: Calendar) -> tuple[float, float] | None:
    """Rows of a day over the median of earlier like days, and that median; None: too few days."""
    kind = day_class(day, calendar)
    like = [n for d, n in rows_by_day.items() if d < day and day_class(d, calendar) == kind]
    if len(like) < VOLUME_MIN_DAYS:
        return None
    middle = float(median(like))
    return (rows_by_day[day] / middle, middle) if middle else None


def load_metrics(
    contract: Contract, tonight: Sequence[Load], past: Iterable[Load], calendar: Calendar, timezone: str
) -> list[dict[str, object]]:
    """One row per load of the night: what the expectations of gate 1 look at."""
    rows_by_day: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for load in past:
        if load.outcome == "LOADED":
            rows_by_day[load.kd_pemda][load.delivered_tgl(timezone)] += load.rows_read
    metrics: list[dict[str, object]] = []
    for load in tonight:
        share = 100 * load.rows_quarantined / load.rows_read if load.rows_read else None
        large = load.rows_read >= SHARE_MIN_ROWS
        day = load.delivered_tgl(timezone)
        volume = None
        if contract.check_volume and load.outcome == "LOADED":
            volume = volume_ratio(day, rows_by_day[load.kd_pemda], calendar)
        metrics.append(
            {
                "load_id": load.load_id,
                "kd_pemda": load.kd_pemda,
                "file_name": load.file_name,
                "outcome": load.outcome,
                "karantina_pct": share if large else None,
                "karantina_kecil_pct": None if large else share,
                "volume_rasio": volume[0] if volume else None,
                "volume_median": volume[1] if volume else None,
                "kolom_asing": len(load.extra_columns),
                "selisih_jumlah": load.control_total_diff,
            }
        )
    return metrics


def required_slices(arrived: Iterable[str], present: Iterable[str], required: Sequence[str]) -> list[dict[str, object]]:
    """One row per slice that must be there: `irisan` (`33.74_2026_murni`) and whether it is.

    Slices are named `<kd_pemda>_<first part>_<rest>`; what is required is a rest, for every government
    and first part that arrived.
    """
    there = set(present)
    wanted = {
        f"{pemda}_{first}_{rest}" for name in arrived for pemda, first, *_ in [name.split("_", 2)] for rest in required
    }
    return [{"irisan": name, "ada": int(name in there)} for name in sorted(wanted)]

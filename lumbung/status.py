"""The last night in figures, for `lumbung status`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from lumbung.freshness import freshness
from lumbung.ingest import ledger
from lumbung.ingest.ledger import Load
from lumbung.lake import Lake
from lumbung.quality import checks
from lumbung.settings import Settings
from lumbung.warehouse import manifest


def collect_status(settings: Settings) -> dict[str, Any]:
    """Facts of the newest run that took files, and what is published."""
    lake = Lake(settings.root)
    last = ledger.newest_run(lake)
    verdicts = checks.of_run(lake, last) if last else []
    published = manifest.read(settings)
    tonight: dict[tuple[str, str], list[Load]] = defaultdict(list)
    for load in ledger.of_run(lake, last) if last else []:
        tonight[load.source, load.kd_pemda].append(load)
    night = max((v.as_of_tgl for v in verdicts), default=None)
    as_of = published.as_of_tgl if published else night
    fresh = {(f["source"], f["kd_pemda"]): f for f in freshness(settings, lake, as_of)} if as_of else {}
    keys = sorted({*tonight, *fresh})
    return {
        "lake": str(settings.root),
        "run_id": last,
        "night": night,
        "published": asdict(published) if published else None,
        "sources": [_source(key, tonight.get(key, []), fresh.get(key, {})) for key in keys],
        "failed_checks": [asdict(v) for v in verdicts if not v.passed],
        "held": [asdict(x) for x in ledger.held(lake)],
    }


def _source(key: tuple[str, str], loads: list[Load], fresh: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": key[0],
        "kd_pemda": key[1],
        "files": len(loads),
        "rows_read": sum(x.rows_read for x in loads),
        "rows_valid": sum(x.rows_valid for x in loads),
        "rows_quarantined": sum(x.rows_quarantined for x in loads),
        "rows_duplicate": sum(x.rows_duplicate for x in loads),
        "outcomes": sorted({x.outcome for x in loads}),
        "periode_terakhir": fresh.get("periode_terakhir"),
        "status": fresh.get("status"),
    }

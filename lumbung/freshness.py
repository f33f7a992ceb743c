"""How old each source's newest period is, held against its contract (twin of `ops_kebaruan`)."""

from __future__ import annotations

from datetime import date
from typing import Any

from lumbung.contracts import load_contracts
from lumbung.ingest import ledger
from lumbung.lake import Lake
from lumbung.settings import Settings


def freshness(settings: Settings, lake: Lake, as_of: date) -> list[dict[str, Any]]:
    """One row per source and government: periode_terakhir, umur_hari, umur_maks_hari, status
    (`SEGAR`, `BASI`, `BELUM_ADA`). Only what reached silver counts; a contract without latency
    promises nothing."""
    newest = ledger.newest_periods(lake)
    rows = []
    promised = {s: c for s, c in load_contracts(settings.contracts).items() if c.max_age_days is not None}
    for source, contract in promised.items():
        for pemda in settings.pemda:
            period = newest.get((source, pemda))
            age = (as_of - period).days if period else None
            limit = contract.max_age_days
            stale = age is not None and limit is not None and age > limit
            rows.append(
                {
                    "source": source,
                    "kd_pemda": pemda,
                    "periode_terakhir": period,
                    "umur_hari": age,
                    "umur_maks_hari": limit,
                    "status": "BELUM_ADA" if period is None else "BASI" if stale else "SEGAR",
                }
            )
    return rows

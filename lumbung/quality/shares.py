"""The share of quarantined rows once refine has spoken: gate 1 sees only what ingest rejects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from lumbung.contracts import Contract
from lumbung.ingest.ledger import Load
from lumbung.messages import say
from lumbung.quality.checks import Verdict
from lumbung.quality.metrics import SHARE_MIN_ROWS

NAME = "karantina_akhir"
_SHOWN = 3
"""Reasons that a message lists."""


def judge(
    contract: Contract, loads: Iterable[Load], reasons: Mapping[str, Counter[str]], night: date, run_id: str
) -> list[Verdict]:
    """One verdict per load that refine took rows from, with its final counts: red above the
    contract's limit from as many rows on as gate 1 asks for, yellow below. It holds nothing back.

    reasons: load id → reason → rows quarantined by refine.
    """
    found = []
    for load in loads:
        share = 100 * load.rows_quarantined / load.rows_read
        passed = share <= contract.quarantine_limit_pct
        most = ", ".join(f"{code} ({n})" for code, n in _by_number(reasons[load.load_id])[:_SHOWN])
        limit = f"{contract.quarantine_limit_pct:g}"
        text = say(
            "quarantine_share_final", file_name=load.file_name, observed=f"{share:.1f}", limit=limit, reasons=most
        )
        found.append(
            Verdict(
                run_id=run_id,
                as_of_tgl=night,
                gate=1,
                source=contract.source,
                kd_pemda=load.kd_pemda,
                name=NAME,
                severity="merah" if load.rows_read >= SHARE_MIN_ROWS else "kuning",
                passed=passed,
                observed=f"{share:.1f} %",
                expected=f"≤ {limit}",
                subject=load.file_name,
                message="" if passed else text,
            )
        )
    return found


def _by_number(reasons: Counter[str]) -> list[tuple[str, int]]:
    return sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))

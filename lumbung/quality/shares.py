"""The share of quarantined rows once refine has spoken: gate 1 sees only what ingest rejects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from lumbung.contracts import Contract
from lumbung.ingest.ledger import Load
from lumbung.lake import LakeTransaction
from lumbung.messages import say
from lumbung.quality import checks
from lumbung.quality.checks import Verdict
from lumbung.quality.metrics import SHARE_MIN_ROWS

NAME = "karantina_akhir"
TORN = "DOKUMEN_TIDAK_UTUH"
"""Reason of every row of a document that is not taken because too many of its rows were not."""
_SHOWN = 3
"""Reasons that a message lists."""


def unread(loads: Iterable[Load]) -> list[tuple[str, int]]:
    """Load id and the rows that ingest quarantined. Of a load that somebody released they count as
    seen: only what refine finds speaks against it."""
    return [(load.load_id, 0 if load.gate == "RELEASED" else load.rows_quarantined) for load in loads]


def judge(
    contract: Contract, loads: Iterable[Load], reasons: Mapping[str, Counter[str]], night: date, run_id: str
) -> list[Verdict]:
    """One verdict per load that refine took rows from, with its final counts: red above the
    contract's limit from as many rows on as gate 1 asks for, yellow below. It holds nothing back.
    A document that is not taken as a whole is red, however short.

    reasons: load id → reason → rows quarantined by refine.
    """
    found = []
    for load in loads:
        why = reasons.get(load.load_id, Counter())
        nothing_left = load.rows_quarantined > 0 and load.rows_quarantined == load.rows_read
        torn = contract.whole_slice and (TORN in why or nothing_left)
        if not why and not torn:
            continue
        share = 100 * load.rows_quarantined / load.rows_read
        passed = share <= contract.quarantine_limit_pct and not torn
        most = ", ".join(f"{code} ({n})" for code, n in _by_number(why) if code != TORN) or "-"
        limit = f"{contract.quarantine_limit_pct:g}"
        text = say(
            "document_torn" if torn else "quarantine_share_final",
            file_name=load.file_name,
            observed=f"{share:.1f}",
            limit=limit,
            reasons=most,
        )
        found.append(
            Verdict(
                run_id=run_id,
                as_of_tgl=night,
                gate=1,
                source=contract.source,
                kd_pemda=load.kd_pemda,
                name=NAME,
                severity="merah" if torn or load.rows_read >= SHARE_MIN_ROWS else "kuning",
                passed=passed,
                observed=f"{share:.1f} %",
                expected=f"≤ {limit}",
                subject=load.file_name,
                message="" if passed else text,
            )
        )
    return found


def write(tx: LakeTransaction, verdicts: list[Verdict], source: str) -> None:
    if verdicts:
        checks.write(tx, verdicts, f"{NAME}-{source}")


def _by_number(reasons: Counter[str]) -> list[tuple[str, int]]:
    return sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]

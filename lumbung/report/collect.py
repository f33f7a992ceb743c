"""Gathers one night's facts from the lake for the report."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from lumbung import quarantine, steps
from lumbung.contracts import load_contracts
from lumbung.freshness import freshness
from lumbung.ingest import ledger
from lumbung.ingest.ledger import Load
from lumbung.lake import Lake
from lumbung.quality import checks
from lumbung.report.night import Night
from lumbung.settings import Settings
from lumbung.warehouse import manifest
from lumbung.warehouse.manifest import current_database

_SAMPLE = 20
"""Rejected rows that the page shows as examples."""


def collect(settings: Settings, night: date, run_id: str | None) -> Night:
    """The facts of a night: of all its runs, so that a second run does not hide the first one's files.

    Only the newest audit counts: it judged what readers see.
    """
    lake = Lake(settings.root)
    tonight = checks.of_night(lake, night)
    audited = max((v.run_id for v in tonight if v.gate == 2), default="")
    run = run_id or max((v.run_id for v in tonight), default="")
    runs = {run, *(v.run_id for v in tonight)}
    loads = ledger.of_run(lake, *runs)
    published = manifest.read(settings)
    done = steps.read_journal(steps.journal(settings, run))
    begun = min((s.started_at for s in done.values()), default=None)
    now = datetime.now(UTC)
    # Files held back on an earlier night still wait for somebody: they belong on tonight's page.
    held = [load for load in ledger.held(lake) if load.run_id not in runs]
    return Night(
        as_of=night,
        run_id=run,
        started_at=datetime.fromisoformat(begun) if begun else now,
        finished_at=now,
        published=published is not None and published.as_of_tgl == night,
        published_as_of=published.as_of_tgl if published else None,
        loads=[
            # To the page the night is one: what any of its runs took arrived tonight.
            *(_row(load, settings) | {"run_id": run} for load in loads),
            *(_row(load, settings) for load in held),
        ],
        checks=[asdict(v) for v in tonight if v.gate == 1 or v.run_id == audited],
        freshness=freshness(settings, lake, night),
        quarantine_sample=[
            {k: row[k] for k in ("source", "file_name", "row_number", "reasons")}
            for row in islice(quarantine.of_loads(settings, loads), _SAMPLE)
        ],
        steps=[{"name": s.step, "seconds": s.seconds} for s in done.values() if s.status != "berjalan"],
        source_titles={name: c.title for name, c in load_contracts(settings.contracts).items()},
    )


def _row(load: Load, settings: Settings) -> dict[str, Any]:
    return {**asdict(load), "delivered_tgl": load.delivered_tgl(settings.timezone)}


def render_night(settings: Settings, night: Night, out: Path) -> Path:
    """Write the page from the published marts; from none on a first night that failed."""
    from lumbung.report import render

    database = current_database(settings)
    with duckdb.connect(str(database), read_only=True) if database.exists() else duckdb.connect() as con:
        return render(con, night, out, settings.language)

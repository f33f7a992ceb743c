"""Publication: gold tables, then the database that readers open, switched in one rename."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

from lumbung.lake import Lake
from lumbung.quality import checks
from lumbung.settings import Settings
from lumbung.warehouse import gold, manifest
from lumbung.warehouse.build import Plan, discard
from lumbung.warehouse.manifest import Manifest, candidate_database, current_database, marts


def publish(settings: Settings, plan: Plan, run_id: str) -> Manifest:
    """Make the audited candidate the published warehouse; returns its manifest.

    A crash before the rename leaves the old marts; a second publication gives the same gold tables.
    """
    lake = Lake(settings.root)
    candidate = candidate_database(settings)
    with duckdb.connect(str(candidate)) as con:
        _add_tonights_checks(con, lake, run_id)
        names = marts(con)
        with lake.transaction(f"publish:{run_id}:{plan.as_of}") as tx:
            for mart in names:
                gold.write(con, tx, mart, plan.fresh, plan.as_of)
        con.execute("checkpoint")
    versions = {mart: version for mart in names if (version := lake.version(gold.gold_table(mart))) is not None}
    inputs = {**plan.inputs, checks.TABLE: lake.version(checks.TABLE)}
    candidate.replace(current_database(settings))
    published = Manifest(
        as_of=plan.as_of.isoformat(),
        run_id=run_id,
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
        fingerprint=plan.fingerprint,
        inputs=inputs,
        gold=versions,
    )
    manifest.write(settings, published)
    discard(settings)
    return published


def _add_tonights_checks(con: duckdb.DuckDBPyConnection, lake: Lake, run_id: str) -> None:
    """Gate 2 judged the candidate after `ops_mutu` was built into it; its verdicts belong there."""
    files = lake.paths(checks.TABLE)
    if files:
        con.execute(
            "insert into ops_mutu by name select * exclude (holds) "
            "from read_parquet($files, hive_partitioning = false) where run_id = $run and gate = 2",
            {"files": files, "run": run_id},
        )

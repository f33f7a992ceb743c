"""Publication: gold tables, then the database that readers open, switched in one rename."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.ingest.raw import quote
from lumbung.lake import Lake, LakeTransaction
from lumbung.quality import checks
from lumbung.settings import Settings
from lumbung.warehouse import manifest
from lumbung.warehouse.audit import marts
from lumbung.warehouse.build import Plan, discard
from lumbung.warehouse.manifest import Manifest, candidate_database, current_database


def gold_table(mart: str) -> str:
    return f"gold/{mart}"


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
                _write_gold(con, tx, mart)
        con.execute("checkpoint")
    gold = {mart: version for mart in names if (version := lake.version(gold_table(mart))) is not None}
    inputs = {**plan.inputs, checks.TABLE: lake.version(checks.TABLE)}
    candidate.replace(current_database(settings))
    published = Manifest(
        as_of=plan.as_of.isoformat(),
        run_id=run_id,
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
        fingerprint=plan.fingerprint,
        inputs=inputs,
        gold=gold,
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


def _write_gold(con: duckdb.DuckDBPyConnection, tx: LakeTransaction, mart: str) -> None:
    """A mart as one Delta version, in a fixed order so that equal data are equal files."""
    folder = tx.folder(gold_table(mart)) / "slice=semua"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "part-0.parquet"
    con.execute(f'copy (select * from "{mart}" order by all) to {quote(str(target))} (compression zstd)')
    old = [f.path for f in tx.lake.files(gold_table(mart))]
    tx.change(gold_table(mart), _nullable(target), [target], [p for p in old if p != _relative(tx, mart, target)])


def _relative(tx: LakeTransaction, mart: str, target: Path) -> str:
    return str(target.relative_to(tx.lake.path(gold_table(mart))))


def _nullable(file: Path) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in pq.read_schema(file)])

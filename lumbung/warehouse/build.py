"""The candidate: a copy of the published warehouse in which dbt rebuilds what changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb

from lumbung.contracts import load_contracts
from lumbung.errors import DataError
from lumbung.ingest import ledger
from lumbung.ingest.raw import name, quote
from lumbung.lake import Lake, VersionGone
from lumbung.quality import checks
from lumbung.refine.derived import derived_tables
from lumbung.refine.job import find_job
from lumbung.settings import Settings
from lumbung.silver import all_contracts, history_table, silver_columns, silver_table
from lumbung.warehouse import gold, manifest
from lumbung.warehouse.manifest import Manifest, candidate_database, current_database, marts


@dataclass(frozen=True)
class Plan:
    """What a build starts from. `slices`: source or derived table → changed slices; None = build
    everything. `fresh`: what it built, mart → gold slices."""

    as_of: date
    fingerprint: str
    inputs: dict[str, int | None]
    published: Manifest | None
    slices: dict[str, list[str]] | None
    fresh: dict[str, list[str]] = field(default_factory=dict)

    @property
    def nothing_new(self) -> bool:
        """The published marts already say all of this, for this night."""
        old = self.published
        return (
            old is not None
            and old.as_of == self.as_of.isoformat()
            and old.fingerprint == self.fingerprint
            and old.inputs == self.inputs
        )


def input_tables(settings: Settings) -> list[str]:
    sources = all_contracts(settings)
    silver = [t for s in sources for t in (silver_table(s), history_table(s))]
    derived = [silver_table(table) for table in derived_tables(settings)]
    return [*silver, *derived, ledger.TABLE, checks.TABLE]


def make_plan(settings: Settings, night: date) -> Plan:
    lake = Lake(settings.root)
    lake.recover()
    inputs = {table: lake.version(table) for table in input_tables(settings)}
    old = manifest.read(settings)
    print_of_rules = manifest.fingerprint(settings)
    slices = None
    if (
        old is not None
        and old.fingerprint == print_of_rules
        and old.as_of <= night.isoformat()
        and current_database(settings).exists()
    ):
        try:
            slices = _changed(lake, old, settings)
        except VersionGone:
            slices = None
        # A holiday or a population moves figures of any month: nothing less than all will do.
        if slices and any(slices[s] for s, c in all_contracts(settings).items() if c.domain == "referensi"):
            slices = None
    return Plan(night, print_of_rules, inputs, old, slices)


def _changed(lake: Lake, old: Manifest, settings: Settings) -> dict[str, list[str]]:
    """Source or derived table → changed slices without the government's code (`2026-08`, `2026_murni`);
    `ops_checks` → months."""
    tables = {source: [silver_table(source), history_table(source)] for source in all_contracts(settings)}
    tables |= {table: [silver_table(table)] for table in derived_tables(settings)}
    changed = {}
    for owner, members in tables.items():
        slices: set[str] = set()
        for table in members:
            slices |= lake.changed_slices(table, old.inputs.get(table))
        changed[owner] = sorted({s.partition("_")[2] for s in slices})
    judged = lake.changed_slices(checks.TABLE, old.inputs.get(checks.TABLE))
    changed["ops_checks"] = sorted({s.rpartition("_")[2] for s in judged})
    return changed


def build(settings: Settings, plan: Plan) -> Path:
    """Make the candidate database with all marts; returns its path.

    Raises:
        DataError: a model failed; the published marts are untouched.
    """
    candidate = candidate_database(settings)
    discard(settings)
    candidate.parent.mkdir(parents=True, exist_ok=True)
    if settings.warehouse.engine == "spark":
        from lumbung.warehouse.spark import build_marts

        build_marts(settings, replace(plan, slices=None), candidate)
    else:
        if plan.slices is not None:
            shutil.copyfile(current_database(settings), candidate)
        with duckdb.connect(str(candidate)) as con:
            link_inputs(con, settings, plan)
            if plan.published and plan.published.as_of == plan.as_of.isoformat():
                gold.age(con, marts(con), plan.as_of)
        # Seeds are rules: where the rules are those of the published marts, their tables are there already.
        seeds = [] if plan.slices is None else ["seed"]
        run_dbt(
            settings, candidate, plan, ["build", "--exclude-resource-type", "test", "unit_test", "exposure", *seeds]
        )
    with duckdb.connect(str(candidate)) as con:
        fresh = gold.fresh_slices(con, marts(con), plan.as_of)
        gold.stamp(con, marts(con), plan.as_of)
    _plan_file(settings).write_text(json.dumps(_as_json(replace(plan, fresh=fresh))))
    return candidate


def discard(settings: Settings) -> None:
    """Remove a candidate that was never published, with its plan."""
    shutil.rmtree(candidate_database(settings).parent, ignore_errors=True)


def candidate_plan(settings: Settings, night: date) -> Plan | None:
    """The plan by which the waiting candidate of a night was built; None when there is none.

    Audit and publication speak of these inputs, whatever has been refined since.
    """
    path = _plan_file(settings)
    if not path.exists():
        return None
    saved = json.loads(path.read_text())
    if saved["as_of"] != night.isoformat():
        return None
    published = manifest.read(settings)
    return Plan(night, saved["fingerprint"], saved["inputs"], published, saved["slices"], saved["fresh"])


def _plan_file(settings: Settings) -> Path:
    return candidate_database(settings).parent / "plan.json"


def _as_json(plan: Plan) -> dict[str, object]:
    return {
        "as_of": plan.as_of.isoformat(),
        "fingerprint": plan.fingerprint,
        "inputs": plan.inputs,
        "slices": plan.slices,
        "fresh": plan.fresh,
    }


def inputs(settings: Settings, plan: Plan) -> Iterator[tuple[str, list[str], Mapping[str, str]]]:
    """Table of silver and ops, its pinned files, its columns with their SQL types."""
    lake = Lake(settings.root)
    kinds: dict[str, Mapping[str, str]] = {ledger.TABLE: ledger.SQL_TYPES, checks.TABLE: checks.SQL_TYPES}
    for source, contract in all_contracts(settings).items():
        columns = silver_columns(contract, find_job(source))
        kinds |= {silver_table(source): columns, history_table(source): columns}
    kinds |= {silver_table(output): made for output, made in derived_tables(settings).items()}
    for table, types in kinds.items():
        yield table, lake.paths(table, version=plan.inputs[table]), types


def link_inputs(con: duckdb.DuckDBPyConnection, settings: Settings, plan: Plan, empty: bool = False) -> None:
    """Views over the pinned files of silver and ops, so that models and readers see one version.

    empty: over no file at all, for the shapes of what is built on them.
    """
    con.execute("create schema if not exists silver; create schema if not exists ops")
    lake = Lake(settings.root)
    for table, paths, columns in inputs(settings, plan):
        alike = lake.is_uniform(table, plan.inputs[table])
        _view(con, table.replace("/", "."), [] if empty else paths, columns, alike)
    con.execute(
        "create or replace table ops.kontrak (source varchar, judul varchar, semantik varchar, umur_maks_hari integer)"
    )
    rows = [[c.source, c.title, c.semantics, c.max_age_days] for c in load_contracts(settings.contracts).values()]
    con.executemany("insert into ops.kontrak values (?, ?, ?, ?)", rows)


def _view(con: duckdb.DuckDBPyConnection, view: str, paths: list[str], columns: Mapping[str, str], alike: bool) -> None:
    if paths:
        listed = ", ".join(quote(p) for p in paths)
        body = f"select * from read_parquet([{listed}], hive_partitioning = false, union_by_name = {not alike})"
    else:
        nulls = ", ".join(f"null::{kind} as {name(column)}" for column, kind in columns.items())
        body = f"select {nulls} where false"
    con.execute(f"create or replace view {view} as {body}")


def dbt_environment(settings: Settings) -> dict[str, str]:
    """What dbt's profile reads; its folder is there afterwards."""
    work = settings.root / ".dbt"
    work.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "LUMBUNG_DBT_TMP": str(settings.root / ".tmp"),
        "DBT_TARGET_PATH": str(work / "target"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def dbt_arguments(settings: Settings, plan: Plan, command: list[str]) -> list[str]:
    """A dbt command with its folders and the night as variables."""
    as_of = plan.as_of.isoformat()
    previous = plan.published.as_of if plan.published else as_of
    return [
        *command,
        "--project-dir",
        str(settings.dbt_project),
        "--profiles-dir",
        str(settings.dbt_project),
        "--log-path",
        str(settings.root / ".dbt" / "logs"),
        "--vars",
        json.dumps({"as_of": as_of, "as_of_lalu": previous, "irisan": plan.slices}),
    ]


def run_dbt(settings: Settings, database: Path, plan: Plan, command: list[str]) -> None:
    """dbt in a process of its own, so that its DuckDB handle is gone when it ends.

    Raises:
        DataError: dbt reported a failure; the message holds the end of its output.
    """
    work = settings.root / ".dbt"
    environment = {**dbt_environment(settings), "LUMBUNG_DBT_DATABASE": str(database)}
    arguments = dbt_arguments(settings, plan, command)
    program = [sys.executable, "-m", "lumbung.warehouse.dbt"]
    done = subprocess.run(
        [*program, *arguments], env=environment, capture_output=True, text=True, check=False, cwd=work
    )
    (work / f"{command[0]}.log").write_text(done.stdout + done.stderr)
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-25:])
        raise DataError(
            f"dbt {command[0]} gagal; catatan lengkap: {work / f'{command[0]}.log'}\n{tail}\n{done.stderr[-1500:]}"
        )

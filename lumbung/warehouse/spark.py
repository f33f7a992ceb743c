"""The marts worked out by Spark: dbt builds them on the engine of `spark.remote`, then DuckDB takes them over.

`warehouse.engine = "spark"`. DuckDB first makes every table and view of nothing, which gives the candidate
its exact column types, comments, seeds and views; Spark builds all models from the same pinned files; their
rows fill the candidate's tables. Audit, publication and readers see no difference.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lumbung.errors import DataError
from lumbung.ingest.raw import name, quote
from lumbung.settings import Settings, load
from lumbung.types import to_arrow, to_spark
from lumbung.warehouse import build
from lumbung.warehouse.build import Plan

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LAYERS = ("silver", "ops", "main", "staging", "intermediate")
_TABLES = "tables"
"""Folder of the tables that dbt makes; not a database's own, which goes with it."""
_SHOWN_LINES = 60


@dataclass(frozen=True)
class Table:
    """Parquet files under one folder as a table. `columns`: name → Spark type; empty = as the files say."""

    schema: str
    name: str
    folder: str
    columns: dict[str, str]


@dataclass(frozen=True)
class Order:
    """What the process that runs dbt is told."""

    remote: str
    memory: str
    prefix: str
    folder: str
    tables: list[Table]
    dbt: list[str]


def build_marts(settings: Settings, plan: Plan, candidate: Path) -> None:
    """Fill the candidate, which is new, with all marts as Spark works them out.

    Raises:
        DataError: a model failed on one of the engines.
    """
    with duckdb.connect(str(candidate)) as con:
        build.link_inputs(con, settings, plan, empty=True)
    build.run_dbt(settings, candidate, plan, ["build", "--exclude-resource-type", "test", "unit_test"])
    seeds, models = _tables(settings)
    with duckdb.connect(str(candidate)) as con, _scratch(settings) as folder:
        build.link_inputs(con, settings, plan)
        tables = [*_pinned(settings, plan, folder), *_exported(con, folder, seeds)]
        arguments = build.dbt_arguments(settings, plan, ["run", "--exclude", "resource_type:seed"])
        _run(
            settings,
            Order(
                settings.spark.remote, settings.spark.memory, prefix(settings), str(folder / "out"), tables, arguments
            ),
            folder,
        )
        for schema, model in models:
            _take_over(con, f"{schema}.{name(model)}", folder / "out" / _TABLES / model)


def prefix(settings: Settings) -> str:
    """Of the engine's databases: two lakes on one server do not meet."""
    return "lumbung_" + hashlib.sha256(str(settings.root).encode()).hexdigest()[:8]


@contextmanager
def _scratch(settings: Settings) -> Iterator[Path]:
    """A folder in the lake, which every worker sees; gone at the end."""
    folder = settings.root / ".dbt" / "spark"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tables(settings: Settings) -> tuple[list[str], list[tuple[str, str]]]:
    """Names of the seeds; schema and name of the models that are tables."""
    manifest = json.loads((settings.root / ".dbt" / "target" / "manifest.json").read_text())
    nodes = manifest["nodes"].values()
    seeds = sorted(n["alias"] for n in nodes if n["resource_type"] == "seed")
    kinds = ("table", "incremental")
    models = [n for n in nodes if n["resource_type"] == "model" and n["config"]["materialized"] in kinds]
    return seeds, sorted((n["schema"], n["alias"]) for n in models)


def _pinned(settings: Settings, plan: Plan, folder: Path) -> Iterator[Table]:
    """The pinned files of silver and ops, one folder per table: Spark reads folders, not lists of files."""
    for table, paths, kinds in build.inputs(settings, plan):
        target = folder / "in" / table
        target.mkdir(parents=True)
        for number, path in enumerate(paths):
            _link(Path(path), target / f"{number:06}.parquet")
        schema, _, own = table.partition("/")
        yield Table(schema, own, str(target), {c: to_spark(to_arrow(kind)) for c, kind in kinds.items()})


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


def _exported(con: duckdb.DuckDBPyConnection, folder: Path, seeds: list[str]) -> Iterator[Table]:
    """Seeds and the contracts' properties as DuckDB holds them."""
    for schema, table in (*(("main", seed) for seed in seeds), ("ops", "kontrak")):
        target = folder / "in" / schema / table
        target.mkdir(parents=True)
        con.execute(f"copy {schema}.{name(table)} to {quote(str(target / '0.parquet'))} (format parquet)")
        yield Table(schema, table, str(target), {})


def _run(settings: Settings, order: Order, folder: Path) -> None:
    told = folder / "order.json"
    told.write_text(json.dumps(asdict(order)))
    done = subprocess.run(
        [sys.executable, "-m", "lumbung.warehouse.spark", str(told)],
        env={
            **build.dbt_environment(settings),
            "LUMBUNG_DBT_ENGINE": "spark",
            # dbt asks a Connect server for Hive, which it warns about and does without.
            "PYTHONWARNINGS": "ignore::UserWarning",
            "LUMBUNG_DBT_SCHEMA": order.prefix,
            # Tables with a folder of their own outlive the databases that are dropped at the end.
            "LUMBUNG_DBT_LOCATION": str(Path(order.folder) / _TABLES),
            "DBT_TARGET_PATH": str(settings.root / ".dbt" / "target-spark"),
        },
        capture_output=True,
        text=True,
        check=False,
        cwd=settings.root / ".dbt",
    )
    log = settings.root / ".dbt" / "spark.log"
    log.write_text(done.stdout + done.stderr)
    if done.returncode:
        # Java says where in Spark it happened; people want to know what.
        told_lines = [line for line in done.stdout.splitlines() if not line.lstrip().startswith("at ")]
        tail = "\n".join(told_lines[-_SHOWN_LINES:])
        raise DataError(f"dbt di Spark gagal; catatan lengkap: {log}\n{tail}\n{done.stderr[-1500:]}")


def _take_over(con: duckdb.DuckDBPyConnection, table: str, folder: Path) -> None:
    """The rows that Spark wrote into the table that DuckDB shaped."""
    con.execute(f"truncate {table}")
    if files := sorted(map(str, folder.glob("*.parquet"))):
        con.execute(
            f"insert into {table} by name select * from read_parquet($files, hive_partitioning = false)",
            {"files": files},
        )


def main(told: Path) -> int:
    """Register the inputs and run dbt in one process, so that both are one session of the engine."""
    given = json.loads(told.read_text())
    order = Order(**{**given, "tables": [Table(**table) for table in given["tables"]]})
    from lumbung.engine import session

    spark = session(load(spark={"remote": order.remote, "memory": order.memory}))
    if not order.remote.startswith("local"):
        # dbt asks for it before it finds that the session is there; the embedded server has no fixed address.
        os.environ["SPARK_REMOTE"] = order.remote or "sc://localhost"
    _drop(spark, order.prefix)
    try:
        for layer in _LAYERS:
            spark.sql(f"create database {order.prefix}_{layer} location '{order.folder}/{layer}'").collect()
        for table in order.tables:
            _register(spark, order.prefix, table)
        from lumbung.warehouse.dbt import invoke

        return 0 if invoke(order.dbt) else 1
    finally:
        _drop(spark, order.prefix)


def _register(spark: SparkSession, prefix: str, table: Table) -> None:
    columns = ", ".join(f"`{column}` {kind}" for column, kind in table.columns.items())
    shape = f"({columns})" if columns else ""
    spark.sql(
        f"create table {prefix}_{table.schema}.`{table.name}` {shape} using parquet location '{table.folder}'"
    ).collect()


def _drop(spark: SparkSession, prefix: str) -> None:
    """Forget the databases; the files of tables with a folder of their own stay."""
    for layer in _LAYERS:
        spark.sql(f"drop database if exists {prefix}_{layer} cascade").collect()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

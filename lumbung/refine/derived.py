"""Silver tables made of silver tables: what a job declares, and the state of the last time it ran.

One file per job in `spark_jobs/derived/`, holding `DERIVED = Derived(…)`. `ops/derived` remembers
which table versions and which rules a job's outputs were made of.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.lake import Lake, LakeTransaction
from lumbung.settings import DERIVED_JOBS, Settings
from lumbung.types import to_spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TABLE = "ops/derived"
SCHEMA = pa.schema(
    [
        ("nama", pa.string()),
        ("urutan", pa.int64()),
        ("aturan", pa.string()),
        ("tabel", pa.string()),
        ("versi", pa.int64()),
    ]
)


class Inputs(Protocol):
    """Silver tables at the versions of this run, by their names without `silver/`.

    A job's own outputs read as they stand, and as empty when its rules have changed since.
    """

    @property
    def reference(self) -> Path:
        """The folder of the reference tables."""

    def frame(self, table: str, slices: Collection[str] | None = None) -> DataFrame:
        """Rows of a table, of the given slices only when named."""

    def slices(self, table: str) -> set[str]:
        """The slices that a table has."""

    def keep(self, frame: DataFrame, name: str) -> DataFrame:
        """The frame, worked out once and read from there: for what is used more than once."""

    def rows(self, table: str, slices: Collection[str]) -> int:
        """How many rows slices have."""

    @property
    def together_rows(self) -> int:
        """Rows that are best worked out together: one plan for all of them, as far as memory allows."""

    def finish(self, output: str, rows: DataFrame, slices: int) -> None:
        """Write all rows of so many slices of an output, so that nothing of them waits in memory for the others.
        Such an output stands in no `Made.tables`. May be called from several threads, for different slices."""


Changed = Mapping[str, frozenset[str]]
"""Table that is read → its slices whose files differ from what the outputs were made of."""


@dataclass(frozen=True)
class Note:
    """Something in the data that a person should look at; it becomes a yellow check of the night."""

    source: str
    kd_pemda: str
    name: str
    subject: str
    message: str


@dataclass(frozen=True)
class Made:
    """New content. `slices` are replaced in every output; `tables`: output → all its rows of them, unless they
    were finished one by one."""

    slices: frozenset[str]
    tables: Mapping[str, DataFrame]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Derived:
    """`transform(inputs, changed)` gives the slices that come out differently, or None when what
    changed does not matter to them. It reads nothing but its inputs and the reference tables.

    reads: silver tables of sources. makes: output → column → SQL type, `_slice` among them; the
    plain columns in this order sort the rows and tell them apart.
    """

    reads: tuple[str, ...]
    makes: Mapping[str, Mapping[str, str]]
    transform: Callable[[Inputs, Changed], Made | None]


def small_frame(spark: SparkSession, rows: pa.Table) -> DataFrame:
    """A table of the driver's as a frame, empty ones too."""
    if rows.num_rows:
        return spark.createDataFrame(rows)
    return spark.createDataFrame([], ", ".join(f"`{f.name}` {to_spark(f.type)}" for f in rows.schema))


def find_derived(name: str) -> Derived:
    module = f"spark_jobs.derived.{name}"
    job = importlib.import_module(module).DERIVED
    if not isinstance(job, Derived):
        raise TypeError(f"{module}.DERIVED is not a Derived")
    return job


def derived_tables(settings: Settings) -> dict[str, Mapping[str, str]]:
    """Output table (`klaster_usulan`) → column → SQL type, of all jobs."""
    jobs = (find_derived(name) for name in settings.derived_names())
    return {table: columns for job in jobs for table, columns in job.makes.items()}


@dataclass(frozen=True)
class State:
    """What a job's outputs were made of. `number` counts the times that was written down."""

    number: int = 0
    rules: str = ""
    versions: Mapping[str, int | None] = field(default_factory=dict)


def read_state(lake: Lake, name: str) -> State:
    tables = [pq.read_table(p, partitioning=None, schema=SCHEMA) for p in lake.paths(TABLE, [name])]
    rows = [row for table in tables for row in table.to_pylist()]
    if not rows:
        return State()
    return State(rows[0]["urutan"], rows[0]["aturan"], {r["tabel"]: r["versi"] for r in rows})


def write_state(tx: LakeTransaction, name: str, state: State) -> None:
    rows = [
        {"nama": name, "urutan": state.number, "aturan": state.rules, "tabel": table, "versi": version}
        for table, version in sorted(state.versions.items())
    ]
    tx.change(TABLE, SCHEMA, remove=[f.path for f in tx.lake.files(TABLE) if f.slice == name])
    tx.write(TABLE, pa.Table.from_pylist(rows, schema=SCHEMA), name)


def fingerprint(settings: Settings) -> str:
    """Hash of everything but data that shapes derived tables: the jobs' code and the reference tables.

    Told without importing a job: a night without news must not pay for Spark's libraries.
    """
    digest = hashlib.sha256()
    for path in (*sorted(DERIVED_JOBS.glob("*.py")), *sorted(settings.reference.glob("*.csv"))):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def has_news(settings: Settings, name: str) -> bool:
    """Whether the job's inputs or rules differ from what its outputs were made of."""
    lake = Lake(settings.root)
    state = read_state(lake, name)
    if state.number == 0 or state.rules != fingerprint(settings):
        return True
    return any(lake.version(f"silver/{table}") != version for table, version in state.versions.items())

"""Runs a derived job on pinned inputs: new content and the versions it was made of, in one transaction."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.engine import session
from lumbung.lake import Lake, LakeTransaction, VersionGone
from lumbung.quality import checks
from lumbung.quality.checks import Verdict
from lumbung.refine.derived import (
    Changed,
    Derived,
    Made,
    Note,
    State,
    find_derived,
    fingerprint,
    read_state,
    write_state,
)
from lumbung.settings import Settings
from lumbung.silver import all_silver_columns
from lumbung.types import to_arrow, to_spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


ROWS_EMBEDDED = 2_500_000
"""The embedded engine shares its memory with the night."""
ROWS_ON_CLUSTER = 50_000_000
"""A cluster has its own and spills; every plan costs its driver seconds."""


@dataclass(frozen=True)
class Outcome:
    """What a run did. `slices`: replaced in every output."""

    slices: frozenset[str] = frozenset()
    rows: int = 0
    notes: tuple[Note, ...] = ()


def derive(settings: Settings, name: str, night: date, run_id: str, job: Derived | None = None) -> Outcome:
    """Bring a job's outputs up to date with the silver tables it reads.

    A crash leaves either the old outputs with the old versions or a plan that the next run finishes;
    running again without news changes nothing.
    """
    lake = Lake(settings.root)
    lake.recover()
    return _Derivation(settings, lake, name, job or find_derived(name)).run(night, run_id)


class _Derivation:
    """One run; all versions are pinned at its beginning."""

    def __init__(self, settings: Settings, lake: Lake, name: str, job: Derived) -> None:
        self.settings = settings
        self.lake = lake
        self.name = name
        self.job = job
        self.old = read_state(lake, name)
        versions = {table: lake.version(f"silver/{table}") for table in job.reads}
        self.new = State(self.old.number + 1, fingerprint(settings), versions)
        # Nothing remembered: no rules either. A version that no log tells any more cannot be compared with.
        self.anew = self.old.rules != self.new.rules or self._is_forgotten()

    def run(self, night: date, run_id: str) -> Outcome:
        changed = self._changed()
        if not changed and not self.anew and self.old.versions == self.new.versions:
            return Outcome()
        # A name of its own for every state of inputs and outputs: rules that return to what they were,
        # or a state that somebody deleted, find other files than the first time.
        outputs = ",".join(str(self.lake.version(f"silver/{table}")) for table in sorted(self.job.makes))
        with (
            self.lake.workplace(f"derive-{self.name}") as work,
            self.lake.transaction(f"derive:{self.name}:{self.new.number}:{outputs}") as tx,
        ):
            folders = {output: tx.folder(f"silver/{output}") for output in self.job.makes}
            pinned = Pinned(self.settings, self.lake, self.new.versions, self.job, work, folders, self.anew)
            made = self.job.transform(pinned, changed) if changed else None
            rows = self._replace(tx, made, pinned.finished) if made else 0
            if made is None and self.anew:
                self._empty(tx)
            notes = made.notes if made else ()
            checks.write(tx, (_verdict(note, night, run_id) for note in notes), f"turunan-{self.name}")
            write_state(tx, self.name, self.new)
        return Outcome(made.slices if made else frozenset(), rows, notes)

    def _is_forgotten(self) -> bool:
        try:
            for table, version in self.old.versions.items():
                if version != self.new.versions.get(table):
                    self.lake.delta(f"silver/{table}", version)
        except VersionGone:
            return True
        return False

    def _changed(self) -> Changed:
        """Slices to look at again: those whose files differ, or all when the rules do."""
        found = {}
        for table, version in self.new.versions.items():
            before = None if self.anew else self.old.versions.get(table)
            if before == version:
                continue
            slices = self.lake.changed_slices(f"silver/{table}", before)
            if slices:
                found[table] = frozenset(slices)
        return found

    def _replace(self, tx: LakeTransaction, made: Made, finished: Collection[str]) -> int:
        if {*made.tables, *finished} != set(self.job.makes) or set(made.tables) & set(finished):
            raise TypeError(
                f"{self.name}: transform made {sorted([*made.tables, *finished])}, not {sorted(self.job.makes)}"
            )
        for output, frame in made.tables.items():
            _write(frame, self.job.makes[output], tx.folder(f"silver/{output}"))
        return sum(self._add(tx, output, made.slices) for output in self.job.makes)

    def _empty(self, tx: LakeTransaction) -> None:
        """Made anew of nothing: what other rules made must not stay."""
        for output in self.job.makes:
            table = f"silver/{output}"
            if files := self.lake.files(table):
                tx.change(table, self._schema(output), remove=[f.path for f in files])

    def _schema(self, output: str) -> pa.Schema:
        return pa.schema([(c, to_arrow(kind)) for c, kind in self.job.makes[output].items()])

    def _add(self, tx: LakeTransaction, output: str, slices: Collection[str]) -> int:
        """Replace the slices of an output by what was written, one file each; returns the rows."""
        table = f"silver/{output}"
        files = sorted(tx.folder(table).rglob("*.parquet"))
        written = {path: int(pq.read_metadata(path).num_rows) for path in files}
        # Other rules may leave a slice without rows: nothing of the old ones stays.
        removed = [f.path for f in self.lake.files(table) if self.anew or f.slice in slices]
        tx.change(table, self._schema(output), [path for path, rows in written.items() if rows], removed)
        return sum(written.values())


def _typed(frame: DataFrame, columns: Mapping[str, str]) -> DataFrame:
    from pyspark.sql import functions as F

    return frame.select(*(F.col(c).cast(to_spark(to_arrow(kind))).alias(c) for c, kind in columns.items()))


def _write(rows: DataFrame, columns: Mapping[str, str], folder: Path, partitions: int = 4) -> None:
    """A folder per slice, each sorted."""
    from pyspark.sql import functions as F

    sliced = _typed(rows, columns).withColumn("slice", F.col("_slice")).repartition(partitions, "slice")
    ordered = sliced.sortWithinPartitions("slice", *_order(columns))
    ordered.write.mode("append").partitionBy("slice").parquet(str(folder))


def _order(columns: Mapping[str, str]) -> list[str]:
    """The plain columns: lists tell no rows apart and are dear to compare."""
    return [c for c, kind in columns.items() if not kind.endswith("[]")]


class Pinned:
    """Silver tables at pinned versions; the job's own outputs as they stand when the run begins."""

    def __init__(
        self,
        settings: Settings,
        lake: Lake,
        versions: Mapping[str, int | None],
        job: Derived,
        work: Path,
        outputs: Mapping[str, Path],
        empty_outputs: bool = False,
    ) -> None:
        self.reference: Path = settings.reference
        self.work = work
        self.finished: set[str] = set()
        self._outputs = outputs
        self._makes = job.makes
        self._settings = settings
        self._columns = {**all_silver_columns(settings), **job.makes}
        self._files: dict[str, dict[str, list[str]]] = {}
        self._rows: dict[str, Counter[str]] = defaultdict(Counter)
        for table in (*job.reads, *job.makes):
            by_slice = self._files.setdefault(table, {})
            version = versions.get(table)
            if (table in job.makes and empty_outputs) or (table in job.reads and version is None):
                continue
            for file in lake.files(f"silver/{table}", version):
                by_slice.setdefault(file.slice, []).append(str(lake.path(f"silver/{table}") / file.path))
                self._rows[table][file.slice] += file.rows

    def slices(self, table: str) -> set[str]:
        return set(self._files[table])

    def frame(self, table: str, slices: Collection[str] | None = None) -> DataFrame:
        spark = session(self._settings)
        wanted: Iterable[str] = self._files[table] if slices is None else slices
        paths = [path for name in sorted(wanted) for path in self._files[table].get(name, [])]
        if paths:
            return spark.read.parquet(*paths)
        columns = ", ".join(f"`{c}` {to_spark(to_arrow(kind))}" for c, kind in self._columns[table].items())
        return spark.createDataFrame([], columns)

    def keep(self, frame: DataFrame, name: str) -> DataFrame:
        target = self.work / name
        shutil.rmtree(target, ignore_errors=True)
        frame.write.option("compression", "none").parquet(str(target))
        spark = session(self._settings)
        if any(target.glob("*.parquet")):
            return spark.read.parquet(str(target))
        return spark.createDataFrame([], frame.schema)  # an engine may write no file for no rows

    def rows(self, table: str, slices: Collection[str]) -> int:
        return sum(self._rows[table].get(name, 0) for name in slices)

    @property
    def together_rows(self) -> int:
        return ROWS_ON_CLUSTER if self._settings.spark.remote else ROWS_EMBEDDED

    def finish(self, output: str, rows: DataFrame, slices: int) -> None:
        _write(rows, self._makes[output], self._outputs[output], slices)
        self.finished.add(output)


def _verdict(note: Note, night: date, run_id: str) -> Verdict:
    return Verdict(
        run_id=run_id,
        as_of_tgl=night,
        gate=1,
        source=note.source,
        kd_pemda=note.kd_pemda,
        name=note.name,
        severity="kuning",
        passed=False,
        observed="1",
        expected="0",
        subject=note.subject,
        message=note.message,
    )

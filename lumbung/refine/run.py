"""Runs a source's refinement on pinned inputs and commits its slices in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.contracts import Contract, load_contracts
from lumbung.engine import session
from lumbung.ingest import ledger
from lumbung.ingest.ledger import Load
from lumbung.ingest.run import bronze_table
from lumbung.lake import Lake, LakeTransaction
from lumbung.quality import rejected, shares
from lumbung.refine.batches import batches, bytes_per_row
from lumbung.refine.job import Job, find_job
from lumbung.settings import Settings
from lumbung.silver import (
    history_table,
    silver_schema,
    silver_table,
)
from lumbung.types import to_spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from lumbung.refine.keys import Keys

BATCH_ROWS = 400_000
"""Rows refined together, unless one file has more: months of full exports may arrive in one heap."""
BATCH_BYTES = 30_000_000
"""The same in bytes of bronze as its files encode them: wide rows fill the engine's memory sooner."""


def refine_source(settings: Settings, contract: Contract, night: date | None = None, run_id: str = "") -> list[Load]:
    """Bring the pending loads of a source into silver; returns them with their final counts.

    night, run_id: under which it is said (`ops.checks`) that a load has too many quarantined rows.
    """
    lake = Lake(settings.root)
    lake.recover()
    from lumbung.refine.series import SERIES_BATCH_ROWS, SeriesRefinement

    waiting = ledger.pending(lake, contract.source)
    kind, groups, most = _Refinement, [waiting], BATCH_ROWS
    if waiting and not contract.series:
        most = min(most, BATCH_BYTES // bytes_per_row(lake, contract.source, {load.batch for load in waiting}))
    elif contract.series:
        kind, most = SeriesRefinement, SERIES_BATCH_ROWS
        groups = [[x for x in waiting if x.kd_pemda == pemda] for pemda in sorted({x.kd_pemda for x in waiting})]
    done: list[Load] = []
    for batch in (batch for group in groups for batch in batches(group, most)):
        done += kind(settings, lake, contract, find_job(contract.source), batch, night, run_id).run()
    return done


class _Refinement:
    """One batch. Frames are read from pinned file lists, so a frame may be evaluated twice."""

    sorted_by: tuple[str, ...] = ("_key",)
    """Order of the rows in a file."""

    def __init__(
        self,
        settings: Settings,
        lake: Lake,
        contract: Contract,
        job: Job,
        loads: list[Load],
        night: date | None,
        run_id: str,
    ) -> None:
        self.settings = settings
        self.lake = lake
        self.contract = contract
        self.job = job
        self.loads = loads
        self.night = night
        self.run_id = run_id
        self.schema = silver_schema(contract, job)
        self.table = silver_table(contract.source)
        self.history = history_table(contract.source)
        self.work: Path  # while it runs

    @cached_property
    def spark(self) -> SparkSession:
        """Started when there is a row to look at."""
        return session(self.settings)

    def run(self) -> list[Load]:
        name = f"refine:{self.contract.source}:" + ",".join(load.load_id for load in self.loads)
        with (
            self.lake.workplace(f"refine-{self.contract.source}") as self.work,
            self.lake.transaction(name) as tx,
        ):
            return self._fill(tx)

    def _fill(self, tx: LakeTransaction) -> list[Load]:
        from pyspark.sql import functions as F

        from lumbung.refine import semantics
        from lumbung.refine.keys import Keys
        from lumbung.refine.replace import replace_slices

        if not self._arrived():  # every row was quarantined at ingest, or said nothing new
            return self._finish(tx, [ledger.with_fates(load, 0, 0) for load in self.loads], {})
        version = self.contract.version_column if self.contract.semantics == "state" else None
        keys = Keys(self.work, version)
        rows = self._judge(keys)
        counts = keys.counts()
        done = [
            ledger.with_fates(
                load,
                counts[load.load_id, semantics.FATE_DUPLICATE] + counts[load.load_id, semantics.FATE_REPEATED],
                counts[load.load_id, semantics.FATE_QUARANTINED],
            )
            for load in self.loads
        ]
        fates_found = {fate for _, fate in counts}
        reasons: dict[str, Counter[str]] = {}
        if semantics.FATE_QUARANTINED in fates_found:
            reasons = rejected.write(tx, self.contract, self.loads, rows.filter(F.size("_reject") > 0))
        if fates_found & {semantics.FATE_VALID, semantics.FATE_DUPLICATE}:
            replace_slices(self, tx, rows, keys)
        return self._finish(tx, done, reasons)

    def _finish(self, tx: LakeTransaction, done: list[Load], reasons: Mapping[str, Counter[str]]) -> list[Load]:
        """Write the ledger and say it when ingest and refine together quarantined too much."""
        if self.night is not None:
            shares.write(tx, shares.judge(self.contract, done, reasons, self.night, self.run_id), self.contract.source)
        ledger.write(tx, done)
        return done

    def _arrived(self) -> list[str]:
        """The bronze files that hold the batch's rows."""
        return self.lake.paths(bronze_table(self.contract.source), {load.batch for load in self.loads})

    def _judge(self, keys: Keys) -> DataFrame:
        """New rows with the job's columns, stored once when there is anything to work out; `keys` learns
        their fates."""
        from pyspark.sql import functions as F

        from lumbung.refine import semantics

        arrived, loads = self._arrived(), [load.load_id for load in self.loads]
        keys.take(arrived, loads, rejected=False, repeats=False)
        slices = keys.slices()
        rows = self._read(arrived).filter(F.col("_load_id").isin(loads))
        if self.job.transform or self.job.repeats or self.contract.whole_slice:
            rows = rows.withColumn("_reject", F.array().cast("array<string>"))
            references = self._references()
            if self.job.transform:
                rows = self.job.transform(rows, references)
            if self.contract.whole_slice:
                unread = self.spark.createDataFrame(shares.unread(self.loads), "_load_id string, _unread bigint")
                rows = semantics.torn_apart(rows, unread, self.contract.quarantine_limit_pct)
            if self.job.repeats:
                live = self._read(self.lake.paths(self.table, self._around(slices)))
                rows = self.job.repeats(rows, live, references)
            rows = self._kept(rows, "rows")
            stored = sorted((self.work / "rows").glob("*.parquet"))
            keys.take(stored, loads, rejected=True, repeats=self.job.repeats is not None)
        known = [*self.lake.paths(self.table, slices), *self.lake.paths(self.history, slices)]
        if found := keys.copies(known):
            again, seen = (self.spark.read.parquet(str(path)) for path in found)
            judged = semantics.fates(again.withColumn("_reject", F.array().cast("array<string>")), seen)
            copies = judged.filter(F.col("_fate") == semantics.FATE_DUPLICATE).select("_load_id", "_row", "_key")
            copies.write.parquet(str(self.work / "repeated"))
            keys.mark(semantics.FATE_DUPLICATE, self.work / "repeated")
        return rows

    def _kept(self, frame: DataFrame, name: str) -> DataFrame:
        """The frame, worked out once."""
        target = self.work / name
        frame.write.option("compression", "none").parquet(str(target))
        if any(target.glob("*.parquet")):
            return self.spark.read.parquet(str(target))
        return self.spark.createDataFrame([], frame.schema)  # an engine may write no file for no rows

    def _references(self) -> dict[str, DataFrame]:
        """What the job looks things up in: reference tables, and silver of the sources it refers to."""
        folder = self.settings.reference
        found = {n: self.spark.createDataFrame(make(folder)) for n, make in self.job.reads.items()}
        concerned = {load.kd_pemda for load in self.loads}
        for source in self.contract.refers_to:
            other = load_contracts(self.settings.contracts)[source]
            schema = silver_schema(other, find_job(source))
            files = self.lake.files(silver_table(source))
            base = self.lake.path(silver_table(source))
            near = [str(base / f.path) for f in files if f.slice.split("_")[0] in concerned]
            found[source] = self._read(near, schema)
        return found

    def _read(self, paths: Iterable[str], schema: pa.Schema | None = None, keys_only: bool = False) -> DataFrame:
        """Pinned files as a frame; an empty frame of the schema (own silver's) when there are none."""
        files = list(paths)
        frame = self.spark.read.parquet(*files) if files else self._empty(schema or self.schema)
        return frame.select("_key", "_hash", "_slice") if keys_only else frame

    def _empty(self, schema: pa.Schema) -> DataFrame:
        columns = ", ".join(f"`{f.name}` {to_spark(f.type)}" for f in schema)
        return self.spark.createDataFrame([], columns)

    def _slices(self, frame: DataFrame) -> set[str]:
        return {row["_slice"] for row in frame.select("_slice").distinct().collect()}

    def _around(self, slices: set[str]) -> set[str]:
        """The slices and, of each, the ones before and after it in the table: of months, the neighbours."""
        near = set(slices)
        held = {file.slice for file in self.lake.files(self.table)}
        ordered = sorted(held | slices)
        for at, name in enumerate(ordered):
            if name in slices:
                near |= set(ordered[max(0, at - 1) : at + 2])
        return near

    def _write(self, tx: LakeTransaction, table: str, schema: pa.Schema, content: DataFrame, slices: set[str]) -> None:
        """Replace the slices of a table by `content`, one file per slice."""
        from pyspark.sql import functions as F

        folder = tx.folder(table)
        (
            content.withColumn("slice", F.col("_slice"))
            .repartition(4, "slice")
            .sortWithinPartitions("slice", *self.sorted_by)
            .write.mode("append")
            .partitionBy("slice")
            .parquet(str(folder))
        )
        removed = [f.path for f in self.lake.files(table) if f.slice in slices]
        tx.change(table, schema, [p for p in sorted(folder.rglob("*.parquet")) if _rows(p)], removed)

    def _add_history(self, tx: LakeTransaction, superseded: DataFrame) -> None:
        """Add versions to the history; the frame is evaluated twice."""
        if not (slices := self._slices(superseded)):
            return
        old = self._read(self.lake.paths(self.history, slices)).select(*self.schema.names)
        self._write(tx, self.history, self.schema, old.unionByName(superseded), slices)


def _rows(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows)

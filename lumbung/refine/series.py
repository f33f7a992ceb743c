"""Refinement of readings of many series: fifty million rows a year, so no hash, no sort and no shuffle for
a row that only has to be kept.

A narrow pass along every series finds the few days that need a decision: where the source's job may reject
a reading, or one came more than once. Only these are looked at by the engine, and go through the semantics of
all sources; a bronze file with nothing else in it than sound readings of a new slice becomes a file of silver
as it is. A late file touches the slices of its own days only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.dataset as ds

from lumbung.contracts import load_contracts
from lumbung.ingest import ledger
from lumbung.ingest.ledger import Load
from lumbung.lake import LakeTransaction
from lumbung.quality import rejected
from lumbung.refine import links, screen
from lumbung.refine.claims import ROW, Counts, Decided, counted, decide, filled, settle
from lumbung.refine.job import REPEATS_ONLY, Look, Screen, find_job
from lumbung.refine.run import _Refinement
from lumbung.refine.runs import Reader, Told
from lumbung.silver import silver_schema, silver_table

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

SERIES_BATCH_ROWS = 5_000_000
"""Readings refined together, of one government: as many as the engine may have to look at."""
REJECTED_ROWS = 200_000
"""Rejected readings told to the quarantine together."""
LOOK_BACK = 7
"""Standing slices before the touched ones in which a series' reading before is looked for."""


class SeriesRefinement(_Refinement):
    """One batch of one government."""

    @cached_property
    def _key(self) -> tuple[str, str]:
        return str(self.contract.series), str(self.contract.moment)

    @cached_property
    def sorted_by(self) -> tuple[str, ...]:  # type: ignore[override]
        return self._key

    @cached_property
    def _screen(self) -> Screen:
        return self.job.screen or (Screen() if self.job.looks else REPEATS_ONLY)

    @cached_property
    def _told(self) -> list[Told]:
        """The bronze files with rows of the batch."""
        reader = Reader(*self._key, self._screen, {load.load_id for load in self.loads})
        return [told for told in reader.read(self._arrived()) if told.slices]

    @cached_property
    def _held(self) -> list[Told]:
        """The standing files near them."""
        return Reader(*self._key, self._screen).read(self.lake.paths(self.table, self._near))

    def _fill(self, tx: LakeTransaction) -> list[Load]:
        if not self._told:  # every row was quarantined at ingest, or said nothing new
            return self._finish(tx, self._all_valid(), {})
        runs = pa.concat_tables([told.runs for told in (*self._told, *self._held)])
        suspects = screen.suspects(runs, self._screen, self._tables())
        looked = screen.files(runs, suspects)
        if not any(told.path in looked for told in self._told):
            self._replace(tx, Decided(), set())
            return self._finish(tx, self._all_valid(), {})
        from pyspark.sql import functions as F

        from lumbung.refine import semantics

        marked = self._kept(self._marked(suspects, looked), "marked")
        new = self._new(told.path for told in self._told if told.path in looked)
        counts = counted(marked)
        reasons: dict[str, Counter[str]] = {}
        if any(fate == semantics.FATE_QUARANTINED for _, fate in counts):
            why = marked.filter(F.col("_fate") == semantics.FATE_QUARANTINED).select(*ROW, "_reject")
            for loads in _shares(self.loads, counts):
                some = why.filter(F.col("_load_id").isin([load.load_id for load in loads]))
                reasons |= rejected.write(tx, self.contract, loads, new.join(some, ROW))
        decided = decide(self, new, marked, counts)
        self._replace(tx, decided, self._slices(marked))
        if decided.claims is not None:
            counts.update(settle(self, tx, decided.claims))
        return self._finish(tx, [_with_fates(load, counts) for load in self.loads], reasons)

    def _all_valid(self) -> list[Load]:
        return [ledger.with_fates(load, 0, 0) for load in self.loads]

    def _tables(self) -> dict[str, pa.Table]:
        """The job's references for its screen, as `_references` has them for its looks."""
        found = {name: make(self.settings.reference) for name, make in self.job.reads.items()}
        for source in self.contract.refers_to:
            schema = silver_schema(load_contracts(self.settings.contracts)[source], find_job(source))
            table = silver_table(source)
            own = [f.path for f in self.lake.files(table) if f.slice.split("_")[0] == self.loads[0].kd_pemda]
            files = [str(self.lake.path(table) / path) for path in own]
            found[source] = ds.dataset(files, schema=schema).to_table() if files else schema.empty_table()
        return found

    def _new(self, paths: Iterable[str]) -> DataFrame:
        """Rows of the batch in some of its bronze files."""
        from pyspark.sql import functions as F

        return self._read(paths).filter(F.col("_load_id").isin([load.load_id for load in self.loads]))

    def _beside(self, rows: DataFrame, look: Look, order: list[str]) -> DataFrame:
        from pyspark.sql import Window
        from pyspark.sql import functions as F

        along = Window.partitionBy(self._key[0]).orderBy(*order)
        ahead = {n: F.lag(c, -by) if by < 0 else F.lead(c, by) for n, (c, by) in look.beside.items()}
        return look.judge(rows.withColumns({name: column.over(along) for name, column in ahead.items()}))

    def _marked(self, suspects: pa.Table, looked: set[str]) -> DataFrame:
        """New rows among the suspects that need a decision: key, `_load_id`, `_row`, `_slice`, `_reject`, and
        `_fate` (NULL: read more than once)."""
        from pyspark.sql import functions as F

        from lumbung.refine.semantics import FATE_QUARANTINED

        series, moment = self._key
        columns = ["kd_pemda", *(c.name for c in self.contract.content), *ROW, "_slice"]
        held = self._read(told.path for told in self._held if told.path in looked).select(*columns)
        new = self._new(told.path for told in self._told if told.path in looked).select(*columns)
        rows = held.withColumn("_new", F.lit(False)).unionByName(new.withColumn("_new", F.lit(True)))
        days = self.spark.createDataFrame(suspects.rename_columns([series, "_day"]))
        rows = rows.withColumn("_day", _day(F.col(moment))).join(days, [series, "_day"], "left_semi")
        order = {load.load_id: at for at, load in enumerate(self.loads, 1)}
        ranks = self.spark.createDataFrame(pa.table({"_load_id": list(order), "_rank": list(order.values())}))
        rows = rows.join(ranks, "_load_id", "left")
        # Standing rows come first, then deliveries in their order; one number sorts faster than two.
        rows = rows.withColumn("_order", F.coalesce("_rank", F.lit(0)) * F.lit(1 << 32) + F.col("_row"))
        if self.job.transform:
            rows = self.job.transform(rows, self._references())
        rows = rows.withColumn("_reject", F.lit(None).cast("array<string>"))
        neighbours = Look({"_before_at": (moment, -1), "_after_at": (moment, 1)}, lambda seen: seen)
        for look in (neighbours, *self.job.looks):
            rows = self._beside(rows, look, [moment, "_order"])
        again = (F.col(moment) == F.col("_before_at")) | (F.col(moment) == F.col("_after_at"))
        lost = F.coalesce(F.size("_reject"), F.lit(0)) > 0
        return rows.filter(F.col("_new") & (lost | F.coalesce(again, F.lit(False)))).select(
            *self._key, *ROW, "_slice", "_reject", F.when(lost, F.lit(FATE_QUARANTINED)).alias("_fate")
        )

    @cached_property
    def _near(self) -> set[str]:
        """Standing slices that are touched, or hold the neighbours of touched ones."""
        slices = {name for told in self._told for name in told.slices}
        pemda = {name.split("_")[0] for name in slices}
        held = {f.slice for f in self.lake.files(self.table) if f.slice.split("_")[0] in pemda}
        near = slices & held
        ordered = sorted(held | slices)
        for at, name in enumerate(ordered):
            if name in slices:
                near |= set(ordered[max(0, at - LOOK_BACK) : at + 2]) & held
        return near

    def _replace(self, tx: LakeTransaction, decided: Decided, disputed: set[str]) -> None:
        """Bring the rows that nobody contests into their slices. disputed: slices with rows that were
        decided upon."""
        apart = disputed | {f.slice for f in self.lake.files(self.table)}
        mixed = {s for told in self._told if not links.is_alike(told, self.schema) for s in told.slices}
        mixed |= {s for told in self._told for s in told.slices if s in apart}
        folder = tx.folder(self.table)
        for told in self._told:
            if not told.slices & mixed:
                links.link(told, folder)
        rewritten = self._copy(decided, mixed, folder) if mixed else set()
        removed = [f.path for f in self.lake.files(self.table) if f.slice in rewritten]
        added = filled(folder)
        if added or removed:
            tx.change(self.table, self.schema, added, removed)

    def _copy(self, decided: Decided, mixed: set[str], folder: Path) -> set[str]:
        """Write slices anew, of the standing rows and the batch's; those that get rows of the batch."""
        from pyspark.sql import functions as F

        new = self._new(told.path for told in self._told if told.slices & mixed)
        new = new.filter(F.col("_slice").isin(sorted(mixed)))
        if decided.gone is not None:
            new = new.join(decided.gone, ROW, "left_anti")
        slices = self._slices(new)
        if not slices:
            return set()
        columns = self.schema.names
        rows = self._read(self.lake.paths(self.table, slices)).select(*columns).unionByName(new.select(*columns))
        if decided.contested is not None:
            rows = rows.join(decided.contested, list(self._key), "left_anti")
        rows.withColumn("slice", F.col("_slice")).write.mode("append").partitionBy("slice").parquet(str(folder))
        return slices


def _day(moment: Column) -> Column:
    from pyspark.sql import functions as F

    return F.floor(F.unix_seconds(moment) / 86_400).cast("bigint")


def _shares(loads: list[Load], counts: Counts) -> Iterator[list[Load]]:
    """Loads with rejected rows, as many together as may be held at once: a register of meters that never
    came rejects them all."""
    from lumbung.refine.semantics import FATE_QUARANTINED

    share: list[Load] = []
    held = 0
    for load in loads:
        lost = counts.get((load.load_id, FATE_QUARANTINED), 0)
        if share and held + lost > REJECTED_ROWS:
            yield share
            share, held = [], 0
        if lost:
            share.append(load)
            held += lost
    if share:
        yield share


def _with_fates(load: Load, counts: Counts) -> Load:
    from lumbung.refine.semantics import FATE_DUPLICATE, FATE_QUARANTINED

    repeated, lost = (counts.get((load.load_id, fate), 0) for fate in (FATE_DUPLICATE, FATE_QUARANTINED))
    return ledger.with_fates(load, repeated, lost)

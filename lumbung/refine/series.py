"""Refinement of readings of many series: fifty million rows a year, so no hash, no sort and no shuffle for
a row that only has to be kept.

A narrow pass along every series finds the few rows that need a decision: rejected by the source's job, or
read more than once. Those go through the semantics of all sources; the rest is copied from bronze to
silver, slice by slice. A late file touches the slices of its own days only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from lumbung.ingest import ledger
from lumbung.ingest.ledger import Load
from lumbung.lake import LakeTransaction
from lumbung.quality import rejected
from lumbung.refine.job import Look
from lumbung.refine.run import _Refinement, _rows

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

SERIES_BATCH_ROWS = 5_000_000
"""Readings refined together, of one government."""
REJECTED_ROWS = 200_000
"""Rejected readings told to the quarantine together."""
LOOK_BACK = 7
"""Standing slices before the touched ones in which a series' reading before is looked for."""
_ROW = ["_load_id", "_row"]
"""What names a delivered row."""


@dataclass(frozen=True)
class _Decided:
    """Rows that do not simply go to silver. `gone`: quarantined and repeated ones by `_load_id`, `_row`;
    `contested`: keys that several contents claim, `claims`: those contents; None where there are none."""

    gone: DataFrame | None
    contested: DataFrame | None
    claims: DataFrame | None


class SeriesRefinement(_Refinement):
    """One batch of one government."""

    @cached_property
    def _key(self) -> list[str]:
        return [str(self.contract.series), str(self.contract.moment)]

    @cached_property
    def sorted_by(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(self._key)

    def _fill(self, tx: LakeTransaction) -> list[Load]:
        from pyspark.sql import functions as F

        from lumbung.refine import semantics

        if not self._arrived():
            return self._finish(tx, [ledger.with_fates(load, 0, 0) for load in self.loads], {})
        marked = self._kept(self._marked(), "marked")
        counts = _counted(marked, "_fate")
        reasons: dict[str, Counter[str]] = {}
        if any(fate == semantics.FATE_QUARANTINED for _, fate in counts):
            why = marked.filter(F.col("_fate") == semantics.FATE_QUARANTINED).select(*_ROW, "_reject")
            for loads in _shares(self.loads, counts):
                some = why.filter(F.col("_load_id").isin([load.load_id for load in loads]))
                reasons |= rejected.write(tx, self.contract, loads, self._new().join(some, _ROW))
        decided = self._decide(marked, counts)
        self._replace(tx, decided)
        if decided.claims is not None:
            counts.update(self._settle(tx, decided.claims))
        return self._finish(tx, [_with_fates(load, counts) for load in self.loads], reasons)

    def _new(self) -> DataFrame:
        from pyspark.sql import functions as F

        rows = self._read(self._arrived())
        return rows.filter(F.col("_load_id").isin([load.load_id for load in self.loads]))

    def _readings(self) -> DataFrame:
        """New rows and the standing ones around them, told apart by `_new`."""
        from pyspark.sql import functions as F

        columns = ["kd_pemda", *(c.name for c in self.contract.content), *_ROW]
        rows = self._read(self.lake.paths(self.table, self._near)).select(*columns)
        return rows.withColumn("_new", F.lit(False)).unionByName(
            self._new().select(*columns).withColumn("_new", F.lit(True))
        )

    def _beside(self, rows: DataFrame, look: Look, order: list[str]) -> DataFrame:
        from pyspark.sql import Window
        from pyspark.sql import functions as F

        along = Window.partitionBy(self._key[0]).orderBy(*order)
        ahead = {n: F.lag(c, -by) if by < 0 else F.lead(c, by) for n, (c, by) in look.beside.items()}
        return look.judge(rows.withColumns({name: column.over(along) for name, column in ahead.items()}))

    def _suspects(self) -> DataFrame | None:
        """Series and day of what has to be looked at closely; None: everything."""
        from pyspark.sql import functions as F

        series, moment = self._key
        if self.job.screen is None:
            return None
        rows = self._readings()
        if self.job.transform:
            rows = self.job.transform(rows, self._references())
        screen = Look({"_before_at": (moment, -1), **self.job.screen.beside}, self.job.screen.judge)
        rows = self._beside(rows, screen, [moment])
        again = F.coalesce(F.col(moment) == F.col("_before_at"), F.lit(False))
        found = rows.filter(F.col("_suspect") | again).select(series, moment, "_before_at")
        before = F.coalesce("_before_at", moment)
        days = F.array(
            *(_day(at) + by for at, by in ((moment, -1), (moment, 0), (moment, 1), (before, -1), (before, 0)))
        )
        return found.select(series, F.explode(days).alias("_day")).distinct()

    def _marked(self) -> DataFrame:
        """New rows that need a decision: key, `_load_id`, `_row`, `_reject`, and `_fate` (NULL: read more
        than once)."""
        from pyspark.sql import functions as F

        from lumbung.refine.semantics import FATE_QUARANTINED

        series, moment = self._key
        suspects = self._suspects()
        rows = self._readings()
        if suspects is not None:
            near = self._kept(suspects, "suspects")
            rows = rows.withColumn("_day", _day(F.col(moment))).join(near, [series, "_day"], "left_semi")
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
            *self._key, *_ROW, "_reject", F.when(lost, F.lit(FATE_QUARANTINED)).alias("_fate")
        )

    @cached_property
    def _near(self) -> set[str]:
        """Standing slices that are touched, or hold the neighbours of touched ones."""
        slices = self._slices(self._new())
        pemda = {name.split("_")[0] for name in slices}
        held = {f.slice for f in self.lake.files(self.table) if f.slice.split("_")[0] in pemda}
        near = {name for name in slices if name in held}
        ordered = sorted(held | set(slices))
        for at, name in enumerate(ordered):
            if name in slices:
                near |= set(ordered[max(0, at - LOOK_BACK) : at + 2]) & held
        return near

    def _decide(self, marked: DataFrame, counts: Counter[tuple[str, str | None]]) -> _Decided:
        """Tell rows that only repeat the delivery before from contents that contradict each other.
        Counts the former."""
        from pyspark.sql import Window
        from pyspark.sql import functions as F

        from lumbung.refine.semantics import FATE_DUPLICATE

        if not counts:
            return _Decided(None, None, None)
        gone = marked.filter(F.col("_fate").isNotNull()).select(*_ROW)
        tied = marked.filter(F.col("_fate").isNull())
        if not any(fate is None for _, fate in counts):
            return _Decided(gone, None, None)
        fresh = self._new().join(tied.select(*_ROW), _ROW, "left_semi")
        held = self._read(self.lake.paths(self.table, self._slices(fresh)))
        held = held.join(tied.select(*self._key).distinct(), self._key, "left_semi")
        columns = self.schema.names
        claims = (
            held.select(*columns)
            .withColumn("_fresh", F.lit(0))
            .unionByName(fresh.select(*columns).withColumn("_fresh", F.lit(1)))
        )
        delivered = Window.partitionBy("_key").orderBy("_fresh", "_seq", "_row")
        claims = self._identified(claims).withColumn("_before", F.lag("_hash").over(delivered))
        claims = self._kept(claims.withColumn("_again", F.col("_hash").eqNullSafe(F.col("_before"))), "claims")
        repeated = claims.filter("_again and _fresh = 1").select(*_ROW)
        for key in [key for key in counts if key[1] is None]:
            del counts[key]
        counts.update(_counted(repeated.withColumn("_fate", F.lit(FATE_DUPLICATE)), "_fate"))
        keys = claims.filter("not _again").groupBy("_key", *self._key).count().filter("count > 1")
        keys = self._kept(keys.select("_key", *self._key), "contested")
        contested = keys.count() > 0
        gone = self._kept(gone.unionByName(repeated), "gone")
        if not contested:
            return _Decided(gone, None, None)
        left = claims.filter("not _again").join(keys.select("_key"), "_key", "left_semi")
        return _Decided(gone, keys.select(*self._key), left)

    def _identified(self, rows: DataFrame) -> DataFrame:
        """With `_key` and `_hash`, as other sources have them."""
        from pyspark.sql import functions as F

        def text(name: str) -> Column:
            column = F.col(name)
            plain = F.unix_micros(column) if self.contract.column(name).type == "TIMESTAMPTZ" else column
            return F.coalesce(plain.cast("string"), F.lit(chr(30)))

        content = [text(c.name) for c in self.contract.content]
        key = F.concat_ws(chr(31), "kd_pemda", *(text(name) for name in self._key))
        return rows.withColumns({"_key": F.md5(key), "_hash": F.md5(F.concat_ws(chr(31), *content))})

    def _replace(self, tx: LakeTransaction, decided: _Decided) -> None:
        """Copy the rows that nobody contests into their slices."""
        from pyspark.sql import functions as F

        new = self._new()
        if decided.gone is not None:
            new = new.join(decided.gone, _ROW, "left_anti")
        slices = self._slices(new)
        if not slices:
            return
        columns = self.schema.names
        rows = self._read(self.lake.paths(self.table, slices)).select(*columns).unionByName(new.select(*columns))
        if decided.contested is not None:
            rows = rows.join(decided.contested, self._key, "left_anti")
        folder = tx.folder(self.table)
        rows.withColumn("slice", F.col("_slice")).write.mode("append").partitionBy("slice").parquet(str(folder))
        removed = [f.path for f in self.lake.files(self.table) if f.slice in slices]
        tx.change(self.table, self.schema, _filled(folder), removed)

    def _settle(self, tx: LakeTransaction, claims: DataFrame) -> Counter[tuple[str, str | None]]:
        """Contradicting contents: the last delivery wins, the others are history. Returns the duplicates
        among them (a content that came back)."""
        from pyspark.sql import functions as F

        from lumbung.refine import semantics

        columns = [*self.schema.names, "_key", "_hash"]
        live = claims.filter("_fresh = 0").select(*columns)
        slices = self._slices(claims)
        past = self._identified(self._read(self.lake.paths(self.history, slices)))
        known = live.select("_key", "_hash").unionByName(past.select("_key", "_hash"))
        fresh = claims.filter("_fresh = 1").select(*columns).withColumn("_reject", F.array().cast("array<string>"))
        judged = self._kept(semantics.fates(fresh, known), "judged")
        arrived = judged.filter(F.col("_fate") == semantics.FATE_VALID).withColumn("_again", F.lit(False))
        back = semantics.returned(judged, live.select("_key", "_hash")).withColumn("_again", F.lit(True))
        arrived = arrived.unionByName(back).select(*columns, "_again")
        content, superseded = semantics.latest_versions(arrived, live, [])
        folder = tx.folder(self.table) / "versi"
        settled = content.select(*self.schema.names).withColumn("slice", F.col("_slice"))
        settled.repartition(1).write.mode("append").partitionBy("slice").parquet(str(folder))
        tx.change(self.table, self.schema, _filled(folder))
        self._add_history(tx, superseded.select(*self.schema.names))
        return _counted(judged.filter(F.col("_fate") == semantics.FATE_DUPLICATE), "_fate")


def _day(moment: Column | str) -> Column:
    from pyspark.sql import functions as F

    return F.floor(F.unix_seconds(moment) / 86_400).cast("bigint")


def _filled(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.parquet")) if _rows(path)]


def _counted(frame: DataFrame, column: str) -> Counter[tuple[str, str | None]]:
    """Rows by load and the column."""
    return Counter(
        {(r["_load_id"], r[column]): r["count"] for r in frame.groupBy("_load_id", column).count().collect()}
    )


def _shares(loads: list[Load], counts: Mapping[tuple[str, str | None], int]) -> Iterator[list[Load]]:
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


def _with_fates(load: Load, counts: Mapping[tuple[str, str | None], int]) -> Load:
    from lumbung.refine.semantics import FATE_DUPLICATE, FATE_QUARANTINED

    repeated, lost = (counts.get((load.load_id, fate), 0) for fate in (FATE_DUPLICATE, FATE_QUARANTINED))
    return ledger.with_fates(load, repeated, lost)

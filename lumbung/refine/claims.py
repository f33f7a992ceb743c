"""Readings of a series source that came more than once: repeated, corrected, brought back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lumbung.lake import LakeTransaction
from lumbung.refine.run import _rows

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from lumbung.refine.series import SeriesRefinement

ROW = ["_load_id", "_row"]
"""What names a delivered row."""
Counts = Counter[tuple[str, str | None]]
"""Rows by load and fate."""


@dataclass(frozen=True)
class Decided:
    """Rows that do not simply go to silver. `gone`: quarantined and repeated ones by `_load_id`, `_row`;
    `contested`: keys that several contents claim, `claims`: those contents; None where there are none."""

    gone: DataFrame | None = None
    contested: DataFrame | None = None
    claims: DataFrame | None = None


def decide(run: SeriesRefinement, new: DataFrame, marked: DataFrame, counts: Counts) -> Decided:
    """Tell rows that only repeat the delivery before from contents that contradict each other.
    Counts the former. new: the batch's rows in the files looked at; marked: those that need a decision."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    from lumbung.refine.semantics import FATE_DUPLICATE

    if not counts:
        return Decided(None, None, None)
    gone = marked.filter(F.col("_fate").isNotNull()).select(*ROW)
    tied = marked.filter(F.col("_fate").isNull())
    if not any(fate is None for _, fate in counts):
        return Decided(gone, None, None)
    fresh = new.join(tied.select(*ROW), ROW, "left_semi")
    held = run._read(run.lake.paths(run.table, run._slices(fresh)))
    held = held.join(tied.select(*run._key).distinct(), list(run._key), "left_semi")
    columns = run.schema.names
    claims = (
        held.select(*columns)
        .withColumn("_fresh", F.lit(0))
        .unionByName(fresh.select(*columns).withColumn("_fresh", F.lit(1)))
    )
    delivered = Window.partitionBy("_key").orderBy("_fresh", "_seq", "_row")
    claims = _identified(run, claims).withColumn("_before", F.lag("_hash").over(delivered))
    claims = run._kept(claims.withColumn("_again", F.col("_hash").eqNullSafe(F.col("_before"))), "claims")
    repeated = claims.filter("_again and _fresh = 1").select(*ROW)
    for key in [key for key in counts if key[1] is None]:
        del counts[key]
    counts.update(counted(repeated.withColumn("_fate", F.lit(FATE_DUPLICATE))))
    keys = claims.filter("not _again").groupBy("_key", *run._key).count().filter("count > 1")
    keys = run._kept(keys.select("_key", *run._key), "contested")
    contested = keys.count() > 0
    gone = run._kept(gone.unionByName(repeated), "gone")
    if not contested:
        return Decided(gone, None, None)
    left = claims.filter("not _again").join(keys.select("_key"), "_key", "left_semi")
    return Decided(gone, keys.select(*run._key), left)


def settle(run: SeriesRefinement, tx: LakeTransaction, claims: DataFrame) -> Counts:
    """Contradicting contents: the last delivery wins, the others are history. Returns the duplicates
    among them (a content that came back)."""
    from pyspark.sql import functions as F

    from lumbung.refine import semantics

    columns = [*run.schema.names, "_key", "_hash"]
    live = claims.filter("_fresh = 0").select(*columns)
    slices = run._slices(claims)
    past = _identified(run, run._read(run.lake.paths(run.history, slices)))
    known = live.select("_key", "_hash").unionByName(past.select("_key", "_hash"))
    fresh = claims.filter("_fresh = 1").select(*columns).withColumn("_reject", F.array().cast("array<string>"))
    judged = run._kept(semantics.fates(fresh, known), "judged")
    arrived = judged.filter(F.col("_fate") == semantics.FATE_VALID).withColumn("_again", F.lit(False))
    back = semantics.returned(judged, live.select("_key", "_hash")).withColumn("_again", F.lit(True))
    arrived = arrived.unionByName(back).select(*columns, "_again")
    content, superseded = semantics.latest_versions(arrived, live, [])
    folder = tx.folder(run.table) / "versi"
    settled = content.select(*run.schema.names).withColumn("slice", F.col("_slice"))
    settled.repartition(1).write.mode("append").partitionBy("slice").parquet(str(folder))
    tx.change(run.table, run.schema, filled(folder))
    run._add_history(tx, superseded.select(*run.schema.names))
    return counted(judged.filter(F.col("_fate") == semantics.FATE_DUPLICATE))


def _identified(run: SeriesRefinement, rows: DataFrame) -> DataFrame:
    """With `_key` and `_hash`, as other sources have them."""
    from pyspark.sql import functions as F

    def text(name: str) -> Column:
        column = F.col(name)
        plain = F.unix_micros(column) if run.contract.column(name).type == "TIMESTAMPTZ" else column
        return F.coalesce(plain.cast("string"), F.lit(chr(30)))

    content = [text(c.name) for c in run.contract.content]
    key = F.concat_ws(chr(31), "kd_pemda", *(text(name) for name in run._key))
    return rows.withColumns({"_key": F.md5(key), "_hash": F.md5(F.concat_ws(chr(31), *content))})


def counted(frame: DataFrame) -> Counts:
    """Rows by load and `_fate`."""
    return Counter(
        {(r["_load_id"], r["_fate"]): r["count"] for r in frame.groupBy("_load_id", "_fate").count().collect()}
    )


def filled(folder: Path) -> list[Path]:
    """The Parquet files below a folder that have rows."""
    return [path for path in sorted(folder.rglob("*.parquet")) if _rows(path)]

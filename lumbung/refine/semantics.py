"""What the rows of new loads do to a silver table: pure DataFrame → DataFrame.

Every bronze row carries `_key` (hash of government and key), `_hash` (hash of the content),
`_slice` (the file slice), `_group` (what a snapshot file replaces), `_seq` and `_row` (order of
delivery). Equal content means equal slice, so duplicates are looked for in the row's own slice.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from lumbung.quality.shares import TORN

FATE_VALID, FATE_DUPLICATE, FATE_QUARANTINED = "valid", "duplicate", "quarantined"
FATE_REPEATED = "repeated"
"""A duplicate by the source's own rule: its key may never have been in silver."""


def fates(new: DataFrame, known: DataFrame) -> DataFrame:
    """`new` plus `_fate`. `known`: `_key`, `_hash` of all versions in silver (current and old).

    A row is a duplicate when the same key came with the same content before: in `known`, or earlier
    in `new`. Rows with `_reject` codes are quarantined, whatever else they are; rows that their job
    marked in `_repeat` are repeated.
    """
    seen = known.select("_key", "_hash").distinct().withColumn("_seen", F.lit(True))
    earlier = Window.partitionBy("_key", "_hash").orderBy("_seq", "_row")
    good = (
        new.filter(F.size("_reject") == 0)
        .join(seen, ["_key", "_hash"], "left")
        .withColumn("_copy", F.row_number().over(earlier))
    )
    is_copy = F.col("_seen").isNotNull() | (F.col("_copy") > 1)
    by_rule = F.col("_repeat") if "_repeat" in new.columns else F.lit(False)
    fate = F.when(by_rule, FATE_REPEATED).when(is_copy, FATE_DUPLICATE).otherwise(FATE_VALID)
    judged = good.select(*new.columns, fate.alias("_fate"))
    rejected = new.filter(F.size("_reject") > 0).withColumn("_fate", F.lit(FATE_QUARANTINED))
    return judged.unionByName(rejected)


def torn_apart(new: DataFrame, unread: DataFrame, limit_pct: float) -> DataFrame:
    """`new` with TORN in `_reject` of every row of a load and group that lost more than `limit_pct`.

    unread: `_load_id`, `_unread`: rows that never came here. Which group they were of nobody knows,
    so they count against every group of their load.
    """
    whole = Window.partitionBy("_load_id", "_group")
    counted = new.join(unread, "_load_id", "left").withColumns(
        {
            "_bad": F.sum(F.when(F.size("_reject") > 0, 1).otherwise(0)).over(whole) + F.col("_unread"),
            "_all": F.count("*").over(whole) + F.col("_unread"),
        }
    )
    torn = 100 * F.col("_bad") > limit_pct * F.col("_all")
    marked = F.when(torn, F.array_union("_reject", F.array(F.lit(TORN)))).otherwise(F.col("_reject"))
    return counted.withColumn("_reject", marked).select(*new.columns)


def returned(judged: DataFrame, current: DataFrame) -> DataFrame:
    """Duplicates that bring back what a key held before another content: the delivery before them
    differs. They count as duplicates, yet the source's last word is theirs.

    `current`: `_key`, `_hash` of the live rows in the slices of `judged`.
    """
    repeated = judged.filter(F.col("_fate") == FATE_DUPLICATE).select("_key").distinct()
    before = F.lag("_hash").over(Window.partitionBy("_key").orderBy("_seq", "_row"))
    return (
        judged.filter(F.col("_fate").isin(FATE_VALID, FATE_DUPLICATE))
        .join(repeated, "_key", "left_semi")
        .join(current.select("_key", F.col("_hash").alias("_now")), "_key", "left")
        .withColumn("_before", F.coalesce(before, "_now"))
        .filter((F.col("_fate") == FATE_DUPLICATE) & ~F.col("_before").eqNullSafe(F.col("_hash")))
        .select(*judged.columns)
    )


def latest_versions(fresh: DataFrame, current: DataFrame, precedence: Sequence[str]) -> tuple[DataFrame, DataFrame]:
    """`event` and `state`: one row per key stays, by `precedence` (highest first), then delivery.

    `fresh`: valid rows and those that `returned`, told apart by `_again`; `current`: the live rows of
    every touched slice. Returns the slices' new content and the rows that a newer version superseded.
    These are what the history says after one run as after a run per delivery: a row that came back
    in vain leaves nothing, one that came back between two others stands there again.
    """
    touched = fresh.select("_key").distinct()
    held = current.join(touched, "_key", "left_semi").withColumn("_again", F.lit(False))
    order = [F.col(c).desc_nulls_last() for c in (*precedence, "_seq", "_row")]
    best = Window.partitionBy("_key").orderBy(*order)
    delivered = F.struct("_seq", "_row")
    above = best.rowsBetween(Window.unboundedPreceding, -1)
    rivals = fresh.unionByName(held).withColumn("_first_above", F.min(delivered).over(above))
    in_vain = F.col("_again") & F.coalesce(F.col("_first_above") < delivered, F.lit(False))
    ranked = (
        rivals.filter(~in_vain)
        .withColumns({"_rank": F.row_number().over(best), "_next": F.lag("_hash").over(best)})
        .drop("_again", "_first_above")
    )
    winners = ranked.filter("_rank = 1").drop("_rank", "_next")
    superseded = ranked.filter("_rank > 1 and _hash <> _next").drop("_rank", "_next")
    return current.join(touched, "_key", "left_anti").unionByName(winners), superseded


def replaced_groups(arrived: DataFrame, current: DataFrame) -> tuple[DataFrame, DataFrame]:
    """`snapshot`: the newest file of a group replaces the group; its last row of a key wins.

    `arrived`: valid and duplicate rows of the new loads; `current`: live rows of the touched
    slices. Returns the slices' new content and the versions that are no longer in it.
    """
    rivals = arrived.unionByName(current)
    touched = arrived.select("_group").distinct()
    inside = rivals.join(touched, "_group", "left_semi")
    newest = inside.groupBy("_group").agg(F.max("_seq").alias("_newest"))
    marked = inside.join(newest, "_group")
    last = Window.partitionBy("_key").orderBy(F.col("_row").desc())
    content = (
        marked.filter("_seq = _newest")
        .withColumn("_rank", F.row_number().over(last))
        .filter("_rank = 1")
        .drop("_rank", "_newest")
    )
    one = Window.partitionBy("_key", "_hash").orderBy("_seq", "_row")
    superseded = (
        inside.join(content.select("_key", "_hash"), ["_key", "_hash"], "left_anti")
        .withColumn("_rank", F.row_number().over(one))
        .filter("_rank = 1")
        .drop("_rank")
    )
    untouched = current.join(touched, "_group", "left_anti")
    return untouched.unionByName(content.select(*untouched.columns)), superseded

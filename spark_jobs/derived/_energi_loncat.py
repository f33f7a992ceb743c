"""Single readings that are out of line with both neighbours: no interval begins or ends with one.

A reading that was the last of its delivery had no neighbour after it when it was judged, so it may stand among
the valid ones. Left out here, it makes no difference whether two deliveries came at once or one after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column, Window
from pyspark.sql import functions as F

from spark_jobs.derived._meter import INTERVAL_S, difference, steep

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

RESET, ROLLED = "REGISTER_RESET", "ROLLOVER"
_Reading = tuple[Column, Column]
"""When (seconds), and device, register and estimate in one number."""


def with_next(rows: DataFrame) -> DataFrame:
    """Adds time and register of the reading after: `_at_lanjut`, `_lanjut`."""
    ahead = Window.partitionBy("m_nomor").orderBy("_at")
    return rows.withColumns({"_at_lanjut": F.lead("_at").over(ahead), "_lanjut": F.lead("_tanda").over(ahead)})


def meter_of_month() -> Column:
    """One text for a meter in a month."""
    return F.concat_ws("|", F.col("_bulan").cast("string"), "id_meter")


def fallen_meters(odd: DataFrame) -> list[str]:
    """Where a register fell, of `spans`, as `meter_of_month`: only there can a reading be out of line with both
    neighbours."""
    fell = odd.filter((F.col("_jenis") == RESET) | (F.col("_juga") == ROLLED))
    return sorted(fell.select(meter_of_month().alias("di")).distinct().toArrow()["di"].to_pylist())


def with_neighbours(rows: DataFrame) -> DataFrame:
    """Adds time and register of two readings on either side: `_at_1`, `_tanda_1` of the one before and
    `_at_lanjut`, `_lanjut` of the one after, `…_2` of those beyond."""
    along = Window.partitionBy("m_nomor").orderBy("_at")
    return rows.withColumns(
        {
            **{f"{name}_{n}": F.lag(name, n).over(along) for n in (1, 2) for name in ("_at", "_tanda")},
            "_at_lanjut": F.lead("_at").over(along),
            "_lanjut": F.lead("_tanda").over(along),
            "_at_lanjut_2": F.lead("_at", 2).over(along),
            "_lanjut_2": F.lead("_tanda", 2).over(along),
        }
    )


def without_jumps(rows: DataFrame) -> DataFrame:
    """Drop them, and let the reading before each go on to the one after it. Of two in a row the first counts:
    the same three readings are asked about from both sides."""
    beyond, before = (F.col("_at_2"), F.col("_tanda_2")), (F.col("_at_1"), F.col("_tanda_1"))
    own = (F.col("_at"), F.col("_tanda"))
    after, past = (F.col("_at_lanjut"), F.col("_lanjut")), (F.col("_at_lanjut_2"), F.col("_lanjut_2"))
    is_jump = _jumps(before, own, after)
    kept = rows.filter(~(is_jump & ~_jumps(beyond, before, own)))
    skips = _jumps(own, after, past) & ~is_jump
    return kept.withColumns(
        {
            "_at_lanjut": F.when(skips, F.col("_at_lanjut_2")).otherwise(F.col("_at_lanjut")),
            "_lanjut": F.when(skips, F.col("_lanjut_2")).otherwise(F.col("_lanjut")),
        }
    )


def _jumps(before: _Reading, own: _Reading, after: _Reading) -> Column:
    """Whether `own` fits neither neighbour, while they fit each other."""
    points = [F.shiftright(told, 1) for _, told in (before, own, after)]
    quarters = [(end[0] - start[0]) / INTERVAL_S for start, end in ((before, own), (own, after), (before, after))]
    # A jump up comes down again, and one down begins with a fall: only falls are worth the arithmetic.
    falls = (points[1] < points[0]) | (points[2] < points[1])
    came, goes, whole = (difference(points[i], points[j]) for i, j in ((0, 1), (1, 2), (0, 2)))
    odd = ((came < 0) | steep(came, quarters[0])) & ((goes < 0) | steep(goes, quarters[1]))
    agree = (whole >= 0) & ~steep(whole, quarters[2])
    return F.coalesce(F.when(falls, odd & agree), F.lit(False))

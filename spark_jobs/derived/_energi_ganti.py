"""When on its first day a device came into its place: the register of meters tells the day only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql import functions as F

from lumbung.refine.derived import small_frame
from spark_jobs.derived._meter import DAY_S, INTERVAL_S

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_DAYS = pa.schema([("g_meter", pa.string()), ("g_dari", pa.int64())])


def placed(known: pa.Table, readings: DataFrame, begins: int, ends: int) -> pa.Table:
    """`devices` with the moments of the changes from the day before `begins` up to `ends` (seconds).

    The change lies before the first reading of the day that is lower than the one before it, or higher than
    the power allows, and that the new device can show; without one, at the end of the day.
    """
    rows = known.to_pylist()
    new = [r for r in rows if r["m_seri"] > 0 and begins - DAY_S <= r["m_dari"] < ends]
    if not new:
        return known
    days = pa.Table.from_pylist([{"g_meter": r["m_meter"], "g_dari": r["m_dari"]} for r in new], schema=_DAYS)
    at = F.unix_seconds("waktu")
    near = readings.filter("status <> 'ERR' and register_kwh is not null").join(
        small_frame(readings.sparkSession, days),
        (F.col("id_meter") == F.col("g_meter")) & (at >= F.col("g_dari") - DAY_S) & (at < F.col("g_dari") + DAY_S),
    )
    shown = near.select("id_meter", at.alias("at"), (F.col("register_kwh") * 1000).cast("bigint").alias("angka"))
    by_meter: dict[str, list[tuple[int, int]]] = {}
    for row in shown.toArrow().to_pylist():
        by_meter.setdefault(row["id_meter"], []).append((row["at"], row["angka"]))
    before = {(r["m_nomor"], r["m_seri"]): r for r in rows}
    for row in new:
        old = before[row["m_nomor"], row["m_seri"] - 1]
        row["m_dari"] = old["m_sampai"] = _moment(row, old, sorted(by_meter.get(row["m_meter"], [])))
    return pa.Table.from_pylist(rows, schema=known.schema)


def _moment(new: Mapping[str, Any], old: Mapping[str, Any], shown: Iterable[tuple[int, int]]) -> int:
    """`shown`: time and register of the day before and the day itself, in order."""
    day = int(new["m_dari"])
    last: tuple[int, int] | None = None
    own_from_first = True  # also where nothing was read on that day
    for at, value in shown:
        if at < day:
            own_from_first = False
        else:
            fits = new["m_baru_min"] <= value <= new["m_baru_maks"]
            if last is None:
                own_from_first = fits
            elif fits and _breaks(value - last[1], (at - last[0]) // INTERVAL_S, old["m_laju"]):
                return at
        last = (at, value)
    return day if own_from_first else day + DAY_S


def _breaks(rise: int, quarters: int, most: int | None) -> bool:
    return rise < 0 or (most is not None and rise > most * quarters)

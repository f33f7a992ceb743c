"""Which series and days have to be looked at closely, by their runs: too many perhaps, never too few."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from lumbung.refine.job import Screen

_DAY_US = 86_400_000_000
_ALONG = """
with beside as (
    select *,
        max(last) over (earlier rows between unbounded preceding and 1 preceding) as reach,
        max(last) over (earlier rows between unbounded preceding and 2 preceding) as reach_before,
        lag(first) over earlier as first_before,
        lead(first) over earlier as first_after,
        first_value - lag(last_value) over earlier as rise
    from runs window earlier as (partition by series order by first, last)
), told as (
    select *, first - reach as step, greatest(step // $step, 1) as steps from beside
)
select series, coalesce(reach, first) as since, first, last, highest, blank,
    least(least_rise, rise) as least_rise,
    greatest(steepest, rise // steps + (rise % steps > 0)::bigint) as steepest,
    coalesce(least(least_step, step) < $step, false) or coalesce(first_after <= last, false)
        or coalesce(first_before <= reach_before, false) as knotted
from told
"""
_DAYS = """
with found as (
    select series, since, first, last from whole where knotted union all
    select series, since, first, last from odd
), near as (
    select series, unnest(
        [since - $day, since] || range(first - $day, last + $day, $day) || [last, last + $day]
    ) as moment
    from found
)
select distinct series, floor(moment / $day)::bigint as day from near order by all
"""
_FILES = """
select distinct r.file from runs r join days d on d.series = r.series
where d.day between floor(r.first / $day) and floor(r.last / $day) order by all
"""


def along(runs: pa.Table, step_us: int) -> pa.Table:
    """Runs of one government with the way to them from the series' reading before, as far as it is known.

    `since`: the moment of that reading (else of the first own one); `least_rise` and `steepest` are told from
    there on. `knotted`: the run holds readings at one moment or less than a step apart, runs beside another
    in time, or follows one that does, so that nobody can tell its reading before.
    """
    with duckdb.connect() as con:
        con.register("runs", runs)
        return con.execute(_ALONG, {"step": step_us}).to_arrow_table()


def suspects(runs: pa.Table, screen: Screen, references: Mapping[str, pa.Table]) -> pa.Table:
    """`series`, `day` (of UTC, since 1970): the days of the runs found, those beside them, and the days of the
    reading before. Grain: series × day."""
    whole = along(runs, screen.step_us)
    with duckdb.connect() as con:
        con.register("whole", whole)
        con.register("odd", screen.judge(whole, references))
        return con.execute(_DAYS, {"day": _DAY_US}).to_arrow_table()


def files(runs: pa.Table, days: pa.Table) -> set[str]:
    """The files that hold the suspects."""
    with duckdb.connect() as con:
        con.register("runs", runs)
        con.register("days", days)
        return {path for (path,) in con.execute(_FILES, {"day": _DAY_US}).fetchall()}

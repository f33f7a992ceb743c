"""A Spark job: the pure part that a source adds to its contract.

One file per silver table in `spark_jobs/`, named after the source, holding `JOB = Job(…)`. A source
without a file there is refined by its contract alone.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Reference = Callable[[Path], pa.Table]
Transform = Callable[["DataFrame", Mapping[str, "DataFrame"]], "DataFrame"]
Repeats = Callable[["DataFrame", "DataFrame", Mapping[str, "DataFrame"]], "DataFrame"]
Judge = Callable[["DataFrame"], "DataFrame"]


@dataclass(frozen=True)
class Look:
    """One look along a series: columns of the readings before and after, and what follows from them.

    beside: new column → (column, how many readings further; negative: earlier). NULL where no reading is.
    judge: adds columns, which the next look may see of the neighbours, or codes to `_reject`.
    """

    beside: Mapping[str, tuple[str, int]]
    judge: Judge


def _every(runs: pa.Table, references: Mapping[str, pa.Table]) -> pa.Table:
    return runs


def _none(runs: pa.Table, references: Mapping[str, pa.Table]) -> pa.Table:
    return runs.slice(0, 0)


@dataclass(frozen=True)
class Screen:
    """What tells, without a look at every reading, where a series has to be looked at closely.

    rising: the column, of whole numbers or decimals, that says how far a series has come.
    silent: column and value of readings that say nothing about it.
    step_s: seconds from a reading to the next, at least.
    judge: `judge(runs, references)` keeps the runs that may hold a reading to reject. Runs are of one
        government, as `lumbung.refine.screen.along` gives them; references as of the job, as Arrow tables.
    """

    rising: str | None = None
    silent: tuple[str, str] | None = None
    step_s: int = 1
    judge: Callable[[pa.Table, Mapping[str, pa.Table]], pa.Table] = _every

    @property
    def step_us(self) -> int:
        return self.step_s * 1_000_000


REPEATS_ONLY = Screen(judge=_none)
"""Of a job that rejects nothing: a key read more than once is found without it."""


@dataclass(frozen=True)
class Job:
    """`transform(rows, references)` adds the columns of `adds` to new bronze rows.

    It may append codes to `flags`, and to `_reject` for rows that must not reach silver.
    reads: name → what makes the reference table from the folder `data/reference`.
    adds: new column → SQL type.
    repeats: `repeats(rows, known, references)` adds the boolean `_repeat`, true for rows that are
        duplicates by the source's own rule; known: live silver rows of the same and the neighbouring
        slices. What it says of a row must not depend on how deliveries are batched.
    looks: for series sources only, after `transform`, which such a source uses to prepare columns and to
        note what rows say by themselves; its columns live as long as the judging, so there is no `adds`.
        The last look makes `_reject`, NULL for a sound row. Rows see their neighbours of the new and the
        standing readings, from a few days before; `_before_at` and `_after_at` are the neighbours'
        times, equal to the row's own where its key was read more than once.
    screen: where the looks are needed: only the days around what it finds and around keys read more than
        once are looked at closely. Without it all are, for a job with looks.

    `references` holds what `reads` makes and the current silver rows of the sources that the contract
    `refersTo`, of the governments concerned.
    """

    reads: Mapping[str, Reference] = field(default_factory=dict)
    adds: Mapping[str, str] = field(default_factory=dict)
    transform: Transform | None = None
    repeats: Repeats | None = None
    screen: Screen | None = None
    looks: tuple[Look, ...] = ()


def find_job(source: str) -> Job:
    """The job of a source; a plain one when the contract says everything."""
    module = f"spark_jobs.{source}"
    if importlib.util.find_spec(module) is None:
        return Job()
    job = importlib.import_module(module).JOB
    if not isinstance(job, Job):
        raise TypeError(f"{module}.JOB is not a Job")
    return job

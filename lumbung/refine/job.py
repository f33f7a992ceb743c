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

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

Reference = Callable[[Path], "pa.Table"]
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
    screen: a first look, at all rows, that adds the boolean `_suspect`: only the days around suspect rows
        and around keys read more than once are looked at closely. Without it all are.

    `references` holds what `reads` makes and the current silver rows of the sources that the contract
    `refersTo`, of the governments concerned.
    """

    reads: Mapping[str, Reference] = field(default_factory=dict)
    adds: Mapping[str, str] = field(default_factory=dict)
    transform: Transform | None = None
    repeats: Repeats | None = None
    screen: Look | None = None
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

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


@dataclass(frozen=True)
class Job:
    """`transform(rows, references)` adds the columns of `adds` to new bronze rows.

    It may append codes to `flags`, and to `_reject` for rows that must not reach silver.
    reads: name → what makes the reference table from the folder `data/reference`.
    adds: new column → SQL type.
    """

    reads: Mapping[str, Reference] = field(default_factory=dict)
    adds: Mapping[str, str] = field(default_factory=dict)
    transform: Transform | None = None


def find_job(source: str) -> Job:
    """The job of a source; a plain one when the contract says everything."""
    module = f"spark_jobs.{source}"
    if importlib.util.find_spec(module) is None:
        return Job()
    job = importlib.import_module(module).JOB
    if not isinstance(job, Job):
        raise TypeError(f"{module}.JOB is not a Job")
    return job

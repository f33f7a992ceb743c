"""KUA projections: of a year that has a nomenclature, every key once."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import DataFrame

from lumbung import reference
from lumbung.refine.job import Job
from spark_jobs.planning import dated, keyed


def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Rejects years without nomenclature; flags keys that come twice with other content."""
    return keyed(dated(rows, references))


JOB = Job(reads={"years": reference.nomenclature_years}, transform=transform)

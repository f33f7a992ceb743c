"""Waste banks and composting houses: their kecamatan, held against the register."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lumbung import reference
from lumbung.refine.job import Job
from spark_jobs.planning import PLACE_UNKNOWN, keyed, marked


def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds kd_kecamatan, empty and flagged when the code is unknown; flags keys that come twice.
    Grain and number of rows stay."""
    codes = references["kecamatan"].withColumn("kode_kecamatan", F.col("kd_kecamatan"))
    known = keyed(rows).join(codes, ["kd_pemda", "kode_kecamatan"], "left")
    return marked(known, "flags", {PLACE_UNKNOWN: F.col("kd_kecamatan").isNull()})


JOB = Job(
    reads={"kecamatan": reference.kecamatan_codes},
    adds={"kd_kecamatan": "VARCHAR"},
    transform=transform,
)

"""The catalogue of proposals: its units and codes, held against the registers of its year."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lumbung import reference
from lumbung.refine.job import Job
from spark_jobs.planning import addressed, coded, keyed


def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds flags for units and sub-kegiatan that are not registered and for keys that come twice;
    rejects years without nomenclature."""
    found = keyed(coded(rows, references, "kode_sub_kegiatan"))
    return addressed(found, references, F.col("kode_skpd")).drop("kd_opd")


JOB = Job(
    reads={
        "years": reference.nomenclature_years,
        "codes": reference.nomenclature_codes,
        "opd": reference.opd_codes,
    },
    transform=transform,
)

"""P3M complaints: names of places and OPD become codes; what does not resolve is flagged, kept."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import DataFrame

from lumbung.refine.job import Job
from spark_jobs.complaints import CODES, READS, addressed, boxed, placed


def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds kd_kecamatan, kd_kelurahan, kd_opd and the flags WILAYAH_TAK_DIKENAL, OPD_TAK_DIKENAL,
    KOORDINAT_LUAR. Grain and number of rows stay."""
    found = placed(rows, references, "kecamatan", "kelurahan")
    return boxed(addressed(found, references, "opd_tujuan"), references)


JOB = Job(reads=READS, adds=CODES, transform=transform)

"""Citizens' aspirations: place, stage, and the budget year that each can still be planned for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lumbung import reference
from lumbung.refine.job import Job
from spark_jobs.planning import marked, placed, staged, wib_date

NO_CUTOFF = "BATAS_TIDAK_ADA:tanggal"


def planned_for(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds tahun_rencana: the year of receipt plus what the cut-off in force that day says; rejects
    rows of a day without one."""
    received = rows.withColumn("_diterima", wib_date("tanggal"))
    cutoffs = references["cutoffs"].withColumnRenamed("kd_pemda", "_pemda")
    found = received.join(
        cutoffs,
        (F.col("kd_pemda") == F.col("_pemda")) & F.col("_diterima").between(F.col("mulai"), F.col("sampai")),
        "left",
    )
    in_time = F.month("_diterima") * 100 + F.dayofmonth("_diterima") <= F.col("batas")
    ahead = F.when(in_time, F.col("selisih_sampai")).otherwise(F.col("selisih_sesudah"))
    year = (F.year("_diterima") + ahead).cast("int")
    dropped = ("_diterima", "_pemda", "batas", "selisih_sampai", "selisih_sesudah", "mulai", "sampai")
    found = marked(found.withColumn("tahun_rencana", year), "_reject", {NO_CUTOFF: F.col("batas").isNull()})
    return found.drop(*dropped)


def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds kd_kecamatan, kd_kelurahan, tahap, keputusan_teks and tahun_rencana."""
    found = staged(rows, references, "status", "diperbarui")
    return planned_for(placed(found, references), references)


JOB = Job(
    reads={
        "status": partial(reference.status_lookup, kind="sarapan"),
        "kelurahan": reference.kelurahan_codes,
        "cutoffs": reference.aspiration_cutoffs,
    },
    adds={
        "kd_kecamatan": "VARCHAR",
        "kd_kelurahan": "VARCHAR",
        "tahap": "VARCHAR",
        "keputusan_teks": "VARCHAR",
        "tahun_rencana": "INTEGER",
    },
    transform=transform,
)

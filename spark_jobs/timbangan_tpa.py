"""Weighbridge tickets: the kecamatan of origin as a code, and trucks that were weighed twice."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lumbung import reference
from lumbung.refine.job import Job
from spark_jobs.planning import PLACE_UNKNOWN, marked, wib_date

_SAME = ("kd_pemda", "nopol", "bruto_kg")


def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds kd_kecamatan of loads from the own area; an unknown or missing code is flagged.
    Grain and number of rows stay."""
    named = rows.withColumn("_luar", F.coalesce("asal_luar_daerah", F.lit(False)))
    codes = references["kecamatan"].withColumnRenamed("kd_kecamatan", "kode_kecamatan_asal")
    known = named.join(codes.withColumn("_ada", F.lit(True)), ["kd_pemda", "kode_kecamatan_asal"], "left")
    own = F.col("_ada").isNotNull() & ~F.col("_luar")
    found = known.withColumn("kd_kecamatan", F.when(own, F.col("kode_kecamatan_asal")))
    lost = F.col("_ada").isNull() & ~F.col("_luar")
    return marked(found, "flags", {PLACE_UNKNOWN: lost}).select(*rows.columns, "kd_kecamatan")


def repeats(rows: DataFrame, known: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds `_repeat`: the same truck with the same gross weight was weighed within `ganda_menit`
    (`cfg_sampah`) under another ticket that was delivered earlier and counted itself."""
    new = rows.filter((F.size("_reject") == 0) & F.col("nopol").isNotNull())
    limits = references["limits"]
    tickets = _tickets(new, False, limits).unionByName(_tickets(known.filter("nopol is not null"), True, limits))
    groups = tickets.groupBy(*_SAME).agg(F.array_sort(F.collect_list("ticket")).alias("tickets"))
    several = groups.filter((F.size("tickets") > 1) & F.exists("tickets", lambda t: ~t["held"]))
    nobody = F.slice("tickets", 1, 0)  # an empty list of just their type
    kept = several.withColumn("kept", F.aggregate("tickets", nobody, _keep))
    again = kept.select(F.explode(F.array_except("tickets", "kept")).alias("t"))
    marks = again.select(F.col("t.load").alias("_load_id"), F.col("t.row").alias("_row"), F.lit(True).alias("_lagi"))
    marked_rows = rows.join(marks, ["_load_id", "_row"], "left")
    return marked_rows.select(*rows.columns, F.col("_lagi").isNotNull().alias("_repeat"))


def _keep(kept: Column, ticket: Column) -> Column:
    """The tickets that count, in order of delivery. What silver holds counts already."""

    def near(other: Column) -> Column:
        return (other["key"] != ticket["key"]) & (F.abs(other["at"] - ticket["at"]) <= ticket["gap"])

    drop = ~ticket["held"] & F.exists(kept, near)
    return F.when(drop, kept).otherwise(F.concat(kept, F.array(ticket)))


def _tickets(rows: DataFrame, held: bool, limits: DataFrame) -> DataFrame:
    """The group of a ticket and what its fate depends on; those in silver come before all others. `limits`
    has one row for every WIB date, so that no ticket is lost."""
    at = F.col("waktu_masuk").cast("bigint")
    in_force = wib_date("waktu_masuk").between(F.col("mulai"), F.col("sampai"))
    return rows.join(limits, in_force).select(
        *_SAME,
        F.struct(
            F.lit("").alias("seq") if held else F.col("_seq").alias("seq"),
            F.col("_row").alias("row"),
            F.col("_load_id").alias("load"),
            F.col("_key").alias("key"),
            at.alias("at"),
            F.col("detik").alias("gap"),
            F.lit(held).alias("held"),
        ).alias("ticket"),
    )


JOB = Job(
    reads={"kecamatan": reference.kecamatan_codes, "limits": reference.double_weighing},
    adds={"kd_kecamatan": "VARCHAR"},
    transform=transform,
    repeats=repeats,
)

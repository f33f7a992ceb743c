"""P3M complaints: names of places and OPD become codes; what does not resolve is flagged, kept."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lumbung.reference import kecamatan_lookup, kelurahan_lookup, opd_lookup, pemda_boxes
from lumbung.refine.job import Job
from spark_jobs.names import normalised


def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds kd_kecamatan, kd_kelurahan, kd_opd and the flags WILAYAH_TAK_DIKENAL, OPD_TAK_DIKENAL,
    KOORDINAT_LUAR. Grain and number of rows stay."""
    named = rows.select(
        "*",
        F.coalesce(normalised(F.col("kecamatan")), F.lit("")).alias("kecamatan_norm"),
        F.coalesce(normalised(F.col("kelurahan")), F.lit("")).alias("kelurahan_norm"),
        F.coalesce(normalised(F.col("opd_tujuan")), F.lit("")).alias("opd_norm"),
    )
    known = (
        named.join(references["kecamatan"], ["kd_pemda", "kecamatan_norm"], "left")
        .join(references["kelurahan"], ["kd_pemda", "kecamatan_norm", "kelurahan_norm"], "left")
        .join(references["opd"], ["kd_pemda", "opd_norm"], "left")
        .join(references["boxes"], "kd_pemda", "left")
    )
    # A village's code begins with its kecamatan's: `33.74.01.1001`.
    kecamatan = F.coalesce(F.col("kd_kecamatan"), F.substring("kd_kelurahan", 1, 8))
    lost_place = ((F.col("kecamatan_norm") != "") & F.col("kd_kecamatan").isNull()) | (
        (F.col("kelurahan_norm") != "") & F.col("kd_kelurahan").isNull()
    )
    lost_opd = (F.col("opd_norm") != "") & F.col("kd_opd").isNull()
    outside = ~(
        F.col("lat").between(F.col("lat_min"), F.col("lat_max"))
        & F.col("lon").between(F.col("lon_min"), F.col("lon_max"))
    )
    flags = F.array_union(
        F.col("flags"),
        _codes({"WILAYAH_TAK_DIKENAL": lost_place, "OPD_TAK_DIKENAL": lost_opd, "KOORDINAT_LUAR": outside}),
    )
    added = [kecamatan.alias("kd_kecamatan"), F.col("kd_kelurahan"), F.col("kd_opd")]
    kept = [F.col(c) for c in rows.columns if c != "flags"]
    return known.select(*kept, flags.alias("flags"), *added)


def _codes(conditions: Mapping[str, Column]) -> Column:
    """The codes whose condition holds, as an array."""
    return F.array_compact(F.array(*(F.when(met, F.lit(code)) for code, met in conditions.items())))


JOB = Job(
    reads={
        "kecamatan": kecamatan_lookup,
        "kelurahan": kelurahan_lookup,
        "opd": opd_lookup,
        "boxes": pemda_boxes,
    },
    adds={"kd_kecamatan": "VARCHAR", "kd_kelurahan": "VARCHAR", "kd_opd": "VARCHAR"},
    transform=transform,
)

"""What the complaint sources have in common: names of places and offices become codes.

What does not resolve is flagged and kept; grain and number of rows stay.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lumbung.reference import kecamatan_lookup, kelurahan_lookup, opd_lookup, pemda_boxes
from spark_jobs.names import normalised

READS = {"kecamatan": kecamatan_lookup, "kelurahan": kelurahan_lookup, "opd": opd_lookup, "boxes": pemda_boxes}
"""Reference tables that the functions below use."""
CODES = {"kd_kecamatan": "VARCHAR", "kd_kelurahan": "VARCHAR", "kd_opd": "VARCHAR"}
PLACE_UNKNOWN, OPD_UNKNOWN, POINT_OUTSIDE = "WILAYAH_TAK_DIKENAL", "OPD_TAK_DIKENAL", "KOORDINAT_LUAR"
BACKWARDS = "NEG_DURATION"


def flagged(rows: DataFrame, conditions: Mapping[str, Column]) -> DataFrame:
    """The codes whose condition is true, added to `flags`."""
    codes = F.array_compact(F.array(*(F.when(met, F.lit(code)) for code, met in conditions.items())))
    return rows.withColumn("flags", F.array_union("flags", codes))


def placed(rows: DataFrame, references: Mapping[str, DataFrame], kecamatan: str, kelurahan: str) -> DataFrame:
    """Adds kd_kecamatan and kd_kelurahan by the names in two columns; a name that is not one of the
    government's, or is several, is flagged."""
    named = rows.withColumns(
        {
            "kecamatan_norm": F.coalesce(normalised(F.col(kecamatan)), F.lit("")),
            "kelurahan_norm": F.coalesce(normalised(F.col(kelurahan)), F.lit("")),
        }
    )
    known = named.join(references["kecamatan"], ["kd_pemda", "kecamatan_norm"], "left").join(
        references["kelurahan"], ["kd_pemda", "kecamatan_norm", "kelurahan_norm"], "left"
    )
    lost = ((F.col("kecamatan_norm") != "") & F.col("kd_kecamatan").isNull()) | (
        (F.col("kelurahan_norm") != "") & F.col("kd_kelurahan").isNull()
    )
    # A village's code begins with its kecamatan's: `33.74.01.1001`.
    district = F.coalesce("kd_kecamatan", F.substring("kd_kelurahan", 1, 8))
    found = flagged(known, {PLACE_UNKNOWN: lost}).withColumn("kd_kecamatan", district)
    return found.drop("kecamatan_norm", "kelurahan_norm")


def addressed(rows: DataFrame, references: Mapping[str, DataFrame], opd: str) -> DataFrame:
    """Adds kd_opd by the office's name in a column; an unknown name is flagged."""
    named = rows.withColumn("opd_norm", F.coalesce(normalised(F.col(opd)), F.lit("")))
    known = named.join(references["opd"], ["kd_pemda", "opd_norm"], "left")
    lost = (F.col("opd_norm") != "") & F.col("kd_opd").isNull()
    return flagged(known, {OPD_UNKNOWN: lost}).drop("opd_norm")


def boxed(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Flags points (lat, lon) outside the government's box."""
    known = rows.join(references["boxes"], "kd_pemda", "left")
    outside = ~(
        F.col("lat").between(F.col("lat_min"), F.col("lat_max"))
        & F.col("lon").between(F.col("lon_min"), F.col("lon_max"))
    )
    return flagged(known, {POINT_OUTSIDE: outside}).drop("lat_min", "lat_max", "lon_min", "lon_max")

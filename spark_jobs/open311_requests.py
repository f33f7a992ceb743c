"""Open311 requests: the office by its name, the place by the names that the address holds.

GeoReport has no field for a village. An address names it after `Kel.` or `Desa` and `Kec.`, or as two
parts in a row (`…, Tembalang, Tembalang, …`); a point alone tells no village without its boundary.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lumbung.refine.job import Job
from spark_jobs.complaints import CODES, PLACE_UNKNOWN, READS, addressed, boxed, flagged
from spark_jobs.names import normalised

_ROW = ("_load_id", "_row")
_VILLAGE, _DISTRICT = r"^(?:kelurahan|kel|desa|ds)\b", r"^(?:kecamatan|kec)\b"
_LABEL = r"\b(kelurahan|kel|desa|ds|kecamatan|kec|kota|kabupaten|kab)\b"


def _parts() -> Column:
    """The parts of an address, each with the label that it begins with."""
    plain = F.regexp_replace(F.lower(F.coalesce("address", F.lit(""))), _LABEL, ",$1")
    return F.filter(F.transform(F.split(plain, "[,;\n]"), lambda part: F.trim(part)), lambda part: part != "")


def _labelled(label: str) -> Column:
    """The first part with a label; empty when there is none."""
    found = F.filter("_bagian", lambda part: part.rlike(label))
    return F.coalesce(normalised(F.get(found, 0)), F.lit(""))


def placed(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds kd_kecamatan and kd_kelurahan; a request with an address or a point whose place stays
    unknown is flagged."""
    split = rows.select(*_ROW, "kd_pemda", _parts().alias("_bagian"))
    labelled = F.struct(
        F.lit(-1).alias("urut"), _labelled(_VILLAGE).alias("kelurahan"), _labelled(_DISTRICT).alias("kecamatan")
    )
    in_a_row = F.transform(
        "_bagian",
        lambda part, place: F.struct(
            place.cast("int").alias("urut"),
            F.coalesce(normalised(part), F.lit("")).alias("kelurahan"),
            F.coalesce(normalised(F.get(F.col("_bagian"), (place + 1).cast("int"))), F.lit("")).alias("kecamatan"),
        ),
    )
    guesses = split.select(*_ROW, "kd_pemda", F.explode(F.concat(F.array(labelled), in_a_row)).alias("_tebak")).select(
        *_ROW,
        "kd_pemda",
        F.col("_tebak.urut").alias("_urut"),
        F.col("_tebak.kelurahan").alias("kelurahan_norm"),
        F.col("_tebak.kecamatan").alias("kecamatan_norm"),
    )
    known = guesses.join(references["kecamatan"], ["kd_pemda", "kecamatan_norm"], "left").join(
        references["kelurahan"], ["kd_pemda", "kecamatan_norm", "kelurahan_norm"], "left"
    )
    is_label = F.col("_urut") < 0
    # Two unlabelled parts in a row prove each other; one alone may be a street or a neighbour.
    told = F.when(is_label | (F.col("kecamatan_norm") != ""), F.col("kd_kelurahan"))
    district = F.coalesce(F.substring(told, 1, 8), F.when(is_label, F.col("kd_kecamatan")))
    best = known.select(
        *_ROW,
        F.when(
            district.isNotNull(),
            F.struct(told.isNull().alias("_kurang"), "_urut", told.alias("_desa"), district.alias("_kec")),
        ).alias("_t"),
    )
    found = rows.join(best.groupBy(*_ROW).agg(F.min("_t").alias("_t")), list(_ROW), "left").withColumns(
        {"kd_kecamatan": F.col("_t")["_kec"], "kd_kelurahan": F.col("_t")["_desa"]}
    )
    names_village = F.exists(_parts(), lambda part: part.rlike(_VILLAGE))
    lost = F.col("kd_kecamatan").isNull() | (names_village & F.col("kd_kelurahan").isNull())
    said = (F.trim(F.coalesce("address", F.lit(""))) != "") | F.col("lat").isNotNull()
    return flagged(found.drop("_t"), {PLACE_UNKNOWN: lost & said})


def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds codes of place and office. Grain and number of rows stay."""
    return boxed(addressed(placed(rows, references), references, "agency_responsible"), references)


JOB = Job(reads=READS, adds=CODES, transform=transform)

"""What the planning sources have in common: places, points, units, status texts and code years.

Every function takes rows and gives the same rows with columns added; grain and number of rows stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from lumbung import reference
from lumbung.refine.job import Job

WIB = "Asia/Jakarta"
STATUS_UNKNOWN = "STATUS_TAK_DIKENAL"
YEAR_UNKNOWN = "NOMENKLATUR_TIDAK_ADA:tahun_anggaran"
CODE_UNKNOWN = "NOMENKLATUR_TAK_DIKENAL"
TWO_ROWS = "KUNCI_GANDA"
PLACE_UNKNOWN = "WILAYAH_TAK_DIKENAL"
UNIT_UNKNOWN = "OPD_TAK_DIKENAL"
POINT_OUTSIDE, POINT_SWAPPED = "KOORDINAT_LUAR", "KOORDINAT_TERTUKAR"


def wib_date(moment: str) -> Column:
    """The WIB date of a UTC timestamp column."""
    return F.to_date(F.from_utc_timestamp(moment, WIB))


def plain_text(name: str) -> Column:
    """A text as dictionaries write it: small letters, single blanks, none around `||`; '' for NULL."""
    blanks = F.trim(F.regexp_replace(F.lower(F.coalesce(F.col(name), F.lit(""))), "[\\s\u00a0]+", " "))
    return F.regexp_replace(blanks, r" ?\|\| ?", "||")


def marked(rows: DataFrame, column: str, conditions: Mapping[str, Column]) -> DataFrame:
    """The codes whose condition is true, added to `flags` or `_reject`."""
    codes = F.array_compact(F.array(*(F.when(met, F.lit(code)) for code, met in conditions.items())))
    return rows.withColumn(column, F.array_union(column, codes))


def _known(rows: DataFrame, table: DataFrame, keys: Mapping[str, str], mark: str) -> DataFrame:
    """`mark`: true where the row's columns (keys of `keys`) stand in the table's (its values)."""
    renamed = table.select(*(F.col(there).alias(f"_r_{here}") for here, there in keys.items())).distinct()
    met = [F.col(here) == F.col(f"_r_{here}") for here in keys]
    joined = rows.join(renamed.withColumn(mark, F.lit(True)), met, "left")
    return joined.drop(*(f"_r_{here}" for here in keys)).withColumn(mark, F.coalesce(mark, F.lit(False)))


def placed(rows: DataFrame, references: Mapping[str, DataFrame], kecamatan: str | None = None) -> DataFrame:
    """Adds kd_kelurahan and kd_kecamatan, codes of the row's own government or NULL. The kecamatan is
    the village's; a kecamatan beside it that says otherwise is flagged like a code that is unknown."""
    found = _known(rows, references["kelurahan"], {"kd_pemda": "kd_pemda", "kode_kelurahan": "kd_kelurahan"}, "_desa")
    village = F.when(F.col("_desa"), F.col("kode_kelurahan"))
    lost = F.col("kode_kelurahan").isNotNull() & ~F.col("_desa")
    district = F.substring(village, 1, 8)
    if kecamatan:
        found = _known(found, references["kecamatan"], {"kd_pemda": "kd_pemda", kecamatan: "kd_kecamatan"}, "_kec")
        given = F.when(F.col("_kec"), F.col(kecamatan))
        lost = lost | (F.col(kecamatan).isNotNull() & ~F.col("_kec")) | F.coalesce(given != district, F.lit(False))
        district = F.coalesce(district, given)
    added = marked(found, "flags", {PLACE_UNKNOWN: lost})
    added = added.withColumns({"kd_kelurahan": village, "kd_kecamatan": district})
    return added.drop("_desa", "_kec")


def located(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds lat and lon (degrees, WGS 84) inside the government's box, from `latpeta` and `langpeta`;
    a point that lies inside only when read the other way round is turned, any other is left out."""
    lat, lon = F.col("latpeta"), F.col("langpeta")

    def inside(north: Column, east: Column) -> Column:
        within = north.between(F.col("lat_min"), F.col("lat_max")) & east.between(F.col("lon_min"), F.col("lon_max"))
        return F.coalesce(within, F.lit(False))

    boxed = rows.join(references["boxes"], "kd_pemda", "left")
    right = inside(lat, lon)
    swapped = ~right & inside(lon, lat)
    outside = ~right & ~swapped & lat.isNotNull() & lon.isNotNull()
    added = marked(boxed, "flags", {POINT_SWAPPED: swapped, POINT_OUTSIDE: outside})
    added = added.withColumns(
        {
            "lat": F.when(right, lat).when(swapped, lon),
            "lon": F.when(right, lon).when(swapped, lat),
        }
    )
    return added.drop("lat_min", "lat_max", "lon_min", "lon_max")


def addressed(rows: DataFrame, references: Mapping[str, DataFrame], unit: Column) -> DataFrame:
    """Adds kd_opd, the unit as given; flagged when the government has no such unit."""
    found = _known(
        rows.withColumn("kd_opd", unit), references["opd"], {"kd_pemda": "kd_pemda", "kd_opd": "kd_opd"}, "_opd"
    )
    lost = F.col("kd_opd").isNotNull() & ~F.col("_opd")
    return marked(found, "flags", {UNIT_UNKNOWN: lost}).drop("_opd")


def dated(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Rejects rows of a budget year without nomenclature."""
    found = _known(rows, references["years"], {"tahun_anggaran": "tahun_anggaran"}, "_tahun")
    return marked(found, "_reject", {YEAR_UNKNOWN: ~F.col("_tahun")}).drop("_tahun")


def keyed(rows: DataFrame) -> DataFrame:
    """Flags rows whose key stands in their file with other content, because the last of them rules;
    rejected rows say nothing."""
    judged = rows.withColumn("_sah", F.size("_reject") == 0)
    same_key = Window.partitionBy("_load_id", "_key", "_sah")
    several = F.min("_hash").over(same_key) != F.max("_hash").over(same_key)
    judged = judged.withColumn("_ganda", several & F.col("_sah"))
    return marked(judged, "flags", {TWO_ROWS: F.col("_ganda")}).drop("_sah", "_ganda")


def coded(rows: DataFrame, references: Mapping[str, DataFrame], code: str) -> DataFrame:
    """Rejects rows of a year without nomenclature; flags a sub-kegiatan that its year does not know."""
    keys = {"tahun_anggaran": "tahun_anggaran", code: "kd_sub_kegiatan"}
    found = _known(dated(rows, references), references["codes"], keys, "_kode")
    lost = F.col(code).isNotNull() & ~F.col("_kode") & ~F.array_contains("_reject", YEAR_UNKNOWN)
    return marked(found, "flags", {CODE_UNKNOWN: lost}).drop("_kode")


def staged(rows: DataFrame, references: Mapping[str, DataFrame], status: str, moment: str) -> DataFrame:
    """Adds tahap and keputusan_teks by the dictionary in force at `moment`; rejects other texts."""
    known = references["status"].withColumnRenamed("teks", "_teks")
    asked = rows.withColumns({"_status": plain_text(status), "_pada": wib_date(moment)})
    found = asked.join(
        known,
        (F.col("_status") == F.col("_teks")) & F.col("_pada").between(F.col("mulai"), F.col("sampai")),
        "left",
    )
    found = marked(found, "_reject", {f"{STATUS_UNKNOWN}:{status}": F.col("keputusan_teks").isNull()})
    return found.drop("_status", "_pada", "_teks", "mulai", "sampai")


def refused(rows: DataFrame, references: Mapping[str, DataFrame], text: str, moment: str) -> DataFrame:
    """Adds alasan_tolak: the code of the first pattern in force that the refusal text matches."""
    words, day = F.col("_kata"), F.col("_pada")
    code = F.lit(None).cast("string")
    for pattern in reversed(references["refusals"].collect()):
        met = words.rlike(pattern["pola"]) & day.between(F.lit(pattern["mulai"]), F.lit(pattern["sampai"]))
        code = F.when((words != "") & met, F.lit(pattern["kode"])).otherwise(code)
    asked = rows.withColumns({"_kata": plain_text(text), "_pada": wib_date(moment)})
    return asked.withColumn("alasan_tolak", code).drop("_kata", "_pada")


def proposals(kind: str) -> Job:
    """The job of a proposal source of SIPD; kind: `musrenbang` or `pokir`."""

    def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
        found = coded(rows, references, "id_sub_giat_bl")
        found = staged(found, references, "status_usul_teks", "update_at")
        found = refused(found, references, "tolak_teks", "update_at")
        found = placed(found, references, "kode_kecamatan")
        found = located(found, references)
        return addressed(found, references, F.coalesce("rev_skpd", "kode_skpd"))

    return Job(
        reads={
            "years": reference.nomenclature_years,
            "codes": reference.nomenclature_codes,
            "status": partial(reference.status_lookup, kind=kind),
            "refusals": reference.refusal_patterns,
            "kecamatan": reference.kecamatan_codes,
            "kelurahan": reference.kelurahan_codes,
            "boxes": reference.pemda_boxes,
            "opd": reference.opd_codes,
        },
        adds={
            "kd_kecamatan": "VARCHAR",
            "kd_kelurahan": "VARCHAR",
            "lat": "DOUBLE",
            "lon": "DOUBLE",
            "kd_opd": "VARCHAR",
            "tahap": "VARCHAR",
            "keputusan_teks": "VARCHAR",
            "alasan_tolak": "VARCHAR",
        },
        transform=transform,
    )

"""PPAS ceilings: kecamatan as a code, codes held against their registers, one date per document."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from lumbung import reference
from lumbung.refine.job import Job
from spark_jobs.names import normalised
from spark_jobs.planning import PLACE_UNKNOWN, addressed, coded, keyed, marked

TWO_DATES = "TANGGAL_DOKUMEN_GANDA:tanggal_dokumen"


def one_document(rows: DataFrame) -> DataFrame:
    """Rejects rows of an older document than the file's newest for that year and stage."""
    newest = F.max("tanggal_dokumen").over(Window.partitionBy("_load_id", "_group"))
    judged = rows.withColumn("_lama", F.col("tanggal_dokumen") < newest)
    return marked(judged, "_reject", {TWO_DATES: F.col("_lama")}).drop("_lama")


def in_kecamatan(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds kd_kecamatan from `lokasi_kecamatan`, a code or a name."""
    named = rows.withColumn("kecamatan_norm", F.coalesce(normalised(F.col("lokasi_kecamatan")), F.lit("")))
    found = named.join(references["kecamatan"], ["kd_pemda", "kecamatan_norm"], "left")
    lost = (F.col("kecamatan_norm") != "") & F.col("kd_kecamatan").isNull()
    return marked(found, "flags", {PLACE_UNKNOWN: lost}).drop("kecamatan_norm")


def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds kd_kecamatan and flags; rejects years without nomenclature and superseded documents."""
    found = keyed(coded(one_document(rows), references, "kode_sub_kegiatan"))
    found = addressed(found, references, F.col("kode_skpd")).drop("kd_opd")
    return in_kecamatan(found, references)


JOB = Job(
    reads={
        "years": reference.nomenclature_years,
        "codes": reference.nomenclature_codes,
        "opd": reference.opd_codes,
        "kecamatan": reference.kecamatan_spellings,
    },
    adds={"kd_kecamatan": "VARCHAR"},
    transform=transform,
)

"""SP4N-LAPOR! tickets: what happened to a ticket, told by its list of events.

An automatic reply is not an answer. A ticket that was closed is so only while its status says it:
after a reopening the last closing is kept as history, in any other state it does not count.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lumbung.refine.job import Job
from spark_jobs.complaints import BACKWARDS, CODES, OPD_UNKNOWN, READS, addressed, boxed, flagged, placed
from spark_jobs.names import normalised

_EVENTS = "array<struct<type:string,at:string,institution:string>>"
_SENT = ("disposed", "redisposed")
_CLOSED = ("closed", "auto_closed")
_ROW = ("_load_id", "_row")


def _times(*kinds: str) -> Column:
    """The moments of all events of some kinds."""
    chosen = F.filter("_events", lambda event: event["type"].isin(*kinds))
    return F.transform(chosen, lambda event: event["at"].cast("timestamp"))


def _first(*kinds: str) -> Column:
    return F.array_min(_times(*kinds))


def _last(*kinds: str) -> Column:
    return F.array_max(_times(*kinds))


def happened(rows: DataFrame) -> DataFrame:
    """Adds klasifikasi, status_tiket, the moments of the path, penutupan and n_buka_kembali; flags
    tickets whose events run backwards."""
    read = rows.withColumn("_events", F.coalesce(F.from_json("events", _EVENTS), F.array().cast(_EVENTS)))
    told = read.withColumns(
        {
            "terverifikasi_at": _first("verified"),
            "terdisposisi_at": _first(*_SENT),
            "dijawab_at": _first("answered"),
            "_ditutup": _last(*_CLOSED),
            "_ditutup_sendiri": _last("auto_closed"),
            "_pertama": F.array_min(F.transform("_events", lambda event: event["at"].cast("timestamp"))),
            "n_buka_kembali": F.size(_times("reopened")),
        }
    )
    refused = F.col("_ditutup").isNull() & F.exists("_events", lambda event: event["type"] == "rejected")
    supervised = (F.col("classification") == "PENGADUAN") & F.coalesce("supervisory", F.lit(False))
    state = F.when((F.col("status") == "SELESAI") & refused, "BUKAN_WEWENANG").otherwise(F.col("status"))
    done = told.withColumns(
        {
            "klasifikasi": F.when(supervised, "PENGADUAN_PENGAWASAN").otherwise(F.col("classification")),
            "status_tiket": state,
            "selesai_at": F.when(F.col("status").isin("SELESAI", "DIBUKA_KEMBALI"), F.col("_ditutup")),
        }
    )
    by_itself = F.col("selesai_at") == F.col("_ditutup_sendiri")
    how = F.when(by_itself, "AUTO_10D").when(F.col("selesai_at").isNotNull(), "CONFIRMED")
    path = ("created_at", "terverifikasi_at", "terdisposisi_at", "dijawab_at")
    early = F.col("_pertama") < F.col("created_at")
    for place, later in enumerate(path[1:], 1):
        for sooner in path[:place]:
            early = early | F.coalesce(F.col(later) < F.col(sooner), F.lit(False))
    found = flagged(done.withColumn("penutupan", how), {BACKWARDS: F.coalesce(early, F.lit(False))})
    return found.drop("_ditutup", "_ditutup_sendiri", "_pertama")


def passed_on(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds opd_awal and n_disposisi: the first office a ticket was sent to, and how many it saw."""
    sent = F.filter("_events", lambda event: event["type"].isin(*_SENT) & event["institution"].isNotNull())
    each = rows.select(*_ROW, "kd_pemda", F.explode(sent).alias("_kirim"))
    named = each.select(
        *_ROW, "kd_pemda", F.col("_kirim.at").alias("_pada"), normalised(F.col("_kirim.institution")).alias("opd_norm")
    )
    offices = references["opd"].withColumnRenamed("kd_opd", "_opd")
    known = named.join(offices, ["kd_pemda", "opd_norm"], "left")
    seen = known.groupBy(*_ROW).agg(
        F.min(F.when(F.col("_opd").isNotNull(), F.struct("_pada", "_opd"))).alias("_awal"),
        F.collect_set("_opd").alias("_opd_semua"),
        F.max(F.col("_opd").isNull()).alias("_opd_hilang"),
    )
    joined = rows.join(seen, list(_ROW), "left").withColumn(
        "_opd_semua",
        F.array_union(
            F.coalesce("_opd_semua", F.array().cast("array<string>")), F.array_compact(F.array(F.col("kd_opd")))
        ),
    )
    added = joined.withColumns(
        {"opd_awal": F.coalesce(F.col("_awal")["_opd"], F.col("kd_opd")), "n_disposisi": F.size("_opd_semua")}
    )
    return flagged(added, {OPD_UNKNOWN: F.coalesce("_opd_hilang", F.lit(False))}).drop(
        "_awal", "_opd_semua", "_opd_hilang"
    )


def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds codes of place and office, the moments of the path and what follows from them."""
    found = addressed(placed(rows, references, "kecamatan", "kelurahan"), references, "institution")
    return passed_on(happened(boxed(found, references)), references).drop("_events")


JOB = Job(
    reads=READS,
    adds={
        **CODES,
        "opd_awal": "VARCHAR",
        "n_disposisi": "INTEGER",
        "klasifikasi": "VARCHAR",
        "status_tiket": "VARCHAR",
        "terverifikasi_at": "TIMESTAMPTZ",
        "terdisposisi_at": "TIMESTAMPTZ",
        "dijawab_at": "TIMESTAMPTZ",
        "selesai_at": "TIMESTAMPTZ",
        "penutupan": "VARCHAR",
        "n_buka_kembali": "INTEGER",
    },
    transform=transform,
)

"""Reports of three channels in one shape."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lumbung.refine.derived import Inputs

WIB = "Asia/Jakarta"


@dataclass(frozen=True)
class Channel:
    """Where a source says what is compared. `protected`: WBS and confidential tickets."""

    mark: str
    number: str
    received: Column
    duplicate: Column
    protected: Column
    category: Column
    texts: tuple[str, ...]


def _true(column: Column) -> Column:
    return F.coalesce(column, F.lit(False))


def channels() -> dict[str, Channel]:
    """By source; columns of Spark cannot be made before there is a session."""
    never = F.lit(False)
    return {
        "p3m_aduan": Channel(
            "P3M",
            "nomor_aduan",
            F.coalesce("tanggal_terima", "tanggal_masuk"),
            F.col("status") == "DUPLIKAT",
            _true(F.col("rahasia")) | _true(F.col("klasifikasi") == "WBS"),
            F.col("kategori"),
            ("isi_aduan",),
        ),
        "lapor_aduan": Channel(
            "LAPOR",
            "tracking_id",
            F.col("created_at"),
            F.col("status") == "DUPLIKAT",
            _true(F.col("is_secret")) | _true(F.col("klasifikasi") == "WBS"),
            F.col("category"),
            ("title", "content"),
        ),
        "open311_requests": Channel(
            "O311",
            "service_request_id",
            F.col("requested_datetime"),
            never,
            never,
            F.coalesce("service_name", "service_code"),
            ("description", "address"),
        ),
    }


SOURCES = ("p3m_aduan", "lapor_aduan", "open311_requests")


def month_of(received: Column) -> Column:
    """Slice of a report: government and month of receipt (WIB)."""
    return F.concat_ws("_", "kd_pemda", F.date_format(F.from_utc_timestamp(received, WIB), "yyyy-MM"))


def reports(inputs: Inputs, source: str, slices: Collection[str]) -> DataFrame:
    """Tickets entered in some months. Grain: id_aduan × kd_pemda.

    irisan_masuk: slice of the source; `_slice`: of the report. A protected ticket says nothing that
    could be compared; a hash of its text would say something too, so it has none.
    """
    tickets = inputs.frame(source, slices)
    told = channels()[source]
    texts = inputs.frame(f"{source}_teks", slices).select("_key", F.concat_ws(" ", *told.texts).alias("_teks"))
    rows = tickets.join(texts, "_key", "left")
    shown = {
        "kategori": told.category,
        "teks": F.col("_teks"),
        "kelurahan": F.col("kd_kelurahan"),
        # Whole numbers, because two engines may write the same binary fraction differently.
        "lat_e6": F.round(F.col("lat") * 1_000_000).cast("bigint"),
        "lon_e6": F.round(F.col("lon") * 1_000_000).cast("bigint"),
    }
    shaped = rows.select(
        "kd_pemda",
        F.lit(told.mark).alias("sumber"),
        F.concat(F.lit(f"{told.mark}:"), told.number).alias("id_aduan"),
        told.received.alias("diterima_at"),
        F.unix_timestamp(told.received).alias("detik"),
        F.col("_slice").alias("irisan_masuk"),
        month_of(told.received).alias("_slice"),
        told.duplicate.alias("is_duplikat"),
        *(F.when(~told.protected, column).alias(name) for name, column in shown.items()),
    )
    compared = ("detik", "is_duplikat", *shown)
    parts = [F.coalesce(F.col(c).cast("string"), F.lit("")) for c in compared]
    return shaped.withColumn("sidik", F.md5(F.concat_ws("|", *parts)))

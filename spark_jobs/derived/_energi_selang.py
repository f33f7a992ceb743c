"""Intervals between readings, and their sums per meter and day. Energy in whole 1e-5 kWh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.derived._energi_bulan import Months, begins, ends
from spark_jobs.derived._energi_loncat import RESET, ROLLED, with_neighbours, with_next, without_jumps
from spark_jobs.derived._meter import DAY_S, DEVICE, INTERVAL_S, WIB_S, difference, usable_point, with_device

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PER_DAY = DAY_S // INTERVAL_S
QUARTER = 1 << 55
"""A quarter hour of the day times this, plus its energy: one number that sorts by time."""
POWER, GAP, CHANGED = "MELEBIHI_DAYA", "DATA_HILANG", "GANTI_METER"


def intervals(readings: DataFrame, known: DataFrame, *, fallen: bool = False) -> DataFrame:
    """Grain: `_bulan` × id_meter × `_at`: from one usable reading to the next. `_k`: quarter hours; `_nilai`:
    energy, NULL where it cannot be told; `_taksir`: begins or ends with an estimate; `_jenis`: what is wrong with
    it, `_juga`: what else happened.

    readings: of months, and of every meter the reading before and the one after each; no interval begins with
    one whose `_milik` is false. known: `devices` with `m_bulan`. fallen: these meters' registers fell somewhere,
    so that single readings out of line are looked for.
    """
    rows = (
        with_device(readings, known, F.col("_bulan") == F.col("m_bulan"))
        .withColumn("_titik", usable_point())
        .filter(F.col("_titik").isNotNull())
    )
    estimated = F.when(F.col("status") == "EST", 1).otherwise(0)
    # Along the meters go few numbers only: the rest of what is known of a device is fetched afterwards.
    rows = rows.select("m_nomor", "m_alat", "_at", (F.col("_titik") * 2 + estimated).alias("_tanda"), "_milik")
    rows = with_neighbours(rows) if fallen else with_next(rows)
    rows = rows.filter(F.col("_milik") & F.col("_at_lanjut").isNotNull()).join(known.drop("m_nomor"), "m_alat")
    rows = without_jumps(rows) if fallen else rows
    before, after = F.shiftright("_tanda", 1), F.shiftright("_lanjut", 1)
    change = difference(before, after)
    next_one = F.shiftright("_lanjut", 41) == F.col("m_seri") + 1
    new_change = F.when(next_one, after % F.lit(DEVICE) - F.col("m_lanjut_start"))
    replaced = change.isNull()
    rows = rows.withColumns(
        {
            "_k": ((F.col("_at_lanjut") - F.col("_at")) / INTERVAL_S).cast("bigint"),
            "_energi": F.when(replaced, new_change * F.col("m_lanjut_faktor")).otherwise(change * F.col("m_faktor")),
            "_paling": F.when(replaced, F.col("m_lanjut_batas")).otherwise(F.col("m_batas")),
            "_ganti": replaced,
            "_turun": after < before,
        }
    )
    steep = F.coalesce(F.col("_energi") * 4 > F.col("_paling") * F.col("_k"), F.lit(False))
    fell = F.coalesce(F.col("_energi") < 0, F.lit(True))
    return rows.select(
        F.col("m_bulan").alias("_bulan"),
        F.col("m_meter").alias("id_meter"),
        "_at",
        "_k",
        F.when(~fell & ~steep, F.col("_energi")).alias("_nilai"),
        "_energi",
        (((F.col("_tanda") % 2) + (F.col("_lanjut") % 2)) > 0).alias("_taksir"),
        F.when(fell, RESET).when(steep, POWER).when(F.col("_k") > 1, GAP).alias("_jenis"),
        F.when(F.col("_ganti"), CHANGED).when(F.col("_turun") & ~fell, ROLLED).alias("_juga"),
        "m_nyala",
    )


def daily(spans: DataFrame, months: Months) -> DataFrame:
    """Grain: `_bulan` × id_meter × `_hari` (days since 1970, WIB) of the beginning of intervals: sums of the
    intervals of a quarter hour, and in `celah` the others and the remarkable ones."""
    local = F.col("_at") + WIB_S
    quarter = ((local % DAY_S) / INTERVAL_S).cast("bigint")
    inside = (F.col("_at") >= begins()) & (F.col("_at") < ends())
    odd = F.col("_jenis").isNotNull() | F.col("_juga").isNotNull()
    single = inside & (F.col("_k") == 1)
    rows = (
        spans.filter(inside | (F.col("_k") > 1))
        .withColumns({"_hari": F.floor(local / DAY_S).cast("bigint"), "_q": quarter})
        .withColumn("_satu", F.when(single, F.col("_nilai")))
        .withColumn("_ukur", F.when(~F.col("_taksir"), F.col("_satu")))
    )
    span = F.struct("_at", "_k", "_nilai", "_energi", "_jenis", "_juga")
    lit = F.col("_ukur") >= F.col("m_nyala")

    def energy(name: str) -> Column:
        return F.sum(F.when(months.within(name, F.col("_q")), F.col("_satu")))

    def measured(name: str, also: Column) -> Column:
        return F.count(F.when(months.within(name, F.col("_q")) & also, F.col("_ukur")))

    always = F.lit(True)
    return rows.groupBy("_bulan", "id_meter", "_hari").agg(
        F.sum("_satu").alias("kwh"),
        F.sum(F.when(F.col("_taksir"), F.col("_satu"))).alias("kwh_estimasi"),
        F.count("_ukur").alias("n_interval"),
        F.max("_ukur").alias("puncak"),
        energy("malam").alias("kwh_malam"),
        *(energy(n).alias(f"{n}_kwh") for n in ("pju_sore", "pju_pagi", "pju_siang")),
        *(measured(n, always).alias(f"{n}_n") for n in ("pju_sore", "pju_pagi", "pju_siang")),
        *(measured(n, lit).alias(f"{n}_nyala") for n in ("pju_sore", "pju_pagi")),
        F.collect_list(F.when(months.within("dasar", F.col("_q")), F.col("_ukur"))).alias("dasar"),
        F.collect_list(F.col("_q") * F.lit(QUARTER) + F.col("_ukur")).alias("seperempat"),
        F.collect_list(F.when(odd, span)).alias("celah"),
    )

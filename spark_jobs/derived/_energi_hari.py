"""Days of meters, their gaps filled evenly, and what happened to the meters."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.derived._energi_bulan import Months, begins, day_after, ends, first_day
from spark_jobs.derived._energi_loncat import RESET, ROLLED
from spark_jobs.derived._energi_selang import CHANGED, PER_DAY, POWER, QUARTER
from spark_jobs.derived._meter import DAY_S, INTERVAL_S, WIB_S

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_KEY = ("_bulan", "id_meter", "_hari")
_SUMS = ("kwh", "kwh_estimasi", "kwh_malam", "pju_sore_kwh", "pju_pagi_kwh", "pju_siang_kwh")
_COUNTS = ("n_interval", "pju_sore_n", "pju_pagi_n", "pju_siang_n", "pju_sore_nyala", "pju_pagi_nyala")
_FLAGS = {ROLLED: "ROLLOVER", RESET: "RESET", CHANGED: "GANTI_METER", POWER: "MELEBIHI_DAYA"}
_MOST = 10**18
"""1e-5 kWh that DECIMAL(18,5) holds."""


def in_kwh(units: Column) -> Column:
    """Whole 1e-5 kWh as DECIMAL(18,5)."""
    exact = F.when(F.abs(units) < _MOST, units).cast("decimal(18,0)")
    return (exact * F.lit(Decimal("0.00001"))).cast("decimal(18,5)")


def spans(parts: DataFrame) -> DataFrame:
    """The intervals that are longer than a quarter hour, or remarkable."""
    return parts.select("_bulan", "id_meter", F.explode("celah").alias("s")).select("_bulan", "id_meter", "s.*")


def events(odd: DataFrame, months: Months) -> DataFrame:
    """Grain: kd_pemda × id_meter × mulai_at × jenis, of what began in the row's month."""
    own = odd.filter((F.col("_at") >= begins()) & (F.col("_at") < ends()))
    told = own.filter(F.col("_jenis").isNotNull()).withColumn("jenis", F.col("_jenis"))
    also = own.filter(F.col("_juga").isNotNull()).withColumn("jenis", F.col("_juga"))
    # How much a fallen register or a lost meter stands for is not known.
    known = F.when(F.col("jenis") != RESET, F.coalesce("_nilai", "_energi"))
    return told.unionByName(also).select(
        F.lit(months.kd_pemda).alias("kd_pemda"),
        "id_meter",
        F.timestamp_seconds("_at").alias("mulai_at"),
        F.timestamp_seconds(F.col("_at") + F.col("_k") * INTERVAL_S).alias("selesai_at"),
        "jenis",
        in_kwh(known).alias("kwh"),
        months.slice().alias("_slice"),
    )


def _filled(odd: DataFrame, months: Months) -> DataFrame:
    """Grain as `daily`: the evenly spread energy of gaps, of the quarter hours of the row's month. Σ parts = total."""
    gaps = odd.filter((F.col("_k") > 1) & F.col("_nilai").isNotNull())
    first = F.greatest(F.lit(0), F.ceil((begins() - F.col("_at")) / INTERVAL_S)).cast("bigint")
    last = F.least(F.col("_k") - 1, F.floor((ends() - 1 - F.col("_at")) / INTERVAL_S)).cast("bigint")
    gaps = gaps.withColumns({"_dari": first, "_sampai": last}).filter(F.col("_dari") <= F.col("_sampai"))
    rows = gaps.withColumn("_i", F.explode(F.sequence("_dari", "_sampai")))
    rest = F.col("_nilai") % F.col("_k")

    def until(quarters: Column) -> Column:
        """What of the remainder has come after so many quarter hours."""
        return F.floor(rest * quarters / F.col("_k")).cast("bigint")

    part = F.expr("_nilai div _k") + until(F.col("_i") + 1) - until(F.col("_i"))
    rows = rows.withColumn("_bagian", part)
    local = F.col("_at") + F.col("_i") * INTERVAL_S + WIB_S
    rows = rows.withColumns(
        {
            "_hari": F.floor(local / DAY_S).cast("bigint"),
            "_q": ((local % DAY_S) / INTERVAL_S).cast("bigint"),
        }
    )

    def within(name: str) -> Column:
        return F.sum(F.when(months.within(name, F.col("_q")), F.col("_bagian")))

    return rows.groupBy(*_KEY).agg(
        F.sum("_bagian").alias("kwh"),
        F.sum("_bagian").alias("kwh_estimasi"),
        within("malam").alias("kwh_malam"),
        *(within(n).alias(f"{n}_kwh") for n in ("pju_sore", "pju_pagi", "pju_siang")),
    )


def _flagged(odd: DataFrame) -> DataFrame:
    """Grain as `daily`: codes of what began on the day."""
    local = F.col("_at") + WIB_S
    own = odd.filter((F.col("_at") >= begins()) & (F.col("_at") < ends()))
    code = [F.when((F.col("_jenis") == kind) | (F.col("_juga") == kind), code) for kind, code in _FLAGS.items()]
    rows = own.withColumns({"_hari": F.floor(local / DAY_S).cast("bigint"), "_tanda": F.explode(F.array(*code))})
    return (
        rows.filter(F.col("_tanda").isNotNull())
        .groupBy(*_KEY)
        .agg(F.array_sort(F.collect_set("_tanda")).alias("tanda"))
    )


def _complete(parts: DataFrame) -> DataFrame:
    """`kwh_interval` of the days with a value in every quarter hour: sorting tells which is which."""
    whole = parts.filter(F.size("seperempat") == PER_DAY)
    value = F.transform(F.array_sort("seperempat"), lambda x: in_kwh(x % F.lit(QUARTER)))
    return whole.select(*_KEY, value.alias("kwh_interval"))


def _incomplete(parts: DataFrame) -> DataFrame:
    """`kwh_interval` of the others, their missing quarter hours NULL."""
    torn = parts.filter(F.size("seperempat") < PER_DAY)
    told = torn.select(*_KEY, F.explode("seperempat").alias("x"))
    told = told.select(*_KEY, F.shiftright("x", 55).alias("q"), (F.col("x") % F.lit(QUARTER) + 1).alias("v"))
    empty = torn.select(
        *_KEY,
        F.explode(F.array(*(F.lit(q).cast("bigint") for q in range(PER_DAY)))).alias("q"),
        F.lit(0).cast("bigint").alias("v"),
    )
    dense = told.unionByName(empty).groupBy(*_KEY, "q").agg(F.max("v").alias("v"))
    listed = dense.groupBy(*_KEY).agg(F.collect_list(F.col("q") * F.lit(QUARTER) + F.col("v")).alias("semua"))
    held = F.lit(QUARTER)
    value = F.transform(F.array_sort("semua"), lambda x: in_kwh(F.when(x % held > 0, x % held - 1)))
    return listed.select(*_KEY, value.alias("kwh_interval"))


def base_load(listed: Column, factor: Column | int = 1) -> Column:
    """Median of energies of quarter hours times a factor, as kW."""
    ordered, n = F.array_sort(listed), F.size(listed)
    upper = F.element_at(ordered, (F.floor(n / 2) + 1).cast("int"))
    lower = F.element_at(ordered, F.floor((n + 1) / 2).cast("int"))
    return F.when(n > 0, in_kwh((upper + lower) * factor * 2))


def _known(column: Column) -> Column:
    return F.coalesce(column, F.lit(0))


def days(parts: DataFrame, odd: DataFrame, months: Months) -> DataFrame:
    """`energi_harian` of months, of what `daily` made."""
    own = parts.filter((F.col("_hari") >= first_day()) & (F.col("_hari") < day_after()))
    both = own.select(*_KEY, *_SUMS).unionByName(_filled(odd, months))
    arrays = _complete(own).unionByName(_incomplete(own))
    summed = both.groupBy(*_KEY).agg(F.sum("kwh").alias("kwh"), *(_known(F.sum(c)).alias(c) for c in _SUMS[1:]))
    measured = own.select(*_KEY, *_COUNTS, "puncak", "dasar").join(arrays, list(_KEY), "left")
    summed = summed.join(measured, list(_KEY), "left")
    found = summed.join(_flagged(odd), list(_KEY), "left")
    estimated = F.when(F.col("kwh_estimasi") > 0, F.array(F.lit("ADA_ESTIMASI")))
    none = F.array().cast("array<string>")
    flags = F.concat(F.coalesce(estimated, none), F.coalesce("tanda", none))
    nulls = F.array(*(F.lit(None).cast("decimal(18,5)") for _ in range(PER_DAY)))
    return found.select(
        F.lit(months.kd_pemda).alias("kd_pemda"),
        "id_meter",
        F.date_add(F.lit("1970-01-01").cast("date"), F.col("_hari").cast("int")).alias("tanggal"),
        *(in_kwh(F.col(c)).alias(c) for c in ("kwh", "kwh_estimasi")),
        _known(F.col("n_interval")).alias("n_interval"),
        in_kwh(F.col("puncak") * 4).alias("kw_puncak"),
        base_load(F.col("dasar")).alias("beban_dasar_kw"),
        in_kwh(F.col("kwh_malam")).alias("kwh_malam"),
        in_kwh(F.col("kwh") - F.col("kwh_malam")).alias("kwh_siang"),
        *(in_kwh(F.col(c)).alias(c) for c in ("pju_sore_kwh", "pju_pagi_kwh", "pju_siang_kwh")),
        *(_known(F.col(c)).alias(c) for c in _COUNTS if c != "n_interval"),
        F.coalesce("kwh_interval", nulls).alias("kwh_interval"),
        flags.alias("flags"),
        months.slice().alias("_slice"),
    )

"""Sheets: all readings of a meter's day in one row. Most days are whole, and a whole day needs no row for each
reading: what lies between two moments is the register at the one less the register at the other.

A sheet has grain `_bulan` × id_meter × `_hari` (days since 1970, WIB) and holds `isi`, sorted: quarter hour of the
day times QUARTER, plus twice the register (1e-3 kWh), plus one for an estimate; `n_taksir` counts the estimates.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql import Column, Window
from pyspark.sql import functions as F

from spark_jobs.derived._energi_bulan import Month, Months, day_after, first_day
from spark_jobs.derived._energi_hari import base_load, in_kwh
from spark_jobs.derived._energi_selang import PER_DAY, QUARTER
from spark_jobs.derived._meter import DAY_S, DEVICE, INTERVAL_S, WIB_S

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SCHEMA = pa.schema(
    [
        ("_bulan", pa.int64()),
        ("id_meter", pa.string()),
        ("_hari", pa.int64()),
        ("isi", pa.list_(pa.int64())),
        ("n_taksir", pa.int64()),
    ]
)
_KEY = ("_bulan", "id_meter", "_hari")
_SUMS = ("malam", "pju_sore", "pju_pagi", "pju_siang")
_LIT = ("pju_sore", "pju_pagi")


def sheets(readings: DataFrame, months: Months) -> DataFrame:
    """Sheets of the months' readings that say anything: not failed, and with a register that some device can show."""
    local = F.unix_seconds("waktu") + WIB_S
    estimated = F.when(F.col("status") == "EST", 1).otherwise(0)
    register = (F.col("register_kwh") * 1000).cast("bigint")
    said = ((local % DAY_S) / INTERVAL_S).cast("bigint") * F.lit(QUARTER) + register * 2 + estimated
    usable = readings.filter((F.col("status") != "ERR") & (register < DEVICE))
    rows = usable.select(
        "id_meter", F.floor(local / DAY_S).cast("bigint").alias("_hari"), said.alias("_isi"), estimated.alias("_taksir")
    )
    found = rows.groupBy("id_meter", "_hari").agg(
        F.array_sort(F.collect_list("_isi")).alias("isi"), F.sum("_taksir").cast("bigint").alias("n_taksir")
    )
    return found.select(months.of_day(F.col("_hari")).cast("bigint").alias("_bulan"), *found.columns)


def sheet(month: Month, meter: str, at: datetime, register: Decimal, *, estimated: bool) -> dict[str, object]:
    """The sheet of a single reading beside a month, a row of SCHEMA."""
    day, second = divmod(int(at.timestamp()) + WIB_S, DAY_S)
    return {
        "_bulan": month.number,
        "id_meter": meter,
        "_hari": day,
        "isi": [second // INTERVAL_S * QUARTER + int(register * 1000) * 2 + estimated],
        "n_taksir": int(estimated),
    }


def edges(rows: DataFrame) -> DataFrame:
    """Grain: `_bulan` × id_meter. `awal`, `akhir`: its first and last reading, as quarter hours since 1970 (UTC) times
    2 DEVICE, plus twice the register, plus one for an estimate."""

    def since_1970(said: Column) -> Column:
        quarters = F.col("_hari") * PER_DAY - WIB_S // INTERVAL_S + F.shiftright(said, 55)
        return quarters * F.lit(2 * DEVICE) + said % F.lit(QUARTER)

    ends = rows.select(
        "_bulan", "id_meter", since_1970(_first()).alias("awal"), since_1970(F.element_at("isi", -1)).alias("akhir")
    )
    return ends.groupBy("_bulan", "id_meter").agg(F.min("awal").alias("awal"), F.max("akhir").alias("akhir"))


def _first() -> Column:
    return F.element_at("isi", 1)


def complete(rows: DataFrame, known: DataFrame, months: Months) -> DataFrame:
    """The sheets of the months with every quarter hour read by one device, nothing estimated, and a reading as good at
    the beginning of the next day. `selisih`: the 96 register differences (1e-3 kWh); `malam_kwh`, …: the
    differences of the windows; `m_faktor`, `m_batas`, `m_nyala` of the device.

    rows: also the readings beside each month. known: `devices` with `m_bulan`.
    """
    midnight = F.col("_hari") * DAY_S - WIB_S
    next_days = rows.select("_bulan", "id_meter", (F.col("_hari") - 1).alias("_hari"), _first().alias("_lanjut"))
    own = rows.join(F.broadcast(next_days), list(_KEY)).filter(
        (F.col("_hari") >= first_day())
        & (F.col("_hari") < day_after())
        & (F.size("isi") == PER_DAY)
        & (F.col("n_taksir") == 0)
        & (F.col("_lanjut") < QUARTER)
        & (F.col("_lanjut") % 2 == 0)
    )
    devices = known.select("m_bulan", "m_meter", "m_dari", "m_sampai", "m_faktor", "m_penuh", "m_batas", "m_nyala")
    placed = own.join(
        F.broadcast(devices),
        (F.col("_bulan") == F.col("m_bulan"))
        & (F.col("id_meter") == F.col("m_meter"))
        & (midnight >= F.col("m_dari"))
        & (midnight + DAY_S < F.col("m_sampai")),
    )
    shown = placed.filter(
        F.col("m_faktor").isNotNull() & (F.shiftright("_lanjut", 1) < F.coalesce("m_penuh", F.lit(DEVICE)))
    )
    said = [*(F.element_at("isi", n + 1) for n in range(PER_DAY)), F.col("_lanjut") + PER_DAY * QUARTER]

    def rise(since: int, until: int) -> Column:
        return F.shiftright(said[until] - said[since] - (until - since) * QUARTER, 1)

    windows = {name: sum((rise(*span) for span in _spans(months, name)), F.lit(0)) for name in ("hari", *_SUMS)}
    return shown.select(
        *_KEY,
        F.array(*(rise(n, n + 1) for n in range(PER_DAY))).alias("selisih"),
        *(column.alias(f"{name}_kwh") for name, column in windows.items()),
        "m_faktor",
        "m_batas",
        "m_nyala",
    )


def whole(sheets_complete: DataFrame) -> DataFrame:
    """Of these the ones whose register never fell and never rose by more than the connected power allows."""
    steep = F.array_max("selisih") * F.col("m_faktor") * 4 > F.col("m_batas")
    return sheets_complete.filter((F.array_min("selisih") >= 0) & ~F.coalesce(steep, F.lit(False)))


def _spans(months: Months, name: str) -> list[tuple[int, int]]:
    """The quarter hours of a window: from the first up to, not including, the last; two where it has midnight in
    it. `hari`: all."""
    inside = [quarter for quarter in range(PER_DAY) if name == "hari" or months.has(name, quarter)]
    starts = [quarter for quarter in inside if quarter - 1 not in inside]
    ends = [quarter + 1 for quarter in inside if quarter + 1 not in inside]
    return list(zip(starts, ends, strict=True))


def torn(rows: DataFrame, whole_sheets: DataFrame, months: Months) -> DataFrame:
    """The readings of the sheets that are not whole, as `intervals` takes them; `_milik` is false for the first
    reading of a whole sheet after one of these, where only intervals end."""
    whole_keys = whole_sheets.select(*_KEY, F.lit(False).alias("_milik"))
    told = rows.select(*_KEY).join(whole_keys, list(_KEY), "left")
    told = told.withColumn("_milik", F.coalesce("_milik", F.lit(True)))
    before = F.lag("_milik").over(Window.partitionBy("_bulan", "id_meter").orderBy("_hari"))
    near = told.withColumn("_sebelum", before).filter(F.col("_milik") | F.col("_sebelum"))
    found = rows.join(F.broadcast(near.select(*_KEY, "_milik")), list(_KEY))
    isi = F.when(F.col("_milik"), F.col("isi")).otherwise(F.array(_first()))
    return spelled(found.select(*_KEY, "_milik", isi.alias("isi")), months)


def spelled(rows: DataFrame, months: Months) -> DataFrame:
    """Readings of sheets with `_milik`."""
    each = rows.select(*_KEY, "_milik", F.explode("isi").alias("_satu"))
    at = F.col("_hari") * DAY_S - WIB_S + F.shiftright("_satu", 55) * INTERVAL_S
    register = F.shiftright(F.col("_satu") % F.lit(QUARTER), 1)
    return each.select(
        F.lit(months.kd_pemda).alias("kd_pemda"),
        "_bulan",
        "id_meter",
        F.timestamp_seconds(at).alias("waktu"),
        (register.cast("decimal(15,0)") * F.lit(Decimal("0.001"))).cast("decimal(18,3)").alias("register_kwh"),
        F.when(F.col("_satu") % 2 == 1, "EST").otherwise("OK").alias("status"),
        "_milik",
    )


def whole_days(rows: DataFrame, months: Months) -> DataFrame:
    """`energi_harian` of whole sheets: nothing is missing, estimated or remarkable."""
    factor = F.col("m_faktor")

    def parts(name: str) -> list[Column]:
        return [F.slice("selisih", since + 1, until - since) for since, until in _spans(months, name)]

    def energy(name: str) -> Column:
        return in_kwh(F.col(f"{name}_kwh") * factor)

    def count(name: str) -> Column:
        return F.lit(sum(until - since for since, until in _spans(months, name)))

    def lit(name: str) -> Column:
        on = [F.size(F.filter(part, lambda one: one * factor >= F.col("m_nyala"))) for part in parts(name)]
        return F.when(F.col("m_nyala").isNotNull(), sum(on, F.lit(0))).otherwise(0)

    none = F.array().cast("array<string>")
    return rows.select(
        F.lit(months.kd_pemda).alias("kd_pemda"),
        "id_meter",
        F.date_add(F.lit("1970-01-01").cast("date"), F.col("_hari").cast("int")).alias("tanggal"),
        energy("hari").alias("kwh"),
        in_kwh(F.lit(0)).alias("kwh_estimasi"),
        F.lit(PER_DAY).alias("n_interval"),
        in_kwh(F.array_max("selisih") * factor * 4).alias("kw_puncak"),
        base_load(F.concat(*parts("dasar")), factor).alias("beban_dasar_kw"),
        energy("malam").alias("kwh_malam"),
        in_kwh((F.col("hari_kwh") - F.col("malam_kwh")) * factor).alias("kwh_siang"),
        *(energy(name).alias(f"{name}_kwh") for name in _SUMS[1:]),
        *(count(name).alias(f"{name}_n") for name in _SUMS[1:]),
        *(lit(name).alias(f"{name}_nyala") for name in _LIT),
        F.transform("selisih", lambda one: in_kwh(one * factor)).alias("kwh_interval"),
        none.alias("flags"),
        months.slice().alias("_slice"),
    )

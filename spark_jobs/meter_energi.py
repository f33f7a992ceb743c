"""Readings of electricity meters, judged by their meter and by the readings beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lumbung.refine.derived import small_frame
from lumbung.refine.job import Job, Look, Screen
from spark_jobs.derived._meter import (
    DAY_S,
    DEVICE,
    INTERVAL_S,
    devices,
    difference,
    known_devices,
    limits,
    steep,
    usable_point,
    with_device,
)

_CODES = (
    "METER_TAK_DIKENAL:id_meter",
    "FAKTOR_KALI_KOSONG",
    "REGISTER_DI_LUAR_DIGIT:register_kwh",
    "REGISTER_LONCAT:register_kwh",
    "MELEBIHI_DAYA:register_kwh",
)
_UNSOUND = """
from runs r where r.blank or r.least_rise < 0 or not exists (
    from known d
    where d.m_meter = r.series and d.m_dari <= floor(r.since / 1000000) and floor(r.last / 1000000) < d.m_sampai
        and d.m_faktor is not null and coalesce(r.highest < coalesce(d.m_penuh, $device), true)
        and coalesce(r.steepest <= d.m_laju, true)
)
"""
_UNKNOWN, _NO_FACTOR, _BEYOND, _JUMP, _POWER = range(1, 6)


def bounds(folder: Path) -> pa.Table:
    """parameter → nilai as in force today: what is implausible is judged when a file arrives."""
    found = limits(folder, date.max)
    return pa.table({"parameter": list(found), "nilai": pa.array(list(found.values()), pa.decimal128(18, 6))})


def transform(rows: DataFrame, references: Mapping[str, DataFrame]) -> DataFrame:
    """Adds the meter's device, `_titik` (device and register) and `_kode`, what the row says by itself."""
    known = {r["parameter"]: r["nilai"] for r in references["bounds"].collect()}
    found = with_device(rows, small_frame(rows.sparkSession, known_devices(references["meter_daftar"], known)))
    point = usable_point()
    code = (
        F.when(F.col("m_seri").isNull(), _UNKNOWN)
        .when(F.col("m_faktor").isNull(), _NO_FACTOR)
        .when((F.col("status") != "ERR") & point.isNull(), _BEYOND)
    )
    return found.withColumns({"_titik": point, "_kode": code})


def screened(runs: pa.Table, references: Mapping[str, pa.Table]) -> pa.Table:
    """Nothing to look at where the register of one known device rose by no more than it can."""
    found = references["bounds"].to_pydict()
    known = devices(references["meter_daftar"].to_pylist(), dict(zip(found["parameter"], found["nilai"], strict=True)))
    with duckdb.connect() as con:
        con.register("runs", runs)
        con.register("known", known)
        return con.execute(_UNSOUND, {"device": DEVICE}).to_arrow_table()


def beside(rows: DataFrame) -> DataFrame:
    """A reading out of line with both neighbours, who agree; one that ends an interval too steep to be true."""
    before, own, after = F.col("_titik_sebelum"), F.col("_titik"), F.col("_titik_sesudah")
    to_own = ((F.col("_at") - F.unix_seconds("_before_at")) / INTERVAL_S).cast("bigint")
    to_after = ((F.unix_seconds("_after_at") - F.col("_at")) / INTERVAL_S).cast("bigint")
    came, goes, past = difference(before, own), difference(own, after), difference(before, after)
    odd = (came < 0) | steep(came, to_own)
    odd_after = (goes < 0) | steep(goes, to_after)
    agree = (past >= 0) & ~steep(past, to_own + to_after)
    # On the day of another device nobody knows yet which readings are its own.
    first_day = F.col("_at") < F.col("m_dari") + DAY_S
    is_new = first_day & F.col("_angka").between(F.col("m_baru_min"), F.col("m_baru_maks"))
    apart = (to_own > 0) & ~is_new
    jump = apart & (to_after > 0) & odd & odd_after & agree
    code = F.when(F.col("_kode").isNotNull(), F.col("_kode")).when(jump, _JUMP)
    return rows.withColumn("_kode", code.when(apart & steep(came, to_own), _POWER))


def rejected(rows: DataFrame) -> DataFrame:
    """A reading is not to blame for the jump before it; the same reading once more is as bad as the first."""
    again = (F.col("waktu") == F.col("_before_at")) & (F.col("_titik") == F.col("_titik_sebelum"))
    blameless = (F.col("_kode") == _POWER) & (F.col("_kode_sebelum") == _JUMP)
    code = F.when(F.coalesce(blameless, F.lit(False)), None).otherwise(
        F.coalesce("_kode", F.when(again, F.col("_kode_sebelum")))
    )
    names = F.array(*(F.lit(name) for name in _CODES))
    return rows.withColumn("_reject", F.when(code.isNotNull(), F.array(F.element_at(names, code.cast("int")))))


JOB = Job(
    reads={"bounds": bounds},
    transform=transform,
    screen=Screen(rising="register_kwh", silent=("status", "ERR"), step_s=INTERVAL_S, judge=screened),
    looks=(
        Look({"_titik_sebelum": ("_titik", -1), "_titik_sesudah": ("_titik", 1)}, beside),
        Look({"_kode_sebelum": ("_kode", -1)}, rejected),
    ),
)

"""Which device a reading is of, and what its register can do: shared by the judging of readings and the
energy tables. Exact in whole numbers: registers in 1e-3 kWh, energy in 1e-5 kWh."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql import Column
from pyspark.sql import functions as F

from lumbung.reference import read

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

INTERVAL_S = 900
DAY_S = 86_400
WIB_S = 7 * 3600
"""Western Indonesian Time is UTC+7 all year."""
DEVICE = 1 << 40
"""A point is the number of the device times this, plus its register: nine digits fit."""
_FAR = 1 << 50
_NEEDED = (
    "kd_pemda", "id_meter", "meter_seri", "faktor_kali", "digit_register", "daya_va", "watt_lampu_total",
    "pasang_pada", "start_register",
)  # fmt: skip
COLUMNS = (
    "m_nomor", "m_alat", "m_seri", "m_laju", "m_faktor", "m_penuh", "m_atas", "m_bawah", "m_batas", "m_nyala",
    "m_dari", "m_sampai", "m_baru_min", "m_baru_maks", "m_lanjut_start", "m_lanjut_faktor", "m_lanjut_batas",
)  # fmt: skip
"""Of a device: the numbers of its meter and of itself, its place among the meter's devices, the most that its
register rises in a quarter hour (rounded down), faktor kali (1e-2), register that is full, bounds of a rollover,
four times the most that an interval can bring (1e-5 kWh), the least of an interval with the lamps on (1e-5 kWh);
when it was in place (seconds), what its register can show on its first day, and of the next device its first
register, factor and most."""


def in_force(folder: Path, table: str, name: str, day: date) -> dict[str, Mapping[str, str]]:
    """Name → row of a dated reference table: the last that began by the day, else the first that ever did."""
    found: dict[str, Mapping[str, str]] = {}
    for row in sorted(read(folder, table), key=lambda r: r["berlaku_mulai"]):
        if row[name] not in found or row["berlaku_mulai"] <= day.isoformat():
            found[row[name]] = row
    return found


def limits(folder: Path, day: date) -> dict[str, Decimal]:
    """`cfg_batas_energi` on a day: parameter → value."""
    return {name: Decimal(row["nilai"]) for name, row in in_force(folder, "cfg_batas_energi", "parameter", day).items()}


def devices(register: Iterable[Mapping[str, Any]], bounds: Mapping[str, Decimal]) -> pa.Table:
    """Grain: kd_pemda × id_meter × device, of rows of silver `meter_daftar`. Key `m_pemda`, `m_meter`."""
    by_meter: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in register:
        by_meter[row["kd_pemda"], row["id_meter"]].append(row)
    rows: list[dict[str, Any]] = []
    for number, ((pemda, meter), found) in enumerate(sorted(by_meter.items())):
        ordered = sorted(found, key=lambda r: (r["pasang_pada"] or date.min, r["meter_seri"]))
        own = [_device(place, row, bounds) for place, row in enumerate(ordered)]
        for device, after in zip(own, [*own[1:], None], strict=True):
            place = {"m_pemda": pemda, "m_meter": meter, "m_nomor": number, "m_alat": len(rows)}
            rows.append({**place, **device, **_followed_by(after)})
    names = pa.schema([("m_pemda", pa.string()), ("m_meter", pa.string()), *((c, pa.int64()) for c in COLUMNS)])
    return pa.Table.from_pylist(rows, schema=names)


def _device(number: int, row: Mapping[str, Any], bounds: Mapping[str, Decimal]) -> dict[str, int | None]:
    factor = None if row["faktor_kali"] is None else int(row["faktor_kali"] * 100)
    full = None if row["digit_register"] is None else 1000 * 10 ** row["digit_register"]
    # kWh of an interval = VA / 1000 x factor x 0.25 h; x 4 and in 1e-5 kWh it is a whole number.
    most = None if row["daya_va"] is None else int(row["daya_va"] * bounds["faktor_daya"] * 100)
    start = None if row["start_register"] is None else int(row["start_register"] * 1000)
    begins = -_FAR if number == 0 or row["pasang_pada"] is None else _midnight(row["pasang_pada"])
    first_day = (1, 0)
    if number and start is not None and factor:
        a_day = 96 * most // (4 * factor) if most is not None else (full or DEVICE) // 10
        first_day = (start, start + a_day)
    watt = row["watt_lampu_total"]
    return {
        "m_seri": number,
        "m_laju": None if most is None or not factor else most // (4 * factor),
        "m_faktor": factor,
        "m_penuh": full,
        "m_atas": None if full is None else int(full * bounds["rollover_atas"]),
        "m_bawah": None if full is None else int(full * bounds["rollover_bawah"]),
        "m_batas": most,
        "m_nyala": None if watt is None else int(-(-watt * bounds["ambang_nyala"] * 25 // 1)),
        "m_dari": begins,
        "m_baru_min": first_day[0],
        "m_baru_maks": first_day[1],
        "m_start": start,
    }


def _followed_by(after: Mapping[str, int | None] | None) -> dict[str, int | None]:
    if after is None:
        return {"m_sampai": _FAR, "m_lanjut_start": None, "m_lanjut_faktor": None, "m_lanjut_batas": None}
    return {
        "m_sampai": after["m_dari"],
        "m_lanjut_start": after["m_start"],
        "m_lanjut_faktor": after["m_faktor"],
        "m_lanjut_batas": after["m_batas"],
    }


def _midnight(day: date) -> int:
    return (day - date(1970, 1, 1)).days * DAY_S - WIB_S


def known_devices(register: DataFrame, bounds: Mapping[str, Decimal]) -> pa.Table:
    """`devices` of silver rows."""
    return devices(register.select(*_NEEDED).toArrow().to_pylist(), bounds)


def with_device(readings: DataFrame, known: DataFrame, *also: Column) -> DataFrame:
    """Readings with the columns of their device (COLUMNS; `m_seri` is NULL for an unknown meter), `_at`
    (seconds) and `_angka` (register in 1e-3 kWh). also: what else must hold of the two."""
    rows = readings.withColumns(
        {"_at": F.unix_seconds("waktu"), "_angka": (F.col("register_kwh") * 1000).cast("bigint")}
    )
    is_own = [
        F.col("kd_pemda") == F.col("m_pemda"),
        F.col("id_meter") == F.col("m_meter"),
        F.col("_at") >= F.col("m_dari"),
        F.col("_at") < F.col("m_sampai"),
    ]
    joined = rows.join(known, reduce(and_, [*is_own, *also]), "left")
    return joined.drop("m_pemda", "m_meter")


def usable_point() -> Column:
    """Device and register in one number; NULL for a reading that says nothing about consumption."""
    # A register beyond its digits would reach into the next device's numbers.
    sound = (F.col("status") != "ERR") & (F.col("_angka") < F.coalesce("m_penuh", F.lit(DEVICE)))
    return F.when(sound & F.col("m_faktor").isNotNull(), F.col("m_seri") * F.lit(DEVICE) + F.col("_angka"))


def difference(before: Column, after: Column) -> Column:
    """Register difference (1e-3 kWh) of two points, over a rollover too; negative where the register fell
    otherwise, NULL between two devices."""
    plain = after - before
    rolled = (plain < 0) & (before % F.lit(DEVICE) > F.col("m_atas")) & (after % F.lit(DEVICE) < F.col("m_bawah"))
    one_device = F.shiftright(before, 40) == F.shiftright(after, 40)
    return F.when(one_device & rolled, plain + F.col("m_penuh")).when(one_device, plain)


def steep(change: Column, quarters: Column) -> Column:
    """Whether a register rose (1e-3 kWh) by more than the connected power allows in so many quarter hours."""
    return F.coalesce(change * F.col("m_faktor") * 4 > F.col("m_batas") * quarters, F.lit(False))

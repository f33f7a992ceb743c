"""A book of meters for the energy marts: days of 96 quarters written straight into silver, then dbt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from lumbung.refine.job import find_job
from lumbung.settings import load
from lumbung.silver import all_contracts, silver_columns
from lumbung.warehouse.build import Plan, run_dbt
from lumbung.warehouse.manifest import Manifest

WIB = ZoneInfo("Asia/Jakarta")
KOTA = "33.74"
QUARTERS = 96
Quarters = Sequence[Decimal | float | int | None]
HARIAN = (
    "kd_pemda VARCHAR, id_meter VARCHAR, tanggal DATE, kwh DECIMAL(18,5), kwh_estimasi DECIMAL(18,5), "
    "n_interval INTEGER, kw_puncak DECIMAL(18,5), beban_dasar_kw DECIMAL(18,5), kwh_malam DECIMAL(18,5), "
    "kwh_siang DECIMAL(18,5), pju_sore_kwh DECIMAL(18,5), pju_pagi_kwh DECIMAL(18,5), pju_siang_kwh DECIMAL(18,5), "
    "pju_sore_n INTEGER, pju_pagi_n INTEGER, pju_siang_n INTEGER, pju_sore_nyala INTEGER, pju_pagi_nyala INTEGER, "
    "kwh_interval DECIMAL(18,5)[], flags VARCHAR[], _slice VARCHAR"
)
PERISTIWA = (
    "kd_pemda VARCHAR, id_meter VARCHAR, mulai_at TIMESTAMPTZ, selesai_at TIMESTAMPTZ, jenis VARCHAR, "
    "kwh DECIMAL(18,5), _slice VARCHAR"
)
_WINDOWS = {"sore": range(68, 96), "pagi": range(28), "siang": range(32, 64)}
_NIGHT = [*range(24), *range(72, 96)]
_NO_TESTS = ("--exclude-resource-type", "test", "unit_test")
_MARTS = ("+mart_energi_gedung", "+mart_pju_malam", "+mart_energi_anomali", "dim_meter")


def wib(text: str) -> datetime:
    """`2026-08-31 10:15` on a clock in Semarang."""
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


def harian(
    id_meter: str,
    tanggal: date,
    kwh: Quarters,
    *,
    watt: int = 0,
    estimasi: float | str = 0,
    kd_pemda: str = KOTA,
    flags: Sequence[str] = (),
) -> dict[str, Any]:
    """One row of `silver.energi_harian` from its quarters; None was not measured. `estimasi`: kWh of
    the quarters that were not, all of it by day."""
    values = [None if v is None else Decimal(str(v)) for v in kwh]
    measured = [v for v in values if v is not None]
    guess = Decimal(str(estimasi))

    def total(quarters: Sequence[int]) -> Decimal:
        return sum((v for q in quarters if (v := values[q]) is not None), Decimal(0))

    def count(quarters: Sequence[int]) -> int:
        return sum(values[q] is not None for q in quarters)

    def lit(quarters: Sequence[int]) -> int:
        return sum(v is not None and v * 4 * 1000 * 10 >= watt for q in quarters for v in [values[q]])

    base = [v * 4 for v in values[:16] if v is not None]
    row: dict[str, Any] = {
        "kd_pemda": kd_pemda,
        "id_meter": id_meter,
        "tanggal": tanggal,
        "kwh": sum(measured, guess) if measured or guess else None,
        "kwh_estimasi": guess,
        "n_interval": len(measured),
        "kw_puncak": max(measured) * 4 if measured else None,
        "beban_dasar_kw": median(base) if base else None,
        "kwh_malam": total(_NIGHT),
        "kwh_siang": total([q for q in range(QUARTERS) if q not in _NIGHT]) + guess,
    }
    for window, quarters in _WINDOWS.items():
        row[f"pju_{window}_kwh"] = total(quarters)
    for window, quarters in _WINDOWS.items():
        row[f"pju_{window}_n"] = count(quarters)
    for window in ("sore", "pagi"):
        row[f"pju_{window}_nyala"] = lit(_WINDOWS[window])
    return {**row, "kwh_interval": values, "flags": list(flags), "_slice": f"{kd_pemda}_{tanggal:%Y-%m}"}


def peristiwa(id_meter: str, mulai: str, selesai: str, jenis: str, kwh: str | None) -> dict[str, Any]:
    begin = wib(mulai)
    return {
        "kd_pemda": KOTA,
        "id_meter": id_meter,
        "mulai_at": begin,
        "selesai_at": wib(selesai),
        "jenis": jenis,
        "kwh": None if kwh is None else Decimal(kwh),
        "_slice": f"{KOTA}_{begin:%Y-%m}",
    }


def meter(id_meter: str, id_objek: str, jenis: str = "gedung", **more: Any) -> dict[str, Any]:
    """One row of `silver.meter_daftar`."""
    row = {
        "kd_pemda": KOTA,
        "id_meter": id_meter,
        "meter_seri": f"SN-{id_meter}",
        "id_objek": id_objek,
        "nama_objek": f"Objek {id_objek}",
        "jenis": jenis,
        "golongan_tarif": "P-3/TR" if jenis == "pju" else "P-1/TR",
        "daya_va": 200_000,
        "faktor_kali": Decimal(1),
        "digit_register": 6,
        "abonemen": False,
        "pasang_pada": date(2021, 1, 1),
        "start_register": Decimal(0),
    }
    return row | more


def tagihan(id_pelanggan: str, awal: date, akhir: date, kwh: int | str) -> dict[str, Any]:
    return {
        "kd_pemda": KOTA,
        "bulan": akhir.replace(day=1),
        "id_pelanggan": id_pelanggan,
        "periode_awal": awal,
        "periode_akhir": akhir,
        "kwh_total": Decimal(kwh),
    }


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class Buku:
    """A database with silver tables and the energy marts that dbt builds of them."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.settings = load(lake=root / "lake")
        self.database = root / "current.duckdb"
        with duckdb.connect(str(self.database)) as con:
            con.execute("create schema silver; create schema ops")
            con.execute(f"create table silver.energi_harian ({HARIAN})")
            con.execute(f"create table silver.energi_peristiwa ({PERISTIWA})")
            contracts = all_contracts(self.settings)
            for source in ("meter_daftar", "tagihan_listrik", "hari_libur"):
                kinds = silver_columns(contracts[source], find_job(source))
                listed = ", ".join(f'"{column}" {kind}' for column, kind in kinds.items())
                con.execute(f"create table silver.{source} ({listed})")

    def add(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows; what they do not name is NULL."""
        with duckdb.connect(str(self.database)) as con:
            known = con.execute(f"from silver.{table} limit 0").to_arrow_table().schema
            schema = pa.schema([known.field(name) for name in dict.fromkeys(n for row in rows for n in row)])
            con.register("_new", pa.Table.from_pylist([dict(row) for row in rows], schema=schema))
            con.execute(f"insert into silver.{table} by name from _new")

    def remove(self, table: str, where: str) -> None:
        with duckdb.connect(str(self.database)) as con:
            con.execute(f"delete from silver.{table} where {where}")

    def build(self, as_of: date, *, before: date | None = None, slices: Mapping[str, list[str]] | None = None) -> None:
        """Build the marts; with `slices` only what changed since the night `before`."""
        published = Manifest((before or as_of).isoformat(), "uji", "", "")
        plan = Plan(as_of, "", {}, published, None if slices is None else dict(slices))
        flags = ["--full-refresh"] if slices is None else []
        run_dbt(self.settings, self.database, plan, ["build", *_NO_TESTS, *flags, "--select", *_MARTS])

    def connect(self) -> duckdb.DuckDBPyConnection:
        con = duckdb.connect(str(self.database), read_only=True)
        con.execute("set timezone = 'Asia/Jakarta'")
        return con

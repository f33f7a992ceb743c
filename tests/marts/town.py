"""A town of hand-written files, taken through the library's steps, and its marts.

`Town` lays deliveries into landing and runs nights; a kind of town says where its deliveries lie and
which sources it hears from: `kota_kecil` beside this file, `rencana/kota_rencana` for planning.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import duckdb
import xlsxwriter

from lumbung import night, settings
from lumbung.warehouse import build as warehouse
from lumbung.warehouse.audit import marts as marts_of
from lumbung.warehouse.manifest import candidate_database, current_database

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
)  # fmt: skip
_RFK_HEADER = (
    "No", "Kode Sub Kegiatan", "Sub Kegiatan", "Pagu (Rp)", "RAK s.d. Bulan Ini (Rp)",
    "Realisasi Keuangan (Rp)", "Realisasi Fisik (%)", "Permasalahan", "Catatan",
)  # fmt: skip


def _workbooks(table: Path, folder: Path) -> None:
    """One workbook per office and month, as eMonev sends them, from a plain table."""
    books: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    with table.open(newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            books[row["tahun"], row["bulan"], row["kode_skpd"]].append(row)
    folder.mkdir(parents=True, exist_ok=True)
    for (tahun, bulan, opd), rows in books.items():
        with xlsxwriter.Workbook(str(folder / f"rfk_{tahun}_{bulan}_{opd}.xlsx")) as book:
            sheet = book.add_worksheet("RFK")
            sheet.write_string(0, 0, f"Perangkat Daerah : {opd} Kantor")
            sheet.write_string(1, 0, f"Tahun Anggaran : {tahun}")
            sheet.write_string(2, 0, f"Bulan : {_MONTHS[int(bulan) - 1]}")
            sheet.write_row(4, 0, _RFK_HEADER)
            for n, row in enumerate(rows, 1):
                money = (float(row["pagu"]), 0, float(row["realisasi"]), float(row["fisik"]))
                sheet.write_row(4 + n, 0, (n, row["kode_sub_kegiatan"], "Pekerjaan", *money))


class Town:
    """A lake of its own under `root`; landing, key and marts beside it."""

    deliveries: ClassVar[Path] = Path(__file__).parent / "kota_kecil"
    """`<delivery>/<source>/<kd_pemda>/<file>`; an RFK table `<kd_pemda>.csv` becomes workbooks."""
    sources: ClassVar[tuple[str, ...]] = ("p3m_aduan", "sipd_anggaran", "sipd_rak", "sipd_sp2d", "emonev_rfk")
    derived: ClassVar[tuple[str, ...]] = ()
    """Silver tables made of silver tables that its marts need."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = settings.load(lake=root / "lake", landing=root / "landing")

    def deliver(self, delivery: str, evening: date) -> None:
        """Lay the files of a delivery into landing, sent at 20:00 WIB."""
        for source in self.sources:
            for origin in sorted((self.deliveries / delivery / source).glob("33.*")):
                target = self.root / "landing" / source / origin.stem
                if origin.is_dir():
                    target = target.with_name(origin.name)
                    shutil.copytree(origin, target, dirs_exist_ok=True)
                else:
                    _workbooks(origin, target.with_name(origin.name.removesuffix(".csv")))
        sent = datetime.combine(evening, time(20), ZoneInfo("Asia/Jakarta")).timestamp()
        for file in (self.root / "landing").rglob("*"):
            os.utime(file, (sent, sent))

    def run(self, evening: date, run_id: str) -> None:
        """All steps of a night, gates included; nothing in the town may be red."""
        for source in self.sources:
            night.ingest(self.settings, source, evening, run_id)
            night.inspect(self.settings, source, evening, run_id)
            night.refine(self.settings, source, evening, run_id)
        for name in self.derived:
            night.derive(self.settings, name, evening, run_id)
        night.build(self.settings, evening, run_id)
        night.audit(self.settings, evening, run_id)
        night.publish(self.settings, evening, run_id)
        assert night.red_facts(self.settings, run_id) == []

    def connect(self, database: Path | None = None) -> duckdb.DuckDBPyConnection:
        """A database of the warehouse, the published one when none is named."""
        path = database or current_database(self.settings)
        con = duckdb.connect(str(path), read_only=True)
        con.execute("set timezone = 'Asia/Jakarta'")
        return con


class Marts:
    """The published marts, read as plain values: numbers as text with their stored decimals."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return [tuple(map(_plain, row)) for row in self.con.execute(sql, parameters).fetchall()]

    def row(self, sql: str, *parameters: object) -> tuple[Any, ...]:
        """The only row."""
        (found,) = self.rows(sql, *parameters)
        return found


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value


class Copy:
    """A copy of a town that goes on for more nights."""

    def __init__(self, town: Town, root: Path) -> None:
        shutil.copytree(town.root, root, dirs_exist_ok=True)
        self.town = type(town)(root)

    def published(self) -> dict[str, list[str]]:
        with self.town.connect() as con:
            return contents(con)

    def rebuilt(self, evening: date) -> dict[str, list[str]]:
        """The same night from nothing, beside what is published."""
        plan = warehouse.make_plan(self.town.settings, evening)
        warehouse.build(self.town.settings, replace(plan, slices=None))
        with self.town.connect(candidate_database(self.town.settings)) as con:
            return contents(con)


def contents(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Every mart as sorted rows, except what is about runs and not about the town."""
    names = [name for name in marts_of(con) if not name.startswith("ops_")]
    return {name: sorted(map(repr, con.execute(f'select * from "{name}"').fetchall())) for name in names}


def differences(left: dict[str, list[str]], right: dict[str, list[str]]) -> dict[str, list[str]]:
    """Per mart the rows that only one side has; empty when all is equal."""
    assert left.keys() == right.keys()
    found = {name: sorted(set(left[name]) ^ set(right[name])) for name in left}
    sizes = {n: ["rows"] for n in left if len(left[n]) != len(right[n]) and not found[n]}
    return {name: rows for name, rows in found.items() if rows} | sizes

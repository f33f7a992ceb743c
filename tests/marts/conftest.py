"""A small town of hand-written files, taken through the library's steps once, and its marts."""

from __future__ import annotations

import csv
import os
import shutil
from collections import defaultdict
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
import xlsxwriter

from lumbung import night, settings
from lumbung.warehouse.manifest import current_database

DELIVERIES = Path(__file__).parent / "kota_kecil"
SOURCES = ("p3m_aduan", "sipd_anggaran", "sipd_rak", "sipd_sp2d", "emonev_rfk")
MALAM_1 = date(2026, 11, 30)
"""A Monday and the end of a month."""
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

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = settings.load(lake=root / "lake", landing=root / "landing")

    def deliver(self, delivery: str, evening: date) -> None:
        """Lay the files of `kota_kecil/<delivery>` into landing, sent at 20:00 WIB."""
        for source in SOURCES:
            for origin in sorted((DELIVERIES / delivery / source).glob("33.*")):
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
        for source in SOURCES:
            night.ingest(self.settings, source, evening, run_id)
            night.inspect(self.settings, source, evening, run_id)
            night.refine(self.settings, source, evening, run_id)
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


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town on the evening of MALAM_1. Read only: later nights work on a copy."""
    made = Town(tmp_path_factory.mktemp("kota_kecil"))
    made.deliver("malam_1", MALAM_1)
    made.run(MALAM_1, "malam-1")
    return made


@pytest.fixture(scope="session")
def marts(town: Town) -> Marts:
    return Marts(town.connect())

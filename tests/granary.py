"""A lake with its landing, short ways to put files before it, and rows to put into them."""

from __future__ import annotations

import gzip
import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

from lumbung import night, settings
from lumbung.ingest import ledger
from lumbung.ingest.ledger import Load
from lumbung.lake import Lake

WIB = ZoneInfo("Asia/Jakarta")
NIGHT = date(2026, 8, 31)
"""The night that tests run when they name no other."""
EVENING = datetime(2026, 8, 31, 20, 0, tzinfo=WIB)


class Granary:
    """One lake with its landing."""

    def __init__(self, root: Path, contracts: Sequence[Path] = (), key: Path | None = None) -> None:
        self.root = root
        more: dict[str, Any] = {"contracts": list(contracts)} if contracts else {}
        if key:
            more["privacy"] = {"key_file": key}
        self.settings = settings.load(lake=root / "lake", landing=root / "landing", **more)
        self.lake = Lake(self.settings.root)
        self.landing = self.settings.landing_dir
        self.runs = 0

    def drop(
        self,
        path: str,
        content: str | bytes,
        at: datetime = EVENING,
        encoding: str = "utf-8",
    ) -> Path:
        """Lay a file into landing (`source/pemda/name`), delivered at a moment; `.gz` is packed."""
        data = content.encode(encoding) if isinstance(content, str) else content
        if path.endswith(".gz") and isinstance(content, str):
            data = gzip.compress(data)
        target = self.landing / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        os.utime(target, (at.timestamp(), at.timestamp()))
        return target

    def new_run(self) -> str:
        self.runs += 1
        return f"uji-{self.runs:03}"

    def ingest(self, source: str, on: date = NIGHT, run_id: str = "") -> list[Load]:
        return night.ingest(self.settings, source, on, run_id or self.new_run())

    def refine(self, source: str, on: date = NIGHT) -> list[Load]:
        return night.refine(self.settings, source, on, self.new_run())

    def take(self, source: str, on: date = NIGHT) -> list[Load]:
        """Ingest and refine; the loads with their final counts."""
        taken = {load.load_id for load in self.ingest(source, on)}
        self.refine(source, on)
        return [load for load in self.loads(source) if load.load_id in taken]

    def loads(self, source: str | None = None) -> list[Load]:
        found = ledger.read(self.lake)
        return [load for load in found if source in (None, load.source)]

    def rows(self, table: str, *order: str) -> list[dict[str, Any]]:
        """Rows of a lake table, as its log lists them."""
        found = [row for path in self.lake.paths(table) for row in pq.read_table(path, partitioning=None).to_pylist()]
        return sorted(found, key=lambda row: tuple(str(row[name]) for name in order))


P3M = {
    "nomor_aduan": "P3M-1",
    "tanggal_masuk": "2026-08-30 10:00",
    "kanal": "WhatsApp",
    "klasifikasi": "Pengaduan",
    "isi_aduan": "Jalan berlubang di depan pasar",
    "status": "Baru",
    "diperbarui": "2026-08-30 10:00",
}
ANGGARAN = {
    "tahun_anggaran": "2026",
    "tahap": "murni",
    "tanggal_berlaku": "2026-01-01",
    "kode_skpd": "1.03.0.00.0.00.01.0000",
    "kode_sub_kegiatan": "1.03.10.2.01.0008",
    "kode_rekening": "5.1.02.01.01.0024",
    "pagu": "1.250.000,00",
    "kode_dana": "1.1",
}
SP2D = {
    "nomor_sp2d": "SP2D/0001",
    "baris": "1",
    "tanggal_sp2d": "2026-08-28",
    "tahun_anggaran": "2026",
    "kode_skpd": "1.03.0.00.0.00.01.0000",
    "kode_sub_kegiatan": "1.03.10.2.01.0008",
    "kode_rekening": "5.1.02.01.01.0024",
    "jenis": "LS",
    "nilai": "100.000,00",
    "verifikasi": "Y",
}


def csv_of(defaults: Mapping[str, str], *rows: Mapping[str, str], delimiter: str = ";") -> str:
    """A delimited file: one line per row, its values over the defaults."""
    names = list(dict.fromkeys([*defaults, *(name for row in rows for name in row)]))
    lines = [delimiter.join(names)]
    lines += [delimiter.join({**defaults, **row}.get(n, "") for n in names) for row in rows]
    return "\n".join(lines) + "\n"

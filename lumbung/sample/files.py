"""Deliveries: the rows of one landing file, what is wrong with them, and how they are written.

A delivery holds values as they are meant (ISO dates, whole rupiah); rendering turns them into the
spelling of the source. Whoever plants a fault overrides the text of one cell and notes what the
pipeline must say about it.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

WIB = timezone(timedelta(hours=7), "WIB")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
)  # fmt: skip
_SLASH_SHARE, _LONG_SHARE = 0.12, 0.06
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
# What the file says and the lake does not keep: a row is compared without it.
DROPPED = frozenset({"npwp_penerima", "rekening_penerima"})


@dataclass(frozen=True)
class Source:
    """Columns as (name, kind); kind is text, int, money, coord, date or moment."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]


def _source(name: str, key: str, columns: str) -> Source:
    pairs = (column.partition(":") for column in columns.split())
    return Source(name, tuple((c, kind or "text") for c, _, kind in pairs), tuple(key.split()))


_BULAN = " ".join(f"bulan_{n}:money" for n in range(1, 13))
SOURCES = {
    s.name: s
    for s in (
        _source(
            "p3m_aduan",
            "nomor_aduan",
            "nomor_aduan tanggal_masuk:moment tanggal_terima:moment kanal nama_pelapor nik telepon "
            "alamat_pelapor anonim rahasia klasifikasi kategori isi_aduan kelurahan kecamatan "
            "lat:coord lon:coord opd_tujuan tanggal_verifikasi:moment tanggal_disposisi:moment "
            "tanggal_jawab:moment tanggal_selesai:moment status penutupan jumlah_buka_kembali:int "
            "kepuasan:int diperbarui:moment",
        ),
        _source(
            "sipd_anggaran",
            "tahun_anggaran tahap kode_skpd kode_sub_kegiatan kode_rekening kode_dana",
            "tahun_anggaran:int tahap tanggal_berlaku:date kode_skpd nama_skpd kode_bidang_urusan "
            "kode_program kode_kegiatan kode_sub_kegiatan nama_sub_kegiatan kode_rekening "
            "nama_rekening pagu:money kode_dana nama_dana kecamatan label_prioritas_daerah "
            "label_prioritas_provinsi label_prioritas_nasional indikator target:int satuan "
            "pagu_n_lalu:money pagu_n_depan:money",
        ),
        _source(
            "sipd_rak",
            "tahun_anggaran tahap kode_skpd kode_sub_kegiatan kode_rekening",
            "tahun_anggaran:int tahap tanggal_berlaku:date kode_skpd kode_sub_kegiatan "
            f"kode_rekening {_BULAN} total_akb:money",
        ),
        _source(
            "sipd_sp2d",
            "nomor_sp2d baris",
            "nomor_sp2d baris:int tanggal_sp2d:date tanggal_transfer:date tahun_anggaran:int "
            "kode_skpd kode_sub_kegiatan kode_rekening jenis nilai:money keterangan nama_penerima "
            "npwp_penerima rekening_penerima verifikasi dihapus_pada:moment",
        ),
        _source(
            "emonev_rfk",
            "tahun_anggaran bulan kode_skpd kode_sub_kegiatan",
            "tahun_anggaran:int bulan:int kode_skpd no:int kode_sub_kegiatan sub_kegiatan "
            "pagu:money rak:money realisasi_keuangan:money realisasi_fisik:number permasalahan "
            "catatan",
        ),
    )
}


@dataclass(eq=False)
class Delivery:
    """One file: `columns` maps every column of the source to its values (None = empty).

    `delivered` is the instant of the file's mtime. `text` overrides what is written in a cell,
    `reasons` and `flags` say what the pipeline must find in a row (0-based), `outcome` in the file.
    """

    source: str
    kd_pemda: str
    name: str
    delivered: datetime
    columns: dict[str, list[Any]]
    encoding: str = "utf-8"
    container: str = ""
    newline: str = "\n"
    title_case: bool = False
    outcome: str = "LOADED"
    without: str = ""
    extra: str = ""
    total_off: int = 0
    heading: str = ""
    copy_of: Delivery | None = None
    text: dict[tuple[int, str], str] = field(default_factory=dict)
    reasons: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    flags: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def path(self) -> str:
        """Path below the landing folder."""
        return f"{self.source}/{self.kd_pemda}/{self.name}"

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def rows(self, columns: Iterable[str] | None = None) -> list[tuple[Any, ...]]:
        """Meant values row by row, of all or the given columns."""
        names = list(columns) if columns is not None else list(self.columns)
        return list(zip(*(self.columns[name] for name in names), strict=True))

    def append(self, row: dict[str, Any]) -> int:
        """Add a row of meant values; returns its index."""
        for name, values in self.columns.items():
            values.append(row[name])
        return len(self) - 1

    def row(self, index: int) -> dict[str, Any]:
        return {name: values[index] for name, values in self.columns.items()}


def at(day: date, hour: int, minute: int) -> datetime:
    """A WIB instant."""
    return datetime.combine(day, time(hour, minute), WIB)


def rupiah(value: int) -> str:
    """`1.234.567,00`."""
    return f"{value:,}".replace(",", ".") + ",00"


def _date(iso: str, style: float) -> str:
    """An ISO date or minute in one of the spellings that occur; a long date has no time of day."""
    year, month, day, rest = iso[:4], iso[5:7], iso[8:10], iso[11:]
    if rest == "00:00":
        rest = ""
    if style < _LONG_SHARE and not rest:
        return f"{int(day)} {MONTHS[int(month) - 1]} {year}"
    if style < _LONG_SHARE + _SLASH_SHARE:
        return f"{day}/{month}/{year}" + (f" {rest.replace(':', '.')}" if rest else "")
    return f"{year}-{month}-{day}" + (f" {rest}" if rest else "")


_FORMATS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "int": str,
    "money": rupiah,
    "coord": lambda v: f"{v:.6f}",
}


def _cells(delivery: Delivery, rand: np.random.Generator) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {}
    for name, kind in SOURCES[delivery.source].columns:
        values = delivery.columns[name]
        if kind in ("date", "moment"):
            styles = rand.random(len(values)).tolist()
            texts = ["" if v is None else _date(v, s) for v, s in zip(values, styles, strict=True)]
        else:
            form = _FORMATS[kind]
            texts = ["" if v is None else form(v) for v in values]
        cells[name] = texts
    for (index, name), text in delivery.text.items():
        cells[name][index] = text
    return cells


def csv_bytes(delivery: Delivery, rand: np.random.Generator) -> bytes:
    """The file as delivered: spelling, header, encoding and container of this delivery."""
    cells = _cells(delivery, rand)
    if delivery.without:
        del cells[delivery.without]
    if delivery.extra:
        cells[delivery.extra] = ["Bank Jateng"] * len(delivery)
    header = [n.replace("_", " ").title() if delivery.title_case else n for n in cells]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator=delivery.newline)
    writer.writerow(header)
    writer.writerows(zip(*cells.values(), strict=True))
    data = buffer.getvalue().encode(delivery.encoding)
    if delivery.container == "gz":
        return gzip.compress(data, compresslevel=6, mtime=0)
    if delivery.container == "zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(Path(delivery.name).stem, _ZIP_EPOCH), data)
        return packed.getvalue()
    return data


def store(landing: Path, delivery: Delivery, data: bytes) -> None:
    """Write the file below `landing` and set its mtime to the instant of delivery."""
    path = landing / delivery.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    instant = int(delivery.delivered.timestamp()) * 10**9
    os.utime(path, ns=(instant, instant))

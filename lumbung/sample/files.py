"""Deliveries: the rows of one landing file, what is wrong with them, and how they are written.

A delivery holds values as they are meant (ISO dates, whole rupiah); rendering turns them into the
spelling of the source. Whoever plants a fault overrides the text of one cell and notes what the
pipeline must say about it.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

from lumbung.sample.sources import SOURCES

WIB = timezone(timedelta(hours=7), "WIB")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
)  # fmt: skip
_SLASH_SHARE, _LONG_SHARE = 0.12, 0.06
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
# What the file says and the lake does not keep: a row is compared without it.
DROPPED = frozenset({"npwp_penerima", "rekening_penerima", "media_url"})


@dataclass(eq=False)
class Delivery:
    """One file: `columns` maps every column of the source to its values (None = empty).

    `delivered` is the instant of the file's mtime. `text` overrides what is written in a cell,
    `reasons` and `flags` say what the pipeline must find in a row (0-based), `outcome` in the file;
    `repeats` are rows that are duplicates by the source's own rule.
    `marks` holds what the generator knows of each row beside its columns. `is_cut`: the file ends
    in the middle.
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
    is_cut: bool = False
    marks: dict[str, list[Any]] = field(default_factory=dict)
    text: dict[tuple[int, str], str] = field(default_factory=dict)
    reasons: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    flags: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    repeats: set[int] = field(default_factory=set)

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

    def append(self, row: dict[str, Any], like: int | None = None) -> int:
        """Add a row of meant values, with the marks of row `like`; returns its index."""
        for name, values in self.columns.items():
            values.append(row[name])
        for known in self.marks.values():
            known.append(None if like is None else known[like])
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


FORMATS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "int": str,
    "money": rupiah,
    "coord": lambda v: f"{v:.6f}",
    "volume": lambda v: f"{v:.3f}".rstrip("0").rstrip(".").replace(".", ","),
}
"""How a meant value of a kind is written; dates have spellings of their own."""


def _cells(delivery: Delivery, rand: np.random.Generator) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {}
    for name, kind in SOURCES[delivery.source].columns:
        values = delivery.columns[name]
        if kind in ("date", "moment"):
            styles = rand.random(len(values)).tolist()
            texts = ["" if v is None else _date(v, s) for v, s in zip(values, styles, strict=True)]
        else:
            form = FORMATS[kind]
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


def json_bytes(delivery: Delivery) -> bytes:
    """The file as a JSON array of objects, one object per line."""
    cells = [delivery.row(i) for i in range(len(delivery))]
    for (index, name), text in delivery.text.items():
        cells[index][name] = text
    lines = (json.dumps(cell, ensure_ascii=False) for cell in cells)
    data = ("[\n" + ",\n".join(lines) + "\n]\n").encode(delivery.encoding)
    return data[: len(data) * 2 // 3] if delivery.is_cut else data


def store(landing: Path, delivery: Delivery, data: bytes) -> None:
    """Write the file below `landing` and set its mtime to the instant of delivery."""
    path = landing / delivery.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    instant = int(delivery.delivered.timestamp()) * 10**9
    os.utime(path, ns=(instant, instant))

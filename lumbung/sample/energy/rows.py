"""Readings as rows, and rows as the bytes of a file: fast, since a city-year has fifty million of them."""

from __future__ import annotations

import gzip
import os
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lumbung.sample.city import Ints
from lumbung.sample.energy.loads import Day
from lumbung.sample.energy.meters import Fleet

OK, EST, ERR = range(3)
STATUS = ("OK", "EST", "ERR")
HEADER = b"id_meter;waktu;register_kwh;kvarh;status\n"
_ID_WIDTH, _NUMBER_WIDTH = 12, 14
_SEMICOLON, _COMMA, _ZERO = (ord(c) for c in ";,0")
_LEVEL = 1
SCHEMA = pa.schema(
    [
        ("id_meter", pa.string()),
        ("waktu", pa.timestamp("us")),
        ("register_kwh", pa.decimal128(18, 3)),
        ("kvarh", pa.decimal128(18, 3)),
        ("status", pa.string()),
    ]
)


@dataclass
class Rows:
    """Columns of readings: 12 digits, WIB minutes since 1970, thousandths of both registers, status."""

    id: Ints
    minute: Ints
    register: Ints
    kvarh: Ints
    status: Ints

    def __len__(self) -> int:
        return len(self.id)

    def take(self, which: NDArray[np.int64] | NDArray[np.bool_]) -> Rows:
        return Rows(*(getattr(self, f.name)[which] for f in fields(self)))

    def plus(self, other: Rows) -> Rows:
        return Rows(*(np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)))


def of_day(fleet: Fleet, day: Day) -> Rows:
    """All readings of a day, in the order of the sending system: by time, then by meter."""
    n, quarters = day.register.shape
    register = day.register.T.reshape(-1)
    return Rows(
        np.tile(fleet.id, quarters),
        np.repeat(day.minutes, n),
        register,
        register * 3 // 10,
        np.zeros(n * quarters, dtype=np.int64),
    )


def _digits(values: Ints, width: int) -> NDArray[np.uint8]:
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return ((values[:, None] // powers) % 10 + _ZERO).astype(np.uint8)


def _number(values: Ints) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """`1234,567;` and which of its bytes are written: no leading zeros but the one before the comma."""
    width = max(4, len(str(int(values.max(initial=0)))))
    digits = _digits(values, width)
    written = values[:, None] >= 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    written[:, width - 4 :] = True
    comma = np.full((len(values), 1), _COMMA, dtype=np.uint8)
    end = np.full((len(values), 1), _SEMICOLON, dtype=np.uint8)
    always = np.ones((len(values), 1), dtype=np.bool_)
    text = np.hstack([digits[:, : width - 3], comma, digits[:, width - 3 :], end])
    return text, np.hstack([written[:, : width - 3], always, written[:, width - 3 :], always])


def csv_lines(rows: Rows) -> bytes:
    """The rows as `523740000001;2026-08-31 10:15;1234,567;370,370;OK`."""
    if not len(rows):
        return b""
    known, where = np.unique(rows.minute, return_inverse=True)
    stamps = np.char.replace(np.datetime_as_string(known.astype("datetime64[m]")), "T", " ")
    times = np.array([f";{t};".encode() for t in stamps], dtype="S18").view(np.uint8).reshape(len(known), 18)[where]
    ends = np.array([f"{s}\n".ljust(4).encode() for s in STATUS], dtype="S4").view(np.uint8).reshape(-1, 4)
    end = ends[rows.status]
    register, shown = _number(rows.register)
    kvarh, also = _number(rows.kvarh)
    text = np.hstack([_digits(rows.id, _ID_WIDTH), times, register, kvarh, end])
    left, right = np.ones((len(rows), _ID_WIDTH + 18), dtype=np.bool_), end != ord(" ")
    return text[np.hstack([left, shown, also, right])].tobytes()


def table(rows: Rows) -> pa.Table:
    """The rows as Arrow, times as they are on the clock (WIB, without zone)."""
    return pa.table(
        [
            pc.cast(pa.array(rows.id), pa.string()),
            pa.array(rows.minute.astype("datetime64[m]").astype("datetime64[us]")),
            _thousandths(rows.register),
            _thousandths(rows.kvarh),
            pa.DictionaryArray.from_arrays(pa.array(rows.status.astype(np.int8)), list(STATUS)).cast(pa.string()),
        ],
        schema=SCHEMA,
    )


def _thousandths(values: Ints) -> pa.Array:
    """Whole thousandths as exact decimals."""
    whole = np.stack([values, values >> 63], axis=1)
    return pa.Array.from_buffers(pa.decimal128(18, 3), len(values), [None, pa.py_buffer(whole.tobytes())])


class Writer(Protocol):
    """A file of readings that grows day by day."""

    def add(self, rows: Rows) -> None: ...

    def line(self, text: str) -> None: ...

    def close(self) -> None: ...


class CsvWriter:
    """`.csv.gz`, or plain `.csv`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.raw = path.open("wb")
        self.out: BinaryIO | gzip.GzipFile = self.raw
        if path.suffix == ".gz":
            self.out = gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=self.raw, mtime=0)
        self.out.write(HEADER)

    def add(self, rows: Rows) -> None:
        self.out.write(csv_lines(rows))

    def line(self, text: str) -> None:
        self.out.write(text.encode() + b"\n")

    def close(self) -> None:
        self.out.close()
        self.raw.close()


class ParquetWriter:
    """`.parquet` with proper types."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.out = pq.ParquetWriter(path, SCHEMA, compression="zstd")

    def add(self, rows: Rows) -> None:
        self.out.write_table(table(rows))

    def line(self, text: str) -> None:
        raise TypeError(f"no text lines in Parquet: {text}")

    def close(self) -> None:
        self.out.close()


def writer(path: Path) -> Writer:
    return ParquetWriter(path) if path.suffix == ".parquet" else CsvWriter(path)


def stamp(path: Path, delivered: datetime) -> None:
    """Give the file the mtime of its delivery."""
    instant = int(delivered.timestamp()) * 10**9
    os.utime(path, ns=(instant, instant))

"""Bronze as files: one for all rows of a stream, or for readings of many series one per slice, sorted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

HELD_ROWS = 300_000
"""Readings gathered before they are written."""
_FEW_SLICES, _THIN_ROWS = 31, 400
"""More slices than these with fewer rows each share one file: a meter's ten years are no 3,650 files."""

Finish = Callable[[pa.Table], pa.Table]
"""From the rows as they are gathered to all columns of the file."""
_Order = npt.NDArray[np.intp]


def writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    # Hashes and numbers hardly repeat: a dictionary of them would only be built and dropped.
    texts = [f.name for f in schema if pa.types.is_string(f.type) or pa.types.is_dictionary(f.type)]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=[t for t in texts if t not in ("_key", "_hash")],
        column_encoding={"_row": "DELTA_BINARY_PACKED"},
        write_batch_size=16_384,
        store_decimal_as_integer=True,
        store_schema=False,  # other readers would take its dictionaries for types of the table
    )


class OnePart:
    """All rows in one file, in the order in which they come."""

    def __init__(self, path: Path, finish: Finish) -> None:
        self.path = path
        self.finish = finish
        self.writer: pq.ParquetWriter | None = None

    def add(self, table: pa.Table) -> None:
        table = self.finish(table)
        self.writer = self.writer or writer(self.path, table.schema)
        self.writer.write_table(table)

    def close(self) -> list[Path]:
        """Ends the writing; the files written."""
        if self.writer is None:
            return []
        self.writer.close()
        return [self.path]


class SliceParts:
    """Files `<stem>-<k>.parquet` that hold one slice each, sorted by series and moment; equal ones stay in
    the order of delivery.

    Rows are gathered until HELD_ROWS are there; a slice that comes back later gets another file. Rows
    spread thinly over many slices share a file, sorted alike.
    """

    def __init__(self, folder: Path, stem: str, series: str, moment: str, finish: Finish) -> None:
        self.folder = folder
        self.stem = stem
        self.series = series
        self.moment = moment
        self.finish = finish
        self.held: list[pa.Table] = []
        self.paths: list[Path] = []

    def add(self, table: pa.Table) -> None:
        """table: with `_slice`, the slice or the day that tells it."""
        self.held.append(_coded(table))
        if sum(part.num_rows for part in self.held) >= HELD_ROWS:
            self._write()

    def close(self) -> list[Path]:
        """Writes what is left; the files written."""
        if self.held:
            self._write(last=True)
        return self.paths

    def _write(self, last: bool = False) -> None:
        """Write what is held. Before the last time, the slice of the newest row stays if it is not most of it."""
        rows = pa.concat_tables(self.held).combine_chunks()
        self.held = []
        slices = _one(rows["_slice"]).dictionary_encode(null_encoding="encode")
        order = self._sorted(rows)
        if len(slices.dictionary) > _FEW_SLICES and rows.num_rows < _THIN_ROWS * len(slices.dictionary):
            self._write_file(rows.take(pa.array(order)))
            return
        codes = np.asarray(slices.indices)
        order = order[_stable(codes[order])]
        begins = [0, *(np.flatnonzero(np.diff(codes[order])) + 1), len(order)]
        for begin, end in pairwise(begins):
            part = rows.take(pa.array(order[begin:end]))
            if not last and codes[order[begin]] == codes[-1] and 2 * part.num_rows <= rows.num_rows:
                self.held = [part]
            else:
                self._write_file(part)

    def _sorted(self, rows: pa.Table) -> _Order:
        """The order of the rows by series and moment."""
        moments = _one(rows[self.moment]).cast(pa.int64()).fill_null(np.iinfo(np.int64).min).to_numpy()
        series = _one(rows[self.series])
        rank = pc.rank(series.dictionary).cast(pa.int32()).to_numpy()
        ranks = np.append(rank, 0)[series.indices.fill_null(len(rank)).to_numpy()]
        order = _stable(moments)
        return order[_stable(ranks[order])]

    def _write_file(self, rows: pa.Table) -> None:
        table = self.finish(rows)
        path = self.folder / f"{self.stem}-{len(self.paths)}.parquet"
        with writer(path, table.schema) as file:
            file.write_table(table)
        self.paths.append(path)


def zeros(n: int) -> pa.Array:
    """Codes of a column that says the same in every row."""
    return pa.Array.from_buffers(pa.int32(), n, [None, pa.py_buffer(bytes(4 * n))])


def labels(which: pa.Array, texts: pa.Array) -> pa.DictionaryArray:
    """A text column by the places of its texts."""
    return pa.DictionaryArray.from_arrays(which, texts)


def _coded(table: pa.Table) -> pa.Table:
    """Texts as dictionaries: codes are sorted and copied for a fraction of what texts cost."""
    texts = [f.name for f in table.schema if pa.types.is_string(f.type) and f.name != "_slice"]
    for name in texts:
        table = table.set_column(table.schema.get_field_index(name), name, table[name].dictionary_encode())
    return table


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _stable(values: npt.NDArray[np.integer]) -> _Order:
    """The stable order of the values; none to find where they ascend, and few distinct ones cost least."""
    if len(values) < 2 or (values[1:] >= values[:-1]).all():
        return np.arange(len(values))
    if values.min() >= 0 and values.max() <= np.iinfo(np.uint16).max:
        values = values.astype(np.uint16)
    return np.argsort(values, kind="stable")

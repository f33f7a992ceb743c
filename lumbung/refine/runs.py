"""Runs: what a file tells of one series in one slice, in a row of figures instead of its readings.

Whether a series' readings need a decision shows in its runs, a hundredth as many rows. They are made from
Parquet files by one narrow pass without the engine: on a cluster too it runs in the driver.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lumbung.refine.job import Screen

READ_ROWS = 500_000
"""Rows of a file that are held at once."""
THREADS = 2
"""Files read at a time."""
SCHEMA = pa.schema(
    [
        ("series", pa.string()),
        ("first", pa.int64()),
        ("last", pa.int64()),
        ("first_value", pa.int64()),
        ("last_value", pa.int64()),
        ("highest", pa.int64()),
        ("least_step", pa.int64()),
        ("least_rise", pa.int64()),
        ("steepest", pa.int64()),
        ("blank", pa.bool_()),
        ("file", pa.string()),
    ]
)
"""Grain: file × slice × series (a large file: a part of it each). Moments and steps in µs; values of the rising
column in units of its last decimal place, NULL where a reading is silent: the first and the last one, the
highest; the least time and rise from a reading to the next; the most that one rose per `Screen.step_s`, rounded
up, where both tell a value; whether a reading that is not silent tells none."""

_NONE, _LEAST = np.iinfo(np.int64).max, np.iinfo(np.int64).min
_Ints = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Told:
    """A file's runs. `slices`: of its rows of the wanted loads; `whole`: it has no other rows."""

    path: str
    runs: pa.Table
    slices: frozenset[str]
    whole: bool


@dataclass(frozen=True)
class Reader:
    """Reads runs. loads: the rows that count, by `_load_id`; None: all."""

    series: str
    moment: str
    screen: Screen
    loads: Collection[str] | None = None

    def read(self, paths: Sequence[str]) -> list[Told]:
        """What the files tell, in their order."""
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(self._told, paths))

    def _told(self, path: str) -> Told:
        texts = ["_load_id", "_slice", self.series]
        columns = [*texts, self.moment]
        if self.screen.rising:
            columns.append(self.screen.rising)
        if self.screen.silent:
            texts.append(self.screen.silent[0])
            columns.append(self.screen.silent[0])
        found, slices, whole = [], set[str](), True
        with pq.ParquetFile(path, read_dictionary=texts, memory_map=True) as file:
            groups = [n for n in range(file.num_row_groups) if self._may_hold(file.metadata.row_group(n))]
            whole = len(groups) == file.num_row_groups
            for batch in file.iter_batches(READ_ROWS, groups, columns, use_threads=False):
                rows = self._wanted(batch)
                whole = whole and rows.num_rows == batch.num_rows
                slices |= set(rows["_slice"].unique().dictionary_decode().to_pylist())
                rows = rows.filter(pc.and_(rows[self.series].is_valid(), rows[self.moment].is_valid()))
                if rows.num_rows:
                    found.append(self._runs(rows, path))
        return Told(path, pa.concat_tables(found or [SCHEMA.empty_table()]), frozenset(slices), whole)

    def _may_hold(self, group: pq.RowGroupMetaData) -> bool:
        """By the bounds of `_load_id`: other loads need not be read."""
        columns = (group.column(n) for n in range(group.num_columns))
        bounds = next(c.statistics for c in columns if c.path_in_schema == "_load_id")
        if self.loads is None or bounds is None or not bounds.has_min_max:
            return True
        return any(bounds.min <= load <= bounds.max for load in self.loads)

    def _wanted(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        if self.loads is None:
            return rows
        names = rows["_load_id"].dictionary
        wanted = pc.is_in(names, value_set=pa.array(self.loads, pa.string()))
        return rows if pc.all(wanted).as_py() else rows.filter(wanted.take(rows["_load_id"].indices))

    def _runs(self, rows: pa.RecordBatch, path: str) -> pa.Table:
        names = rows[self.series].dictionary
        owner = _codes(rows["_slice"]).astype(np.int64) * len(names) + _codes(rows[self.series])
        at = rows[self.moment].cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_numpy()
        value, usable, blank = self._values(rows)
        starts = _starts(owner)
        if not _is_sorted(owner, at, starts):
            order = np.lexsort((at, owner))
            owner, at, value, usable, blank = owner[order], at[order], value[order], usable[order], blank[order]
            starts = _starts(owner)
        step, rise = _changes(at, starts), _changes(value, starts)
        both = usable.copy()
        both[1:] &= usable[:-1]
        both[starts] = False
        steep = np.where(both, rise, _LEAST)
        uneven = np.flatnonzero(both & (step != self.screen.step_us))
        steps = np.maximum(step[uneven] // self.screen.step_us, 1)
        steep[uneven] = -(-steep[uneven] // steps)
        ends = np.append(starts[1:], len(owner)) - 1
        columns = [
            names.take(pa.array(owner[starts] % len(names))),
            at[starts],
            at[ends],
            _unless(~usable[starts], value[starts]),
            _unless(~usable[ends], value[ends]),
            _filled(np.maximum.reduceat(np.where(usable, value, _LEAST), starts), _LEAST),
            _filled(np.minimum.reduceat(step, starts), _NONE),
            _filled(np.minimum.reduceat(np.where(both, rise, _NONE), starts), _NONE),
            _filled(np.maximum.reduceat(steep, starts), _LEAST),
            np.logical_or.reduceat(blank, starts),
            pa.repeat(path, len(starts)),
        ]
        return pa.table(columns, schema=SCHEMA)

    def _values(self, rows: pa.RecordBatch) -> tuple[_Ints, _Flags, _Flags]:
        """Of the rising column; whether a row tells one; whether it should and does not."""
        if not self.screen.rising:
            nothing = np.zeros(rows.num_rows, np.bool_)
            return np.zeros(rows.num_rows, np.int64), nothing, nothing
        column = rows[self.screen.rising]
        usable = column.is_valid().to_numpy(zero_copy_only=False)
        blank = ~usable
        if self.screen.silent:
            name, mark = self.screen.silent
            silent = pc.equal(rows[name].dictionary, mark).take(rows[name].indices).fill_null(False)
            silent = silent.to_numpy(zero_copy_only=False)
            usable, blank = usable & ~silent, blank & ~silent
        return whole_numbers(column), usable, blank


def whole_numbers(column: pa.Array) -> _Ints:
    """Integers as they are, decimals in units of their last place; anything where the column is NULL.

    Raises:
        TypeError: neither, or decimals of more than 18 digits.
    """
    if pa.types.is_integer(column.type):
        return np.asarray(column.fill_null(0).cast(pa.int64()).to_numpy())
    if not pa.types.is_decimal128(column.type) or column.type.precision > 18:
        raise TypeError(f"no rising column: {column.type}")
    # Of the sixteen bytes of a small decimal the lower eight are its number.
    halves = np.frombuffer(column.buffers()[1], np.int64)
    return np.ascontiguousarray(halves[2 * column.offset : 2 * (column.offset + len(column)) : 2])


def _codes(column: pa.DictionaryArray) -> npt.NDArray[np.int32]:
    return np.asarray(column.indices.to_numpy(zero_copy_only=False))


def _starts(owner: _Ints) -> npt.NDArray[np.intp]:
    return np.concatenate([[0], np.flatnonzero(owner[1:] != owner[:-1]) + 1])


def _is_sorted(owner: _Ints, at: _Ints, starts: npt.NDArray[np.intp]) -> bool:
    """Every run in one piece, its moments ascending."""
    if len(np.unique(owner[starts])) < len(starts):
        return False
    falls = np.flatnonzero(at[1:] < at[:-1]) + 1
    return bool(np.isin(falls, starts).all())


def _changes(values: _Ints, starts: npt.NDArray[np.intp]) -> _Ints:
    """Each value less the one before it; _NONE for the first of a run."""
    changes = np.empty_like(values)
    np.subtract(values[1:], values[:-1], out=changes[1:])
    changes[starts] = _NONE
    return changes


def _filled(values: _Ints, nothing: int) -> pa.Array:
    return _unless(values == nothing, values)


def _unless(missing: _Flags, values: _Ints) -> pa.Array:
    return pa.array(values, pa.int64(), mask=missing)

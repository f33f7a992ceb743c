"""Gold: each mart as a Delta table in files of a month or a year; a night writes those that it changed.

The night of a mart (`as_of_tgl`) is one for all its rows and another one every night. So it stands in
the table's log as a partition column and in no file: a file whose rows are the same is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from filecmp import cmp
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.ingest.raw import name as identifier
from lumbung.ingest.raw import quote
from lumbung.lake import DataFile, Lake, LakeTransaction

NIGHT = "as_of_tgl"
OF_THEIR_OWN = frozenset({"ops_mutu"})
"""Marts whose rows each say a night of their own."""
WHOLE = "semua"
_SLICED_FROM_ROWS = 20_000
"""A smaller mart is one file."""
_PERIODS = ("bulan_masuk", "bulan", "tanggal", "malam_tgl", "tahun_anggaran", "tahun", NIGHT)
"""Columns by which a mart's rows are laid into files, the first one that it has."""

Fresh = Mapping[str, Collection[str]]
"""Mart → its slices in which a night built rows."""


def gold_table(mart: str) -> str:
    return f"gold/{mart}"


@dataclass(frozen=True)
class Shape:
    """How a mart lies in files. `period`: SQL for the number of a row's slice, as readers name it."""

    columns: Mapping[str, str]
    period: str | None
    rows: int

    @property
    def has_night(self) -> bool:
        return NIGHT in self.columns


def shape(con: duckdb.DuckDBPyConnection, mart: str) -> Shape:
    columns = {row[0]: row[1] for row in con.execute(f"describe {identifier(mart)}").fetchall()}
    found = con.execute(f"select count(*) from {identifier(mart)}").fetchone()
    rows = int(found[0]) if found else 0
    own = [c for c in _PERIODS if c in columns and (c != NIGHT or mart in OF_THEIR_OWN)]
    if rows < _SLICED_FROM_ROWS or not own:
        return Shape(columns, None, rows)
    column = identifier(own[0])
    is_year = columns[own[0]] not in ("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE")
    return Shape(columns, f"{column}::integer" if is_year else f"year({column}) * 100 + month({column})", rows)


def slice_name(period: int | None) -> str:
    """2026 → `2026`, 202608 → `2026-08`; rows without a period lie together."""
    if period is None:
        return "tanpa"
    return f"{period // 100}-{period % 100:02}" if period > 9999 else str(period)


def fresh_slices(con: duckdb.DuckDBPyConnection, marts: Collection[str], night: date) -> dict[str, list[str]]:
    """What a night built, told by the night that stands in the rows; marts without one are left out.

    To be asked before `stamp`.
    """
    found = {}
    for mart in marts:
        how = shape(con, mart)
        if how.has_night:
            rows = con.execute(
                f"select distinct {how.period or 'null'} from {identifier(mart)} where {NIGHT} >= $night",
                {"night": night},
            ).fetchall()
            found[mart] = sorted(slice_name(p) if how.period else WHOLE for (p,) in rows)
    return found


def stamp(con: duckdb.DuckDBPyConnection, marts: Collection[str], night: date) -> None:
    """All rows of a mart say one night, also those that were not built again."""
    for mart in marts:
        if mart not in OF_THEIR_OWN and shape(con, mart).has_night:
            con.execute(f"update {identifier(mart)} set {NIGHT} = $night where {NIGHT} <> $night", {"night": night})


def age(con: duckdb.DuckDBPyConnection, marts: Collection[str], night: date) -> None:
    """Before a night is built once more: what stands is of before, so that new rows can be told apart."""
    stamp(con, marts, night - timedelta(days=1))


def write(con: duckdb.DuckDBPyConnection, tx: LakeTransaction, mart: str, fresh: Fresh, night: date) -> None:
    """Bring a gold table up to the mart: slices that were built or have another number of rows are
    written, and kept only where their bytes differ from the file that stands."""
    how = shape(con, mart)
    table = gold_table(mart)
    live: dict[str, list[DataFile]] = {}
    for file in tx.lake.files(table):
        live.setdefault(file.slice, []).append(file)
    wanted = _row_counts(con, mart, how)
    built = fresh.get(mart, wanted if not how.has_night else ())
    added, kept = [], []
    for name, (period, rows) in sorted(wanted.items()):
        files = live.get(name, [])
        if name in built or not files or rows != sum(f.rows for f in files):
            target = _write_slice(con, tx, mart, how, name, period)
            if len(files) != 1 or not _same(tx.lake.path(table) / files[0].path, target):
                added.append(target)
                continue
            if tx.lake.path(table) / files[0].path != target:
                target.unlink()
        kept += files
    gone = {f.path for files in live.values() for f in files} - {f.path for f in kept}
    gone -= {str(path.relative_to(tx.lake.path(table))) for path in added}
    paths = [tx.lake.path(table) / f.path for f in kept]
    constants = {} if mart in OF_THEIR_OWN or not how.has_night else {NIGHT: night.isoformat()}
    if added or gone or (constants and _told(tx.lake, table) != constants):
        tx.change(
            table,
            _schema([*added, *paths][0], how, constants),
            [*added, *paths] if constants else added,
            sorted(gone),
            constants=constants,
        )


def _row_counts(con: duckdb.DuckDBPyConnection, mart: str, how: Shape) -> dict[str, tuple[int | None, int]]:
    """Slice → its period and rows."""
    if how.period is None:
        return {WHOLE: (None, how.rows)}
    rows = con.execute(f"select {how.period}, count(*) from {identifier(mart)} group by 1").fetchall()
    return {slice_name(period): (period, n) for period, n in rows}


def _write_slice(
    con: duckdb.DuckDBPyConnection, tx: LakeTransaction, mart: str, how: Shape, name: str, period: int | None
) -> Path:
    """In a fixed order, so that equal data are equal files."""
    folder = tx.folder(gold_table(mart)) / f"slice={name}"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "part-0.parquet"
    columns = "*" if mart in OF_THEIR_OWN or not how.has_night else f"* exclude ({NIGHT})"
    where = f"where {how.period} is not distinct from {'null' if period is None else period}" if how.period else ""
    con.execute(
        f"copy (select {columns} from {identifier(mart)} {where} order by all) "
        f"to {quote(str(target))} (compression zstd)"
    )
    return target


def _same(standing: Path, written: Path) -> bool:
    return standing == written or (standing.exists() and cmp(standing, written, shallow=False))


def _schema(file: Path, how: Shape, constants: Mapping[str, str]) -> pa.Schema:
    schema = pa.schema([field.with_nullable(True) for field in pq.read_schema(file)])
    for column in constants:
        schema = schema.insert(list(how.columns).index(column), pa.field(column, pa.date32()))
    return schema


def _told(lake: Lake, table: str, version: int | None = None) -> dict[str, str]:
    """The columns that the log tells, with their value."""
    delta = lake.delta(table, version)
    names = delta.metadata().partition_columns if delta else []
    if delta is None or not names:
        return {}
    actions = pa.table(delta.get_add_actions(flatten=True))
    return {c: str(actions[f"partition.{c}"][0].as_py()) for c in names if actions.num_rows}


def reading(lake: Lake, mart: str, version: int) -> str:
    """A query for the rows of a gold table at a version."""
    table = gold_table(mart)
    delta = lake.delta(table, version)
    if delta is None:
        raise FileNotFoundError(lake.path(table))
    told = _told(lake, table, version)
    columns = [field.name for field in delta.schema().fields]
    listed = ", ".join(f"date '{told[c]}' as {identifier(c)}" if c in told else identifier(c) for c in columns)
    files = ", ".join(quote(p) for p in lake.paths(table, version=version))
    return f"select {listed} from read_parquet([{files}], hive_partitioning = false)"

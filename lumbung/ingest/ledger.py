"""`ops.loads`: one row per file that ever arrived, whatever happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.lake import Lake, LakeTransaction
from lumbung.types import to_sql

TABLE = "ops/loads"
_UTC = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True)
class Load:
    """One file. Grain: load_id. Counts are rows; times UTC; `control_total_diff` in the column's
    unit (NULL without a total row). `gate`: PASS, HELD (kept out of silver) or RELEASED."""

    load_id: str
    source: str
    kd_pemda: str
    file_name: str
    sha256: str
    bytes: int
    outcome: str
    reason: str | None
    started_at: datetime
    finished_at: datetime
    run_id: str
    delivered_at: datetime
    landing_id: str
    rows_read: int = 0
    rows_valid: int = 0
    rows_quarantined: int = 0
    rows_duplicate: int = 0
    control_total_diff: float | None = None
    batch: str = ""
    """Slice of bronze and quarantine that holds the file's rows, with others of its batch."""
    period_end: date | None = None
    extra_columns: list[str] = field(default_factory=list)
    gate: str = "PASS"
    refined: bool = False

    @property
    def slice(self) -> str:
        # Strays are written by a step of their own, beside the sources' and under any folder's name.
        owner = "tak-dikenal" if self.outcome == "UNKNOWN_SOURCE" else self.source
        return f"{owner}_{self.delivered_at:%Y-%m}"

    @property
    def seq(self) -> str:
        """Order of delivery within a source, as text that sorts."""
        return f"{self.delivered_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}|{self.file_name}"

    def delivered_tgl(self, timezone: str) -> date:
        return self.delivered_at.astimezone(ZoneInfo(timezone)).date()


_TYPES: dict[str, pa.DataType] = {
    "str": pa.string(),
    "str | None": pa.string(),
    "int": pa.int64(),
    "float | None": pa.float64(),
    "datetime": _UTC,
    "date | None": pa.date32(),
    "list[str]": pa.list_(pa.string()),
    "bool": pa.bool_(),
}
SCHEMA = pa.schema([(f.name, _TYPES[str(f.type)]) for f in fields(Load)])
SQL_TYPES = {f.name: to_sql(f.type) for f in SCHEMA}


def read(lake: Lake, slices: Iterable[str] | None = None) -> list[Load]:
    """Loads of the given slices (all when None), in order of delivery."""
    tables = [pq.read_table(p, partitioning=None, schema=SCHEMA) for p in lake.paths(TABLE, slices)]
    rows: list[dict[str, Any]] = [row for table in tables for row in table.to_pylist()]
    return sorted((Load(**row) for row in rows), key=lambda load: (load.source, load.seq))


def of_source(lake: Lake, source: str) -> list[Load]:
    prefix = f"{source}_"
    slices = {f.slice for f in lake.files(TABLE) if f.slice.startswith(prefix)}
    return [load for load in read(lake, slices) if load.source == source]


def write(tx: LakeTransaction, loads: Iterable[Load]) -> None:
    """Insert or replace loads by load_id; each touched slice becomes one file."""
    new = {load.load_id: load for load in loads}
    by_slice: dict[str, list[Load]] = {load.slice: [] for load in new.values()}
    if not by_slice:
        return
    old_files = [f.path for f in tx.lake.files(TABLE) if f.slice in by_slice]
    for load in read(tx.lake, by_slice):
        if load.load_id not in new:
            by_slice[load.slice].append(load)
    for load in new.values():
        by_slice[load.slice].append(load)
    tx.change(TABLE, SCHEMA, remove=old_files)
    for name, members in by_slice.items():
        rows = [asdict(load) for load in sorted(members, key=lambda m: m.seq)]
        tx.write(TABLE, pa.Table.from_pylist(rows, schema=SCHEMA), name)


def with_fates(load: Load, duplicates: int, quarantined: int) -> Load:
    """The load with its final counts: refine moved more rows out of `rows_valid`."""
    return replace(
        load,
        rows_valid=load.rows_valid - quarantined - duplicates,
        rows_quarantined=load.rows_quarantined + quarantined,
        rows_duplicate=load.rows_duplicate + duplicates,
        refined=True,
    )

"""A check as data: what is expected, how bad a failure is, and the row it leaves in `ops.checks`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from lumbung.lake import DataFile, Lake, LakeTransaction
from lumbung.types import to_sql

Severity = Literal["merah", "kuning"]
TABLE = "ops/checks"
MERGED = "semua"
"""The part of a month whose parts are put together."""
_SHOWN = 6
"""Allowed values that a check lists before it stops."""


@dataclass(frozen=True)
class Check:
    """One expectation. `expectation` and `kwargs` are Great Expectations' own names.

    holds: a failure keeps the batch out of silver until somebody releases it.
    """

    name: str
    severity: Severity
    expectation: str
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    holds: bool = False

    @property
    def wanted(self) -> str:
        """What is expected, in a few words."""
        low, high = self.kwargs.get("min_value"), self.kwargs.get("max_value")
        values = self.kwargs.get("value_set")
        if values is not None:
            shown = ", ".join(map(str, values[:_SHOWN]))
            return shown + (f" … ({len(values)})" if len(values) > _SHOWN else "")
        if low is not None or high is not None:
            return " ".join(f"{sign} {x:g}" for sign, x in (("≥", low), ("≤", high)) if x is not None)
        mostly = self.kwargs.get("mostly")
        return f"terisi ≥ {100 * mostly:g} %" if mostly else "terisi"


@dataclass(frozen=True)
class Verdict:
    """One result. Grain: run_id × gate × source × kd_pemda × name × subject (load or mart)."""

    run_id: str
    as_of_tgl: date
    gate: int
    source: str
    kd_pemda: str
    name: str
    severity: str
    passed: bool
    observed: str
    expected: str
    subject: str
    message: str
    holds: bool = False


_TYPES: dict[str, pa.DataType] = {
    "str": pa.string(),
    "int": pa.int32(),
    "bool": pa.bool_(),
    "date": pa.date32(),
}
SCHEMA = pa.schema([(f.name, _TYPES[str(f.type)]) for f in fields(Verdict)])
SQL_TYPES = {f.name: to_sql(f.type) for f in SCHEMA}


def read(lake: Lake, slices: Iterable[str] | None = None) -> list[Verdict]:
    return _verdicts(_table(lake.paths(TABLE, slices)))


def of_run(lake: Lake, run_id: str) -> list[Verdict]:
    """Verdicts of one run, whichever nights it judged."""
    return _verdicts(_table(lake.paths(TABLE), pc.field("run_id") == run_id))


def of_month(lake: Lake, night: date, run_id: str | None = None) -> list[Verdict]:
    """Verdicts on the nights of that night's month, of one run only when named: what a night asks must
    not grow with history."""
    slices = {f.slice for f in lake.files(TABLE) if f.slice.endswith(f"_{night:%Y-%m}")}
    of_one = None if run_id is None else pc.field("run_id") == run_id
    return _verdicts(_table(lake.paths(TABLE, slices), of_one))


def of_night(lake: Lake, night: date) -> list[Verdict]:
    """Verdicts on one night, of all its runs."""
    slices = {f.slice for f in lake.files(TABLE) if f.slice.endswith(f"_{night:%Y-%m}")}
    return _verdicts(_table(lake.paths(TABLE, slices), pc.field("as_of_tgl") == night))


def _table(paths: Sequence[str], where: pc.Expression | None = None) -> pa.Table:
    if not paths:
        return SCHEMA.empty_table()
    import pyarrow.dataset as ds  # it brings pandas along, which the planner's command has no need of

    return ds.dataset(list(paths), schema=SCHEMA, format="parquet").to_table(filter=where)


def _verdicts(table: pa.Table) -> list[Verdict]:
    return [Verdict(**row) for row in table.to_pylist()]


def write(tx: LakeTransaction, verdicts: Iterable[Verdict], part: str) -> None:
    """Add a run's verdicts of one part of the night (`gerbang1-p3m_aduan`, `gerbang2`).

    A part that is run again within the same run replaces what it said before. One slice holds one
    part and month, so that the table keeps few files.
    """
    new = list(verdicts)
    if not new:
        return
    name = f"{part}_{new[0].as_of_tgl:%Y-%m}"
    kept = _table(tx.lake.paths(TABLE, [name]), pc.field("run_id") != new[0].run_id)
    tx.change(TABLE, SCHEMA, remove=[f.path for f in tx.lake.files(TABLE) if f.slice == name])
    rows = pa.Table.from_pylist([asdict(v) for v in new], schema=SCHEMA)
    tx.write(TABLE, pa.concat_tables([kept, rows]), name)


def with_parts(lake: Lake, before: date) -> set[str]:
    """Parts that months before the given one are still parted into; empty when each is one file."""
    return {file.slice.rpartition("_")[0] for files in _parted(lake, before).values() for file in files}


def merge_parts(lake: Lake, before: date) -> None:
    """Put the parts of each month before the given one into one file: what a night reads must stay few
    files. Nobody else may write verdicts on those months meanwhile."""
    parted = _parted(lake, before)
    if not parted:
        return
    with lake.transaction("merge-checks:" + ",".join(sorted(f.path for fs in parted.values() for f in fs))) as tx:
        for month, files in parted.items():
            tx.change(TABLE, SCHEMA, remove=[f.path for f in files])
            tx.write(TABLE, _table([str(lake.path(TABLE) / f.path) for f in files]), f"{MERGED}_{month}")


def _parted(lake: Lake, before: date) -> dict[str, list[DataFile]]:
    months: dict[str, list[DataFile]] = {}
    for file in lake.files(TABLE):
        if (month := file.slice.rpartition("_")[2]) < f"{before:%Y-%m}":
            months.setdefault(month, []).append(file)
    return {month: files for month, files in months.items() if len(files) > 1}

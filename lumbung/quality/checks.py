"""A check as data: what is expected, how bad a failure is, and the row it leaves in `ops.checks`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.lake import Lake, LakeTransaction
from lumbung.types import to_sql

Severity = Literal["merah", "kuning"]
TABLE = "ops/checks"
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
    tables = [pq.read_table(p, partitioning=None, schema=SCHEMA) for p in lake.paths(TABLE, slices)]
    return [Verdict(**row) for table in tables for row in table.to_pylist()]


def of_month(lake: Lake, night: date) -> list[Verdict]:
    """Verdicts on the nights of that night's month: what a night asks must not grow with history."""
    month = f"_{night:%Y-%m}"
    return read(lake, {f.slice for f in lake.files(TABLE) if f.slice.endswith(month)})


def write(tx: LakeTransaction, verdicts: Iterable[Verdict], part: str) -> None:
    """Add a run's verdicts of one part of the night (`gerbang1-p3m_aduan`, `gerbang2`).

    A part that is run again within the same run replaces what it said before. One slice holds one
    part and month, so that the table keeps few files.
    """
    new = list(verdicts)
    if not new:
        return
    name = f"{part}_{new[0].as_of_tgl:%Y-%m}"
    kept = [v for v in read(tx.lake, [name]) if v.run_id != new[0].run_id]
    tx.change(TABLE, SCHEMA, remove=[f.path for f in tx.lake.files(TABLE) if f.slice == name])
    rows = pa.Table.from_pylist([asdict(v) for v in (*kept, *new)], schema=SCHEMA)
    tx.write(TABLE, rows, name)

"""`ops.loads`: one row per file that ever arrived, whatever happened to it."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime
from functools import reduce
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from lumbung.lake import Lake, LakeTransaction
from lumbung.types import to_sql

TABLE = "ops/loads"
STRAYS = "tak-dikenal"
"""Stands for the source in the slices of files that no source takes."""
CONSUMED = ("LOADED", "DUPLICATE", "EMPTY", "REJECTED")
"""Outcomes after which the file leaves landing; the others stay and are tried again."""
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
        owner = STRAYS if self.outcome == "UNKNOWN_SOURCE" else self.source
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
_BY_DELIVERY = [("delivered_at", "ascending"), ("file_name", "ascending")]
_YEAR = 4


def is_held() -> pc.Expression:
    """Loads that a gate holds back. A function: comparing fields brings pandas along, which not every
    command that imports this has need of."""
    return pc.field("gate") == "HELD"


def read(lake: Lake, slices: Iterable[str] | None = None) -> list[Load]:
    """Loads of the given slices (all when None), in order of delivery."""
    return _loads(_table(lake.paths(TABLE, slices)))


def of_source(lake: Lake, source: str, where: pc.Expression | None = None) -> list[Load]:
    """Loads of a source in order of delivery, those only for which `where` holds."""
    return _loads(_table(_paths(lake, source), pc.field("source") == source, where))


def of_run(lake: Lake, *run_ids: str, source: str | None = None) -> list[Load]:
    """Loads that runs took, of one source or of all."""
    paths = lake.paths(TABLE) if source is None else _paths(lake, source)
    of_one = None if source is None else pc.field("source") == source
    return _loads(_table(paths, of_one, pc.field("run_id").isin(run_ids)))


def delivered_since(lake: Lake, source: str, since: datetime) -> list[Load]:
    """Loads of a source delivered at or after a moment."""
    return of_source(lake, source, pc.field("delivered_at") >= since)


def pending(lake: Lake, source: str) -> list[Load]:
    """Loaded files that silver does not hold yet and that no gate holds back."""
    return of_source(lake, source, (pc.field("outcome") == "LOADED") & ~pc.field("refined") & ~is_held())


def held(lake: Lake) -> list[Load]:
    """Loads of all sources that gate 1 holds back."""
    return _loads(_table(lake.paths(TABLE), is_held()))


@dataclass(frozen=True)
class Memory:
    """What ingest has to know of a source's past, without an object per file that ever came."""

    consumed: set[str]
    """Landing ids of files that are done with."""
    known: dict[tuple[str, str], str]
    """Government and hash of every loaded file → its name."""
    ordinals: dict[str, int]
    """How often each load id's base was used; a FAILED attempt is replaced, not counted."""
    failed: dict[str, str]
    """Landing id → when an attempt at it failed."""
    unsettled: set[str]
    """Governments with loads that silver does not hold yet."""


def memory(lake: Lake, source: str) -> Memory:
    names = ["load_id", "kd_pemda", "file_name", "sha256", "outcome", "finished_at", "landing_id", "refined"]
    found = _table(_paths(lake, source), pc.field("source") == source, columns=[*names, "delivered_at"])
    rows = list(zip(*(found.sort_by(_BY_DELIVERY)[n].to_pylist() for n in names), strict=True))
    return Memory(
        consumed={landing for *_, outcome, _, landing, _ in rows if outcome in CONSUMED},
        known={(pemda, sha): name for _, pemda, name, sha, outcome, *_ in rows if outcome == "LOADED"},
        ordinals=Counter(load_id.split("-")[0] for load_id, _, _, _, outcome, *_ in rows if outcome != "FAILED"),
        failed={landing: at.isoformat() for *_, outcome, at, landing, _ in rows if outcome == "FAILED"},
        unsettled={pemda for _, pemda, *_, outcome, _, _, refined in rows if outcome == "LOADED" and not refined},
    )


def newest_run(lake: Lake) -> str | None:
    """The run that took a file last."""
    found = _table(lake.paths(TABLE), columns=["run_id", "started_at"])
    return found.sort_by([("started_at", "descending")])["run_id"][0].as_py() if found.num_rows else None


def newest_periods(lake: Lake) -> dict[tuple[str, str], date]:
    """Source and government → the last day that their data in silver speaks of."""
    told = (pc.field("outcome") == "LOADED") & pc.field("refined") & pc.field("period_end").is_valid()
    found = _table(lake.paths(TABLE), told, columns=["source", "kd_pemda", "period_end"])
    groups = found.group_by(["source", "kd_pemda"]).aggregate([("period_end", "max")])
    return {(row["source"], row["kd_pemda"]): row["period_end_max"] for row in groups.to_pylist()}


def recorded(lake: Lake, outcome: str) -> set[str]:
    """Landing ids of all files that ended so."""
    found = _table(lake.paths(TABLE), pc.field("outcome") == outcome, columns=["landing_id"])
    return set(found["landing_id"].to_pylist())


def _paths(lake: Lake, source: str) -> list[str]:
    return lake.paths(TABLE, {f.slice for f in lake.files(TABLE) if f.slice.startswith(f"{source}_")})


def _table(paths: Sequence[str], *where: pc.Expression | None, columns: Sequence[str] | None = None) -> pa.Table:
    """Rows of ledger files for which all of `where` holds; a file is a month or a year of one source."""
    if not paths:
        return SCHEMA.empty_table().select(list(columns or SCHEMA.names))
    conditions = [w for w in where if w is not None]
    both = reduce(operator.and_, conditions) if conditions else None
    import pyarrow.dataset as ds  # it brings pandas along, which the planner's command has no need of

    return ds.dataset(list(paths), schema=SCHEMA, format="parquet").to_table(columns=columns, filter=both)


def _loads(table: pa.Table) -> list[Load]:
    return sorted((Load(**row) for row in table.to_pylist()), key=lambda load: (load.source, load.seq))


def write(tx: LakeTransaction, loads: Iterable[Load]) -> None:
    """Insert or replace loads by load_id; each touched slice becomes one file."""
    new = {load.load_id: load for load in loads}
    by_slice: dict[str, list[pa.Table]] = {}
    for load in new.values():
        by_slice.setdefault(load.slice, []).append(pa.Table.from_pylist([asdict(load)], schema=SCHEMA))
    if not by_slice:
        return
    years = {_year(name) for name in by_slice}
    removed = []
    for file in tx.lake.files(TABLE):
        if file.slice not in by_slice and file.slice not in years:
            continue
        rows = _table([str(tx.lake.path(TABLE) / file.path)])
        kept = rows.filter(~pc.field("load_id").isin(list(new)))
        if file.slice in by_slice or kept.num_rows < rows.num_rows:
            removed.append(file.path)
            by_slice.setdefault(file.slice, []).append(kept)
    tx.change(TABLE, SCHEMA, remove=removed)
    for name, parts in by_slice.items():
        tx.write(TABLE, pa.concat_tables(parts).sort_by(_BY_DELIVERY), name)


def with_months(lake: Lake, before: date) -> list[str]:
    """Owners of months before the given one that are still files of their own."""
    parts = [file.slice.rpartition("_") for file in lake.files(TABLE)]
    return sorted({owner for owner, _, period in parts if len(period) > _YEAR and period < f"{before:%Y-%m}"})


def merge_months(lake: Lake, owner: str, before: date) -> None:
    """Put the months of a source before the given one into one file per year: what a night reads must
    stay few files. Nobody else may write loads of the source meanwhile."""
    files = [file for file in lake.files(TABLE) if file.slice.rpartition("_")[0] == owner]
    months = [f for f in files if len(p := f.slice.rpartition("_")[2]) > _YEAR and p < f"{before:%Y-%m}"]
    if not months:
        return
    with lake.transaction("merge-loads:" + ",".join(sorted(f.path for f in months))) as tx:
        for year in sorted({_year(file.slice) for file in months}):
            members = [f for f in files if f.slice == year or (f in months and _year(f.slice) == year)]
            tx.change(TABLE, SCHEMA, remove=[f.path for f in members])
            rows = _table([str(lake.path(TABLE) / f.path) for f in members])
            tx.write(TABLE, rows.sort_by(_BY_DELIVERY), year)


def _year(month_slice: str) -> str:
    """`p3m_aduan_2026-08` → `p3m_aduan_2026`."""
    owner, _, period = month_slice.rpartition("_")
    return f"{owner}_{period[:_YEAR]}"


def with_fates(load: Load, duplicates: int, quarantined: int) -> Load:
    """The load with its final counts: refine moved more rows out of `rows_valid`."""
    return replace(
        load,
        rows_valid=load.rows_valid - quarantined - duplicates,
        rows_quarantined=load.rows_quarantined + quarantined,
        rows_duplicate=load.rows_duplicate + duplicates,
        refined=True,
    )

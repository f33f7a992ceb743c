"""The lake: Delta tables whose files are written by engines and committed here.

A *transaction* spans tables: its plan is written to `<lake>/.wal/` before the first commit and
removed after the last one, and every commit carries the transaction's id as a Delta application
transaction. So a crash leaves either nothing or a plan that the next writer finishes: a second run
gives the same lake as no crash.

A *slice* is the unit of replacement. Each file holds one slice; its path says which:
`<table>/<txn>/slice=<slice>/<name>.parquet`. Tables are plain Delta (no deletion vectors, no
partition columns except a mart's night, which is the same in all its rows): slices are our own
bookkeeping, so every reader sees every column in the file.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import DeltaTable, Schema
from deltalake.exceptions import CommitFailedError, TableNotFoundError
from deltalake.transaction import (
    AddAction,
    CommitProperties,
    PostCommitHookProperties,
    RemoveAction,
    Transaction,
    create_table_with_add_actions,
)
from filelock import FileLock, Timeout

from lumbung.parquet_stats import file_stats

SLICE = re.compile(r"(?:^|/)slice=([^/]+)/")
_WORK = ("ingest-*", "refine-*", "derive-*")
_CONFIGURATION = {"delta.enableDeletionVectors": "false", "delta.columnMapping.mode": "none"}
CHECKPOINT_EVERY = 20
"""Commits between two checkpoints: what opening a table has to replay at most."""
_NO_HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
"""Checkpoints and clearing of the log are ours: a library that forgets commits by age would take
the versions with it that past nights were published from."""
_FOREVER = "gold/"
"""Tables whose every version stays readable (`--as-of`); the log of others reaches back 30 days."""


class VersionGone(LookupError):
    """A table version that the log no longer tells."""


@dataclass(frozen=True)
class DataFile:
    """One live file of a table version: path relative to the table, its slice, rows, bytes."""

    path: str
    slice: str
    rows: int
    bytes: int


@dataclass
class _Change:
    """What one transaction does to one table."""

    schema: str
    add: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    app_ids: list[str] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)


def slice_of(path: str) -> str:
    match = SLICE.search(path)
    return unquote(match.group(1)) if match else ""


class Lake:
    """Tables by name (`bronze/p3m_aduan`, `ops/loads`) under one root folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, table: str) -> Path:
        return self.root / table

    def delta(self, table: str, version: int | None = None) -> DeltaTable | None:
        """The table at a version (None = newest), or None when it was never written.

        Raises:
            VersionGone: the log does not reach back to that version.
        """
        try:
            return DeltaTable(str(self.path(table)), version=version)
        except TableNotFoundError:
            if version is None or self.delta(table) is None:
                return None
            raise VersionGone(f"{table}: versi {version} sudah tidak tercatat") from None

    def version(self, table: str) -> int | None:
        delta = self.delta(table)
        return None if delta is None else delta.version()

    def files(self, table: str, version: int | None = None) -> list[DataFile]:
        """Live files of a version, ordered by path; empty for a table that does not exist."""
        delta = self.delta(table, version)
        if delta is None:
            return []
        found = pa.table(delta.get_add_actions(flatten=True)).select(["path", "num_records", "size_bytes"])
        rows = zip(*(column.to_pylist() for column in found.columns), strict=True)
        return sorted((DataFile(path, slice_of(path), n, size) for path, n, size in rows), key=lambda f: f.path)

    def paths(self, table: str, slices: Iterable[str] | None = None, version: int | None = None) -> list[str]:
        """Absolute paths of the live files, of the given slices only when named."""
        wanted = None if slices is None else set(slices)
        return [
            str(self.path(table) / f.path) for f in self.files(table, version) if wanted is None or f.slice in wanted
        ]

    def is_uniform(self, table: str, version: int | None = None) -> bool:
        """Whether all files of a version have the same columns and types, so that a reader need not open them all to
        learn that: by their statistics for flat columns, for others by the oldest and the newest file."""
        delta = self.delta(table, version)
        if delta is None:
            return True
        found = pa.table(delta.get_add_actions(flatten=True))
        counted = (found[c].null_count for c in found.column_names if c.startswith("null_count."))
        if not found.num_rows or any(0 < missing < found.num_rows for missing in counted):
            return not found.num_rows
        times = found["modification_time"]
        ends = {pc.index(times, pick(times)).as_py() for pick in (pc.min, pc.max)}
        first, *rest = (pq.read_schema(self.path(table) / found["path"][n].as_py()) for n in ends)
        return all(s.remove_metadata().equals(first.remove_metadata()) for s in rest)

    def arrow_schema(self, table: str) -> pa.Schema | None:
        delta = self.delta(table)
        return None if delta is None else pa.schema(delta.schema().to_arrow())

    def changed_slices(self, table: str, since: int | None) -> set[str]:
        """Slices whose files differ between a version (None = nothing yet) and the newest.

        Raises:
            VersionGone: nobody asked for so long that the log has forgotten that version.
        """
        if since is not None and since == self.version(table):
            return set()
        before = {f.path for f in self.files(table, since)} if since is not None else set()
        after = {f.path for f in self.files(table)}
        return {slice_of(p) for p in before ^ after}

    @contextmanager
    def transaction(self, name: str) -> Iterator[LakeTransaction]:
        """Collect changes of any number of tables and commit them together at the end.

        `name` identifies the work, not the attempt (`ingest:<load ids>`): a name that was committed
        before is not committed again.
        """
        self.recover()
        tx = LakeTransaction(self, name)
        yield tx
        if tx.changes:
            tx.write_plan()
            self._apply(tx.plan_path)

    def scratch(self) -> Path:
        """The folder of intermediate files, which hold what only the owner of the lake may read."""
        folder = self.root / ".tmp"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
        return folder

    @contextmanager
    def workplace(self, name: str) -> Iterator[Path]:
        """An empty scratch folder for one run, gone with it; `name` begins as in `_WORK`."""
        folder = self.scratch() / name
        with self._working(name):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _working(self, name: str, timeout: float = -1) -> FileLock:
        """Held while a run uses its scratch folder; a process that dies lets go of it."""
        (self.root / ".locks").mkdir(parents=True, exist_ok=True)
        return FileLock(self.root / ".locks" / f"kerja-{name}.lock", timeout=timeout)

    def _clear_scratch(self) -> None:
        """Delete what runs that died left behind."""
        for folder in [f for pattern in _WORK for f in (self.root / ".tmp").glob(pattern)]:
            try:
                with self._working(folder.name, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)
            except Timeout:
                continue  # somebody works there

    def recover(self) -> list[str]:
        """Finish transactions whose plan was written before a crash; their names. Clears what such
        runs left in the scratch folder."""
        self._clear_scratch()
        plans = sorted((self.root / ".wal").glob("*.json"))
        return [name for plan in plans if (name := self._apply(plan))]

    def _apply(self, plan_path: Path) -> str | None:
        with FileLock(plan_path.with_suffix(".lock")):
            if not plan_path.exists():  # another process finished it
                return None
            plan = json.loads(plan_path.read_text())
            for table, change in plan["changes"].items():
                self._commit(table, _Change(**change))
            plan_path.unlink()
        plan_path.with_suffix(".lock").unlink(missing_ok=True)
        return str(plan["name"])

    def _commit(self, table: str, change: _Change) -> None:
        """One Delta commit; a no-op when its application transaction is already in the log."""
        schema = Schema.from_json(change.schema)
        path = self.path(table)
        properties = CommitProperties(app_transactions=[Transaction(app_id, 1) for app_id in change.app_ids])
        adds: list[AddAction | RemoveAction] = [_add_action(path, r, change.constants) for r in change.add]
        # Writers of one table take turns: delta-rs stores an application transaction but does not
        # refuse a repeated one, so looking and committing must be one step.
        (self.root / ".locks").mkdir(parents=True, exist_ok=True)
        with FileLock(self.root / ".locks" / (table.replace("/", "__") + ".lock")):
            delta = self.delta(table)
            constants = sorted(change.constants)
            if delta is None or (constants and delta.metadata().partition_columns != constants):
                path.mkdir(parents=True, exist_ok=True)
                create_table_with_add_actions(
                    str(path),
                    schema,
                    [a for a in adds if isinstance(a, AddAction)],
                    mode="error" if delta is None else "overwrite",
                    partition_by=constants,
                    configuration=_CONFIGURATION,
                    commit_properties=properties,
                    post_commithook_properties=_NO_HOOKS,
                )
                return
            if any(delta.transaction_version(a) is not None for a in change.app_ids):
                return
            gone = set(change.remove)
            live = pa.table(delta.get_add_actions(flatten=True)).select(["path"]).to_pylist() if gone else []
            removes = [_remove_action(a) for a in live if a["path"] in gone]
            if len(removes) != len(gone):
                raise CommitFailedError(f"{table}: berkas yang hendak diganti sudah tidak ada")
            delta.create_write_transaction(
                [*adds, *removes],
                mode="append",
                schema=schema,
                partition_by=constants,
                commit_properties=properties,
                post_commithook_properties=_NO_HOOKS,
            )
            if delta.version() % CHECKPOINT_EVERY == 0:
                delta.create_checkpoint()
                if not table.startswith(_FOREVER):
                    delta.cleanup_metadata()


class LakeTransaction:
    """The changes of one transaction, and the places where its files are to be written."""

    def __init__(self, lake: Lake, name: str) -> None:
        self.lake = lake
        self.name = name
        self.id = hashlib.sha256(name.encode()).hexdigest()[:16]
        self.changes: dict[str, _Change] = {}
        self._committed: dict[str, set[str]] = {}
        self.plan_path = lake.root / ".wal" / f"{self.id}.json"

    def folder(self, table: str) -> Path:
        """A folder of this transaction's own, inside the table, for an engine to write into.

        Files left there by an attempt that crashed before its plan was written are deleted: no log
        entry names them.
        """
        base = self.lake.path(table)
        folder = base / self.id
        if table not in self._committed:
            committed = self._committed[table] = {f.path for f in self.lake.files(table)}
            for orphan in folder.rglob("*"):
                if orphan.is_file() and str(orphan.relative_to(base)) not in committed:
                    orphan.unlink()
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def change(
        self,
        table: str,
        schema: pa.Schema,
        add: Sequence[Path] = (),
        remove: Sequence[str] = (),
        app_ids: Sequence[str] = (),
        constants: Mapping[str, str] | None = None,
    ) -> None:
        """Add files (written below the table) and remove live ones (relative paths).

        constants: columns of the schema that are in no file and have one value (as text) in all rows of
        the added ones: Delta partition columns, told by the log. A live file that is added again gets
        the new value without being written.
        """
        change = self.changes.setdefault(table, _Change(Schema.from_arrow(schema).to_json(), app_ids=[self.id]))
        change.constants.update(constants or {})
        base = self.lake.path(table)
        change.add += [str(p.relative_to(base)) for p in add]
        change.remove += remove
        change.app_ids += app_ids

    def write(self, table: str, data: pa.Table, slice_name: str, name: str = "part-0") -> None:
        """Add a small Arrow table as one file of a slice."""
        target = self.folder(table) / f"slice={slice_name}" / f"{name}.parquet"
        if str(target.relative_to(self.lake.path(table))) in self._committed[table]:
            return  # done before: a file that the log names is never written again
        target.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(data, target, compression="zstd")
        self.change(table, data.schema, [target])

    def write_plan(self) -> None:
        self.plan_path.parent.mkdir(parents=True, exist_ok=True)
        plan = {"name": self.name, "changes": {t: asdict(c) for t, c in self.changes.items()}}
        temporary = self.plan_path.with_suffix(".tmp")
        with temporary.open("w") as handle:
            json.dump(plan, handle)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(self.plan_path)


def _add_action(base: Path, relative: str, constants: Mapping[str, str]) -> AddAction:
    file = base / relative
    stat = file.stat()
    return AddAction(
        path=relative,
        size=stat.st_size,
        partition_values=dict(constants),
        modification_time=int(stat.st_mtime * 1000),
        data_change=True,
        stats=file_stats(file),
    )


def _remove_action(live: dict[str, object]) -> RemoveAction:
    return RemoveAction(path=str(live["path"]), data_change=True, deletion_timestamp=int(time.time() * 1000))

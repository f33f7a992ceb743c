"""The night's arrivals of one source: archive, load, quarantine, ledger, in one transaction."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.contracts import Contract
from lumbung.errors import FileRejected
from lumbung.formats.people import mask_text
from lumbung.ingest import ledger, vault
from lumbung.ingest.archive import archive
from lumbung.ingest.arrival import Incoming
from lumbung.ingest.connection import connect
from lumbung.ingest.discover import Arrival, arrivals, night_ends_at, sha256
from lumbung.ingest.ledger import Load
from lumbung.ingest.load import load_files, read_file
from lumbung.ingest.rejects import QUARANTINE_SCHEMA
from lumbung.ingest.unchanged import Live
from lumbung.lake import Lake, LakeTransaction
from lumbung.messages import say
from lumbung.settings import Settings
from lumbung.silver import silver_table

log = logging.getLogger(__name__)

CHUNK = 100
"""Files per transaction: a commit costs more than a small file."""


def bronze_table(source: str) -> str:
    return f"bronze/{source}"


def quarantine_table(source: str) -> str:
    return f"quarantine/{source}"


@dataclass
class _Attempt:
    """Known hashes of the source and the loads that this run adds."""

    settings: Settings
    contract: Contract
    run_id: str
    cons: Sequence[duckdb.DuckDBPyConnection]
    work: Path
    """A folder of this run's own that only the owner of the lake may read."""
    known: dict[tuple[str, str], str]
    ordinals: dict[str, int]
    failed: dict[str, str]
    """Landing id → when an earlier attempt at it failed: trying again is another piece of work."""
    unsettled: set[str]
    """Governments with loads that silver does not hold yet: it is not what the next export follows."""
    done: list[Load] = field(default_factory=list)

    def load_id(self, kd_pemda: str, digest: str) -> str:
        """Deterministic: source, government and bytes; later deliveries of the same get a number."""
        base = hashlib.sha256(f"{self.contract.source}|{kd_pemda}|{digest}".encode()).hexdigest()[:16]
        count = self.ordinals[base] = self.ordinals.get(base, 0) + 1
        return base if count == 1 else f"{base}-{count}"


def ingest_source(settings: Settings, contract: Contract, night: date, run_id: str) -> list[Load]:
    """Take every file of the source delivered up to the night's end.

    Returns the loads of this run, in order of delivery. A file that fails unexpectedly is recorded
    as FAILED and stays in landing; the others go on.
    """
    lake = Lake(settings.root)
    lake.recover()
    end = night_ends_at(night, settings.timezone)
    waiting = _waiting(settings, contract.source, end)
    if not waiting:
        return []
    past = ledger.memory(lake, contract.source)
    seen = past.consumed
    for arrival in [a for a in waiting if a.landing_id in seen]:
        arrival.path.unlink()  # a crash came between the commit and this
    cons = connect(settings, contract)
    try:
        with lake.workplace(f"ingest-{contract.source}") as work:
            attempt = _Attempt(
                settings,
                contract,
                run_id,
                cons,
                work,
                past.known,
                past.ordinals,
                past.failed,
                past.unsettled,
            )
            for chunk in _chunks([a for a in waiting if a.landing_id not in seen]):
                _ingest_chunk(lake, attempt, chunk)
    finally:
        for con in reversed(cons):
            con.close()
    return attempt.done


def _waiting(settings: Settings, source: str, end: datetime) -> list[Arrival]:
    return [
        a
        for a in arrivals(settings.landing_dir)
        if a.is_placed and a.source == source and a.kd_pemda in settings.pemda and a.delivered_at < end
    ]


def _chunks(items: Sequence[Arrival]) -> Iterator[list[Arrival]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _ingest_chunk(lake: Lake, attempt: _Attempt, chunk: list[Arrival]) -> None:
    tries = (f"{a.landing_id}:{'/'.join(a.parts)}:{attempt.failed.get(a.landing_id, '')}" for a in chunk)
    work = "ingest:" + ",".join(tries)
    with lake.transaction(work) as tx:
        loads = _load_chunk(tx, attempt, chunk)
        ledger.write(tx, loads)
    for arrival, load in zip(chunk, loads, strict=True):
        if load.outcome in ledger.CONSUMED:
            arrival.path.unlink(missing_ok=True)
    attempt.done += loads


def _load_chunk(tx: LakeTransaction, attempt: _Attempt, chunk: list[Arrival]) -> list[Load]:
    """The loads of a chunk, in its order; files of one shape are typed together."""
    loads: dict[int, Load] = {}
    groups: dict[tuple[object, ...], list[tuple[int, Incoming]]] = {}
    with ThreadPoolExecutor(len(attempt.cons)) as pool:
        digests = pool.map(sha256, [arrival.path for arrival in chunk])
        begun = [_begin(attempt, arrival, digest) for arrival, digest in zip(chunk, digests, strict=True)]
        # One after the other: equal files have one place there.
        archived = [archive(attempt.settings, arrival, load.sha256) for arrival, load in zip(chunk, begun, strict=True)]
        readings = pool.map(partial(_read, attempt), archived, begun)
        for position, (load, reading) in enumerate(zip(begun, readings, strict=True)):
            loads[position] = load
            if earlier := attempt.known.get((load.kd_pemda, load.sha256)):
                loads[position] = _finish(load, "DUPLICATE", say("duplicate_file", file_name=earlier))
            elif isinstance(reading, FileRejected):
                empty = reading.code == "BERKAS_KOSONG"
                loads[position] = _finish(load, "EMPTY" if empty else "REJECTED", str(reading))
            elif isinstance(reading, Exception):
                loads[position] = _failed(load, reading)
            elif reading is not None:
                attempt.known[load.kd_pemda, load.sha256] = load.file_name
                groups.setdefault((load.kd_pemda, reading.raw.shape), []).append((position, reading))
    together = Counter(str(kd_pemda) for kd_pemda, *_ in groups)
    for (kd_pemda, *_), members in groups.items():
        # Silver is what a full export follows only where no other file comes between the two.
        follows = together[str(kd_pemda)] == 1 and kd_pemda not in attempt.unsettled
        live = _live(tx.lake, attempt.contract) if attempt.contract.full_export and follows else None
        _load_group(tx, attempt, members, loads, live)
    attempt.unsettled |= {load.kd_pemda for load in loads.values() if load.outcome == "LOADED"}
    return [loads[position] for position in range(len(chunk))]


def _live(lake: Lake, contract: Contract) -> Live:
    return lambda slices: lake.paths(silver_table(contract.source), slices)


def _load_group(
    tx: LakeTransaction,
    attempt: _Attempt,
    members: list[tuple[int, Incoming]],
    loads: dict[int, Load],
    live: Live | None = None,
) -> None:
    """Load files of one shape; when DuckDB refuses, each alone, and that one which fails with care."""
    contract = attempt.contract
    files = [incoming for _, incoming in members]
    kd_pemda = loads[members[0][0]].kd_pemda
    batch = f"{tx.id}-{members[0][0]}"
    bronze = _target(tx, bronze_table(contract.source), batch)
    rejected = _target(tx, quarantine_table(contract.source), batch)
    work = attempt.work / batch
    try:
        work.mkdir()
        result = load_files(attempt.cons, contract, kd_pemda, files, attempt.run_id, bronze, rejected, work, live)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        for leftover in [*bronze.iterdir(), *rejected.iterdir()]:
            leftover.unlink()
        shutil.rmtree(work)
        _load_with_care(tx, attempt, members, loads, error, live)
        return
    shutil.rmtree(work)
    if result.accepted:
        tx.change(bronze_table(contract.source), _with_extra(pq.read_schema(result.accepted[0])), result.accepted)
    if result.rejected:
        tx.change(quarantine_table(contract.source), QUARANTINE_SCHEMA, result.rejected)
    vault.keep(attempt.settings, contract, batch, result.clear)
    for (position, _), found in zip(members, result.loads, strict=True):
        outcome, reason = ("LOADED", None) if found.rows_read else ("EMPTY", say("empty_file"))
        loads[position] = _finish(
            loads[position],
            outcome,
            reason,
            rows_read=found.rows_read,
            rows_valid=found.rows_read - found.rows_quarantined - found.rows_duplicate,
            rows_quarantined=found.rows_quarantined,
            rows_duplicate=found.rows_duplicate,
            control_total_diff=found.control_total_diff,
            period_end=found.period_end,
            extra_columns=found.extra_columns,
            batch=batch,
        )


def _load_with_care(
    tx: LakeTransaction,
    attempt: _Attempt,
    members: list[tuple[int, Incoming]],
    loads: dict[int, Load],
    error: Exception,
    live: Live | None,
) -> None:
    if len(members) > 1:
        for member in members:
            # Taken apart, the files of a group come between each other and silver.
            _load_group(tx, attempt, [member], loads)
        return
    ((position, incoming),) = members
    load = loads[position]
    if not isinstance(incoming.raw.relation, str):
        loads[position] = _failed(load, error)
        attempt.known.pop((load.kd_pemda, load.sha256), None)
        return
    try:
        raw = read_file(incoming.path, attempt.contract, careful=True)
    except FileRejected as rejection:
        loads[position] = _finish(load, "REJECTED", str(rejection))
        attempt.known.pop((load.kd_pemda, load.sha256), None)
        return
    _load_group(tx, attempt, [(position, replace(incoming, raw=raw))], loads, live)


def _read(attempt: _Attempt, archived: Path, load: Load) -> Incoming | Exception | None:
    """The file with its rows, or why it has none; None when its bytes came before."""
    if (load.kd_pemda, load.sha256) in attempt.known:
        return None
    try:
        raw = read_file(archived, attempt.contract)
    except Exception as error:  # noqa: BLE001 - one file must not stop the others
        return error
    return Incoming(load.load_id, load.file_name, load.seq, load.delivered_at, archived, raw)


def _begin(attempt: _Attempt, arrival: Arrival, digest: str) -> Load:
    """A load record for the arrival."""
    now = datetime.now(UTC)
    return Load(
        load_id=attempt.load_id(arrival.kd_pemda, digest),
        source=attempt.contract.source,
        kd_pemda=arrival.kd_pemda,
        file_name=mask_text(arrival.path.name),
        sha256=digest,
        bytes=arrival.path.stat().st_size,
        outcome="FAILED",
        reason=None,
        started_at=now,
        finished_at=now,
        run_id=attempt.run_id,
        delivered_at=arrival.delivered_at,
        landing_id=arrival.landing_id,
    )


def _with_extra(schema: pa.Schema) -> pa.Schema:
    """The table has `_extra` also while no file has."""
    return schema if "_extra" in schema.names else schema.append(pa.field("_extra", pa.string()))


def _target(tx: LakeTransaction, table: str, batch: str) -> Path:
    folder = tx.folder(table) / f"slice={batch}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _finish(load: Load, outcome: str, reason: str | None, **counts: Any) -> Load:
    return replace(load, outcome=outcome, reason=reason, finished_at=datetime.now(UTC), **counts)


def _failed(load: Load, error: Exception) -> Load:
    """The message may hold a cell's text: it goes to nobody, only the error's kind does. SQL that
    does not even bind is the contract's, and its first line names nothing but columns."""
    kind = type(error).__name__
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException):
        kind = f"{kind} ({str(error).splitlines()[0]})"
    log.error("ingest %s/%s: %s", load.source, load.file_name, kind)
    return _finish(load, "FAILED", say("unreadable", detail=kind))

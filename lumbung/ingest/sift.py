"""One pass over the rows of files: sound ones stream to bronze, the others are laid aside for a closer look.

A row is laid aside when anything about it could give a reason or a flag, or when no macro reads one
of its texts. Whoever looks closer (`lumbung.ingest.judge`) may still find it sound; a row that is not
laid aside is sound without a flag. Memory holds a batch per connection, and readings that wait for
their file (`lumbung.ingest.parts`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from lumbung.ingest import bronze, judge, shape, unpack, vault
from lumbung.ingest.arrival import Incoming
from lumbung.ingest.parts import OnePart, SliceParts, labels, zeros
from lumbung.ingest.plan import Plan, Sifted
from lumbung.ingest.raw import name, quote
from lumbung.ingest.readings import Readings

_BATCH_ROWS = 122_880
_ALONE_BYTES = 4 << 20
"""Fewer bytes than this are no work for two connections."""


def sift(
    cons: Sequence[duckdb.DuckDBPyConnection], plan: Plan, files: Sequence[Incoming], target: Path, work: Path
) -> Sifted:
    """Read the files, each by one of the connections, and write bronze files into `target`.

    work: a folder that only the owner of the lake may read; rows laid aside stand there as delivered.

    Raises:
        duckdb.Error, pyarrow.ArrowException, OSError: a file cannot be read this way; what was
        written is no use.
    """
    shares = _shares(files, len(cons))
    streams = [
        _Stream(con, plan, files, share, n, target, work)
        for n, (con, share) in enumerate(zip(cons, shares, strict=False))
    ]
    if len(streams) == 1:
        streams[0].run()
    else:
        with ThreadPoolExecutor(len(streams)) as pool:
            for done in [pool.submit(stream.run) for stream in streams]:
                done.result()
    found = Sifted()
    for stream in streams:
        found.accepted += stream.found.accepted
        found.aside += stream.found.aside
        found.rows += stream.found.rows
        found.ends += stream.found.ends
        for key, amount in stream.found.sums.items():
            found.sums[key] += amount
        found.clear |= stream.found.clear
    return found


def _shares(files: Sequence[Incoming], workers: int) -> list[list[int]]:
    """Numbers of the files for each connection, about as many bytes for each, in order."""
    sizes = {n: file.path.stat().st_size for n, file in enumerate(files)}
    if sum(sizes.values()) < _ALONE_BYTES:
        return [list(sizes)]
    shares: list[list[int]] = [[] for _ in range(min(workers, len(files)))]
    loads = [0] * len(shares)
    for n in sorted(sizes, key=lambda n: -sizes[n]):
        least = loads.index(min(loads))
        shares[least].append(n)
        loads[least] += sizes[n]
    return [sorted(share) for share in shares]


class _Stream:
    """One connection's files, from their first row to the last."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        plan: Plan,
        files: Sequence[Incoming],
        share: list[int],
        number: int,
        target: Path,
        work: Path,
    ) -> None:
        self.con = con
        self.plan = plan
        self.files = files
        self.share = share
        series, moment = plan.contract.series, plan.contract.moment
        self.accepted: OnePart | SliceParts = OnePart(target / f"part-{number}.parquet", self._bronze)
        if series and moment:
            self.accepted = SliceParts(target, f"part-{number}", series, moment, self._bronze)
        self.aside = OnePart(work / f"aside-{number}.parquet", lambda rows: rows)
        self.found = Sifted()
        self.day = bronze.slice_day(plan.contract)
        last = ["_slice"] if series else list(bronze.identity(plan.contract, plan.kd_pemda))
        extra = ["_extra"] if plan.others else []
        self._gathered = ["_file", "_row", *extra, *(c.name for c in plan.contract.content), *last]
        self.load_ids = pa.array([f.load_id for f in files], pa.string())
        self.seqs = pa.array([f.seq for f in files], pa.string())

    def run(self) -> None:
        left = self._type_readings() if Readings.fits(self.plan) else self.share
        if left:
            self._query(left)
        self.found.accepted += self.accepted.close()
        self.found.aside += self.aside.close()

    def _type_readings(self) -> list[int]:
        """Files that are left for the readers of all sources."""
        readings = Readings(self.con, self.plan, self.files)
        for texts in readings.batches(self.share):
            self._take_readings(readings, texts)
        return readings.left

    def _take_readings(self, readings: Readings, texts: pa.Table) -> None:
        typed = readings.typed(texts)
        self._count(typed)
        if pc.any(typed["_look"]).as_py():
            self.aside.add(readings.delivered_rows(texts.filter(typed["_look"])))
            typed = typed.filter(pc.invert(typed["_look"]))
        for i, column in enumerate(self.plan.ends):
            end = typed[column]
            typed = typed.append_column(f"_end_{i}", end.cast(pa.string()) if pa.types.is_dictionary(end.type) else end)
        self._accept(typed)

    def _query(self, share: list[int]) -> None:
        registered = []
        for n in share:
            if isinstance(relation := self.files[n].raw.relation, pa.Table):
                malformed = pa.array(self.files[n].raw.malformed, pa.int64())
                odd = pc.is_in(relation["_row"], value_set=malformed)
                self.con.register(f"_rows_{n}", relation.append_column("_odd", odd))
                registered.append(f"_rows_{n}")
            elif self.files[n].raw.unseen:
                unpack.check(self.files[n].path)
        try:
            for batch in self.con.execute(self._sql(share)).to_arrow_reader(_BATCH_ROWS):
                self._take(pa.Table.from_batches([batch]))
        finally:
            for table in registered:
                self.con.unregister(table)

    def _sql(self, share: list[int]) -> str:
        plan, contract = self.plan, self.plan.contract
        raw = self.files[share[0]].raw
        cells = [f"c{i}" for i in range(raw.width)]
        held = shape.held_types(plan.matched, raw.types)
        source = " union all ".join(self._rows(n, cells) for n in share)
        packed = ", ".join(f"{c} := {c}" for c in cells)
        extra = f", {plan.others} as _extra" if plan.others else ""
        texts = ", ".join(shape.delivered(contract, plan.matched, plan.kd_pemda))
        values = ", ".join(f"{shape.value(c, contract, held.get(c.name))} as {name(c.name)}" for c in contract.columns)
        unread = " or ".join(shape.unread(c, held.get(c.name)) for c in contract.columns)
        doubts = " or ".join(["_odd", "_unread", *judge.doubts(contract)])
        last = bronze.identity(contract, plan.kd_pemda)
        if self.day:
            last["_slice"] = self.day
        told = [f"{sql} as {alias}" for alias, sql in self._told().items()]
        passed = ["_file", "_row", *(["_extra"] if plan.others else []), *self._told()]
        return (
            f"with source as (select _file, _row, _delivered_at, _odd, struct_pack({packed}) as _raw, "
            f"{texts}{extra} from ({source})), "
            f"typed as (select *, {values} from source), "
            f"measured as (select {judge.in_units(contract)}, ({unread}) as _unread from typed), "
            f"kept as (select _file, _row, _raw, {'_extra, ' if plan.others else ''}"
            f"{', '.join([*bronze.kept(contract), *told])}, coalesce({doubts}, false) as _look from measured) "
            f"select {', '.join([*passed, *(name(c.name) for c in contract.content)])}, "
            f"{', '.join(f'{sql} as {column}' for column, sql in last.items())}, "
            f"_look, case when _look then _raw end as _raw from kept"
        )

    def _rows(self, n: int, cells: list[str]) -> str:
        file = self.files[n]
        is_table = isinstance(file.raw.relation, pa.Table)
        relation, odd = (f"_rows_{n}", "_odd") if is_table else (f"({file.raw.relation})", "false")
        return (
            f"select {n}::integer as _file, {quote(file.delivered_at.isoformat())}::timestamptz as _delivered_at, "
            f"{odd} as _odd, _row, {', '.join(cells)} from {relation}"
        )

    def _told(self) -> dict[str, str]:
        """Values beside those of bronze that are told of accepted rows, by their alias."""
        plan = self.plan
        ends = {f"_end_{i}": name(column) for i, column in enumerate(plan.ends)}
        sums = {f"_sum_{i}": f"{name(column)}::decimal(38,6)" for i, column in enumerate(plan.sums)}
        clear = {f"_clear_{i}": name(c.name) for i, c in enumerate(vault.columns(plan.contract))}
        return {**ends, **sums, **clear}

    def _take(self, table: pa.Table) -> None:
        self._count(table)
        if pc.any(table["_look"]).as_py():
            self.aside.add(table.filter(table["_look"]).select(["_file", "_row", "_raw"]))
            table = table.filter(pc.invert(table["_look"]))
        self._accept(table)

    def _count(self, table: pa.Table) -> None:
        for pair in pc.value_counts(table["_file"]).to_pylist():
            self.found.rows[pair["values"]] += pair["counts"]

    def _accept(self, table: pa.Table) -> None:
        if table.num_rows:
            self._tell(table)
            self.accepted.add(table.select(self._gathered).combine_chunks())

    def _tell(self, table: pa.Table) -> None:
        plan = self.plan
        if plan.ends:
            keys = ["_file", *(f"_end_{i}" for i in range(len(plan.ends)))]
            distinct = table.group_by(keys).aggregate([])
            self.found.ends.append(distinct.rename_columns(["_file", *plan.ends]))
        if plan.sums:
            wanted = [(f"_sum_{i}", "sum") for i in range(len(plan.sums))]
            for row in table.group_by("_file").aggregate(wanted).to_pylist():
                for i, column in enumerate(plan.sums):
                    self.found.sums[row["_file"], column] += row[f"_sum_{i}_sum"] or Decimal(0)
        for i, kept in enumerate(vault.columns(plan.contract)):
            pairs = table.group_by([kept.name, f"_clear_{i}"]).aggregate([])
            found = zip(pairs[kept.name].to_pylist(), pairs[f"_clear_{i}"].to_pylist(), strict=True)
            self.found.clear |= {(kept.name, token, value) for token, value in found if value is not None}

    def _bronze(self, table: pa.Table) -> pa.Table:
        """The accepted rows with the columns that are the same for all of a file."""
        contract, n = self.plan.contract, table.num_rows
        file = table["_file"].combine_chunks()
        one = pa.array([self.plan.kd_pemda], pa.string())
        flags = pa.ListArray.from_arrays(pa.array([0], pa.int32()).take(zeros(n + 1)), pa.array([], pa.string()))
        slices = table["_slice"]
        if self.day:
            days = slices.combine_chunks().dictionary_encode(null_encoding="encode")
            texts = (f"{self.plan.kd_pemda}_{day or '-'}" for day in days.dictionary.to_pylist())
            names = [re.sub("[^A-Za-z0-9._-]", "-", text) for text in texts]
            slices = labels(days.indices, pa.array(names, pa.string()))
        columns = {
            "kd_pemda": labels(zeros(n), one),
            **{c.name: table[c.name] for c in contract.content},
            "flags": flags,
            "_load_id": labels(file, self.load_ids),
            "_row": table["_row"],
            "_seq": labels(file, self.seqs),
            **self._extra(table),
            **{c: table[c] for c in ("_key", "_hash") if not contract.series},
            "_slice": slices,
            **({} if contract.series else {"_group": table["_group"]}),
        }
        return pa.table(columns)

    def _extra(self, table: pa.Table) -> dict[str, pa.Array]:
        """As `bronze.accepted_sql` has it."""
        if self.plan.others:
            return {"_extra": table["_extra"]}
        return {} if self.plan.contract.series else {"_extra": pa.nulls(table.num_rows, pa.string())}

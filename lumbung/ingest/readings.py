"""Readings of plain CSV files: millions of rows that repeat few meters, moments and states.

Each distinct text of a column is typed once, by the SQL that types the rows of all sources, and plain
numbers are read as whole columns. What is left to do for a row is to compare its values.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv

from lumbung.contracts import Column
from lumbung.ingest import bronze, judge, shape
from lumbung.ingest.arrival import Incoming
from lumbung.ingest.plain import PlainForm, read_plain
from lumbung.ingest.plan import Plan
from lumbung.ingest.raw import Lines, name
from lumbung.ingest.unpack import read_whole

TOGETHER_ROWS = 300_000
"""Rows typed together: planning a statement costs more than a few thousand rows do."""
WHOLE_BYTES = 64 << 20
"""Larger files are read as a stream."""
_CODED = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class _Typed:
    """A column's values and where its texts leave doubt."""

    values: pa.Array
    doubt: pa.BooleanArray
    slices: pa.Array | None = None


class Readings:
    """Reads and types files of one shape.

    left: numbers of the files, of those asked for, that only the readers of all sources can tell.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, plan: Plan, files: Sequence[Incoming]) -> None:
        self.con = con
        self.contract = plan.contract
        self.matched = plan.matched
        self.files = files
        self.left: list[int] = []
        self.cells = [f"c{i}" for i in range(files[0].raw.width)]
        self.delivered_at = pa.array([f.delivered_at for f in files], pa.timestamp("us", tz="UTC"))
        numbers = [c for c in plan.contract.columns if not (c.values or c.options.get("format"))]
        forms = {c.name: shape.plain_form(c.type, c.options.get("locale")) for c in numbers}
        self.forms: dict[str, PlainForm] = {c: form for c, form in forms.items() if form and c in plan.matched}

    @staticmethod
    def fits(plan: Plan) -> bool:
        """Whether values depend on nothing but the text of their own column, and leave ingest as they are."""
        contract = plan.contract
        return (
            contract.series is not None
            and bronze.slice_day(contract) is not None
            and not plan.others
            and not plan.sums
            and not any(c.logic or {"rawLogic", "perPemda"} & set(c.options) for c in contract.columns)
            and all(bronze.stored(c, contract.source, contract.key) == name(c.name) for c in contract.columns)
        )

    def batches(self, share: Sequence[int]) -> Iterator[pa.Table]:
        """`_file` and what `texts` gives, of as many files as are worth a statement.

        Raises:
            OSError: a broken archive.
        """
        held: list[pa.Table] = []
        for n in share:
            texts = self.texts(self.files[n])
            if texts is None:
                self.left.append(n)
                continue
            held.append(texts.append_column("_file", pa.array(np.full(texts.num_rows, n, np.int32))))
            if sum(table.num_rows for table in held) >= TOGETHER_ROWS:
                batch, held = pa.concat_tables(held).combine_chunks(), []
                yield batch
        if held:
            yield pa.concat_tables(held).combine_chunks()

    def delivered_rows(self, rows: pa.Table) -> pa.Table:
        """Rows of a batch as they are laid aside: `_file`, `_row` and the texts as `_raw`."""
        texts = [_one(rows[c].cast(pa.string())) for c in self.cells]
        raw = pa.StructArray.from_arrays(texts, names=self.cells)
        return rows.select(["_file", "_row"]).append_column("_raw", raw)

    def texts(self, file: Incoming) -> pa.Table | None:
        """The file's rows: `_row` and the texts c0, c1, …; None where only the readers of all files can tell.

        Raises:
            OSError: a broken archive.
        """
        lines = file.raw.unseen
        data = read_whole(file.path, WHOLE_BYTES) if lines else None
        if not lines or data is None or not _is_plain(data := data.removeprefix(BOM_UTF8)):
            return None
        begin = 0
        for _ in range(lines.before):
            begin = data.index(b"\n", begin) + 1
        try:
            table = self._split(data, begin, lines)
        except pa.ArrowInvalid:  # a line of another width
            return None
        table = _filled(table)
        return table.append_column("_row", pa.array(np.arange(1, table.num_rows + 1)))

    def _split(self, data: bytes, begin: int, lines: Lines) -> pa.Table:
        numbers = {self.matched[c] for c in self.forms}
        return csv.read_csv(
            pa.py_buffer(data).slice(begin),
            read_options=csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=self.cells),
            parse_options=csv.ParseOptions(delimiter=lines.delimiter, quote_char=False),
            convert_options=csv.ConvertOptions(
                column_types={c: pa.string() if c in numbers else _CODED for c in self.cells},
                null_values=[""],
                strings_can_be_null=True,
            ),
        )

    def typed(self, rows: pa.Table) -> pa.Table:
        """`_file`, `_row`, the columns of the contract, `_slice`, and `_look` where a row needs a closer one.

        rows: `_file` and what `texts` gave.
        """
        doubts, columns = [], {"_file": rows["_file"], "_row": rows["_row"]}
        for column in self.contract.columns:
            found = self._column(column, rows)
            columns[column.name] = found.values
            doubts.append(found.doubt)
            if found.slices is not None:
                columns["_slice"] = found.slices
        odd = doubts[0]
        for doubt in doubts[1:]:
            odd = pc.or_(odd, doubt)
        columns["_odd"] = odd
        columns["_delivered_at"] = self.delivered_at.take(rows["_file"])
        table = pa.table(columns)
        return table.drop_columns(["_odd", "_delivered_at"]).append_column("_look", self._look(table))

    def _look(self, table: pa.Table) -> pa.ChunkedArray:
        numbers = [self.contract.column(c) for c in self.forms]
        doubts = ["_odd", *(doubt for c in numbers for doubt in judge.column_doubts(c))]
        doubts += [f"({rule.sql})" for rule in self.contract.rules]
        return self._asked(table, f"select coalesce({' or '.join(doubts)}, false) as _look from _asked")["_look"]

    def _column(self, column: Column, rows: pa.Table) -> _Typed:
        cell = self.matched.get(column.name)
        texts = _one(rows[cell]) if cell else pa.nulls(rows.num_rows, pa.string()).dictionary_encode()
        form = self.forms.get(column.name)
        if form is None:
            return self._distinct(column, texts)
        values, other = read_plain(texts, form)
        doubt = pa.array(np.zeros(len(values), bool))
        if other.any():
            mask = pa.array(other)
            left = self._distinct(column, texts.filter(mask).dictionary_encode())
            values = pc.replace_with_mask(values, mask, left.values)
            doubt = pc.replace_with_mask(doubt, mask, left.doubt)
        return _Typed(values, doubt)

    def _distinct(self, column: Column, texts: pa.DictionaryArray) -> _Typed:
        """Each distinct text through the SQL of the contract, and NULL last."""
        source = pa.table({"_in_" + column.name: pa.concat_arrays([texts.dictionary, pa.nulls(1, pa.string())])})
        doubts = [shape.unread(column, None), *judge.column_doubts(column)]
        day = bronze.slice_day(self.contract) if self._tells_slice(column) else None
        found = self._asked(
            source,
            f"with typed as (select *, {shape.value(column, self.contract, None)} as {name(column.name)} from _asked) "
            f"select {name(column.name)} as value, coalesce({' or '.join(doubts)}, false) as doubt, "
            f"{day or 'null'} as slice from typed",
        )
        which = texts.indices.fill_null(len(texts.dictionary))
        values = _one(found["value"])
        return _Typed(
            _relabelled(values, which) if pa.types.is_string(values.type) else values.take(which),
            _one(found["doubt"]).take(which),
            _one(found["slice"]).take(which) if day else None,
        )

    def _tells_slice(self, column: Column) -> bool:
        return self.contract.slice_by[0].partition(":")[0] == column.name

    def _asked(self, table: pa.Table, sql: str) -> pa.Table:
        """What SQL answers for the rows of a table, in their order."""
        self.con.register("_asked", table)
        try:
            return self.con.execute(sql).to_arrow_table()
        finally:
            self.con.unregister("_asked")


def _is_plain(data: bytes) -> bool:
    """Letters of which every reader makes the same: no quotes, no other encodings, one kind of line end."""
    if not data.isascii() or b'"' in data or b"\0" in data:
        return False
    return b"\r" not in data or data.count(b"\r") == data.count(b"\r\n") == data.count(b"\n")


def _filled(table: pa.Table) -> pa.Table:
    """Without rows of blanks. Only a first cell that is empty or begins with a blank may begin one."""
    first = _one(table["c0"])
    texts = first.dictionary if pa.types.is_dictionary(first.type) else first
    blank = pc.less(texts, "!")
    if not first.null_count and not pc.any(blank).as_py():
        return table
    if pa.types.is_dictionary(first.type):
        blank = blank.take(first.indices)
    mask = np.asarray(blank.fill_null(True))
    cells = table.filter(pa.array(mask)).to_pylist()
    mask[mask] = [not any((text or "").strip(" ") for text in row.values()) for row in cells]
    return table.filter(pa.array(~mask))


def _relabelled(values: pa.StringArray, which: pa.Int32Array) -> pa.DictionaryArray:
    """A dictionary of distinct values: two texts may have come to the same one."""
    distinct = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(distinct.indices.take(which), distinct.dictionary)


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)

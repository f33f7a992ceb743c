"""Parquet → rows whose columns keep the types of the file, where these fit the contract's."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.contracts import Column, Contract, fold
from lumbung.errors import FileRejected
from lumbung.formats.people import mask_text
from lumbung.ingest.raw import Raw, name, quote
from lumbung.messages import say

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
_FLOATS = ("FLOAT", "DOUBLE")
_LOCAL = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_INSTANT = "TIMESTAMP WITH TIME ZONE"
_OFFSETS_HOURS = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9, "UTC": 0}
"""Zones without summer time since 1964: subtracting is a hundred times faster than a zone table."""
_FIXED_SINCE = "timestamp '1970-01-01'"


def is_parquet(path: Path) -> bool:
    """By its first bytes, or at least by its name."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1" or path.suffix.lower() == ".parquet"


def read_columns(path: Path, contract: Contract, careful: bool = False) -> Raw:
    """The rows of a Parquet file in its order; `_row` is the place in it.

    careful: every page is read here, for a file that DuckDB gave up on.

    Raises:
        FileRejected: no complete Parquet file, or a column of a type that its contract's cannot take.
    """
    try:
        with duckdb.connect() as con:
            described = con.execute(f"describe select * from read_parquet({quote(str(path))})").fetchall()
        rows = pq.read_metadata(path).num_rows
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise FileRejected("BERKAS_RUSAK", say("broken_parquet", detail=type(error).__name__)) from None
    if not rows:
        raise FileRejected("BERKAS_KOSONG", say("empty_file"))
    found = {str(column): str(kind) for column, kind, *_ in described}
    known = {header: column for column in contract.columns for header in column.headers}
    wrong, types, selected = [], {}, []
    for index, (header, kind) in enumerate(found.items()):
        column = known.get(fold(header))
        if column is None or _is_text(kind):
            selected.append(f"{name(header)}::varchar as c{index}")
        elif not _fits(column, kind):
            shown = f"{column.name} ({mask_text(header[:40])}): {kind[:40]}"
            wrong.append(f"{shown}, {say('expected_type', type=column.type)}")
        elif column.type == "VARCHAR" or _is_read_as_text(column, contract):
            mark = "," if column.options.get("locale") == "id" else "."
            selected.append(f"replace({name(header)}::varchar, '.', {quote(mark)}) as c{index}")
        else:
            types[f"c{index}"] = kind
            selected.append(f"{name(header)} as c{index}")
    if wrong:
        raise FileRejected("TIPE_BERBEDA", say("other_type", columns="; ".join(wrong)))
    row = "file_row_number + 1 as _row"
    relation = f"select {row}, {', '.join(selected)} from read_parquet({quote(str(path))}, file_row_number = true)"
    return Raw(tuple(found), _read_here(path, relation) if careful else relation, types=types)


def _read_here(path: Path, relation: str) -> pa.Table:
    """The relation as Arrow, or the reason why there is none."""
    try:
        with duckdb.connect() as con:
            con.execute("set timezone = 'UTC'")
            return con.execute(relation).to_arrow_table()
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise FileRejected("BERKAS_RUSAK", say("broken_parquet", detail=type(error).__name__)) from None


def _is_text(kind: str) -> bool:
    return kind == "VARCHAR" or kind.startswith("ENUM")


def _is_read_as_text(column: Column, contract: Contract) -> bool:
    """SQL of the contract over raw texts wants a text."""
    named = "{" + column.name + "}"
    return bool(column.values) or any(named in str(c.options.get("rawLogic", "")) for c in contract.columns)


def _fits(column: Column, kind: str) -> bool:
    """Whether a column of this physical type may fill the contract's column."""
    number = kind in _INTEGERS or kind in _FLOATS or kind.startswith("DECIMAL")
    if column.type == "VARCHAR":
        return kind in _INTEGERS  # a code that was stored as a number
    if column.type == "BOOLEAN":
        return kind == "BOOLEAN"
    if column.type == "DATE":
        return kind == "DATE" or kind in _LOCAL
    if column.type == "TIMESTAMPTZ":
        return kind in (_INSTANT, "DATE") or kind in _LOCAL
    return number


def value(column: Column, source: str, kind: str, zone: str) -> str:
    """SQL that makes the contract's type of a column of type `kind`; NULL where a value does not fit."""
    if column.type == "TIMESTAMPTZ":
        return source if kind == _INSTANT else _instant(f"{source}::timestamp", zone)
    if column.type == "DATE":
        return source if kind == "DATE" else f"if({source}::timestamp = {source}::date, {source}::date, null)"
    if column.type in ("BIGINT", "INTEGER", "SMALLINT"):
        cast = f"try_cast({source} as {column.type})"
        return cast if kind in _INTEGERS else f"if({source} = trunc({source}), {cast}, null)"
    if kind in _FLOATS and column.type.startswith("DECIMAL"):
        return _shortest(source, column.type)
    return source if kind == column.type else f"try_cast({source} as {column.type})"


def _instant(local: str, zone: str) -> str:
    offset = _OFFSETS_HOURS.get(zone)
    with_table = f"timezone({quote(zone)}, {local})"
    if offset is None:
        return with_table
    return (
        f"case when {local} >= {_FIXED_SINCE} then make_timestamptz(epoch_us({local}) - {offset * 3_600_000_000}) "
        f"else {with_table} end"
    )


def _shortest(source: str, decimal: str) -> str:
    """A float by its shortest decimal text. Where the decimal gives the same float back and has at
    most fifteen digits, it is that text, and no text need be made."""
    direct = f"try_cast({source} as {decimal})"
    scale = int(re.findall(r"\d+", decimal)[1])
    return (
        f"case when abs({source}) < {10 ** max(15 - scale, 0)} and {direct}::double = {source} then {direct} "
        f"else try_cast({source}::varchar as {decimal}) end"
    )

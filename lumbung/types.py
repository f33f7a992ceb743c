"""One column type in the words of DuckDB, Arrow and Spark."""

from __future__ import annotations

import re

import pyarrow as pa

_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "SMALLINT": pa.int16(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMPTZ": pa.timestamp("us", tz="UTC"),
}
_SPARK = {
    pa.string(): "string",
    pa.int64(): "bigint",
    pa.int32(): "int",
    pa.int16(): "smallint",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.date32(): "date",
    pa.timestamp("us", tz="UTC"): "timestamp",
}
_SQL = {kind: sql for sql, kind in _ARROW.items()}


def to_arrow(sql_type: str) -> pa.DataType:
    """`DECIMAL(20,2)`, `VARCHAR`, `DECIMAL(18,5)[]`, … as an Arrow type."""
    if sql_type.endswith("[]"):
        return pa.list_(to_arrow(sql_type.removesuffix("[]")))
    match = re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", sql_type.upper())
    return pa.decimal128(int(match[1]), int(match[2])) if match else _ARROW[sql_type.upper()]


def to_spark(kind: pa.DataType) -> str:
    """An Arrow type in Spark's words."""
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    if pa.types.is_list(kind):
        return f"array<{to_spark(kind.value_type)}>"
    return _SPARK[kind]


def to_sql(kind: pa.DataType) -> str:
    """An Arrow type in DuckDB's words."""
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if pa.types.is_list(kind):
        return f"{to_sql(kind.value_type)}[]"
    return _SQL[kind]

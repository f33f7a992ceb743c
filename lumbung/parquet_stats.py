"""File statistics for the Delta log, read from a Parquet footer (no data is read)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

_TEXT_LIMIT = 32
"""Longer texts are cut in the statistics, as Delta writers do."""
_HIGHEST = "\U0010ffff"


def file_stats(path: Path) -> str:
    """`numRecords`, `minValues`, `maxValues`, `nullCount` of the flat columns, as the log's JSON."""
    meta = pq.read_metadata(path)
    low: dict[str, Any] = {}
    high: dict[str, Any] = {}
    nulls: dict[str, int] = {}
    open_ended: set[str] = set()  # a row group without bounds leaves the column without any
    for group in range(meta.num_row_groups):
        for index in range(meta.num_columns):
            column = meta.row_group(group).column(index)
            name = column.path_in_schema
            stats = column.statistics
            if "." in name:  # nested
                continue
            if stats is None or not stats.has_null_count:
                open_ended.add(name)
                continue
            nulls[name] = nulls.get(name, 0) + stats.null_count
            if stats.null_count == column.num_values and not stats.has_min_max:
                continue
            if not stats.has_min_max:
                open_ended.add(name)
                continue
            low[name] = min(low.get(name, stats.min), stats.min)
            high[name] = max(high.get(name, stats.max), stats.max)
    bounds = {
        "minValues": {n: _low(v) for n, v in low.items() if n not in open_ended},
        "maxValues": {n: _high(v) for n, v in high.items() if n not in open_ended},
    }
    clean = {k: {n: v for n, v in b.items() if v is not None} for k, b in bounds.items()}
    return json.dumps({"numRecords": meta.num_rows, **clean, "nullCount": nulls}, default=_plain)


def _low(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _number(value, ROUND_FLOOR)
    return value[:_TEXT_LIMIT] if isinstance(value, str) else _scalar(value)


def _high(value: Any) -> Any:
    """An upper bound of a cut text ends in the highest character, so that it stays a bound."""
    if isinstance(value, Decimal):
        return _number(value, ROUND_CEILING)
    if isinstance(value, str) and len(value) > _TEXT_LIMIT:
        return None if value[_TEXT_LIMIT] == _HIGHEST else value[:_TEXT_LIMIT] + _HIGHEST
    return _scalar(value)


def _number(value: Decimal, rounding: str) -> Decimal:
    """The amount, or the next whole one when JSON's binary fractions cannot tell it."""
    told = Decimal(repr(float(value)))
    return value if told == value else value.to_integral_value(rounding)


def _scalar(value: Any) -> Any:
    if isinstance(value, bool | bytes):
        return None
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value) if value % 1 else int(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no Delta statistic for {type(value).__name__}")

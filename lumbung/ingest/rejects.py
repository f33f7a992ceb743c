"""Rejected rows as they stand in quarantine."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from lumbung.contracts import Column, Contract
from lumbung.ingest.hidden import HIDDEN
from lumbung.ingest.raw import NO_COLUMNS, WRONG_WIDTH, quote
from lumbung.messages import say

QUARANTINE_SCHEMA = pa.schema(
    [
        *((n, pa.string()) for n in ("source", "kd_pemda", "load_id", "file_name")),
        ("row_number", pa.int64()),
        ("raw", pa.string()),
        ("reasons", pa.list_(pa.string())),
        *((n, pa.string()) for n in ("run_id", "status", "decided_by")),
        ("decided_at", pa.timestamp("us", tz="UTC")),
        ("note", pa.string()),
    ]
)


def rejected_sql(contract: Contract, kd_pemda: str, run_id: str, matched: Mapping[str, str], others: str) -> str:
    """The rejected rows of `judged`: the row as delivered, personal columns hidden. In a row of another
    width the fields may stand under the wrong header, so all of it is hidden; the archive keeps the
    original."""
    pairs = []
    for column in contract.columns:
        if column.name in matched:
            pairs += [quote(column.name), _shown(column, f"{matched[column.name]}::varchar")]
    raw = f"json_object({', '.join(pairs)})"
    if others:
        raw = f"json_merge_patch({raw}, coalesce({others}, '{{}}'))"
    return (
        f"select {quote(contract.source)} as source, {quote(kd_pemda)} as kd_pemda, "
        f"load_id, file_name, _row as row_number, "
        f"case when {quote(WRONG_WIDTH)} in reasons then json_object('_', {quote(say('hidden_row'))}) "
        f"when list_has_any(reasons, {list(NO_COLUMNS)}) then json_object('_', {quote(say('hidden_element'))}) "
        f"else {raw} end::varchar as raw, "
        f"reasons, {quote(run_id)} as run_id, 'OPEN' as status, null::varchar as decided_by, "
        f"null::timestamptz as decided_at, null::varchar as note "
        f"from (select _file, _row, reasons from judged where len(reasons) > 0) "
        f"join raw using (_file, _row) join files using (_file) order by _file, _row"
    )


def _shown(column: Column, text: str) -> str:
    if column.privacy in ("P2", "P3"):
        return f"case when not kosong({text}) then '{HIDDEN}' end"
    if column.pattern or (column.type.startswith(("DECIMAL", "DOUBLE")) and not column.flag_when_invalid):
        # A sound code or amount may look like somebody's number; an unsound one may be it.
        blamed = f"len(list_filter(reasons, lambda r: ends_with(r, {quote(':' + column.name)}))) > 0"
        return f"case when {blamed} then samarkan({text}) else {text} end"
    return f"samarkan({text})"

"""Shapes and names of the silver tables, derived from contract and job.

silver/<source>           current rows; no free text
silver/<source>_riwayat   superseded versions of the same shape
silver/<source>_teks      masked free text (P1), restricted: key columns and texts
"""

from __future__ import annotations

import pyarrow as pa

from lumbung.contracts import Contract
from lumbung.refine.job import Job
from lumbung.types import to_arrow

TRACE = {
    "flags": "VARCHAR[]",
    "_load_id": "VARCHAR",
    "_row": "BIGINT",
    "_seq": "VARCHAR",
    "_key": "VARCHAR",
    "_hash": "VARCHAR",
    "_slice": "VARCHAR",
    "_group": "VARCHAR",
}
"""Columns beside the business columns: flags, and where a row came from."""


def silver_table(source: str) -> str:
    return f"silver/{source}"


def history_table(source: str) -> str:
    return f"silver/{source}_riwayat"


def text_table(source: str) -> str:
    return f"silver/{source}_teks"


def restricted_columns(contract: Contract) -> list[str]:
    """Free text: masked, and kept apart from the silver that everybody reads."""
    return [c.name for c in contract.content if c.privacy == "P1" and c.type == "VARCHAR"]


def silver_columns(contract: Contract, job: Job) -> dict[str, str]:
    """Column → SQL type of `silver/<source>`."""
    restricted = set(restricted_columns(contract))
    own = {c.name: c.type for c in contract.content if c.name not in restricted}
    return {"kd_pemda": "VARCHAR", **own, **job.adds, **TRACE}


def silver_schema(contract: Contract, job: Job) -> pa.Schema:
    return pa.schema([(n, to_arrow(t)) for n, t in silver_columns(contract, job).items()])


def text_schema(contract: Contract) -> pa.Schema:
    keys = [(k, to_arrow(contract.column(k).type)) for k in contract.key]
    texts = [(n, pa.string()) for n in restricted_columns(contract)]
    meta = [("_key", pa.string()), ("_slice", pa.string())]
    return pa.schema([("kd_pemda", pa.string()), *keys, *texts, *meta])

"""Shapes and names of the silver tables, derived from contract and job.

silver/<source>           current rows; no free text
silver/<source>_riwayat   superseded versions of the same shape
silver/<source>_teks      masked free text (P1), restricted: key columns and texts

Tables that jobs make of these (`lumbung.refine.derived`) lie beside them.
"""

from __future__ import annotations

import pyarrow as pa

from lumbung.contracts import Contract, load_contracts
from lumbung.refine.job import Job, find_job
from lumbung.settings import PROJECT, Settings
from lumbung.types import to_arrow, to_sql

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
UNTRACED = ("_key", "_hash", "_group")
"""What a series source goes without: its key says which row is which, and a hash each costs more
than all else that is kept of a reading."""


def trace_columns(contract: Contract) -> dict[str, str]:
    """Column → SQL type of what stands beside the business columns of a source."""
    return {n: t for n, t in TRACE.items() if not contract.series or n not in UNTRACED}


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
    return {"kd_pemda": "VARCHAR", **own, **job.adds, **trace_columns(contract)}


def silver_schema(contract: Contract, job: Job) -> pa.Schema:
    return pa.schema([(n, to_arrow(t)) for n, t in silver_columns(contract, job).items()])


def text_schema(contract: Contract) -> pa.Schema:
    keys = [(k, to_arrow(contract.column(k).type)) for k in contract.key]
    texts = [(n, pa.string()) for n in restricted_columns(contract)]
    meta = [("_key", pa.string()), ("_slice", pa.string())]
    return pa.schema([("kd_pemda", pa.string()), *keys, *texts, *meta])


def all_contracts(settings: Settings) -> dict[str, Contract]:
    """The configured contracts over the built-in ones, whose tables models and derived jobs read."""
    return {**load_contracts([PROJECT / "data" / "contracts"]), **load_contracts(settings.contracts)}


def all_silver_columns(settings: Settings) -> dict[str, dict[str, str]]:
    """Silver table of a source (`p3m_aduan`, `p3m_aduan_teks`, …) → column → SQL type."""
    found: dict[str, dict[str, str]] = {}
    for source, contract in all_contracts(settings).items():
        columns = silver_columns(contract, find_job(source))
        texts = {field.name: to_sql(field.type) for field in text_schema(contract)}
        tables = {silver_table(source): columns, history_table(source): columns, text_table(source): texts}
        found |= {table.removeprefix("silver/"): kinds for table, kinds in tables.items()}
    return found

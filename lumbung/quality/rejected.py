"""Rows that refine rejects for what they refer to, beside those that ingest could not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyarrow as pa

from lumbung.contracts import Contract
from lumbung.ingest.ledger import Load
from lumbung.ingest.rejects import QUARANTINE_SCHEMA
from lumbung.ingest.run import quarantine_table
from lumbung.lake import LakeTransaction

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def write(tx: LakeTransaction, contract: Contract, loads: Iterable[Load], rows: DataFrame) -> dict[str, Counter[str]]:
    """Quarantine rows by their `_reject`; `raw` is the typed row (identifiers are tokens).

    Returns load id → reason → number of rows.
    """
    from pyspark.sql import functions as F

    names = {load.load_id: load for load in loads}
    reasons: dict[str, Counter[str]] = {}
    shown = [c.name for c in contract.content]
    found = rows.select("kd_pemda", "_load_id", "_row", "_reject", F.to_json(F.struct(*shown)).alias("raw")).collect()
    by_load: dict[str, list[dict[str, object]]] = {}
    for row in found:
        load = names[row["_load_id"]]
        reasons.setdefault(load.load_id, Counter()).update(row["_reject"])
        by_load.setdefault(load.load_id, []).append(
            {
                "source": contract.source,
                "kd_pemda": row["kd_pemda"],
                "load_id": load.load_id,
                "file_name": load.file_name,
                "row_number": row["_row"],
                "raw": row["raw"],
                "reasons": list(row["_reject"]),
                "run_id": load.run_id,
                "status": "OPEN",
            }
        )
    for load_id, members in by_load.items():
        ordered = sorted(members, key=lambda r: int(str(r["row_number"])))
        tx.write(quarantine_table(contract.source), pa.Table.from_pylist(ordered, schema=QUARANTINE_SCHEMA), load_id)
    return reasons

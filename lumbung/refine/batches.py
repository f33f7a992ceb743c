"""How many of the waiting loads are refined together."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.parquet as pq

from lumbung.ingest.ledger import Load
from lumbung.ingest.run import bronze_table
from lumbung.lake import Lake


def batches(loads: list[Load], most: int) -> Iterator[list[Load]]:
    """Loads in order of delivery, as many together as the engine's memory bears."""
    batch: list[Load] = []
    for load in loads:
        if batch and sum(x.rows_valid for x in (*batch, load)) > most:
            yield batch
            batch = []
        batch.append(load)
    if batch:
        yield batch


def bytes_per_row(lake: Lake, source: str, slices: set[str]) -> int:
    """What a row of bronze takes in its files before they are compressed; at least 1."""
    found = [pq.read_metadata(path) for path in lake.paths(bronze_table(source), slices)]
    taken = sum(file.row_group(n).total_byte_size for file in found for n in range(file.num_row_groups))
    return max(1, taken // max(1, sum(file.num_rows for file in found)))

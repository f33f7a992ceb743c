"""Rejected rows of all sources: who looks at them sees reasons and places, no personal data."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from lumbung.ingest.ledger import Load
from lumbung.ingest.rejects import QUARANTINE_SCHEMA
from lumbung.ingest.run import quarantine_table
from lumbung.lake import Lake
from lumbung.settings import Settings

_SHOWN = 5


def rows(settings: Settings, source: str | None = None, all_rows: bool = False) -> Iterator[dict[str, Any]]:
    """Quarantine rows in order of source, file and row; OPEN ones unless `all_rows`."""
    lake = Lake(settings.root)
    for name in [source] if source else settings.source_names():
        for row in _read(lake.paths(quarantine_table(name))):
            if all_rows or row["status"] == "OPEN":
                yield row


def _read(paths: Iterable[str], load_ids: Set[str] | None = None) -> list[dict[str, Any]]:
    found = [
        row
        for path in paths
        for row in pq.read_table(path, partitioning=None, schema=QUARANTINE_SCHEMA).to_pylist()
        if load_ids is None or row["load_id"] in load_ids
    ]
    return sorted(found, key=lambda r: (r["kd_pemda"], r["file_name"], r["load_id"], r["row_number"]))


def of_loads(settings: Settings, loads: Sequence[Load]) -> Iterator[dict[str, Any]]:
    """Quarantine rows of given loads in the same order, whatever their status; reads no other file."""
    lake = Lake(settings.root)
    for name in sorted({load.source for load in loads if load.rows_quarantined}):
        own = [load for load in loads if load.source == name]
        # Rows that ingest rejects lie by batch, those that refine rejects by load.
        yield from _read(
            lake.paths(quarantine_table(name), {x for load in own for x in (load.batch, load.load_id)}),
            {load.load_id for load in own},
        )


def summary(settings: Settings, source: str | None, all_rows: bool) -> list[list[object]]:
    """source, kd_pemda, load_id, file, reason, rows, first row numbers."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in rows(settings, source, all_rows):
        for reason in row["reasons"]:
            groups[row["source"], row["kd_pemda"], row["load_id"], row["file_name"], reason].append(row["row_number"])
    return [
        [*key, len(numbers), ", ".join(map(str, numbers[:_SHOWN])) + (" …" if len(numbers) > _SHOWN else "")]
        for key, numbers in groups.items()
    ]


def export(settings: Settings, source: str | None, output: Path) -> int:
    """Rows as CSV with the delivered columns side by side; returns how many."""
    found = list(rows(settings, source))
    columns: dict[str, None] = {}
    contents = [json.loads(row["raw"]) for row in found]
    for content in contents:
        columns.update(dict.fromkeys(content))
    fixed = ["source", "kd_pemda", "load_id", "file_name", "row_number"]
    with output.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*fixed, "alasan", *columns])
        for row, content in zip(found, contents, strict=True):
            cells = [content.get(c) for c in columns]
            writer.writerow([*(row[f] for f in fixed), ", ".join(row["reasons"]), *map(_harmless, cells)])
    return len(found)


def _harmless(cell: Any) -> Any:
    """A spreadsheet must not take a delivered text for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell

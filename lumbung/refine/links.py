"""Bronze files that become files of silver as they are: one more name for the same bytes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.refine.runs import Told


def is_alike(told: Told, schema: pa.Schema) -> bool:
    """Whether a file holds one slice, rows of the batch only, and the table's columns and no others."""
    return told.whole and len(told.slices) == 1 and _kinds(pq.read_schema(told.path)) == _kinds(schema)


def _kinds(schema: pa.Schema) -> dict[str, pa.DataType]:
    return {field.name: field.type for field in schema}


def link(told: Told, folder: Path) -> Path:
    """Another name for a bronze file, in the folder of a transaction; a copy where the file system has no links."""
    source = Path(told.path)
    (slice_name,) = told.slices
    batch = source.parent.name.removeprefix("slice=")
    target = folder / f"slice={slice_name}" / f"{batch}-{source.name}"
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():  # else it was committed before, as the same bytes
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
    return target

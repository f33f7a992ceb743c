"""Bronze files that become files of silver as they are: one more name for the same bytes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.refine.runs import Told


def is_alike(told: Told, schema: pa.Schema) -> bool:
    """Whether a file holds one slice, rows of the batch only, and in the table's columns what the table
    would; columns beyond these hold nothing."""
    if not told.whole or len(told.slices) > 1:
        return False
    with pq.ParquetFile(told.path) as file:
        found, meta = file.schema_arrow, file.metadata
    if any(name not in found.names or found.field(name).type != kind for name, kind in _kinds(schema)):
        return False
    others = set(found.names) - set(schema.names)
    columns = [meta.row_group(n).column(i) for n in range(meta.num_row_groups) for i in range(meta.num_columns)]
    return all(_is_empty(column) for column in columns if column.path_in_schema.split(".")[0] in others)


def _kinds(schema: pa.Schema) -> list[tuple[str, pa.DataType]]:
    return [(field.name, field.type) for field in schema]


def _is_empty(column: pq.ColumnChunkMetaData) -> bool:
    told = column.statistics
    return told is not None and told.has_null_count and told.null_count == column.num_values


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

"""New content of the slices that a batch touches: wide rows are written once, by what `Keys` found.

Only rows whose keys contradict each other go through the semantics, and of them only what tells which
stands; see `lumbung.refine.semantics` for the rules.
"""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from lumbung.lake import LakeTransaction
from lumbung.refine.keys import ARRIVED, NAME, RETURNED, Keys
from lumbung.silver import restricted_columns, text_schema, text_table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from lumbung.refine.run import _Refinement


def replace_slices(run: _Refinement, tx: LakeTransaction, rows: DataFrame, keys: Keys) -> None:
    """Bring the judged rows into silver, its texts and its history."""
    if run.contract.semantics == "snapshot":
        _replace_groups(run, tx, rows, keys)
        return
    _find_returned(run, keys)
    slices = keys.slices(ARRIVED)
    if not slices:
        return
    live = run.lake.paths(run.table)
    if live and not set(run.contract.key) >= {s.split(":")[0] for s in run.contract.slice_by}:
        slices |= keys.slices_of_keys(live)  # a correction may move a row
    verdict = _settle(run, keys, slices)
    out_new, out_held = keys.absent(ARRIVED, verdict)
    columns = run.schema.names
    held = run._read(run.lake.paths(run.table, slices)).select(*columns)
    fresh = _without(run, rows, out_new)
    run._write(
        tx,
        run.table,
        run.schema,
        _without(run, held, out_held).select(*columns).unionByName(fresh.select(*columns)),
        slices,
    )
    if restricted_columns(run.contract):
        _write_texts(run, tx, fresh, out_held, slices)
    if verdict is None:
        return
    old = run.spark.read.parquet(str(verdict)).filter("_place = 'history'").select(*NAME)
    superseded = rows.select(*columns).unionByName(held).join(old, list(NAME), "left_semi")
    if keys.has(verdict, "_place = 'history'"):
        run._add_history(tx, run._kept(superseded, "superseded"))


def _find_returned(run: _Refinement, keys: Keys) -> None:
    """Mark the duplicates that bring back an older content."""
    from lumbung.refine import semantics

    if found := keys.wavering(run.lake.paths(run.table, keys.slices())):
        judged, live = (run.spark.read.parquet(str(path)) for path in found)
        semantics.returned(judged, live).select(*NAME).write.parquet(str(run.work / "returned"))
        keys.mark(RETURNED, run.work / "returned")


def _settle(run: _Refinement, keys: Keys, slices: set[str]) -> Path | None:
    """Names of the contested keys' versions, `live` or `history` in `_place`; None when nothing is contested."""
    from pyspark.sql import functions as F

    from lumbung.refine import semantics

    found = keys.contested(run.lake.paths(run.table, slices))
    if not found:
        return None
    fresh, standing = (run.spark.read.parquet(str(path)) for path in found)
    precedence = ["_version"] if run.contract.semantics == "state" and run.contract.version_column else []
    content, superseded = semantics.latest_versions(fresh, standing.drop("_again"), precedence)
    places = [(content, "live"), (superseded, "history")]
    named = [frame.select(*NAME, F.lit(place).alias("_place")) for frame, place in places]
    target = run.work / "verdict"
    reduce(lambda a, b: a.unionByName(b), named).write.parquet(str(target))
    return target


def _without(run: _Refinement, rows: DataFrame, names: Path | None) -> DataFrame:
    return rows.join(run.spark.read.parquet(str(names)), list(NAME), "left_anti") if names else rows


def _write_texts(
    run: _Refinement, tx: LakeTransaction, fresh: DataFrame, out_held: Path | None, slices: set[str]
) -> None:
    """The restricted texts beside the content: of the live rows that stay, and of the new ones."""
    table, schema = text_table(run.contract.source), text_schema(run.contract)
    texts = run._read(run.lake.paths(table, slices), schema).select(*schema.names)
    if out_held:
        texts = texts.join(run.spark.read.parquet(str(out_held)).select("_key"), "_key", "left_anti")
    run._write(tx, table, schema, texts.select(*schema.names).unionByName(fresh.select(*schema.names)), slices)


def _replace_groups(run: _Refinement, tx: LakeTransaction, rows: DataFrame, keys: Keys) -> None:
    """`snapshot`: the newest file of a group replaces the group."""
    from lumbung.refine import semantics

    sound = f"_fate <> '{semantics.FATE_QUARANTINED}'"
    slices = keys.slices(sound)
    columns, texts = run.schema.names, restricted_columns(run.contract)
    out, _ = keys.absent(sound)
    arrived = _without(run, rows, out).select(*columns, *texts)
    current = _current(run, slices, texts)
    if keys.is_plain_snapshot(run.lake.paths(run.table, slices)):
        content, superseded = current.unionByName(arrived), None
    else:
        content, superseded = semantics.replaced_groups(arrived, current)
    run._write(tx, run.table, run.schema, content.select(*columns), slices)
    if texts:
        schema = text_schema(run.contract)
        run._write(tx, text_table(run.contract.source), schema, content.select(*schema.names), slices)
    if superseded is not None:
        run._add_history(tx, run._kept(superseded.select(*columns), "superseded"))


def _current(run: _Refinement, slices: set[str], texts: list[str]) -> DataFrame:
    """Live rows of the slices, with their restricted texts beside them."""
    from pyspark.sql import functions as F

    current = run._read(run.lake.paths(run.table, slices)).select(*run.schema.names)
    if not texts:
        return current
    paths = run.lake.paths(text_table(run.contract.source), slices)
    if not paths:
        return current.select("*", *(F.lit(None).cast("string").alias(t) for t in texts))
    return current.join(run.spark.read.parquet(*paths).select("_key", *texts), "_key", "left")

"""Which rows of a batch the semantics have to see, told from their keys alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lumbung.refine.keys import ARRIVED, RETURNED, Keys
from lumbung.refine.semantics import FATE_DUPLICATE

Row = tuple[str, str, str]
"""`_key`, `_hash`, `_slice`; the position is its `_row`."""


def stored(path: Path, load: str, *rows: Row, lost: frozenset[int] = frozenset()) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    found = [
        {"_key": k, "_hash": h, "_slice": s, "_group": s, "_load_id": load, "_row": n, "_seq": load}
        | {"_reject": ["X:y"] if n in lost else []}
        for n, (k, h, s) in enumerate(rows)
    ]
    pq.write_table(pa.Table.from_pylist(found), path)
    return str(path)


def rows(path: Path | None) -> set[tuple[Any, ...]]:
    """`_load_id`, `_row` of a file of names."""
    return set() if path is None else {(r["_load_id"], r["_row"]) for r in pq.read_table(path).to_pylist()}


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path, None)


def test_new_keys_need_nobody(keys: Keys, tmp_path: Path) -> None:
    new = stored(tmp_path / "new.parquet", "L2", ("a", "1", "p_2026-01"), ("b", "1", "p_2026-02"))
    live = stored(tmp_path / "live.parquet", "L1", ("c", "1", "p_2026-01"))
    keys.take([new], ["L2"], rejected=False, repeats=False)
    assert keys.slices() == {"p_2026-01", "p_2026-02"}
    assert keys.counts() == {("L2", "valid"): 2}
    assert (keys.copies([live]), keys.wavering([live]), keys.contested([live])) == (None, None, None)
    assert keys.absent(ARRIVED) == (None, None)


def test_other_loads_of_the_file_are_not_of_the_batch(keys: Keys, tmp_path: Path) -> None:
    files = [stored(tmp_path / f"{load}.parquet", load, ("a", "1", "s")) for load in ("L1", "L2")]
    keys.take(files, ["L2"], rejected=False, repeats=False)
    assert keys.counts() == {("L2", "valid"): 1}
    assert keys.copies([]) is None


def test_copies_are_of_the_batch_or_of_what_is_known(keys: Keys, tmp_path: Path) -> None:
    """Row 3 has the content of row 0, row 1 a known one; row 2 changed, row 4 is rejected."""
    content = [("a", "1", "s"), ("b", "1", "s"), ("c", "2", "s"), ("a", "1", "s"), ("b", "1", "s")]
    new = stored(tmp_path / "new.parquet", "L2", *content, lost=frozenset({4}))
    live = stored(tmp_path / "live.parquet", "L1", ("b", "1", "s"), ("c", "1", "s"), ("d", "1", "s"))
    keys.take([new], ["L2"], rejected=True, repeats=False)
    found = keys.copies([live])
    assert found is not None
    assert rows(found[0]) == {("L2", 0), ("L2", 1), ("L2", 3)}
    assert [tuple(r.values()) for r in pq.read_table(found[1]).to_pylist()] == [("b", "1")]
    assert keys.counts() == {("L2", "valid"): 4, ("L2", "quarantined"): 1}


@pytest.mark.parametrize(
    ("content", "live", "duplicates", "wavers"),
    [
        ([("a", "1", "s")], [("a", "1", "s")], {0}, False),  # said again what stands
        ([("a", "2", "s"), ("a", "1", "s")], [("a", "1", "s")], {1}, True),  # changed and back
        ([("a", "1", "s")], [("a", "2", "s")], {0}, True),  # back to what history holds
        ([("a", "1", "s")], [], {0}, True),  # stands in another slice by now
        ([("a", "1", "s"), ("a", "1", "s")], [], {1}, False),  # new, and said twice
    ],
)
def test_a_duplicate_wavers_when_something_else_was_said(
    keys: Keys, tmp_path: Path, content: list[Row], live: list[Row], duplicates: set[int], wavers: bool
) -> None:
    keys.take([stored(tmp_path / "new.parquet", "L2", *content)], ["L2"], rejected=False, repeats=False)
    (tmp_path / "again").mkdir()
    named = [{"_load_id": "L2", "_row": n, "_key": "a"} for n in duplicates]
    pq.write_table(pa.Table.from_pylist(named), tmp_path / "again" / "0.parquet")
    keys.mark(FATE_DUPLICATE, tmp_path / "again")
    standing = [stored(tmp_path / "live.parquet", "L1", *live)] if live else []
    found = keys.wavering(standing)
    assert (found is not None) == wavers
    if found:
        keys.mark(RETURNED, tmp_path / "again")
        assert keys.slices("_fate = 'returned'") == {"s"}


def test_contested_keys_and_what_the_verdict_leaves_out(keys: Keys, tmp_path: Path) -> None:
    content = [("a", "1", "s"), ("a", "2", "s"), ("b", "2", "s"), ("c", "1", "s"), ("d", "1", "s")]
    new = stored(tmp_path / "new.parquet", "L2", *content, lost=frozenset({4}))
    live = stored(tmp_path / "live.parquet", "L1", ("b", "1", "s"), ("d", "1", "s"), ("e", "1", "s"))
    keys.take([new], ["L2"], rejected=True, repeats=False)
    found = keys.contested([live])
    assert found is not None
    assert rows(found[0]) == {("L2", 0), ("L2", 1), ("L2", 2)}
    assert rows(found[1]) == {("L1", 0)}
    (tmp_path / "verdict").mkdir()
    places = [("L2", 1, "a", "live"), ("L2", 0, "a", "history"), ("L2", 2, "b", "live"), ("L1", 0, "b", "history")]
    said = [dict(zip(("_load_id", "_row", "_key", "_place"), place, strict=True)) for place in places]
    pq.write_table(pa.Table.from_pylist(said), tmp_path / "verdict" / "0.parquet")
    gone_new, gone_held = keys.absent(ARRIVED, tmp_path / "verdict")
    assert rows(gone_new) == {("L2", 0), ("L2", 4)}
    assert rows(gone_held) == {("L1", 0)}
    assert keys.has(tmp_path / "verdict", "_place = 'history'")
    assert keys.slices_of_keys([live]) == {"s"}


@pytest.mark.parametrize(
    ("content", "live", "plain"),
    [
        ([("a", "1", "g"), ("b", "1", "g")], [], True),
        ([("a", "1", "g"), ("a", "2", "g")], [], False),  # a key twice
        ([("a", "1", "g")], [("z", "1", "g")], False),  # a group that stands
        ([("a", "1", "g")], [("z", "1", "h")], True),
    ],
)
def test_a_snapshot_is_plain_when_nothing_stands_of_it(
    keys: Keys, tmp_path: Path, content: list[Row], live: list[Row], plain: bool
) -> None:
    keys.take([stored(tmp_path / "new.parquet", "L2", *content)], ["L2"], rejected=False, repeats=False)
    standing = [stored(tmp_path / "live.parquet", "L1", *live)] if live else []
    assert keys.is_plain_snapshot(standing) == plain


def test_two_files_of_a_group_are_no_plain_snapshot(keys: Keys, tmp_path: Path) -> None:
    files = [stored(tmp_path / f"{n}.parquet", f"L{n}", (f"k{n}", "1", "g")) for n in (1, 2)]
    keys.take(files, ["L1", "L2"], rejected=False, repeats=False)
    assert not keys.is_plain_snapshot([])

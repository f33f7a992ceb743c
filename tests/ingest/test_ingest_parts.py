"""Bronze of readings as files: which rows stand together, and in which order."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lumbung.ingest import parts
from lumbung.ingest.parts import SliceParts

AUGUST = [date(2026, 8, d) for d in range(1, 32)]


def table(*rows: tuple[str | None, int, date | None]) -> pa.Table:
    """Rows of series, moment (second of 1970) and slice, numbered as they come."""
    series, moments, slices = zip(*rows, strict=True)
    return pa.table(
        {
            "alat": pa.array(series, pa.string()),
            "waktu": pa.array(moments, pa.timestamp("s", tz="UTC")).cast(pa.timestamp("us", tz="UTC")),
            "_row": pa.array(range(1, len(rows) + 1), pa.int64()),
            "_slice": pa.array(slices, pa.date32()),
        }
    )


def written(folder: Path, *tables: pa.Table) -> list[list[tuple[Any, ...]]]:
    """Series, moment and row of every file."""
    into = SliceParts(folder, "part-0", "alat", "waktu", lambda rows: rows)
    for one in tables:
        into.add(one)
    paths = into.close()
    assert [p.name for p in paths] == [f"part-0-{k}.parquet" for k in range(len(paths))]
    found = [pq.read_table(p).to_pylist() for p in paths]
    return [[(r["alat"], int(r["waktu"].timestamp()), r["_row"]) for r in rows] for rows in found]


def test_a_file_holds_one_slice_by_series_and_moment(tmp_path: Path) -> None:
    one, two, *_ = AUGUST
    rows = table(("B", 0, one), ("A", 0, one), ("B", 900, one), ("A", 900, two), ("A", 450, one), ("A", 0, one))
    assert written(tmp_path, rows) == [
        [("A", 0, 2), ("A", 0, 6), ("A", 450, 5), ("B", 0, 1), ("B", 900, 3)],
        [("A", 900, 4)],
    ]


def test_codes_of_several_tables_are_one_alphabet(tmp_path: Path) -> None:
    one = AUGUST[0]
    tables = [table(("C", 0, one), ("A", 0, one)), table(("B", 0, one), ("C", 900, one))]
    assert written(tmp_path, *tables) == [[("A", 0, 2), ("B", 0, 1), ("C", 0, 1), ("C", 900, 2)]]


def test_rows_without_series_or_slice_have_a_place(tmp_path: Path) -> None:
    one = AUGUST[0]
    rows = table((None, 0, one), ("A", 900, one), ("A", 0, None))
    assert written(tmp_path, rows) == [[(None, 0, 1), ("A", 900, 2)], [("A", 0, 3)]]


@pytest.mark.parametrize(
    ("batches", "sizes"),
    [
        # days of 4 rows come one after the other: the newest waits for the rest of it
        ([[0, 0, 0, 0, 1], [1, 1, 1, 2, 2], [2, 2]], [4, 4, 4]),
        # one day that never ends is written when six rows are there
        ([[0, 0, 0], [0, 0, 0], [0, 0, 0], [0]], [6, 4]),
        # a day that comes back gets another file
        ([[0, 0, 0, 0], [1, 1, 1], [0]], [4, 3, 1]),
    ],
    ids=["in turn", "without end", "back again"],
)
def test_slices_are_gathered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batches: list[list[int]], sizes: list[int]
) -> None:
    monkeypatch.setattr(parts, "HELD_ROWS", 6)
    tables = [table(*(("A", at, AUGUST[at]) for at in batch)) for batch in batches]
    assert [len(rows) for rows in written(tmp_path, *tables)] == sizes


def test_one_meters_years_share_a_file(tmp_path: Path) -> None:
    days = [date(2016 + n // 300, 1 + n // 25 % 12, 1 + n % 25) for n in range(600)]
    rows = table(*(("B" if n % 2 else "A", n, day) for n, day in enumerate(days)))
    (found,) = written(tmp_path, rows)
    assert found == sorted(found)
    assert len(found) == 600


def test_a_month_is_no_thin_spread(tmp_path: Path) -> None:
    assert [len(rows) for rows in written(tmp_path, table(*(("A", 0, day) for day in AUGUST)))] == [1] * 31


def test_more_series_than_small_numbers_tell(tmp_path: Path) -> None:
    names = [f"M{n:05}" for n in range(70_000)]
    rows = table(*((name, 0, AUGUST[0]) for name in reversed(names)))
    (found,) = written(tmp_path, rows)
    assert [name for name, *_ in found] == names

"""A file's runs: what it tells of each series in each slice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lumbung.refine import runs as module
from lumbung.refine.job import Screen
from lumbung.refine.runs import Reader, Told, whole_numbers

SCREEN = Screen(rising="angka", silent=("status", "ERR"), step_s=900)
Row = tuple[str, int, str | None, str]
"""Series, quarter hour of 1970, register, status."""
QUARTER = 900_000_000


def _file(path: Path, rows: list[Row], slices: str = "", loads: str = "") -> str:
    """slices, loads: a letter for each row."""
    columns = {
        "seri": pa.array([r[0] for r in rows], pa.string()),
        "waktu": pa.array(
            [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * r[1]) for r in rows], pa.timestamp("us", "UTC")
        ),
        "angka": pa.array([None if r[2] is None else Decimal(r[2]) for r in rows], pa.decimal128(18, 3)),
        "status": pa.array([r[3] for r in rows], pa.string()),
        "_slice": pa.array(list(slices or "a" * len(rows))),
        "_load_id": pa.array(list(loads or "x" * len(rows))),
    }
    pq.write_table(pa.table(columns), path)
    return str(path)


def _told(path: str, loads: str = "") -> Told:
    return Reader("seri", "waktu", SCREEN, set(loads) or None).read([path])[0]


def _shown(told: Told) -> list[tuple[object, ...]]:
    """Without the file; moments and steps in quarter hours."""
    rows = told.runs.sort_by([("series", "ascending"), ("first", "ascending")]).drop_columns("file").to_pylist()
    for row in rows:
        for name in ("first", "last", "least_step"):
            row[name] = None if row[name] is None else row[name] // QUARTER
    return [tuple(row.values()) for row in rows]


def _ok(series: str, *registers: str | None, start: int = 0) -> list[Row]:
    return [(series, start + n, value, "OK") for n, value in enumerate(registers)]


# series, first and last moment and value, highest, least step, least rise, steepest, blank
CASES: dict[str, tuple[list[Row], list[tuple[object, ...]]]] = {
    "one reading": (_ok("A", "1"), [("A", 0, 0, 1000, 1000, 1000, None, None, None, False)]),
    "rises": (_ok("A", "1", "1.5", "4"), [("A", 0, 2, 1000, 4000, 4000, 1, 500, 2500, False)]),
    "a fall": (_ok("A", "4", "1", "2"), [("A", 0, 2, 4000, 2000, 4000, 1, -3000, 1000, False)]),
    "two series as they come": (
        [("B", 0, "5", "OK"), ("A", 0, "1", "OK"), ("B", 1, "7", "OK"), ("A", 1, "2", "OK")],
        [
            ("A", 0, 1, 1000, 2000, 2000, 1, 1000, 1000, False),
            ("B", 0, 1, 5000, 7000, 7000, 1, 2000, 2000, False),
        ],
    ),
    "backwards": (_ok("A", "1", "3", "4")[::-1], [("A", 0, 2, 1000, 4000, 4000, 1, 1000, 2000, False)]),
    # 10.000 in three quarter hours: 3.334, rounded up.
    "a gap": ([("A", 0, "1", "OK"), ("A", 3, "11", "OK")], [("A", 0, 3, 1000, 11000, 11000, 3, 10000, 3334, False)]),
    "twice": ([("A", 1, "1", "OK"), ("A", 1, "1", "OK")], [("A", 1, 1, 1000, 1000, 1000, 0, 0, 0, False)]),
    "silence in between": (
        [("A", 0, "1", "OK"), ("A", 1, "999", "ERR"), ("A", 2, None, "ERR"), ("A", 3, "5", "OK"), ("A", 4, "6", "OK")],
        [("A", 0, 4, 1000, 6000, 6000, 1, 1000, 1000, False)],
    ),
    "silence at the ends": (
        [("A", 0, "9", "ERR"), ("A", 1, "5", "OK"), ("A", 2, None, "ERR")],
        [("A", 0, 2, None, None, 5000, 1, None, None, False)],
    ),
    "no register": (_ok("A", "1", None, "2"), [("A", 0, 2, 1000, 2000, 2000, 1, None, None, True)]),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_what_a_run_tells(tmp_path: Path, rows: list[Row], expected: list[tuple[object, ...]]) -> None:
    told = _told(_file(tmp_path / "a.parquet", rows))
    assert _shown(told) == expected
    assert (told.slices, told.whole) == ({"a"}, True)


def test_a_run_ends_with_its_slice(tmp_path: Path) -> None:
    told = _told(_file(tmp_path / "a.parquet", _ok("A", "1", "2", "3", "4"), slices="aabb"))
    assert [row[1:5] for row in _shown(told)] == [(0, 1, 1000, 2000), (2, 3, 3000, 4000)]
    assert told.slices == {"a", "b"}


def test_a_large_file_is_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_ROWS", 2)
    told = _told(_file(tmp_path / "a.parquet", _ok("A", "1", "2", "3")))
    assert [row[1:5] for row in _shown(told)] == [(0, 1, 1000, 2000), (2, 2, 3000, 3000)]


LOADS: dict[str, tuple[list[tuple[object, ...]], set[str], bool]] = {
    # wanted of x, y, y (slice a) and z (slice b) -> first and last moment of the runs, slices, whether that is all
    "xyz": ([(0, 2), (3, 3)], {"a", "b"}, True),
    "xz": ([(0, 0), (3, 3)], {"a", "b"}, False),
    "y": ([(1, 2)], {"a"}, False),
    "w": ([], set(), False),
}


@pytest.mark.parametrize("wanted", LOADS)
def test_only_loads_of_the_batch_count(tmp_path: Path, wanted: str) -> None:
    path = _file(tmp_path / "a.parquet", _ok("A", "1", "2", "3", "4"), slices="aaab", loads="xyyz")
    told = _told(path, wanted)
    assert ([row[1:3] for row in _shown(told)], told.slices, told.whole) == LOADS[wanted]


def test_numbers_of_a_rising_column() -> None:
    decimals = pa.array([Decimal("1.5"), None, Decimal("-2.25")], pa.decimal128(18, 2))
    assert whole_numbers(decimals).tolist()[::2] == [150, -225]
    assert whole_numbers(decimals.slice(2)).tolist() == [-225]
    assert whole_numbers(pa.array([3, None], pa.int32())).tolist() == [3, 0]
    for kind in (pa.float64(), pa.decimal128(20, 2)):
        with pytest.raises(TypeError):
            whole_numbers(pa.array([], kind))

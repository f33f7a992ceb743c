"""A day of sound readings that nobody had before is silver as ingest wrote it."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from readings import Works, readings, steps

from lumbung.refine import links, run
from lumbung.refine.runs import SCHEMA, Told

ONE, TWO = steps("08-01 00:00", "100", "101"), steps("08-02 00:00", "110", "111")


def _linked(works: Works) -> set[str]:
    """Slices with a file that is one of bronze."""
    bronze = {Path(path).stat().st_ino for path in works.lake.paths("bronze/meter_energi")}
    base = works.lake.path("silver/meter_energi")
    files = works.lake.files("silver/meter_energi")
    return {f.slice.partition("_")[2] for f in files if (base / f.path).stat().st_ino in bronze}


def test_sound_days_are_linked_without_the_engine(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    works.meters({})
    monkeypatch.setattr(run, "session", None)
    works.read(readings([*ONE, *TWO]))
    assert list(works.taken().values()) == [(4, 4, 0, 0)]
    works.read(readings(steps("08-03 00:00", "120")))
    assert list(works.taken().values()) == [(1, 1, 0, 0)]
    assert _linked(works) == {"2026-08-01", "2026-08-02", "2026-08-03"}
    assert [row[1] for row in works.standing()] == [
        "08-01 00:00", "08-01 00:15", "08-02 00:00", "08-02 00:15", "08-03 00:00",
    ]  # fmt: skip


def test_a_file_system_without_links_gets_copies(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    works.meters({})
    monkeypatch.setattr(os, "link", refuse)
    works.read(readings(ONE))
    works.taken()
    assert _linked(works) == set()
    assert [row[1] for row in works.standing()] == ["08-01 00:00", "08-01 00:15"]


def test_a_day_with_a_rejected_reading_is_written_anew(works: Works) -> None:
    works.meters({})
    works.read(readings([*ONE, ("08-01 00:30", "900"), *TWO]))
    assert list(works.taken().values()) == [(5, 4, 1, 0)]
    assert _linked(works) == {"2026-08-02"}
    assert [row[1] for row in works.standing()] == ["08-01 00:00", "08-01 00:15", "08-02 00:00", "08-02 00:15"]


def test_a_day_that_stands_is_written_anew(works: Works) -> None:
    works.meters({})
    works.read(readings([*ONE, *TWO]))
    works.taken()
    works.read(readings([("08-01 00:30", "102")]))
    works.taken()
    assert _linked(works) == {"2026-08-02"}
    assert len(works.standing()) == 5


def test_what_no_contract_knows_stays_in_bronze(works: Works) -> None:
    works.meters({})
    head = "id_meter;waktu;register_kwh;kvarh;status"
    for day, more, said in (("01", "", ""), ("02", ";catatan", ";"), ("03", ";catatan", ";rusak")):
        works.drop(f"meter_energi/33.74/{day}.csv", f"{head}{more}\nM1;2026-08-{day} 00:00;100;;OK{said}\n")
        works.taken()
    assert [row.get("_extra") for row in works.rows("bronze/meter_energi", "waktu")] == [
        None,
        None,
        '{"catatan":"rusak"}',
    ]
    assert _linked(works) == {"2026-08-01"}
    assert all("_extra" not in pq.read_schema(path).names for path in works.lake.paths("silver/meter_energi"))


NAMES = pa.schema([("angka", pa.int64()), ("flags", pa.list_(pa.string()))])
GOOD: dict[str, list[object]] = {"angka": [1], "flags": [["x"]]}
ALIKE: dict[str, tuple[dict[str, pa.Array], set[str], bool, bool]] = {
    # columns, slices, whole -> alike
    "the same": ({}, {"a"}, True, True),
    "more": ({"_extra": pa.nulls(1, pa.string())}, {"a"}, True, False),
    "another type": ({"angka": pa.array([1], pa.int32())}, {"a"}, True, False),
    "two slices": ({}, {"a", "b"}, True, False),
    "rows of other loads": ({}, {"a"}, False, False),
}


@pytest.mark.parametrize(("columns", "slices", "whole", "alike"), ALIKE.values(), ids=ALIKE)
def test_which_files_may_be_linked(
    tmp_path: Path, columns: dict[str, pa.Array], slices: set[str], whole: bool, alike: bool
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({**GOOD, **columns}), path)
    assert links.is_alike(Told(str(path), SCHEMA.empty_table(), frozenset(slices), whole), NAMES) is alike


def test_a_file_without_a_column_is_not_linked(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"angka": [1]}), path)
    assert not links.is_alike(Told(str(path), SCHEMA.empty_table(), frozenset("a"), True), NAMES)

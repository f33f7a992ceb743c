"""Files of absurd size: refused or read in bounded time and memory."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from granary import EVENING, P3M, Granary, csv_of

HUGE = 200 * 1_000_000
SECONDS = 60
MEGABYTES = 900


@contextmanager
def bounded() -> Iterator[None]:
    """Fails when the block takes longer or more memory (peak of this process) than is sane."""
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before, begun = _memory("VmRSS"), time.perf_counter()
    yield
    assert time.perf_counter() - begun < SECONDS
    assert _memory("VmHWM") - before < MEGABYTES


def _memory(name: str) -> int:
    """Megabytes of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) // 1024


def endless_line(path: Path, head: bytes) -> None:
    """`head`, then 200 MB without a line end; sparse, so that it takes no disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(HUGE)
        file.seek(HUGE)
        file.write(b"x\n")
    os.utime(path, (EVENING.timestamp(), EVENING.timestamp()))


HEADS = {
    "no line end at all": (b"", 1),
    "after a valid header": (csv_of(P3M).encode(), 2),
    "after a valid row": (csv_of(P3M, {}).encode(), 3),
    "utf-16": (b"\xff\xfe" + csv_of(P3M, {}).encode("utf-16-le"), 3),
    "inside quotes": (csv_of(P3M).encode() + b'"', 2),
}


@pytest.mark.parametrize("case", HEADS)
def test_line_without_end(granary: Granary, case: str) -> None:
    head, line = HEADS[case]
    endless_line(granary.landing / "p3m_aduan/33.74/raksasa.csv", head)
    granary.drop("p3m_aduan/33.74/baik.csv", csv_of(P3M, {}))
    with bounded():
        loads = {load.file_name: load for load in granary.ingest("p3m_aduan")}
    for path in (granary.settings.root / "archive").rglob("*"):
        if path.is_file() and path.stat().st_size > HUGE:
            path.unlink()
    bad = loads["raksasa.csv"]
    assert (bad.outcome, bad.rows_read) == ("REJECTED", 0)
    assert str(bad.reason).startswith(f"BARIS_TERLALU_PANJANG: baris {line} ")
    assert (loads["baik.csv"].outcome, loads["baik.csv"].rows_valid) == ("LOADED", 1)
    assert len(granary.rows("bronze/p3m_aduan")) == 1


@pytest.mark.parametrize(("megabytes", "taken"), [(3, True), (6, True), (15, True), (20, False), (70, False)])
def test_long_line_is_taken_whole_or_refused(granary: Granary, megabytes: int, taken: bool) -> None:
    """Sixteen million characters are the limit; nothing beyond it goes missing unsaid."""
    texts = ["a", "x" * (megabytes * 1_000_000), "z"]
    rows = ({"nomor_aduan": f"L-{n}", "isi_aduan": text} for n, text in enumerate(texts))
    granary.drop("p3m_aduan/33.74/panjang.csv", csv_of(P3M, *rows))
    with bounded():
        (load,) = granary.ingest("p3m_aduan")
    assert (load.outcome, load.rows_valid) == (("LOADED", 3) if taken else ("REJECTED", 0))
    if taken:
        assert [r["isi_aduan"] for r in granary.rows("bronze/p3m_aduan", "_row")] == texts
    else:
        assert str(load.reason).startswith("BARIS_TERLALU_PANJANG: baris 3 ")


def test_line_without_end_in_a_small_archive(granary: Granary) -> None:
    packed = gzip.compress(csv_of(P3M).encode() + b"\0" * HUGE, 1)
    assert len(packed) < 2_000_000
    granary.drop("p3m_aduan/33.74/bom.csv.gz", packed)
    with bounded():
        (load,) = granary.ingest("p3m_aduan")
    assert load.outcome == "REJECTED"
    assert str(load.reason).startswith("BARIS_TERLALU_PANJANG")


@pytest.mark.parametrize("make", [lambda n: f"kolom {n}", lambda _: ""], ids=["named", "blank"])
def test_ten_thousand_columns(granary: Granary, make: Callable[[int], str]) -> None:
    header, row = csv_of(P3M, {}).splitlines()
    wide = 10_000 - len(P3M)
    names = ";".join(make(n) for n in range(wide))
    granary.drop("p3m_aduan/33.74/lebar.csv", f"{header};{names}\n{row}{';1' * wide}\n")
    granary.drop("p3m_aduan/33.74/baik.csv", csv_of(P3M, {"nomor_aduan": "B-1"}))
    with bounded():
        loads = {load.file_name: load for load in granary.ingest("p3m_aduan")}
    assert (loads["baik.csv"].outcome, loads["baik.csv"].rows_valid) == ("LOADED", 1)
    assert (loads["lebar.csv"].outcome, loads["lebar.csv"].rows_valid) == ("LOADED", 1)
    assert len(loads["lebar.csv"].extra_columns) == wide

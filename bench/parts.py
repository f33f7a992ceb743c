"""What is measured, each in a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from bench.process import Outcome, clean_environment, run
from lumbung import orchestrate, settings, steps
from lumbung.ingest.discover import arrivals, night_ends_at
from lumbung.lake import Lake

PROJECT = Path(__file__).resolve().parent.parent
LUMBUNG = str(Path(sys.executable).parent / "lumbung")
DONE_OR_RED = (0, 1)
"""The sample sends faulty files on purpose: a night that says so (1) is a whole night."""
PARSES = 5
_PARSE = """
import sys, time
from airflow.dag_processing.dagbag import DagBag
begun = time.perf_counter()
bag = DagBag(sys.argv[1])
print(time.perf_counter() - begun)
sys.exit(bool(bag.import_errors))
"""


@dataclass(frozen=True)
class Clone:
    first: Outcome
    second: Outcome


@dataclass(frozen=True)
class Night:
    """`rows`: source → delivered rows; `steps`: step → seconds of the first night."""

    sample: Outcome
    first: Outcome
    idle: Outcome
    next_day: Outcome
    rows: Mapping[str, int]
    next_rows: int
    steps: Mapping[str, float]


def clone(folder: Path) -> Clone:
    """From an empty folder to the report, then once more with nothing new."""
    subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(folder)], check=True)
    python = getattr(sys, "_base_executable", sys.executable)
    command = ["make", "run", f"PYTHON={python}"]
    first = run(command, folder)
    if not list((folder / "lake" / "reports").glob("*/index.html")):
        raise RuntimeError(f"make run tidak menulis laporan; lihat {folder.with_suffix('.log')}")
    return Clone(first, run(command, folder))


def night(folder: Path, scale: str, until: date) -> Night:
    """A first night with history, the same night again, and the next day's complaints."""
    folder.mkdir()
    lake = folder / "lake"
    sample = run(_sample(scale, until), folder)
    truth = json.loads((lake / "sample" / "truth.json").read_text())
    tonight = [LUMBUNG, "run", "--date", until.isoformat()]
    first = run(tonight, folder, DONE_OR_RED)
    spent = step_seconds(lake, until)
    idle = run(tonight, folder)
    delivered = _deliver_next_day(folder, scale, until)
    tomorrow = until + timedelta(days=1)
    following = run([LUMBUNG, "run", "--date", tomorrow.isoformat()], folder, DONE_OR_RED)
    rows = {source: total["rows_read"] for source, total in truth["totals"].items()}
    return Night(sample, first, idle, following, rows, delivered, spent)


def _sample(scale: str, until: date) -> list[str]:
    return [LUMBUNG, "sample", "--scale", scale, "--until", until.isoformat()]


def step_seconds(lake: Path, night: date) -> dict[str, float]:
    """Seconds per step of the only run of a night, slowest first."""
    found = [
        (str(row["step"]), float(row["seconds"]))
        for path in Lake(lake).paths(steps.TABLE)
        for row in pq.read_table(path, partitioning=None).to_pylist()
        if row["as_of_tgl"] == night
    ]
    return dict(sorted(found, key=lambda pair: -pair[1]))


def _deliver_next_day(folder: Path, scale: str, until: date) -> int:
    """Lay the complaints that the same city sends a day later into landing; returns their rows."""
    ahead = folder / "besok"
    ahead.mkdir()
    run(_sample(scale, until + timedelta(days=1)), ahead)
    end = night_ends_at(until, "Asia/Jakarta")
    new = [
        arrival
        for arrival in arrivals(ahead / "lake" / "landing")
        if arrival.source == "p3m_aduan" and arrival.delivered_at >= end
    ]
    rows = 0
    for arrival in new:
        target = folder / "lake" / "landing" / Path(*arrival.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(arrival.path, target)
        rows += max(arrival.path.read_bytes().count(b"\n") - 1, 0)
    shutil.rmtree(ahead)
    if not new:
        raise RuntimeError("kota contoh tidak mengirim pengaduan pada hari berikutnya")
    return rows


def parse_seconds(folder: Path) -> float:
    """What the DAG folder adds to Airflow's own parse: median over fresh interpreters."""
    empty = folder / "kosong"
    empty.mkdir(parents=True)
    own = settings.load(lake=folder / "lake")
    environment = {**clean_environment(), **orchestrate.environment(own)}
    with_dags = [_parse(own.dags, environment) for _ in range(PARSES)]
    without = [_parse(empty, environment) for _ in range(PARSES)]
    return statistics.median(with_dags) - statistics.median(without)


def _parse(dags: Path, environment: Mapping[str, str]) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _PARSE, os.fspath(dags)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.splitlines()[-1])

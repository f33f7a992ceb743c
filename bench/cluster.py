"""The energy job on a standalone cluster: two one-core workers against one, on the same silver readings.

`python -m bench.cluster FOLDER [--lake LAKE] [--meters 1500] [--days 730]` prints the figures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from bench import city
from bench.process import clean_environment
from docker.standalone import Standalone
from lumbung.lake import Lake

JOB = "energi_harian"
SOURCES = ("meter_daftar", "meter_energi")
TARGET = 1.6
_NIGHT = date(2026, 8, 31)
# The session is open and its executors have run something before the clock starts: a night has the same.
_DERIVE = """
import sys, time
from datetime import date
from lumbung import night
from lumbung.engine import session
from lumbung.settings import load
settings = load()
session(settings).range(1000).repartition(8).count()
begun = time.perf_counter()
night.derive(settings, sys.argv[1], date.fromisoformat(sys.argv[2]), "bench")
print("seconds", time.perf_counter() - begun)
"""


@dataclass(frozen=True)
class Scaling:
    """`seconds`: workers → of the job alone, without starting anything. memory_mb: of each worker."""

    readings: int
    memory_mb: int
    seconds: Mapping[int, float]

    @property
    def ratio(self) -> float:
        return self.seconds[1] / self.seconds[2]


def scaling(
    folder: Path, lake: Path | None = None, meters: int = 1500, days: int = 730, memory_mb: int = 4096
) -> Scaling:
    """Time the job with one worker and with two, each on its own copy of a lake.

    lake: one whose readings are refined and whose daily energy has not been worked out; without it, so many
    days of `meters` meters are made below `folder`: enough for the work to outweigh the start of two JVMs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    refined = lake or _lake(folder, meters, days)
    files = Lake(refined).paths("silver/meter_energi")
    readings = sum(pq.read_metadata(path).num_rows for path in files)
    return Scaling(readings, memory_mb, {n: _seconds(folder / f"pekerja-{n}", refined, n, memory_mb) for n in (1, 2)})


def _lake(folder: Path, meters: int, days: int) -> Path:
    city.write(folder / "kota", city.Size(meters, days, 0.01, 0.01, 0.01), _NIGHT)
    lake = folder / "asal" / "lake"
    for source in SOURCES:
        shutil.copytree(folder / "kota" / "landing" / source, lake / "landing" / source)
    for step in ("ingest", "refine"):
        program = (
            "from datetime import date; from lumbung import night; from lumbung.settings import load; "
            f"[night.{step}(load(), source, date({_NIGHT.year}, {_NIGHT.month}, {_NIGHT.day}), 'bench') "
            f"for source in {SOURCES}]"
        )
        subprocess.run([sys.executable, "-c", program], env=_environment(lake, ""), check=True)
    return lake


def _seconds(folder: Path, refined: Path, workers: int, memory_mb: int) -> float:
    lake = folder / "lake"
    shutil.copytree(refined, lake, copy_function=os.link)
    with Standalone(workers=workers, cores=1, memory_mb=memory_mb) as running:
        done = subprocess.run(
            [sys.executable, "-c", _DERIVE, JOB, _NIGHT.isoformat()],
            env=_environment(lake, running.remote),
            capture_output=True,
            text=True,
            check=False,
        )
    shutil.rmtree(folder)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return float(done.stdout.rpartition("seconds ")[2])


def _environment(lake: Path, remote: str) -> dict[str, str]:
    return {
        **clean_environment(),
        "LUMBUNG_LAKE": str(lake),
        "LUMBUNG_PRIVACY__KEY_FILE": str(lake.parent / "bench.key"),
        "LUMBUNG_SPARK__REMOTE": remote,
    }


def section(found: Scaling) -> str:
    """For docs/benchmarks/klaster.md."""
    lines = ["| pekerja, satu inti masing-masing | detik |", "|---|--:|"]
    lines += [f"| {workers} | {seconds:.1f} |" for workers, seconds in sorted(found.seconds.items())]
    told = f"{found.readings:,} pembacaan".replace(",", ".")
    about = (
        f"Pekerjaan `{JOB}` atas {told}, tanpa waktu menyalakan Spark. Tiap pekerja terikat pada satu inti dan punya "
        f"{found.memory_mb} MB; driver, server Connect dan klien memakai inti yang sama: mesin ini punya dua."
    )
    return "\n".join([about, "", *lines, "", f"{found.ratio:.2f} kali lebih cepat (sasaran {TARGET})."])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.cluster", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--meters", type=int, default=1500)
    parser.add_argument("--days", type=int, default=730)
    chosen = parser.parse_args()
    print(section(scaling(chosen.folder, chosen.lake, chosen.meters, chosen.days)))


if __name__ == "__main__":
    main()

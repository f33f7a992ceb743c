"""A lake whose steps run on one engine or the other, each in a process of its own, and its rows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lumbung.lake import Lake

NIGHT = "2026-08-31"
PROGRAM = """
import sys
from datetime import date
from lumbung import night
from lumbung.refine.order import in_order
from lumbung.settings import load
settings, evening = load(), date.fromisoformat(sys.argv[1])
sources = in_order(settings, settings.source_names())
for step in sys.argv[2:]:
    if step == "ingest":
        for source in sources:
            night.ingest(settings, source, evening, "uji")
    elif step == "refine":
        for source in sources:
            night.refine(settings, source, evening, "uji")
    elif step == "derive":
        for job in settings.derived_names():
            night.derive(settings, job, evening, "uji")
    elif step == "build":
        night.build(settings, evening, "uji")
    else:
        night.derive(settings, step, evening, "uji")
"""


@dataclass(frozen=True)
class Town:
    """A lake of its own. `remote`: the engine of its steps; `warehouse`: of its marts."""

    folder: Path
    remote: str = ""
    warehouse: str = "duckdb"

    @property
    def lake(self) -> Lake:
        return Lake(self.folder / "lake")

    @property
    def candidate(self) -> Path:
        return self.folder / "lake" / "warehouse" / "candidate" / "current.duckdb"

    def environment(self) -> dict[str, str]:
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith(("LUMBUNG_", "SPARK_"))},
            "LUMBUNG_LAKE": str(self.folder / "lake"),
            "LUMBUNG_PRIVACY__KEY_FILE": str(self.folder.parent / "uji.key"),
            "LUMBUNG_SPARK__REMOTE": self.remote,
            "LUMBUNG_WAREHOUSE__ENGINE": self.warehouse,
        }

    def begin(self, *steps: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PROGRAM, NIGHT, *steps]
        return subprocess.Popen(
            command, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *steps: str) -> None:
        finished(self.begin(*steps))

    def copy(self, folder: Path, remote: str, warehouse: str) -> Town:
        shutil.copytree(self.folder / "lake", folder / "lake")
        return Town(folder, remote, warehouse)


def finished(process: subprocess.Popen[str]) -> None:
    """Wait for a step; it must have ended well."""
    said, _ = process.communicate(timeout=900)
    assert process.returncode == 0, said[-4000:]


def rows(lake: Lake, table: str) -> list[tuple[object, ...]]:
    """All rows of a lake table, sorted."""
    paths = lake.paths(table)
    if not paths:
        return []
    with duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        return con.execute(
            "select * from read_parquet($p, hive_partitioning = false) order by all", {"p": paths}
        ).fetchall()


def silver_tables(*lakes: Lake) -> list[str]:
    return sorted({f"silver/{p.name}" for lake in lakes for p in (lake.root / "silver").iterdir() if p.is_dir()})

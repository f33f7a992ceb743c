"""One night through Airflow on a small city, shared by everything that looks at its result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

NIGHT = "2026-08-31"
SCALE = "0.05"


@dataclass(frozen=True)
class City:
    """A working folder with a lake of its own."""

    folder: Path

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    def command(self, *arguments: str) -> list[str]:
        return [str(Path(sys.executable).parent / "lumbung"), *arguments]

    def environment(self) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("LUMBUNG_", "AIRFLOW"))}
        return {**clean, "COLUMNS": "160"}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=540,
            check=False,
        )

    def truth(self) -> dict[str, Any]:
        return dict(json.loads((self.lake / "sample" / "truth.json").read_text()))


def new_city(folder: Path) -> City:
    city = City(folder)
    made = city.run("sample", "--scale", SCALE, "--until", NIGHT)
    assert made.returncode == 0, made.stderr
    return city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A city whose first night has run; its exit code is 1, since wrong files were planted."""
    city = new_city(tmp_path_factory.mktemp("kota"))
    done = city.run("run", "--date", NIGHT)
    assert done.returncode == 1, done.stdout + done.stderr
    (city.folder / "first-run.txt").write_text(done.stdout)
    return city

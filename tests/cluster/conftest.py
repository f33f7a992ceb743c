"""One small city on two engines: embedded, and on a standalone cluster of two one-core workers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import NIGHT, Town

from docker.standalone import Standalone


@pytest.fixture(scope="session")
def cluster() -> Iterator[Standalone]:
    with Standalone(workers=2, cores=1, memory_mb=1024) as running:
        yield running


@pytest.fixture(scope="session")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The sample city after ingest, which is DuckDB's work on either side."""
    town = Town(tmp_path_factory.mktemp("kota") / "asal")
    town.folder.mkdir()
    program = str(Path(sys.executable).parent / "lumbung")
    subprocess.run(
        [program, "sample", "--scale", "0.02", "--until", NIGHT], env=town.environment(), check=True, timeout=300
    )
    town.run("ingest")
    return town


@pytest.fixture(scope="session")
def embedded(landed: Town) -> Town:
    """Silver and marts by Sail and DuckDB."""
    town = landed.copy(landed.folder.parent / "tertanam", "", "duckdb")
    town.run("refine", "derive", "build")
    return town


@pytest.fixture(scope="session")
def refined(landed: Town) -> Town:
    """The embedded silver of sources, before anything is derived of it."""
    town = landed.copy(landed.folder.parent / "murni", "", "duckdb")
    town.run("refine")
    return town


@pytest.fixture(scope="session")
def clustered(landed: Town, cluster: Standalone) -> Town:
    """Silver and marts by Apache Spark."""
    town = landed.copy(landed.folder.parent / "klaster", cluster.remote, "spark")
    town.run("refine", "derive", "build")
    return town

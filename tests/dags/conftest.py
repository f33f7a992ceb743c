"""The DAG folder as a fresh interpreter parses it, once for all tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HEAVY = ("pandas", "pyspark", "duckdb", "deltalake", "great_expectations", "dbt")


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a fresh interpreter finds in the DAG folder."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LUMBUNG_", "AIRFLOW"))}
    program = Path(__file__).with_name("parse_dags.py")
    folder = tmp_path_factory.mktemp("airflow")
    done = subprocess.run(
        [sys.executable, str(program), str(folder), ",".join(HEAVY)],
        cwd=folder,
        env=clean,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))

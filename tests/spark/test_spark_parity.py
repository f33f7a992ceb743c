"""The same jobs on the embedded engine and on Apache Spark give equal silver tables."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from lumbung.lake import Lake

NIGHT = "2026-08-31"
SOURCES = (
    "emonev_rfk", "kamus_usulan", "klaster_manual", "kua_proyeksi", "p3m_aduan", "ppas_plafon",
    "sarapan_aspirasi", "sipd_anggaran", "sipd_pokir", "sipd_rak", "sipd_sp2d", "sipd_usulan",
)  # fmt: skip
DERIVED = ("klaster_usulan", "pasangan_usulan")
REFINE = """
import sys
from datetime import date
from lumbung import night
from lumbung.settings import load
settings, evening = load(), date.fromisoformat(sys.argv[1])
for source in settings.source_names():
    night.ingest(settings, source, evening, "uji")
    night.refine(settings, source, evening, "uji")
for job in settings.derived_names():
    night.derive(settings, job, evening, "uji")
"""

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="Apache Spark perlu JRE (java tidak ada)"),
]


def refined(folder: Path, remote: str) -> Lake:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("LUMBUNG_")},
        "LUMBUNG_LAKE": str(folder / "lake"),
        "LUMBUNG_PRIVACY__KEY_FILE": str(folder.parent / "uji.key"),
        "LUMBUNG_SPARK__REMOTE": remote,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    program = str(Path(sys.executable).parent / "lumbung")
    for command in (
        [program, "sample", "--scale", "0.02", "--until", NIGHT],
        [sys.executable, "-c", REFINE, NIGHT],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=540, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
    return Lake(folder / "lake")


def test_sail_and_apache_spark_give_equal_silver(tmp_path: Path) -> None:
    for name in ("sail", "spark"):
        (tmp_path / name).mkdir()
    sail, spark = refined(tmp_path / "sail", ""), refined(tmp_path / "spark", "local[2]")
    compared = {}
    for table in (*(f"{source}{suffix}" for source in SOURCES for suffix in ("", "_riwayat", "_teks")), *DERIVED):
        path = f"silver/{table}"
        assert sail.arrow_schema(path) == spark.arrow_schema(path), table
        left, right = rows(sail, path), rows(spark, path)
        assert left == right, table
        compared[table] = len(left)
    assert sum(compared.values()) > 1_500
    assert all(compared[table] for table in (*SOURCES, *DERIVED))


def rows(lake: Lake, table: str) -> list[tuple[object, ...]]:
    paths = lake.paths(table)
    if not paths:
        return []
    with duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        return con.execute(
            "select * from read_parquet($p, hive_partitioning = false) order by all", {"p": paths}
        ).fetchall()

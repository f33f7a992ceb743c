"""The same night on an Apache Spark cluster: every silver table and every mart is the embedded run's."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import duckdb
import pytest
from engines import Town, finished, rows, silver_tables

from docker.standalone import Standalone

pytestmark = [
    pytest.mark.spark,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(shutil.which("java") is None, reason="Apache Spark perlu JRE (java tidak ada)"),
]
ENERGY = ("energi_harian", "energi_peristiwa", "energi_register")


def test_every_silver_table_is_equal(embedded: Town, clustered: Town) -> None:
    compared = {}
    for table in silver_tables(embedded.lake, clustered.lake):
        assert embedded.lake.arrow_schema(table) == clustered.lake.arrow_schema(table), table
        left, right = rows(embedded.lake, table), rows(clustered.lake, table)
        assert left == right, table
        compared[table] = len(left)
    assert {f"silver/{name}" for name in (*ENERGY, "p3m_aduan", "klaster_usulan", "meter_energi")} <= {
        table for table, n in compared.items() if n
    }


def test_every_mart_is_equal(embedded: Town, clustered: Town) -> None:
    with duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        con.execute(
            f"attach '{embedded.candidate}' as satu (read_only); attach '{clustered.candidate}' as dua (read_only)"
        )
        tables = [
            con.execute(
                "select table_name, list((column_name, data_type, comment) order by column_index) "
                "from duckdb_columns() where database_name = $name and schema_name = 'main' "
                "group by table_name order by table_name",
                {"name": name},
            ).fetchall()
            for name in ("satu", "dua")
        ]
        assert tables[0] == tables[1]
        names = [name for name, _ in tables[0]]
        filled = [name for name in names if con.execute(f'select count(*) from satu.main."{name}"').fetchone() != (0,)]
        assert {"mart_pengaduan", "mart_serapan_opd", "mart_usulan", "fct_energi_harian", "cfg_sla"} <= set(filled)
        differing = {}
        for name in names:
            # Of the ledger only the figures: a load is stamped with the moment of its own refinement.
            rest = "exclude (started_at, finished_at)" if name == "ops_muatan" else ""
            left, right = (
                con.execute(f'select * {rest} from {side}.main."{name}" order by all').fetchall()
                for side in ("satu", "dua")
            )
            if left != right:
                differing[name] = [pair for pair in zip(left, right, strict=False) if pair[0] != pair[1]][:2]
        assert differing == {}


def test_a_worker_dies_in_the_middle_of_the_energy_job(
    embedded: Town, refined: Town, tmp_path: Path, cluster: Standalone
) -> None:
    town = refined.copy(tmp_path, cluster.remote, "duckdb")
    scratch = cluster.folder / "worker-1-scratch"
    before = set(scratch.rglob("shuffle_*.data"))
    job = town.begin("energi_harian")
    while not set(scratch.rglob("shuffle_*.data")) - before:
        assert job.poll() is None, "the job ended before anything was shuffled"
        time.sleep(0.05)
    # What this worker has shuffled is lost with it: the other one has to make it again.
    cluster.kill_worker("worker-1")
    assert job.poll() is None, "the job ended before the worker died"
    finished(job)
    assert set(cluster.executors()) == {"worker-0"}
    for name in ENERGY:
        table = f"silver/{name}"
        assert rows(town.lake, table) == rows(embedded.lake, table) != [], table

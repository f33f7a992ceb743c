"""The whole way through Airflow: counts against the truth file, idempotence, crash safety."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import duckdb
import pytest

from lumbung.ingest import ledger
from lumbung.lake import Lake
from lumbung.steps import read_journal

from .conftest import NIGHT, City, new_city
from .marts import fingerprints

pytestmark = pytest.mark.night


def sql(city: City, query: str) -> list[dict[str, object]]:
    done = city.run("sql", query, "--format", "json")
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_every_file_met_the_fate_that_was_planted(city: City) -> None:
    loads = {(x.source, x.kd_pemda, x.file_name): x for x in ledger.read(Lake(city.lake))}
    truth = city.truth()["files"]
    found = []
    for file in truth:
        load = loads[file["source"], file["kd_pemda"], Path(file["path"]).name]
        assert load.rows_read == load.rows_valid + load.rows_quarantined + load.rows_duplicate
        fate = (load.outcome, load.rows_read, load.rows_valid, load.rows_quarantined, load.rows_duplicate)
        found.append((file["path"], *fate))
    planted = [
        (f["path"], f["outcome"], f["rows_read"], f["rows_valid"], f["rows_quarantined"], f["rows_duplicate"])
        for f in truth
    ]
    assert found == planted
    assert {"DUPLICATE", "EMPTY", "REJECTED", "LOADED"} <= {f["outcome"] for f in truth}


def test_quarantine_reasons_are_the_planted_ones(city: City) -> None:
    from collections import Counter

    paths = [p for s in city.truth()["totals"] for p in Lake(city.lake).paths(f"quarantine/{s}")]
    rows = duckdb.execute(
        "select source, unnest(reasons) from read_parquet($p, hive_partitioning = false)", {"p": paths}
    ).fetchall()
    planted: Counter[tuple[str, str]] = Counter()
    for file in city.truth()["files"]:
        planted.update({(file["source"], reason): n for reason, n in file["reasons"].items()})
    assert Counter(rows) == planted
    assert planted


def test_marts_say_what_the_generator_knows(city: City) -> None:
    marts = city.truth()["marts"]
    counted = sql(
        city,
        "select kd_pemda, strftime(diterima_tgl, '%Y-%m') as bulan, count(*) as n from mart_pengaduan "
        "where sumber = 'P3M' group by all",
    )
    found: dict[str, dict[str, int]] = {}
    for row in counted:
        found.setdefault(str(row["kd_pemda"]), {})[str(row["bulan"])] = int(str(row["n"]))
    assert found == marts["complaints_by_month"]
    (monthly,) = sql(city, "select sum(jumlah) as n from mart_pengaduan_bulanan")
    (tickets,) = sql(city, "select count(*) as n from mart_pengaduan")
    assert int(str(monthly["n"])) == int(str(tickets["n"]))

    realised = sql(
        city,
        "select kd_pemda, tahun, kd_opd, realisasi_kum from mart_serapan_opd "
        "where cakupan = 'semua' and kd_opd <> '*' "
        "qualify row_number() over (partition by kd_pemda, tahun, kd_opd order by bulan desc) = 1",
    )
    for row in realised:
        wanted = marts["realisasi_kum_rp"][row["kd_pemda"]][str(row["tahun"])].get(row["kd_opd"], 0)
        assert float(str(row["realisasi_kum"])) == pytest.approx(float(wanted), abs=0.005), row
    pagu = sql(
        city,
        "select kd_pemda, tahun, pagu_berlaku from mart_serapan_opd "
        "where cakupan = 'semua' and kd_opd = '*' "
        "qualify row_number() over (partition by kd_pemda, tahun order by bulan desc) = 1",
    )
    for row in pagu:
        wanted = marts["pagu_berlaku_rp"][row["kd_pemda"]][str(row["tahun"])]
        assert float(str(row["pagu_berlaku"])) == pytest.approx(float(wanted), abs=0.005), row
    assert realised and pagu


def test_the_run_tells_what_happened(city: City) -> None:
    text = (city.folder / "first-run.txt").read_text()
    assert "REJECTED" in text and "KOLOM_WAJIB_HILANG" in text
    assert "Waktu per langkah" in text and "Laporan" in text
    report = (city.lake / "reports" / NIGHT / "index.html").read_text()
    assert "31 Agustus 2026" in report
    assert list((city.lake / "reports" / NIGHT / "mutu").rglob("index.html"))


def test_state_stays_in_the_lake(city: City) -> None:
    assert {p.name for p in city.folder.iterdir()} == {"lake", ".lake.key", "first-run.txt"}
    assert (city.folder / ".lake.key").stat().st_mode & 0o077 == 0


def test_a_second_run_changes_nothing(city: City) -> None:
    before, versions = fingerprints(city.lake), _versions(city.lake)
    done = city.run("run", "--date", NIGHT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tidak ada berkas baru" in done.stdout
    assert fingerprints(city.lake) == before
    assert _versions(city.lake) == versions


def _versions(lake: Path) -> dict[str, int | None]:
    """Delta versions of all tables but the timings, which every run adds to."""
    tables = [p.parent.relative_to(lake).as_posix() for p in lake.rglob("_delta_log")]
    return {t: Lake(lake).version(t) for t in sorted(tables) if t != "ops/steps"}


@pytest.mark.timeout(1500)  # eight nights, of which seven end early
@pytest.mark.parametrize(
    "steps",
    [["sipd_rak.ingest", "p3m_aduan.gerbang1", "sipd_sp2d.refine", "build", "audit", "publish", "report"]],
)
def test_killed_anywhere_and_run_again_gives_the_same_marts(city: City, tmp_path: Path, steps: list[str]) -> None:
    """SIGKILL to the whole process group as soon as each of these steps has begun; then to the end."""
    victim = new_city(tmp_path)
    for step in steps:
        assert _kill_at(victim, step), f"{step} never began"
    done = victim.run("run", "--date", NIGHT)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert fingerprints(victim.lake) == fingerprints(city.lake)
    fates = [
        {
            (x.source, x.kd_pemda, x.file_name): (x.outcome, x.rows_valid, x.rows_duplicate)
            for x in ledger.read(Lake(c.lake))
        }
        for c in (victim, city)
    ]
    assert fates[0] == fates[1]


def _kill_at(city: City, step: str) -> bool:
    known = set((city.lake / ".runs").glob("*.jsonl")) if (city.lake / ".runs").exists() else set()
    process = subprocess.Popen(
        city.command("run", "--date", NIGHT),
        cwd=city.folder,
        env=city.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    begun = False
    while process.poll() is None and not begun:
        new = set((city.lake / ".runs").glob("*.jsonl")) - known if (city.lake / ".runs").exists() else set()
        begun = any(step in read_journal(journal) for journal in new)
        time.sleep(0.02)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return begun

"""A process that dies anywhere leaves a lake that the next run makes whole."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from death import Killed, Point, deadly
from granary import EVENING, P3M, SP2D, Granary, csv_of

from lumbung import lake, privacy
from lumbung.ingest import run as ingest_run
from lumbung.ingest import vault
from lumbung.refine import run as refine_run

INGEST: tuple[Point, ...] = (
    (ingest_run, "archive"),
    (ingest_run, "load_files"),
    (vault, "keep"),
    (privacy, "seal"),
    (lake.LakeTransaction, "write"),
    (lake.LakeTransaction, "write_plan"),
    (lake.Lake, "_commit"),
    (Path, "unlink"),
    (Path, "replace"),
)
REFINE: tuple[Point, ...] = (
    (refine_run._Refinement, "_write"),
    (lake.LakeTransaction, "write"),
    (lake.LakeTransaction, "write_plan"),
    (lake.Lake, "_commit"),
    (Path, "unlink"),
    (Path, "replace"),
)
UNSTABLE = {"started_at", "finished_at", "landing_id", "batch", "run_id"}
"""Ledger fields that tell when and where a file was worked on, not what came of it."""


def content(granary: Granary) -> dict[str, list[Any]]:
    """Everything that readers see, without what differs between two runs of the same work."""
    tables = [
        *(f"bronze/{s}" for s in ("p3m_aduan", "sipd_sp2d")),
        *(f"quarantine/{s}" for s in ("p3m_aduan", "sipd_sp2d")),
        *(f"silver/{s}{t}" for s in ("p3m_aduan", "sipd_sp2d") for t in ("", "_riwayat", "_teks")),
        "ops/loads",
    ]
    found: dict[str, list[Any]] = {
        table: sorted(
            (sorted((k, str(v)) for k, v in row.items() if k not in UNSTABLE) for row in granary.rows(table)),
        )
        for table in tables
    }
    found["landing"] = sorted(p.name for p in granary.landing.rglob("*") if p.is_file())
    archive = granary.settings.root / "archive"
    found["archive"] = sorted(p.name for p in archive.rglob("*") if p.is_file())
    found["plans"] = [p.name for p in (granary.settings.root / ".wal").glob("*.json")]
    return found


def landing(granary: Granary, source: str) -> None:
    """Two deliveries with a new version, a bad row, a personal row, a duplicate and a rejected file."""
    base = P3M if source == "p3m_aduan" else SP2D
    key, bad = ("nomor_aduan", "status") if source == "p3m_aduan" else ("nomor_sp2d", "jenis")
    person = {"nama_pelapor": "Budi"} if source == "p3m_aduan" else {"nama_penerima": "Budi"}
    one = csv_of(base, {key: "1", **person}, {key: "2"}, {key: "3", bad: "?"})
    granary.drop(f"{source}/33.74/a.csv", one)
    granary.drop(f"{source}/33.22/b.csv", one, at=EVENING + timedelta(minutes=1))
    granary.drop(f"{source}/33.74/c.csv", one, at=EVENING + timedelta(minutes=2))
    granary.drop(f"{source}/33.74/d.csv", "x;y\n1;2\n", at=EVENING + timedelta(minutes=3))


def second(granary: Granary, source: str) -> None:
    """A later file: a changed row, a row that is there already, a new one."""
    base = P3M if source == "p3m_aduan" else SP2D
    key, other = ("nomor_aduan", "kategori") if source == "p3m_aduan" else ("nomor_sp2d", "keterangan")
    rows = [
        {key: "1", other: "baru"},
        {key: "2", **({"nama_pelapor": ""} if source == "p3m_aduan" else {})},
        {key: "9"},
    ]
    granary.drop(f"{source}/33.74/e.csv", csv_of(base, *rows), at=EVENING + timedelta(minutes=9))


def test_ingest_survives_death_at_every_step(granary: Granary, new_granary: Any) -> None:
    source = "p3m_aduan"  # the one with a vault
    landing(granary, source)
    granary.ingest(source)
    expected = content(granary)
    assert len(expected["ops/loads"]) == 4
    assert expected["landing"] == []
    at = 0
    while True:
        at += 1
        victim = new_granary(f"mati-{at}", key=granary.settings.key_file)
        landing(victim, source)
        try:
            with deadly(INGEST, at):
                victim.ingest(source)
        except Killed:
            victim.ingest(source)
            assert content(victim) == expected, f"died at step {at}"
            shutil.rmtree(victim.root)
        else:
            break
    assert at > 12


def test_refine_survives_death_at_every_step(granary: Granary, new_granary: Any) -> None:
    source = "p3m_aduan"  # the one with texts apart from its rows
    landing(granary, source)
    granary.take(source)
    second(granary, source)
    granary.ingest(source)
    at = 0
    snapshot = granary.root / "sebelum"
    shutil.copytree(granary.root / "lake", snapshot)
    granary.refine(source)
    expected = content(granary)
    assert expected[f"silver/{source}_riwayat"]
    while True:
        at += 1
        victim = new_granary(f"mati-{at}", key=granary.settings.key_file)
        shutil.copytree(snapshot, victim.settings.root)
        victim.landing.mkdir(parents=True)
        try:
            with deadly(REFINE, at):
                victim.refine(source)
        except Killed:
            victim.refine(source)
            assert content(victim) == expected, f"died at step {at}"
            shutil.rmtree(victim.root)
        else:
            break
    assert at > 12


def test_death_after_death(granary: Granary, new_granary: Any) -> None:
    """Every attempt dies one step later than the one before, on the same lake."""
    landing(granary, "sipd_sp2d")
    granary.take("sipd_sp2d")
    victim = new_granary("mati", key=granary.settings.key_file)
    landing(victim, "sipd_sp2d")
    attempts = 0
    for points, work in ((INGEST, victim.ingest), (REFINE, victim.refine)):
        for at in range(1, 200):
            try:
                with deadly(points, at):
                    work("sipd_sp2d")
            except Killed:
                attempts += 1
            else:
                break
    assert attempts > 12
    assert content(victim) == content(granary)


def test_dead_plan_of_one_source_is_finished_by_another(granary: Granary) -> None:
    landing(granary, "p3m_aduan")
    landing(granary, "sipd_sp2d")
    with pytest.raises(Killed), deadly(((lake.Lake, "_commit"),), 2):
        granary.ingest("p3m_aduan")
    assert content(granary)["plans"]
    granary.ingest("sipd_sp2d")
    after = content(granary)
    assert after["plans"] == []
    assert len([x for x in granary.loads() if x.source == "p3m_aduan"]) == 4
    assert granary.ingest("p3m_aduan") == []
    assert content(granary)["landing"] == []

"""The DAG as Airflow parses it: shape, rules, dates, and what parsing costs."""

from __future__ import annotations

import ast
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = sorted(p.stem for p in (PROJECT / "data" / "contracts").glob("*.yaml"))
DERIVED = sorted(p.stem for p in (PROJECT / "spark_jobs" / "derived").glob("[!_]*.py"))
BEFORE = {"meter_energi": ["meter_daftar"]}
"""Sources that are refined against other sources' silver."""
LAST = ["build", "audit", "publish", "report", "simpulan"]


@pytest.fixture(scope="module")
def dag(found: dict[str, Any]) -> dict[str, Any]:
    return dict(found["dag"])


@pytest.fixture(scope="module")
def tasks(dag: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return dict(dag["tasks"])


def test_every_file_parses(found: dict[str, Any]) -> None:
    assert found["errors"] == {}
    assert found["dags"] == ["kua_ppas", "nightly"]


def test_parsing_brings_no_heavy_library(found: dict[str, Any]) -> None:
    assert found["brought"] == []


@pytest.mark.parametrize("file", sorted((PROJECT / "dags").glob("*.py")), ids=lambda p: p.name)
def test_library_is_imported_inside_tasks_only(file: Path) -> None:
    """Only functions may import it: what stands outside runs at every parse."""
    inside: set[ast.AST] = set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inside.update(ast.walk(node))
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names[node in inside].add(str(node.module).split(".")[0])
        elif isinstance(node, ast.Import):
            names[node in inside] |= {alias.name.split(".")[0] for alias in node.names}
    assert names[False] <= {"airflow", *sys.stdlib_module_names}
    assert "lumbung" in names[True]


def test_one_group_per_contract_and_per_derived_job(tasks: dict[str, dict[str, Any]]) -> None:
    assert {"p3m_aduan", "sipd_anggaran", "sipd_rak", "sipd_sp2d", "emonev_rfk"} <= set(SOURCES)
    assert "klaster_usulan" in DERIVED
    grouped = {f"{s}.{step}" for s in SOURCES for step in ("ingest", "gerbang1", "refine")}
    assert set(tasks) == grouped | {f"{d}.derive" for d in DERIVED} | {"landing", *LAST}
    assert {t["group"] for t in tasks.values()} == {None, *SOURCES, *DERIVED}


@pytest.mark.parametrize("source", SOURCES)
def test_ingest_then_gate_then_refine(tasks: dict[str, dict[str, Any]], source: str) -> None:
    ingest, gate, refine = (tasks[f"{source}.{step}"] for step in ("ingest", "gerbang1", "refine"))
    assert ingest["upstream"] == []
    others = BEFORE.get(source, [])
    assert gate["upstream"] == sorted([f"{source}.ingest", *(f"{other}.refine" for other in others)])
    assert refine["upstream"] == [f"{source}.gerbang1"]
    waiting = [f"{s}.gerbang1" for s, named in BEFORE.items() if source in named]
    assert refine["downstream"] == sorted(["build", *waiting, *(f"{d}.derive" for d in DERIVED)])
    assert ingest["trigger_rule"] == "all_success"
    assert gate["trigger_rule"] == ("all_done" if others else "all_success")
    assert refine["trigger_rule"] == "all_success"  # what no gate has judged is not refined


@pytest.mark.parametrize("job", DERIVED)
def test_derived_tables_are_made_of_all_sources_before_the_marts(tasks: dict[str, dict[str, Any]], job: str) -> None:
    derive = tasks[f"{job}.derive"]
    assert derive["upstream"] == sorted(f"{s}.refine" for s in SOURCES)
    assert derive["downstream"] == ["build"]
    assert derive["trigger_rule"] == "all_done"  # a red source does not keep the others' clusters waiting


def test_build_waits_for_all_and_the_rest_follows(tasks: dict[str, dict[str, Any]]) -> None:
    before = [*(f"{s}.refine" for s in SOURCES), *(f"{d}.derive" for d in DERIVED)]
    assert tasks["build"]["upstream"] == sorted(["landing", *before])
    for before, after in pairwise(LAST):
        assert tasks[after]["upstream"] == [before]
    assert [name for name, task in tasks.items() if not task["downstream"]] == ["simpulan"]


def test_a_red_source_stops_neither_marts_nor_report(tasks: dict[str, dict[str, Any]]) -> None:
    rules = {name: tasks[name]["trigger_rule"] for name in LAST}
    assert rules == {
        "build": "all_done",
        "audit": "all_success",
        "publish": "all_success",
        "report": "all_done",
        "simpulan": "all_done",
    }


def test_gates_are_final_and_work_is_retried(tasks: dict[str, dict[str, Any]]) -> None:
    final = {name for name, task in tasks.items() if task["retries"] == 0}
    assert final == {"audit", "simpulan", *(f"{s}.gerbang1" for s in SOURCES)}
    assert all(task["retries"] >= 1 for name, task in tasks.items() if name not in final)


def test_schedule(dag: dict[str, Any]) -> None:
    assert (dag["cron"], dag["timezone"]) == ("0 1 * * *", "Asia/Jakarta")
    assert dag["catchup"] is False
    assert dag["max_active_runs"] == 1


def test_people_find_text_and_parameters(dag: dict[str, Any]) -> None:
    assert dag["doc_md"].startswith("# Malam Lumbung")
    assert dag["params"] == {"date": None, "run_id": None, "source": None}


def test_silver_and_gold_are_announced(tasks: dict[str, dict[str, Any]]) -> None:
    outlets = {name: task["outlets"] for name, task in tasks.items() if task["outlets"]}
    wanted = {f"{s}.refine": [f"lumbung-silver-{s}"] for s in SOURCES}
    wanted |= {f"{d}.derive": [f"lumbung-silver-{d}"] for d in DERIVED}
    assert outlets == {**wanted, "publish": ["lumbung-gold"]}


def test_night_is_the_day_before_the_run_in_wib(found: dict[str, Any]) -> None:
    assert found["nights"] == {
        "the schedule, 01:00 WIB": "2026-08-31",
        "last second of a UTC day": "2026-08-31",  # 06:59:59 WIB on 1 September
        "first second of a UTC day": "2026-08-31",  # 07:00 WIB on 1 September
        "last second of a WIB day": "2026-08-30",  # 23:59:59 WIB on 31 August
        "first second of a WIB day": "2026-08-31",
        "given in WIB": "2026-08-31",
        "new year": "2026-12-31",
        "given": "2026-02-03",
    }


def test_steps_get_night_and_run_of_their_run(found: dict[str, Any]) -> None:
    calls = found["calls"]
    # A scheduled night run four days late is still its own night.
    assert [night for night, _ in calls["scheduled"]] == ["2026-08-31"]
    safe = "manual--2026-09-01T02-00-00-00-00"
    assert calls["manual"] == [["sipd_rak", "2026-08-31", safe]]
    assert calls["conf"] == [["2026-02-03", "x-1"]]
    assert calls["derived job"] == [["klaster_usulan", "2026-02-03", "x-1"]]


def test_a_run_for_some_sources_passes_the_others_by(found: dict[str, Any]) -> None:
    assert len(found["calls"]["chosen"]) == 1
    assert found["calls"]["not chosen"] == []


def test_data_problems_are_final_and_the_rest_is_retried(found: dict[str, Any]) -> None:
    assert found["calls"]["data problem"] == "final: merah"
    assert found["calls"]["machine problem"] == "retried: penuh"

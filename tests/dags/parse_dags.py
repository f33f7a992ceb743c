"""Parses the DAG folder as Airflow does and prints what it found as one line of JSON.

Run as a program of its own: Airflow reads its configuration when it is imported, and only a fresh
interpreter can tell which libraries parsing brings in. Arguments: working folder, heavy libraries.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lumbung import orchestrate, settings

BEGINNINGS = {
    "the schedule, 01:00 WIB": "2026-08-31T18:00:00+00:00",
    "last second of a UTC day": "2026-08-31T23:59:59+00:00",
    "first second of a UTC day": "2026-09-01T00:00:00+00:00",
    "last second of a WIB day": "2026-08-31T16:59:59+00:00",
    "first second of a WIB day": "2026-08-31T17:00:00+00:00",
    "given in WIB": "2026-09-01T00:00:00+07:00",
    "new year": "2026-12-31T18:00:00+00:00",
}


def described(dag: Any) -> dict[str, Any]:
    from airflow.sdk import TriggerRule

    return {
        "timezone": str(dag.timetable.timezone),
        "cron": dag.timetable.expression,
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "doc_md": dag.doc_md,
        "params": {name: dag.params.get_param(name).value for name in dag.params},
        "tasks": {
            task.task_id: {
                "upstream": sorted(task.upstream_task_ids),
                "downstream": sorted(task.downstream_task_ids),
                "trigger_rule": TriggerRule(task.trigger_rule).value,
                "retries": task.retries,
                "outlets": [asset.name for asset in task.outlets],
                "group": task.task_group.group_id,
            }
            for task in dag.tasks
        },
    }


def calls(module: Any) -> dict[str, Any]:
    """What `run_step` asks the library for, with Airflow's context and the library replaced."""
    from airflow.sdk.exceptions import AirflowFailException

    from lumbung import night
    from lumbung.errors import DataError, EnvironmentProblem

    seen: list[list[str]] = []
    name = "manual__2026-09-01T02:00:00+00:00"

    def call(step: str, source: str | None, params: dict[str, Any], **moments: str) -> list[list[str]]:
        seen.clear()
        run = {"logical_date": None, "run_after": None, "run_id": name}
        run |= {which: datetime.fromisoformat(moment) for which, moment in moments.items()}
        full = {"date": None, "run_id": None, "source": None, **params}
        module.get_current_context = lambda: {"params": full, "dag_run": SimpleNamespace(**run)}
        module.run_step(step, source)
        return [list(x) for x in seen]

    def refuse(error: Exception) -> str:
        def step(*_: object) -> None:
            raise error

        night.build = step
        try:
            call("build", None, {"date": "2026-08-31"}, run_after=BEGINNINGS["given in WIB"])
        except Exception as raised:  # noqa: BLE001 - which kind it is, is the question
            final = isinstance(raised, AirflowFailException)
            return f"{'final' if final else 'retried'}: {raised}"
        return "nothing raised"

    night.refine = lambda _, *rest: seen.append([str(r) for r in rest])
    night.build = night.refine
    at = BEGINNINGS["first second of a WIB day"]
    two = ["p3m_aduan", "sipd_rak"]
    return {
        "scheduled": call(
            "build",
            None,
            {},
            logical_date=BEGINNINGS["the schedule, 01:00 WIB"],
            run_after="2026-09-05T00:00:00+00:00",
        ),
        "manual": call("refine", "sipd_rak", {}, run_after=at),
        "conf": call("build", None, {"date": "2026-02-03", "run_id": "x-1"}, run_after=at),
        "chosen": call("refine", "sipd_rak", {"source": two}, run_after=at),
        "not chosen": call("refine", "sipd_rak", {"source": ["p3m_aduan"]}, run_after=at),
        "data problem": refuse(DataError("merah")),
        "machine problem": refuse(EnvironmentProblem("penuh")),
    }


def main() -> None:
    folder, heavy = Path(sys.argv[1]), sys.argv[2].split(",")
    lake = settings.load(lake=folder / "lake", landing=folder / "landing")
    os.environ.update(orchestrate.environment(lake))
    from airflow.dag_processing.dagbag import DagBag

    (folder / "empty").mkdir()
    DagBag(str(folder / "empty"))
    before = {name for name in heavy if name in sys.modules}
    bag = DagBag(str(lake.dags))
    brought = sorted({name for name in heavy if name in sys.modules} - before)
    found = {
        "errors": {str(k): str(v) for k, v in bag.import_errors.items()},
        "dags": sorted(bag.dags),
        "brought": brought,
    }
    if not bag.import_errors:
        dag = bag.dags["nightly"]
        module = sys.modules[dag.tasks[0].python_callable.__module__]
        found["dag"] = described(dag)
        found["nights"] = {
            why: module.night_of(None, datetime.fromisoformat(at)).isoformat() for why, at in BEGINNINGS.items()
        }
        found["nights"]["given"] = module.night_of(
            "2026-02-03", datetime.fromisoformat(BEGINNINGS["new year"])
        ).isoformat()
        found["calls"] = calls(module)
    print(json.dumps(found))


if __name__ == "__main__":
    main()

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

    def call(
        step: str, source: str | None, params: dict[str, Any], job: str | None = None, **moments: str
    ) -> list[list[str]]:
        seen.clear()
        run = {"logical_date": None, "run_after": None, "run_id": name}
        run |= {which: datetime.fromisoformat(moment) for which, moment in moments.items()}
        full = {"date": None, "run_id": None, "source": None, **params}
        module.get_current_context = lambda: {"params": full, "dag_run": SimpleNamespace(**run)}
        module.run_step(step, source, job)
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
    night.build = night.derive = night.refine
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
        # A run for some sources still makes what depends on them.
        "derived job": call(
            "derive",
            None,
            {"date": "2026-02-03", "run_id": "x-1", "source": ["p3m_aduan"]},
            job="klaster_usulan",
            run_after=at,
        ),
        "chosen": call("refine", "sipd_rak", {"source": two}, run_after=at),
        "not chosen": call("refine", "sipd_rak", {"source": ["p3m_aduan"]}, run_after=at),
        "data problem": refuse(DataError("merah")),
        "machine problem": refuse(EnvironmentProblem("penuh")),
    }


def planning(dag: Any, module: Any) -> dict[str, Any]:
    """What `kua_ppas` plans on given moments, and how it takes missing data."""
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

    from lumbung.errors import DataError, EnvironmentProblem, UsageError
    from lumbung.planning import jobs

    def planned(begun: str, **params: Any) -> Any:
        run = SimpleNamespace(logical_date=datetime.fromisoformat(begun), run_after=None)
        full = {name: dag.params.get_param(name).value for name in dag.params} | params
        module.get_current_context = lambda: {"params": full, "dag_run": run}
        try:
            return module.planned()
        except AirflowFailException as error:
            return f"final: {error}"

    def built(error: Exception, strict: bool) -> str:
        def build(*_: object) -> None:
            raise error

        jobs.build = build
        try:
            module.built({"strict": strict})
        except AirflowSkipException as raised:
            return f"skipped: {raised}"
        except AirflowFailException as raised:
            return f"final: {raised}"
        except EnvironmentProblem as raised:
            return f"retried: {raised}"
        return "nothing raised"

    return {
        "crons": [[t.expression, str(t.timezone)] for t in dag.timetable.timetables],
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "doc_md": dag.doc_md,
        "params": sorted(dag.params),
        "tasks": {t.task_id: [sorted(t.upstream_task_ids), t.retries, t.is_mapped] for t in dag.tasks},
        "planned": {
            "calendar": planned("2026-07-13T23:00:00+00:00"),
            "last second before, in WIB": planned("2026-07-13T16:59:59+00:00"),
            "by hand": planned("2026-07-13T16:59:59+00:00", tahun=2027, pemda=["33.22"], opd=["x"], format="csv"),
        },
        "built": {
            "no data, calendar": built(DataError("kosong"), strict=False),
            "no data, by hand": built(DataError("kosong"), strict=True),
            "wrong use": built(UsageError("salah"), strict=False),
            "machine": built(EnvironmentProblem("penuh"), strict=False),
        },
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
        dag = bag.dags["kua_ppas"]
        found["kua_ppas"] = planning(dag, sys.modules[dag.tasks[0].python_callable.__module__])
    print(json.dumps(found))


if __name__ == "__main__":
    main()

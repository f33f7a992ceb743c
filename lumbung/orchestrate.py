"""Airflow, its whole state below `<lake>/.airflow`: one run in one process, or the real services.

`python -m lumbung.orchestrate standalone` starts web UI and scheduler.
`python -m lumbung.orchestrate DAG CONF` runs one DAG run with real operators and no scheduler; the
command line starts it as a process of its own, so that its logs can go to a file.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from lumbung.settings import Settings, load


def environment(settings: Settings) -> dict[str, str]:
    """Airflow's settings as environment variables, with the lake's own as absolute paths."""
    home = settings.root / ".airflow"
    return {
        "AIRFLOW_HOME": str(home),
        # Airflow starts its parts by name.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.dags),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": settings.timezone,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        # Arrow's own allocator keeps what a large source took for the rest of the night.
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "LUMBUNG_LAKE": str(settings.root),
        "LUMBUNG_LANDING": str(settings.landing_dir),
        "LUMBUNG_PRIVACY__KEY_FILE": str(settings.key_file),
    }


def prepare(settings: Settings) -> None:
    """Set the environment before Airflow is imported, and make its database when there is none."""
    os.environ.update(environment(settings))
    home = Path(os.environ["AIRFLOW_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "airflow.db").exists():
        from airflow.utils.db import initdb

        initdb()


def run(dag_id: str, conf: dict[str, object]) -> bool:
    """One DAG run here and now; true when it succeeded.

    Raises:
        KeyError: no such DAG, or its file does not parse.
    """
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    if bag.import_errors:
        raise KeyError("; ".join(f"{file}: {error}" for file, error in bag.import_errors.items()))
    dag = bag.dags[dag_id]
    for task in dag.tasks:
        task.retries = 0  # somebody is watching: a failure is shown at once, not in five minutes
    outcome = dag.test(run_conf=conf)
    return str(outcome.state) == "success"


def main() -> int:
    if sys.argv[1:] == ["standalone"]:  # web UI and scheduler, for real use
        settings = load()
        Path(environment(settings)["AIRFLOW_HOME"]).mkdir(parents=True, exist_ok=True)
        program = [sys.executable, "-m", "airflow", "standalone"]
        os.execve(program[0], program, {**os.environ, **environment(settings)})
    dag_id, conf = sys.argv[1], json.loads(sys.argv[2])
    prepare(load())
    return 0 if run(dag_id, conf) else 1


if __name__ == "__main__":
    raise SystemExit(main())

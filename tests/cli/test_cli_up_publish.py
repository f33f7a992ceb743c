"""`make up` finds Airflow's own program; `lumbung publish` never publishes an old candidate."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from lumbung import night, orchestrate
from lumbung.cli import app
from lumbung.warehouse.manifest import candidate_database


def test_standalone_finds_the_airflow_beside_this_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`airflow standalone` starts its services as `airflow …` by name, also outside a shell in
    which the environment was activated."""
    started: list[dict[str, str]] = []
    monkeypatch.setenv("LUMBUNG_LAKE", str(tmp_path / "lake"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr("sys.argv", ["orchestrate", "standalone"])
    monkeypatch.setattr("os.execve", lambda _file, _args, environment: started.append(environment))
    with pytest.raises(IndexError):  # a real execve does not come back to read a DAG's name
        orchestrate.main()
    assert shutil.which("airflow", path=started[0]["PATH"])
    assert started[0]["PATH"].endswith("/usr/bin:/bin")


def test_publish_builds_anew_over_a_candidate_that_was_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A candidate may be left by `lumbung build`, or by a red audit of another night."""
    monkeypatch.setenv("LUMBUNG_LAKE", str(tmp_path / "lake"))
    done: list[tuple[str, date]] = []

    def record(step: str) -> object:
        def call(_settings: object, evening: date, _run_id: str) -> SimpleNamespace:
            done.append((step, evening))
            return SimpleNamespace(nothing_new=False)

        return call

    for step in ("build", "audit", "publish"):
        monkeypatch.setattr(night, step, record(step))
    left = candidate_database(SimpleNamespace(root=tmp_path / "lake"))  # type: ignore[arg-type]
    left.parent.mkdir(parents=True)
    left.touch()
    outcome = CliRunner().invoke(app, ["publish", "--date", "2026-09-01"])
    assert outcome.exit_code == 0, outcome.output
    evening = date(2026, 9, 1)
    assert done == [("build", evening), ("audit", evening), ("publish", evening)]

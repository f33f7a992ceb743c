"""The deployment as it is described: pinned, watched, without a password in it."""

from __future__ import annotations

import importlib.util
import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

DOCKER = Path(__file__).parents[2] / "docker"
TEXT = (DOCKER / "compose.yaml").read_text(encoding="utf-8")


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice, as Compose does."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"twice: {twice}", node.start_mark)
        return super().construct_mapping(node, deep)


COMPOSE: dict[str, Any] = yaml.load(TEXT, Loader=_Strict)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONCE = "airflow-init"
"""Runs and ends: whoever needs it waits for its exit code."""
PINNED = re.compile(r"[a-z0-9./-]+:(RELEASE\.\d{4}-\d\d-\d\dT[\d-]+Z|v?\d+\.\d+(\.\d+)?[a-z0-9.-]*)")


def test_airflow_spark_store_database_and_portal_are_there() -> None:
    assert set(SERVICES) == {
        "postgres", ONCE, "airflow-api-server", "airflow-scheduler", "airflow-dag-processor", "airflow-triggerer",
        "spark-master", "spark-worker", "spark-connect", "object-store", "portal",
    }  # fmt: skip


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_pinned_watched_and_confined(name: str) -> None:
    service = SERVICES[name]
    assert PINNED.fullmatch(service["image"]), service["image"]
    if name == ONCE:
        assert service["restart"] == "no"
    else:
        assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
        assert service["restart"] == "unless-stopped"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["user"].split(":")[0] not in ("0", "root")
    assert not service.get("privileged")


def test_base_images_and_tools_of_ours_are_pinned() -> None:
    for line in (DOCKER / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("FROM"):
            assert PINNED.fullmatch(line.split()[1]), line
    for line in (DOCKER / "requirements-postgres.txt").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or "==" in line, line


def test_the_lock_and_the_image_speak_of_one_spark() -> None:
    lock = (DOCKER.parent / "requirements.lock").read_text(encoding="utf-8")
    assert re.search(r"^pyspark(\[connect\])?==", lock, re.MULTILINE)
    assert {SERVICES[name]["image"] for name in SERVICES if name.startswith(("airflow", "spark"))} == {"lumbung:0.1.0"}


def test_no_password_stands_in_the_files() -> None:
    secrets = [
        (key, value)
        for service in SERVICES.values()
        for key, value in service.get("environment", {}).items()
        if re.search(r"PASSWORD$|SECRET|FERNET|ROOT_USER|SQL_ALCHEMY_CONN", key)
    ]
    assert len(secrets) > 10
    for key, value in secrets:
        assert re.search(r"\$\{[A-Z_]+:\?[^}]+\}", value), key


def test_every_variable_is_required_and_told_without_a_value() -> None:
    used = re.findall(r"\$\{([A-Z_]+)([^}]*)\}", TEXT)
    assert all(rest.startswith(":?") for _, rest in used)
    told = {}
    for line in (DOCKER / ".env.example").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, told[key] = line.partition("=")
    assert set(told) == {name for name, _ in used}
    assert set(told.values()) == {""}


def test_spark_is_not_reachable_from_outside() -> None:
    assert COMPOSE["networks"]["dalam"]["internal"] is True
    for name in ("spark-master", "spark-worker", "spark-connect", "postgres", "object-store"):
        assert SERVICES[name]["networks"] == ["dalam"]
        assert "ports" not in SERVICES[name]


def test_the_portal_sees_reports_only_and_cannot_write() -> None:
    (mount,) = [m for m in SERVICES["portal"]["volumes"] if isinstance(m, dict)]
    assert (mount["source"], mount["volume"]["subpath"], mount["read_only"]) == ("lake", "reports", True)


def test_the_account_is_for_airflow_alone_and_not_easy_to_guess(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("init", DOCKER / "init.py")
    assert spec and spec.loader
    init = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(init)
    file = tmp_path / "passwords.json"
    with pytest.raises(ValueError, match="AIRFLOW_ADMIN_PASSWORD"):
        init.write_account(file, "admin")
    assert not file.exists()
    init.write_account(file, "cukup-panjang-untuk-dipakai")
    assert json.loads(file.read_text()) == {"admin": "cukup-panjang-untuk-dipakai"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

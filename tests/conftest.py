"""A lake of one's own for every test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from granary import Granary
from xdist.scheduler import LoadScopeScheduling

MEASURED = "diukur"
"""Property of a test whose value is told at the end of the run."""


class ByFolder(LoadScopeScheduling):
    """Tests of a folder share a town or a night: they stay in one process."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0].rpartition("/")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFolder:
    return ByFolder(config, log)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == MEASURED:
                terminalreporter.write_line(f"{report.nodeid.rpartition('/')[2]}: {value}")


@pytest.fixture
def granary(tmp_path: Path) -> Granary:
    return Granary(tmp_path)


@pytest.fixture
def new_granary(tmp_path: Path) -> Callable[..., Granary]:
    """Another lake beside the first: `new_granary("dua")`."""
    return lambda name, **more: Granary(tmp_path / name, **more)

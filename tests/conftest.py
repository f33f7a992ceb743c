"""A lake of one's own for every test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from granary import Granary

TESTS = Path(__file__).parent
MEASURED = "diukur"
"""Property of a test whose value is told at the end of the run."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a folder share a town or a night: under xdist they stay in one process."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(str(item.path.parent.relative_to(TESTS))))


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

"""A lake of one's own for every test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from granary import Granary


@pytest.fixture
def granary(tmp_path: Path) -> Granary:
    return Granary(tmp_path)


@pytest.fixture
def new_granary(tmp_path: Path) -> Callable[..., Granary]:
    """Another lake beside the first: `new_granary("dua")`."""
    return lambda name, **more: Granary(tmp_path / name, **more)

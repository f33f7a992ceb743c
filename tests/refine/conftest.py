"""A lake for meters, and one more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from readings import Works


@pytest.fixture
def works(tmp_path: Path) -> Works:
    return Works(tmp_path)


@pytest.fixture
def new_works(tmp_path: Path) -> Callable[[str], Works]:
    return lambda name: Works(tmp_path / name)

"""One Spark session for all tests of derived tables."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from lumbung.engine import session
    from lumbung.settings import load

    return session(load(lake=tmp_path_factory.mktemp("spark") / "lake"))

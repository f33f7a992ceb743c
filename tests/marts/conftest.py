"""The small town of complaints and budgets on its first evening, and its marts."""

from __future__ import annotations

from datetime import date

import pytest
from town import Marts, Town

MALAM_1 = date(2026, 11, 30)
"""A Monday and the end of a month."""


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town on the evening of MALAM_1. Read only: later nights work on a copy."""
    made = Town(tmp_path_factory.mktemp("kota_kecil"))
    made.deliver("malam_1", MALAM_1)
    made.run(MALAM_1, "malam-1")
    return made


@pytest.fixture(scope="session")
def marts(town: Town) -> Marts:
    return Marts(town.connect())

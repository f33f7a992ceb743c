"""A night whose derived tables were not made goes on, and ends as failed."""

from __future__ import annotations

from typing import Any

import pytest
from granary import NIGHT, Granary

from lumbung import night
from lumbung.errors import DataError
from lumbung.refine import derive


def test_a_derived_table_that_was_not_made_fails_the_night(granary: Granary, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("mesin habis memori")

    monkeypatch.setattr(derive, "derive", broken)
    with pytest.raises(RuntimeError):
        night.derive(granary.settings, "klaster_usulan", NIGHT, "uji")
    with pytest.raises(DataError, match=r"klaster_usulan\.derive: mesin habis memori"):
        night.conclude(granary.settings, NIGHT, "uji")


def test_a_second_try_that_went_well_is_all_that_counts(granary: Granary, monkeypatch: pytest.MonkeyPatch) -> None:
    test_a_derived_table_that_was_not_made_fails_the_night(granary, monkeypatch)
    monkeypatch.undo()
    night.derive(granary.settings, "klaster_usulan", NIGHT, "uji")
    night.conclude(granary.settings, NIGHT, "uji")

"""The tables under test, each read once."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Row = dict[str, str]


@cache
def _read(name: str) -> tuple[Row, ...]:
    shared = ROOT / "data" / "reference" / f"{name}.csv"
    path = shared if shared.exists() else ROOT / "dbt_project" / "seeds" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@pytest.fixture(scope="session")
def table() -> Callable[[str], tuple[Row, ...]]:
    """Rows of a table by name, all values as text."""
    return _read


@pytest.fixture(scope="session")
def column() -> Callable[..., list[str]]:
    """`column(name, field, other_field=value, …)`: one column of the rows that match."""

    def values(name: str, field: str, **where: str) -> list[str]:
        return [r[field] for r in _read(name) if all(r[k] == v for k, v in where.items())]

    return values

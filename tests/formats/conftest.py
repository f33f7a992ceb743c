"""One DuckDB connection with the macros for all format tests."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from lumbung.formats import macros


@pytest.fixture(scope="session")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        macros.install(connection)
        yield connection

"""The DuckDB in which files are typed."""

from __future__ import annotations

import os

import duckdb

from lumbung import privacy
from lumbung.contracts import Contract
from lumbung.formats import macros
from lumbung.ingest import shape
from lumbung.lake import Lake
from lumbung.settings import Settings

_MOST = 4
"""Connections that work side by side, at most."""


def connect(settings: Settings, contract: Contract) -> list[duckdb.DuckDBPyConnection]:
    """Connections to one in-memory DuckDB, as many as can work at the same time, each with the format
    macros and the token keys of the contract's domains. The first one owns the tables."""
    con = duckdb.connect()
    spill = Lake(settings.root).scratch()
    con.execute(f"set temp_directory = '{spill}'")
    con.execute("set memory_limit = '1200MB'")
    workers = min(len(os.sched_getaffinity(0)), _MOST)
    found = [con, *(con.cursor() for _ in range(workers - 1))]
    domains = {str(c.options.get("tokenDomain", contract.source)) for c in contract.columns}
    key = privacy.load_key(settings.key_file)
    for connection in found:  # macros and variables are each connection's own
        connection.execute("set timezone = 'UTC'")
        connection.execute("set enable_progress_bar = false")
        macros.install(connection)
        connection.execute(shape.CODE_MACROS)
        privacy.install_tokens(connection, key, domains)
    return found

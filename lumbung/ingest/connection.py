"""The DuckDB in which files are typed."""

from __future__ import annotations

import duckdb

from lumbung import privacy
from lumbung.contracts import Contract
from lumbung.formats import macros
from lumbung.ingest import shape
from lumbung.lake import Lake
from lumbung.settings import Settings


def connect(settings: Settings, contract: Contract) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with the format macros and the token keys of the contract's domains."""
    con = duckdb.connect()
    spill = Lake(settings.root).scratch()
    con.execute("set timezone = 'UTC'")
    con.execute(f"set temp_directory = '{spill}'")
    con.execute("set memory_limit = '1200MB'")
    con.execute("set enable_progress_bar = false")
    macros.install(con)
    con.execute(shape.CODE_MACROS)
    domains = {str(c.options.get("tokenDomain", contract.source)) for c in contract.columns}
    privacy.install_tokens(con, privacy.load_key(settings.key_file), domains)
    return con

"""Landing → bronze: one file at a time, by its contract alone (DuckDB)."""

from lumbung.ingest.run import ingest_source
from lumbung.ingest.strays import ingest_strays

__all__ = ["ingest_source", "ingest_strays"]

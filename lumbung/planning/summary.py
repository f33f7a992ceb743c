"""The summary of one request: its tables, what they rest on, and how to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from lumbung.planning import checks, queries
from lumbung.planning.attention import attention
from lumbung.planning.columns import ORIGIN_COLUMNS, TABLES
from lumbung.planning.labels import NO_DOCUMENT
from lumbung.planning.request import Request, Scope, resolve

SOURCES = ("sipd_usulan", "sipd_pokir", "sarapan_aspirasi", "kamus_usulan", "klaster_manual")
"""What a summary is made from besides its documents, in the order in which the cover lists it."""


_PLACE = "kd_opd nulls last, kd_kecamatan nulls last, kd_kelurahan nulls last, anggota"


@dataclass(frozen=True)
class Summary:
    """All that workbook and exports write.

    `tables`: the keys of `columns.TABLES`, rows in a total order. `document`: the chosen one, None
    before the first. `documents`: all stages of the year; `deliveries`: of each source the last
    file whose rows of the year are in force;
    `reasons`: flag or reason code → meaning; `population`: sources of the districts' figures.
    """

    scope: Scope
    document: Mapping[str, Any] | None
    documents: tuple[Mapping[str, Any], ...]
    deliveries: tuple[Mapping[str, Any], ...]
    tables: Mapping[str, pa.Table]
    reasons: Mapping[str, str]
    population: tuple[str, ...]

    @property
    def stage(self) -> str:
        return str(self.document["nama_tahap"]) if self.document else NO_DOCUMENT

    @property
    def unmatched(self) -> int:
        """Checks that do not hold."""
        return self.tables["REKONSILIASI"]["hasil"].to_pylist().count("✘")


def summary(con: duckdb.DuckDBPyConnection, request: Request) -> Summary:
    """Read the summary from a connection on published marts (`lumbung.serve.connect`).

    Raises:
        UsageError: a filter that nobody knows.
        DataError: nothing published, or nothing for that year or stage.
    """
    scope = resolve(con, request)
    work = con.cursor()  # its temporary tables are its own
    values = {**scope.parameters, "sumber": list(SOURCES)}
    tables = {
        "T1": _table(con, queries.T1, values),
        "T2": _table(con, queries.T2, values),
        "T3": _kept(work, "t3", queries.T3, "kd_opd, kd_sub_kegiatan", values),
        "T4": _of_origins(_table(con, queries.T4, values), scope.chosen("asal")),
        "CORONG": _table(con, queries.CORONG, values),
        "USULAN": _kept(work, "usulan", queries.USULAN, _PLACE, values),
        "REKONSILIASI": _table(con, checks.QUERY, values),
    }
    tables["PERHATIAN"] = attention(work, scope)
    work.close()
    documents = tuple(_table(con, queries.DOCUMENTS, values).to_pylist())
    return Summary(
        scope=scope,
        document=next((d for d in documents if d["tahap_dokumen"] == scope.tahap), None),
        documents=documents,
        deliveries=tuple(_table(con, queries.DELIVERIES, values).to_pylist()),
        tables=tables,
        reasons=dict(con.execute(queries.REASONS).fetchall()),
        population=tuple(source for (source,) in queries.run(con, queries.POPULATION, values).fetchall()),
    )


def _table(con: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any]) -> pa.Table:
    return queries.run(con, query, values).to_arrow_table()


def _kept(con: duckdb.DuckDBPyConnection, name: str, query: str, order: str, values: Mapping[str, Any]) -> pa.Table:
    """A table in its order, which stays behind for further questions under a name."""
    queries.run(con, f"create temp table {name} as {query}", values)
    return con.execute(f"select * from {name} order by {order}").to_arrow_table()


def _of_origins(t4: pa.Table, origins: list[str]) -> pa.Table:
    """Of T4 only what can be told apart by origin: the counts of the chosen ones."""
    if not origins:
        return t4
    counts = [column for origin, column in ORIGIN_COLUMNS.items() if origin in origins]
    keys = [c.name for c in TABLES["T4"] if c.name.startswith(("kd_", "nama_"))]
    return t4.select([*keys, *counts])

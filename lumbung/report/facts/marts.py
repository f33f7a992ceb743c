"""Plain SQL against the published marts, and the names that codes stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

Record = dict[str, Any]
WIB = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True)
class Marts:
    """The published marts of one night, any of which may not exist yet."""

    con: duckdb.DuckDBPyConnection

    def has(self, mart: str) -> bool:
        """True when the mart can be read, even when it is empty."""
        try:
            self.con.execute(f"SELECT 1 FROM {mart} LIMIT 0")
        except duckdb.CatalogException:
            return False
        return True

    def rows(self, mart: str, sql: str, **values: object) -> list[Record]:
        """The rows of a query over one mart; none when the mart does not exist.

        Every `{mart}` in the query is the mart, every `$name` a value.
        """
        if not self.has(mart):
            return []
        cursor = self.con.execute(sql.replace("{mart}", mart), values)
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called; a code without a name stands for itself."""

    pemda: Mapping[str, str]
    opd: Mapping[tuple[str, str], str]
    reasons: Mapping[str, str]

    def of_pemda(self, kd_pemda: str) -> str:
        return self.pemda.get(kd_pemda, kd_pemda)

    def of_opd(self, kd_pemda: str, kd_opd: str) -> str:
        return self.opd.get((kd_pemda, kd_opd), kd_opd)

    def of_reason(self, reason: str) -> str:
        """`CODE` or `CODE:column` in words, the column in brackets."""
        code, _, column = reason.partition(":")
        text = self.reasons.get(code, code)
        return f"{text} ({column})" if column else text


def read_names(marts: Marts, as_of: date, language: str) -> Names:
    """Names in force on a day; an OPD renamed later keeps its name of then."""
    pemda = marts.rows("dim_wilayah", "SELECT kd_wilayah, nama FROM {mart} WHERE kd_wilayah = kd_pemda")
    opd = marts.rows(
        "dim_opd",
        """
        SELECT kd_pemda, kd_opd, nama_opd FROM {mart}
        QUALIFY row_number() OVER (
            PARTITION BY kd_pemda, kd_opd
            ORDER BY CAST(berlaku_mulai AS DATE) <= $as_of DESC, berlaku_mulai DESC
        ) = 1
        """,
        as_of=as_of,
    )
    meaning = "arti" if language == "id" else "arti_en"
    reasons = marts.rows("cfg_alasan", f"SELECT kode, {meaning} AS arti FROM {{mart}}")
    return Names(
        {row["kd_wilayah"]: row["nama"] for row in pemda},
        {(row["kd_pemda"], row["kd_opd"]): row["nama_opd"] for row in opd},
        {row["kode"]: row["arti"] for row in reasons if row["arti"]},
    )


def add_months(month: date, n: int) -> date:
    """The first day of the month n months after the month of a day."""
    years, index = divmod(month.month - 1 + n, 12)
    return date(month.year + years, index + 1, 1)


def is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def wib_midnight(day: date) -> float:
    """UTC seconds of the WIB midnight that begins a day."""
    return datetime.combine(day, time.min, WIB).timestamp()

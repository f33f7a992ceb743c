"""The formats as DuckDB macros: kosong, kode_bersih, angka, uang, tanggal, waktu, nik_sah,
telepon_e164, samarkan, nama_tempat (`macros.sql`)."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from lumbung.formats import masks, people, places
from lumbung.formats.dates import MONTHS, ZONES
from lumbung.formats.numbers import SCALES

if TYPE_CHECKING:
    import duckdb

_BLANK = r"[\t-\r\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
"""What `str.split` takes for white space, in RE2."""
_SQL = Path(__file__).with_name("macros.sql")


def install(con: duckdb.DuckDBPyConnection) -> None:
    """Make the macros known to this connection, as temporary ones: they work on a read-only
    database, and a cursor of the connection needs its own `install`."""
    con.execute(sql())


def sql() -> str:
    """The statements, with the tables and patterns of the Python modules filled in."""
    return Template(_SQL.read_text("utf-8")).substitute(
        blank=_BLANK,
        skala_pola=f"({'|'.join(sorted(SCALES, key=len, reverse=True))})",
        skala=", ".join(f"'{word}': {10**power}::DECIMAL(13, 0)" for word, power in SCALES.items()),
        bulan=", ".join(f"'{name}': '-{number:02}-'" for name, number in MONTHS.items()),
        zona=", ".join(f"'{label}': '{name}'" for label, name in ZONES.items()),
        tahun="(?:19|[2-9][0-9])[0-9]{2}",
        tahun_unix="(?:19[7-9]|[2-9][0-9]{2})[0-9]",
        jam="(?:[01][0-9]|2[0-3])",
        nik_pola=_quoted(people.NIK_PATTERN),
        nik_pemisah=_quoted(people.NIK_SEPARATORS),
        telepon_pola=_quoted(people.PHONE_PATTERN),
        telepon_pemisah=_quoted(people.PHONE_SEPARATORS),
        samar_curiga=_quoted(masks.SUSPECT),
        samarkan=_masked("t"),
        tempat_awalan=_quoted(places.PREFIX_PATTERN),
        tempat_buang=_quoted(places.DROP_PATTERN),
    )


def _masked(expression: str) -> str:
    """Every mask in turn, the first one innermost."""
    for mask in masks.MASKS:
        expression = f"regexp_replace({expression}, '{_quoted(mask.pattern)}', '{_quoted(mask.replacement)}', 'g')"
    return expression


def _quoted(text: str) -> str:
    return text.replace("'", "''")

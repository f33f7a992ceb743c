"""What the macros read, their types, and where they can be installed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from lumbung.formats import macros


@pytest.mark.parametrize(
    ("macro", "answer"),
    [
        ("angka('1.234.567,89', 'id')", Decimal("1234567.89")),
        ("angka('1,234.5', 'en')", Decimal("1234.5")),
        ("angka('1.234', NULL)", None),
        ("angka('42', NULL)", Decimal(42)),
        ("angka('(1.234,50)', 'id')", Decimal("-1234.50")),
        ("angka('88,69%', 'id')", Decimal("88.69")),
        ("angka('12.34', 'id')", None),
        ("uang('Rp 1.234.567,89', 'id')", Decimal("1234567.89")),
        ("uang('Rp1.234.567,-', 'id')", Decimal(1234567)),
        ("uang('500ribu rupiah', 'id')", Decimal(500000)),
        ("uang('Rp5,81 triliun', 'id')", Decimal(5810000000000)),
        ("uang('37milyar', 'id')", Decimal(37000000000)),
        ("uang('nihil', 'id')", Decimal(0)),
        ("uang('-0,005', 'id')", Decimal("-0.01")),
        ("uang('999999999999999999,99', 'id')", Decimal("999999999999999999.99")),
        ("uang('999999999 T', 'id')", None),
        ("uang('-', 'id')", None),
        ("tanggal('2026-08-31')::VARCHAR", "2026-08-31"),
        ("tanggal('31/08/2026')::VARCHAR", "2026-08-31"),
        ("tanggal('6 Nop 2024')::VARCHAR", "2024-11-06"),
        ("tanggal('31/02/2026')", None),
        ("epoch(waktu('2024-11-06 14:30', 'Asia/Jakarta'))::BIGINT", 1730878200),
        ("epoch(waktu('2024-11-06T14:30:00+07:00', 'Asia/Jayapura'))::BIGINT", 1730878200),
        ("epoch(waktu('06/11/2024 14.30', 'Asia/Jakarta'))::BIGINT", 1730878200),
        ("epoch(waktu('6 November 2024 pukul 14.30 WIB', 'Asia/Jayapura'))::BIGINT", 1730878200),
        ("epoch(waktu('6 November 2024', 'Asia/Jakarta'))::BIGINT", 1730826000),
        ("typeof(waktu('2024-11-06 14:30', 'Asia/Jakarta'))", "TIMESTAMP WITH TIME ZONE"),
        ("typeof(angka('1', 'id'))", "DECIMAL(28,6)"),
        ("typeof(uang('1', 'id'))", "DECIMAL(20,2)"),
        ("waktu('2024-11-06 24:00', 'Asia/Jakarta')", None),
        ("kosong(NULL)", True),
        ("kosong(' n/a ')", True),
        ("kosong('0')", False),
        ("kode_bersih(chr(160) || ' 5.1.02 ' || chr(9))", "5.1.02"),
        ("nik_sah('3374014501900000')", True),
        ("nik_sah('3374013201900000')", False),
        ("telepon_e164('024-3540009')", "+62243540009"),
        ("telepon_e164('112')", None),
        ("samarkan('WA 0812-3456-7890')", "WA [TELEPON]"),
        ("samarkan(NULL)", None),
        ("nama_tempat('Kel. Karang-Duren')", "karangduren"),
    ],
)
def test_macros_answer_the_common_shapes(con: duckdb.DuckDBPyConnection, macro: str, answer: Any) -> None:
    row = con.execute(f"SELECT {macro}").fetchone()
    assert row is not None and row[0] == answer


def test_session_timezone_does_not_matter(con: duckdb.DuckDBPyConnection) -> None:
    cursor = con.cursor()
    macros.install(cursor)
    cursor.execute("SET TimeZone = 'America/New_York'")
    row = cursor.execute(
        "SELECT epoch(waktu('2024-11-06 14:30', 'Asia/Jakarta'))::BIGINT,"
        " epoch(waktu('2024-11-06T07:30:00Z', 'Asia/Jakarta'))::BIGINT"
    ).fetchone()
    assert row == (1730878200, 1730878200)


def test_install_on_a_read_only_database(tmp_path: Any) -> None:
    path = str(tmp_path / "lumbung.duckdb")
    duckdb.connect(path).close()
    with duckdb.connect(path, read_only=True) as connection:
        macros.install(connection)
        macros.install(connection)
        assert connection.execute("SELECT kosong('-')").fetchone() == (True,)

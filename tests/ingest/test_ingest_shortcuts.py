"""The cheap ways of reading a text answer exactly as the thorough ones."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbung.contracts import Column, load_contract
from lumbung.formats import macros
from lumbung.formats.dates import parse_datetime
from lumbung.formats.errors import FormatError
from lumbung.ingest import shape
from lumbung.ingest.plain import read_plain

FOLDER = Path(__file__).parents[2] / "data" / "contracts"
SPELLINGS = [
    "0", "7", "-7", "007", "1,5", "1.5", "1.234", "1.234,5", "1,234.5", "12,345", "12,3456", "12.3456", ",5", "5,",
    "-0,001", "--1", "+1", " 1", "1 ", "1e5", "1_0", "٣", "", "-", "n/a", "0,0000001", "999999999999999",
    "999999999999999,999", "9999999999999999", "999999999999,999999", "123456789012345678", "(1)", "1-", "5 %",
]  # fmt: skip
TYPES = ["DECIMAL(18,3)", "DECIMAL(20,2)", "DECIMAL(28,6)", "DECIMAL(10,4)", "DECIMAL(9,0)", "DOUBLE"]


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("set timezone = 'UTC'")
    macros.install(con)
    return con


def differing(con: duckdb.DuckDBPyConnection, texts: list[str], cheap: str, thorough: str) -> list[tuple[object, ...]]:
    con.register("texts", pa.table({"t": pa.array(texts, pa.string())}))
    sql = f"select t, {cheap} as cheap, {thorough} as thorough from texts"
    return con.execute(f"from ({sql}) where cheap is distinct from thorough").fetchall()


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("locale", ["id", "en"])
@given(texts=st.lists(st.text("0123456789.,- ", max_size=22), max_size=30))
@settings(max_examples=30, deadline=None)
def test_plain_numbers(con: duckdb.DuckDBPyConnection, kind: str, locale: str, texts: list[str]) -> None:
    thorough = f"try_cast(angka(t, '{locale}') as {kind})"
    cheap = shape.plain_number("t", kind, locale, thorough)
    assert (cheap != thorough) == kind.startswith("DECIMAL")
    assert differing(con, [*SPELLINGS, *texts], cheap, thorough) == []


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind.startswith("DECIMAL")])
@pytest.mark.parametrize("locale", ["id", "en"])
@given(texts=st.lists(st.none() | st.text("0123456789.,- ", min_size=1, max_size=22), max_size=30))
@settings(max_examples=30, deadline=None)
def test_columns_of_plain_numbers(
    con: duckdb.DuckDBPyConnection, kind: str, locale: str, texts: list[str | None]
) -> None:
    """Read as a whole they say what the macro says, where they are not told to be of another form."""
    form = shape.plain_form(kind, locale)
    assert form is not None
    for column in ([*SPELLINGS, *texts], texts, [t for t in texts if t and t.isdigit()]):
        values, other = read_plain(pa.array(["x", *column], pa.string()).slice(1), form)
        con.register("texts", pa.table({"t": pa.array(column, pa.string())}))
        read = con.execute(f"select try_cast(angka(t, '{locale}') as {kind}) as v from texts").to_arrow_table()["v"]
        rows = list(zip(column, values.to_pylist(), read.to_pylist(), other, strict=True))
        assert [row for row in rows if not row[3] and row[1] != row[2]] == []
        assert [row for row in rows if row[3] and row[1] is not None] == []
        assert not any(row[3] for row in rows if row[0] and re.fullmatch(rf"[0-9]{{1,5}}([{form.mark}][0-9])?", row[0])
                       and (form.decimals or form.mark not in row[0]))  # fmt: skip


@given(st.lists(st.integers(-(10**10), 10**10), min_size=20))
@settings(max_examples=20, deadline=None)
def test_local_time(con: duckdb.DuckDBPyConnection, seconds: list[int]) -> None:
    moments = [*(str(s) for s in seconds), "0", "-1", "-189388800"]
    for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC", "America/Chicago"):
        moment = "make_timestamptz(t::bigint * 1000000)"
        assert differing(con, moments, f"ke_lokal({moment}, '{zone}')", f"timezone('{zone}', {moment})") == []


FORMS = [
    "2026-08-01 00:15", "2026-08-01T00:15", "2026-13-01 00:15", "2026-02-30 00:15", "2026-08-01 24:00",
    "1969-12-31 23:45", "1970-01-01 00:00", "9999-12-31 23:45", "2026-08-01 23:60", " 202-08-01 00:15",
    "-202-08-01 00:15", "2026-8 -01 00:15", "2026-08-01 7 :15", "2026-08-1  00:15", "2026-08-01 -1:15",
    "2026-08-01 00: 5", "26 -08-01 00:15", "2o26-08-01 00:15", "2026-08-1T 00:15", "2026-8T-01 00:15",
]  # fmt: skip


@given(
    st.lists(
        st.builds(
            lambda text, at, put: text[:at] + put + text[at + 1 :],
            st.sampled_from(FORMS),
            st.integers(0, 15),
            st.sampled_from("0123456789 -+.:T/٣"),
        ),
        max_size=40,
    )
)
@settings(max_examples=100, deadline=None)
def test_moments(con: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    """What the shape without a pattern reads, the reference reads too, and to the same moment."""
    wanted = {}
    for text in {*FORMS, *texts}:
        try:
            wanted[text] = parse_datetime(text, "Asia/Jakarta")
        except FormatError:
            wanted[text] = None
    con.register("texts", pa.table({"t": list(wanted)}))
    found = con.execute("select t, waktu(t, 'Asia/Jakarta') from texts").fetchall()
    assert [(t, value, wanted[t]) for t, value in found if value is not None and value != wanted[t]] == []


@pytest.mark.parametrize("source", ["meter_energi", "p3m_aduan", "sipd_sp2d"])
@given(texts=st.lists(st.text("OKokESTestWwhatspPLangsungLSls -", max_size=12), max_size=30))
@settings(max_examples=20, deadline=None)
def test_labels(con: duckdb.DuckDBPyConnection, source: str, texts: list[str]) -> None:
    contract = load_contract(FOLDER / f"{source}.yaml")
    for column in contract.columns:
        if not column.values:
            continue
        spelt = [f(k) for k in column.values for f in (str, str.upper, str.title, str.capitalize, lambda k: f" {k} ")]
        con.register("texts", pa.table({column_input(column): pa.array([*spelt, *texts], pa.string())}))
        found = con.execute(f"select *, {shape.value(column, contract, None)} from texts").fetchall()
        assert [(t, v) for t, v in found if v != column.values.get(t.strip(" ").lower())] == []


def column_input(column: Column) -> str:
    return f"_in_{column.name}"

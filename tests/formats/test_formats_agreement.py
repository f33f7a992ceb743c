"""Where a macro answers, Python answers the same; masking is complete and stable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbung.formats import (
    FormatError,
    is_null,
    mask_text,
    normalise_place,
    parse_date,
    parse_datetime,
    parse_money,
    parse_nik,
    parse_number,
    phone_e164,
)
from lumbung.formats.dates import MONTHS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ERROR = object()
few = settings(max_examples=50, deadline=None, derandomize=True, database=None)


def ask(con: duckdb.DuckDBPyConnection, macro: str, texts: list[str]) -> list[Any]:
    """The macro's answers, all of them from one query."""
    rows = con.execute(f"SELECT {macro} FROM (SELECT unnest($1::VARCHAR[]) AS t)", [texts])
    return [row[0] for row in rows.fetchall()]


def reference(parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except FormatError:
        return ERROR


def agree(con: duckdb.DuckDBPyConnection, macro: str, texts: list[str], parse: Callable[[str], Any]) -> None:
    pairs = zip(texts, ask(con, macro, texts), strict=True)
    answered = {text: answer for text, answer in pairs if answer is not None}
    assert answered == {text: reference(parse, text) for text in answered}


def microseconds(zone: str) -> Callable[[str], int | None]:
    def parse(text: str) -> int | None:
        moment = parse_datetime(text, zone)
        return None if moment is None else (moment - EPOCH) // timedelta(microseconds=1)

    return parse


digits = st.text("0123456789", min_size=1, max_size=7)
grouped = st.builds(
    lambda n, mark, tail: f"{n:,}".replace(",", mark) + tail,
    st.integers(0, 10**19),
    st.sampled_from([".", ",", ""]),
    st.one_of(st.just(""), st.builds("{}{}".format, st.sampled_from(",."), digits)),
)
leading_zero = st.builds("0{}{}".format, st.sampled_from(".,"), digits)
signed = st.builds(str.format, st.sampled_from(["({})", "{}-", "-{}", "{}%", "({})%", "(Rp {})"]), grouped)
mixed = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "-", "(", "Rp ", "Rp", "Rp. ", "IDR ", "rp -", "-Rp", " "]),
    grouped,
    st.sampled_from(
        ["", "", "-", ")", "%", " persen", ",-", "ribu", " jt", "M", " m", "T", " triliun",
         " rupiah", "milyar rupiah", "e3", " "]
    ),
)  # fmt: skip
amounts = st.one_of(mixed, mixed, signed, leading_zero)
days = st.one_of(
    st.builds("{:04}-{:02}-{:02}".format, st.integers(1880, 2110), st.integers(0, 13), st.integers(0, 32)),
    st.builds(
        "{0:02}{3}{1:02}{3}{2}".format,
        st.integers(0, 32),
        st.integers(0, 13),
        st.integers(1960, 2030),
        st.sampled_from("/-."),
    ),
    st.builds(
        "{} {}{} {}".format,
        st.integers(0, 32),
        st.sampled_from([*MONTHS, "Agustus", "NOPEMBER", "foo"]),
        st.sampled_from(["", "."]),
        st.integers(1960, 2030),
    ),
)
clocks = st.builds(
    "{0}{1:02}{4}{2:02}{3}{5}".format,
    st.sampled_from([" ", "T", " pukul ", ", "]),
    st.integers(0, 25),
    st.integers(0, 61),
    st.sampled_from(["", "", ":07", ":59.25", ".30"]),
    st.sampled_from(":."),
    st.sampled_from(["", "", " WIB", " WITA", " WIT", "Z", "+07:00", "-05:30", "+0700"]),
)
moments = st.one_of(days, st.builds("{}{}".format, days, clocks))
numbers_in_text = st.one_of(
    st.text("0123456789 .-/,()+", min_size=8, max_size=30),
    st.builds(
        lambda parts, mark: mark.join(parts),
        st.lists(
            st.sampled_from(
                ["0812", "3456", "7890", "024", "(024)", "0298", "+62", "62", "812", "337401",
                 "3374", "450190", "0000", "19800101", "200501", "1", "001", "01", "234", "8",
                 "081234567890", "3374014501900000", "012345678901000", "a.b@c.id", "_d@e.f",
                 "H 1234 AB", "RT 03", "plat H 1 A", "2026", "\n", "é"]
            ),
            min_size=1,
            max_size=8,
        ),
        st.sampled_from([" ", "", ".", "-", ",", "/", " - "]),
    ),
)  # fmt: skip


def many(values: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.one_of(values, values, values, st.text(max_size=6)), max_size=40)


@pytest.mark.parametrize("locale", ["id", "en", None])
def test_numbers_agree(con: duckdb.DuckDBPyConnection, locale: str | None) -> None:
    name = "NULL" if locale is None else f"'{locale}'"

    @few
    @given(many(amounts))
    def check(texts: list[str]) -> None:
        agree(con, f"angka(t, {name})", texts, lambda text: parse_number(text, locale))
        agree(con, f"uang(t, {name})", texts, lambda text: parse_money(text, locale))

    check()


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC"])
def test_dates_agree(con: duckdb.DuckDBPyConnection, zone: str) -> None:
    @few
    @given(many(moments))
    def check(texts: list[str]) -> None:
        agree(con, "tanggal(t)", texts, parse_date)
        agree(con, f"epoch_us(waktu(t, '{zone}'))", texts, microseconds(zone))

    check()


def test_people_agree_and_masking_is_stable(con: duckdb.DuckDBPyConnection) -> None:
    @settings(few, max_examples=150)
    @given(many(numbers_in_text))
    def check(texts: list[str]) -> None:
        masked = [mask_text(text) for text in texts]
        assert ask(con, "samarkan(t)", texts) == masked
        assert [mask_text(text) for text in masked] == masked
        assert ask(con, "nik_sah(t)", texts) == [parse_nik(text) is not None for text in texts]
        assert ask(con, "telepon_e164(t)", texts) == [phone_e164(text) for text in texts]
        assert ask(con, "kosong(t)", texts) == [is_null(text) for text in texts]

    check()


@few
@given(
    prefix=st.sampled_from(["0", "62", "+62", "+62 "]),
    number=st.from_regex(r"8[1-9][0-9]{7,10}", fullmatch=True),
    before=st.sampled_from(["", "hp ", "HP:", "(", "telp", "1."]),
    after=st.sampled_from(["", " ya", ".", ")", ", RT 03"]),
)
def test_no_mobile_number_survives(prefix: str, number: str, before: str, after: str) -> None:
    assert mask_text(f"{before}{prefix}{number}{after}") == f"{before}[TELEPON]{after}"


@few
@given(
    pieces=st.lists(
        st.sampled_from(["3374014501900000", "3374 0145 0190 0000", "33.74.01.450190.0000",
                         "3322-1041-1285-0000", "332210.411285.0000"]),
        min_size=1, max_size=5,
    ),
    mark=st.sampled_from([" ", ", ", "; ", "\n", " dan ", "/"]),
)  # fmt: skip
def test_every_nik_of_a_text_is_masked(pieces: list[str], mark: str) -> None:
    assert mask_text(mark.join(pieces)) == mark.join("[NIK]" for _ in pieces)


def test_places_agree(con: duckdb.DuckDBPyConnection) -> None:
    name = st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "Kel. ", "Kelurahan ", "DESA ", "kec.", "Desa/Kel. ", "Ds. ", "Kel"]),
        st.text("AbKe .-'/é", max_size=8),
        st.sampled_from(["Rejosari", "Karang Duren"]),
    )

    @few
    @given(many(name))
    def check(texts: list[str]) -> None:
        agree(con, "nama_tempat(t)", texts, normalise_place)

    check()

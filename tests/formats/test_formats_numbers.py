"""Numbers and rupiah: what is read, what is refused, and what an error may say."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

from lumbung.formats import FormatError, is_null, parse_money, parse_number, precision_unit


@pytest.mark.parametrize("text", [None, "", "  ", "\t", "\u00a0", "-", " – ", "NULL", "null", "n/a", "N/A"])
def test_null_texts(text: str | None) -> None:
    assert is_null(text)
    assert parse_number(text, "id") is None
    assert parse_money(text) is None


@pytest.mark.parametrize("text", ["0", "nihil", "na", "--", "nol", "n / a"])
def test_texts_that_are_not_null(text: str) -> None:
    assert not is_null(text)


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1234", "id", "1234"),
        ("1.234", "id", "1234"),
        ("1.234", "en", "1.234"),
        ("1,234", "id", "1.234"),
        ("1,234", "en", "1234"),
        ("1.234.567,89", "id", "1234567.89"),
        ("1,234,567.89", "en", "1234567.89"),
        ("007", "id", "7"),
        (" 12,5 ", "id", "12.5"),
        ("(1.234,50)", "id", "-1234.50"),
        ("-1.234,50", "id", "-1234.50"),
        ("1.234,50-", "id", "-1234.50"),
        ("\u22125", "id", "-5"),
        ("92,22 persen", "id", "92.22"),
        ("88,69%", "id", "88.69"),
        ("-6.9932", "en", "-6.9932"),
        ("110.42031234567890123456789", "en", "110.42031234567890123456789"),
        ("999999999999999999,99", "id", "999999999999999999.99"),
    ],
)
def test_numbers(text: str, locale: str, value: str) -> None:
    assert parse_number(text, locale) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("12.34", "id"),
        ("1.2.3", "id"),
        ("1234.567", "id"),
        ("0.500", "id"),
        ("1.234.56", "id"),
        ("12,34,567", "en"),
        ("1,2,3", "en"),
        (",5", "id"),
        ("5,", "id"),
        ("1,5,5", "id"),
        ("1 234", "id"),
        ("NaN", "id"),
        ("inf", "en"),
        ("Infinity", "en"),
        ("3.37E+15", "en"),
        ("1e5", "id"),
        ("--5", "id"),
        ("(5", "id"),
        ("(-5)", "id"),
        ("-5-", "id"),
        ("Rp 5", "id"),
        ("5 juta", "id"),
        ("٣", "id"),
        ("1000000000000000000", "id"),
        ("9" * 5000, "id"),
    ],
)
def test_what_is_no_number(text: str, locale: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_number(text, locale)
    assert caught.value.code == "ANGKA_TIDAK_SAH"


@pytest.mark.parametrize("text", ["1.234", "1,234", "123.456", "-1.234", "1.234%"])
def test_undeclared_and_ambiguous(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_number(text, None)
    assert caught.value.code == "ANGKA_RANCU"


@pytest.mark.parametrize(
    ("text", "value"),
    [("1234", "1234"), ("12.34", "12.34"), ("1,5", "1.5"), ("1.234.567", "1234567"),
     ("1,234.5", "1234.5"), ("0.123", "0.123"), ("1234,567", "1234.567")],
)  # fmt: skip
def test_undeclared_but_clear(text: str, value: str) -> None:
    assert parse_number(text, None) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("500ribu rupiah", "500000"),
        ("37milyar", "37000000000"),
        ("Rp5,81 triliun", "5810000000000"),
        ("Rp 1.234.567,89", "1234567.89"),
    ],
)
def test_g4_money_in_words(text: str, value: str) -> None:
    assert parse_money(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Rp1.234.567,-", "1234567"),
        ("Rp. 1.234.567", "1234567"),
        ("IDR 1.234.567", "1234567"),
        ("rp 10", "10"),
        ("7 milyar", "7000000000"),
        ("Rp 384,83 miliar", "384830000000"),
        ("7 M", "7000000000"),
        ("1,5T", "1500000000000"),
        ("2 jt", "2000000"),
        ("2,5 juta rupiah", "2500000"),
        ("750 rb", "750000"),
        ("3 mlyr", "3000000000"),
        ("1.500.000 rupiah", "1500000"),
        ("(Rp 1.000)", "-1000"),
        ("Rp (1.000)", "-1000"),
        ("Rp -1.000", "-1000"),
        ("-Rp1.000", "-1000"),
        ("1.000,50-", "-1000.50"),
        ("nihil", "0"),
        ("Nihil", "0"),
        ("0,005", "0.01"),
        ("-0,005", "-0.01"),
        ("1,004999", "1.00"),
        ("999999999999999999,99", "999999999999999999.99"),
    ],
)
def test_money(text: str, value: str) -> None:
    amount = parse_money(text)
    assert amount == Decimal(value)
    assert amount is not None and amount.as_tuple().exponent == -2


@pytest.mark.parametrize("text", ["Rp -", "Rp. –", "Rp-", "IDR -"])
def test_accounting_dash_is_null(text: str) -> None:
    assert parse_money(text) is None


@pytest.mark.parametrize(
    "text",
    ["Rp", "7 m", "5 t", "12.34", "88%", "Rp 1.000,50,-", "3.37E+15", "Rp Rp 5", "5 juta juta",
     "1000000 T", "999999999999999999,995", "USD 5"],
)  # fmt: skip
def test_what_is_no_money(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_money(text)
    assert caught.value.code == "ANGKA_TIDAK_SAH"


def test_money_of_another_locale() -> None:
    assert parse_money("1,234,567.89", "en") == Decimal("1234567.89")
    with pytest.raises(FormatError) as caught:
        parse_money("1.234", None)
    assert caught.value.code == "ANGKA_RANCU"


@pytest.mark.parametrize(
    ("text", "unit"),
    [("Rp5,81 triliun", "1e10"), ("Rp 384,83 miliar", "1e7"), ("37milyar", "1e9"),
     ("Rp 1.234.567,89", "0.01"), ("Rp 1.234.567,-", "1"), ("88,69%", "0.01"), ("500ribu", "1e3")],
)  # fmt: skip
def test_precision_unit(text: str, unit: str) -> None:
    assert precision_unit(text) == Decimal(unit)


def test_an_error_never_shows_the_text() -> None:
    with pytest.raises(FormatError) as caught:
        parse_number("3374014501900000x", "id")
    error = caught.value
    assert error.text == "3374014501900000x"
    assert "3374" not in str(error) and "3374" not in repr(error)
    assert error.__cause__ is None
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, again.text) == (error.code, error.text)

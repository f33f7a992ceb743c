"""Budget codes: glued, alone, padded, placeholder."""

from __future__ import annotations

import pytest

from lumbung.formats import is_placeholder, split_budget_code

SUB, REKENING = "2.16.02.2.01.0021", "5.1.02.04.01.0001"


def test_g26_glued_code_with_trailing_blank() -> None:
    assert split_budget_code("2.16.02.2.01.0021.5.1.02.04.01.0001 ") == (SUB, REKENING)


def test_g25_two_digits_are_not_padded() -> None:
    old, new = split_budget_code("2.16.02.2.01.08"), split_budget_code("2.16.02.2.01.0008")
    assert old == ("2.16.02.2.01.08", None)
    assert old != new


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f" {SUB}  ", (SUB, None)),
        (f"{REKENING}\t", (None, REKENING)),
        ("5.1.02.04.01.001", (None, "5.1.02.04.01.001")),
        (f"{SUB} {REKENING}", (SUB, REKENING)),
        (f"2.16.02.2.01.08.{REKENING}", ("2.16.02.2.01.08", REKENING)),
        (f"X.XX.01.2.01.0001.{REKENING}", ("X.XX.01.2.01.0001", REKENING)),
        (None, (None, None)),
        ("", (None, None)),
        ("5.1.02", (None, None)),
        (f"{SUB}{REKENING}", (None, None)),
        (f"{REKENING}.{SUB}", (None, None)),
        ("2.16.02.2.01.008", (None, None)),
    ],
)
def test_split(text: str | None, codes: tuple[str | None, str | None]) -> None:
    assert split_budget_code(text) == codes


@pytest.mark.parametrize(
    ("code", "expected"),
    [("X.XX.01.2.01.0001", True), ("x.xx.01", True), ("X.XX", True), ("4.XX.01", True),
     (SUB, False), (None, False), ("", False), ("EXXON", False)],
)  # fmt: skip
def test_placeholder(code: str | None, expected: bool) -> None:
    assert is_placeholder(code) is expected

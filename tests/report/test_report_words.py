"""How numbers, money and dates read in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from string import Formatter

import pytest

from lumbung.report.messages import MESSAGES
from lumbung.report.words import Words

ID, EN = Words("id"), Words("en")


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (Decimal(5810000000000), "Rp 5,81 triliun", "Rp 5.81 trillion"),
        (Decimal(384830000000), "Rp 384,83 miliar", "Rp 384.83 billion"),
        (-1_500_000, "−Rp 1,50 juta", "−Rp 1.50 million"),
        (Decimal(999994999), "Rp 999,99 juta", "Rp 999.99 million"),
        (Decimal(999995000), "Rp 1,00 miliar", "Rp 1.00 billion"),
        (Decimal("750000.50"), "Rp 750.001", "Rp 750,001"),
        (0, "Rp 0", "Rp 0"),
        (None, "–", "–"),
    ],
)
def test_money(value: Decimal | int | None, indonesian: str, english: str) -> None:
    assert (ID.rupiah(value), EN.rupiah(value)) == (indonesian, english)


@pytest.mark.parametrize(
    ("value", "places", "indonesian", "english"),
    [
        (1234, 0, "1.234", "1,234"),
        (1234567.25, 1, "1.234.567,3", "1,234,567.3"),  # half up, not half even
        (-3.45, 1, "−3,5", "−3.5"),
        (-0.04, 1, "0,0", "0.0"),
        (None, 0, "–", "–"),
    ],
)
def test_number(value: float | None, places: int, indonesian: str, english: str) -> None:
    assert (ID.number(value, places), EN.number(value, places)) == (indonesian, english)


def test_percent_and_points() -> None:
    assert (ID.percent(Decimal("88.69")), EN.percent(Decimal("88.69"))) == ("88,7 %", "88.7%")
    assert [ID.points(Decimal(p)) for p in ("1.25", "-12.34", "0.04", "-0.04")] == [
        *("+1,3", "−12,3", "0,0", "0,0"),
    ]


def test_dates() -> None:
    day = date(2026, 8, 31)
    assert ID.long_date(day) == "Senin, 31 Agustus 2026"
    assert EN.long_date(day) == "Monday, 31 August 2026"
    assert [ID.short_month(date(2026, m, 1)) for m in (5, 8, 10, 12)] == [
        "Mei",
        "Agu",
        "Okt",
        "Des",
    ]


@pytest.mark.parametrize("instant", [datetime(2026, 8, 31, 17, 5), datetime(2026, 8, 31, 17, 5, tzinfo=UTC)])
def test_utc_instants_are_shown_in_wib(instant: datetime) -> None:
    assert ID.clock(instant) == "1 September 2026 pukul 00.05 WIB"


@pytest.mark.parametrize(("seconds", "text"), [(4.25, "4,3 dtk"), (125.9, "2 mnt 5 dtk")])
def test_durations(seconds: float, text: str) -> None:
    assert ID.seconds(seconds) == text


def test_sentences_escape_their_values() -> None:
    assert "&lt;b&gt;" in ID.say("loads_caption", pemda="<b>")


def test_counting_words() -> None:
    texts = [str(words.count(n, "file")) for words in (ID, EN) for n in (1, 2)]
    assert [text.split(">")[1].split("<")[0] for text in texts] == [
        *("1 berkas", "2 berkas", "1 file", "2 files"),
    ]
    assert [ID.listing(["A", "B", "C"][:n]) for n in range(4)] == ["", "A", "A dan B", "A, B dan C"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'jv'"):
        Words("jv")


def test_both_languages_take_the_same_values() -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert {key for key, (one, other) in MESSAGES.items() if names(one) != names(other)} == set()

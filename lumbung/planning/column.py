"""A column of the summary: its heading, how it is shown, what it means, how it adds up.

Headings and meanings may hold `{n}` (the budget year), `{lalu}` (N−1), `{dua}` (N−2), `{depan}` (N+1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Kind = Literal["teks", "kode", "rupiah", "bulat", "volume", "persen", "rasio", "tanggal"]


@dataclass(frozen=True)
class Column:
    """`total`: `sum` adds up; (a, b) is the ratio of two sums; None has no meaning in a subtotal."""

    name: str
    heading: str
    kind: Kind
    width: float
    meaning: str
    band: str = ""
    total: Literal["sum"] | tuple[str, str] | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def shown(self, text: str) -> str:
        """A code, or a list of codes, by name."""
        return ", ".join(self.names.get(code, code) for code in text.split(", ")) if self.names else text

    def for_year(self, year: int) -> Column:
        years = {"n": year, "lalu": year - 1, "dua": year - 2, "depan": year + 1}
        return replace(
            self,
            heading=self.heading.format(**years),
            meaning=self.meaning.format(**years),
            band=self.band.format(**years),
        )


def text(name: str, heading: str, width: float, meaning: str, names: Mapping[str, str] | None = None) -> Column:
    return Column(name, heading, "teks", width, meaning, names=names or {})


def code(name: str, heading: str, width: float, meaning: str) -> Column:
    return Column(name, heading, "kode", width, meaning)


def rupiah(name: str, heading: str, meaning: str, band: str = "", adds: bool = True) -> Column:
    return Column(name, heading, "rupiah", 16, f"{meaning} (rupiah)", band, "sum" if adds else None)


def count(name: str, heading: str, meaning: str, band: str = "", adds: bool = True, width: float = 9.5) -> Column:
    return Column(name, heading, "bulat", width, meaning, band, "sum" if adds else None)


def percent(name: str, heading: str, meaning: str, adds: bool = False) -> Column:
    return Column(name, heading, "persen", 10, f"{meaning} (persen)", "", "sum" if adds else None)

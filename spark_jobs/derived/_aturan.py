"""The dated rules of matching: thresholds, and which words of proposals mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lumbung.reference import read

Words = tuple[tuple[str, str], ...]
"""Patterns (alternatives of a regular expression) and what they stand for, in order."""


@dataclass(frozen=True)
class Rules:
    """The rules in force for a budget year. Distances in metres, the rest ratios and weights."""

    numbers: tuple[tuple[str, float], ...]
    titles: Words
    weak_words: str
    general_words: str
    place_words: str
    asides: str
    units: Words

    def __getitem__(self, parameter: str) -> float:
        return dict(self.numbers)[parameter]


def rules_of(folder: Path, year: int) -> Rules | None:
    """What `cfg_klaster_usulan` and `cfg_padanan_usulan` say on 1 January of the budget year; None
    when they say nothing.

    Raises:
        KeyError: some of the rules are not in force in that year.
    """
    day = date(year, 1, 1).isoformat()
    found = {table: _in_force(folder, table, day) for table in ("cfg_klaster_usulan", "cfg_padanan_usulan")}
    if not any(found.values()):
        return None
    numbers = {r["parameter"]: float(r["nilai"]) for r in found["cfg_klaster_usulan"]}
    words: dict[str, list[tuple[int, str, str]]] = {}
    for row in found["cfg_padanan_usulan"]:
        words.setdefault(row["jenis"], []).append((int(row["urutan"]), row["pola"], row["baku"]))
    ordered = {kind: tuple((p, b) for _, p, b in sorted(rows)) for kind, rows in words.items()}
    return Rules(
        numbers=tuple(sorted(numbers.items())),
        titles=ordered["judul"],
        weak_words="|".join(p for p, _ in ordered["judul_lemah"]),
        general_words="|".join(p for p, _ in ordered["judul_umum"]),
        place_words="|".join(p for p, _ in ordered["alamat_lemah"]),
        asides="|".join(p for p, _ in ordered["alamat_ekor"]),
        units=ordered["satuan"],
    )


def _in_force(folder: Path, table: str, day: str) -> list[dict[str, str]]:
    return [
        row
        for row in read(folder, table)
        if row["berlaku_mulai"] <= day and (not row["berlaku_sampai"] or day <= row["berlaku_sampai"])
    ]

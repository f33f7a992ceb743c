"""The few shapes a page is built of; the templates turn them into HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lumbung.report.view.drawing import Picture
from lumbung.report.words import Words

SYMBOLS = {
    **dict.fromkeys(("hijau", "baik"), "●"),
    **dict.fromkeys(("kuning", "catatan"), "▲"),
    **dict.fromkeys(("merah", "tindakan"), "▼"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One big number with its name and one line of context."""

    label: str
    value: str
    note: str | Markup = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One table row: the first cell is its heading."""

    cells: Sequence[str | Markup]
    css: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    caption: str | Markup
    heads: Sequence[str | Markup]
    lines: Sequence[Line]
    total: Line | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a chart's legend; `kind` is `box`, `line` or `dash`."""

    kind: str
    colour: str
    label: str | Markup


@dataclass(frozen=True, slots=True)
class Figure:
    title: str | Markup
    picture: Picture
    keys: Sequence[Key]


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to look at: a chip, what it is, why, what to do, and where it was seen."""

    chip: Markup
    title: str
    text: str
    action: str | Markup
    note: str | Markup


def chip(tone: str, text: str | Markup) -> Markup:
    """A coloured label that also says its colour in a word and a symbol."""
    mark = '<span class="chip {}"><span aria-hidden="true">{}</span> {}</span>'
    return Markup(mark).format(tone, SYMBOLS.get(tone, "○"), text)


def colour_chip(warna: str | None, words: Words) -> Markup:
    """The chip of a warna; without one a dash."""
    return chip(warna, words.code("warna", warna)) if warna else Markup("–")


def small(text: str | Markup) -> Markup:
    """A remark inside a cell, on its own line."""
    return Markup("<small>{}</small>").format(text)

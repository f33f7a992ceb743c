"""From an Altair specification to accessible inline SVG: no script, no font, no outside link."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from lumbung.report.words import Words

WIDE, NARROW = 720, 358
"""Drawn widths in px: a column of the page, a phone of 390 px without its margins."""
ACCENT, PALE, INK, MUTED, HAIR, RED, WHITE = (
    *("#1f4e6e", "#c3d4e0", "#1c2733", "#5a6775", "#e3e1da", "#a8261c", "#ffffff"),
)
_FONT = "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
_CONFIG = {
    "aria": False,
    "background": None,
    "font": _FONT,
    "view": {"stroke": None},
    "text": {"fontSize": 12, "color": INK},
    "axis": {
        "labelColor": MUTED, "labelFontSize": 12, "gridColor": HAIR, "domainColor": HAIR,
        "title": None,
    },
}  # fmt: skip

Draw = Callable[[bool], Any]
"""An Altair chart for a phone (True) or for a page (False)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart in two widths."""

    wide: Markup
    narrow: Markup


def picture(
    draw: Draw,
    words: Words,
    title: str,
    desc: str,
    *,
    wide: int,
    narrow: int,
    right: tuple[int, int],
) -> Picture:
    """Draw a chart in both widths.

    Args:
        title, desc: what a screen reader says instead of the drawing.
        wide, narrow: heights in px.
        right: room in px beside the plot (wide, narrow) for labels at the last value.
    """
    return Picture(
        _svg(draw(False), words, title, desc, (WIDE, wide), right[0]),
        _svg(draw(True), words, title, desc, (NARROW, narrow), right[1]),
    )


def chart(values: list[dict[str, Any]]) -> alt.Chart:
    """An Altair chart of inline rows."""
    return alt.Chart(alt.Data(values=values))


def axis(**options: Any) -> alt.Axis:
    """A quiet axis: hairline grid, no ticks, no title; options override."""
    quiet = {"title": None, "ticks": False, "domain": False, "labelPadding": 8}
    return alt.Axis(**{**quiet, **options})


def lookup(names: Mapping[int, str]) -> str:
    """A Vega expression that labels a whole number by its name."""
    return f"{json.dumps({str(key): name for key, name in names.items()})}[datum.value]"


def _svg(drawing: Any, words: Words, title: str, desc: str, size: tuple[int, int], right: int) -> Markup:
    width, height = size
    spec = drawing.properties(
        width=width,
        height=height,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding={"left": 0, "right": right, "top": 8, "bottom": 8},
    ).to_dict()
    drawn = vl_convert.vegalite_to_svg(spec, config=_CONFIG, format_locale=words.number_format())
    key = "g" + hashlib.sha256(drawn.encode() + desc.encode()).hexdigest()[:8]
    head, _, body = drawn.partition(">")
    label = Markup('<title id="{k}-t">{t}</title><desc id="{k}-d">{d}</desc>').format(k=key, t=title, d=desc)
    opening = f'{head} role="img" aria-labelledby="{key}-t {key}-d">'
    return Markup(opening) + label + Markup(body)

"""The page as a whole: facts in, one self-contained HTML file out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from lumbung.report.facts import deliveries
from lumbung.report.facts.budget import Budget, read_budget
from lumbung.report.facts.complaints import Complaints, read_complaints
from lumbung.report.facts.energy import Energy, read_energy
from lumbung.report.facts.marts import Marts, Names, is_month_end, read_names
from lumbung.report.facts.waste import Waste, read_waste
from lumbung.report.night import Night
from lumbung.report.view import budget as budget_view
from lumbung.report.view import complaints as complaints_view
from lumbung.report.view import deliveries as deliveries_view
from lumbung.report.view import energy as energy_view
from lumbung.report.view import waste as waste_view
from lumbung.report.view.blocks import SYMBOLS
from lumbung.report.view.headline import Figured, sentences
from lumbung.report.words import Words

Figures = TypeVar("Figures", Complaints, Budget, Waste, Energy)

_MARTS = (
    "mart_pengaduan", "mart_pengaduan_bulanan", "mart_pengaduan_backlog_harian",
    "mart_serapan_opd",
    "mart_neraca_sampah", "mart_energi_gedung",
)  # fmt: skip


def write(con: duckdb.DuckDBPyConnection, night: Night, out: Path, language: str) -> Path:
    """Write `out/index.html` in one step, so that a reader never sees half a page."""
    words = Words(language)
    templates = Environment(
        loader=PackageLoader("lumbung.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = templates.get_template("report.html.j2").render(_context(Marts(con), night, words))
    out.mkdir(parents=True, exist_ok=True)
    target, draft = out / "index.html", out / ".index.html"
    draft.write_text(html, encoding="utf-8")
    return draft.replace(target)


def _context(marts: Marts, night: Night, words: Words) -> dict[str, Any]:
    as_of = night.figures_as_of
    names = read_names(marts, as_of or night.as_of, words.language)
    pemda = _pemda(marts, names)
    complaints = _each(read_complaints, marts, pemda, as_of, names)
    budgets = _each(read_budget, marts, pemda, as_of, names)
    wastes = _each(read_waste, marts, pemda, as_of, names)
    energies = _each(read_energy, marts, pemda, as_of, names)
    figures = Figured(list(complaints.values()), list(budgets.values()), list(wastes.values()), list(energies.values()))
    return {
        "words": words,
        "say": words.say,
        "night": night,
        "symbols": SYMBOLS,
        "tone": deliveries.tone(night),
        "sentences": sentences(night, figures, names, words),
        "deliveries": deliveries_view,
        "names": names,
        "pemda": pemda,
        "complaints": {
            kd: complaints_view.block(own, names.of_pemda(kd), as_of or night.as_of, words)
            for kd, own in complaints.items()
        },
        "budgets": {kd: budget_view.block(own, names.of_pemda(kd), words) for kd, own in budgets.items()},
        "wastes": {kd: waste_view.block(own, names.of_pemda(kd), words) for kd, own in wastes.items()},
        "energies": {kd: energy_view.block(own, names.of_pemda(kd), words) for kd, own in energies.items()},
        "month_running": as_of is not None and not is_month_end(as_of),
        "sources": _sources(night, words),
    }


def _pemda(marts: Marts, names: Names) -> list[str]:
    """Every government that is known or has figures, in the order of their codes."""
    found = set(names.pemda)
    for mart in _MARTS:
        found |= {row["kd"] for row in marts.rows(mart, "SELECT DISTINCT kd_pemda AS kd FROM {mart}")}
    return sorted(found)


def _each(
    read: Callable[[Marts, str, date, Names], Figures | None],
    marts: Marts,
    pemda: list[str],
    as_of: date | None,
    names: Names,
) -> dict[str, Figures]:
    """Figures of every government that has some; none when nothing was ever published."""
    if as_of is None:
        return {}
    found = {kd_pemda: read(marts, kd_pemda, as_of, names) for kd_pemda in pemda}
    return {kd_pemda: figures for kd_pemda, figures in found.items() if figures is not None}


def _sources(night: Night, words: Words) -> list[Markup]:
    """Each source with the last period that any government has delivered."""
    last: dict[str, Any] = {}
    for row in night.freshness:
        periods = [p for p in (last.get(row["source"]), row["periode_terakhir"]) if p is not None]
        last[row["source"]] = max(periods, key=str, default=None)
    return [
        words.say(
            "source_last",
            source=night.title(source),
            period=deliveries_view.period(period, words) if period else words.say("fresh_BELUM_ADA"),
        )
        for source, period in sorted(last.items())
    ]

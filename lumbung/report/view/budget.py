"""The budget absorption of one government as tiles, a chart and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lumbung.report.facts.budget import TOP, Absorption, Budget, PaguChange
from lumbung.report.view import charts
from lumbung.report.view.blocks import Figure, Key, Line, Table, Tile, colour_chip, small
from lumbung.report.view.drawing import ACCENT, MUTED
from lumbung.report.words import NOTHING, Words


@dataclass(frozen=True, slots=True)
class BudgetBlock:
    pemda: str
    tiles: list[Tile]
    figure: Figure
    changes: list[Markup]
    tally: list[Markup]
    behind: Table
    scopes: Table
    rankings: list[Table]


def block(budget: Budget, pemda: str, words: Words) -> BudgetBlock:
    """Everything the page shows of one government's absorption."""
    behind = budget.behind[:TOP]
    until = words.month(budget.now.bulan)
    return BudgetBlock(
        pemda,
        _tiles(budget, words),
        _curve(budget, pemda, words),
        [_change(change, words) for change in budget.changes],
        [
            words.say("tally", chip=colour_chip(warna, words), n=budget.tally(warna))
            for warna in ("merah", "kuning", "hijau")
        ],
        _ranking(behind, words.say("behind_caption", n=len(behind)), words),
        _scopes(budget, words),
        [
            _ranking(rows, words.say(f"ranking_{scope}", n=len(rows), month=until), words)
            for scope in ("semua", "tanpa_gaji")
            if (rows := budget.opd[scope])
        ],
    )


def _tiles(budget: Budget, words: Words) -> list[Tile]:
    now = budget.now
    until = words.say("until_month", month=words.month(now.bulan))
    why = ", ".join(now.alasan)
    gap = now.selisih_sp2d_rfk
    return [
        Tile(words.say("c_pagu"), words.rupiah(now.pagu), words.say("year", tahun=budget.tahun)),
        Tile(words.say("c_realised"), words.rupiah(now.realisasi_kum), until),
        Tile(
            words.say("c_absorption"),
            words.percent(now.serapan_pct),
            why or words.say("target_note", pct=words.percent(now.target_pct)),
        ),
        Tile(words.say("c_deviation"), _points(now, words), colour_chip(now.warna, words)),
        Tile(
            words.say("c_predikat"),
            words.code("predikat", now.predikat) if now.predikat else NOTHING,
            words.say("predikat_note"),
        ),
        Tile(
            words.say("c_idle"),
            words.number(now.n_sub_nihil),
            words.say("idle_note", n=words.number(now.n_sub))
            if not gap
            else words.say("gap_note", n=words.number(now.n_sub), gap=words.whole(words.rupiah(gap))),
        ),
    ]


def _points(row: Absorption, words: Words) -> str:
    if row.deviasi_pp is None:
        return NOTHING
    return str(words.say("points", n=words.points(row.deviasi_pp)))


def _curve(budget: Budget, pemda: str, words: Words) -> Figure:
    now = budget.now
    title = words.say("curve_title", tahun=budget.tahun)
    desc = words.say(
        "curve_desc",
        pemda=pemda,
        month=words.month(now.bulan),
        real=words.percent(now.serapan_pct),
        plan=words.percent(now.target_pct),
        n=len(budget.changes),
    )
    picture = charts.s_curve(budget.months, budget.changes, words, title, desc)
    keys = [Key("line", ACCENT, words.say("key_real")), Key("dash", MUTED, words.say("key_plan"))]
    return Figure(title, picture, keys)


def _change(change: PaguChange, words: Words) -> Markup:
    """`April 2026: Pergeseran 1, pagu naik Rp 730,00 miliar menjadi Rp 6,46 triliun`."""
    stage = (change.tahap or "").replace("_", " ").capitalize()
    now = words.whole(words.rupiah(change.sesudah))
    if change.sebelum is None or change.sesudah is None:
        amount = words.say("pagu_set", now=now)
    elif change.sebelum == change.sesudah:
        amount = words.say("pagu_same", now=now)
    else:
        moved = change.sesudah - change.sebelum
        size = words.whole(words.rupiah(abs(moved)))
        amount = words.say("pagu_up" if moved > 0 else "pagu_down", size=size, now=now)
    name = words.say("change_stage", stage=stage) if stage else words.say("change_unnamed")
    return words.say("change", month=words.month(change.bulan), name=name, amount=amount)


def _ranking(rows: Sequence[Absorption], caption: Markup, words: Words) -> Table:
    heads = ("c_opd", "c_pagu", "c_absorption", "c_target", "c_points", "c_colour")
    return Table(
        caption,
        [words.say(key) for key in heads],
        [
            Line(
                (
                    _named(row, words),
                    words.rupiah(row.pagu),
                    words.percent(row.serapan_pct),
                    words.percent(row.target_pct),
                    words.points(row.deviasi_pp),
                    colour_chip(row.warna, words),
                )
            )
            for row in rows
        ],
    )


def _named(row: Absorption, words: Words) -> Markup:
    """Rank and name; a measure that is missing says why."""
    rank = Markup('<span class="rank">{}</span>').format(row.peringkat or NOTHING)
    why = small(", ".join(row.alasan)) if row.alasan else ""
    return Markup('<span class="named">{}<span>{}{}</span></span>').format(rank, row.nama, why)


def _scopes(budget: Budget, words: Words) -> Table:
    heads = ("c_scope", "c_pagu", "c_realised", "c_absorption", "c_points", "c_predikat")
    return Table(
        words.say("scope_caption"),
        [words.say(key) for key in heads],
        [
            Line(
                (
                    words.code("scope", row.cakupan),
                    words.rupiah(row.pagu),
                    words.rupiah(row.realisasi_kum),
                    words.percent(row.serapan_pct),
                    words.points(row.deviasi_pp),
                    words.code("predikat", row.predikat) if row.predikat else NOTHING,
                )
            )
            for row in budget.scopes
        ],
    )

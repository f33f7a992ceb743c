"""The charts of the report: Altair specifications drawn to static SVG, no script, no font.

Every chart is drawn twice, for a page and for a phone; the style sheet shows one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import altair as alt

from lumbung.report.facts.budget import Absorption, PaguChange
from lumbung.report.facts.complaints import Backlog, Tally
from lumbung.report.facts.marts import is_month_end
from lumbung.report.facts.waste import Weighed
from lumbung.report.view.drawing import (
    ACCENT,
    HAIR,
    INK,
    MUTED,
    PALE,
    RED,
    WHITE,
    Picture,
    axis,
    chart,
    lookup,
    picture,
)
from lumbung.report.words import Words

BANDS = ("#d3e0e9", "#9fbcd0", "#5b8aaa", "#1f4e6e", "#b3afa4")
"""Youngest complaints lightest; grey is left for those whose age is unknown."""


def band_colour(index: int) -> str:
    return BANDS[min(index, len(BANDS) - 1)]


def intake(months: Sequence[tuple[date, Tally]], as_of: date, words: Words, title: str, desc: str) -> Picture:
    """Complaints by month of receipt, the part that is closed by now in the darker colour."""
    running = None if is_month_end(as_of) else as_of.replace(day=1)

    def label(month: date, newline: str) -> str:
        name = words.short_month(month)
        if month == running:
            return f"{name}{newline}{words.say('until_day', day=as_of.day)}"
        return f"{name}{newline}{month.year}" if month.month == 1 or month == months[0][0] else name

    def draw(narrow: bool) -> Any:
        values = [
            {
                "bulan": label(month, " " if narrow else "\n"),
                "jumlah": tally.jumlah,
                "selesai": tally.n_selesai,
                "teks": words.number(tally.jumlah),
            }
            for month, tally in months
        ]
        names_axis = alt.Axis(
            title=None, labelExpr="split(datum.value, '\\n')", labelAngle=0, ticks=False,
            domain=not narrow, domainColor=HAIR, labelPadding=8, labelLimit=110,
        )  # fmt: skip
        name = "y" if narrow else "x"
        length = "x" if narrow else "y"
        place: dict[str, Any] = {name: (alt.Y if narrow else alt.X)("bulan:O", sort=None, axis=names_axis)}

        def size(field: str) -> dict[str, Any]:
            channel = alt.X if narrow else alt.Y
            return {length: channel(f"{field}:Q", axis=None, scale=alt.Scale(zero=True))}

        base = chart(values)
        thickness: dict[str, Any] = {"height" if narrow else "width": alt.RelativeBandSize(0.68)}
        text: dict[str, Any] = {"baseline": "bottom", "dy": -4}
        if narrow:
            text = {"align": "left", "dx": 6}
        return alt.layer(
            base.mark_bar(color=PALE, **thickness).encode(**place, **size("jumlah")),
            base.mark_bar(color=ACCENT, **thickness).encode(**place, **size("selesai")),
            base.mark_text(color=INK, **text).encode(**place, **size("jumlah"), text=alt.Text("teks:N")),
        )

    return picture(draw, words, title, desc, wide=220, narrow=26 * len(months) + 16, right=(0, 44))


def backlog(days: Sequence[Backlog], words: Words, title: str, desc: str) -> Picture:
    """Open complaints by age in working days, oldest at the bottom; dashed: the overdue ones."""
    first = days[0].tanggal
    bands = list(days[0].terbuka)
    values = [
        {"hari": (day.tanggal - first).days, "umur": band, "urut": -i, "n": day.terbuka[band]}
        for day in days
        for i, band in enumerate(bands)
    ]
    late = [{"hari": (day.tanggal - first).days, "n": day.lewat} for day in days]
    ticks = [
        (day.tanggal - first).days
        for before, day in pairwise(days)
        if (before.tanggal.year, before.tanggal.month) != (day.tanggal.year, day.tanggal.month)
    ]
    last = (days[-1].tanggal - first).days
    names = {(d.tanggal - first).days: words.short_date(d.tanggal) for d in days}

    def draw(narrow: bool) -> Any:
        x = alt.X(
            "hari:Q",
            scale=alt.Scale(domain=[0, last or 1], nice=False),
            axis=axis(values=ticks or [0], labelExpr=lookup(names), grid=False, domain=True),
        )
        y = alt.Y("n:Q", axis=axis(tickCount=4, format=",d"))
        area = chart(values).mark_area(stroke=WHITE, strokeWidth=0.8, line=False)
        colours = [band_colour(i) for i, _ in enumerate(bands)]
        return alt.layer(
            area.encode(
                x=x,
                y=y.stack("zero"),
                color=alt.Color("umur:N", scale=alt.Scale(domain=bands, range=colours), legend=None),
                order=alt.Order("urut:Q"),
            ),
            chart(late).mark_line(color=RED, strokeWidth=2, strokeDash=[5, 3]).encode(x=x, y=y),
        )

    return picture(draw, words, title, desc, wide=240, narrow=230, right=(12, 12))


def s_curve(
    months: Sequence[Absorption], changes: Sequence[PaguChange], words: Words, title: str, desc: str
) -> Picture:
    """Cumulative cash plan (dashed) and realisation (solid), both in percent of the pagu in force.

    Numbered marks stand where the pagu changed: there the percentage can fall without a refund.
    """
    values: list[dict[str, Any]] = [
        {"bulan": row.bulan.month, "seri": series, "pct": float(value)}
        for row in months
        for series, value in (("target", row.target_pct), ("realisasi", row.serapan_pct))
        if value is not None
    ]
    shares = [value["pct"] for value in values]
    low, top = min([0, *shares]), max([100, *shares])
    marks = [{"bulan": change.bulan.month, "nomor": str(n), "pct": top} for n, change in enumerate(changes, 1)]
    names = {m: words.short_month(date(months[-1].bulan.year, m, 1)) for m in range(1, 13)}
    last = max((v["bulan"] for v in values), default=1)
    ends = sorted((v for v in values if v["bulan"] == last), key=lambda v: -float(v["pct"]))

    def draw(narrow: bool) -> Any:
        x = alt.X(
            "bulan:Q",
            scale=alt.Scale(domain=[1, 12], nice=False),
            axis=axis(
                values=list(range(1, 13, 2 if narrow else 1)), labelExpr=lookup(names), grid=False,
                domain=True,
            ),
        )  # fmt: skip
        percent = "datum.value + ' %'" if words.language == "id" else "datum.value + '%'"
        y = alt.Y(
            "pct:Q",
            scale=alt.Scale(domain=[low, top * 1.08], nice=False),
            axis=axis(values=[0, 25, 50, 75, 100], labelExpr=percent),
        )
        line = chart(values)
        plan = line.transform_filter("datum.seri == 'target'")
        real = line.transform_filter("datum.seri == 'realisasi'")
        at = chart(marks)
        dots = alt.OverlayMarkDef(filled=True, size=38, color=ACCENT)
        layers = [
            at.mark_rule(color=MUTED, strokeDash=[2, 3]).encode(x=x),
            plan.mark_line(color=MUTED, strokeWidth=2, strokeDash=[6, 4]).encode(x=x, y=y),
            real.mark_line(color=ACCENT, strokeWidth=3, point=dots).encode(x=x, y=y),
            at.mark_point(color=INK, filled=True, size=300, opacity=1).encode(x=x, y=y),
            at.mark_text(color=WHITE, fontWeight=700, fontSize=11).encode(x=x, y=y, text="nomor:N"),
        ]
        # the higher of the two last values is written above its line, the other below
        for end, dy in zip(ends, (-7, 9), strict=False):
            style: dict[str, Any] = {"color": MUTED}
            if end["seri"] == "realisasi":
                style = {"color": ACCENT, "fontWeight": 700}
            label = chart([end]).mark_text(align="left", dx=8, dy=dy, **style)
            layers.append(label.encode(x=x, y=y, text=alt.value(words.percent(end["pct"]))))
        return alt.layer(*layers)

    return picture(draw, words, title, desc, wide=260, narrow=250, right=(52, 52))


def tonnage(days: Sequence[Weighed], words: Words, title: str, desc: str) -> Picture:
    """Tons at the landfills by day; the estimate of a day with a dead bridge in the paler colour."""
    first, last = days[0].tanggal, days[-1].tanggal
    span = (last - first).days + 1
    values = [
        {
            "hari": (day.tanggal - first).days,
            "sesudah": (day.tanggal - first).days + 0.8,
            "jenis": kind,
            "ton": float(kg) / 1000,
        }
        for day in days
        for kind, kg in (("netto", day.netto_kg), ("estimasi", day.estimasi_kg))
        if kg
    ]
    mondays = [n for n in range(span) if (first + timedelta(days=n)).weekday() == 0]
    names = {n: words.short_date(first + timedelta(days=n)) for n in mondays}

    def draw(narrow: bool) -> Any:
        return (
            chart(values)
            .mark_bar()
            .encode(
                x=alt.X(
                    "hari:Q",
                    scale=alt.Scale(domain=[0, span], nice=False),
                    axis=axis(values=mondays[:: 2 if narrow else 1], labelExpr=lookup(names), grid=False, domain=True),
                ),
                x2="sesudah:Q",
                y=alt.Y("ton:Q", stack=None, axis=axis(tickCount=4, format=",d")),
                y2=alt.Y2Datum(0),
                color=alt.Color(
                    "jenis:N", scale=alt.Scale(domain=["netto", "estimasi"], range=[ACCENT, PALE]), legend=None
                ),
            )
        )

    return picture(draw, words, title, desc, wide=170, narrow=170, right=(12, 12))

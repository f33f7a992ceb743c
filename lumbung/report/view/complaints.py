"""The complaints of one government as tiles, charts and tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from lumbung.report.facts.complaints import Complaints
from lumbung.report.facts.ratio import Number, ratio_pct
from lumbung.report.view import charts
from lumbung.report.view.blocks import Figure, Key, Line, Table, Tile
from lumbung.report.view.drawing import ACCENT, PALE, RED
from lumbung.report.words import NOTHING, Words


@dataclass(frozen=True, slots=True)
class ComplaintsBlock:
    pemda: str
    tiles: list[Tile]
    figures: list[Figure]
    months: Table
    opd: Table
    kategori: Table
    channels: Table


def block(own: Complaints, pemda: str, as_of: date, words: Words) -> ComplaintsBlock:
    """Everything the page shows of one government's complaints."""
    return ComplaintsBlock(
        pemda,
        _tiles(own, words),
        [
            *([_intake(own, pemda, as_of, words)] if own.total.jumlah else []),
            *([_backlog(own, pemda, words)] if own.backlog else []),
        ],
        _months(own, words),
        _opd(own, words),
        _categories(own, words),
        _channels(own, words),
    )


def _hours(value: Number | None, words: Words) -> str:
    return NOTHING if value is None else str(words.say("hours", n=words.number(value, 1)))


def _tiles(own: Complaints, words: Words) -> list[Tile]:
    total, today, year = own.total, own.today, words.say("last_12_months")
    now = words.say("on_day", date=words.plain_date(today.tanggal)) if today else NOTHING
    late = ratio_pct(today.lewat, today.total) if today else None
    return [
        Tile(words.say("c_open"), words.number(today.total if today else None), now),
        Tile(
            words.say("c_late"),
            words.number(today.lewat if today else None),
            words.say("of_open", pct=words.percent(late)),
        ),
        Tile(
            words.say("c_sla"),
            words.percent(total.sla_pct),
            year if total.sla_pct is not None else words.say("not_due"),
        ),
        Tile(words.say("c_received"), words.number(total.jumlah if own.months else None), year),
        Tile(
            words.say("c_answered"),
            words.percent(total.dijawab_pct),
            words.say("closed_pct", pct=words.percent(total.selesai_pct)),
        ),
        Tile(words.say("c_median"), _hours(own.jam_median, words), words.say("median_note")),
    ]


def _intake(own: Complaints, pemda: str, as_of: date, words: Words) -> Figure:
    months = own.months
    busiest = max(months, key=lambda month: month[1].jumlah)
    title = words.say("intake_title")
    desc = words.say(
        "intake_desc",
        pemda=pemda,
        first=words.month(months[0][0]),
        last=words.month(months[-1][0]),
        total=words.number(own.total.jumlah),
        busiest=words.month(busiest[0]),
        most=words.number(busiest[1].jumlah),
    )
    keys = [
        Key("box", ACCENT, words.say("key_closed")),
        Key("box", PALE, words.say("key_not_closed")),
    ]
    return Figure(title, charts.intake(months, as_of, words, title, desc), keys)


def _backlog(own: Complaints, pemda: str, words: Words) -> Figure:
    first, last = own.backlog[0], own.backlog[-1]
    title = words.say("backlog_title")
    desc = words.say(
        "backlog_desc",
        pemda=pemda,
        first=words.plain_date(first.tanggal),
        last=words.plain_date(last.tanggal),
        before=words.number(first.total),
        after=words.number(last.total),
        late=words.number(last.lewat),
    )
    keys = [Key("box", charts.band_colour(i), _age(band, n, words)) for i, (band, n) in enumerate(last.terbuka.items())]
    late = Key("dash", RED, words.say("key_late", n=words.number(last.lewat)))
    return Figure(title, charts.backlog(own.backlog, words, title, desc), [*keys, late])


def _age(band: str, n: int, words: Words) -> Markup:
    if not any(map(str.isdigit, band)):
        return words.say("key_no_age", n=words.number(n))
    age = band.replace("-", "–").replace(">", "> ")
    return words.say("key_age", age=age, n=words.number(n))


def _months(own: Complaints, words: Words) -> Table:
    heads = ("c_month", "c_received", "c_answered", "c_closed", "c_sla")
    return Table(
        words.say("months_caption"),
        [words.say(key) for key in heads],
        [
            Line(
                (
                    words.month(month),
                    words.number(tally.jumlah),
                    words.number(tally.n_dijawab),
                    words.number(tally.n_selesai),
                    words.percent(tally.sla_pct),
                )
            )
            for month, tally in reversed(own.months)
        ],
    )


def _opd(own: Complaints, words: Words) -> Table:
    heads = ("c_opd", "c_open", "c_late", "c_sla", "c_median")
    return Table(
        words.say("opd_caption"),
        [words.say(key) for key in heads],
        [
            Line(
                (
                    words.say("no_opd") if opd.nama is None else opd.nama,
                    words.number(opd.terbuka),
                    words.number(opd.lewat),
                    words.percent(opd.sla_pct),
                    _hours(opd.jam_median, words),
                )
            )
            for opd in own.opd
        ],
    )


def _categories(own: Complaints, words: Words) -> Table:
    return Table(
        words.say("category_caption"),
        [words.say(key) for key in ("c_category", "c_received", "c_share")],
        [Line((row.nama, words.number(row.jumlah), words.percent(row.bagian_pct))) for row in own.kategori],
    )


def _channels(own: Complaints, words: Words) -> Table:
    heads = ("c_channel", "c_received", "c_events", "c_sla", "c_median")
    return Table(
        words.say("channel_caption"),
        [words.say(key) for key in heads],
        [
            Line(
                (
                    words.code("sumber", row.sumber),
                    words.number(row.jumlah),
                    words.number(row.jumlah_unik),
                    words.percent(row.sla_pct),
                    _hours(row.jam_median, words),
                )
            )
            for row in own.channels
        ],
    )

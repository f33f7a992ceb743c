"""The waste of one government as tiles, a chart, tables and remarks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from lumbung.report.facts.marts import is_month_end
from lumbung.report.facts.ratio import Number, exact
from lumbung.report.facts.waste import Balance, Site, Waste
from lumbung.report.view import charts
from lumbung.report.view.blocks import Figure, Key, Line, Table, Tile, small
from lumbung.report.view.drawing import ACCENT, PALE
from lumbung.report.words import NOTHING, Words


@dataclass(frozen=True, slots=True)
class WasteBlock:
    pemda: str
    tiles: list[Tile]
    figure: Figure | None
    months: Table
    sites: Table
    remarks: list[Markup]


def block(own: Waste, pemda: str, words: Words) -> WasteBlock:
    """Everything the page shows of one government's waste."""
    return WasteBlock(
        pemda,
        _tiles(own, words),
        _figure(own, pemda, words) if own.days else None,
        _months(own, words),
        _sites(own, words),
        _remarks(own, words),
    )


def _ton(kg: Number) -> Decimal:
    return exact(kg) / 1000


def _tons(ton: Number | None, words: Words) -> str:
    return NOTHING if ton is None else str(words.say("tons", n=words.number(ton)))


def _tiles(own: Waste, words: Words) -> list[Tile]:
    month = own.complete or own.running
    if month is None:
        return []
    name = words.month(month.bulan)
    return [
        Tile(words.say("c_managed"), words.percent(month.terkelola_pct), name),
        Tile(
            words.say("c_reduced"),
            words.percent(month.pengurangan_pct),
            _target(month.target_pengurangan_pct, month, words),
        ),
        Tile(
            words.say("c_handled"),
            words.percent(month.penanganan_pct),
            _target(month.target_penanganan_pct, month, words),
        ),
        Tile(words.say("c_produced"), _tons(month.timbulan_ton, words), words.say("produced_note")),
        Tile(words.say("c_weighed"), *_weighed(own, words)),
        Tile(words.say("c_bridge"), *_bridge(own, words)),
    ]


def _target(target: Number | None, month: Balance, words: Words) -> Markup:
    if target is None:
        return words.say("no_target", tahun=month.bulan.year)
    return words.say("target_note", pct=words.percent(target))


def _weighed(own: Waste, words: Words) -> tuple[str, Markup | str]:
    """Own waste at the landfills in the newest month shown."""
    if not own.sites:
        return NOTHING, words.say("no_weighings")
    newest = own.sites[0].bulan
    total = sum((site.netto_kg for site in own.sites if site.bulan == newest), Decimal(0))
    last = max((day.tanggal for day in own.days if day.tanggal.replace(day=1) == newest), default=None)
    until = words.say("up_to_day", date=words.plain_date(last)) if last and not is_month_end(last) else None
    return _tons(_ton(total), words), until or words.month(newest)


def _bridge(own: Waste, words: Words) -> tuple[str, Markup]:
    days = {day for site in own.sites for day in site.mati}
    months = words.listing(words.month(bulan) for bulan in sorted({site.bulan for site in own.sites}))
    return words.number(len(days)), words.say("bridge_note", months=months)


def _figure(own: Waste, pemda: str, words: Words) -> Figure:
    days = own.days
    title = words.say("tonnage_title", date=words.plain_date(days[0].tanggal))
    netto = sum((day.netto_kg for day in days), Decimal(0))
    estimate = sum((day.estimasi_kg for day in days), Decimal(0))
    desc = words.say(
        "tonnage_desc",
        pemda=pemda,
        first=words.plain_date(days[0].tanggal),
        last=words.plain_date(days[-1].tanggal),
        netto=words.number(_ton(netto)),
        estimate=words.number(_ton(estimate)),
    )
    keys = [Key("box", ACCENT, words.say("key_weighed")), Key("box", PALE, words.say("key_estimated"))]
    return Figure(title, charts.tonnage(days, words, title, desc), keys if estimate else keys[:1])


def _months(own: Waste, words: Words) -> Table:
    heads = ("c_month", "c_produced", "c_reduced", "c_handled", "c_managed")
    return Table(
        words.say("balance_caption"),
        [words.say(key) for key in heads],
        [_month(month, month is own.complete, words) for month in (own.running, own.complete) if month],
    )


def _month(month: Balance, is_complete: bool, words: Words) -> Line:
    """A month that is not complete has tons but no percentage: it would be of a whole month's waste."""
    name: str | Markup = words.month(month.bulan)
    if not is_complete:
        name = Markup("<span>{}{}</span>").format(name, small(words.say("month_open")))
    reduced = None if "BANK_SAMPAH_KOSONG" in month.codes else month.pengurangan_ton
    handled = None if "TIMBANGAN_KOSONG" in month.codes else month.penanganan_ton
    tons = (month.timbulan_ton, reduced, handled)
    managed = words.percent(month.terkelola_pct) if is_complete else NOTHING
    return Line((name, *(_tons(ton, words) for ton in tons), managed))


def _sites(own: Waste, words: Words) -> Table:
    heads = ("c_site", "c_month", "c_trucks", "c_netto", "c_outside", "c_estimate")
    return Table(
        words.say("site_caption"),
        [words.say(key) for key in heads],
        [
            Line(
                (
                    site.tpa,
                    f"{words.short_month(site.bulan)} {site.bulan.year}",
                    words.number(site.ritase),
                    *(words.number(_ton(kg)) for kg in (site.netto_kg, site.luar_kg, site.estimasi_kg)),
                )
            )
            for site in own.sites
        ],
    )


def _remarks(own: Waste, words: Words) -> list[Markup]:
    """What a reader has to know before using the figures."""
    found = [_dead(site, words) for site in own.sites if site.mati]
    manual = sum(site.n_manual for site in own.sites)
    stored = sum(site.n_tara_tersimpan for site in own.sites)
    if manual or stored:
        found.append(words.say("r_tickets", manual=words.number(manual), stored=words.number(stored)))
    for month in (own.complete, own.running):
        if month is None:
            continue
        name = words.month(month.bulan)
        if "TIMBANGAN_KOSONG" in month.codes:
            found.append(words.say("r_no_scales", month=name))
        if "BANK_SAMPAH_KOSONG" in month.codes:
            found.append(words.say("r_no_units", month=name))
        if month is own.complete:
            found += [words.say("r_reason", month=name, why=why) for why in month.alasan]
    return found


def _dead(site: Site, words: Words) -> Markup:
    return words.say(
        "r_bridge",
        tpa=site.tpa,
        days=words.listing(words.short_date(day) for day in site.mati),
        estimate=words.whole(_tons(_ton(site.estimasi_kg), words)),
    )

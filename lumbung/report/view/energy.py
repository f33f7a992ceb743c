"""The electricity of one government as tiles and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from lumbung.report.facts.energy import Anomaly, Energy
from lumbung.report.facts.lamps import BY_DAY, DARK, UNREAD
from lumbung.report.facts.meters import NIGHTS
from lumbung.report.facts.ratio import Number
from lumbung.report.view.blocks import Line, Table, Tile, chip, small
from lumbung.report.words import NOTHING, Words

SHOWN = 8
"""Panels, anomalies and bills beyond this many are only counted."""
_CLASSES = {"sangat efisien": "hijau", "efisien": "hijau", "cukup efisien": "kuning", "boros": "merah"}
_WASTEFUL = "boros"
_KINDS = ("LONJAKAN", "PENURUNAN", "MELEBIHI_DAYA", "REGISTER_RESET", "DATA_HILANG")


@dataclass(frozen=True, slots=True)
class Part:
    """One table with what is to be said below it, or what is said instead of it."""

    table: Table | None
    note: Markup | str = ""
    css: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class EnergyBlock:
    pemda: str
    tiles: list[Tile]
    parts: list[Part]


def block(own: Energy, pemda: str, words: Words) -> EnergyBlock:
    """Everything the page shows of one government's electricity."""
    makers = (_buildings, _bills, _panels, _anomalies, _nights)
    return EnergyBlock(pemda, _tiles(own, words), [make(own, words) for make in makers])


def _kwh(value: Number | None, words: Words) -> str:
    return NOTHING if value is None else str(words.say("kwh", n=words.number(value)))


def _table(caption: Markup, heads: Sequence[str], lines: list[Line]) -> Table:
    return Table(caption, heads, lines[:SHOWN])


def _more(found: int, words: Words) -> Markup | str:
    return words.say("more", n=words.number(found - SHOWN)) if found > SHOWN else ""


def _tiles(own: Energy, words: Words) -> list[Tile]:
    month, night = own.month, own.nights[0] if own.nights else None
    when = (
        words.say("night_note", date=words.short_date(night.malam_tgl), n=words.number(night.n_dinilai))
        if night
        else ""
    )
    name = words.month(month.bulan) if month else words.say("no_readings")
    judged = month.kelas.total() if month else 0
    return [
        Tile(
            words.say("c_used"),
            _kwh(month.kwh if month else None, words),
            words.say("buildings_note", month=name, n=words.number(month.n_gedung)) if month else name,
        ),
        Tile(
            words.say("c_cost"),
            words.rupiah(month.biaya_rp if month else None),
            words.say("no_tariff", n=words.number(month.n_tanpa_biaya))
            if month and month.n_tanpa_biaya
            else words.say("cost_note"),
        ),
        Tile(
            words.say("c_wasteful"),
            words.number(month.kelas[_WASTEFUL] if judged and month else None),
            words.say("of_judged", n=words.number(judged)),
        ),
        Tile(words.say("c_dark"), words.number(night.panels[DARK] if night else None), when or words.say("no_nights")),
        Tile(
            words.say("c_by_day"), words.number(night.panels[BY_DAY] if night else None), when or words.say("no_nights")
        ),
        Tile(
            words.say("c_anomalies"),
            words.number(own.kinds.total()),
            words.listing(
                words.say("kind_n", n=own.kinds[k], kind=words.code("kind", k)) for k in _KINDS if own.kinds[k]
            )
            or words.say("last_nights", n=NIGHTS),
        ),
    ]


def _buildings(own: Energy, words: Words) -> Part:
    if own.month is None:
        return Part(None, words.say("no_buildings"))
    if not own.buildings:
        return Part(None, words.say("no_ike", month=words.month(own.month.bulan)))
    heads = ("c_building", "c_cost", "c_kwh", "c_ike", "c_class")
    lines = [
        Line(
            (
                _remarked(row.nama, *_building_remarks(row.is_ac, row.is_lengkap, words)),
                words.rupiah(row.biaya_rp),
                words.number(row.kwh),
                words.number(row.ike, 1),
                chip(_CLASSES.get(row.kelas, "abu"), words.code("ike", row.kelas)) if row.kelas else NOTHING,
            )
        )
        for row in own.buildings
    ]
    caption = words.say("building_caption", n=len(lines), month=words.month(own.month.bulan))
    note = words.say("incomplete_note", n=words.number(own.month.n_tidak_lengkap)) if own.month.n_tidak_lengkap else ""
    return Part(_table(caption, [words.say(key) for key in heads], lines), note, "ranking")


def _building_remarks(is_ac: bool | None, is_lengkap: bool, words: Words) -> list[Markup]:
    kind = [] if is_ac is None else [words.say("is_ac" if is_ac else "is_not_ac")]
    return [*kind, *([] if is_lengkap else [words.say("is_incomplete")])]


def _remarked(name: str, *remarks: Markup) -> Markup:
    return Markup("<span>{}{}</span>").format(name, small(Markup(" · ").join(remarks)) if remarks else "")


def _bills(own: Energy, words: Words) -> Part:
    if own.bills_bulan is None:
        return Part(None, words.say("no_bills"))
    month = words.month(own.bills_bulan)
    limit = words.percent(own.bill_limit_pct, 0)
    if not own.bills:
        return Part(None, words.say("bills_agree", month=month, limit=limit))
    heads = ("c_building", "c_billed", "c_measured", "c_difference")
    lines = [
        Line(
            (
                row.nama,
                words.number(row.kwh_tagihan),
                words.number(row.kwh),
                words.percent(row.selisih_pct) if row.selisih_pct < 0 else f"+{words.percent(row.selisih_pct)}",
            )
        )
        for row in own.bills
    ]
    caption = words.say("bill_caption", limit=limit, month=month)
    return Part(_table(caption, [words.say(key) for key in heads], lines), _more(len(lines), words))


def _nights(own: Energy, words: Words) -> Part:
    if not own.nights:
        return Part(None)
    heads = ("c_night", "c_panels", "c_dark", "c_by_day", "c_unread")
    lines = [
        Line(
            (
                words.short_date(night.malam_tgl),
                words.number(night.n_dinilai),
                *(words.number(night.panels[status]) for status in (DARK, BY_DAY, UNREAD)),
            )
        )
        for night in own.nights
    ]
    caption = words.say("nights_caption", n=len(lines))
    return Part(_table(caption, [words.say(key) for key in heads], lines), css="plain", folded=True)


def _panels(own: Energy, words: Words) -> Part:
    unmetered = words.say("unmetered_note", n=words.number(own.n_abonemen)) if own.n_abonemen else ""
    if not own.panels:
        read = [night for night in own.nights if night.n_dinilai]
        told = (
            words.say("lamps_well", panels=words.number(own.n_judged), n=len(read))
            if read
            else words.say("no_lamps", n=NIGHTS)
        )
        return Part(None, Markup("{} {}").format(told, unmetered))
    heads = ("c_panel", "c_dark_nights", "c_day_nights", "c_last_seen")
    lines = [
        Line(
            (
                _remarked(row.nama, *([Markup("{}").format(row.kecamatan)] if row.kecamatan else [])),
                words.number(row.n_mati) if row.n_mati else NOTHING,
                words.number(row.n_siang) if row.n_siang else NOTHING,
                words.short_date(row.terakhir_tgl),
            )
        )
        for row in own.panels
    ]
    note = Markup(" ").join(part for part in (_more(len(lines), words), unmetered) if part)
    caption = words.say("panel_caption", n=len(own.nights))
    return Part(_table(caption, [words.say(key) for key in heads], lines), note)


def _anomalies(own: Energy, words: Words) -> Part:
    if not own.kinds:
        return Part(None, words.say("no_anomalies", n=NIGHTS))
    lost = words.say("lost_note", n=words.number(own.kinds["DATA_HILANG"])) if own.kinds["DATA_HILANG"] else ""
    if not own.anomalies:
        return Part(None, lost)
    heads = ("c_object", "c_kind", "c_began", "c_kwh", "c_usual")
    lines = [_anomaly(row, words) for row in own.anomalies]
    note = Markup(" ").join(part for part in (_more(len(lines), words), lost) if part)
    caption = words.say("anomaly_caption", n=NIGHTS)
    return Part(_table(caption, [words.say(key) for key in heads], lines), note, "anomalies")


def _anomaly(row: Anomaly, words: Words) -> Line:
    began = Markup("{} {}").format(words.short_date(row.mulai.date()), _clock(row.mulai, words))
    kind = words.code("kind", row.jenis)
    return Line((row.nama, kind, began, words.number(row.kwh, 1), words.number(row.kwh_wajar, 1)))


def _clock(instant: datetime, words: Words) -> str:
    return f"{instant:%H.%M}" if words.language == "id" else f"{instant:%H:%M}"

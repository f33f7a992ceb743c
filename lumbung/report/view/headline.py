"""The few sentences that a regional secretary reads first, made from facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lumbung.report.facts import deliveries
from lumbung.report.facts.budget import Budget
from lumbung.report.facts.complaints import Complaints
from lumbung.report.facts.energy import Energy
from lumbung.report.facts.lamps import BY_DAY, DARK
from lumbung.report.facts.marts import Names
from lumbung.report.facts.waste import Waste
from lumbung.report.night import Night
from lumbung.report.words import Words


@dataclass(frozen=True, slots=True)
class Figured:
    """The figures of every government that has some."""

    complaints: Sequence[Complaints]
    budgets: Sequence[Budget]
    wastes: Sequence[Waste]
    energies: Sequence[Energy]

    def __bool__(self) -> bool:
        return any((self.complaints, self.budgets, self.wastes, self.energies))


def sentences(night: Night, figures: Figured, names: Names, words: Words) -> list[Markup]:
    """Three to seven sentences: files, checks, complaints, absorption, who is behind, waste, lights.

    Governments stand in the order of their codes; nothing here compares them.
    """
    found = [
        _files(night, words),
        _checks(night, words),
        _complaints(figures.complaints, names, words),
        _absorption(figures.budgets, names, words),
        _behind(figures.budgets, names, words),
        _waste(figures.wastes, names, words),
        _lamps(figures.energies, names, words),
    ]
    nothing = [] if figures else [words.say("s_no_figures")]
    return [*(sentence for sentence in found if sentence is not None), *nothing]


def _files(night: Night, words: Words) -> Markup:
    arrived = deliveries.arrived(night)
    if not arrived:
        return words.say("s_no_files")
    outcomes = Counter(map(deliveries.fate, arrived))
    rows = deliveries.Rows.of(arrived)
    files = words.count(outcomes.total(), "file")
    kept = words.count(rows.valid, "row")
    broken = sum(outcomes[o] for o in (*deliveries.BROKEN, deliveries.MISPLACED))
    if broken:
        return words.say("s_files_broken", files=files, rows=kept, n=words.strong(broken))
    held = words.count(rows.quarantined, "row")
    return words.say("s_files", files=files, rows=kept, quarantined=held)


def _checks(night: Night, words: Words) -> Markup:
    red, yellow = (deliveries.failed_checks(night, s) for s in ("merah", "kuning"))
    old = deliveries.stale(night)
    found = [
        *([words.say("s_red", checks=words.count(len(red), "check"))] if red else []),
        *([words.say("s_yellow", checks=words.count(len(yellow), "check"))] if yellow else []),
        *([words.say("s_stale", sources=words.count(len(old), "source"))] if old else []),
    ]
    if found:
        return words.say("s_checks_failed", found=words.listing(found))
    if not night.checks:
        return words.say("s_no_checks")
    return words.say("s_checks", checks=words.count(len(night.checks), "check"))


def _complaints(figures: Sequence[Complaints], names: Names, words: Words) -> Markup | None:
    parts = [
        words.say(
            "s_complaints_part",
            pemda=names.of_pemda(own.kd_pemda),
            open=words.strong(words.number(own.today.total)),
            late=words.strong(words.number(own.today.lewat)),
        )
        for own in figures
        if own.today
    ]
    return words.say("s_complaints", parts=words.listing(parts)) if parts else None


def _absorption(budgets: Sequence[Budget], names: Names, words: Words) -> Markup | None:
    parts = []
    for budget in budgets:
        now = budget.now
        if now.serapan_pct is None:
            continue
        key = "s_absorption_bare"
        if now.deviasi_pp is not None:
            key = "s_absorption_behind" if now.deviasi_pp < 0 else "s_absorption_ahead"
        parts.append(
            words.say(
                key,
                pemda=names.of_pemda(budget.kd_pemda),
                pct=words.strong(words.percent(now.serapan_pct)),
                points=words.strong(words.number(now.gap_points, 1)),
            )
        )
    return words.say("s_absorption", parts=words.listing(parts)) if parts else None


def _behind(budgets: Sequence[Budget], names: Names, words: Words) -> Markup | None:
    parts = [
        words.say(
            "s_behind_part",
            n=words.strong(budget.tally("merah")),
            pemda=names.of_pemda(budget.kd_pemda),
            opd=worst.nama,
            points=words.strong(words.number(worst.gap_points, 1)),
        )
        for budget in budgets
        if (worst := next((row for row in budget.behind if row.warna == "merah"), None))
    ]
    return words.say("s_behind", parts=words.listing(parts)) if parts else None


def _waste(wastes: Sequence[Waste], names: Names, words: Words) -> Markup | None:
    parts = [
        words.say(
            "s_waste_part",
            pct=words.strong(words.percent(own.complete.terkelola_pct)),
            pemda=names.of_pemda(own.kd_pemda),
            month=words.month(own.complete.bulan),
        )
        for own in wastes
        if own.complete and own.complete.terkelola_pct is not None
    ]
    return words.say("s_waste", parts=words.listing(parts)) if parts else None


def _lamps(energies: Sequence[Energy], names: Names, words: Words) -> Markup | None:
    """The newest night of governments with something to mend."""
    parts = [
        words.say(
            "s_lamps_part",
            dark=words.strong(own.nights[0].panels[DARK]),
            by_day=words.strong(own.nights[0].panels[BY_DAY]),
            pemda=names.of_pemda(own.kd_pemda),
        )
        for own in energies
        if own.nights and own.nights[0].panels[DARK] + own.nights[0].panels[BY_DAY]
    ]
    return words.say("s_lamps", parts=words.listing(parts)) if parts else None

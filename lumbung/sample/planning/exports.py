"""The nightly full exports of a planning season: every proposal written so far, as it stands."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from lumbung.sample.city import KOTA, City, day_number, iso_minutes
from lumbung.sample.files import Delivery, at
from lumbung.sample.planning import story
from lumbung.sample.planning.proposals import POKIR, USULAN, Proposal, Year
from lumbung.sample.sources import SOURCES

_PAST = ((4, 15), (8, 25))
_SEASON = ((2, 20), (3, 20), (4, 30), (6, 30))
"""Days of export in the year before the budget's: of past seasons, and of the one that is on."""
_SEASON_OVER = (7, 6)
_LATE_A_NIGHT, _LATE_LONGER = 0.015, 0.04
_FILES = {USULAN: ("usulan", 15), POKIR: ("pokir", 25)}


def schedule(tahun: int, until: date) -> list[date]:
    """Days on which the exports of a tahun anggaran arrive, none after `until`."""
    if tahun <= until.year:
        return [day for day in (date(tahun - 1, *d) for d in _PAST) if day <= until]
    if until < date(tahun - 1, *_SEASON[0]):
        return []
    last = until - timedelta(days=1)
    return [*(day for day in (date(tahun - 1, *d) for d in _SEASON) if day < last), last, until]


def cut(day: date) -> int:
    """The last minute that a day's export knows."""
    return day_number(day) * story.DAY + 17 * 60


def add_late_changes(year: Year, until: date, rand: np.random.Generator) -> None:
    """Let a few proposals change after their season: nothing is ever quite finished."""
    days = schedule(year.tahun, until)
    for before, day in list(pairwise(days))[-2:]:
        if day < date(year.tahun - 1, *_SEASON_OVER):
            continue
        share = _LATE_A_NIGHT if day - before == timedelta(days=1) else _LATE_LONGER
        for source in _FILES:
            own = year.of(source)
            known = [p for p in own if p.events[-1][0] <= cut(before)]
            count = min(len(known), max(1, round(share * len(own))))
            for n in np.sort(rand.choice(len(known), count, replace=False)).tolist():
                draws = iter(rand.random(8).tolist())
                when = cut(before) + 60 + int(next(draws) * (cut(day) - cut(before) - 60))
                change_late(known[n], when, [*draws])


def change_late(proposal: Proposal, when: int, draws: list[float]) -> None:
    """Append one change to a proposal whose last one lies before."""
    state, decision = proposal.state(when)
    proposal.events.append(story.late_event(state, decision, when, proposal.asked, iter(draws)))


def deliveries(city: City, year: Year, until: date) -> list[Delivery]:
    """The exports of one government and year."""
    found = []
    for source, (name, minutes) in _FILES.items():
        own = year.of(source)
        for day in schedule(year.tahun, until):
            known = [p for p in own if p.start <= cut(day)]
            if not known:
                continue
            sent = at(day, 18, minutes + (0 if city.kd_pemda == KOTA else 2))
            made = _export(source, year, known, cut(day))
            made.name, made.delivered = f"{name}_{year.tahun}_{day:%Y%m%d}.csv", sent
            found.append(made)
    return found


def _export(source: str, year: Year, known: list[Proposal], minute: int) -> Delivery:
    states = [p.state(minute) for p in known]
    rows = [row for row, _ in states]
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name, _ in SOURCES[source].columns}
    columns["update_at"] = iso_minutes(np.array(columns["update_at"], dtype=np.int64))
    made = Delivery(source, year.city.kd_pemda, "", at(date(year.tahun, 1, 1), 0, 0), columns)
    made.marks = {
        "proposal": list(known),
        "keputusan": [decision for _, decision in states],
        "shared": [len(year.needs[p.need].asked) > 1 for p in known],
    }
    for number, row in enumerate(rows):
        # SIPD writes a status that was never set as NULL or as nothing.
        if row["status_usul_teks"] is None and int(row["id_usulan"]) % 2:
            made.text[number, "status_usul_teks"] = "NULL"
    return made

"""A season of nightly exports of any size, for measurements: night after night the same rows, of which a
given share has changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from lumbung.sample.city import City, iso_minutes, load_city, rng
from lumbung.sample.files import FORMATS, Delivery, at, store
from lumbung.sample.planning import exports, story
from lumbung.sample.planning.proposals import POKIR, USULAN, Proposal, Year, plan_year
from lumbung.sample.sources import SOURCES

_DRAWS = 8


@dataclass(frozen=True)
class Export:
    """One file of one night: `changed` of its `rows` differ from the night before."""

    source: str
    kd_pemda: str
    name: str
    delivered: datetime
    data: bytes
    rows: int
    changed: int

    def write(self, landing: Path) -> Path:
        """Write it below `landing` with the mtime of its delivery."""
        file = Delivery(self.source, self.kd_pemda, self.name, self.delivered, {})
        store(landing, file, self.data)
        return landing / file.path


def nightly_exports(
    reference: Path,
    kd_pemda: str,
    last: date,
    *,
    usulan: int = 30_000,
    pokir: int = 8_000,
    nights: int = 120,
    changed: float = 0.01,
    seed: int = 1,
) -> Iterator[Export]:
    """The exports of the tahun anggaran after `last.year`, two files a night, oldest first; the last
    ones arrive on `last`. `changed` is the share of rows that differ from the night before.

    Raises:
        ValueError: no nomenclature covers that tahun anggaran.
    """
    city = load_city(reference, kd_pemda, last)
    if last.year + 1 not in city.subs:
        raise ValueError(f"nomenklatur untuk tahun anggaran {last.year + 1} tidak ada di {reference}")
    year = plan_year(city, last.year + 1, usulan, pokir, [], seed)
    rand = rng(seed, "malam", kd_pemda, last.isoformat())
    first = last - timedelta(days=nights - 1)
    series = [_Series(city, year, source, exports.cut(first)) for source in (USULAN, POKIR)]
    for night in range(nights):
        day = first + timedelta(days=night)
        for one in series:
            count = one.change(day, changed, rand) if night else 0
            yield one.export(day, count)


class _Series:
    """The rows of one source as lines of CSV; only what changes is written again."""

    def __init__(self, city: City, year: Year, source: str, minute: int) -> None:
        self.city, self.tahun, self.source = city, year.tahun, source
        self.columns = [(name, FORMATS.get(kind, str)) for name, kind in SOURCES[source].columns]
        self.proposals = year.of(source)
        self.states: list[dict[str, Any]] = []
        self.decisions: list[str] = []
        for proposal in self.proposals:
            state, decision = proposal.state(max(minute, proposal.start))
            self.states.append({**state, "update_at": min(state["update_at"], minute)})
            self.decisions.append(decision)
        self.rest: list[list[story.Event]] = [[e for e in p.events if e[0] > minute] for p in self.proposals]
        self.lines = [self._line(state) for state in self.states]

    def change(self, day: date, share: float, rand: np.random.Generator) -> int:
        """Let a share of the rows take the next step of their story, or a late one."""
        count = round(share * len(self.lines))
        chosen = rand.choice(len(self.lines), count, replace=False).tolist()
        minutes = exports.cut(day) - rand.integers(1, 8 * 60, count)
        draws = rand.random((count, _DRAWS)).tolist()
        for n, when, u in zip(chosen, minutes.tolist(), draws, strict=True):
            event = self._next(self.proposals[n], n, when, u)
            self.states[n] = {**self.states[n], **event[1], "update_at": when}
            self.decisions[n] = event[2]
            self.lines[n] = self._line(self.states[n])
        return count

    def _next(self, proposal: Proposal, n: int, when: int, u: list[float]) -> story.Event:
        if self.rest[n]:
            return self.rest[n].pop(0)
        return story.late_event(self.states[n], self.decisions[n], when, proposal.asked, iter(u))

    def _line(self, state: dict[str, Any]) -> str:
        row = {**state, "update_at": iso_minutes(np.array([state["update_at"]], dtype=np.int64))[0]}
        buffer = io.StringIO()
        cells = ("" if row[name] is None else form(row[name]) for name, form in self.columns)
        csv.writer(buffer, delimiter=";", lineterminator="\n").writerow(cells)
        return buffer.getvalue()

    def export(self, day: date, changed: int) -> Export:
        header = ";".join(name for name, _ in self.columns) + "\n"
        data = (header + "".join(self.lines)).encode()
        name = f"{self.source.removeprefix('sipd_')}_{self.tahun}_{day:%Y%m%d}.csv"
        minute = 15 if self.source == USULAN else 25
        return Export(self.source, self.city.kd_pemda, name, at(day, 18, minute), data, len(self.lines), changed)

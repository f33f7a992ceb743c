"""Sarapan: what citizens write to the DPRD, and the JSON deltas in which it arrives."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from lumbung.sample.city import KOTA, City, day_number, iso_minutes, rng
from lumbung.sample.files import Delivery, at
from lumbung.sample.planning import spelling, story
from lumbung.sample.planning.council import council, dapil_of
from lumbung.sample.planning.needs import SARAPAN_DOOR, Need
from lumbung.sample.planning.proposals import POKIR, Proposal, Year
from lumbung.sample.planning.stages import PENDING, REJECTED
from lumbung.sample.planning.words import SARAN
from lumbung.sample.sources import SOURCES
from lumbung.sample.tickets import names, phones

SOURCE = "sarapan_aspirasi"
_CUT_OFF = (3, 31)
_QUARTERS = ((1, 10), (4, 10), (7, 10), (10, 10))
_LINKED, _OLD, _PLACED, _TOLD, _REFUSED, _FORWARDED = 0.65, 0.1, 0.85, 0.03, 0.12, 0.75
_NEXT_YEAR_SHARE = 0.02


@dataclass(eq=False)
class Aspiration:
    """One message through time. `tahun`: the budget year in which it counts; `need` is that year's,
    None for one that no proposal of a known year shares."""

    tahun: int
    need: int | None
    start: int
    base: dict[str, Any]
    events: list[tuple[int, str]] = field(default_factory=list)
    pokir: list[Proposal] = field(default_factory=list)
    is_shared: bool = False

    @property
    def member(self) -> str:
        return f"SRP:{self.base['id']}"

    @property
    def decision(self) -> str:
        return REJECTED if self.events[-1][1] == "ditolak" else PENDING

    def status(self, minute: int) -> tuple[str, int]:
        """Status at a minute, and since when."""
        known = [e for e in self.events if e[0] <= minute][-1]
        return known[1], known[0]


def _zoned(minutes: list[int]) -> list[str]:
    """Minutes as ISO texts with offset."""
    return [t.replace(" ", "T") + ":00+07:00" for t in iso_minutes(np.array(minutes, dtype=np.int64))]


def aspirations(city: City, years: list[Year], seed: int, until: date) -> list[Aspiration]:
    """All messages of one government up to `until`, in the order of their ids; proposals of the
    DPRD that took one up get its id."""
    rand = rng(seed, SOURCE, city.kd_pemda)
    writer = _Writer(city, council(city, seed), rand)
    for year in years:
        by_need: dict[int, list[Proposal]] = defaultdict(list)
        for proposal in year.of(POKIR):
            by_need[proposal.need].append(proposal)
        for number, need in enumerate(year.needs):
            if SARAPAN_DOOR in need.asked:
                writer.answer(year, number, need, by_need[number])
    if years:
        writer.waiting(years[-1], max(2, round(_NEXT_YEAR_SHARE * len(years[-1].needs))), until)
    last = day_number(until) * story.DAY + 17 * 60
    found = sorted((a for a in writer.made if a.start <= last), key=lambda a: a.start)
    serial: dict[str, int] = {}
    for aspiration, text in zip(found, _zoned([a.start for a in found]), strict=True):
        serial[text[:4]] = serial.get(text[:4], 0) + 1
        aspiration.base["id"] = f"SRP-{text[:4]}-{serial[text[:4]]:06d}"
        aspiration.base["tanggal"] = text
        for proposal in aspiration.pokir:
            proposal.base["id_sarapan"] = aspiration.base["id"]
    return found


class _Writer:
    def __init__(self, city: City, members: list[list[str]], rand: np.random.Generator) -> None:
        self.city, self.members, self.rand = city, members, rand
        self.made: list[Aspiration] = []

    def answer(self, year: Year, number: int, need: Need, mine: list[Proposal]) -> None:
        """The message behind a need; the first of the DPRD's proposals for it (`mine`) may name it."""
        u = self.rand.random(6).tolist()
        linked = mine[:1] if u[0] < _LINKED else []
        # A message that is named counts in that proposal's year, however old it is.
        age = 1 if linked and u[1] < _OLD else 0
        first = date(year.tahun - 2 - age, _CUT_OFF[0], _CUT_OFF[1]) + timedelta(days=1)
        days = 270 if mine else 364
        start = story.minute(first + timedelta(days=int(u[2] * days)), u[3])
        made = self._write(year, number, need, start, shared=len(need.asked) > 1)
        if linked:
            made.pokir = linked
            # Who is deleted in SIPD would leave the message without a year.
            linked[0].events = [e for e in linked[0].events if "active" not in e[1]]
            made.events.append((max(linked[0].start, made.events[-1][0] + 60), "menjadi_pokir"))

    def waiting(self, year: Year, count: int, until: date) -> None:
        """Messages of the last months, too late for the year that is being planned."""
        first = date(year.tahun - 1, _CUT_OFF[0], _CUT_OFF[1]) + timedelta(days=1)
        span = (until - first).days
        lonely = [n for n in year.needs if n.asked == SARAPAN_DOOR]
        for n in range(count if span > 0 else 0):
            u = self.rand.random(2).tolist()
            start = story.minute(first + timedelta(days=int(u[0] * span)), u[1])
            model = lonely[n % len(lonely)]
            self._write(year, None, model, start, shared=False, tahun=year.tahun + 1)

    def _write(
        self, year: Year, number: int | None, need: Need, start: int, shared: bool, tahun: int | None = None
    ) -> Aspiration:
        city, place = self.city, need.place
        draws = iter(self.rand.random(2 * spelling.DRAWS + 12).tolist())
        u = draws.__next__
        village = city.villages[place.village]
        work = year.offers[need.offer].work
        where = spelling.address(place, village, shared, False, draws)
        what = work.says[int(u() * len(work.says))] if u() < 0.6 else work.titles[need.entry]
        isi = SARAN[int(u() * len(SARAN))].format(what=what[0].lower() + what[1:], where=where, why=work.masalah)
        telepon = phones(1, self.rand)[0]
        if u() < _TOLD:
            isi += f" Bisa hubungi {telepon}."
        nama = names(1, self.rand)[0]
        dapil = dapil_of(city, village.kd_kecamatan)
        group = self.members[dapil - 1]
        base: dict[str, Any] = {
            "id": None,
            "tanggal": None,
            "nama": nama,
            "telepon": telepon if u() < 0.8 else None,
            "email": nama.lower().replace(" ", ".").replace("'", "") + "@example.com" if u() < 0.5 else None,
            "kode_kelurahan": village.kd,
            "dapil": f"{city.nama} {dapil}",
            "tujuan_anggota": group[int(u() * len(group))] if u() < 0.7 else None,
            "judul": f"{what} {spelling.short(place)}" if shared or u() < _PLACED else what,
            "isi": isi,
            "kategori": work.kategori,
        }
        made = Aspiration(tahun or year.tahun, number, start, base, [(start, "masuk")], is_shared=shared)
        later = start + story.DAY * (3 + int(u() * 27))
        if u() < _FORWARDED:
            made.events.append((later, "diteruskan"))
        elif not shared and u() < _REFUSED / (1 - _FORWARDED):
            made.events.append((later, "ditolak"))
        self.made.append(made)
        return made


def _cuts(until: date) -> list[date]:
    """Days of delivery: last winter's history, then every quarter, then the last night."""
    days = [date(year, *day) for year in (until.year - 1, until.year) for day in _QUARTERS]
    return [*(d for d in days if d < until), until]


def deliveries(city: City, found: list[Aspiration], until: date) -> list[Delivery]:
    """One JSON delta per quarter: new messages and those whose status changed since the last one."""
    files = []
    before = -1
    for day in _cuts(until):
        cut = day_number(day) * story.DAY + 17 * 60
        chosen = [a for a in found if a.start <= cut and before < a.status(cut)[1] <= cut]
        before = cut
        if not chosen:
            continue
        states = [a.status(cut) for a in chosen]
        columns: dict[str, list[Any]] = {
            name: [a.base.get(name) for a in chosen] for name, _ in SOURCES[SOURCE].columns
        }
        columns["status"] = [status for status, _ in states]
        columns["diperbarui"] = _zoned([since for _, since in states])
        sent = at(day, 18, 40 if city.kd_pemda == KOTA else 44)
        made = Delivery(SOURCE, city.kd_pemda, f"sarapan_{day:%Y%m%d}.json", sent, columns)
        made.marks = {"aspiration": list(chosen), "shared": [a.is_shared for a in chosen]}
        files.append(made)
    return files

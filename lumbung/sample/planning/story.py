"""What happens to a proposal: a list of dated changes, each with the decision that holds after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lumbung.sample.city import day_number
from lumbung.sample.planning.stages import (
    ACCEPTED,
    CANCELLED,
    DIAKOMODIR_OPD,
    DIBATALKAN,
    DITOLAK_OPD,
    NOT_SUBMITTED,
    PENDING,
    REFUSED,
    REJECTED,
    RETURNED,
    Stage,
)
from lumbung.sample.planning.words import BATAL, KEMBALI, REKOMENDASI, TOLAK

DAY = 24 * 60
_DRAFT, _CANCELLED, _DELETED = 0.03, 0.02, 0.012
_RESUBMITTED, _NO_AMOUNT, _ZERO = 0.55, 0.07, 0.015
_LINKED, _AT_ONCE_BY_OPD = 0.9, 0.05
_CATEGORIES = tuple(TOLAK)
DRAWS = 96
"""Random numbers that one story needs."""

Event = tuple[int, dict[str, Any], str]
"""Minute (since 1970 in WIB), changed columns, decision from then on."""


@dataclass(frozen=True)
class Asked:
    """What a story must know of its proposal: money asked for (rupiah), code of the sub-kegiatan
    that would pay, other office it may be passed on to, whether others ask the same."""

    anggaran: int
    sub: str
    other_opd: str | None
    is_repeated: bool


def minute(day: date, u: float) -> int:
    """A minute of the day in office hours."""
    return day_number(day) * DAY + 8 * 60 + int(u * 8 * 60)


def _between(year: int, opens: tuple[int, int], closes: tuple[int, int], u: float) -> int:
    first, last = day_number(date(year, *opens)), day_number(date(year, *closes))
    return (first + int(u * (last - first + 1))) * DAY + 8 * 60 + int(u * 7919 % 1 * 8 * 60)


def created(year: int, window: tuple[tuple[int, int], tuple[int, int]], u: float) -> int:
    """The minute in which a proposal is written down."""
    return _between(year, *window, u)


def thousands(amount: float) -> int:
    return int(amount / 1000) * 1000


def refusal(is_repeated: bool, u: float, v: float) -> str | None:
    """Why it was refused, now and then not said."""
    if u > 0.97:
        return None
    kind = "DUPLIKAT_USULAN" if is_repeated and u < 0.4 else _CATEGORIES[int(v * len(_CATEGORIES))]
    return TOLAK[kind][int(u * 7919 % 1 * len(TOLAK[kind]))]


def story(asked: Asked, stages: tuple[Stage, ...], year: int, start: int, draws: Iterator[float]) -> list[Event]:
    """All events of a proposal that is written down at minute `start` of `year`, in order."""
    u = draws.__next__
    if u() < _DRAFT:
        return [(start, {}, NOT_SUBMITTED)]
    fate = _Fate(asked, stages, year, u)
    events = fate.events(start)
    if u() < _CANCELLED and not any("id_sub_giat_bl" in changes for _, changes, _ in events):
        events = events[: 1 + int(u() * len(events))]
        status = {"status_usul_teks": DIBATALKAN} if u() < 0.6 else {}
        changes = {"is_batal": 1, "is_kembalikan": 0, "batal_teks": BATAL[int(u() * len(BATAL))], **status}
        if events[-1][2] != REJECTED:
            events.append((events[-1][0] + DAY + int(u() * 9 * DAY), changes, CANCELLED))
    if u() < _DELETED:
        events.append((events[-1][0] + 2 * DAY + int(u() * 30 * DAY), {"active": 0}, events[-1][2]))
    return events


class _Fate:
    """One walk through the stages."""

    def __init__(self, asked: Asked, stages: tuple[Stage, ...], year: int, u: Callable[[], float]) -> None:
        self.asked, self.stages, self.year, self.u = asked, stages, year, u
        self.amount = asked.anggaran

    def events(self, start: int) -> list[Event]:
        u = self.u
        waiting = self._waiting(0)
        found: list[Event] = [(start, {}, NOT_SUBMITTED)]
        now = start + 60 + int(u() * 5 * DAY)
        found.append((now, {"status_usul_teks": waiting}, PENDING))
        for number, stage in enumerate(self.stages):
            now = max(now + 30 + int(u() * DAY), _between(self.year, stage.opens, stage.closes, u()))
            end = self._end(stage, waiting, u())
            if end is not None:
                if end[1] != PENDING:
                    found.append((now, *end))
                if end[1] != RETURNED or u() > _RESUBMITTED:
                    return found
                now += 2 * DAY + int(u() * 8 * DAY)
                found.append((now, {"is_kembalikan": 0}, PENDING))
                now += DAY
            changes = self._review(stage)
            if number + 1 == len(self.stages):
                if u() < _LINKED:
                    changes["id_sub_giat_bl"] = self.asked.sub
                found.append((now, changes, ACCEPTED))
            elif stage.kode == "FORUM_SKPD" and u() < _AT_ONCE_BY_OPD:
                found.append((now, {**changes, "status_usul_teks": DIAKOMODIR_OPD}, ACCEPTED))
                return found
            else:
                if stage.kode == "FORUM_SKPD" and self.asked.other_opd:
                    changes["rev_skpd"] = self.asked.other_opd
                waiting = self._waiting(number + 1)
                found.append((now, {**changes, "status_usul_teks": waiting}, PENDING))
        return found

    def _waiting(self, number: int) -> str:
        texts = self.stages[number].waiting
        return texts[int(self.u() * len(texts))]

    def _end(self, stage: Stage, waiting: str, draw: float) -> tuple[dict[str, Any], str] | None:
        """The changes and decision with which the way ends or halts here; None where it goes on."""
        u = self.u
        if draw < stage.refused:
            text = waiting + REFUSED
            if stage.kode == "FORUM_SKPD" and u() < 0.3:
                text = DITOLAK_OPD
            changes: dict[str, Any] = {"status_usul_teks": text, "is_tolak": int(u() < 0.93), "is_verif": 1}
            changes["tolak_teks"] = refusal(self.asked.is_repeated, u(), u())
            if stage.reviewer and u() < 0.25:
                changes[f"rekom_{stage.reviewer}_anggaran"] = 0
            return changes, REJECTED
        if draw < stage.refused + stage.returned:
            changes = {"is_kembalikan": 1}
            if stage.reviewer:
                changes[f"rekom_{stage.reviewer}_rekomendasi"] = KEMBALI
            return changes, RETURNED
        return ({}, PENDING) if draw < stage.refused + stage.returned + stage.stuck else None

    def _review(self, stage: Stage) -> dict[str, Any]:
        """What the reviewer of a stage enters on passing a proposal."""
        u = self.u
        changes: dict[str, Any] = {"is_verif": 1}
        if not stage.reviewer:
            return changes
        changes[f"rekom_{stage.reviewer}_rekomendasi"] = REKOMENDASI[int(u() * len(REKOMENDASI))]
        forgotten, cut = u(), u()
        if stage.reviewer == "tapd" or forgotten >= _NO_AMOUNT:
            self.amount = max(1000, thousands(self.amount * (1 if cut < 0.5 else 0.6 + 0.4 * cut)))
            nothing = stage.reviewer in ("mitra", "skpd") and forgotten > 1 - _ZERO
            changes[f"rekom_{stage.reviewer}_anggaran"] = 0 if nothing else self.amount
        return changes


def late_event(state: dict[str, Any], decision: str, when: int, asked: Asked, draws: Iterator[float]) -> Event:
    """A change after the season: a correction of TAPD, a late refusal, a new place in the list."""
    u = draws.__next__
    kind = u()
    if decision == ACCEPTED and state["rekom_tapd_anggaran"] and kind < 0.6:
        amount = max(1000, thousands(state["rekom_tapd_anggaran"] * (0.85 + 0.3 * u())))
        changes: dict[str, Any] = {"rekom_tapd_anggaran": amount}
        if not state["id_sub_giat_bl"]:
            changes["id_sub_giat_bl"] = asked.sub
        if amount != state["rekom_tapd_anggaran"]:
            return when, changes, ACCEPTED
    at_end = str(state["status_usul_teks"]).startswith("Diteruskan ke Musrenbang Provinsi")
    if decision == PENDING and at_end and kind < 0.7:
        amount = max(1000, thousands(asked.anggaran * (0.5 + 0.5 * u())))
        return when, {"rekom_tapd_anggaran": amount, "id_sub_giat_bl": asked.sub, "is_verif": 1}, ACCEPTED
    if decision == PENDING and kind < 0.8:
        text = str(state["status_usul_teks"]) + REFUSED
        reason = refusal(asked.is_repeated, u(), u())
        return when, {"status_usul_teks": text, "is_tolak": 1, "tolak_teks": reason}, REJECTED
    return when, {"prioritas": state["prioritas"] + 1}, decision

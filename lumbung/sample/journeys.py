"""The way of a complaint through the offices: when it was verified, passed on, answered, closed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lumbung.sample.city import City, Ints

NEVER = np.iinfo(np.int64).max
DAY = 24 * 60
AUTO_CLOSE = 10 * DAY
"""Minutes after an answer at which a silent ticket closes by itself."""
# Order of the path; a ticket skips what does not happen to it.
STATES = (
    "Baru", "Terverifikasi", "Terdisposisi", "Tunda", "Diproses", "Dijawab", "Selesai",
    "Dibuka Kembali", "Selesai", "Bukan Wewenang", "Arsip", "Duplikat",
)  # fmt: skip
MASUK, VERIF, DISPO, TUNDA, PROSES, JAWAB, SELESAI, BUKA, TUTUP = range(9)
BUKAN, ARSIP, DUPLIKAT = range(9, 12)
_REFUSED = ((BUKAN, 0.03), (ARSIP, 0.02), (DUPLIKAT, 0.025))
# Median working days to an answer, one drawn per office; a few offices are badly late.
_USUAL_DAYS = (1, 1, 2, 2, 3, 3, 4)
_LATE_DAYS = 17
_LATE_OPDS = 3
_STUCK, _STUCK_LATE = 0.025, 0.25
_HALTED = 0.01
_PAUSED = 0.03
_BY_PEOPLE = 0.45
_REOPENED = 0.04


def later(city: City, after: Ints, workdays: Ints, rand: np.random.Generator) -> Ints:
    """A minute in office hours some working days after each minute, and always later than it.
    What comes after 15:00 is looked at on the next working day."""
    start = np.searchsorted(city.workdays, (after + 9 * 60) // DAY)
    day = city.workdays[np.minimum(start + workdays, len(city.workdays) - 1)]
    minute = day * DAY + rand.integers(8 * 60, 16 * 60, len(after))
    return np.where(minute > after, minute, after + rand.integers(3, 40, len(after)))


def _speeds(city: City, opd: Ints, rand: np.random.Generator) -> Ints:
    """Median working days to an answer by office; the late ones have work to be late with."""
    speed = rand.choice(_USUAL_DAYS, len(city.opds))
    busy = np.unique(opd)
    speed[rand.choice(busy, min(_LATE_OPDS, len(busy) // 2), replace=False)] = _LATE_DAYS
    return speed


def events(city: City, entered: Ints, opd: Ints, rand: np.random.Generator) -> Ints:
    """12 × n minutes at which every ticket reached each of `STATES`, `NEVER` where it did not."""
    count = len(entered)
    found = np.full((len(STATES), count), NEVER, dtype=np.int64)

    def happens(state: int, to: NDArray[np.bool_], when: Ints, since: Ints) -> Ints:
        """Note an event; returns the moment from which the next one counts."""
        found[state] = np.where(to, when, NEVER)
        return np.where(to, when, since)

    everyone = np.ones(count, dtype=bool)
    speed = _speeds(city, opd, rand)[opd]
    found[MASUK] = entered
    now = happens(VERIF, everyone, later(city, entered, rand.geometric(0.65, count) - 1, rand), entered)
    fate, edge = rand.random(count), 0.0
    for state, share in _REFUSED:
        happens(state, (fate >= edge) & (fate < edge + share), now, now)
        edge += share
    alive = (fate >= edge) & (rand.random(count) > _HALTED)
    now = happens(DISPO, alive, later(city, now + 20, rand.geometric(0.75, count) - 1, rand), now)
    now = happens(TUNDA, alive & (rand.random(count) < _PAUSED), now + rand.integers(30, 600, count), now)
    pace = np.maximum(1, rand.lognormal(np.log(speed), 0.7)).astype(np.int64)
    alive &= rand.random(count) > _HALTED
    now = happens(PROSES, alive, later(city, now + 5, pace // 3, rand), now)
    alive &= rand.random(count) > np.where(speed == _LATE_DAYS, _STUCK_LATE, _STUCK)
    now = happens(JAWAB, alive, later(city, now + 5, pace - pace // 3, rand), now)
    by_people = rand.random(count) < _BY_PEOPLE
    soon = now + rand.integers(60, AUTO_CLOSE - DAY, count)
    now = happens(SELESAI, alive, np.where(by_people, soon, now + AUTO_CLOSE), now)
    again = alive & (rand.random(count) < _REOPENED)
    now = happens(BUKA, again, now + rand.integers(60, 5 * DAY, count), now)
    happens(TUTUP, again, now + rand.integers(1, 12, count) * DAY, now)
    return found


def known_at(found: Ints, moment: int) -> tuple[Ints, Ints, Ints]:
    """Events known at a minute (others `NEVER`), index of the state then, minute of last change."""
    seen = np.where(found <= moment, found, -1)
    # Ties go to the later state: a refusal happens at the moment of the verification.
    state = len(STATES) - 1 - seen[::-1].argmax(axis=0)
    return np.where(found <= moment, found, NEVER), state, seen.max(axis=0)

"""What is consumed in every quarter of an hour, and the registers that count it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from lumbung.sample.city import City, Ints, day_number, rng
from lumbung.sample.energy.meters import ALL_DAY, OFFICE, OFFICE_AC, PJU, Fleet

QUARTERS = 96
_NOISE = {OFFICE_AC: 0.12, OFFICE: 0.15, ALL_DAY: 0.08, PJU: 0.03}
"""Largest deviation of a quarter from its profile, uniform: no quarter strays far by chance."""
LAMPS_ON, LAMPS_OFF = 70, 23
"""Quarters of the day at which street lights go on (17:30) and off (05:45)."""


def _office(base: float, shoulder: float) -> NDArray[np.float64]:
    """Dark until seven, full from eight to four, empty by six."""
    hours = [base] * 7 + [shoulder] + [1.0] * 8 + [shoulder, shoulder] + [base] * 6
    return np.repeat(hours, 4)


def _lamps() -> NDArray[np.float64]:
    quarter = np.arange(QUARTERS)
    return np.where((quarter >= LAMPS_ON) | (quarter < LAMPS_OFF), 1.0, 0.0)


_ALL_DAY = np.repeat([0.55] * 6 + [0.75] + [1.0] * 11 + [0.75] * 4 + [0.55] * 2, 4)
PROFILES = np.stack(
    [
        np.stack([_office(0.16, 0.6), _office(0.09, 0.5), _ALL_DAY, _lamps()]),
        np.stack([_office(0.16, 0.16) * 0 + 0.16, _office(0.09, 0.09) * 0 + 0.09, _ALL_DAY * 0.9, _lamps()]),
    ]
)
"""Share of the peak by kind of day (at work, off), kind of load and quarter."""


def consumption(fleet: Fleet, city: City, day: date, seed: int) -> Ints:
    """Thousandths of the register that each meter counts in each quarter of a WIB day."""
    number = day_number(day)
    off = 0 if number in city.workdays else 1
    rand = rng(seed, "beban", city.kd_pemda, day.isoformat())
    noise = np.array([_NOISE[k] for k in range(len(_NOISE))])[fleet.kind]
    share = PROFILES[off][fleet.kind] * (1 + noise[:, None] * (2 * rand.random((len(fleet), QUARTERS)) - 1))
    return np.rint(fleet.peak_kw[:, None] * share * 250 / fleet.factor[:, None]).astype(np.int64)


@dataclass
class Day:
    """One WIB day: `used` in each quarter, `register` at its beginning; meters × 96, thousandths."""

    day: date
    used: Ints
    register: Ints

    @property
    def minutes(self) -> Ints:
        """Beginning of every quarter, minutes since 1970-01-01 00:00 WIB."""
        return day_number(self.day) * 1440 + 15 * np.arange(QUARTERS, dtype=np.int64)


class Registers:
    """The counters of a fleet, day after day."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.standing = fleet.start.copy()

    def count(
        self,
        day: date,
        used: Ints,
        set_to: Mapping[tuple[int, int], int] | None = None,
        raised: Mapping[tuple[int, int], int] | None = None,
    ) -> Day:
        """The day's registers. (meter, quarter) → what the register is set to there, or raised by."""
        before = np.cumsum(used, axis=1) - used
        register = self.standing[:, None] + before
        for (meter, quarter), value in (set_to or {}).items():
            register[meter, quarter:] += value - register[meter, quarter]
        for (meter, quarter), value in (raised or {}).items():
            register[meter, quarter:] += value
        ended = register[:, -1] + used[:, -1]
        self.standing = ended % self.fleet.wrap
        return Day(day, used, register % self.fleet.wrap[:, None])


def days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))

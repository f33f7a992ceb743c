"""What goes wrong with meters on purpose: in the consumption, in the register, on the way to us."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from lumbung.sample.city import KOTA, City, day_number
from lumbung.sample.energy.loads import LAMPS_OFF, LAMPS_ON, QUARTERS
from lumbung.sample.energy.meters import PJU, Fleet
from lumbung.sample.energy.rows import ERR, EST

Spot = tuple[int, int]
"""Meter and quarter of the day."""
Span = tuple[int, int, int]
"""Meter, first quarter, quarter after the last one."""
_STEP, _LEAP, _GIANT = 4_000_000, 5_000_000, 10**12
"""Thousandths of the register by which one stays too high, one reading leaps, and one reading is absurd."""
NEW_REGISTER = 12_345
"""Where the register of a replacement begins."""


@dataclass
class Story:
    """One fault as the truth tells it: `expect` is a kind of anomaly or event, or "" for none."""

    what: str
    meter: int
    begins: tuple[date, int]
    ends: tuple[date, int]
    expect: str = ""


@dataclass
class Faults:
    """All that goes wrong in one government, by WIB day."""

    rollover: dict[int, tuple[date, int]] = field(default_factory=dict)
    scaled: dict[date, list[tuple[Span, float]]] = field(default_factory=lambda: defaultdict(list))
    set_to: dict[date, dict[Spot, int]] = field(default_factory=lambda: defaultdict(dict))
    raised: dict[date, dict[Spot, int]] = field(default_factory=lambda: defaultdict(dict))
    replaced: dict[int, date] = field(default_factory=dict)
    lost: dict[date, list[Span]] = field(default_factory=lambda: defaultdict(list))
    late: dict[date, list[Span]] = field(default_factory=lambda: defaultdict(list))
    status: dict[date, list[tuple[Span, int]]] = field(default_factory=lambda: defaultdict(list))
    leap: dict[date, list[tuple[Spot, int, str]]] = field(default_factory=lambda: defaultdict(list))
    corrected: dict[date, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    repeated: dict[date, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    repeated_later: dict[date, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    strangers: set[date] = field(default_factory=set)
    unreadable: set[date] = field(default_factory=set)
    resent: set[date] = field(default_factory=set)
    cut: set[date] = field(default_factory=set)
    told: list[Story] = field(default_factory=list)
    inexact: set[tuple[int, date]] = field(default_factory=set)
    """Meter and day whose kWh cannot be known exactly from the readings."""


@dataclass
class _Scene:
    city: City
    fleet: Fleet
    until: date
    found: Faults

    def __post_init__(self) -> None:
        self.buildings = [i for i, kind in enumerate(self.fleet.kind.tolist()) if kind != PJU]
        self.lights = [i for i, kind in enumerate(self.fleet.kind.tolist()) if kind == PJU]

    def building(self, n: int) -> int:
        return self.buildings[n % len(self.buildings)]

    def light(self, n: int) -> int:
        return self.lights[n % len(self.lights)]

    def ago(self, n: int) -> date:
        return self.until - timedelta(days=n)

    def workday(self, n: int) -> date:
        """The first working day on or after that many days ago."""
        day = self.ago(n)
        while day_number(day) not in self.city.workdays:
            day += timedelta(days=1)
        return day

    def tell(self, what: str, meter: int, day: date, first: int, last: int, expect: str = "") -> None:
        begins, ends = (day + timedelta(days=first // QUARTERS), first % QUARTERS), last
        self.found.told.append(
            Story(what, meter, begins, (day + timedelta(days=ends // QUARTERS), ends % QUARTERS), expect)
        )

    def scale(self, what: str, meter: int, day: date, span: tuple[int, int], factor: float, expect: str) -> None:
        """Consumption times `factor`; a span may run into the next day."""
        first, last = span
        for n in range(first // QUARTERS, (last - 1) // QUARTERS + 1):
            at = day + timedelta(days=n)
            begin, end = max(first - n * QUARTERS, 0), min(last - n * QUARTERS, QUARTERS)
            self.found.scaled[at].append(((meter, begin, end), factor))
        self.tell(what, meter, day, first, last, expect)

    def lose(self, meter: int, day: date, first: int, last: int) -> None:
        """Readings that never come; a gap over midnight leaves its days unknown."""
        for n in range(first // QUARTERS, (last - 1) // QUARTERS + 1):
            at = day + timedelta(days=n)
            begin, end = max(first - n * QUARTERS, 0), min(last - n * QUARTERS, QUARTERS)
            self.found.lost[at].append((meter, begin, end))
        if first // QUARTERS != last // QUARTERS:
            whole = range(first // QUARTERS, last // QUARTERS + 1)
            self.found.inexact |= {(meter, day + timedelta(days=n)) for n in whole}
        # The interval before the first lost reading has lost its end.
        self.tell("DATA_HILANG", meter, day, first - 1, last, "DATA_HILANG")


def plan(city: City, fleet: Fleet, until: date) -> Faults:
    """The faults of a government whose newest readings are of the day before `until`."""
    scene = _Scene(city, fleet, until, Faults())
    (_kota if city.kd_pemda == KOTA else _kabupaten)(scene)
    return scene.found


def _kota(s: _Scene) -> None:
    found = s.found
    found.rollover[s.building(0)] = (s.workday(44), 40)
    _reset(s, s.building(1), s.workday(37))
    _replace(s, s.building(2), s.workday(30))
    s.lose(s.building(3), s.ago(20), 36, 52)
    _over_month_end(s, s.building(4))
    found.status[s.ago(16)].append(((s.building(4), 36, 44), EST))
    s.scale("REGISTER_MACET", s.building(5), s.workday(19), (40, 56), 0.0, "PENURUNAN")
    found.status[s.ago(15)].append(((s.building(5), 50, 51), ERR))
    s.tell("BACAAN_ERR", s.building(5), s.ago(15), 49, 51, "DATA_HILANG")
    s.scale("LONJAKAN", s.building(6), s.workday(13), (4, 12), 3.0, "LONJAKAN")
    s.scale("PENURUNAN", s.building(6), s.workday(10), (40, 52), 0.15, "PENURUNAN")
    _leap(s, s.building(0), s.ago(9), 56, _GIANT, "REGISTER_DI_LUAR_DIGIT:register_kwh")
    _leap(s, s.building(2), s.ago(8), 56, _LEAP, "REGISTER_LONCAT:register_kwh")
    _step(s, s.building(3), s.workday(8), 60)
    found.corrected[s.ago(12)].append((s.building(0), 44))
    found.late[s.ago(14)].append((s.light(0), 24, 48))
    s.scale("LAMPU_MATI", s.light(0), s.ago(5), (LAMPS_ON, QUARTERS + LAMPS_OFF), 0.5, "PENURUNAN")
    _by_day(s, s.light(1), s.ago(4))
    found.repeated[s.ago(6)] += [(s.light(2), q) for q in (10, 11, 60)]
    found.repeated_later[s.ago(6)] += [(s.light(2), q) for q in (20, 70)]
    found.strangers.add(s.ago(6))
    found.unreadable.add(s.ago(3))
    found.resent.add(s.ago(11))
    found.cut.add(s.ago(2))


def _kabupaten(s: _Scene) -> None:
    found = s.found
    found.rollover[s.building(0)] = (s.workday(40), 44)
    s.lose(s.building(1), s.ago(24), 20, 2 * QUARTERS + 30)
    s.scale("PENURUNAN", s.building(2), s.workday(12), (40, 50), 0.15, "PENURUNAN")
    s.scale("LAMPU_MATI", s.light(0), s.ago(7), (LAMPS_ON, QUARTERS + LAMPS_OFF), 0.4, "PENURUNAN")
    found.repeated[s.ago(5)] += [(s.building(3), q) for q in (1, 2)]
    found.strangers.add(s.ago(5))


def _reset(s: _Scene, meter: int, day: date) -> None:
    """The register falls to nearly nothing, and no replacement is on record."""
    s.found.set_to[day][meter, 40] = 250
    s.found.inexact.add((meter, day))
    s.tell("REGISTER_RESET", meter, day, 39, 40, "REGISTER_RESET")


def _replace(s: _Scene, meter: int, day: date) -> None:
    """A new meter at nine o'clock; the power was off for the quarter before."""
    s.found.scaled[day].append(((meter, 35, 36), 0.0))
    s.found.set_to[day][meter, 36] = NEW_REGISTER
    s.found.replaced[meter] = day
    s.found.inexact.add((meter, day))
    s.tell("GANTI_METER", meter, day, 35, 36)


def _over_month_end(s: _Scene, meter: int) -> None:
    """Two days without readings, from the last day of a month on."""
    end = s.ago(5).replace(day=1) - timedelta(days=1)
    s.lose(meter, end, 24, 2 * QUARTERS + 24)


def _leap(s: _Scene, meter: int, day: date, quarter: int, by: int, reason: str) -> None:
    """One reading far off; those around it agree with each other."""
    s.found.leap[day].append(((meter, quarter), by, reason))
    s.tell(reason.partition(":")[0], meter, day, quarter - 1, quarter + 1, "DATA_HILANG")


def _step(s: _Scene, meter: int, day: date, quarter: int) -> None:
    """The register leaps and stays there: more than the connection can carry."""
    s.found.raised[day][meter, quarter] = _STEP
    s.found.leap[day].append(((meter, quarter), 0, "MELEBIHI_DAYA:register_kwh"))
    s.found.inexact.add((meter, day))
    s.tell("MELEBIHI_DAYA", meter, day, quarter - 1, quarter + 1, "MELEBIHI_DAYA")


def _by_day(s: _Scene, meter: int, day: date) -> None:
    """Lamps that burn from eight to four: nothing is consumed then otherwise, so nothing to multiply."""
    s.found.scaled[day].append(((meter, 32, 64), -1.0))
    s.tell("MENYALA_SIANG", meter, day, 32, 64)

"""Spots on the map of a government, kept apart where two needs of one kind must not be mistaken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from math import cos, hypot, pi, radians, sin

from lumbung.sample.city import City
from lumbung.sample.planning.kamus import Offer

_METRES_PER_DEGREE = 111_320
_SPACING_M, _APART_M = 210, 160
_GOLDEN_ANGLE = pi * (3 - 5**0.5)


@dataclass(frozen=True)
class Place:
    """A spot: `kind` is jl, kampung, dukuh, dusun, perum or gedung; `gang` a gang or block; RT and
    RW are 0 where nobody says them. `village` counts in the city's villages."""

    village: int
    kind: str
    name: str
    gang: str
    rt: int
    rw: int
    lat: float
    lon: float

    @property
    def key(self) -> tuple[object, ...]:
        """What tells one address from another: a building has its name, and whether a hamlet is
        called kampung, dusun or dukuh is nobody's business."""
        if self.kind == "gedung":
            return self.village, self.name
        kind = self.kind if self.kind in ("jl", "perum") else "kampung"
        return self.village, kind, self.name, self.gang, self.rt, self.rw


def metres(lat: float, east: float, north: float) -> tuple[float, float]:
    """Degrees of latitude and longitude of a way of some metres."""
    return north / _METRES_PER_DEGREE, east / (_METRES_PER_DEGREE * cos(radians(lat)))


@dataclass
class Chart:
    """Where needs of one year already are; two of one work (counted in `offers`) and village lie
    `_APART_M` apart."""

    city: City
    offers: list[Offer]
    points: dict[tuple[int, int], list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    used: set[tuple[object, ...]] = field(default_factory=set)

    def claim(self, offer: int, place: Place) -> Place | None:
        """The place at coordinates of its own, or None when that address already needs this work."""
        if (offer, *place.key) in self.used:
            return None
        home = self.city.villages[place.village]
        step = 0
        while True:  # a spiral around the centroid, turned by work so that works mix
            radius = _SPACING_M * (step + 0.3 + offer % 7 / 10) ** 0.5
            angle = step * _GOLDEN_ANGLE + offer
            found = shifted(place, home.lat, home.lon, radius * cos(angle), radius * sin(angle))
            if self.take(offer, found):
                return found
            step += 1

    def take(self, offer: int, place: Place) -> bool:
        """Whether the place was free for this work; it no longer is."""
        others = self.points[place.village, offer]
        if (offer, *place.key) in self.used or any(_distance(place, p) < _APART_M for p in others):
            return False
        self.used.add((offer, *place.key))
        others.append((place.lat, place.lon))
        return True


def shifted(place: Place, lat: float, lon: float, east: float, north: float) -> Place:
    """The place some metres away from a point."""
    up, right = metres(lat, east, north)
    return replace(place, lat=round(lat + up, 6), lon=round(lon + right, 6))


def _distance(place: Place, other: tuple[float, float]) -> float:
    up, right = metres(place.lat, 1, 1)
    return hypot((place.lat - other[0]) / up, (place.lon - other[1]) / right)

"""Complaints that come in through SP4N-LAPOR! and Open311, some about what P3M was told as well."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from lumbung.sample.channels import faulty, lapor, open311, twins
from lumbung.sample.channels.truth import channels
from lumbung.sample.city import City
from lumbung.sample.complaints import Desk
from lumbung.sample.dirt import Planted
from lumbung.sample.files import Delivery

__all__ = ["SOURCES", "Plan", "plan", "plant", "render", "truth"]

SOURCES = (lapor.SOURCE, open311.SOURCE)


@dataclass
class Plan:
    """The two channels of one government. `happenings`: tickets that are about one thing, P3M's too."""

    city: City
    files: list[Delivery] = field(default_factory=list)
    happenings: list[list[str]] = field(default_factory=list)

    @property
    def spared(self) -> set[str]:
        """Members of happenings: nothing is planted in them."""
        return {member for happening in self.happenings for member in happening}


def plan(city: City, desk: Desk, scale: float, seed: int, until: date) -> Plan:
    """Invent the tickets of both channels of a government; `desk` holds its P3M tickets."""
    found = Plan(city)
    asked = twins.twins(city, desk, scale, seed, until)
    told: dict[int, list[str]] = {happening.number: [happening.member] for happening in asked.happenings}
    for source in (lapor, open311):
        files, members = source.deliveries(city, asked.of(source.SOURCE), scale, seed, until)
        found.files += files
        for number, member in members:
            told[number].append(member)
    found.happenings = [sorted(members) for members in told.values()]
    return found


def plant(found: Plan, dirt: float, seed: int) -> list[Planted]:
    """Plant the faults of one government into its files, in place."""
    return faulty.plant(found.files, found.city, dirt, seed, found.spared)


def render(file: Delivery) -> bytes:
    """The bytes of one file of a channel."""
    return lapor.lines(file) if file.source == lapor.SOURCE else open311.document(file)


def truth(plans: list[Plan], p3m: list[Delivery]) -> dict[str, object]:
    """Section `channels` of the truth file; `p3m`: the files of P3M."""
    return {p.city.kd_pemda: channels(p.files, p.happenings, p3m, p.city.kd_pemda) for p in plans}

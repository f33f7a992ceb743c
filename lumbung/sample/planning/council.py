"""The DPRD of a government: its electoral districts and the members who hear people out."""

from __future__ import annotations

from lumbung.sample.city import City, rng
from lumbung.sample.planning.words import DAPIL
from lumbung.sample.tickets import names

MEMBERS = 8
"""Members per electoral district."""


def dapil_of(city: City, kd_kecamatan: str) -> int:
    """The electoral district of a kecamatan."""
    codes = sorted({v.kd_kecamatan for v in city.villages})
    count = DAPIL[city.kd_pemda]
    return 1 + codes.index(kd_kecamatan) * count // len(codes)


def council(city: City, seed: int) -> list[list[str]]:
    """Names of the members of the DPRD by electoral district."""
    rand = rng(seed, "dewan", city.kd_pemda)
    found = names(DAPIL[city.kd_pemda] * MEMBERS, rand)
    return [found[n : n + MEMBERS] for n in range(0, len(found), MEMBERS)]

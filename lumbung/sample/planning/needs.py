"""What is really needed, and where: the latent list behind all proposals of a year.

A need may be asked several times, through different doors; the rows that ask it are one cluster.
Beside the needs stand look-alikes: other needs that differ in one thing only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lumbung.sample.city import KOTA, City, Opd
from lumbung.sample.planning.kamus import Offer
from lumbung.sample.planning.places import Chart, Place, shifted
from lumbung.sample.planning.words import BANGUNAN, BLOK, JALAN, KAMPUNG, PERUM, ROMAWI
from lumbung.sample.planning.works import JALAN as ALONG_A_STREET

WARGA_DOOR, CAMAT_DOOR, POKIR_DOOR, SARAPAN_DOOR = "w", "c", "p", "s"
"""Musrenbang of the desa or kelurahan, of the kecamatan, a member of the DPRD, Sarapan."""
# Needs asked more than once, as shares of all usulan (first three) or pokir rows of the year.
_OFTEN = (
    ("wc", 0.05), ("ww", 0.02), ("ws", 0.015),
    ("wp", 0.28), ("wps", 0.12), ("ps", 0.15), ("wcp", 0.05), ("pp", 0.04),
)  # fmt: skip
_LONELY_SARAPAN = 0.05
LOOKALIKES = ("RT", "GANG", "JAUH", "KERJA", "TAHUN", "KELURAHAN")
"""How a need resembles another: next RT, next gang, the same title elsewhere, other work at the same
place, the same need in another year, the same address in the next kelurahan."""
_STREETS_PER_VILLAGE = 6
DRAWS = 12


@dataclass(frozen=True)
class Need:
    """One need: what (`offer`, and the entry of the kamus), where, how much, to which office.

    `asked` holds one door per row that asks for it; `like` says what kind of look-alike it is.
    """

    tahun: int
    offer: int
    entry: int
    place: Place
    volume: float
    opd: Opd
    asked: str
    like: str = ""


def doors(usulan: int, pokir: int) -> tuple[list[str], list[str]]:
    """Doors of the needs that are asked often, and of those asked once: together exactly as many
    rows as wanted."""
    often: list[str] = []
    for kind, share in _OFTEN:
        base = pokir if "p" in kind else usulan
        often += [kind] * max(1, round(base * share))
    left_usulan = usulan - sum(k.count(WARGA_DOOR) + k.count(CAMAT_DOOR) for k in often)
    left_pokir = pokir - sum(k.count(POKIR_DOOR) for k in often)
    camat = left_usulan // 6
    once = [WARGA_DOOR] * (left_usulan - camat) + [CAMAT_DOOR] * camat + [POKIR_DOOR] * left_pokir
    return often, once + [SARAPAN_DOOR] * max(3, round(usulan * _LONELY_SARAPAN))


def needs(
    city: City, tahun: int, offers: list[Offer], usulan: int, pokir: int, before: list[Need], rand: np.random.Generator
) -> list[Need]:
    """The needs of a year. `before`: those of the year before, some of which are asked again."""
    often, once = doors(usulan, pokir)
    chart = Chart(city, offers)
    found: list[Need] = []
    for asked in often:
        found.append(_fresh(chart, tahun, asked, rand))
    kinds = _kinds(len(often), once, bool(before))
    for asked, kind in zip(once, kinds, strict=True):
        made = _lookalike(chart, tahun, asked, kind, before if kind == "TAHUN" else found, rand) if kind else None
        found.append(made or _fresh(chart, tahun, asked, rand))
    return found


def _kinds(often: int, once: list[str], has_before: bool) -> Iterator[str]:
    """Which needs are look-alikes: a little more of them than of needs asked often."""
    kinds = [k for k in LOOKALIKES if k != "TAHUN" or has_before]
    candidates = sum(asked != SARAPAN_DOOR for asked in once)
    wanted = min(candidates, often + often // 8 + 1)
    step = candidates / wanted
    number = made = 0
    for asked in once:
        if asked == SARAPAN_DOOR:
            yield ""
            continue
        if number >= made * step:
            yield kinds[made % len(kinds)]
            made += 1
        else:
            yield ""
        number += 1


def _fresh(chart: Chart, tahun: int, asked: str, rand: np.random.Generator) -> Need:
    """A need of its own, at an address where nobody needs the same work yet."""
    for _ in range(1000):
        u = rand.random(DRAWS).tolist()
        offer = int(u[0] * len(chart.offers))
        village = int(u[1] * len(chart.city.villages))
        place = chart.claim(offer, _address(chart.city, chart.offers[offer], village, u))
        if place:
            return _need(chart, tahun, offer, place, asked, u)
    raise ValueError(f"{chart.city.nama}: tidak ada lagi alamat kosong untuk usulan {tahun}")


def _need(chart: Chart, tahun: int, offer: int, place: Place, asked: str, u: list[float], like: str = "") -> Need:
    chosen = chart.offers[offer]
    low, high, decimals = chosen.work.volume
    volume = round(low * (high / low) ** u[9], decimals)
    opd = chosen.office(chart.city, chart.city.villages[place.village])
    return Need(tahun, offer, int(u[10] * len(chosen.entries)), place, volume, opd, asked, like)


def _address(city: City, offer: Offer, village: int, u: list[float]) -> Place:
    """An address as people in this government give it. Streets repeat within a village."""
    rt, rw = 1 + int(u[2] * 9), 1 + int(u[3] * 12)
    kind, name, gang = "", "", ""
    if names := BANGUNAN.get(offer.work.where):
        name = names[int(u[4] * len(names))].format(v=city.villages[village].nama)
        return Place(village, "gedung", name, "", 0, rw, 0.0, 0.0)
    is_kota = city.kd_pemda == KOTA
    streets, hamlets = JALAN[city.kd_pemda], KAMPUNG[city.kd_pemda]
    which = village * 5 + int(u[4] * _STREETS_PER_VILLAGE) * 7
    if u[5] < (0.6 if is_kota else 0.35) and offer.work.where == ALONG_A_STREET:
        kind, name = "jl", streets[which % len(streets)]
        gang = ROMAWI[int(u[6] * len(ROMAWI))] if u[7] < (0.5 if is_kota else 0.25) else ""
    elif u[5] < 0.9:
        kind = "kampung" if is_kota else ("dukuh" if which % 2 else "dusun")
        name = hamlets[which % len(hamlets)]
    else:
        kind, name, gang = "perum", PERUM[which % len(PERUM)], BLOK[int(u[6] * len(BLOK))]
    if u[8] < 0.05 and kind == "jl":
        rt = 0
    return Place(village, kind, name, gang, rt, rw, 0.0, 0.0)


def _lookalike(
    chart: Chart, tahun: int, asked: str, kind: str, models: list[Need], rand: np.random.Generator
) -> Need | None:
    """A need that resembles one of `models` and is another one; None when no try fits."""
    for _ in range(20):
        u = rand.random(DRAWS).tolist()
        model = models[int(u[0] * len(models))]
        offer, place = model.offer, model.place
        if kind == "KERJA":
            offer = int(u[1] * len(chart.offers))
            other, own = chart.offers[offer], chart.offers[model.offer]
            if other.sub == own.sub or other.work.where != own.work.where:
                continue
            beside = shifted(place, place.lat, place.lon, u[2] * 20 - 10, u[3] * 20 - 10)
            if chart.take(offer, beside):
                return _need(chart, tahun, offer, beside, asked, u, kind)
        elif kind == "TAHUN":
            if chart.take(offer, place):
                return replace(model, tahun=tahun, asked=asked, like=kind)
        elif found := chart.claim(offer, _moved(chart, place, chart.offers[offer].work.where, kind, u)):
            made = _need(chart, tahun, offer, found, asked, u, kind)
            return replace(made, entry=model.entry)
    return None


def _moved(chart: Chart, place: Place, where: str, kind: str, u: list[float]) -> Place:
    """The address with one thing changed; `where` is what kind of place the work is at."""
    if kind == "KELURAHAN":
        home = chart.city.villages[place.village]
        near = [n for n, v in enumerate(chart.city.villages) if v.kd_kecamatan == home.kd_kecamatan]
        village = near[int(u[5] * len(near))]
        return replace(place, village=village, name=place.name.replace(home.nama, chart.city.villages[village].nama))
    if place.kind == "gedung":
        group = BANGUNAN[where]
        name = group[int(u[4] * len(group))].format(v=chart.city.villages[place.village].nama)
        return replace(place, name=name, rw=1 + int(u[3] * 12))
    if kind == "GANG" and place.gang:
        marks = ROMAWI if place.kind == "jl" else BLOK
        return replace(place, gang=marks[int(u[6] * len(marks))])
    if kind == "JAUH":
        hamlets = KAMPUNG[chart.city.kd_pemda]
        own = "kampung" if chart.city.kd_pemda == KOTA else "dusun"
        return replace(place, kind=own, name=hamlets[int(u[5] * len(hamlets))], gang="", rw=1 + int(u[3] * 12))
    if place.rt:
        return replace(place, rt=1 + int(u[2] * 9))
    return replace(place, rw=1 + int(u[3] * 12))

"""The rows of Musrenbang and e-Pikir of one government and year, each with its story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lumbung.sample.city import City, Village, rng
from lumbung.sample.planning import spelling
from lumbung.sample.planning import story as tale
from lumbung.sample.planning.council import MEMBERS, council, dapil_of
from lumbung.sample.planning.kamus import Offer, offers
from lumbung.sample.planning.needs import CAMAT_DOOR, POKIR_DOOR, SARAPAN_DOOR, WARGA_DOOR, Need, needs
from lumbung.sample.planning.overrides import Overrides, add_overrides
from lumbung.sample.planning.places import metres
from lumbung.sample.planning.stages import CREATED, NOT_SUBMITTED, STAGES
from lumbung.sample.planning.words import FRAKSI
from lumbung.sample.sources import SOURCES
from lumbung.sample.tickets import names, niks, phones

USULAN, POKIR = "sipd_usulan", "sipd_pokir"
MEMBER = {USULAN: "USL", POKIR: "PKR"}
_ID_OFFSET = {USULAN: 0, POKIR: 500}
_LOCATED_FIRST, _LOCATED, _NEAR_M, _NEARER_M = 0.88, 0.8, 40, 22
_OTHER_ENTRY, _NO_ENTRY, _NO_AMOUNT, _NO_VILLAGE, _PASSED_ON, _TOLD = 0.1, 0.02, 0.06, 0.02, 0.05, 0.008
_DRAWS = 2 * spelling.DRAWS + tale.DRAWS + 24


@dataclass(eq=False)
class Proposal:
    """One row through time: `base` as written down, then the `events`. `need` counts in `Year.needs`."""

    source: str
    need: int
    asal: str
    base: dict[str, Any]
    asked: tale.Asked
    events: list[tale.Event] = field(default_factory=list)

    @property
    def member(self) -> str:
        """Its key in a cluster."""
        return f"{MEMBER[self.source]}:{self.base['id_usulan']}"

    @property
    def start(self) -> int:
        return self.events[0][0]

    def state(self, minute: int) -> tuple[dict[str, Any], str]:
        """The row at a minute (not before `start`), with `update_at` as that minute's number, and
        its decision."""
        row, decision = dict(self.base), NOT_SUBMITTED
        for when, changes, after in self.events:
            if when > minute:
                break
            row.update(changes)
            row["update_at"] = when
            decision = after
        return row, decision


@dataclass
class Year:
    """The planning of one tahun anggaran in one government; proposals in the order of their ids."""

    city: City
    tahun: int
    offers: list[Offer]
    needs: list[Need]
    proposals: list[Proposal]
    overrides: Overrides

    def of(self, source: str) -> list[Proposal]:
        return [p for p in self.proposals if p.source == source]


def plan_year(
    city: City, tahun: int, usulan: int, pokir: int, before: list[Need], seed: int, overrides: bool = False
) -> Year:
    """Invent a planning year of that many rows. `before`: the needs of the year before; `overrides`:
    with pairs that people must decide on."""
    rand = rng(seed, "perencanaan", city.kd_pemda, str(tahun))
    kamus = offers(city, tahun)
    spare = 2 if overrides else 0
    wanted = needs(city, tahun, kamus, usulan - 2 * spare, pokir, before, rand)
    year = Year(city, tahun, kamus, wanted, [], Overrides(tahun))
    writer = _Writer(year, rand, council(city, seed))
    for number, need in enumerate(wanted):
        writer.ask(number, need)
    if overrides:
        add_overrides(year.overrides, wanted, writer.ask_again)
    year.proposals = _numbered(writer.made, city, tahun)
    return year


def _numbered(made: list[Proposal], city: City, tahun: int) -> list[Proposal]:
    """Ids in the order of creation, per source."""
    serial = dict.fromkeys(_ID_OFFSET, 0)
    ordered = sorted(made, key=lambda p: p.start)
    for proposal in ordered:
        serial[proposal.source] += 1
        series = _ID_OFFSET[proposal.source] + tahun % 100
        number = f"{city.kd_pemda.replace('.', '')}{series:03d}{serial[proposal.source]:06d}"
        proposal.base["id_usulan"] = number
    return ordered


class _Writer:
    """Writes the rows that ask for needs."""

    def __init__(self, year: Year, rand: np.random.Generator, members: list[list[str]]) -> None:
        self.year, self.rand, self.members = year, rand, members
        self.made: list[Proposal] = []
        self.people: Iterator[str] = iter(())

    def ask(self, number: int, need: Need) -> None:
        """One row per door of the need but Sarapan, which writes for itself."""
        doors = [door for door in need.asked if door != SARAPAN_DOOR]
        first: Proposal | None = None
        for door in doors:
            made = self.write(number, need, door, first, len(need.asked) > 1, len(doors) == 2)
            first = first or made

    def ask_again(self, number: int, need: Need, door: str, first: Proposal | None) -> Proposal:
        """One row of a pair that people decide on: well located, never passed on."""
        return self.write(number, need, door, first, True, True, located=True)

    def write(
        self,
        number: int,
        need: Need,
        door: str,
        first: Proposal | None,
        shared: bool,
        pair: bool,
        located: bool = False,
    ) -> Proposal:
        draws = iter(self.rand.random(_DRAWS).tolist())
        u = draws.__next__
        city, place = self.year.city, need.place
        village = city.villages[place.village]
        offer = self.year.offers[need.offer]
        source = POKIR if door == POKIR_DOOR else USULAN
        entry = need.entry
        volume = need.volume
        if first is not None:
            volume = max(round(volume * (0.85 + 0.3 * u()), offer.work.volume[2]), 10 ** -offer.work.volume[2])
            if u() < _OTHER_ENTRY:
                entry = (entry + 1) % len(offer.entries)
        lat, lon = self._coordinates(need, first, pair, located, u(), u(), u())
        loose = lat is not None and (first is None or first.base["latpeta"] is not None)
        anggaran = tale.thousands(volume * offer.entries[entry].harga)
        knows_village = shared or located or u() >= _NO_VILLAGE
        base: dict[str, Any] = {
            **dict.fromkeys((name for name, _ in SOURCES[source].columns), None),
            "tahun_anggaran": self.year.tahun,
            "id_kamus": offer.entries[entry].kode if shared or u() >= _NO_ENTRY else None,
            "giat_teks": spelling.title(offer.work, entry, place, first is not None, draws),
            "masalah": self._problem(offer.work.masalah, u(), u()),
            "alamat_teks": spelling.address(place, village, first is not None, loose, draws),
            "kode_kecamatan": village.kd_kecamatan,
            "kode_kelurahan": village.kd if knows_village else None,
            "latpeta": lat,
            "langpeta": lon,
            "volume": volume,
            "satuan": offer.work.satuan,
            "anggaran": anggaran if u() >= _NO_AMOUNT else None,
            "bidang_urusan": offer.bidang_urusan,
            "kode_skpd": need.opd.kode,
            "nama_skpd_awal": need.opd.nama,
            **dict.fromkeys(("is_verif", "is_kembalikan", "is_tolak", "is_batal"), 0),
            "prioritas": 1 + int(u() * 8),
            "active": 1,
            **self._proposer(door, village, place.rw, u(), u()),
        }
        if u() < _TOLD:
            base["alamat_teks"] += f" hub. {phones(1, self.rand)[0]}"
        elif u() < _TOLD:
            base["masalah"] += f" Narahubung NIK {niks(city, 1, self.rand)[0]}."
        other = self._other_office(need) if not shared and not located and u() < _PASSED_ON else None
        asked = tale.Asked(anggaran, offer.sub.kode, other, shared)
        start = tale.created(self.year.tahun - 1, CREATED[door], u())
        base["created_date"] = str(np.datetime64(start // tale.DAY, "D"))
        asal = {WARGA_DOOR: f"musrenbang_{base.get('level_pengusul')}", CAMAT_DOOR: "musrenbang_kecamatan"}
        made = Proposal(source, number, asal.get(door, "pokir"), base, asked)
        made.events = tale.story(asked, STAGES[city.kd_pemda, source], self.year.tahun - 1, start, draws)
        self.made.append(made)
        return made

    def _coordinates(
        self, need: Need, first: Proposal | None, pair: bool, located: bool, known: float, u: float, v: float
    ) -> tuple[float | None, float | None]:
        """Where the row says it is: the first one at the place, another up to 40 m away; some
        nowhere, but an address without RT needs its point."""
        vague = need.place.kind == "jl" and not need.place.rt
        if not (located or vague) and known > (_LOCATED_FIRST if first is None else _LOCATED):
            return None, None
        reach = 3 if first is None else _NEAR_M if pair else _NEARER_M
        radius, angle = reach * u**0.5, 2 * np.pi * v
        north, east = metres(need.place.lat, radius * float(np.cos(angle)), radius * float(np.sin(angle)))
        return round(need.place.lat + north, 6), round(need.place.lon + east, 6)

    def _problem(self, text: str, u: float, v: float) -> str:
        found = text[0].upper() + text[1:]
        if u < 0.05:
            return f'{found};\n"sudah dua kali" diusulkan.'
        return f"{found}, {1 + int(v * 60)} KK terdampak." if u < 0.4 else f"{found}."

    def _proposer(self, door: str, village: Village, rw: int, u: float, v: float) -> dict[str, Any]:
        """Who asks: a neighbourhood, a kecamatan, or a member of the DPRD of that district."""
        if door == POKIR_DOOR:
            dapil = dapil_of(self.year.city, village.kd_kecamatan)
            member = int(u * MEMBERS)
            return {
                "jenis_usul_teks": "Pokok-Pokok Pikiran DPRD",
                "id_reses": f"{self.year.tahun - 1}{1 + int(v * 3)}{dapil:02d}",
                "anggota_dewan": self.members[dapil - 1][member],
                "fraksi_dewan": FRAKSI[(dapil + member) % len(FRAKSI)],
                "dapil": f"{self.year.city.nama} {dapil}",
            }
        level = "kecamatan" if door == CAMAT_DOOR else "desa" if village.is_desa else "kelurahan"
        person = self._person()
        who = f"Camat {village.kecamatan}" if door == CAMAT_DOOR else f"{person} (Ketua RW {rw:02d})" if rw else person
        return {"jenis_usul_teks": "Usulan Musrenbang", "level_pengusul": level, "pengusul": who}

    def _person(self) -> str:
        found = next(self.people, None)
        if found is None:
            self.people = iter(names(500, self.rand))
            found = next(self.people)
        return found

    def _other_office(self, need: Need) -> str | None:
        """The office to which a proposal may be passed on: another one of the same urusan, else that
        of the kecamatan."""
        city = self.year.city
        bidang = need.opd.bidang[0]
        others = [o for o in city.opds if bidang in o.bidang and o is not need.opd and not o.is_rumah_sakit]
        village = city.villages[need.place.village]
        other = others[0] if others else city.opd_of_kecamatan(village.kecamatan)
        return other.kode if other is not need.opd else None

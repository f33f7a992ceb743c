"""The kamus usulan: what may be proposed in a tahun anggaran, at which price, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from lumbung.sample.city import KECAMATAN, KOTA, City, Opd, SubKegiatan, Village
from lumbung.sample.files import Delivery, at
from lumbung.sample.planning.works import WORKS, Work

_FIRST_ID = 20_001
_BASE_YEAR, _YEARLY_RISE_PCT = 2025, 4
# Price of the first, second and third entry of a work.
_PRICE_PCT = (100, 92, 115)
_LOCKED_EVERY = 37
_SENT = (12, 9)


@dataclass(frozen=True)
class Entry:
    """One line of the kamus; `harga` in rupiah per unit of its work."""

    kode: str
    title: str
    harga: int


@dataclass(frozen=True)
class Offer:
    """A work as one government offers it in one year: its entries, sub-kegiatan and office.

    `opd` is None for works of the kecamatan, whose office depends on the place.
    """

    work: Work
    sub: SubKegiatan
    bidang_urusan: str
    opd: Opd | None
    entries: tuple[Entry, ...]

    def office(self, city: City, village: Village) -> Opd:
        return self.opd or city.opd_of_kecamatan(village.kecamatan)


def offers(city: City, tahun: int) -> list[Offer]:
    """The kamus of a year. Ids count on from year to year in the same order, as SIPD reuses them."""
    found: list[Offer] = []
    number = _FIRST_ID
    for work in WORKS:
        if city.kd_pemda not in work.pemda:
            continue
        entries = []
        for title, percent in zip(work.titles, _PRICE_PCT, strict=False):
            rise = 100 + _YEARLY_RISE_PCT * (tahun - _BASE_YEAR)
            price = work.harga * percent * rise // 10_000_000 * 1000
            entries.append(Entry(str(number), title, price))
            number += 1
        subs = city.subs[tahun][work.bidang]
        sub = next(s for s in subs if work.sub in s.nama)
        opd = None if work.bidang == KECAMATAN else city.opd_by_bidang(work.bidang)
        text = f"{work.bidang} {city.bidang[work.bidang]}"
        found.append(Offer(work, sub, text, opd, tuple(entries)))
    return found


def delivery(city: City, tahun: int) -> Delivery:
    """The yearly file, sent in December before the Musrenbang of the year before the budget's."""
    names = (
        "tahun_anggaran", "id_kamus", "giat_teks", "satuan", "harga", "bidang_urusan", "kode_program",
        "kode_sub_kegiatan", "kode_skpd", "is_locked",
    )  # fmt: skip
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for offer in offers(city, tahun):
        for entry in offer.entries:
            row = (
                tahun, entry.kode, entry.title, offer.work.satuan, entry.harga, offer.bidang_urusan,
                ".".join(offer.sub.kode.split(".")[:3]), offer.sub.kode, offer.opd.kode if offer.opd else None,
                int(int(entry.kode) % _LOCKED_EVERY == 0),
            )  # fmt: skip
            for name, value in zip(names, row, strict=True):
                columns[name].append(value)
    minute = 10 if city.kd_pemda == KOTA else 12
    sent = at(date(tahun - 2, *_SENT), 18, minute)
    return Delivery("kamus_usulan", city.kd_pemda, f"kamus_usulan_{tahun}.csv", sent, columns)

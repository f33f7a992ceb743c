"""The documents of a budget year, KUA and PPAS: plafon of every stage, and the projection around it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from lumbung.sample.budget import Budget
from lumbung.sample.city import KOTA, City, Opd, rng
from lumbung.sample.files import Delivery, at
from lumbung.sample.lines import DANA, MODAL
from lumbung.sample.planning.proposals import Year
from lumbung.sample.sources import SOURCES

_STAGES = (
    ("rancangan_awal", -1, (7, 6), (0.94, 1.02)),
    ("rancangan", -1, (7, 13), (0.97, 1.03)),
    ("kesepakatan", -1, (8, 13), (1.0, 1.02)),
    ("perubahan", 0, (8, 12), (1.0, 1.01)),
)
"""Stage, year relative to the budget's, date, and what a plafon is of the pagu that follows."""
_SENT_AFTER = timedelta(days=2)
_FIRST_DANA_PCT = 70
_LAST_YEAR_PCT, _NEXT_YEAR_PCT = 95, 104
_NAME_AS_SPELLED = 0.06
_MODAL = "5.2"

Key = tuple[str, str, str, str, str | None]
"""kode_skpd, kode_sub_kegiatan, kode_rekening_jenis, kode_dana, kode of the kecamatan or None."""


@dataclass(frozen=True)
class Document:
    """One stage of a document: `rows` of the PPAS with their plafon in rupiah, in order."""

    tahun: int
    tahap: str
    tanggal: date
    rows: dict[Key, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())

    def by_jenis(self) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for (_, _, jenis, _, _), plafon in self.rows.items():
            found[jenis] += plafon
        return dict(sorted(found.items()))

    @property
    def sent(self) -> date:
        return self.tanggal + _SENT_AFTER


def stages_due(tahun: int, until: date) -> list[tuple[str, date, tuple[float, float]]]:
    """Stages whose document has arrived by `until`: of the past year the agreement only, of the
    current one no first draft."""
    wanted = {until.year - 1: ("kesepakatan",), until.year: ("rancangan", "kesepakatan", "perubahan")}
    found = []
    for tahap, offset, day, range_ in _STAGES:
        tanggal = date(tahun + offset, *day)
        if tahap in wanted.get(tahun, tuple(s for s, *_ in _STAGES)) and tanggal + _SENT_AFTER <= until:
            found.append((tahap, tanggal, range_))
    return found


def documents(book: Budget, year: Year | None, until: date, seed: int) -> list[Document]:
    """All documents of a year that have arrived by `until`. `book` holds every version of that
    year's budget; what proposals got is in the plafon of their office and sub-kegiatan."""
    found = []
    for tahap, tanggal, (low, high) in stages_due(book.tahun, until):
        rand = rng(seed, "ppas", book.city.kd_pemda, str(book.tahun), tahap)
        version = book.versions[-1] if tahap == "perubahan" else book.versions[0]
        rows: dict[Key, int] = defaultdict(int)
        factor = rand.uniform(low, high, len(book.lines)).tolist()
        heads: dict[tuple[str, str, str], int] = {}
        for n in np.flatnonzero(version.exists).tolist():
            line, pagu = book.lines[n], int(int(version.pagu[n]) * factor[n]) // 1000 * 1000
            # The funds and the place of a jenis are those of its first line.
            head = heads.setdefault((line.opd.kode, line.sub.kode, line.rekening.kode[:6]), n)
            dana = book.lines[head].dana
            village = book.city.villages[head * 7 % len(book.city.villages)]
            kecamatan = village.kd_kecamatan if line.kind == MODAL else None
            main = pagu * _FIRST_DANA_PCT // 100_000 * 1000 if len(dana) > 1 else pagu
            for name, amount in zip(dana, (main, pagu - main), strict=False):
                rows[line.opd.kode, line.sub.kode, line.rekening.kode[:6], DANA[name], kecamatan] += amount
        for key, amount in _granted(year, until).items():
            rows[key] += amount
        ordered = dict(sorted(rows.items(), key=lambda item: tuple(k or "" for k in item[0])))
        found.append(Document(book.tahun, tahap, tanggal, ordered))
    return found


def _granted(year: Year | None, until: date) -> dict[Key, int]:
    """What accommodated proposals need, per office and sub-kegiatan, building work per kecamatan."""
    found: dict[Key, int] = defaultdict(int)
    if year is None:
        return found
    last = (until - date(1970, 1, 1)).days * 24 * 60 + 24 * 60
    for proposal in year.proposals:
        state, _ = proposal.state(last)
        if state["id_sub_giat_bl"]:
            jenis = year.offers[year.needs[proposal.need].offer].work.jenis
            opd = state["rev_skpd"] or state["kode_skpd"]
            where = state["kode_kecamatan"] if jenis.startswith(_MODAL) else None
            key = (opd, state["id_sub_giat_bl"], jenis, DANA["PAD"], where)
            found[key] += state["rekom_tapd_anggaran"] or 0
    return found


class _Names:
    """What codes of one government and year are called."""

    def __init__(self, city: City, tahun: int) -> None:
        self.opd: dict[str, Opd] = {o.kode: o for o in city.opds}
        self.sub = {s.kode: s.nama for subs in city.subs[tahun].values() for s in subs}
        self.kecamatan = {v.kd_kecamatan: v.kecamatan for v in city.villages}


def plafon_delivery(city: City, document: Document, seed: int) -> Delivery:
    """The PPAS of one stage: a workbook from the Kota, CSV from the Kabupaten. Offices are spelled
    now and then as people spell them."""
    rand = rng(seed, "ppas-kata", city.kd_pemda, str(document.tahun), document.tahap)
    names = _Names(city, document.tahun)
    is_kota = city.kd_pemda == KOTA
    columns: dict[str, list[Any]] = {name: [] for name, _ in SOURCES["ppas_plafon"].columns}
    for (opd, sub, jenis, dana, kecamatan), plafon in document.rows.items():
        u = rand.random(4).tolist()
        office = names.opd[opd]
        spelled = office.spell(u[1]) if u[0] < _NAME_AS_SPELLED else office.nama
        where = names.kecamatan[kecamatan] if kecamatan and is_kota else kecamatan
        modal = jenis.startswith(_MODAL)
        satuan = ("Paket", "Unit", "Meter")[int(u[2] * 3)] if modal else ("Dokumen", "Orang", "Laporan")[int(u[2] * 3)]
        row = (
            document.tahun, document.tahap, document.tanggal.isoformat(), opd, spelled, sub, names.sub[sub], jenis,
            plafon, dana, f"Meningkatnya {names.sub[sub].lower()}", f"Jumlah {satuan.lower()} {names.sub[sub].lower()}",
            1 + int(u[3] * 400), satuan, where, "Infrastruktur dan banjir" if modal else None,
            plafon * _LAST_YEAR_PCT // 100_000 * 1000, plafon * _NEXT_YEAR_PCT // 100_000 * 1000,
        )  # fmt: skip
        for name, value in zip(columns, row, strict=True):
            columns[name].append(value)
    name = f"PPAS_{document.tahun}_{document.tahap}.{'xlsx' if is_kota else 'csv'}"
    return Delivery("ppas_plafon", city.kd_pemda, name, at(document.sent, 19, 10 if is_kota else 12), columns)

"""The lines of a budget: which office spends on what, and how much money that is in a real city."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lumbung.sample.city import KABUPATEN, KECAMATAN, KOTA, City, Opd, Rekening, SubKegiatan, pick

GAJI, BARANG, MODAL, BTT, TRANSFER = range(5)
"""Kinds of lines; each has its own rhythm through the year."""
BELANJA = {KOTA: 6.2e12, KABUPATEN: 2.4e12}
# Share of the whole budget by main bidang urusan; every other office gets the usual one.
_WEIGHT = {
    "1.01": 27, "1.02": 15, "1.03": 12, "1.04": 5, "1.05": 1.6, "1.06": 1.2, "2.11": 3.5, "2.15": 3,
    "2.16": 1.3, "3.30": 1.4, "4.01": 4, "4.02": 3, "5.02": 3, "7.01": 0.7,
}  # fmt: skip
_USUAL_WEIGHT, _HOSPITAL_WEIGHT = 0.6, 7.0
_GAJI_SHARE = {"1.01": 0.62, "1.03": 0.08, "1.04": 0.1, "5.02": 0.12}
# Sub-kegiatan of the treasurer with one rekening of its own; only a kabupaten has desa.
_SPECIAL = (
    ("Dana Darurat", "5.3.01", BTT, {KOTA: 80e9, KABUPATEN: 18e9}),
    ("Bantuan Keuangan", "5.4.02.05", TRANSFER, {KOTA: 0.0, KABUPATEN: 330e9}),
    ("Dana Bagi Hasil", "5.4.01.01", TRANSFER, {KOTA: 0.0, KABUPATEN: 37.51e9}),
)
# Segments that stand for spending of BOS and BLUD, journalled and not paid from the treasury.
_JOURNAL = ("88", "99")
# Who uses a rekening, by a word of its name; the rest is for everybody.
_ONLY_FOR = {
    "Jalan": ("1.03",), "Jembatan": ("1.03",), "Irigasi": ("1.03", "3.27"), "Sungai": ("1.03",),
    "Jaringan Distribusi": ("1.03",), "Kesehatan": ("1.02",), "Kedokteran": ("1.02",),
    "Obat": ("1.02",), "Pendidikan": ("1.01",), "Buku": ("1.01", "2.23"), "Pasar": ("3.30", "2.17"),
    "Rambu": ("2.15",), "Bantuan Sosial": ("1.06",), "Hibah": ("4.01", "8.01"),
    "DPRD": ("4.02",), "KDH": ("4.01",), "Pemungutan": ("5.02",),
}  # fmt: skip
# Typical size of a line by the head of its rekening, and of building work.
_SIZE = {
    "5.1.02.01": 0.7, "5.1.02.02": 1.5, "5.1.02.03": 2.0, "5.1.02.04": 0.4, "5.1.02.05": 0.15,
    "5.2.03": 8.0, "5.2.04": 14.0,
}  # fmt: skip
_SUPPORT_SIZE = 0.2
SUPPORT = "01"
"""Programme that supports the office itself, the same in every bidang urusan."""
_MODAL_STARTS = ("Pembangunan", "Pengadaan", "Normalisasi", "Perluasan", "Perbaikan")
_MODAL_WORDS = ("Rehabilitasi", "Prasarana")
DANA = {
    "PAD": "1.1.01", "DAU": "1.1.02", "DBH": "1.1.03", "DAK-FISIK": "1.2.01",
    "DAK-NONFISIK": "1.2.02", "DAU-EARMARK": "1.2.03", "BANPROV": "1.2.04", "PINJAMAN": "1.3.01",
    "LAIN": "1.4.01",
}  # fmt: skip
_DANA_SHARE = (0.38, 0.3, 0.07, 0.05, 0.07, 0.05, 0.05, 0.01, 0.02)
_SPLIT_SHARE = 0.04
_PRIORITIES = ("Infrastruktur dan banjir", "Kualitas SDM", "Reformasi birokrasi", None)


@dataclass(frozen=True)
class Line:
    """One office × sub-kegiatan × rekening, and what its rows say beside money."""

    opd: Opd
    sub: SubKegiatan
    rekening: Rekening
    kind: int
    dana: tuple[str, ...]
    labels: tuple[str | None, str | None, str | None]
    indikator: str
    target: int
    satuan: str


_Choice = tuple[Opd, SubKegiatan, Rekening, int]


def _weight(city: City, opd: Opd) -> float:
    """Share of an office; beside the main office of a bidang urusan the others are small."""
    usual = _WEIGHT.get(opd.bidang[0], _USUAL_WEIGHT)
    if opd.is_rumah_sakit:
        return _HOSPITAL_WEIGHT
    is_main = opd.bidang[0] == KECAMATAN or city.opd_by_bidang(opd.bidang[0]) is opd
    return usual if is_main else max(usual / 6, _USUAL_WEIGHT / 2)


def _offices(city: City, count: int) -> list[Opd]:
    """The offices that have lines; the smallest ones are left out of a very small sample."""
    ranked = sorted(city.opds, key=lambda o: (-_weight(city, o), o.kode))
    return ranked[: max(3, min(len(ranked), count // 5))]


def _kind_of(rekening: Rekening, opd: Opd, other: str) -> int | None:
    """What a rekening is for an office; None when this office does not use it. `other` is the kind
    of government that this one is not: a Kota builds no Jalan Kabupaten."""
    jenis, bidang = rekening.kode[:6], opd.bidang[0]
    if rekening.kode.split(".")[3] in _JOURNAL:
        blud = opd.is_rumah_sakit and rekening.nama == "Belanja Barang dan Jasa BLUD"
        bos = bidang == "1.01" and rekening.nama == "Belanja Barang dan Jasa BOS"
        return BARANG if blud or bos else None
    if rekening.nama.endswith(other) or any(
        word in rekening.nama and bidang not in users for word, users in _ONLY_FOR.items()
    ):
        return None
    if jenis == "5.1.01":
        return GAJI
    if jenis in ("5.1.02", "5.1.05", "5.1.06"):
        return BARANG
    return MODAL if jenis.startswith("5.2") else None


def _candidates(city: City, opd: Opd, tahun: int, rand: np.random.Generator) -> list[_Choice]:
    """Sub-kegiatan × rekening of an office, salaries first, the rest in random order."""
    subs = city.subs[tahun]
    # Only the first bidang urusan carries the support programme (01).
    extra = [s for b in opd.bidang[1:] for s in subs.get(b, ()) if s.kode.split(".")[2] != SUPPORT]
    gaji, rest = [], []
    other = "Kabupaten" if city.kd_pemda == KOTA else "Kota"
    usable = [(r, kind) for r in city.rekening if (kind := _kind_of(r, opd, other)) is not None]
    for sub in [*subs.get(opd.bidang[0], ()), *extra]:
        if any(word in sub.nama for word, *_ in _SPECIAL):
            continue
        builds = sub.nama.startswith(_MODAL_STARTS) or any(w in sub.nama for w in _MODAL_WORDS)
        for rekening, kind in usable:
            if kind == GAJI and "Gaji dan Tunjangan" in sub.nama:
                gaji.append((opd, sub, rekening, kind))
            elif kind == BARANG or (kind == MODAL and builds):
                rest.append((opd, sub, rekening, kind))
    return gaji + [rest[i] for i in rand.permutation(len(rest)).tolist()]


def lines_of(city: City, tahun: int, count: int, rand: np.random.Generator) -> tuple[list[Line], NDArray[np.float64]]:
    """About `count` lines of one government, office by office, and the rupiah of each."""
    offices = _offices(city, count)
    weights = np.array([_weight(city, o) for o in offices])
    share = np.maximum(3, np.round(count * np.sqrt(weights) / np.sqrt(weights).sum())).astype(int)
    chosen: list[_Choice] = []
    money: list[NDArray[np.float64]] = []
    for opd, weight, n in zip(offices, weights.tolist(), share.tolist(), strict=True):
        found = _candidates(city, opd, tahun, rand)
        salaries = [c for c in found if c[3] == GAJI][: max(1, min(8, n // 5))]
        others = [c for c in found if c[3] != GAJI][: n - len(salaries)]
        gaji_share = _GAJI_SHARE.get(opd.bidang[0], 0.4)
        falling = np.geomspace(1, 0.03, len(salaries))
        size = np.array([_size(sub, rekening) for _, sub, rekening, _ in others])
        amounts = rand.lognormal(0, 1.1, len(others)) * size
        money.append(weight * gaji_share * falling / falling.sum())
        money.append(weight * (1 - gaji_share) * amounts / amounts.sum())
        chosen += salaries + others
    pagu = np.concatenate(money)
    special = _special(city, tahun)
    pagu *= (BELANJA[city.kd_pemda] - sum(p for *_, p in special)) / pagu.sum()
    pagu = np.concatenate([pagu, np.array([p for *_, p in special])])
    chosen += [(o, s, r, k) for o, s, r, k, _ in special]
    return [_line(opd, sub, rek, kind, rand) for opd, sub, rek, kind in chosen], pagu


def _size(sub: SubKegiatan, rekening: Rekening) -> float:
    """Typical size of a line; what an office needs for itself is small."""
    own = _SUPPORT_SIZE if sub.kode.split(".")[2] == SUPPORT else 1.0
    heads = (size for head, size in _SIZE.items() if rekening.kode.startswith(head))
    return own * next(heads, 1.0)


def _special(city: City, tahun: int) -> list[tuple[Opd, SubKegiatan, Rekening, int, float]]:
    """Unexpected spending and transfers to villages: lines of the treasurer's office."""
    opd = city.opd_by_bidang("5.02")
    found = []
    for word, code, kind, amounts in _SPECIAL:
        sub = next((s for s in city.subs[tahun]["5.02"] if word in s.nama), None)
        rekening = next(r for r in city.rekening if r.kode.startswith(code))
        if sub is not None and amounts[city.kd_pemda]:
            found.append((opd, sub, rekening, kind, amounts[city.kd_pemda]))
    return found


def _line(opd: Opd, sub: SubKegiatan, rekening: Rekening, kind: int, rand: np.random.Generator) -> Line:
    """Funds, priority labels and indicator of a line, all invented."""
    u = rand.random(6).tolist()
    names = list(DANA)
    first = 1 if kind == GAJI else int(pick(np.array(_DANA_SHARE), 1, rand)[0])
    count = 2 if u[0] < _SPLIT_SHARE else 1
    dana = tuple(names[(first + n) % len(names)] for n in range(count))
    daerah = _PRIORITIES[int(u[1] * len(_PRIORITIES))]
    provinsi = "Jawa Tengah sebagai penumpu pangan" if u[2] < 0.15 else None
    nasional = "Penurunan stunting" if u[3] < 0.12 else None
    satuan = ("m²", "Paket", "Unit") if kind == MODAL else ("Dokumen", "Orang", "Bulan", "Laporan")
    unit = satuan[int(u[4] * len(satuan))]
    return Line(
        opd, sub, rekening, kind, dana, (daerah, provinsi, nasional),
        f"Jumlah {unit.lower()} {sub.nama.lower()}", 1 + int(u[5] * 900), unit,
    )  # fmt: skip

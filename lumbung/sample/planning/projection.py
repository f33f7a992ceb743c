"""The projection of the KUA: revenue, spending and financing by akun, kelompok and jenis. Parents are
the sums of their children, spending is the PPAS to the rupiah, and a plan leaves nothing over."""

from __future__ import annotations

from typing import Any

from lumbung.sample.budget import Budget
from lumbung.sample.city import KABUPATEN, KOTA, City, rng
from lumbung.sample.files import Delivery, at
from lumbung.sample.planning.documents import Document
from lumbung.sample.sources import SOURCES

# Share of the revenue by jenis; what is left goes to the last one.
_REVENUE = {
    KOTA: (
        ("4.1.01", 0.36), ("4.1.02", 0.05), ("4.1.03", 0.012), ("4.1.04", 0.06), ("4.2.02", 0.12), ("4.3.01", 0.004),
        ("4.2.01", 1.0),
    ),
    KABUPATEN: (
        ("4.1.01", 0.14), ("4.1.02", 0.03), ("4.1.03", 0.008), ("4.1.04", 0.06), ("4.2.02", 0.1), ("4.3.01", 0.002),
        ("4.2.01", 1.0),
    ),
}  # fmt: skip
_OVER_PCT, _INVESTED_PCT = 3.5, 0.15
"""Last year's remainder that a plan spends (6.1.01), and what it invests (6.2.02), of the spending."""
_DONE = (0.88, 0.97)
Figures = dict[str, int]


def _plan(kd_pemda: str, spending: Figures) -> Figures:
    """All jenis of a plan around its spending, balanced: 4 − 5 + 6.1 − 6.2 = 0."""
    total = sum(spending.values())
    over = int(total * _OVER_PCT / 100) // 1000 * 1000
    invested = int(total * _INVESTED_PCT / 100) // 1000 * 1000
    revenue = total - over + invested
    found: Figures = {}
    left = revenue
    for kode, share in _REVENUE[kd_pemda]:
        found[kode] = left if share == 1.0 else int(revenue * share) // 1000 * 1000
        left -= found[kode]
    return {**found, **spending, "6.1.01": over, "6.2.02": invested}


def _with_parents(leaves: Figures) -> Figures:
    """Kelompok and akun as sums of the jenis below them."""
    found = dict(leaves)
    for kode, amount in leaves.items():
        for parent in (kode[:3], kode[:1]):
            found[parent] = found.get(parent, 0) + amount
    return found


def _spending(book: Budget, version: int) -> Figures:
    found: Figures = {}
    amounts = book.versions[version].pagu.tolist()
    for line, amount in zip(book.lines, amounts, strict=True):
        jenis = line.rekening.kode[:6]
        found[jenis] = found.get(jenis, 0) + amount
    return found


def _scaled(figures: Figures, factor: float) -> Figures:
    return {kode: int(amount * factor) // 1000 * 1000 for kode, amount in figures.items()}


def delivery(city: City, document: Document, before: Budget, level: float, seed: int) -> Delivery:
    """The projection that goes with a PPAS. `before` times `level` is the budget of the year before."""
    kd_pemda = city.kd_pemda
    rand = rng(seed, "kua", kd_pemda, str(document.tahun), document.tahap)
    plafon = document.by_jenis()
    murni, changed = (_scaled(_spending(before, version), level) for version in (0, -1))
    real = {k: int(a * float(rand.uniform(*_DONE))) for k, a in _plan(kd_pemda, _scaled(murni, 0.95)).items()}
    series = {
        "realisasi_n2": real,
        "apbd_n1_murni": _plan(kd_pemda, murni),
        "apbd_n1_perubahan": _plan(kd_pemda, changed),
        "proyeksi_rkpd": _plan(kd_pemda, _scaled(plafon, float(rand.uniform(0.97, 1.04)))),
        "plafon_ppas": _plan(kd_pemda, plafon),
        "prakiraan_n1": _plan(kd_pemda, _scaled(plafon, 1.045)),
    }
    full = {name: _with_parents(leaves) for name, leaves in series.items()}
    codes = sorted({kode for figures in full.values() for kode in figures})
    columns: dict[str, list[Any]] = {
        "tahun_anggaran": [document.tahun] * len(codes),
        "tahap_dokumen": [document.tahap] * len(codes),
        "kode_rekening": codes,
        "nama_rekening": [city.accounts[kode] for kode in codes],
        **{name: [figures.get(kode, 0) for kode in codes] for name, figures in full.items()},
    }
    columns = {name: columns[name] for name, _ in SOURCES["kua_proyeksi"].columns}
    name = f"KUA_{document.tahun}_{document.tahap}.csv"
    return Delivery("kua_proyeksi", kd_pemda, name, at(document.sent, 19, 20 if kd_pemda == KOTA else 22), columns)

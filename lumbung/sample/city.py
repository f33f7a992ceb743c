"""The two governments that the sample city is made of: places, offices, codes and working days.

Everything factual comes from the reference tables; everything else is invented, and every draw
comes from a stream named by `rng`, so that one seed always gives one city.
"""

from __future__ import annotations

import csv
import zlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PEMDA = ("33.74", "33.22")
KOTA, KABUPATEN = PEMDA
KECAMATAN = "7.01"
"""Bidang urusan of the kecamatan offices."""
_NO_BIDANG = "0.00"
_CALENDAR_YEARS = 4

Ints = NDArray[np.int64]
Days = Ints
"""Days since 1970-01-01."""


@dataclass(frozen=True)
class Opd:
    """One office: SIPD code, names, the names a complaint desk may write, its bidang urusan."""

    kode: str
    nama: str
    singkat: str
    spellings: tuple[str, ...]
    bidang: tuple[str, ...]

    def spell(self, draw: float) -> str:
        """One of the spellings, by a number in [0, 1)."""
        return self.spellings[int(draw * len(self.spellings))]

    @property
    def is_rumah_sakit(self) -> bool:
        return self.nama.startswith("RS")


@dataclass(frozen=True)
class Village:
    """A desa or kelurahan with its kecamatan; coordinates of the centroid (WGS 84)."""

    nama: str
    kecamatan: str
    kd_kecamatan: str
    lat: float
    lon: float
    is_desa: bool
    kd: str


@dataclass(frozen=True)
class SubKegiatan:
    kode: str
    nama: str


@dataclass(frozen=True)
class Rekening:
    kode: str
    nama: str


@dataclass(frozen=True)
class City:
    """One government. `subs` maps tahun anggaran → bidang urusan → its sub-kegiatan, the year that
    is being planned included where it has a nomenclature; `bidang` names bidang urusan, `rekening`
    holds the lowest level of spending, `accounts` akun, kelompok and jenis by code; `box` is
    (lat_min, lat_max, lon_min, lon_max)."""

    kd_pemda: str
    nama: str
    opds: tuple[Opd, ...]
    villages: tuple[Village, ...]
    workdays: Days
    subs: dict[int, dict[str, tuple[SubKegiatan, ...]]]
    rekening: tuple[Rekening, ...]
    box: tuple[float, float, float, float]
    bidang: dict[str, str]
    accounts: dict[str, str]

    def opd_by_bidang(self, bidang: str) -> Opd:
        """The first office that holds a bidang urusan, its main bidang first."""
        main = [o for o in self.opds if o.bidang[0] == bidang]
        other = [o for o in self.opds if bidang in o.bidang]
        return (main or other or list(self.opds))[0]

    def opd_of_kecamatan(self, kecamatan: str) -> Opd:
        name = f"Kecamatan {kecamatan}"
        return next((o for o in self.opds if o.nama == name), self.opds[0])


def rng(seed: int, *labels: str) -> np.random.Generator:
    """An independent random stream for (seed, labels), the same on every machine."""
    return np.random.default_rng([seed, *(zlib.crc32(label.encode()) for label in labels)])


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def iso_days(days: Days) -> list[str]:
    """Day numbers as `2026-08-31`."""
    return [str(t) for t in np.datetime_as_string(days.astype("datetime64[D]"))]


def iso_minutes(minutes: NDArray[np.int64]) -> list[str]:
    """Minutes since 1970-01-01 00:00 WIB as `2026-08-31 14:05`."""
    texts = np.datetime_as_string(minutes.astype("datetime64[m]"))
    return [str(t).replace("T", " ") for t in texts]


def pick(weights: NDArray[np.float64], size: int, rand: np.random.Generator) -> NDArray[np.int64]:
    """`size` indices drawn in proportion to the weights."""
    cumulative = np.cumsum(weights)
    drawn = np.searchsorted(cumulative, rand.random(size) * cumulative[-1], side="right")
    return np.asarray(np.minimum(drawn, len(weights) - 1), dtype=np.int64)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _opds(reference: Path, kd_pemda: str, until: date) -> tuple[Opd, ...]:
    spellings: dict[str, list[str]] = defaultdict(list)
    for row in _read(reference / "opd_alias.csv"):
        if row["kd_pemda"] == kd_pemda:
            spellings[row["kd_opd"]].append(row["alias"])
    found = []
    for row in _read(reference / "opd.csv"):
        in_force = row["berlaku_mulai"] <= until.isoformat() <= (row["berlaku_sampai"] or "9999")
        if row["kd_pemda"] != kd_pemda or not in_force:
            continue
        parts = row["kd_opd"].split(".")
        slots = [".".join(parts[i : i + 2]) for i in (0, 2, 4)]
        # Three times the full name, so that short spellings stay the minority they are.
        names = (row["nama_opd"],) * 3 + (row["nama_singkat"],) * 3 + tuple(spellings[row["kd_opd"]])
        bidang = tuple(s for s in slots if s != _NO_BIDANG)
        found.append(Opd(row["kd_opd"], row["nama_opd"], row["nama_singkat"], names, bidang))
    return tuple(sorted(found, key=lambda o: o.kode))


def _villages(reference: Path, kd_pemda: str) -> tuple[Village, ...]:
    rows = [r for r in _read(reference / "wilayah.csv") if r["kd_pemda"] == kd_pemda]
    names = {r["kd_wilayah"]: r["nama"] for r in rows}
    return tuple(
        Village(
            r["nama"],
            names[r["kd_induk"]],
            r["kd_induk"],
            float(r["lat"]),
            float(r["lon"]),
            r["tingkat"] == "desa",
            r["kd_wilayah"],
        )
        for r in rows
        if r["tingkat"] in ("desa", "kelurahan")
    )


def _subs(reference: Path, tahun: int) -> dict[str, tuple[SubKegiatan, ...]]:
    """Sub-kegiatan of the nomenclature that applies to a tahun anggaran, by bidang urusan."""
    versions = [r for r in _read(reference / "nomenklatur_versi.csv") if r["tahun_mulai"]]
    in_use = [r for r in versions if int(r["tahun_mulai"]) <= tahun <= int(r["tahun_sampai"] or 9999)]
    rows = [r for r in _read(reference / "nomenklatur.csv") if r["tingkat"] == "sub_kegiatan"]
    stored = {r["versi"] for r in rows}
    chosen = next((r["versi"] for r in in_use if r["versi"] in stored), None)
    if chosen is None:
        raise ValueError(f"nomenklatur untuk tahun anggaran {tahun} tidak ada di {reference}")
    grouped: dict[str, list[SubKegiatan]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: r["kode"]):
        if row["versi"] == chosen:
            grouped[".".join(row["kode"].split(".")[:2])].append(SubKegiatan(row["kode"], row["nama"]))
    return {bidang: tuple(subs) for bidang, subs in grouped.items()}


def _subs_by_year(reference: Path, until: date) -> dict[int, dict[str, tuple[SubKegiatan, ...]]]:
    found = {tahun: _subs(reference, tahun) for tahun in (until.year - 1, until.year)}
    try:
        found[until.year + 1] = _subs(reference, until.year + 1)
    except ValueError:
        # Without a nomenclature nobody can plan that year; the budgets do not need it.
        return found
    return found


def _workdays(reference: Path, until: date) -> Days:
    first, last = date(until.year - _CALENDAR_YEARS, 1, 1), date(until.year + 1, 12, 31)
    days = np.arange(day_number(first), day_number(last) + 1, dtype=np.int64)
    holidays = [day_number(date.fromisoformat(r["tanggal"])) for r in _read(reference / "hari_libur.csv")]
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday; Monday = 0
    return np.asarray(days[(weekday < 5) & ~np.isin(days, np.array(holidays, dtype=np.int64))])


def load_city(reference: Path, kd_pemda: str, until: date) -> City:
    """Read one government from the reference tables (`data/reference`).

    Raises:
        ValueError: no nomenclature covers the tahun anggaran of `until` or the one before.
    """
    pemda = next(r for r in _read(reference / "pemda.csv") if r["kd_pemda"] == kd_pemda)
    box = tuple(float(pemda[c]) for c in ("lat_min", "lat_max", "lon_min", "lon_max"))
    rekening = tuple(
        Rekening(r["kode"], r["nama"])
        for r in _read(reference / "rekening.csv")
        if r["level"] == "sub_rincian_objek" and r["kode"].startswith("5.")
    )
    return City(
        kd_pemda=kd_pemda,
        nama=pemda["nama"],
        opds=_opds(reference, kd_pemda, until),
        villages=_villages(reference, kd_pemda),
        workdays=_workdays(reference, until),
        subs=_subs_by_year(reference, until),
        rekening=rekening,
        box=(box[0], box[1], box[2], box[3]),
        bidang={r["kode"]: r["nama"] for r in _read(reference / "nomenklatur.csv") if r["tingkat"] == "bidang_urusan"},
        accounts={
            r["kode"]: r["nama"]
            for r in _read(reference / "rekening.csv")
            if r["level"] in ("akun", "kelompok", "jenis")
        },
    )

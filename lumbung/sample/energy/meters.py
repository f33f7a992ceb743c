"""The meters of a government: offices, hospitals and street lights, and points billed without a meter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from lumbung.sample.city import KOTA, City, rng

OFFICE_AC, OFFICE, ALL_DAY, PJU = range(4)
"""Kinds of load."""
_STANDING_SINCE = date(2021, 1, 4)
_PREFIX = {"33.74": 52_374, "33.22": 52_322}
_ID_SPAN = 10**7
# A register that starts lower than this cannot wrap within a few years.
_HIGHEST_START = 400_000
_IKE = {OFFICE_AC: (7.0, 20.0), OFFICE: (2.5, 8.0), ALL_DAY: (14.0, 26.0)}
"""Consumption of a building, kWh per m² and month: lowest and highest drawn."""
_LOAD_FACTOR = {OFFICE_AC: 0.42, OFFICE: 0.40, ALL_DAY: 0.72}
_HOURS_OF_MONTH = 720
_POWERS = (6_600, 10_600, 13_200, 16_500, 23_000, 33_000, 53_000, 82_500, 131_000, 197_000, 345_000, 555_000, 1_110_000)
_FACTORS = ((197_000, 40), (53_000, 20), (0, 1))
_LAMPS = (60, 90, 120, 150, 250)
_ABONEMEN_SHARE = 0.1


@dataclass(frozen=True)
class Meter:
    """One row of `meter_daftar`. `installed_at`: the register when it was put in, `start`: when its readings
    begin, in thousandths; `peak_kw`: the load at 100 %."""

    id_meter: str
    seri: str
    id_objek: str
    nama: str
    jenis: str
    kode_skpd: str
    kode_kecamatan: str
    lat: float
    lon: float
    golongan: str
    daya_va: int
    faktor: int
    digit: int
    luas: int | None
    luas_ac: int | None
    watt: int | None
    lampu: int | None
    abonemen: bool
    pasang: date
    start: int
    lepas: date | None = None
    installed_at: int = 0
    kind: int = OFFICE
    peak_kw: float = 0.0

    def replaced(self, day: date, seri: str, start: int) -> tuple[Meter, Meter]:
        """The meter until a day and its successor from then on."""
        return replace(self, lepas=day), replace(self, seri=seri, pasang=day, installed_at=start)


@dataclass
class Fleet:
    """What the generator needs of its meters, as arrays of one length; `factor` is the CT × PT ratio."""

    meters: list[Meter]
    id: NDArray[np.int64] = field(init=False)
    kind: NDArray[np.int64] = field(init=False)
    peak_kw: NDArray[np.float64] = field(init=False)
    factor: NDArray[np.int64] = field(init=False)
    start: NDArray[np.int64] = field(init=False)
    wrap: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.id = np.array([int(m.id_meter) for m in self.meters], dtype=np.int64)
        self.kind = np.array([m.kind for m in self.meters], dtype=np.int64)
        self.peak_kw = np.array([m.peak_kw for m in self.meters])
        self.factor = np.array([m.faktor for m in self.meters], dtype=np.int64)
        self.start = np.array([m.start for m in self.meters], dtype=np.int64)
        self.wrap = np.array([1000 * 10**m.digit for m in self.meters], dtype=np.int64)

    def __len__(self) -> int:
        return len(self.meters)


def fleet(city: City, count: int, seed: int) -> tuple[Fleet, list[Meter]]:
    """`count` meters that send readings, and the points billed by abonemen beside them."""
    rand = rng(seed, "meter", city.kd_pemda)
    lights = max(2, round(count * 0.4))
    meters = [_building(city, n, rand) for n in range(count - lights)]
    meters += [_panel(city, n, rand, abonemen=False) for n in range(count - lights, count)]
    unmetered = max(2, round(count * _ABONEMEN_SHARE))
    return Fleet(meters), [_panel(city, count + n, rand, abonemen=True) for n in range(unmetered)]


def _id(city: City, n: int) -> str:
    return str(_PREFIX[city.kd_pemda] * _ID_SPAN + n + 1)


def _building(city: City, n: int, rand: np.random.Generator) -> Meter:
    opd = city.opds[n % len(city.opds)]
    place = city.villages[int(rand.integers(len(city.villages)))]
    u = rand.random(6).tolist()
    kind = ALL_DAY if opd.is_rumah_sakit else OFFICE_AC if u[0] < 0.65 else OFFICE
    luas = round(300 + 5_700 * u[1] ** 2) // 10 * 10
    low, high = _IKE[kind]
    peak = luas * (low + (high - low) * u[2]) / _HOURS_OF_MONTH / _LOAD_FACTOR[kind]
    daya = next((p for p in _POWERS if p >= peak * 1.5 * 1000), round(peak * 2) * 1000)
    # One building in five has rooms of both kinds.
    cooled = 0.3 + 0.5 * u[4] if u[3] < 0.2 else 0.95 if kind != OFFICE else 0.03
    return Meter(
        id_meter=_id(city, n),
        seri=f"SN{n + 1:05d}A",
        id_objek=f"G-{city.kd_pemda.replace('.', '')}-{n + 1:04d}",
        nama=f"Gedung {opd.singkat}" + (f" {n // len(city.opds) + 1}" if n >= len(city.opds) else ""),
        jenis="gedung",
        kode_skpd=opd.kode,
        kode_kecamatan=place.kd_kecamatan,
        lat=round(place.lat, 6),
        lon=round(place.lon, 6),
        golongan="P-2/TM" if daya > 200_000 else "P-1/TR",
        daya_va=daya,
        faktor=next(f for above, f in _FACTORS if daya > above),
        digit=6,
        luas=luas,
        luas_ac=round(luas * cooled),
        watt=None,
        lampu=None,
        abonemen=False,
        pasang=_STANDING_SINCE,
        start=round(u[5] * _HIGHEST_START * 1000),
        kind=kind,
        peak_kw=peak,
    )


def _panel(city: City, n: int, rand: np.random.Generator, *, abonemen: bool) -> Meter:
    keeper = city.opd_by_bidang("1.03" if city.kd_pemda == KOTA else "2.15")
    place = city.villages[int(rand.integers(len(city.villages)))]
    lampu, watt = int(rand.integers(12, 46)), int(_LAMPS[int(rand.integers(len(_LAMPS)))])
    total = lampu * watt
    daya = next(p for p in _POWERS if p >= total * 1.3)
    start = round(float(rand.random()) * _HIGHEST_START * 1000)
    return Meter(
        id_meter=_id(city, n),
        seri=f"ABN{n + 1:05d}" if abonemen else f"SN{n + 1:05d}A",
        id_objek=f"P-{city.kd_pemda.replace('.', '')}-{n + 1:04d}",
        nama=f"Panel PJU {place.nama} {n + 1}",
        jenis="pju",
        kode_skpd=keeper.kode,
        kode_kecamatan=place.kd_kecamatan,
        lat=round(place.lat, 6),
        lon=round(place.lon, 6),
        golongan="P-3/TR",
        daya_va=daya,
        faktor=1,
        digit=6,
        luas=None,
        luas_ac=None,
        watt=total,
        lampu=lampu,
        abonemen=abonemen,
        pasang=_STANDING_SINCE,
        start=0 if abonemen else start,
        kind=PJU,
        peak_kw=total / 1000,
    )

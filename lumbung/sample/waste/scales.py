"""Tickets of the weighbridges: a year of trucks, each weighed full and empty."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumbung.sample.city import KOTA, City, Days, Ints, day_number, iso_days, iso_minutes, pick, rng
from lumbung.sample.files import Delivery, at

SOURCE = "timbangan_tpa"
TPA = {"33.74": "Jatibarang", "33.22": "Blondo"}
TICKETS = {"33.74": 11_500, "33.22": 6_500}
"""Tickets of a whole year at scale 1."""
DAILY_FILES = 14
_DAYS = 365
_DEAD_AFTER = 90
"""Days of history that an estimate of a day without scales has behind it."""
_SUNDAY, _HOLIDAY = 0.35, 0.2
_OUTSIDE, _STORED, _MANUAL = 0.03, 0.04, 0.02
_NEIGHBOURS = ("33.21.05", "33.24.13", "33.23.02")
_KINDS = ("dump_truck", "arm_roll", "compactor", "pickup", "roda_tiga")
_KIND_SHARE = np.array([0.4, 0.25, 0.12, 0.17, 0.06])
_LOAD_KG = np.array([4_800, 5_600, 6_900, 900, 320])
_TARE_KG = np.array([5_200, 6_100, 8_300, 1_350, 480])
_CARRIERS = ("DLH", "swasta", "desa")
_CARRIER_SHARE = {True: np.array([0.78, 0.2, 0.02]), False: np.array([0.6, 0.18, 0.22])}
_SORTS, _SORT_SHARE = ("campuran", "organik", "pasar", "taman"), np.array([0.8, 0.08, 0.08, 0.04])
_FIRST_MINUTE, _LAST_MINUTE = 6 * 60, 17 * 60
_APART = 15
"""Minutes within which a truck never comes twice with the same weight, unless by a planted fault."""


def first_day(until: date) -> date:
    """The day on which the history of tickets begins."""
    return until - timedelta(days=_DAYS - 1)


def dead_days(city: City, seed: int, until: date) -> list[date]:
    """Working days on which the bridge was down: two single ones and two in a row."""
    start = day_number(first_day(until)) + _DEAD_AFTER
    # Neither the day before nor after is a weekend, and the last days bring files of their own.
    days = [d for d in city.workdays.tolist() if start <= d < day_number(until) - DAILY_FILES and (d + 3) % 7 in (1, 2)]
    rand = rng(seed, "jembatan", city.kd_pemda)
    chosen = sorted(days[i] for i in rand.choice(len(days) // 6, 3, replace=False) * 6)
    found = [*chosen, *(d for d in (chosen[-1] + 1,) if d in city.workdays)]
    return [date(1970, 1, 1) + timedelta(days=d) for d in found]


def deliveries(city: City, scale: float, seed: int, until: date, dead: list[date]) -> list[Delivery]:
    """One file a month, and one a day for the last two weeks."""
    columns, day = _tickets(city, scale, seed, until, dead)
    daily_from = day_number(until) - DAILY_FILES + 1
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    batch = np.where(day >= daily_from, day, -month)
    found = []
    for key in dict.fromkeys(batch.tolist()):
        rows = np.flatnonzero(batch == key)
        last = date(1970, 1, 1) + timedelta(days=int(day[rows[-1]]))
        label = f"{last:%Y%m%d}" if key > 0 else f"{last:%Y_%m}"
        name = f"timbangan_{label}.csv"
        sent = at(last, 18, 20 if city.kd_pemda == KOTA else 25)
        part = {column: [values[i] for i in rows.tolist()] for column, values in columns.items()}
        found.append(Delivery(SOURCE, city.kd_pemda, name, sent, part))
        if city.kd_pemda != KOTA and key <= 0:
            found[-1].container, found[-1].name = "gz", f"{name}.gz"
    return found


def _days(city: City, scale: float, until: date, dead: list[date], rand: np.random.Generator) -> Days:
    """The day of every ticket, in order: few on Sundays and holidays, none on a dead day."""
    days = np.arange(day_number(first_day(until)), day_number(until) + 1, dtype=np.int64)
    weekday = (days + 3) % 7
    weight = np.where(np.isin(days, city.workdays) | (weekday == 5), 1.0, _HOLIDAY)
    weight = np.where(weekday == 6, _SUNDAY, weight)
    weight = np.where(np.isin(days, [day_number(d) for d in dead]), 0.0, weight)
    count = max(60, round(TICKETS[city.kd_pemda] * scale))
    return np.sort(days[pick(weight, count, rand)])


def _tickets(city: City, scale: float, seed: int, until: date, dead: list[date]) -> tuple[dict[str, list[Any]], Days]:
    """All tickets in order of weighing, and their days."""
    rand = rng(seed, SOURCE, city.kd_pemda)
    day = _days(city, scale, until, dead, rand)
    count = len(day)
    minute = day * 1440 + rand.integers(_FIRST_MINUTE, _LAST_MINUTE - 45, count)
    minute.sort()  # days are in order, and a minute never leaves its day
    trucks = max(8, round(18 * scale) + 6)
    kind_of = pick(_KIND_SHARE, trucks, rand)
    tare_of = _TARE_KG[kind_of] + rand.integers(-20, 21, trucks) * 10
    truck = rand.integers(0, trucks, count)
    load = (_LOAD_KG[kind_of[truck]] * rand.normal(1.0, 0.16, count).clip(0.5, 1.5)).astype(np.int64)
    tare = tare_of[truck] + rand.integers(-4, 5, count) * 5
    gross = _apart(truck, tare + load, minute)
    outside = rand.random(count) < _OUTSIDE
    stored, manual = rand.random(count) < _STORED, rand.random(count) < _MANUAL
    places = sorted({v.kd_kecamatan for v in city.villages})
    origin = pick(1 / (1 + rand.permutation(len(places)) / 3), count, rand).tolist()
    neighbour = rand.integers(0, len(_NEIGHBOURS), count).tolist()
    carrier = pick(_CARRIER_SHARE[city.kd_pemda == KOTA], count, rand).tolist()
    left = iso_minutes(minute + rand.integers(8, 40, count))
    prefix = TPA[city.kd_pemda][:2].upper()
    plate = "H" if city.kd_pemda == KOTA else "K"
    years = [text[:4] for text in iso_days(day)]
    return {
        "ticket_no": [f"{prefix}-{y}-{n:06d}" for n, y in enumerate(years, 1)],
        "tpa": [TPA[city.kd_pemda]] * count,
        "jembatan_id": [f"{prefix}{n}" for n in rand.integers(1, 3, count).tolist()],
        "nopol": [f"{plate} {8000 + n} {'XYZ'[n % 3]}A" for n in truck.tolist()],
        "jenis_kendaraan": [_KINDS[k] for k in kind_of[truck].tolist()],
        "kode_kecamatan_asal": [
            _NEIGHBOURS[n] if out else places[o] for n, o, out in zip(neighbour, origin, outside.tolist(), strict=True)
        ],
        "asal_luar_daerah": _yes(outside),
        "pengangkut": [_CARRIERS[c] for c in carrier],
        "jenis_sampah": [_SORTS[s] for s in pick(_SORT_SHARE, count, rand).tolist()],
        "waktu_masuk": iso_minutes(minute),
        "waktu_keluar": [None if s else text for s, text in zip(stored.tolist(), left, strict=True)],
        "bruto_kg": gross.tolist(),
        "tara_kg": tare.tolist(),
        "netto_kg": (gross - tare).tolist(),
        "tara_sumber": ["tersimpan" if s else "ditimbang" for s in stored.tolist()],
        "manual": _yes(manual),
    }, day


def _yes(values: NDArray[np.bool_]) -> list[str]:
    return ["Y" if v else "T" for v in values.tolist()]


def _apart(truck: Ints, gross: Ints, minute: Ints) -> Ints:
    """Gross weights in which no truck repeats one within `_APART` minutes."""
    last: dict[tuple[int, int], int] = {}
    found = gross.tolist()
    for i, (one, at_minute) in enumerate(zip(truck.tolist(), minute.tolist(), strict=True)):
        while at_minute - last.get((one, found[i]), -_APART - 1) <= _APART:
            found[i] += 5
        last[one, found[i]] = at_minute
    return np.array(found, dtype=np.int64)

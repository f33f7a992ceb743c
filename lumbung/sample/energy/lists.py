"""`meter_daftar`: the whole register of meters, month after month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from lumbung.sample.city import KOTA, City
from lumbung.sample.energy.faults import NEW_REGISTER, Faults
from lumbung.sample.energy.meters import Fleet, Meter
from lumbung.sample.files import Delivery, at
from lumbung.sample.sources import SOURCES

SOURCE = "meter_daftar"


def deliveries(
    city: City, fleet: Fleet, unmetered: list[Meter], faults: Faults, first: date, until: date
) -> list[Delivery]:
    """The register on the first day, on the second of every month, and on the day after a replacement."""
    days = {first} | {day + timedelta(days=1) for day in faults.replaced.values()}
    days |= {d for n in range((until - first).days + 1) if (d := first + timedelta(days=n)).day == 2}
    minute = 5 if city.kd_pemda == KOTA else 6
    return [
        Delivery(
            SOURCE,
            city.kd_pemda,
            f"meter_{day:%Y%m%d}.csv",
            at(day, 18, minute),
            _columns(_turned([*_standing(fleet, faults.replaced, day), *unmetered], n)),
        )
        for n, day in enumerate(sorted(days))
    ]


def _turned(meters: list[Meter], n: int) -> list[Meter]:
    """In another order each time, so that no list has the bytes of an earlier one."""
    return meters[n % len(meters) :] + meters[: n % len(meters)]


def _standing(fleet: Fleet, replaced: Mapping[int, date], day: date) -> list[Meter]:
    """What the list says on a day: a meter that was replaced has two rows."""
    found: list[Meter] = []
    for n, meter in enumerate(fleet.meters):
        if n in replaced and replaced[n] < day:
            found += meter.replaced(replaced[n], f"{meter.seri[:-1]}B", NEW_REGISTER)
        else:
            found.append(meter)
    return found


def _columns(meters: list[Meter]) -> dict[str, list[Any]]:
    rows = [_row(meter) for meter in meters]
    return {name: [row[name] for row in rows] for name, _ in SOURCES[SOURCE].columns}


def _row(meter: Meter) -> dict[str, Any]:
    return {
        "id_meter": meter.id_meter,
        "meter_seri": meter.seri,
        "id_objek": meter.id_objek,
        "nama_objek": meter.nama,
        "jenis": meter.jenis,
        "kode_skpd": meter.kode_skpd,
        "kode_kecamatan": meter.kode_kecamatan,
        "lat": meter.lat,
        "lon": meter.lon,
        "golongan_tarif": meter.golongan,
        "daya_va": meter.daya_va,
        "faktor_kali": meter.faktor,
        "digit_register": meter.digit,
        "luas_m2": meter.luas,
        "luas_ac_m2": meter.luas_ac,
        "watt_lampu_total": meter.watt,
        "jumlah_lampu": meter.lampu,
        "abonemen": "Y" if meter.abonemen else "T",
        "pasang_pada": meter.pasang.isoformat(),
        "start_register": meter.installed_at / 1000,
        "lepas_pada": meter.lepas.isoformat() if meter.lepas else None,
    }

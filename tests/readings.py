"""Meters and readings as short texts, and a lake that takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from granary import WIB, Granary

from lumbung import night

PEMDA = "33.74"
METER = {
    "id_meter": "M1",
    "meter_seri": "S1",
    "id_objek": "O1",
    "jenis": "gedung",
    "daya_va": "66000",
    "faktor_kali": "1",
    "digit_register": "6",
}
"""A quarter hour of this meter brings at most 66 x 1.1 x 0.25 = 18.15 kWh."""
NAMES = (*METER, "watt_lampu_total", "abonemen", "pasang_pada", "start_register", "lepas_pada")


def register(*meters: Mapping[str, str]) -> str:
    """The file of meters: each over METER."""
    lines = [";".join(NAMES)]
    lines += [";".join({**METER, **meter}.get(name, "") for name in NAMES) for meter in meters]
    return "\n".join(lines) + "\n"


Reading = tuple[str, str | None] | tuple[str, str | None, str]
"""Time (`08-01 00:15` WIB of 2026), register, status (OK)."""


def readings(found: Iterable[Reading], meter: str = "M1") -> list[str]:
    lines = []
    for at, shown, *status in found:
        lines.append(f"{meter};2026-{at};{(shown or '').replace('.', ',')};;{status[0] if status else 'OK'}")
    return lines


def file_of(*lines: list[str]) -> str:
    return "\n".join(["id_meter;waktu;register_kwh;kvarh;status", *(line for group in lines for line in group)]) + "\n"


def steps(first: str, *values: str | float, status: str = "OK") -> list[tuple[str, str, str]]:
    """Readings every quarter hour from a time on."""
    begin = datetime.strptime(f"2026-{first}", "%Y-%m-%d %H:%M")
    at = [begin + timedelta(minutes=15 * i) for i in range(len(values))]
    return [(f"{moment:%m-%d %H:%M}", str(value), status) for moment, value in zip(at, values, strict=True)]


class Works(Granary):
    """A lake for meters."""

    def meters(self, *rows: Mapping[str, str], at: datetime | None = None, pemda: str = PEMDA) -> None:
        moment = at or datetime(2026, 8, 31, 19, 0, tzinfo=WIB)
        self.drop(f"meter_daftar/{pemda}/daftar-{moment:%d%H%M}.csv", register(*rows), at=moment)
        self.take("meter_daftar", on=date(2026, 12, 31))

    def read(self, *lines: list[str], at: datetime | None = None, name: str = "", pemda: str = PEMDA) -> None:
        """Lay a file of readings into landing."""
        moment = at or datetime(2026, 8, 31, 20, self.laid, tzinfo=WIB)
        self.laid += 1
        self.drop(f"meter_energi/{pemda}/{name or f'baca-{self.laid:03}.csv'}", file_of(*lines), at=moment)

    laid = 0

    def taken(self) -> dict[str, tuple[int, int, int, int]]:
        """Take what lies there. File → rows read, valid, quarantined, duplicate."""
        loads = self.take("meter_energi", on=date(2026, 12, 31))
        return {
            x.file_name: (x.rows_read, x.rows_valid, x.rows_quarantined, x.rows_duplicate)
            for x in self.loads()
            if x.load_id in {load.load_id for load in loads}
        }

    def rejected(self) -> dict[int, list[str]]:
        """Row number → reasons."""
        return {r["row_number"]: r["reasons"] for r in self.rows("quarantine/meter_energi", "row_number")}

    def standing(self) -> list[tuple[str, str, Decimal | None]]:
        """Meter, WIB time, register of silver."""
        rows = self.rows("silver/meter_energi", "id_meter", "waktu")
        return [(r["id_meter"], f"{r['waktu'].astimezone(WIB):%m-%d %H:%M}", r["register_kwh"]) for r in rows]

    def derive(self) -> None:
        night.derive(self.settings, "energi_harian", date(2026, 12, 31), self.new_run())

    def days(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Meter and WIB day (`08-01`) → row of energi_harian."""
        rows = self.rows("silver/energi_harian", "id_meter", "tanggal")
        return {(r["id_meter"], f"{r['tanggal']:%m-%d}"): r for r in rows}

    def events(self) -> list[tuple[str, str, str, Decimal | None]]:
        """WIB beginning and end, kind, kWh."""
        rows = self.rows("silver/energi_peristiwa", "mulai_at", "jenis")
        return [
            (
                f"{r['mulai_at'].astimezone(WIB):%m-%d %H:%M}",
                f"{r['selesai_at'].astimezone(WIB):%m-%d %H:%M}",
                r["jenis"],
                r["kwh"],
            )
            for r in rows
        ]

"""Meters of a small town, their days written by hand, and the energy marts of one evening."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from buku import Buku, days, harian, meter, peristiwa, tagihan

MALAM_1 = date(2026, 7, 15)
"""A Wednesday; the newest readings are of the day before."""
SAWN = [10 + q % 2 for q in range(96)]
"""Half of every hour 10 kWh, half 11: median 10.5, MAD 0.5."""
LAMPS = [1.0 if q < 23 or q >= 70 else 0.0 for q in range(96)]
"""4 kW from 17:30 to 05:45: 26 quarters in the evening, 23 in the morning."""
JUNI = days(date(2026, 6, 1), date(2026, 6, 30))


def sawn(*changed: tuple[range, float | None]) -> list[float | None]:
    return _changed(SAWN, *changed)


def lamps(*changed: tuple[range, float | None]) -> list[float | None]:
    return _changed(LAMPS, *changed)


def _changed(values: list[Any], *changed: tuple[range, float | None]) -> list[float | None]:
    found: list[float | None] = list(values)
    for quarters, value in changed:
        for quarter in quarters:
            found[quarter] = value
    return found


SERRATED = {
    date(2026, 6, 16): sawn((range(40, 48), 20)),  # a holiday
    date(2026, 6, 30): sawn((range(94, 96), 14)),
    date(2026, 7, 1): sawn((range(2), 14)),
    date(2026, 7, 4): sawn((range(40, 44), 14), (range(60, 64), 13.4)),
    date(2026, 7, 7): sawn((range(40, 42), 14), (range(42, 43), None), (range(43, 45), 14)),
    date(2026, 7, 11): sawn((range(40, 42), 14), (range(60, 64), 7)),
}
LIT = {
    date(2026, 7, 2): lamps((range(70, 96), 0.5)),
    date(2026, 7, 3): lamps((range(23), 0.5), (range(32, 64), 0.1)),
    date(2026, 7, 4): lamps((range(32, 64), 0.11)),
    date(2026, 7, 6): lamps((range(90, 94), None)),
    # 11 + 22.6 = 33.6 kWh, exactly 70 % of 4 kW × 12 hours.
    date(2026, 7, 8): lamps((range(70, 96), 0), (range(70, 81), 1)),
    date(2026, 7, 9): lamps((range(1), 0.6)),
}
"""Days of the panel that are not like the others."""


def _meters() -> list[dict[str, Any]]:
    new = {"pasang_pada": date(2026, 1, 1)}
    ac = {"luas_m2": 1152, "luas_ac_m2": 1152, **new}
    return [
        meter("M1", "MAKASSAR", luas_m2=5119, luas_ac_m2=5119, **new),
        meter("M2", "MAKASSAR", luas_m2=5119, luas_ac_m2=5119, **new),
        meter("M3", "DELAPAN-SETENGAH", **ac),
        meter("M4", "SEDIKIT-DI-BAWAH", **ac),
        meter("M5", "DELAPAN-BELAS-SETENGAH", **ac),
        meter("M6", "TANPA-AC", luas_m2=1152, luas_ac_m2=115, **new),
        meter("M7", "CAMPURAN", luas_m2=1152, luas_ac_m2=576, golongan_tarif="P-9/XX", **new),
        meter("M8", "TANPA-LUAS", **new),
        meter("M9", "DITAGIH", luas_m2=100, luas_ac_m2=0, golongan_tarif="P1 / TR".replace(" ", ""), **new),
        meter("MY", "SETAHUN", luas_m2=0, pasang_pada=date(2021, 1, 1)),
        meter("MZ", "GERIGI", **new),
        meter("MR", "RAMADAN", **new),
        meter("ML", "LAMPAU", **{**new, "pasang_pada": date(2025, 1, 1)}),
        meter("MX", "DIAM", **new),
        meter("P1", "PANEL", "pju", watt_lampu_total=4000, jumlah_lampu=40, **new),
        meter("P2", "DUA-METER", "pju", watt_lampu_total=4000, jumlah_lampu=10, **new),
        meter("P3", "DUA-METER", "pju", watt_lampu_total=4000, jumlah_lampu=10, **new),
        meter("P4", "BUNGKAM", "pju", watt_lampu_total=4000, jumlah_lampu=10, **new),
        meter("P5", "DILEPAS", "pju", watt_lampu_total=4000, jumlah_lampu=10, lepas_pada=date(2026, 7, 10), **new),
        meter("A1", "ABONEMEN", "pju", daya_va=10_000, jumlah_lampu=50, abonemen=True, **new),
    ]


def _days() -> list[dict[str, Any]]:
    found = []
    steady = {"M1": 22, "M3": "3.4", "M4": "3.39999", "M5": "7.4", "M6": "2.96", "M7": 1, "M8": 1, "M9": "0.3"}
    for day in JUNI:
        found += [harian(m, day, [v] * 96) for m, v in steady.items()]
        found.append(harian("M2", day, [301 if day.day == 1 and q == 50 else 0 for q in range(96)]))
        found.append(harian("MY", day, ["2.2"] * 96))
        found.append(harian("MY", day.replace(year=2025), [2] * 96))
    for day in days(date(2026, 4, 27), date(2026, 7, 14)):
        estimasi = 12 if day == date(2026, 7, 7) else 0
        found.append(harian("MZ", day, SERRATED.get(day, SAWN), estimasi=estimasi))
        found.append(harian("P1", day, LIT.get(day, LAMPS), watt=4000))
    for day in days(date(2026, 7, 11), date(2026, 7, 13)):
        found.append(harian("P2", day, LAMPS, watt=4000))
    found += [harian("P3", day, LAMPS, watt=4000) for day in days(date(2026, 7, 12), date(2026, 7, 13))]
    for day in days(date(2025, 9, 29), date(2025, 11, 30)):
        found.append(harian("ML", day, sawn((range(40, 44), 14)) if day == date(2025, 11, 8) else SAWN))
    for day in days(date(2026, 2, 4), date(2026, 4, 30)):
        found.append(harian("MR", day, sawn((range(40, 44), 14)) if day == date(2026, 4, 11) else SAWN))
    return found


def make(root: Path) -> Buku:
    """The silver tables of MALAM_1, nothing built yet."""
    book = Buku(root)
    book.add("meter_daftar", _meters())
    book.add("energi_harian", _days())
    book.add(
        "energi_peristiwa",
        [
            peristiwa("MZ", "2026-07-07 10:30", "2026-07-07 10:45", "DATA_HILANG", "12"),
            peristiwa("M1", "2026-06-10 10:00", "2026-06-10 10:15", "REGISTER_RESET", None),
            peristiwa("M1", "2026-06-10 10:00", "2026-06-10 12:00", "DATA_HILANG", None),
            peristiwa("M2", "2026-06-11 10:00", "2026-06-11 10:15", "ROLLOVER", "1"),
        ],
    )
    bills = [
        tagihan("M9", date(2026, 5, 15), date(2026, 6, 14), 1000),
        tagihan("M9", date(2026, 6, 15), date(2026, 7, 14), 900),
        tagihan("TAK-DIKENAL", date(2026, 6, 1), date(2026, 6, 30), 5),
    ]
    book.add("tagihan_listrik", bills)
    return book


@pytest.fixture(scope="session")
def buku(tmp_path_factory: pytest.TempPathFactory) -> Buku:
    """The town on MALAM_1. Read only."""
    book = make(tmp_path_factory.mktemp("buku"))
    book.build(MALAM_1)
    return book


@pytest.fixture(scope="session")
def con(buku: Buku) -> Iterator[duckdb.DuckDBPyConnection]:
    with buku.connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def rows(con: duckdb.DuckDBPyConnection) -> Callable[[str], list[tuple[Any, ...]]]:
    """Rows of a query, numbers as text with their stored decimals."""

    def read(sql: str) -> list[tuple[Any, ...]]:
        described = con.execute(f"describe {sql}").fetchall()
        plain = ", ".join(f'"{n}"::varchar' if t.startswith("DECIMAL") else f'"{n}"' for n, t, *_ in described)
        return con.execute(f"select {plain} from ({sql})").fetchall()

    return read

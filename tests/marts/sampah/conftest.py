"""A Kota with one TPA and two units, a Kabupaten whose factor and population are those of a known balance.

Kota, May and June 2026, Monday to Saturday except national holidays: two dump trucks (5,000 and 6,000 kg)
and a pickup (1,000 kg); on the Wednesdays 20 May, 3 and 10 June the dump trucks come twice. Nothing came
over the scales on Wednesday 24 June. The second night brings two of that day's tickets, a corrected one,
the first of July, and the June report of one unit again.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from town import Marts, Town

MALAM_1, MALAM_2 = date(2026, 6, 30), date(2026, 7, 2)
_LIBUR = {date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 27), date(2026, 6, 1), date(2026, 6, 16)}
_RAMAI = {date(2026, 5, 20), date(2026, 6, 3), date(2026, 6, 10)}
_MATI = date(2026, 6, 24)
_LRA = "tahun_anggaran kode_skpd kode_rekening nama_rekening nominal realisasi previous_realisasi mulai_tgl sampai_tgl"


def trip(day: date, number: int, net: int, kind: str = "dump_truck", **changes: str) -> dict[str, str]:
    """A ticket at 07:00 plus 20 minutes per number, by a truck of its own."""
    at = datetime.combine(day, time(7)) + timedelta(minutes=20 * number)
    return {
        "ticket_no": f"{day:%y%m%d}-{number}",
        "tpa": "Jatibarang",
        "jembatan_id": "1",
        "nopol": f"H {1000 + number} {day:%d}",
        "jenis_kendaraan": kind,
        "kode_kecamatan_asal": "33.74.01",
        "asal_luar_daerah": "T",
        "pengangkut": "DLH",
        "jenis_sampah": "campuran",
        "waktu_masuk": f"{at:%Y-%m-%d %H:%M}",
        "waktu_keluar": "",
        "bruto_kg": str(net + 4000),
        "tara_kg": "4000",
        "netto_kg": str(net),
        "tara_sumber": "ditimbang",
        "manual": "T",
        **changes,
    }


def _usual(day: date) -> Iterator[dict[str, str]]:
    weights = [(5000, "dump_truck"), (6000, "dump_truck"), (1000, "pickup")]
    if day in _RAMAI:
        weights += [(5000, "dump_truck"), (6000, "dump_truck")]
    for number, (net, kind) in enumerate(weights):
        yield trip(day, number, net, kind)


def _kota() -> list[dict[str, str]]:
    first, last = date(2026, 5, 4), date(2026, 6, 29)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rows = [row for day in days if day.weekday() < 6 and day not in _LIBUR | {_MATI} for row in _usual(day)]
    tuesday = date(2026, 5, 5)
    rows.append(trip(tuesday, 10, 8000, kode_kecamatan_asal="33.21.05", asal_luar_daerah="Y"))
    rows.append(trip(tuesday, 11, 2000, "arm_roll", kode_kecamatan_asal="33.74.02", tara_sumber="tersimpan"))
    rows.append(trip(tuesday, 12, 2500, "arm_roll", kode_kecamatan_asal="33.74.02", manual="Y"))
    rows.append(
        trip(tuesday, 13, 3000, "arm_roll", kode_kecamatan_asal="33.74.99", manual="Y", tara_sumber="tersimpan")
    )
    return rows


def _kabupaten() -> list[dict[str, str]]:
    days = [date(2024, 12, 15), *(date(2025, month, 1) for month in range(1, 13))]
    return [trip(day, 0, 10_000, tpa="Blondo", kode_kecamatan_asal="33.22.01") for day in days]


def _late() -> list[dict[str, str]]:
    return [
        trip(_MATI, 0, 5000),
        trip(_MATI, 1, 6000),
        trip(date(2026, 5, 6), 0, 5500),
        *_usual(date(2026, 7, 1)),
    ]


def _second_site() -> list[dict[str, str]]:
    """The Kota's loads at Blondo: two dump trucks of 5,000 kg every day from 11 June to 31 July but Friday 10 July."""
    days = [date(2026, 6, 11) + timedelta(days=n) for n in range(51)]
    return [
        trip(day, n, 5000, tpa="Blondo", ticket_no=f"K{day:%y%m%d}-{n}", nopol=f"H {2000 + n} {day:%d}")
        for day in days
        if day != date(2026, 7, 10)
        for n in (0, 1)
    ]


Unit = tuple[str, str, str, Sequence[tuple[Any, ...]]]
"""Name, kind, kecamatan; material, in, processed, residue, product, made (kg), sold (rupiah)."""
_MELATI: Unit = (
    "Bank Sampah Melati",
    "bank_sampah",
    "33.74.01",
    [("Plastik", 1000, 900, 100, "biji plastik", 700, 3_500_000), ("Kertas", 200, 200, 0, "", 0, 0)],
)
_MEKAR: Unit = (
    "TPS3R Mekar",
    "tps3r",
    "33.74.02",
    [("Organik", 2000, 1800, 300, "kompos", 600, 900_000), ("Telur lalat", 0, 0, 0, "maggot", 10, 50_000)],
)
_MELATI_LAGI: Unit = (
    "Bank Sampah Melati",
    "bank_sampah",
    "33.74.01",
    [("Plastik", 1000, 950, 50, "biji plastik", 750, 3_750_000), ("Kertas", 200, 200, 0, "", 0, 0)],
)
_PDU: Unit = ("PDU Blondo", "pdu", "33.22.11", [("Campuran", 1_400_000, 1_400_000, 0, "RDF", 700_000, 0)])


def _workbook(path: Path, month: str, units: Sequence[Unit]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        for n, (unit, kind, kecamatan, rows) in enumerate(units, 1):
            sheet = book.add_worksheet(f"Unit {n}")
            for line, text in enumerate((unit, kind, kecamatan, month)):
                sheet.write_string(line, 0, f"{('Unit', 'Jenis', 'Kecamatan', 'Bulan')[line]} : {text}")
            sheet.write_row(
                5,
                0,
                ("Material", "Masuk (kg)", "Diolah (kg)", "Residu (kg)", "Produk", "Hasil (kg)", "Nilai Jual (Rp)"),
            )
            for line, row in enumerate(rows, 6):
                sheet.write_row(line, 0, row)


def _lra(*rows: str) -> list[dict[str, str]]:
    names = _LRA.split()
    return [dict(zip(names, row.split("|"), strict=True)) for row in rows]


_OPD = "1.03.0.00.0.00.01.0000"
_JUNI = "2026-01-01|2026-06-30"
_LRA_JUNI = (
    f"2026||5|Belanja Daerah|1000|400|350|{_JUNI}",
    f"2026||5.1|Belanja Operasi|700|300|250|{_JUNI}",
    f"2026||5.1.01|Belanja Pegawai|400|200|190|{_JUNI}",
    f"2026||5.1.02|Belanja Barang dan Jasa|300|90|60|{_JUNI}",
    f"2026||5.2|Belanja Modal|300|100|100|{_JUNI}",
    f"2026||5.3||0|0||{_JUNI}",
    f"2026|{_OPD}|5|Belanja Daerah|100|33,33|0|{_JUNI}",
    f"2026|{_OPD}|5.1|Belanja Operasi|90|33,33|0|{_JUNI}",
)
_LRA_JUNI_BENAR = tuple(row.replace("|90|60|", "|100|60|") for row in _LRA_JUNI)


def _csv(rows: Sequence[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


class SampahTown(Town):
    sources: ClassVar[tuple[str, ...]] = (
        "penduduk",
        "faktor_timbulan",
        "timbangan_tpa",
        "bank_sampah",
        "lra_sipd",
    )

    def deliver(self, delivery: str, evening: date) -> None:
        """`malam_1`, `malam_2`, or what the Kota brings to a second TPA (`kedua`, `kedua_awal`), at 20:00 WIB."""
        landing = self.root / "landing"
        texts = {
            "malam_1": {
                "timbangan_tpa/33.74/juni.csv": _csv(_kota()),
                "timbangan_tpa/33.22/2025.csv": _csv(_kabupaten()),
                "penduduk/33.74/2026.csv": "tahun;kd_wilayah;penduduk;sumber\n2026;33.74;100000;uji\n",
                "penduduk/33.22/2025.csv": "tahun;kd_wilayah;penduduk;sumber\n2025;33.22;120254;uji\n",
                "faktor_timbulan/33.74/ukur.csv": "kd_pemda;kg_per_orang_hari;berlaku_mulai;sumber\n"
                "33.74;0,65;2026-06-01;Hasil ukur\n",
                "faktor_timbulan/33.22/ukur.csv": "kd_pemda;kg_per_orang_hari;berlaku_mulai;sumber\n"
                "33.22;0,4;2025-01-01;Hasil ukur\n",
                "lra_sipd/33.74/juni.csv": _csv(_lra(*_LRA_JUNI)),
            },
            "malam_2": {
                "timbangan_tpa/33.74/susulan.csv": _csv(_late()),
                "lra_sipd/33.74/juni_benar.csv": _csv(_lra(*_LRA_JUNI_BENAR)),
            },
            "kedua": {"timbangan_tpa/33.74/kedua.csv": _csv(_second_site())},
            "kedua_awal": {
                "timbangan_tpa/33.74/kedua_awal.csv": _csv([trip(date(2026, 1, 15), 0, 5000, tpa="Blondo")])
            },
        }[delivery]
        for path, text in texts.items():
            (landing / path).parent.mkdir(parents=True, exist_ok=True)
            (landing / path).write_text(text)
        if delivery == "malam_1":
            _workbook(landing / "bank_sampah/33.74/juni.xlsx", "Juni 2026", (_MELATI, _MEKAR))
            _workbook(landing / "bank_sampah/33.22/februari.xlsx", "Februari 2025", (_PDU,))
        elif delivery == "malam_2":
            _workbook(landing / "bank_sampah/33.74/juni_rev.xlsx", "Juni 2026", (_MELATI_LAGI,))
        sent = datetime.combine(evening, time(20), ZoneInfo("Asia/Jakarta")).timestamp()
        for file in landing.rglob("*"):
            os.utime(file, (sent, sent))


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> SampahTown:
    """The town on the evening of MALAM_1. Read only: later nights work on a copy (`town.Copy`)."""
    made = SampahTown(tmp_path_factory.mktemp("kota_sampah"))
    made.deliver("malam_1", MALAM_1)
    made.run(MALAM_1, "malam-1")
    return made


@pytest.fixture(scope="session")
def marts(town: SampahTown) -> Marts:
    return Marts(town.connect())

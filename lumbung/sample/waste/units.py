"""Waste banks, TPS3R, composting houses and PDU: one workbook a month, one sheet per unit."""

from __future__ import annotations

import io
from collections import defaultdict
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import xlsxwriter

from lumbung.sample.city import KOTA, City, rng
from lumbung.sample.dirt import Planted
from lumbung.sample.files import MONTHS, Delivery, at
from lumbung.sample.sources import SOURCES

SOURCE = "bank_sampah"
UNITS = {"33.74": 10, "33.22": 7}
"""Units at scale 1."""
_MONTHS = 12
_SENT_AFTER = timedelta(days=8)
_RESENT_AFTER = timedelta(days=12)
_AS_TEXT = 0.12
_OFF = 500
_KINDS = ("bank_sampah", "bank_sampah", "tps3r", "rumah_kompos", "pdu")
_WORDS = ("Melati", "Mekar", "Resik", "Berkah", "Lestari", "Sejahtera", "Makmur", "Asri")
_LABEL = {"bank_sampah": "Bank Sampah", "tps3r": "TPS3R", "rumah_kompos": "Rumah Kompos", "pdu": "PDU"}
# Material, kilograms a month, share of residue, product, yield in percent, rupiah a kilogram.
_MATERIALS: dict[str, tuple[tuple[str, int, float, str | None, int, int], ...]] = {
    "bank_sampah": (
        ("Plastik", 900, 0.08, "biji plastik", 72, 6500),
        ("Kertas", 700, 0.03, None, 0, 0),
        ("Logam", 150, 0.0, None, 0, 0),
    ),
    "tps3r": (
        ("Organik", 4200, 0.1, "kompos", 34, 1200),
        ("Sisa makanan", 1100, 0.05, "maggot", 18, 7000),
        ("Plastik", 800, 0.15, "biji plastik", 65, 6000),
    ),
    "rumah_kompos": (("Daun dan ranting", 2600, 0.06, "kompos", 38, 1100),),
    "pdu": (
        ("Campuran", 21000, 0.22, "RDF", 48, 350),
        ("Plastik bernilai rendah", 1900, 0.05, "paving", 80, 1500),
    ),
}
_HEADER = ("Material", "Masuk (kg)", "Diolah (kg)", "Residu (kg)", "Produk", "Hasil (kg)", "Nilai Jual (Rp)")
_NUMBERS = ("masuk_kg", "diolah_kg", "residu_kg", "hasil_kg", "nilai_jual_rp")
_FIXED = datetime(2020, 1, 1)


def _due(until: date) -> list[date]:
    """First days of the last twelve months whose report has arrived."""
    last = until - _SENT_AFTER
    ordinal = last.year * 12 + last.month - 2
    return [date(n // 12, n % 12 + 1, 1) for n in range(ordinal - _MONTHS + 1, ordinal + 1)]


def deliveries(city: City, scale: float, seed: int, until: date) -> list[Delivery]:
    """One workbook per month, with the units that report in the order of their sheets."""
    rand = rng(seed, SOURCE, city.kd_pemda)
    places = sorted({v.kd_kecamatan for v in city.villages})
    units = []
    for n in range(max(4, round(UNITS[city.kd_pemda] * scale))):
        kind = _KINDS[n % len(_KINDS)]
        units.append((f"{_LABEL[kind]} {_WORDS[n % len(_WORDS)]} {n + 1}", kind, places[n * 5 % len(places)]))
    size = rand.uniform(0.5, 1.6, len(units))
    found = []
    for month in _due(until):
        rows = [
            (month.isoformat()[:7], unit, kind, place, *row)
            for (unit, kind, place), factor in zip(units, size.tolist(), strict=True)
            for row in _month(kind, factor, rand)
        ]
        names = [name for name, _ in SOURCES[SOURCE].columns]
        columns: dict[str, list[Any]] = {c: list(v) for c, v in zip(names, zip(*rows, strict=True), strict=True)}
        after = date(month.year + month.month // 12, month.month % 12 + 1, 1) + _SENT_AFTER
        name = f"bank_sampah_{month:%Y_%m}.xlsx"
        found.append(Delivery(SOURCE, city.kd_pemda, name, at(after, 19, 50), columns))
    return [f for f in found if f.delivered.date() <= until]


def _month(kind: str, factor: float, rand: np.random.Generator) -> list[tuple[Any, ...]]:
    rows = []
    for material, usual, share, product, percent, price in _MATERIALS[kind]:
        came = int(usual * factor * rand.uniform(0.8, 1.2))
        done = came - int(came * rand.uniform(0, 0.06))
        rest = int(done * share * rand.uniform(0.7, 1.3))
        made = done * percent // 100
        rows.append((material, came, done, rest, product, made, made * price))
    return rows


def plant(files: list[Delivery], city: City, until: date) -> list[Planted]:
    """A unit whose kecamatan nobody knows, more residue than processed, a wrong closing sum, and a sheet
    that is sent again."""
    if not files:
        return []
    planted = []
    strange = files[len(files) // 2]
    unit = strange.columns["unit"][-1]
    for row in range(len(strange)):
        if strange.columns["unit"][row] == unit:
            strange.columns["kecamatan"][row] = f"{city.kd_pemda}.77"
            strange.flags[row].append("WILAYAH_TAK_DIKENAL")
            planted.append(Planted(strange, row + 1, "WILAYAH_TAK_DIKENAL", "valid"))
    too_much = files[-1]
    too_much.columns["residu_kg"][0] = too_much.columns["diolah_kg"][0] + 40
    too_much.flags[0].append("RESIDU_LEBIH")
    planted.append(Planted(too_much, 1, "RESIDU_LEBIH", "valid"))
    if city.kd_pemda == KOTA:
        files[0].total_off = _OFF
        planted.append(Planted(files[0], None, "JUMLAH_SELISIH", "LOADED"))
    return planted + _sent_again(files, until)


def _sent_again(files: list[Delivery], until: date) -> list[Planted]:
    due = [f for f in files if f.delivered.date() + _RESENT_AFTER <= until]
    if not due:
        return []
    again = deepcopy(due[-1])
    first = [i for i, unit in enumerate(again.columns["unit"]) if unit == again.columns["unit"][0]]
    again.columns = {name: [values[i] for i in first] for name, values in again.columns.items()}
    again.flags = defaultdict(list)
    again.columns["masuk_kg"][-1] += 125
    again.columns["diolah_kg"][-1] += 125
    again.name = again.name.replace(".xlsx", "_koreksi.xlsx")
    again.delivered += _RESENT_AFTER
    again.total_off = 0
    files.append(again)
    same = [Planted(again, row, "DUPLIKAT_LINTAS_BERKAS", "duplicate") for row in range(1, len(again))]
    return [*same, Planted(again, None, "LEMBAR_KOREKSI", "LOADED")]


def workbook(delivery: Delivery, city: City, rand: np.random.Generator) -> bytes:
    """The bytes of the workbook: titles on every sheet, numbers beside numbers in words, a JUMLAH row."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"author": "DLH (contoh)", "created": _FIXED})
    bold = book.add_format({"bold": True, "border": 1})
    rows = [delivery.row(i) for i in range(len(delivery))]
    sheets: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        sheets[row["unit"]].append(row)
    off = delivery.total_off
    for n, (unit, own) in enumerate(sheets.items(), 1):
        sheet = book.add_worksheet(f"{n:03d}")
        year, month = own[0]["bulan"].split("-")
        titles = (
            f"LAPORAN PENGOLAHAN SAMPAH {city.nama.upper()}",
            f"Unit : {unit}",
            f"Jenis : {own[0]['jenis_unit']}",
            f"Kecamatan : {own[0]['kecamatan']}",
            f"Bulan : {MONTHS[int(month) - 1]} {year}",
        )
        for line, text in enumerate(titles):
            sheet.write_string(line, 0, text)
        sheet.write_row(6, 0, _HEADER, bold)
        line = 7
        for row in own:
            _write(sheet, line, row, rand.random() < _AS_TEXT)
            line += 1
        sheet.write_string(line, 0, "JUMLAH", bold)
        for name in _NUMBERS:
            column = _column(name)
            sheet.write_number(line, column, sum(r[name] for r in own) + (off if name == "masuk_kg" else 0), bold)
        off = 0
    notes = book.add_worksheet("Petunjuk")
    notes.write_string(0, 0, "Satu lembar per unit; berat dalam kilogram.")
    book.close()
    return buffer.getvalue()


def _column(name: str) -> int:
    return {"masuk_kg": 1, "diolah_kg": 2, "residu_kg": 3, "hasil_kg": 5, "nilai_jual_rp": 6}[name]


def _write(sheet: Any, line: int, row: dict[str, Any], as_text: bool) -> None:
    sheet.write_string(line, 0, row["material"])
    sheet.write_string(line, 4, row["produk"] or "-")
    for name in _NUMBERS:
        if as_text:
            sheet.write_string(line, _column(name), f"{row[name]:,}".replace(",", "."))
        else:
            sheet.write_number(line, _column(name), row[name])

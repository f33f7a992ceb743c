"""`tagihan_listrik`: the bills of a government in one workbook per month, their periods not calendar months."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import xlsxwriter

from lumbung.sample.city import KOTA, City, Ints
from lumbung.sample.energy.loads import days
from lumbung.sample.energy.meters import Fleet, Meter
from lumbung.sample.files import MONTHS, Delivery, at
from lumbung.sample.sources import SOURCES

SOURCE = "tagihan_listrik"
_HEADER = (
    "ID Pelanggan", "Nama", "Golongan", "Daya (VA)", "Periode Awal", "Periode Akhir", "kWh LWBP", "kWh WBP",
    "kWh Total", "Rupiah", "PPJ (Rp)",
)  # fmt: skip
_RP_PER_MWH = {"P-1/TR": 1_699_530, "P-2/TM": 1_522_880, "P-3/TR": 1_699_530}
_LAST_DAY = {"33.74": 14, "33.22": 20}
"""Day of the month on which the meters are read for the bill."""
_SENT_AFTER = timedelta(days=6)
_WBP_PCT, _PPJ_PCT = 20, 8
_ABONEMEN_HOURS = 375
OVERCHARGED_PCT = 12
_UNIT = 100_000
_FIXED = datetime(2020, 1, 1)
_FIRST_ROW = 5


def periods(city: City, first: date, until: date) -> list[tuple[date, date]]:
    """First and last day of every bill whose days are known and whose workbook has come."""
    found = []
    month = first.replace(day=1)
    while month <= until:
        last = month.replace(day=_LAST_DAY[city.kd_pemda])
        before = (month - timedelta(days=1)).replace(day=_LAST_DAY[city.kd_pemda])
        begin = before + timedelta(days=1)
        if begin >= first and last + _SENT_AFTER <= until:
            found.append((begin, last))
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def deliveries(
    city: City,
    fleet: Fleet,
    unmetered: list[Meter],
    used: dict[date, Ints],
    first: date,
    until: date,
    overcharged: int | None,
) -> list[Delivery]:
    """One workbook per period. `overcharged`: the meter whose newest bill says more than it used."""
    due = periods(city, first, until)
    found = []
    for begin, last in due:
        kwh = np.stack([used[d] for d in days(begin, last)]).sum(axis=0)
        whole = ((kwh + _UNIT // 2) // _UNIT).tolist()
        if overcharged is not None and (begin, last) == due[-1]:
            whole[overcharged] = whole[overcharged] * (100 + OVERCHARGED_PCT) // 100
        rows = [_row(m, begin, last, k) for m, k in zip(fleet.meters, whole, strict=True)]
        rows += [_row(m, begin, last, m.daya_va * _ABONEMEN_HOURS // 1000) for m in unmetered]
        columns = {name: [row[name] for row in rows] for name, _ in SOURCES[SOURCE].columns}
        sent = at(last + _SENT_AFTER, 18, 15 if city.kd_pemda == KOTA else 16)
        found.append(Delivery(SOURCE, city.kd_pemda, f"tagihan_{last:%Y_%m}.xlsx", sent, columns))
    return found


def _row(meter: Meter, begin: date, last: date, kwh: int) -> dict[str, Any]:
    rupiah = round(kwh * _RP_PER_MWH[meter.golongan] / 1000)
    wbp = kwh * _WBP_PCT // 100
    return {
        "id_pelanggan": meter.id_meter,
        "nama": meter.nama.upper(),
        "golongan": meter.golongan,
        "daya_va": meter.daya_va,
        "periode_awal": begin.isoformat(),
        "periode_akhir": last.isoformat(),
        "kwh_lwbp": kwh - wbp,
        "kwh_wbp": wbp,
        "kwh_total": kwh,
        "rupiah": rupiah,
        "ppj_rp": rupiah * _PPJ_PCT // 100,
    }


def workbook(delivery: Delivery, city: City) -> bytes:
    """The XLSX: titles, numbers beside numbers as text, dates beside dates as text, a JUMLAH row."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"author": "PLN (contoh)", "created": _FIXED})
    bold = book.add_format({"bold": True, "border": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Tagihan")
    rows = [delivery.row(i) for i in range(len(delivery))]
    last = date.fromisoformat(rows[0]["periode_akhir"])
    sheet.write_string(0, 0, "REKAPITULASI TAGIHAN LISTRIK")
    sheet.write_string(1, 0, f"PEMERINTAH {city.nama.upper()}")
    sheet.write_string(2, 0, f"Bulan : {MONTHS[last.month - 1]} {last.year}")
    sheet.write_row(_FIRST_ROW - 1, 0, _HEADER, bold)
    for n, row in enumerate(rows):
        line = _FIRST_ROW + n
        for column, (name, kind) in enumerate(SOURCES[SOURCE].columns):
            value = row[name]
            if kind == "date" and n % 3:
                sheet.write_datetime(line, column, datetime.fromisoformat(value), day)
            elif kind == "int" and n % 5 == 0:
                sheet.write_string(line, column, f"{value:,}".replace(",", "."))
            elif kind == "int":
                sheet.write_number(line, column, value)
            else:
                sheet.write_string(line, column, value)
    end = _FIRST_ROW + len(rows)
    sheet.write_string(end, 0, "JUMLAH", bold)
    for column, (name, _) in enumerate(SOURCES[SOURCE].columns):
        if name in ("kwh_lwbp", "kwh_wbp", "kwh_total", "rupiah", "ppj_rp"):
            sheet.write_number(end, column, sum(row[name] for row in rows), bold)
    book.close()
    return buffer.getvalue()

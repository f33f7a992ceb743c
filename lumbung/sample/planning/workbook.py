"""A PPAS as the workbook that offices pass around: titles, a line of column numbers, blank rows between
offices, numbers beside numbers in words, a closing JUMLAH."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import numpy as np
import xlsxwriter

from lumbung.sample.city import City
from lumbung.sample.files import Delivery, rupiah
from lumbung.sample.sources import SOURCES

_FIXED = datetime(2020, 1, 1)
_AS_TEXT = 0.1
_HEADER_ROW = 5
_MONEY = ("plafon", "pagu_n_lalu", "pagu_n_depan")
_WIDE = ("nama_skpd", "nama_sub_kegiatan", "sasaran", "indikator")


def ppas(delivery: Delivery, city: City, rand: np.random.Generator) -> bytes:
    """The bytes of the workbook."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"author": "Bappeda (contoh)", "created": _FIXED})
    formats = {
        "title": book.add_format({"bold": True, "align": "center"}),
        "head": book.add_format({"bold": True, "align": "center", "border": 1, "text_wrap": True}),
        "money": book.add_format({"num_format": "#,##0.00", "border": 1}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "border": 1}),
        "plain": book.add_format({"border": 1}),
    }
    names = [name for name, _ in SOURCES[delivery.source].columns]
    sheet = book.add_worksheet("PPAS")
    first = delivery.row(0)
    stage = str(first["tahap_dokumen"]).replace("_", " ").upper()
    for line, text in enumerate(
        (
            f"PEMERINTAH {city.nama.upper()}",
            f"PRIORITAS DAN PLAFON ANGGARAN SEMENTARA ({stage})",
            f"TAHUN ANGGARAN {first['tahun_anggaran']}",
        )
    ):
        sheet.merge_range(line, 0, line, len(names) - 1, text, formats["title"])
    for column, name in enumerate(names):
        sheet.set_column(column, column, 44 if name in _WIDE else 20)
    sheet.write_row(_HEADER_ROW, 0, [n.replace("_", " ").title() for n in names], formats["head"])
    sheet.write_row(_HEADER_ROW + 1, 0, range(1, len(names) + 1), formats["plain"])
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    line = _HEADER_ROW + 2
    styles = rand.random(len(delivery)).tolist()
    offices = delivery.columns["kode_skpd"]
    for index, values in enumerate(delivery.rows(names)):
        if index and offices[index] != offices[index - 1]:
            line += 1
        for column, (name, value) in enumerate(zip(names, values, strict=True)):
            _write(sheet, line, column, name, value, styles[index] < _AS_TEXT, formats)
        line += 1
    sheet.merge_range(line, 0, line, 3, "JUMLAH", formats["head"])
    for name in _MONEY:
        sheet.write_number(line, names.index(name), sum(delivery.columns[name]), formats["money"])
    book.close()
    return buffer.getvalue()


def _write(sheet: Any, line: int, column: int, name: str, value: Any, as_text: bool, formats: dict[str, Any]) -> None:
    if value is None:
        sheet.write_blank(line, column, None, formats["plain"])
    elif name in _MONEY and not as_text:
        sheet.write_number(line, column, value, formats["money"])
    elif name in _MONEY:
        sheet.write_string(line, column, rupiah(value), formats["plain"])
    elif name == "tanggal_dokumen" and not as_text:
        sheet.write_datetime(
            line, column, datetime.combine(date.fromisoformat(value), datetime.min.time()), formats["day"]
        )
    elif isinstance(value, int):
        sheet.write_number(line, column, value, formats["plain"])
    else:
        sheet.write_string(line, column, value, formats["plain"])

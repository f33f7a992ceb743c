"""RFK workbooks: what each office reports about money and work, one XLSX per office and month."""

from __future__ import annotations

import io
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import xlsxwriter

from lumbung.sample.budget import Budget
from lumbung.sample.city import KOTA, City, Ints, Opd, rng
from lumbung.sample.files import MONTHS, Delivery, at, rupiah
from lumbung.sample.sp2d import Payments

OFFICES = 10
MAX_FILES = 140
SENT_AFTER = timedelta(days=7)
_TROUBLED = 0.15
_AS_TEXT = 0.15
_HEADER = (
    "No", "Kode Sub Kegiatan", "Sub Kegiatan", "Pagu (Rp)", "RAK s.d. Bulan Ini (Rp)",
    "Realisasi Keuangan (Rp)", "Realisasi Fisik (%)", "Permasalahan", "Catatan",
)  # fmt: skip
_MONEY = ("pagu", "rak", "realisasi_keuangan")
_NAMES = (
    "tahun_anggaran", "bulan", "kode_skpd", "no", "kode_sub_kegiatan", "sub_kegiatan", *_MONEY,
    "realisasi_fisik", "permasalahan", "catatan",
)  # fmt: skip
_WIDTHS = (5, 24, 52, 20, 22, 22, 16, 30, 24)
_TROUBLE = (
    "Menunggu juknis",
    "Gagal lelang, proses ulang",
    "Cuaca",
    "Pembebasan lahan belum selesai",
)
_FIXED = datetime(2020, 1, 1)
_FIRST_ROW = 7


def month_end(tahun: int, month: int) -> date:
    return date(tahun + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def months_due(tahun: int, until: date) -> int:
    """Months of the year whose report is due by `until`."""
    ends = (month_end(tahun, month) for month in range(1, 13))
    return sum(end + SENT_AFTER <= until for end in ends)


def _offices(book: Budget, scale: float, months: int) -> list[Opd]:
    """The offices that report: the biggest budgets, fewer when the year has many files."""
    wanted = min(OFFICES, max(2, round(OFFICES * scale**0.5)), MAX_FILES // (2 * max(1, months)))
    totals: dict[str, int] = defaultdict(int)
    for line, pagu in zip(book.lines, book.versions[0].pagu.tolist(), strict=True):
        totals[line.opd.kode] += pagu
    ranked = sorted(totals, key=lambda kode: (-totals[kode], kode))[: max(1, wanted)]
    return [o for o in book.city.opds if o.kode in ranked]


def monthly_spending(paid: Payments) -> Ints:
    """Realisasi by budget line and month (n × 13; column 0 stays empty), in rupiah."""
    found = np.zeros((len(paid.book.lines), 13), dtype=np.int64)
    month = paid.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
    np.add.at(found, (paid.line, month), paid.counted)
    return found


class _Reporter:
    """One office that reports month after month; it remembers how far the work was."""

    def __init__(self, book: Budget, opd: Opd, monthly: Ints, rand: np.random.Generator) -> None:
        self.book, self.opd, self.rand = book, opd, rand
        self.upto = np.cumsum(monthly, axis=1)
        self.reported = self.upto if book.city.kd_pemda == KOTA else monthly
        self.physical: dict[str, float] = {}
        self.subs: dict[str, list[int]] = defaultdict(list)
        for n, line in enumerate(book.lines):
            if line.opd is opd:
                self.subs[line.sub.kode].append(n)

    def columns(self, month: int) -> dict[str, list[Any]]:
        """One row per sub-kegiatan in the budget."""
        end = month_end(self.book.tahun, month)
        version = [v for v in self.book.versions if v.berlaku <= end][-1]
        found: dict[str, list[Any]] = {name: [] for name in _NAMES}
        for kode in sorted(self.subs):
            lines = [n for n in self.subs[kode] if version.exists[n]]
            if not lines:
                continue
            pagu = int(version.pagu[lines].sum())
            money = int(self.reported[lines, month].sum())
            plan = int(version.plan[lines, :month].sum())
            done = self._work_done(kode, int(self.upto[lines, month].sum()), pagu)
            name = self.book.lines[lines[0]].sub.nama
            trouble, note = self._trouble()
            row = (
                self.book.tahun, month, self.opd.kode, len(found["no"]) + 1, kode, name,
                pagu, plan, money, done, trouble, note,
            )  # fmt: skip
            for column, value in zip(_NAMES, row, strict=True):
                found[column].append(value)
        return found

    def _work_done(self, kode: str, spent: int, pagu: int) -> float:
        """Percent of the work, usually a little ahead of the money; it never falls."""
        now = 100 * spent / pagu * self.rand.uniform(0.95, 1.2) if pagu else 0.0
        self.physical[kode] = min(100.0, max(self.physical.get(kode, 0.0), now))
        return round(self.physical[kode], 2)

    def _trouble(self) -> tuple[str | None, str | None]:
        if self.rand.random() >= _TROUBLED:
            return None, None
        note = "Ditindaklanjuti" if self.rand.random() < 0.5 else None
        return _TROUBLE[int(self.rand.integers(len(_TROUBLE)))], note


def deliveries(paid: Payments, scale: float, seed: int, until: date) -> list[Delivery]:
    """All workbooks of the current year. The Kota reports cumulative money, the Kabupaten the
    money of the month; the Kabupaten's last month is late and still to come."""
    book = paid.book
    city = book.city
    rand = rng(seed, "emonev_rfk", city.kd_pemda)
    due = months_due(book.tahun, until)
    monthly = monthly_spending(paid)
    found = []
    for n, opd in enumerate(_offices(book, scale, due)):
        reporter = _Reporter(book, opd, monthly, rand)
        for month in range(1, (due if city.kd_pemda == KOTA else due - 1) + 1):
            columns = reporter.columns(month)
            if not columns["no"]:
                continue
            short = opd.singkat.replace(" ", "_").replace(".", "")
            name = f"RFK_{book.tahun}_{month:02d}_{short}.xlsx"
            sent = at(month_end(book.tahun, month) + SENT_AFTER, 19, 30 + n)
            made = Delivery("emonev_rfk", city.kd_pemda, name, sent, columns)
            made.heading = f"{opd.kode} {opd.nama}"
            found.append(made)
    return found


def workbook(delivery: Delivery, city: City, rand: np.random.Generator) -> bytes:
    """The XLSX of one delivery: titles, merged cells, blank rows, numbers as text, a JUMLAH row."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"author": "e-Monev (contoh)", "created": _FIXED})
    bold = book.add_format({"bold": True, "align": "center", "border": 1, "text_wrap": True})
    title = book.add_format({"bold": True, "align": "center"})
    money = book.add_format({"num_format": "#,##0.00", "border": 1})
    plain = book.add_format({"border": 1})
    sheet = book.add_worksheet("RFK")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    rows = [delivery.row(i) for i in range(len(delivery))]
    last = len(_HEADER) - 1
    sheet.merge_range(0, 0, 0, last, "LAPORAN REALISASI FISIK DAN KEUANGAN", title)
    sheet.merge_range(1, 0, 1, last, f"PEMERINTAH {city.nama.upper()}", title)
    sheet.write_string(2, 0, f"Perangkat Daerah : {delivery.heading}")
    sheet.write_string(3, 0, f"Tahun Anggaran : {rows[0]['tahun_anggaran']}")
    sheet.write_string(4, 0, f"Bulan : {MONTHS[rows[0]['bulan'] - 1]}")
    sheet.write_row(_FIRST_ROW - 1, 0, _HEADER, bold)
    line = _FIRST_ROW
    for index, row in enumerate(rows):
        if index and row["kode_sub_kegiatan"][:7] != rows[index - 1]["kode_sub_kegiatan"][:7]:
            line += 1  # a blank row between programmes
        kode = delivery.text.get((index, "kode_sub_kegiatan"), row["kode_sub_kegiatan"])
        sheet.write_number(line, 0, row["no"], plain)
        sheet.write_string(line, 1, kode, plain)
        sheet.write_string(line, 2, row["sub_kegiatan"], plain)
        as_text = rand.random() < _AS_TEXT
        for column, name in enumerate((*_MONEY, "realisasi_fisik"), start=3):
            value = row[name]
            if as_text:
                text = rupiah(value) if name in _MONEY else f"{value:.2f}".replace(".", ",")
                sheet.write_string(line, column, text, plain)
            else:
                sheet.write_number(line, column, value, money)
        sheet.write_string(line, 7, row["permasalahan"] or "-", plain)
        if row["catatan"]:
            sheet.write_string(line, 8, row["catatan"], plain)
        line += 1
    sheet.merge_range(line, 0, line, 2, "JUMLAH", bold)
    for column, name in enumerate(_MONEY, start=3):
        off = delivery.total_off if name == "realisasi_keuangan" else 0
        sheet.write_number(line, column, sum(row[name] for row in rows) + off, money)
    if city.kd_pemda != KOTA:
        notes = book.add_worksheet("Petunjuk")
        notes.write_string(0, 0, "Isi lembar RFK; angka dalam rupiah penuh.")
    book.close()
    return buffer.getvalue()

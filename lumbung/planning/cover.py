"""The first sheet: what this is, of which document and night, from which files, how to read it, where what stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import pyarrow.compute as pc

from lumbung.planning import about
from lumbung.planning.column import Kind
from lumbung.planning.grid import LINE_HEIGHT, NOTHING, Grid
from lumbung.planning.measure import lines_of
from lumbung.planning.style import ACCENT, BAD, GOOD, Style
from lumbung.planning.summary import Summary
from lumbung.planning.tables import page

NAME = "Sampul"
_WIDTHS = (32, 30, 34, 15, 11)
_LAST = len(_WIDTHS) - 1
_TITLES = {
    "sipd_usulan": "Usulan Musrenbang (sipd_usulan)",
    "sipd_pokir": "Pokok-pokok pikiran (sipd_pokir)",
    "sarapan_aspirasi": "Sarapan (sarapan_aspirasi)",
    "kamus_usulan": "Kamus usulan (kamus_usulan)",
    "klaster_manual": "Gabung/pisah (klaster_manual)",
}


def write(sheet: Grid, summary: Summary, contents: Sequence[tuple[str, str, str]], style: Style) -> None:
    """Fill the cover; `contents`: sheet, what it holds, how many rows."""
    page(sheet, summary, portrait=True)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    row = _letterhead(sheet, summary, style)
    row = _facts(sheet, row, summary, style)
    row = _key_figures(sheet, row, summary, style)
    documents = [
        (
            *(d["nama_tahap"], d["berkas_plafon"], d["berkas_proyeksi"], about.long_date(d["tanggal_dokumen"])),
            "✔" if d["tahap_dokumen"] == summary.scope.tahap else "",
        )
        for d in summary.documents
    ]
    heads = {"Tahap": 1, "Berkas plafon": 1, "Berkas proyeksi": 1, "Tanggal": 1, "Dipakai": 1}
    row = _table(sheet, row, "Dokumen tahun ini", heads, documents, style)
    deliveries = [
        (_TITLES.get(d["source"], d["source"]), d["file_name"], about.long_date(d["dikirim_tgl"]), d["n_baris"])
        for d in summary.deliveries
    ]
    heads = {"Sumber": 1, "Berkas": 2, "Dikirim": 1, "Baris berlaku": 1}
    row = _table(sheet, row, "Berkas terakhir yang membawa baris tahun ini", heads, deliveries, style)
    row = _paragraphs(sheet, row, "Cara membaca", about.HOW_TO_READ, style)
    row = _paragraphs(sheet, row, "Catatan", list(about.remarks(summary)), style)
    sheet.write_string(row, 0, "Daftar isi", style.section)
    for at, (name, what, rows) in enumerate(contents, row + 1):
        sheet.write_url(at, 0, f"internal:'{name}'!A1", style.link, name)
        sheet.merge_range(at, 1, at, 3, what, style.free(text_wrap=True, valign="top"))
        sheet.write_string(at, _LAST, rows, style.free(align="right", valign="top"))


def _letterhead(sheet: Grid, summary: Summary, style: Style) -> int:
    scope = summary.scope
    lines: Sequence[tuple[str, dict[str, Any]]] = (
        (about.government(scope).upper(), {"bold": True, "font_size": 16}),
        (about.title(scope).upper(), {"bold": True, "font_size": 13, "font_color": ACCENT}),
        (about.document(summary), {"font_size": 11}),
        (about.night(scope), {"font_size": 10, "font_color": "#404040", "bottom": 6}),
    )
    for row, (text, look) in enumerate(lines, 1):
        sheet.set_row(row, 24 if row < 3 else 18)
        sheet.merge_range(row, 0, row, _LAST, text, style.free(align="center", valign="vcenter", **look))
    return len(lines) + 2


def _facts(sheet: Grid, row: int, summary: Summary, style: Style) -> int:
    results = summary.tables["REKONSILIASI"]["hasil"].to_pylist()
    failed, matched, open_ = (results.count(sign) for sign in ("✘", "✔", "–"))
    verdict = f"✘ {failed} pemeriksaan tidak cocok, {matched} cocok" if failed else f"✔ {matched} pemeriksaan cocok"
    verdict += f", {open_} belum dapat diperiksa" if open_ else ""
    facts = (
        ("Saringan", about.filters(summary.scope), ""),
        ("Rekonsiliasi", verdict, BAD if failed else GOOD),
        ("Penduduk kecamatan", about.population(summary), ""),
    )
    for at, (label, value, color) in enumerate(facts, row):
        look = {"text_wrap": True, "valign": "top", **({"font_color": color, "bold": True} if color else {})}
        sheet.write_string(at, 0, label, style.free(bold=True, valign="top"))
        sheet.merge_range(at, 1, at, _LAST, value, style.free(**look))
        sheet.set_row(at, LINE_HEIGHT * lines_of(value, sum(_WIDTHS[1:]), bool(color)) + 1)
    return row + len(facts) + 1


def _key_figures(sheet: Grid, row: int, summary: Summary, style: Style) -> int:
    """Income to balance from T1, ceilings from the document, wishes from the list as filtered."""
    t1 = dict(zip(*(summary.tables["T1"][c].to_pylist() for c in ("kd_rekening", "plafon_ppas")), strict=True))
    usulan = summary.tables["USULAN"]
    decided = usulan["keputusan"].to_pylist()
    outside = decided.count("NOT_SUBMITTED") + decided.count("CANCELLED")
    document = summary.document or {}
    left: Sequence[tuple[str, Any, Kind]] = (
        ("Pendapatan daerah (T1)", t1.get("4"), "rupiah"),
        ("Belanja daerah (T1)", t1.get("5"), "rupiah"),
        ("Pembiayaan neto (T1)", t1.get("PEMBIAYAAN_NETO"), "rupiah"),
        ("SILPA tahun berkenaan (harus 0)", t1.get("SILPA"), "rupiah"),
        ("Plafon seluruh dokumen", document.get("total_plafon"), "rupiah"),
        ("Perangkat daerah dalam dokumen", document.get("n_opd"), "bulat"),
        ("Sub-kegiatan dalam dokumen", document.get("n_sub_kegiatan"), "bulat"),
    )
    right: Sequence[tuple[str, Any, Kind]] = (
        ("Usulan (baris)", pc.sum(usulan["n_anggota"]).as_py() or 0, "bulat"),
        ("Usulan (unik)", usulan.num_rows, "bulat"),
        ("Tidak diajukan/dibatalkan (unik)", outside, "bulat"),
        ("Masuk corong (unik)", usulan.num_rows - outside, "bulat"),
        ("Diterima (unik)", decided.count("ACCEPTED"), "bulat"),
        ("Nilai usulan (unik)", pc.sum(usulan["nilai_usulan"]).as_py(), "rupiah"),
        ("Nilai disetujui (unik)", pc.sum(usulan["nilai_disetujui"]).as_py(), "rupiah"),
    )
    sheet.write_string(row, 0, "Angka pokok", style.section)
    for at, (money, wish) in enumerate(zip(left, right, strict=True), row + 1):
        for column, wide, (label, value, kind) in ((0, 0, money), (2, 1, wish)):
            sheet.write_string(at, column, label, style.cell("teks", indent=1))
            look = style.cell(kind, "inner")
            if wide:
                sheet.merge_range(at, column + 1, at, _LAST, "", look)
            if value is None:
                sheet.write_string(at, column + 1, NOTHING, look)
            else:
                sheet.write_number(at, column + 1, float(value), look)
    return row + len(left) + 2


def _table(
    sheet: Grid, row: int, title: str, heads: Mapping[str, int], rows: Sequence[Sequence[object]], style: Style
) -> int:
    """A small table; `heads`: heading → how many of the cover's columns it takes."""
    sheet.write_string(row, 0, title, style.section)
    for at, values in enumerate([tuple(heads), *rows], row + 1):
        column = 0
        for value, wide in zip(values, heads.values(), strict=True):
            look = style.head if at == row + 1 else style.cell("bulat" if isinstance(value, int) else "teks")
            if wide > 1:
                sheet.merge_range(at, column, at, column + wide - 1, "", look)
            if isinstance(value, int):
                sheet.write_number(at, column, value, look)
            else:
                sheet.write_string(at, column, NOTHING if value is None else str(value), look)
            column += wide
        texts = zip(values, accumulate(heads.values()), heads.values(), strict=True)
        lines = max(lines_of(str(value or ""), sum(_WIDTHS[end - wide : end])) for value, end, wide in texts)
        if lines > 1:
            sheet.set_row(at, LINE_HEIGHT * lines + 2)
    if not rows:
        sheet.merge_range(row + 2, 0, row + 2, _LAST, "Tidak ada", style.cell("teks"))
    return row + 3 + max(len(rows), 1)


def _paragraphs(sheet: Grid, row: int, title: str, texts: Sequence[str], style: Style) -> int:
    if not texts:
        return row
    sheet.write_string(row, 0, title, style.section)
    for at, text in enumerate(texts, row + 1):
        sheet.merge_range(at, 0, at, _LAST, text, style.free(text_wrap=True, valign="top"))
        # Merged cells do not grow with their text by themselves.
        sheet.set_row(at, LINE_HEIGHT * lines_of(text, sum(_WIDTHS)) + 1)
    return row + len(texts) + 2

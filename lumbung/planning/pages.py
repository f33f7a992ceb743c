"""The sheets that are not one table: reconciliation, what needs attention, glossary."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from lumbung.planning import labels
from lumbung.planning.attention import GROUPS, Group
from lumbung.planning.column import Column
from lumbung.planning.columns import columns as columns_of
from lumbung.planning.grid import LINE_HEIGHT, NOTHING, Grid
from lumbung.planning.layout import LAYOUTS
from lumbung.planning.measure import lines_of
from lumbung.planning.style import BAD, GOOD, Style
from lumbung.planning.summary import Summary
from lumbung.planning.tables import heading, page

RECONCILIATION, ATTENTION, GLOSSARY = "Rekonsiliasi", "Perlu Perhatian", "Glosarium"
SHOWN = 25
"""Rows of a kind of finding that its section shows; all are in the list of proposals and the exports."""

_GLOSSARY_WIDTHS = (30, 34, 28, 90)
_TERMS = (
    ("KUA", "Kebijakan Umum APBD"),
    ("PPAS", "Prioritas dan Plafon Anggaran Sementara: batas atas bagi rencana kerja dan anggaran, bukan anggaran"),
    ("RKPD", "Rencana Kerja Pemerintah Daerah"),
    ("SILPA tahun berkenaan", "Sisa lebih pembiayaan anggaran menurut rencana; harus 0"),
    ("Baris", "Usulan sebagaimana diajukan"),
    ("Unik", "Satu kebutuhan, walaupun diminta lewat beberapa asal; dihitung pada baris utamanya"),
    (
        "Baris utama",
        "Usulan yang berdiri untuk kebutuhannya: yang diterima (yang dianggarkan lebih dahulu); bila tidak ada, yang "
        "paling jauh tahapnya. Yang dibatalkan atau tidak diajukan paling akhir, aspirasi Sarapan sesudah usulan. Bila "
        "sama: yang diberi nilai oleh penelaah terbanyak, lalu yang paling awal dibuat",
    ),
    ("Asal", "Musrenbang desa, kelurahan atau kecamatan, pokir DPRD, atau Sarapan"),
    ("Masuk corong", "Diajukan dan tidak dibatalkan"),
    ("Pokir", "Pokok-pokok pikiran DPRD"),
    ("Sarapan", "Saran, aspirasi dan harapan masyarakat kepada DPRD"),
    ("Diterima", "Terhubung dengan sub-kegiatan anggaran, diakomodir, atau diberi nilai di atas 0 oleh TAPD"),
    ("Rekomendasi nol", "Penelaah terakhir yang mengisi menulis 0 (ZERO_REKOM); 0 dari TAPD bukan penerimaan"),
    (
        "Penduduk",
        "Dari dim_wilayah, tahun data terakhir; sumbernya disebut pada sampul. Angka bawaan kecamatan adalah perkiraan "
        "proporsional yang berjumlah sama dengan angka resmi pemda; angka yang dikirim (penduduk) menggantikannya",
    ),
    ("Dikembalikan", "Diminta diperbaiki oleh penelaah"),
    ("–", "Tidak ada nilainya, atau tidak dapat dihitung; 0 berarti memang nol"),
)


def reconciliation(sheet: Grid, summary: Summary, style: Style) -> None:
    """Each check with both sides; always of the whole document."""
    about_it = "Pemeriksaan atas seluruh dokumen, tanpa saringan. Nilai dalam rupiah."
    heading(sheet, "Rekonsiliasi", about_it, summary, style)
    columns = columns_of("REKONSILIASI", summary.scope.tahun)
    _heads(sheet, 5, columns, style)
    colors = {"✔": GOOD, "✘": BAD}
    for row, values in enumerate(summary.tables["REKONSILIASI"].to_pylist(), 6):
        for at, column in enumerate(columns):
            value = values[column.name]
            look = style.mark(colors.get(value, "")) if column.name == "hasil" else style.cell(column.kind)
            _value(sheet, row, at, value, column, look)
        _grow(sheet, row, [(values[c.name], c.width) for c in columns if c.kind == "teks"])
    sheet.freeze_panes(6, 2)
    page(sheet, summary)
    sheet.repeat_rows(5)


def attention(sheet: Grid, summary: Summary, style: Style) -> None:
    """An overview, then a section for every kind of finding, biggest first."""
    heading(sheet, "Perlu Perhatian", "Menurut saringan pada sampul. Nilai dalam rupiah.", summary, style)
    table = summary.tables["PERHATIAN"]
    kinds = table["golongan"].to_pylist()
    found = {g.code: table.slice(kinds.index(g.code) if g.code in kinds else 0, kinds.count(g.code)) for g in GROUPS}
    columns = [c for c in columns_of("PERHATIAN", summary.scope.tahun) if c.name not in ("golongan", "kd_opd")]
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 7 if at == 0 else column.width)
    sheet.merge_range(5, 0, 5, 2, "Golongan", style.head)
    sheet.write_string(5, 3, "Banyaknya", style.head)
    row = 7 + len(GROUPS)
    for at, group in enumerate(GROUPS, 6):
        sheet.merge_range(at, 0, at, 2, "", style.cell("teks"))
        sheet.write_url(at, 0, f"internal:'{ATTENTION}'!A{row + 1}", style.cell("teks"), group.title)
        sheet.write_number(at, 3, found[group.code].num_rows, style.cell("bulat"))
        row = _section(sheet, row, group, found[group.code], columns, style)
    page(sheet, summary)
    sheet.print_area(0, 0, row, len(columns) - 1)


def _section(sheet: Grid, row: int, group: Group, found: pa.Table, columns: Sequence[Column], style: Style) -> int:
    """One kind of finding from a row on; returns the row after it."""
    sheet.write_string(row, 0, f"{group.title} ({found.num_rows})", style.section)
    more = f" Ditampilkan {SHOWN} dari {found.num_rows}; seluruhnya di ekspor CSV, JSON dan Parquet."
    sheet.write_string(row + 1, 0, group.meaning + (more if found.num_rows > SHOWN else ""), style.subtitle)
    names = {
        "objek": group.item,
        "uraian": group.text,
        "jumlah": group.number,
        "nilai": group.amount,
        "pembanding": group.against,
        "keterangan": group.note,
    }
    for at, column in enumerate(columns):
        sheet.write_string(row + 2, at, names.get(column.name, column.heading), style.head)
    # Bold headings break earlier than plain text.
    _grow(sheet, row + 2, [(names.get(c.name, c.heading), c.width - 2) for c in columns if c.name != "urutan"])
    row += 3
    if not found.num_rows:
        sheet.merge_range(row, 0, row, len(columns) - 1, "Tidak ada", style.cell("teks"))
        return row + 2
    for values in found.slice(0, SHOWN).to_pylist():
        for at, column in enumerate(columns):
            _value(sheet, row, at, values[column.name], column, style.cell(column.kind))
        _grow(sheet, row, [(values[c.name], c.width) for c in columns if c.kind == "teks"])
        row += 1
    return row + 1


def glossary(sheet: Grid, summary: Summary, style: Style) -> None:
    """Terms, the columns of every sheet with the marts' names, and the codes of flags and reasons."""
    heading(sheet, "Glosarium", "Arti istilah, kolom dan kode.", summary, style)
    for at, width in enumerate(_GLOSSARY_WIDTHS):
        sheet.set_column(at, at, width)
    row = _list(sheet, 5, "Istilah", ("Istilah", "Arti"), _TERMS, style)
    names = {**labels.KEPUTUSAN, **labels.TAHAP, **labels.ASAL}
    row = _list(sheet, row, "Kode", ("Kode", "Nama"), list(names.items()), style)
    lines: dict[tuple[str, str], tuple[str, str, str, str]] = {}
    for layout in LAYOUTS:
        known = {c.name: c for c in columns_of(layout.table, summary.scope.tahun)}
        for column in (known[name] for name in layout.columns):
            head = f"{column.band}: {column.heading}" if column.band else column.heading
            lines.setdefault((layout.table, column.name), (layout.sheet, head, column.name, column.meaning))
    row = _list(
        sheet, row, "Kolom", ("Lembar", "Kolom", "Nama dalam mart dan ekspor", "Arti"), list(lines.values()), style
    )
    _list(sheet, row, "Tanda dan alasan", ("Kode", "Arti"), list(summary.reasons.items()), style)
    page(sheet, summary)


def _list(sheet: Grid, row: int, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], style: Style) -> int:
    """Lines of text; the last column takes what is left of the four."""
    sheet.write_string(row, 0, title, style.section)
    for at, values in enumerate([heads, *rows], row + 1):
        look = style.head if at == row + 1 else style.cell("teks")
        for column, value in enumerate(values[:-1]):
            sheet.write_string(at, column, value, look)
        last = len(values) - 1
        if last < 3:
            sheet.merge_range(at, last, at, 3, values[-1], look)
        else:
            sheet.write_string(at, last, values[-1], look)
        widths = [*_GLOSSARY_WIDTHS[:last], sum(_GLOSSARY_WIDTHS[last:])]
        _grow(sheet, at, list(zip(values, widths, strict=True)))
    return row + 3 + len(rows)


def _heads(sheet: Grid, row: int, columns: Sequence[Column], style: Style) -> None:
    for at, column in enumerate(columns):
        sheet.write_string(row, at, column.heading, style.head)
        sheet.set_column(at, at, column.width)


def _grow(sheet: Grid, row: int, texts: Sequence[tuple[object, float]]) -> None:
    """A row as high as its longest text: (text, width of its column)."""
    lines = max(lines_of(str(text or ""), width) for text, width in texts)
    if lines > 1:
        sheet.set_row(row, LINE_HEIGHT * lines + 2)


def _value(sheet: Grid, row: int, at: int, value: object, column: Column, look: object) -> None:
    if column.kind in ("teks", "kode"):
        sheet.write_string(row, at, str(value or ""), look)
    elif value is None:
        sheet.write_string(row, at, NOTHING, look)
    else:
        sheet.write_number(row, at, float(str(value)), look)

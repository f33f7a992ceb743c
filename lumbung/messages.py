"""What Lumbung says about data, Indonesian first, English by `language = "en"`."""

from __future__ import annotations

from typing import Literal

Language = Literal["id", "en"]
_language: Language = "id"

_MESSAGES: dict[str, tuple[str, str]] = {
    "zip_members": (
        "arsip zip memuat {n} berkas; kirim satu berkas per zip",
        "the zip archive holds {n} files; send one file per zip",
    ),
    "broken_archive": (
        "arsip tidak dapat dibuka ({detail}); unggah ulang berkas dari aplikasi asal",
        "the archive cannot be opened ({detail}); export and upload the file again",
    ),
    "broken_xlsx": (
        "bukan buku kerja Excel yang utuh ({detail}); simpan ulang sebagai .xlsx lalu kirim lagi",
        "not a complete Excel workbook ({detail}); save it as .xlsx again and resend",
    ),
    "line_too_long": (
        "baris {line} terlalu panjang; periksa pemisah baris dan tanda kutip yang tidak ditutup",
        "line {line} is too long; check line ends and unclosed quotes",
    ),
    "missing_columns": (
        "kolom wajib tidak ada: {columns}; {n} kolom ditemukan: {found}",
        "required columns are missing: {columns}; {n} columns found: {found}",
    ),
    "wrong_delimiter": (
        "pemisah kolom {found!r}, seharusnya {expected!r}; ekspor ulang dengan pemisah {expected!r}",
        "columns are separated by {found!r}, expected {expected!r}; export again with {expected!r}",
    ),
    "no_header": (
        "baris judul kolom tidak ditemukan; kolom yang dicari: {columns}",
        "no header row found; columns looked for: {columns}",
    ),
    "missing_title": (
        "baris judul tidak memuat {columns} (mis. `{example}`)",
        "the title rows lack {columns} (such as `{example}`)",
    ),
    "empty_file": ("tidak ada baris data", "no data rows"),
    "unknown_source": (
        "tidak ada kontrak untuk sumber {source!r}; taruh di landing/<sumber>/<kd_pemda>/",
        "no contract for source {source!r}; put it under landing/<source>/<kd_pemda>/",
    ),
    "unknown_pemda": (
        "kode pemda {pemda!r} tidak dikenal; yang ada: {known}",
        "government code {pemda!r} is not known; known: {known}",
    ),
    "duplicate_file": (
        "isi sama dengan {file_name} yang sudah dimuat",
        "same bytes as {file_name}, loaded before",
    ),
    "unsupported_format": (
        "format {format} belum didukung versi ini",
        "format {format} is not supported by this version",
    ),
    "hidden_row": (
        "jumlah kolom tidak sama dengan judul; isi disembunyikan, aslinya di arsip",
        "another number of fields than the header; content hidden, the original is in the archive",
    ),
    "unreadable": (
        "galat tak terduga {detail}; berkas tetap di landing dan dicoba lagi malam berikutnya",
        "unexpected error {detail}; the file stays in landing and is tried again next night",
    ),
    "extra_columns": ("kolom di luar kontrak: {columns}", "columns beyond the contract: {columns}"),
    "control_total": (
        "jumlah baris berbeda dari baris JUMLAH berkas sebesar {diff}",
        "the rows differ from the file's total row by {diff}",
    ),
    "rows_present": ("{n} baris data dari {files} berkas", "{n} data rows from {files} files"),
    "rejected_file": ("{file_name}: {reason}", "{file_name}: {reason}"),
    "quarantine_share": (
        "{observed} % baris dikarantina (batas {limit} %, mulai 200 baris)",
        "{observed} % of rows quarantined (limit {limit} %, from 200 rows on)",
    ),
    "volume": (
        "{rows} baris pada {day}; median hari sejenis {median} (batas 70 %)",
        "{rows} rows on {day}; median of like days {median} (limit 70 %)",
    ),
    "missing_slice": ("irisan wajib tidak ada: {slices}", "required slices are missing: {slices}"),
    "held": (
        "{source} {pemda}: {n} berkas ditahan; silver lama dipertahankan. Lepaskan dengan "
        "`lumbung quarantine release --load {load}`",
        "{source} {pemda}: {n} files held back; the last good silver stays. Release with "
        "`lumbung quarantine release --load {load}`",
    ),
}


def use(language: Language) -> None:
    """Choose the language of this process."""
    global _language
    _language = language


def say(key: str, **values: object) -> str:
    """The message of a key in the chosen language."""
    indonesian, english = _MESSAGES[key]
    return (english if _language == "en" else indonesian).format(**values)

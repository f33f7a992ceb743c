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
    "klaster_anggota": (
        "klaster_manual {pemda} TA {year}: {action} {left} dengan {right} tidak dijalankan karena {against} bukan "
        "usulan aktif pemda dan tahun itu; periksa kode anggota dan tahunnya",
        "klaster_manual {pemda}, budget year {year}: {action} {left} and {right} was not carried out because {against} "
        "is no active proposal of that government and year; check the member's code and the year",
    ),
    "klaster_bentrok": (
        "klaster_manual {pemda} TA {year}: {action} {left} dengan {right} tidak dijalankan karena {against} diputus "
        "pisah; cabut salah satu keputusan",
        "klaster_manual {pemda}, budget year {year}: {action} {left} and {right} was not carried out because {against} "
        "were split by decision; withdraw one of the two",
    ),
    "broken_json": (
        "bukan JSON yang utuh: galat di baris {line} kolom {column}; ekspor ulang dari aplikasi asal",
        "not complete JSON: fault at line {line}, column {column}; export the file again",
    ),
    "deep_json": (
        "JSON bersarang terlalu dalam; kirim larik objek datar",
        "the JSON is nested too deeply; send an array of flat objects",
    ),
    "broken_parquet": (
        "bukan berkas Parquet yang utuh ({detail}); kirim ulang berkasnya",
        "not a complete Parquet file ({detail}); send the file again",
    ),
    "other_type": (
        "tipe kolom lain dari kontrak: {columns}; ekspor ulang dengan tipe itu",
        "columns of another type than the contract's: {columns}; export again with that type",
    ),
    "expected_type": ("seharusnya {type}", "expected {type}"),
    "no_json_lines": (
        "tidak satu pun dari {n} baris berupa satu objek JSON `{{…}}`; tulis satu objek per baris",
        "none of the {n} lines is one JSON object `{{…}}`; write one object a line",
    ),
    "broken_xml": (
        "bukan XML yang utuh: galat di baris {line} kolom {column}; ekspor ulang dari aplikasi asal",
        "not complete XML: fault at line {line}, column {column}; export the file again",
    ),
    "deep_xml": (
        "XML bersarang terlalu dalam (lebih dari {n} tingkat)",
        "the XML is nested too deeply (more than {n} levels)",
    ),
    "xml_entities": (
        "XML menyatakan entitas atau DTD luar, yang tidak pernah dibuka; ekspor ulang tanpa DOCTYPE",
        "the XML declares entities or an external DTD, which are never resolved; export again without DOCTYPE",
    ),
    "not_an_array": (
        "isi berkas harus larik objek `[{{…}}, {{…}}]`, yang ditemukan: {found}",
        "the file must hold an array of objects `[{{…}}, {{…}}]`, found: {found}",
    ),
    "no_objects": (
        "tidak satu pun dari {n} isi larik berupa objek `{{…}}`; isi pertama: {found}",
        "none of the array's {n} elements is an object `{{…}}`; the first is: {found}",
    ),
    "hidden_element": (
        "bukan objek JSON yang utuh; isi disembunyikan, aslinya di arsip",
        "not a complete JSON object; content hidden, the original is in the archive",
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
    "new_codes": (
        "{column}: kode yang belum pernah ada: {codes}; salah ketik, atau tambahkan ke data/reference",
        "{column}: codes never seen before: {codes}; a typo, or add them to data/reference",
    ),
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
    "document_torn": (
        "{file_name}: lebih dari {limit} % baris satu irisan dokumen dikarantina, jadi irisan itu tidak diambil dan "
        "yang berlaku tetap; perbaiki lalu kirim ulang seluruh dokumen. Alasan sesudah ingest: {reasons}. "
        "Lihat `lumbung quarantine list`",
        "{file_name}: more than {limit} % of the rows of one of its document slices were quarantined, so that slice "
        "was not taken and the one in force stays; correct and resend the whole document. Reasons after ingest: "
        "{reasons}. See `lumbung quarantine list`",
    ),
    "klaster_tanpa_aturan": (
        "klaster_manual {pemda} TA {year}: belum ada aturan pencocokan untuk tahun itu, jadi tidak ada yang "
        "digabung; periksa tahun_anggaran, atau tambah aturan di cfg_klaster_usulan dan cfg_padanan_usulan",
        "klaster_manual {pemda}, budget year {year}: there are no matching rules for that year, so nothing was "
        "merged; check tahun_anggaran, or add rules to cfg_klaster_usulan and cfg_padanan_usulan",
    ),
    "quarantine_share_final": (
        "{file_name}: {observed} % baris dikarantina sesudah refine (batas {limit} %); terbanyak {reasons}. "
        "Lihat `lumbung quarantine list`",
        "{file_name}: {observed} % of rows quarantined after refine (limit {limit} %); most for {reasons}. "
        "See `lumbung quarantine list`",
    ),
    "volume": (
        "{rows} baris pada {day}; median hari sejenis {median} (batas 70 %)",
        "{rows} rows on {day}; median of like days {median} (limit 70 %)",
    ),
    "missing_slice": ("irisan wajib tidak ada: {slices}", "required slices are missing: {slices}"),
    "kuappas_unknown": (
        "--{option} {value!r} tidak dikenal; yang ada: {known}",
        "--{option} {value!r} is not known; known: {known}",
    ),
    "kuappas_no_marts": (
        "mart perencanaan belum terbit ({marts}); kirim berkas perencanaan ke landing/<sumber>/<kd_pemda>/, "
        "lalu `lumbung run`",
        "no planning marts are published ({marts}); put planning files under landing/<source>/<kd_pemda>/, "
        "then `lumbung run`",
    ),
    "kuappas_no_data": (
        "tidak ada usulan atau dokumen KUA-PPAS {pemda} tahun {tahun}; tahun yang ada: {known}. Taruh berkasnya di "
        "landing/sipd_usulan/{pemda}/ atau landing/ppas_plafon/{pemda}/, lalu `lumbung run`",
        "no proposals and no KUA-PPAS document of {pemda} for {tahun}; years there are: {known}. Put the files under "
        "landing/sipd_usulan/{pemda}/ or landing/ppas_plafon/{pemda}/, then `lumbung run`",
    ),
    "kuappas_no_stage": (
        "dokumen {stage} {pemda} tahun {tahun} belum ada; tahap yang ada: {known}. Kirim ppas_plafon tahap itu ke "
        "landing/ppas_plafon/{pemda}/, atau hilangkan --tahap",
        "no {stage} document of {pemda} for {tahun}; stages there are: {known}. Put ppas_plafon of that stage under "
        "landing/ppas_plafon/{pemda}/, or leave out --tahap",
    ),
    "kuappas_suffix": (
        "-o {path}: akhiran berkas harus salah satu dari {known}",
        "-o {path}: the file must end in one of {known}",
    ),
    "kuappas_no_occasion": (
        "{day} tidak ada dalam kalender perencanaan; isi parameter tahun",
        "{day} is not in the planning calendar; give the parameter tahun",
    ),
    "kuappas_folder": ("folder {path} tidak ada; buat dahulu", "there is no folder {path}; make it first"),
    "held": (
        "{source} {pemda}: {n} berkas ditahan; silver lama dipertahankan. Lepaskan dengan "
        "`lumbung quarantine release --load {load}`",
        "{source} {pemda}: {n} files held back; the last good silver stays. Release with "
        "`lumbung quarantine release --load {load}`",
    ),
    "no_period": (
        "{table}: tidak ada baris untuk parameter {parameter}; tambahkan nilai bertanggalnya",
        "{table}: no row for parameter {parameter}; add its dated value",
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

"""Which columns stand on which sheet, and by what its rows are summed up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lumbung.planning import columns

NO_DOCUMENT = "Tidak ada: dokumen PPAS tahun ini belum dikirim."


@dataclass(frozen=True)
class Group:
    """A parent row over neighbouring rows of equal `by`: its code and name, where they stand, and which
    other columns it repeats, so that a filter on them keeps the parent with its rows."""

    by: str
    name: str
    code_at: str
    name_at: str
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """One sheet. `frozen`: columns that stay in view and repeat on every printed page; `row_kinds`:
    value of the column `level` → kind of row."""

    table: str
    sheet: str
    title: str
    about: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...] = ()
    frozen: int = 0
    pages_wide: int = 1
    pages_tall: int = 0
    empty: str = "Tidak ada."
    row_kinds: Mapping[str, str] = field(default_factory=dict)
    order_by: tuple[str, ...] = ()


_T2_FIGURES = tuple(c.name for c in columns.T2 if c.kind not in ("teks", "kode"))
_T4_FIGURES = tuple(c.name for c in columns.T4 if c.name not in ("kd_opd", "nama_opd", "nama_singkat", "kd_kecamatan"))

LAYOUTS = (
    Layout(
        "T1",
        "T1 Ringkasan",
        "T1  Ringkasan Pendapatan, Belanja dan Pembiayaan",
        "Menurut akun, kelompok dan jenis rekening.",
        tuple(c.name for c in columns.T1 if c.name != "level"),
        frozen=2,
        pages_tall=1,
        empty="Tidak ada: proyeksi KUA (kua_proyeksi) tahap ini belum dikirim.",
        row_kinds={"akun": "outer", "kelompok": "inner", "jenis": "detail", "turunan": "outer"},
    ),
    Layout(
        "T2",
        "T2 Urusan",
        "T2  Plafon menurut Urusan dan Perangkat Daerah",
        "Subjumlah menurut urusan dan bidang urusan.",
        ("kd_bidang_urusan", "kd_opd", "nama_opd", *_T2_FIGURES),
        groups=(
            Group("kd_urusan", "nama_urusan", "kd_bidang_urusan", "nama_opd"),
            Group("kd_bidang_urusan", "nama_bidang_urusan", "kd_bidang_urusan", "nama_opd"),
        ),
        frozen=3,
        pages_wide=2,
        empty=NO_DOCUMENT,
    ),
    Layout(
        "T2",
        "T2 Perangkat Daerah",
        "T2  Plafon menurut Perangkat Daerah dan Urusan",
        "Subjumlah menurut perangkat daerah; isinya sama dengan lembar T2 Urusan.",
        ("kd_opd", "kd_bidang_urusan", "nama_bidang_urusan", *_T2_FIGURES),
        groups=(Group("kd_opd", "nama_opd", "kd_opd", "nama_bidang_urusan"),),
        frozen=3,
        pages_wide=2,
        empty=NO_DOCUMENT,
        order_by=("kd_opd", "kd_bidang_urusan"),
    ),
    Layout(
        "T3",
        "T3 Program",
        "T3  Plafon menurut Program dan Sub-kegiatan",
        "Subjumlah menurut perangkat daerah dan program.",
        (
            *("nama_singkat", "kd_sub_kegiatan", "nama_sub_kegiatan", "pagu_n_lalu", "plafon", "pagu_n_depan"),
            *("peringkat_prioritas", "prioritas_daerah", "prioritas_provinsi", "prioritas_nasional"),
            *("sasaran", "indikator", "target", "satuan", "lokasi"),
        ),
        groups=(
            Group("kd_opd", "nama_opd", "kd_sub_kegiatan", "nama_sub_kegiatan", ("nama_singkat",)),
            Group("kd_program", "nama_program", "kd_sub_kegiatan", "nama_sub_kegiatan", ("nama_singkat",)),
        ),
        frozen=3,
        pages_wide=2,
        empty=NO_DOCUMENT,
    ),
    Layout(
        "T4",
        "T4 Usulan & Plafon",
        "T4  Usulan dan Plafon menurut Sub-kegiatan dan Kecamatan",
        "Subjumlah menurut perangkat daerah.",
        ("nama_singkat", *_T4_FIGURES),
        groups=(Group("kd_opd", "nama_opd", "kd_sub_kegiatan", "nama_sub_kegiatan", ("nama_singkat",)),),
        frozen=4,
        pages_wide=2,
    ),
    Layout(
        "CORONG",
        "Corong",
        "Corong Usulan menurut Asal dan Tahap",
        "Berapa usulan sampai di setiap tahap dan apa jadinya; tanpa yang tidak diajukan atau dibatalkan.",
        tuple(c.name for c in columns.CORONG if c.name != "urutan"),
        frozen=2,
    ),
    Layout(
        "USULAN",
        "Usulan",
        "Daftar Usulan",
        "Satu baris untuk setiap kebutuhan: baris utamanya (lihat Glosarium).",
        (
            *("id_usulan", "asal", "judul", "nama_singkat", "nama_kecamatan", "nama_kelurahan"),
            *("kd_sub_kegiatan", "volume", "satuan", "nilai_usulan", "nilai_rekomendasi_terakhir", "nilai_disetujui"),
            *("tahap", "keputusan", "alasan_tolak", "prioritas", "fraksi", "n_anggota", "asal_set"),
            *("punya_koordinat", "tanda"),
        ),
        frozen=3,
        pages_wide=2,
    ),
)
"""The sheets of tables, in their order."""

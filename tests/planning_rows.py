"""One sound row of every planning source, to write files from (`csv_of`)."""

from __future__ import annotations

from typing import Any

_PROPOSAL = {
    "tahun_anggaran": "2027",
    "created_date": "2026-01-20",
    "giat_teks": "Perbaikan Jalan Lingkungan",
    "alamat_teks": "Jl. Miroto Raya RT 01 RW 02",
    "kode_kecamatan": "33.74.01",
    "kode_kelurahan": "33.74.01.1001",
    "latpeta": "-6.9837",
    "langpeta": "110.4187",
    "volume": "120,5",
    "satuan": "m",
    "anggaran": "150.000.000",
    "kode_skpd": "1.03.0.00.0.00.01.0000",
    "rev_skpd": "",
    "status_usul_teks": "Pengajuan Usulan",
    "is_verif": "0",
    "is_kembalikan": "0",
    "is_tolak": "0",
    "tolak_teks": "",
    "is_batal": "0",
    "id_sub_giat_bl": "",
    "active": "1",
    "update_at": "2026-02-10 09:00:00",
}
USULAN = {"id_usulan": "3374027000001", "level_pengusul": "kelurahan", "pengusul": "Budi Santoso", **_PROPOSAL}
POKIR = {
    "id_usulan": "3374527000001",
    "anggota_dewan": "Siti Aminah",
    "fraksi_dewan": "Fraksi Nusantara",
    "dapil": "Dapil 1",
    "id_sarapan": "",
    **_PROPOSAL,
}
ASPIRASI: dict[str, Any] = {
    "id": "SRP-2026-000001",
    "tanggal": "2026-01-15T08:30:00+07:00",
    "nama": "Budi Santoso",
    "telepon": "081234567890",
    "email": "budi@contoh.id",
    "kode_kelurahan": "33.74.01.1001",
    "dapil": "Dapil 1",
    "tujuan_anggota": "Siti Aminah",
    "judul": "Jalan rusak",
    "isi": "Mohon diperbaiki",
    "kategori": "Infrastruktur",
    "status": "masuk",
    "diperbarui": "2026-01-15T08:30:00+07:00",
}
KAMUS = {
    "tahun_anggaran": "2027",
    "id_kamus": "K-001",
    "giat_teks": "Perbaikan Jalan Lingkungan",
    "satuan": "m",
    "harga": "1.250.000",
    "kode_program": "1.03.10",
    "kode_sub_kegiatan": "1.03.10.2.01.0051",
    "kode_skpd": "1.03.0.00.0.00.01.0000",
    "is_locked": "0",
}
PLAFON = {
    "tahun_anggaran": "2027",
    "tahap_dokumen": "rancangan",
    "tanggal_dokumen": "2026-07-10",
    "kode_skpd": "1.03.0.00.0.00.01.0000",
    "kode_sub_kegiatan": "1.03.10.2.01.0051",
    "kode_rekening_jenis": "5.1.02",
    "plafon": "1.000.000.000",
    "kode_dana": "",
    "lokasi_kecamatan": "",
}
PROYEKSI = {
    "tahun_anggaran": "2027",
    "tahap_dokumen": "rancangan",
    "kode_rekening": "5.1",
    "nama_rekening": "Belanja Operasi",
    "proyeksi_rkpd": "100",
    "plafon_ppas": "90",
}

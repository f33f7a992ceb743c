"""What codes are called on paper. A code without a name stands for itself."""

from __future__ import annotations

ASAL = {
    "musrenbang_desa": "Musrenbang desa",
    "musrenbang_kelurahan": "Musrenbang kelurahan",
    "musrenbang_kecamatan": "Musrenbang kecamatan",
    "pokir": "Pokir DPRD",
    "sarapan": "Sarapan",
}
KEPUTUSAN = {
    "NOT_SUBMITTED": "Tidak diajukan",
    "PENDING": "Menunggu",
    "ACCEPTED": "Diterima",
    "REJECTED": "Ditolak",
    "RETURNED": "Dikembalikan",
    "CANCELLED": "Dibatalkan",
}
TAHAP = {
    "DRAFT": "Draf",
    "SUBMITTED": "Pengajuan",
    "SETWAN": "Sekretariat DPRD",
    "KECAMATAN": "Kecamatan",
    "MITRA_BAPPEDA": "Mitra Bappeda",
    "FORUM_SKPD": "Forum Perangkat Daerah",
    "MUSRENBANG_KABKOTA": "Musrenbang Kab/Kota (TAPD)",
}
YA_TIDAK = {"true": "Ya", "false": "Tidak"}
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
BELUM_ADA = "belum_ada"
"""The stage of a year whose first document has not come."""
NO_DOCUMENT = "Belum ada dokumen"

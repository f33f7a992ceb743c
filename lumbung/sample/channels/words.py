"""What the other channels call things."""

from __future__ import annotations

LAPOR, O311 = "lapor_aduan", "open311_requests"
NAMES = {
    "Jalan Rusak": ("Infrastruktur Jalan", "Jalan Berlubang", "JLN"),
    "Banjir dan Drainase": ("Drainase dan Genangan", "Saluran Tersumbat", "DRN"),
    "Lampu PJU Mati": ("Penerangan Jalan Umum", "Lampu Jalan Mati", "PJU"),
    "Lalu Lintas dan Parkir": ("Lalu Lintas", "Parkir Liar", "LLN"),
    "Sampah": ("Persampahan", "Sampah Menumpuk", "SMP"),
    "Pohon Tumbang": ("Pohon dan Pertamanan", "Pohon Tumbang", "PHN"),
}
"""Kategori of P3M → category of LAPOR, service of Open311 and its code; Open311 offers no others."""
STATUS = {
    "Baru": "new",
    "Terverifikasi": "verified",
    "Terdisposisi": "disposed",
    "Tunda": "pending",
    "Diproses": "in_progress",
    "Dijawab": "answered",
    "Selesai": "closed",
    "Dibuka Kembali": "reopened",
    "Bukan Wewenang": "rejected",
    "Arsip": "archived",
    "Duplikat": "duplicate",
}
"""State of P3M → status of LAPOR."""
CLASSES = {
    "Pengaduan": ("pengaduan", False),
    "Pengaduan Berkadar Pengawasan": ("pengaduan", True),
    "Permintaan Informasi": ("permintaan_informasi", False),
    "Aspirasi": ("aspirasi", False),
    "WBS": ("wbs", False),
}
"""Klasifikasi of P3M → classification and supervisory of LAPOR."""
CHANNELS = ("android", "web", "whatsapp", "sms", "instagram", "ios")
CHANNEL_SHARE = (0.45, 0.2, 0.18, 0.05, 0.05, 0.07)

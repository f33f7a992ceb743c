"""Names of places, reasons and remarks as reviewers write them. All of it is invented."""

from __future__ import annotations

from lumbung.sample.city import KABUPATEN, KOTA

JALAN = {
    KOTA: (
        "Pemuda", "Pandanaran", "Majapahit", "Brigjen Sudiarto", "Kaligawe", "Setiabudi", "Dr. Cipto",
        "Siliwangi", "Ngesrep Timur", "Fatmawati", "Wolter Monginsidi", "Prof. Hamka", "Untung Suropati",
        "Sriwijaya", "Kedungmundu", "Gajah Mada", "Mataram", "Pattimura", "Citarum", "Barito", "Supriyadi",
        "Kelud Raya", "Menoreh", "Candi Pawon", "Borobudur", "Muradi", "Anjasmoro", "Puspowarno",
        "Abdulrahman Saleh", "Srinindito", "Taman Srinindito", "Lamongan", "Papandayan", "Sisingamangaraja",
        "Jangli", "Gombel", "Klipang", "Tlogosari", "Parang Kusumo", "Sawojajar",
    ),
    KABUPATEN: (
        "Diponegoro", "Gatot Subroto", "Letjen Suprapto", "Ahmad Yani", "Jenderal Sudirman", "Slamet Riyadi",
        "Fatmawati", "Kartini", "Pemuda", "Merdeka", "Mgr. Soegijapranata", "Brigjen Sudiarto", "Bandungan Raya",
        "Kopeng Raya", "Suruh Raya", "Soekarno Hatta", "Kauman", "Pramuka", "Pahlawan", "Veteran",
    ),
}  # fmt: skip
"""Streets, without `Jl.`"""
KAMPUNG = {
    KOTA: (
        "Bustaman", "Sekayu", "Kulitan", "Batik", "Pelangi", "Petolongan", "Kranggan Dalam", "Gabahan", "Darat",
        "Melayu", "Pandean", "Kebonharjo", "Cilosari", "Karangwulan", "Sumurboto", "Bangunharjo", "Sidorejo",
        "Tandang", "Malang", "Purwogondo",
    ),
    KABUPATEN: (
        "Krajan", "Ngablak", "Gondang", "Jetak", "Kalisori", "Sendang", "Karanglo", "Ngrawan", "Sumberejo",
        "Kaliwungu", "Pongangan", "Dawung", "Ngemplak", "Gintungan", "Kebonan", "Sidomukti", "Banaran",
        "Cemanggal", "Blanten", "Manggihan", "Nglarangan", "Silowah", "Tegalrejo", "Wonokasihan",
    ),
}  # fmt: skip
"""Kampung of the city; dusun and dukuh of the regency."""
PERUM = (
    "Griya Asri", "Bukit Permata", "Graha Sejahtera", "Taman Melati", "Puri Indah", "Villa Kencana", "Bumi Wanamukti",
    "Pondok Hijau",
)  # fmt: skip
BLOK = ("A", "B", "C", "D", "E", "F")
ROMAWI = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
PATOKAN = (
    "masjid", "musala", "balai RW", "lapangan", "pos kamling", "warung", "gardu listrik", "makam", "pertigaan",
    "jembatan", "pasar", "gapura",
)  # fmt: skip
BANGUNAN = {
    "sd": ("SDN {v} 01", "SDN {v} 02", "SDN {v} 03", "SDN {v} 04", "MI {v}", "SD Islam {v}"),
    "smp": ("SMPN {v}", "SMP PGRI {v}", "MTs {v}", "SMP Islam {v}"),
    "paud": ("PAUD Tunas Bangsa", "PAUD Melati", "TK Pertiwi {v}", "TK Aisyiyah {v}", "PAUD Harapan Bunda"),
    "posyandu": ("Posyandu Melati", "Posyandu Mawar", "Posyandu Anggrek", "Posyandu Dahlia", "Posyandu Kenanga"),
    "pustu": ("Pustu {v}", "Puskesmas Pembantu {v} Timur", "Polindes {v}"),
    "kantor": ("Kantor {v}", "Balai Pertemuan {v}", "Gedung Serbaguna {v}"),
    "taman": ("Taman Warga", "Lapangan Voli", "Taman Bermain", "Lapangan {v}"),
    "baca": ("Taman Baca Ceria", "Pojok Baca {v}", "Rumah Pintar"),
    "pasar": ("Pasar {v}", "Pasar Krempyeng", "Pasar Hewan", "Pasar Sayur"),
    "wisata": ("Kampung Wisata {v}", "Curug {v}", "Embung {v}"),
    "balai": ("Balai RW", "Gedung PKK", "Sanggar Budaya", "Balai Warga"),
}
"""Buildings by what a work is at; `{v}` is the village."""

TOLAK = {
    "BUKAN_KEWENANGAN": (
        "Bukan kewenangan Pemerintah Kabupaten/Kota",
        "Ruas tersebut merupakan jalan provinsi",
        "Sungai kewenangan BBWS Pemali Juana",
    ),
    "LAHAN_BELUM_SIAP": (
        "Status tanah belum jelas, masih tanah warga",
        "Lahan belum dihibahkan",
        "Lokasi berada di tanah milik PT KAI, belum ada izin pakai",
    ),
    "SUDAH_DIANGGARKAN": (
        "Sudah dianggarkan pada tahun berjalan",
        "Telah dikerjakan melalui dana kelurahan",
        "Sudah masuk DPA perubahan",
    ),
    "DUPLIKAT_USULAN": (
        "Duplikat dengan usulan musrenbang",
        "Usulan sama dengan usulan pokir",
        "Usulan ganda, satu lokasi sudah diusulkan kecamatan",
    ),
    "ANGGARAN_TERBATAS": (
        "Keterbatasan anggaran",
        "Pagu perangkat daerah tidak mencukupi",
        "Anggaran terbatas, diusulkan kembali tahun berikutnya",
    ),
    "TIDAK_PRIORITAS": (
        "Belum menjadi prioritas tahun ini",
        "Bukan prioritas kecamatan",
        "Tidak sesuai dengan tema RKPD",
    ),
    "DOKUMEN_KURANG": (
        "Proposal belum dilengkapi foto lokasi",
        "RAB tidak ada",
        "Data dukung belum lengkap",
    ),
    "LAINNYA": (
        "Kondisi di lapangan masih baik",
        "Hasil survei: tidak diperlukan",
        "Volume tidak masuk akal, mohon dihitung ulang",
    ),
}
"""What a refusal says, by the category that it means."""
BATAL = (
    "Dibatalkan oleh pengusul",
    "Dialihkan ke dana desa",
    "Salah memilih kamus usulan",
    "Diganti dengan usulan lain",
)
KEMBALI = "Lengkapi titik koordinat dan foto 0 %"
REKOMENDASI = (
    "Disetujui",
    "Layak ditindaklanjuti",
    "Disetujui, volume disesuaikan",
    "Sesuai hasil survei",
    "Disesuaikan dengan pagu indikatif wilayah",
    None,
)
FRAKSI = (
    "Fraksi Karya Bersama", "Fraksi Rakyat Sejahtera", "Fraksi Persatuan Daerah", "Fraksi Amanah Warga",
    "Fraksi Nusantara",
)  # fmt: skip
DAPIL = {KOTA: 6, KABUPATEN: 5}
"""Electoral districts; kecamatan are dealt to them in the order of their codes."""
SARAN = (
    "Mohon {what} di {where}, {why}.",
    "Usul {what}, lokasi {where}. Alasannya {why}.",
    "Kepada Bapak/Ibu anggota dewan, kami warga {where} memohon {what} karena {why}.",
    "{where} butuh {what}; {why}. Terima kasih.",
)

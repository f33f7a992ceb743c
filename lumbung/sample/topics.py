"""What citizens complain about, and in which words."""

from __future__ import annotations

from dataclasses import dataclass

from lumbung.sample.city import KECAMATAN

KANAL = (
    "Langsung",
    "Media Sosial",
    "Koran",
    "Surat",
    "SMS",
    "Telepon",
    "Website",
    "WhatsApp",
    "112",
)
# Share of each kanal in the first and in the last month; WhatsApp takes over, SMS and paper fade.
KANAL_AWAL = (0.11, 0.17, 0.05, 0.04, 0.12, 0.10, 0.22, 0.14, 0.05)
KANAL_AKHIR = (0.05, 0.15, 0.02, 0.02, 0.03, 0.06, 0.16, 0.43, 0.08)


@dataclass(frozen=True)
class Topic:
    """`bidang` is the bidang urusan of the office that answers; `hujan` multiplies the share in
    the rainy season (November to March), `hari_kerja` on working days."""

    kategori: str
    bidang: str
    share: float
    hujan: float
    kalimat: tuple[str, ...]
    klasifikasi: str = "Pengaduan"
    hari_kerja: float = 1.0


TOPICS = (
    Topic("Jalan Rusak", "1.03", 16, 1.7, (
        "{jalan} rusak parah di dekat {patokan}, sudah banyak motor jatuh. Mohon diperbaiki.",
        "Lubang besar di {jalan} RT {rt} RW {rw} belum ditambal sejak {bulan}.",
        "Aspal {jalan} mengelupas; saat hujan lubangnya tidak kelihatan.",
    )),
    Topic("Banjir dan Drainase", "1.03", 9, 3.4, (
        "Saluran di {jalan} mampet, air masuk rumah warga RT {rt} RW {rw} setiap hujan deras.",
        "Banjir setinggi lutut di sekitar {patokan}. Pompa tidak menyala?",
        "Mohon normalisasi selokan {jalan}.\nSudah tiga kali banjir tahun ini.\nTerima kasih.",
    )),
    Topic("Lampu PJU Mati", "1.04", 17, 1.1, (
        "Lampu PJU di {jalan} mati sudah {hari} hari, gelap dan rawan kejahatan.",
        "Penerangan jalan depan {patokan} padam. Mohon dicek petugas.",
        "PJU RT {rt} RW {rw} {jalan} berkedip lalu mati total.",
    )),
    Topic("Rumah Tidak Layak Huni", "1.04", 3, 1.0, (
        "Ada warga lansia di RT {rt} RW {rw} yang rumahnya hampir roboh, mohon bantuan RTLH.",
    ), "Aspirasi"),
    Topic("Lalu Lintas dan Parkir", "2.15", 10, 1.0, (
        "Parkir liar di {jalan} depan {patokan} membuat macet setiap sore.",
        "Tukang parkir di {patokan} meminta \"uang jasa\" Rp 10.000 tanpa karcis.",
        "Lampu lalu lintas di simpang {jalan} mati sejak pagi.",
    ), hari_kerja=1.5),
    Topic("Angkutan Umum", "2.15", 5, 1.0, (
        "Bus jurusan {patokan} terlambat lebih dari {hari} puluh menit dan AC-nya mati.",
        "Sopir bus ugal-ugalan di {jalan}, mohon ditegur.",
    ), hari_kerja=1.6),
    Topic("Sampah", "2.11", 9, 1.2, (
        "Sampah di TPS {jalan} menumpuk {hari} hari, baunya sampai ke rumah warga.",
        "Warga membuang sampah di sungai dekat {patokan}; mohon diawasi.",
    )),
    Topic("Pohon Tumbang", "2.11", 4, 3.6, (
        "Pohon besar tumbang menutup {jalan} dekat {patokan}.",
        "Mohon pemangkasan pohon di {jalan}, dahannya menyentuh kabel listrik.",
    )),
    Topic("PKL dan Ketertiban", "1.05", 6, 0.8, (
        "PKL di trotoar {jalan} menghalangi pejalan kaki.",
        "Warung di dekat {patokan} menyetel musik keras sampai dini hari.",
    )),
    Topic("Kependudukan", "2.12", 6, 1.0, (
        "KTP saya belum jadi sudah {hari} hari, NIK {nik}. Mohon penjelasan.",
        "Bagaimana cara mengurus akta kelahiran yang hilang?",
        "Nama di KK salah ketik, nomor KK {nik}; petugas minta datang lagi.",
    ), "Permintaan Informasi", hari_kerja=2.2),
    Topic("Kesehatan", "1.02", 4, 1.1, (
        "Antrean puskesmas dekat {patokan} sangat lama; loket hanya buka satu.",
        "Mohon fogging di RT {rt} RW {rw}, sudah ada dua warga kena DBD.",
    ), hari_kerja=1.8),
    Topic("Pendidikan", "1.01", 4, 0.9, (
        "Sekolah dekat {patokan} menarik iuran \"sukarela\" yang wajib; mohon ditinjau.",
        "Atap ruang kelas bocor; murid belajar di teras.",
    ), hari_kerja=1.8),
    Topic("Bantuan Sosial", "1.06", 4, 1.0, (
        "Ibu saya belum menerima bansos padahal terdaftar. NIK {nik}, hubungi {telepon}.",
        "Mengapa data DTKS keluarga saya di RT {rt} RW {rw} hilang?",
    ), "Permintaan Informasi", hari_kerja=1.5),
    Topic("Internet dan CCTV", "2.16", 3, 1.0, (
        "Wifi publik di {patokan} tidak bisa dipakai sejak {bulan}.",
        "CCTV simpang {jalan} tidak bisa diakses, padahal ada tabrak lari kendaraan {nopol}.",
    )),
    Topic("Perizinan", "2.18", 3, 1.0, (
        "Berkas izin usaha saya sudah {hari} hari tanpa kabar, email {email}.",
    ), "Permintaan Informasi", hari_kerja=2.5),
    Topic("Pelayanan Kecamatan", KECAMATAN, 4, 1.0, (
        "Petugas kelurahan belum ada di tempat sampai pukul 09.30.",
        "Usul: papan informasi di kantor kecamatan diperbarui; banyak yang kedaluwarsa.",
    ), "Aspirasi", hari_kerja=2.0),
    Topic("Pengawasan Proyek", "1.03", 2, 1.0, (
        "Proyek talud di {jalan} dikerjakan tanpa papan nama; campurannya diduga kurang semen.",
    ), "Pengaduan Berkadar Pengawasan"),
    Topic("Dugaan Pungutan Liar", "6.01", 0.6, 1.0, (
        "Diduga ada pungutan oleh oknum di kantor dekat {patokan}; saksi {nama}, {telepon}.",
    ), "WBS"),
)  # fmt: skip

JALAN = {
    "33.74": (
        "Jl. Pandanaran", "Jl. Pemuda", "Jl. Majapahit", "Jl. Brigjen Sudiarto", "Jl. Kaligawe",
        "Jl. Setiabudi", "Jl. Dr. Cipto", "Jl. Siliwangi", "Jl. Ngesrep Timur V", "Jl. Fatmawati",
        "Jl. Wolter Monginsidi", "Jl. Prof. Hamka", "Jl. Untung Suropati", "Jl. Sriwijaya",
        "Gg. Mawar III", "Gg. Kenanga", "Jl. Kedungmundu Raya", "Jl. Woltermonginsidi Gg. II",
    ),
    "33.22": (
        "Jl. Diponegoro Ungaran", "Jl. Gatot Subroto", "Jl. Letjen Suprapto", "Jl. Ahmad Yani",
        "Jl. Jenderal Sudirman Ambarawa", "Jl. Raya Bawen", "Jl. Raya Bandungan",
        "Jl. Slamet Riyadi", "Jl. Raya Suruh–Karanggede",
        "Jl. Fatmawati Tuntang", "Jl. Raya Kopeng", "Gg. Melati",
    ),
}  # fmt: skip
PATOKAN = (
    "masjid besar", "SDN 02", "pasar", "kantor kelurahan", "balai RW", "minimarket", "jembatan",
    "lapangan", "gereja", "pertigaan", "halte", "puskesmas", "SPBU", "pos kamling",
)  # fmt: skip
NAMA_DEPAN = (
    "Budi", "Siti", "Agus", "Sri", "Slamet", "Dewi", "Eko", "Endang", "Joko", "Rina", "Bambang",
    "Wahyu", "Yuliana", "Hendra", "Lestari", "Nur", "Fitri", "Andi", "Ratna", "Suparman", "Tri",
)  # fmt: skip
NAMA_BELAKANG = (
    "Santoso", "Wibowo", "Rahayu", "Setiawan", "Lestari", "Prasetyo", "Handayani", "Nugroho",
    "Susanti", "Kurniawan", "Hidayat", "Wulandari", "Saputra", "Utami", "Purnomo", "Astuti",
    "D'Arcy",
)  # fmt: skip

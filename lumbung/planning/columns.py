"""The columns of every table of the summary, in the order of its export.

Sheets, exports and glossary all come from here, so that none can say something else.
"""

from __future__ import annotations

from lumbung.planning import labels
from lumbung.planning.column import Column, code, count, percent, rupiah, text

OPD = (
    code("kd_opd", "Kode perangkat daerah", 22, "Kode perangkat daerah menurut SIPD; * belum ada perangkat daerahnya"),
    text("nama_opd", "Perangkat daerah", 48, "Nama perangkat daerah"),
    text("nama_singkat", "Perangkat daerah", 20, "Nama singkat perangkat daerah"),
)
BIDANG = (
    code("kd_urusan", "Urusan", 8, "Kode urusan pemerintahan"),
    text("nama_urusan", "Nama urusan", 48, "Nama urusan menurut nomenklatur tahun {n}"),
    code("kd_bidang_urusan", "Bidang urusan", 9, "Kode bidang urusan: dua bagian pertama kode sub-kegiatan"),
    text("nama_bidang_urusan", "Nama bidang urusan", 48, "Nama bidang urusan menurut nomenklatur tahun {n}"),
)
PROGRAM = (
    code("kd_program", "Kode program", 12, "Kode program: tiga bagian pertama kode sub-kegiatan"),
    text("nama_program", "Program", 48, "Nama program menurut nomenklatur tahun {n}"),
)
SUB = (
    code("kd_sub_kegiatan", "Kode", 21, "Kode sub-kegiatan; * usulan yang belum mempunyai sub-kegiatan"),
    text("nama_sub_kegiatan", "Uraian", 44, "Nama sub-kegiatan menurut nomenklatur tahun {n}"),
)
KECAMATAN = (
    code("kd_kecamatan", "Kode kecamatan", 11, "Kode kecamatan; * tanpa rincian kecamatan"),
    text(
        "nama_kecamatan",
        "Kecamatan",
        20,
        "Nama kecamatan; plafon tanpa lokasi dan usulan tanpa kecamatan berdiri sendiri",
    ),
)

T1 = (
    Column(
        "kd_rekening",
        "Kode",
        "kode",
        8,
        "Kode akun, kelompok atau jenis; baris turunan tidak berkode",
        names=dict.fromkeys(("SURPLUS_DEFISIT", "PEMBIAYAAN_NETO", "SILPA"), ""),
    ),
    text("level", "Tingkat", 11, "akun, kelompok, jenis, atau turunan"),
    text("nama_rekening", "Uraian", 44, "Nama rekening menurut dokumen"),
    rupiah("realisasi_n2", "Realisasi {dua}", "Realisasi tahun {dua}", adds=False),
    rupiah("apbd_n1_murni", "APBD {lalu} murni", "APBD murni tahun {lalu}", adds=False),
    rupiah("apbd_n1_perubahan", "APBD {lalu} perubahan", "APBD sesudah perubahan tahun {lalu}", adds=False),
    rupiah("proyeksi_rkpd", "Proyeksi RKPD {n}", "Proyeksi dalam RKPD tahun {n}", adds=False),
    rupiah("plafon_ppas", "Plafon PPAS {n}", "Plafon anggaran sementara tahun {n}", adds=False),
    rupiah("selisih", "Plafon − RKPD", "Plafon PPAS dikurangi proyeksi RKPD", adds=False),
    rupiah(
        "selisih_thd_n1",
        "Plafon − APBD {lalu}",
        "Plafon PPAS − APBD {lalu} (perubahan bila ada, selain itu murni)",
        adds=False,
    ),
    percent("perubahan_pct", "Naik/turun (%)", "100 × selisih terhadap APBD {lalu} / APBD {lalu}"),
    rupiah("prakiraan_n1", "Prakiraan maju {depan}", "Prakiraan maju tahun {depan}", adds=False),
)

T2 = (
    *BIDANG,
    *OPD,
    rupiah("plafon", "Plafon {n}", "Plafon anggaran sementara tahun {n}"),
    percent("total_pct", "Bagian (%)", "Bagian dari seluruh plafon dokumen", adds=True),
    rupiah("plafon_n1", "Plafon {lalu}", "Plafon tahun {lalu}: nota kesepakatan, atau tahap terakhirnya"),
    percent(
        "serapan_n1_pct",
        "Serapan {lalu} (%)",
        "Realisasi tahun {lalu} terhadap pagu yang berlaku; tidak dapat dijumlah",
    ),
    count(
        "n_program",
        "Program",
        "Banyaknya program; program yang dijalankan beberapa perangkat daerah dihitung di masing-masing",
    ),
    count("n_sub_kegiatan", "Sub-kegiatan", "Banyaknya sub-kegiatan; dihitung di setiap perangkat daerah"),
    *(
        rupiah(f"belanja_{kd}", name, f"Plafon belanja {name.lower()}", "Menurut kelompok belanja")
        for kd, name in (
            ("operasi", "Operasi"),
            ("modal", "Modal"),
            ("btt", "Tidak terduga"),
            ("transfer", "Transfer"),
        )
    ),
    *(
        rupiah(f"dana_{kd}", name, f"Plafon bersumber dana {name}", "Menurut sumber dana")
        for kd, name in (
            *(("pad", "PAD"), ("dau", "DAU"), ("dau_earmark", "DAU ditentukan"), ("dbh", "DBH")),
            *(("dak_fisik", "DAK fisik"), ("dak_nonfisik", "DAK nonfisik"), ("banprov", "Bantuan provinsi")),
            *(("pinjaman", "Pinjaman"), ("lain", "Lainnya")),
        )
    ),
)

T3 = (
    *OPD,
    *PROGRAM,
    code("kd_kegiatan", "Kode kegiatan", 15, "Kode kegiatan"),
    text("nama_kegiatan", "Kegiatan", 48, "Nama kegiatan menurut nomenklatur tahun {n}"),
    *SUB,
    rupiah("pagu_n_lalu", "Pagu {lalu}", "Pagu tahun {lalu} menurut dokumen"),
    rupiah("plafon", "Plafon {n}", "Plafon anggaran sementara tahun {n}"),
    rupiah("pagu_n_depan", "Prakiraan maju {depan}", "Prakiraan maju tahun {depan} menurut dokumen"),
    count(
        "peringkat_prioritas",
        "Peringkat",
        "Peringkat prioritas: banyaknya tingkat prioritas yang dilayani, lalu plafon; yang sama berbagi peringkat",
        adds=False,
    ),
    text("prioritas_daerah", "Prioritas daerah", 20, "Prioritas pembangunan daerah menurut dokumen"),
    text("prioritas_provinsi", "Prioritas provinsi", 20, "Prioritas provinsi menurut label anggaran"),
    text("prioritas_nasional", "Prioritas nasional", 20, "Prioritas nasional menurut label anggaran"),
    text("sasaran", "Sasaran", 40, "Sasaran menurut dokumen"),
    text("indikator", "Indikator", 40, "Indikator kinerja menurut dokumen"),
    text("target", "Target", 11, "Target kinerja sebagaimana ditulis dokumen"),
    text("satuan", "Satuan", 11, "Satuan target"),
    text("lokasi", "Lokasi", 26, "Kecamatan yang disebut dokumen"),
)

_REKOM = (
    *(("lurah", "Lurah"), ("camat", "Camat"), ("setwan", "Sekretariat DPRD")),
    *(("mitra", "Mitra Bappeda"), ("skpd", "Perangkat daerah"), ("tapd", "TAPD")),
)
ORIGIN_COLUMNS = {
    "musrenbang_desa": "n_musrenbang_desa",
    "musrenbang_kelurahan": "n_musrenbang_kel",
    "musrenbang_kecamatan": "n_musrenbang_kec",
    "pokir": "n_pokir",
    "sarapan": "n_sarapan",
}
"""Origin → the column of T4 that counts its rows."""

T4 = (
    *OPD,
    *SUB,
    *KECAMATAN,
    count("n_usulan_baris", "Baris", "Banyaknya baris usulan sebagaimana diajukan", "Usulan"),
    count(
        "n_usulan_unik", "Unik", "Banyaknya kebutuhan: usulan yang sama dari beberapa asal dihitung sekali", "Usulan"
    ),
    count("n_lintas_asal", "Lintas asal", "Banyaknya kebutuhan yang diajukan lewat dua asal atau lebih", "Usulan"),
    *(
        count(
            column,
            labels.ASAL[asal],
            f"Banyaknya baris usulan dari {labels.ASAL[asal]}",
            "Asal (baris)",
            width=11.5,
        )
        for asal, column in ORIGIN_COLUMNS.items()
    ),
    rupiah("nilai_usulan_unik", "Nilai usulan", "Nilai usulan, setiap kebutuhan sekali", "Nilai (unik)"),
    *(
        rupiah(
            f"nilai_rekom_{kd}",
            f"Rekomendasi {name}",
            f"Nilai yang direkomendasikan {name}, setiap kebutuhan sekali",
            "Nilai (unik)",
        )
        for kd, name in _REKOM
    ),
    rupiah(
        "nilai_disetujui",
        "Disetujui",
        "Nilai TAPD atas usulan yang sudah dianggarkan, setiap kebutuhan sekali",
        "Nilai (unik)",
    ),
    count("n_diterima", "Diterima", "Banyaknya kebutuhan yang diterima", "Keputusan (unik)"),
    count("n_ditolak", "Ditolak", "Banyaknya kebutuhan yang ditolak", "Keputusan (unik)"),
    count(
        "n_dikembalikan", "Dikem-balikan", "Banyaknya kebutuhan yang dikembalikan untuk diperbaiki", "Keputusan (unik)"
    ),
    count("n_pending", "Menunggu", "Banyaknya kebutuhan yang menunggu keputusan", "Keputusan (unik)"),
    rupiah("plafon_ppas", "Plafon PPAS {n}", "Plafon anggaran sementara tahun {n}"),
    Column(
        "rasio_usulan_thd_plafon",
        "Usulan / plafon",
        "rasio",
        10,
        "Nilai usulan dibagi plafon; lebih dari 1 berarti diminta lebih dari plafon",
        "",
        ("nilai_usulan_unik", "plafon_ppas"),
    ),
    rupiah(
        "per_kapita",
        "Disetujui per jiwa",
        "Nilai disetujui dibagi penduduk kecamatan (dim_wilayah; sumbernya pada sampul); tidak dapat dijumlah",
        adds=False,
    ),
    count(
        "n_tanpa_koordinat", "Tanpa koordinat", "Banyaknya kebutuhan tanpa koordinat yang sah, selain aspirasi Sarapan"
    ),
    text("alasan_tolak_terbanyak", "Alasan tolak terbanyak", 30, "Alasan penolakan yang paling sering"),
    count(
        "n_aduan_12_bln",
        "Aduan 12 bulan",
        "Aduan 12 bulan terakhir di kecamatan dan perangkat daerah itu; sama di tiap sub-kegiatan, tidak dijumlah",
        adds=False,
    ),
)

CORONG = (
    text("asal", "Asal", 24, "Asal usulan", names=labels.ASAL),
    text("tahap", "Tahap", 28, "Tahap penelaahan menurut urutan yang berlaku", names=labels.TAHAP),
    count("urutan", "Urutan", "Urutan tahap", adds=False),
    *(
        count(
            f"{kd}_{kind}",
            {"baris": "Baris", "unik": "Unik"}[kind],
            f"{meaning}, {'setiap baris' if kind == 'baris' else 'setiap kebutuhan sekali'}",
            name,
            adds=False,
        )
        for kd, name, meaning in (
            ("masuk", "Masuk", "Usulan yang sampai di tahap ini"),
            ("pending", "Menunggu", "Usulan yang menunggu di tahap ini"),
            ("ditolak", "Ditolak", "Usulan yang ditolak tahap ini"),
            ("dikembalikan", "Dikembalikan", "Usulan yang dikembalikan tahap ini"),
            ("diteruskan", "Diteruskan", "Usulan yang lolos tahap ini: masuk − menunggu − ditolak − dikembalikan"),
        )
        for kind in ("baris", "unik")
    ),
    rupiah(
        "nilai_unik", "Nilai masuk (unik)", "Nilai usulan yang sampai di tahap ini, setiap kebutuhan sekali", adds=False
    ),
)

USULAN = (
    code("anggota", "Nomor baris", 22, "Kunci baris: asal data dan nomor usulan"),
    code("id_usulan", "Nomor usulan", 17, "Nomor usulan di aplikasi asal"),
    text("asal", "Asal", 21, "Asal usulan", names=labels.ASAL),
    Column("dibuat_tgl", "Tanggal", "tanggal", 11, "Tanggal usulan dibuat"),
    text("judul", "Usulan", 50, "Judul usulan"),
    *OPD,
    *KECAMATAN,
    code("kd_kelurahan", "Kode kelurahan/desa", 14, "Kode kelurahan atau desa"),
    text("nama_kelurahan", "Kelurahan/desa", 17, "Nama kelurahan atau desa"),
    *PROGRAM,
    *SUB,
    text("bidang_urusan", "Bidang urusan", 30, "Bidang urusan yang ditulis pengusul"),
    Column("volume", "Volume", "volume", 11, "Volume yang diminta"),
    text("satuan", "Satuan", 10, "Satuan volume"),
    rupiah("nilai_usulan", "Nilai usulan", "Nilai usulan: anggaran, atau volume × harga kamus"),
    rupiah("nilai_rekomendasi_terakhir", "Rekomendasi terakhir", "Nilai dari penelaah terakhir yang mengisi"),
    rupiah("nilai_disetujui", "Disetujui", "Nilai TAPD bila sudah dianggarkan"),
    text("tahap", "Tahap", 25, "Tahap tempat usulan berada; bagi yang ditolak, tahap yang menolak", names=labels.TAHAP),
    text("keputusan", "Keputusan", 15, "Keadaan usulan", names=labels.KEPUTUSAN),
    text("alasan_tolak", "Alasan tolak", 30, "Alasan penolakan menurut kamus"),
    text("is_dianggarkan", "Dianggarkan", 12, "Sudah terhubung dengan sub-kegiatan anggaran", names=labels.YA_TIDAK),
    Column("prioritas", "Prioritas", "bulat", 9, "Urutan prioritas menurut pengusul"),
    text("fraksi", "Fraksi", 16, "Fraksi pengusul pokir"),
    text("dapil", "Dapil", 13, "Daerah pemilihan"),
    code("klaster_id", "Klaster", 30, "Kelompok usulan yang meminta hal yang sama"),
    count("n_anggota", "Baris", "Banyaknya baris usulan untuk kebutuhan ini", adds=False),
    text("asal_set", "Semua asal", 26, "Semua asal yang meminta kebutuhan ini", names=labels.ASAL),
    text("punya_koordinat", "Koordinat", 11, "Mempunyai koordinat yang sah", names=labels.YA_TIDAK),
    text("tanda", "Tanda", 34, "Tanda mutu data; artinya di lembar Glosarium"),
)

REKONSILIASI = (
    code("kode", "Kode", 8, "Kode pemeriksaan"),
    text("uraian", "Pemeriksaan", 56, "Apa yang dibandingkan"),
    Column("kiri", "Yang diperiksa", "rupiah", 18, "Angka yang diperiksa (rupiah, atau banyaknya)"),
    Column("kanan", "Seharusnya", "rupiah", 18, "Angka yang seharusnya sama (rupiah, atau banyaknya)"),
    Column("selisih", "Selisih", "rupiah", 18, "Yang diperiksa − seharusnya; 0 berarti cocok"),
    text("hasil", "Hasil", 9, "✔ cocok, ✘ tidak cocok, – tidak dapat diperiksa"),
    text("keterangan", "Keterangan", 52, "Mengapa tidak dapat diperiksa, atau kode yang tidak cocok"),
)

PERHATIAN = (
    code("golongan", "Golongan", 20, "Golongan yang perlu diperhatikan"),
    count("urutan", "No.", "Urutan dalam golongan", adds=False),
    code("objek", "Nomor/kode", 20, "Nomor usulan, kode program, atau kode alasan"),
    text("uraian", "Uraian", 52, "Judul usulan, nama program, atau arti alasan"),
    OPD[0],
    OPD[1],
    KECAMATAN[1],
    count("jumlah", "Jumlah", "Banyaknya baris usulan; bila dianggarkan berulang: yang dianggarkan", adds=False),
    rupiah("nilai", "Nilai", "Nilai usulan; bila dianggarkan berulang: nilai disetujui semua baris itu", adds=False),
    rupiah("pembanding", "Pembanding", "Nilai disetujui (baris utama), atau plafon program", adds=False),
    text("keterangan", "Keterangan", 36, "Keadaan usulan, perbandingannya, atau baris yang dianggarkan"),
)

TABLES = {
    "T1": T1,
    "T2": T2,
    "T3": T3,
    "T4": T4,
    "CORONG": CORONG,
    "USULAN": USULAN,
    "REKONSILIASI": REKONSILIASI,
    "PERHATIAN": PERHATIAN,
}
"""Table → the columns of its export, in order."""


def columns(table: str, year: int) -> tuple[Column, ...]:
    return tuple(column.for_year(year) for column in TABLES[table])

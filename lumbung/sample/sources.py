"""Columns and keys of every source, as their files have them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Columns as (name, kind); kind is text, int, money, coord, volume, date or moment."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]


def _source(name: str, key: str, columns: str) -> Source:
    pairs = (column.partition(":") for column in columns.split())
    return Source(name, tuple((c, kind or "text") for c, _, kind in pairs), tuple(key.split()))


_BULAN = " ".join(f"bulan_{n}:money" for n in range(1, 13))


def _rekom(*reviewers: str) -> str:
    return " ".join(f"rekom_{r}_anggaran:money rekom_{r}_rekomendasi" for r in reviewers)


_USUL = (
    "created_date:date id_kamus giat_teks masalah alamat_teks kode_kecamatan kode_kelurahan latpeta:coord "
    "langpeta:coord volume:volume satuan anggaran:money bidang_urusan kode_skpd nama_skpd_awal rev_skpd"
)
_HASIL = (
    "status_usul_teks is_verif:int is_kembalikan:int is_tolak:int tolak_teks is_batal:int batal_teks prioritas:int "
    "id_sub_giat_bl active:int update_at:moment"
)
SOURCES = {
    s.name: s
    for s in (
        _source(
            "p3m_aduan",
            "nomor_aduan",
            "nomor_aduan tanggal_masuk:moment tanggal_terima:moment kanal nama_pelapor nik telepon "
            "alamat_pelapor anonim rahasia klasifikasi kategori isi_aduan kelurahan kecamatan "
            "lat:coord lon:coord opd_tujuan tanggal_verifikasi:moment tanggal_disposisi:moment "
            "tanggal_jawab:moment tanggal_selesai:moment status penutupan jumlah_buka_kembali:int "
            "kepuasan:int diperbarui:moment",
        ),
        _source(
            "lapor_aduan",
            "tracking_id",
            "tracking_id title content classification supervisory category channel is_anonymous is_secret "
            "reporter.name reporter.phone reporter.email reporter.nik location.lat location.lng location.kelurahan "
            "location.kecamatan institution status rating created_at updated_at events",
        ),
        _source(
            "open311_requests",
            "service_request_id",
            "service_request_id status status_notes service_name service_code description agency_responsible "
            "service_notice requested_datetime updated_datetime expected_datetime address address_id zipcode lat "
            "long media_url",
        ),
        _source(
            "sipd_anggaran",
            "tahun_anggaran tahap kode_skpd kode_sub_kegiatan kode_rekening kode_dana",
            "tahun_anggaran:int tahap tanggal_berlaku:date kode_skpd nama_skpd kode_bidang_urusan "
            "kode_program kode_kegiatan kode_sub_kegiatan nama_sub_kegiatan kode_rekening "
            "nama_rekening pagu:money kode_dana nama_dana kecamatan label_prioritas_daerah "
            "label_prioritas_provinsi label_prioritas_nasional indikator target:int satuan "
            "pagu_n_lalu:money pagu_n_depan:money",
        ),
        _source(
            "sipd_rak",
            "tahun_anggaran tahap kode_skpd kode_sub_kegiatan kode_rekening",
            "tahun_anggaran:int tahap tanggal_berlaku:date kode_skpd kode_sub_kegiatan "
            f"kode_rekening {_BULAN} total_akb:money",
        ),
        _source(
            "sipd_sp2d",
            "nomor_sp2d baris",
            "nomor_sp2d baris:int tanggal_sp2d:date tanggal_transfer:date tahun_anggaran:int "
            "kode_skpd kode_sub_kegiatan kode_rekening jenis nilai:money keterangan nama_penerima "
            "npwp_penerima rekening_penerima verifikasi dihapus_pada:moment",
        ),
        _source(
            "emonev_rfk",
            "tahun_anggaran bulan kode_skpd kode_sub_kegiatan",
            "tahun_anggaran:int bulan:int kode_skpd no:int kode_sub_kegiatan sub_kegiatan "
            "pagu:money rak:money realisasi_keuangan:money realisasi_fisik:number permasalahan "
            "catatan",
        ),
        _source(
            "sipd_usulan",
            "id_usulan tahun_anggaran",
            f"id_usulan tahun_anggaran:int jenis_usul_teks level_pengusul pengusul {_USUL} "
            f"{_rekom('lurah', 'camat', 'mitra', 'skpd', 'tapd')} {_HASIL}",
        ),
        _source(
            "sipd_pokir",
            "id_usulan tahun_anggaran",
            "id_usulan tahun_anggaran:int jenis_usul_teks id_reses anggota_dewan fraksi_dewan dapil id_sarapan "
            f"{_USUL} {_rekom('setwan', 'mitra', 'skpd', 'tapd')} {_HASIL}",
        ),
        _source(
            "sarapan_aspirasi",
            "id",
            "id tanggal nama telepon email kode_kelurahan dapil tujuan_anggota judul isi kategori status diperbarui",
        ),
        _source(
            "kamus_usulan",
            "tahun_anggaran id_kamus",
            "tahun_anggaran:int id_kamus giat_teks satuan harga:money bidang_urusan kode_program kode_sub_kegiatan "
            "kode_skpd is_locked:int",
        ),
        _source(
            "ppas_plafon",
            "tahun_anggaran tahap_dokumen kode_skpd kode_sub_kegiatan kode_rekening_jenis kode_dana lokasi_kecamatan",
            "tahun_anggaran:int tahap_dokumen tanggal_dokumen:date kode_skpd nama_skpd kode_sub_kegiatan "
            "nama_sub_kegiatan kode_rekening_jenis plafon:money kode_dana sasaran indikator target:int satuan "
            "lokasi_kecamatan prioritas_daerah pagu_n_lalu:money pagu_n_depan:money",
        ),
        _source(
            "kua_proyeksi",
            "tahun_anggaran tahap_dokumen kode_rekening",
            "tahun_anggaran:int tahap_dokumen kode_rekening nama_rekening realisasi_n2:money apbd_n1_murni:money "
            "apbd_n1_perubahan:money proyeksi_rkpd:money plafon_ppas:money prakiraan_n1:money",
        ),
        _source(
            "meter_daftar",
            "id_meter meter_seri",
            "id_meter meter_seri id_objek nama_objek jenis kode_skpd kode_kecamatan lat:coord lon:coord "
            "golongan_tarif daya_va:int faktor_kali:int digit_register:int luas_m2:int luas_ac_m2:int "
            "watt_lampu_total:int jumlah_lampu:int abonemen pasang_pada:date start_register:volume lepas_pada:date",
        ),
        _source(
            "tagihan_listrik",
            "id_pelanggan periode_akhir",
            "id_pelanggan nama golongan daya_va:int periode_awal:date periode_akhir:date kwh_lwbp:int kwh_wbp:int "
            "kwh_total:int rupiah:int ppj_rp:int",
        ),
        _source(
            "timbangan_tpa",
            "tpa ticket_no",
            "ticket_no tpa jembatan_id nopol jenis_kendaraan kode_kecamatan_asal asal_luar_daerah pengangkut "
            "jenis_sampah waktu_masuk:moment waktu_keluar:moment bruto_kg:int tara_kg:int netto_kg:int tara_sumber "
            "manual",
        ),
        _source(
            "bank_sampah",
            "bulan unit material produk",
            "bulan unit jenis_unit kecamatan material masuk_kg:int diolah_kg:int residu_kg:int produk hasil_kg:int "
            "nilai_jual_rp:money",
        ),
        _source(
            "lra_sipd",
            "tahun_anggaran sampai_tgl kode_skpd kode_rekening",
            "tahun_anggaran:int kode_skpd kode_rekening level:int nama_rekening nominal:money realisasi:money "
            "previous_realisasi:money presentase:volume mulai_tgl:date sampai_tgl:date",
        ),
        _source(
            "klaster_manual",
            "tahun_anggaran tindakan kiri kanan",
            "tahun_anggaran:int tindakan kiri kanan oleh pada_tgl:date alasan",
        ),
    )
}

"""Waste, electricity and street lights of the tiny city, small enough to add up by hand."""

from __future__ import annotations

SERVICES = """
CREATE TABLE dim_meter (
    kd_pemda TEXT, id_meter TEXT, id_objek TEXT, nama_objek TEXT, kd_kecamatan TEXT, berlaku_mulai DATE);
INSERT INTO dim_meter VALUES
    ('33.74', 'M1', 'G1', 'Nama lama', '33.74.01', '1900-01-01'),
    ('33.74', 'M1', 'G1', 'Balai Kota', '33.74.01', '2026-01-01'),
    ('33.74', 'L1', 'P1', 'Panel Pemuda', '33.74.01', '1900-01-01'),
    ('33.22', 'L1', 'P1', 'Panel tetangga', '33.22.01', '1900-01-01');
CREATE TABLE cfg_batas_energi (parameter TEXT, nilai TEXT, berlaku_mulai DATE, berlaku_sampai DATE);
INSERT INTO cfg_batas_energi VALUES
    ('tagihan_selisih_pct', '9', '2020-01-01', '2025-12-31'), ('tagihan_selisih_pct', '5', '2026-01-01', NULL);
CREATE TABLE mart_neraca_sampah (
    kd_pemda TEXT, bulan DATE, timbulan_ton DECIMAL(18, 5), pengurangan_ton DECIMAL(18, 5),
    penanganan_ton DECIMAL(18, 5), terkelola_ton DECIMAL(18, 5), estimasi_ton DECIMAL(18, 5),
    pengurangan_pct DECIMAL(18, 4), penanganan_pct DECIMAL(18, 4), terkelola_pct DECIMAL(18, 4),
    target_pengurangan_pct DECIMAL(9, 4), target_penanganan_pct DECIMAL(9, 4), n_unit INT, alasan TEXT[]);
INSERT INTO mart_neraca_sampah VALUES
    ('33.74', '2026-06-01', 36000, 900, 26100, 27000, 0, 2.5, 72.5, 75, 30, 70, 9, []),
    ('33.74', '2026-07-01', 40000, 2000, 26000, 28000, 1250, 5, 65, 70, 30, 70, 9, ['TARGET_NOL']),
    ('33.74', '2026-08-01', 40000, 0, 12000, 12000, 0, 0, 30, 30, NULL, NULL, 0,
        ['TARGET_BELUM_ADA', 'BANK_SAMPAH_KOSONG']);
CREATE TABLE mart_sampah_harian (
    kd_pemda TEXT, tanggal DATE, bulan DATE, tpa TEXT, kd_kecamatan TEXT, ritase INT, netto_kg DECIMAL(18, 2),
    netto_luar_daerah_kg DECIMAL(18, 2), estimasi_kg DECIMAL(18, 2), n_tara_tersimpan INT, n_manual INT,
    is_jembatan_mati BOOLEAN);
INSERT INTO mart_sampah_harian VALUES
    ('33.74', '2026-06-30', '2026-06-01', 'Jatibarang', '33.74.01', 99, 999000, 999000, 0, 9, 9, false),
    ('33.74', '2026-07-14', '2026-07-01', 'Jatibarang', '33.74.01', 3, 900500, 0, 0, 1, 2, false),
    ('33.74', '2026-07-14', '2026-07-01', 'Jatibarang', 'LUAR', 1, 0, 40000, 0, 0, 0, false),
    ('33.74', '2026-07-15', '2026-07-01', 'Jatibarang', '-', 0, 0, 0, 750000, 0, 0, true),
    ('33.74', '2026-07-16', '2026-07-01', 'Jatibarang', '-', 0, 0, 0, 500000, 0, 0, true),
    ('33.74', '2026-08-01', '2026-08-01', 'Jatibarang', '33.74.01', 5, 700000, 0, 0, 0, 0, false),
    ('33.74', '2026-08-30', '2026-08-01', 'Jatibarang', '33.74.01', 7, 500000, 0, 0, 4, 0, false);
CREATE TABLE mart_energi_gedung (
    kd_pemda TEXT, id_objek TEXT, bulan DATE, nama_objek TEXT, kwh DECIMAL(18, 5), biaya_rp DECIMAL(20, 2),
    ike_kwh_m2 DECIMAL(18, 4), kelas_ike TEXT, is_ac BOOLEAN, status_data TEXT, kwh_tagihan DECIMAL(18, 3),
    selisih_tagihan_pct DECIMAL(18, 4), flags TEXT[]);
INSERT INTO mart_energi_gedung VALUES
    ('33.74', 'G1', '2026-08-01', 'Balai Kota', 2000.4, 3000000, 20.06, 'boros', true, 'LENGKAP', NULL, NULL, []),
    ('33.74', 'G2', '2026-08-01', NULL, 1000.2, 1500000, 3.1, 'sangat efisien', false, 'TIDAK_LENGKAP', NULL, NULL, []),
    ('33.74', 'G3', '2026-08-01', 'Gudang', 10, NULL, NULL, NULL, NULL, 'LENGKAP', NULL, NULL, []),
    ('33.74', 'G1', '2026-07-01', 'Balai Kota', 1000, 1500000, 10, 'efisien', true, 'LENGKAP', 1080, 8,
        ['TAGIHAN_SELISIH']),
    ('33.74', 'G2', '2026-07-01', NULL, 1000, 1500000, 3.1, 'sangat efisien', false, 'LENGKAP', 1040, 4, []),
    ('33.74', 'G2', '2026-06-01', NULL, 1000, 1500000, 3.1, 'sangat efisien', false, 'LENGKAP', 500, -50,
        ['TAGIHAN_SELISIH']);
CREATE TABLE mart_pju_malam (kd_pemda TEXT, id_objek TEXT, malam_tgl DATE, bulan DATE, status TEXT);
INSERT INTO mart_pju_malam VALUES
    ('33.74', 'P1', '2026-08-22', '2026-08-01', 'LAMPU_MATI'),
    ('33.74', 'P1', '2026-08-24', '2026-08-01', 'LAMPU_MATI'),
    ('33.74', 'P1', '2026-08-29', '2026-08-01', 'MENYALA_SIANG'),
    ('33.74', 'P2', '2026-08-29', '2026-08-01', 'LAMPU_MATI'),
    ('33.74', 'P3', '2026-08-29', '2026-08-01', 'NORMAL'),
    ('33.74', 'P4', '2026-08-29', '2026-08-01', 'TIDAK_LENGKAP'),
    ('33.74', 'P5', '2026-08-29', '2026-08-01', 'ABONEMEN'),
    ('33.74', 'P1', '2026-08-30', '2026-08-01', 'TIDAK_LENGKAP'),
    ('33.74', 'P5', '2026-08-30', '2026-08-01', 'ABONEMEN');
CREATE TABLE mart_energi_anomali (
    kd_pemda TEXT, id_meter TEXT, mulai_at TIMESTAMPTZ, selesai_at TIMESTAMPTZ, jenis TEXT, kwh DECIMAL(18, 5),
    kwh_wajar DECIMAL(18, 5), bulan DATE);
INSERT INTO mart_energi_anomali VALUES
    ('33.74', 'M1', '2026-08-23 16:59:59+00', '2026-08-23 18:00:00+00', 'LONJAKAN', 900, 1, '2026-08-01'),
    ('33.74', 'M1', '2026-08-23 17:00:00+00', '2026-08-23 18:00:00+00', 'LONJAKAN', 12.5, 2.5, '2026-08-01'),
    ('33.74', 'L1', '2026-08-29 11:00:00+00', '2026-08-29 20:00:00+00', 'PENURUNAN', 3, 33, '2026-08-01'),
    ('33.74', 'X9', '2026-08-30 02:15:00+00', '2026-08-30 02:30:00+00', 'MELEBIHI_DAYA', 4003.75, NULL, '2026-08-01'),
    ('33.74', 'M1', '2026-08-28 02:15:00+00', '2026-08-28 09:30:00+00', 'DATA_HILANG', 80, NULL, '2026-08-01');
"""

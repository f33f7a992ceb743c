-- Musrenbang rows as they stand; rows that were deleted in SIPD (active = 0) stay in silver.
with source as (

    select * from {{ source("silver", "sipd_usulan") }}
    where active

),

stg_sipd__usulan as (

    select
        kd_pemda,
        tahun_anggaran,
        id_usulan,
        'USL:' || id_usulan as anggota,
        'musrenbang_' || level_pengusul as asal,
        created_date as dibuat_tgl,
        giat_teks as judul,
        id_kamus,
        bidang_urusan,
        kode_skpd as opd_awal,
        kd_opd as opd_akhir,
        kd_kecamatan,
        kd_kelurahan,
        lat is not null and lon is not null as punya_koordinat,
        volume,
        satuan,
        anggaran,
        rekom_lurah_anggaran as nilai_rekom_lurah,
        rekom_camat_anggaran as nilai_rekom_camat,
        rekom_mitra_anggaran as nilai_rekom_mitra,
        rekom_skpd_anggaran as nilai_rekom_skpd,
        rekom_tapd_anggaran as nilai_rekom_tapd,
        tahap,
        {{ keputusan_usulan() }} as keputusan,
        alasan_tolak,
        id_sub_giat_bl,
        prioritas,
        flags
    from source

)

select * from stg_sipd__usulan

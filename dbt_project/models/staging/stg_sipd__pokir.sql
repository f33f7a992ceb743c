-- Pokir rows as they stand; rows that were deleted in SIPD (active = 0) stay in silver.
with source as (

    select * from {{ source("silver", "sipd_pokir") }}
    where active

),

stg_sipd__pokir as (

    select
        kd_pemda,
        tahun_anggaran,
        id_usulan,
        'PKR:' || id_usulan as anggota,
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
        rekom_setwan_anggaran as nilai_rekom_setwan,
        rekom_mitra_anggaran as nilai_rekom_mitra,
        rekom_skpd_anggaran as nilai_rekom_skpd,
        rekom_tapd_anggaran as nilai_rekom_tapd,
        tahap,
        {{ keputusan_usulan() }} as keputusan,
        alasan_tolak,
        id_sub_giat_bl,
        prioritas,
        fraksi_dewan as fraksi,
        dapil,
        id_sarapan,
        flags
    from source

)

select * from stg_sipd__pokir

with source as (

    select * from {{ source("silver", "sarapan_aspirasi") }}

),

stg_sarapan__aspirasi as (

    select
        kd_pemda,
        id as id_sarapan,
        'SRP:' || id as anggota,
        tahun_rencana,
        {{ tgl_wib("tanggal") }} as dibuat_tgl,
        judul,
        kd_kecamatan,
        kd_kelurahan,
        tahap,
        keputusan_teks as keputusan,
        dapil,
        flags
    from source

)

select * from stg_sarapan__aspirasi

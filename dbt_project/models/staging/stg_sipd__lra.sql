with source as (

    select * from {{ source("silver", "lra_sipd") }}

),

stg_sipd__lra as (

    select
        kd_pemda,
        tahun_anggaran as tahun,
        mulai_tgl,
        sampai_tgl,
        kode_skpd as kd_opd,
        kode_rekening as kd_rekening,
        nama_rekening,
        coalesce(nominal, 0) as anggaran,
        coalesce(realisasi, 0) as realisasi,
        previous_realisasi as realisasi_tahun_lalu
    from source

)

select * from stg_sipd__lra

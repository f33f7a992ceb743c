with source as (

    select * from {{ source("silver", "kamus_usulan") }}

),

stg_sipd__kamus_usulan as (

    select
        kd_pemda,
        tahun_anggaran,
        id_kamus,
        harga,
        kode_sub_kegiatan as kd_sub_kegiatan
    from source

)

select * from stg_sipd__kamus_usulan

with source as (

    select * from {{ source("silver", "klaster_usulan") }}

),

stg_klaster__usulan as (

    select
        kd_pemda,
        tahun_anggaran,
        anggota,
        klaster_id
    from source

)

select * from stg_klaster__usulan

with source as (

    select * from {{ source("silver", "klaster_aduan") }}

),

stg_klaster__aduan as (

    select
        kd_pemda,
        id_aduan,
        klaster_id,
        n_anggota,
        is_wakil
    from source

)

select * from stg_klaster__aduan

-- The newest year counts; a figure that arrived in landing goes before the built-in one.
with semua as (

    select
        kd_wilayah,
        penduduk,
        tahun,
        1 as urutan
    from {{ source("silver", "penduduk") }}
    union all
    select
        kd_wilayah,
        penduduk,
        tahun,
        2 as urutan
    from {{ ref("penduduk") }}

),

berurut as (

    select
        *,
        row_number() over (partition by kd_wilayah order by tahun desc, urutan asc) as urut
    from semua

),

stg_referensi__penduduk as (

    select
        kd_wilayah,
        tahun,
        penduduk
    from berurut
    where urut = 1

)

select * from stg_referensi__penduduk

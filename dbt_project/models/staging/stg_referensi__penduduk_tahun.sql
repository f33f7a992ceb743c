-- Every year; a figure that arrived in landing goes before the built-in one of its year.
with semua as (

    select
        kd_wilayah,
        tahun,
        penduduk,
        1 as urutan
    from {{ source("silver", "penduduk") }}
    union all
    select
        kd_wilayah,
        tahun,
        penduduk,
        2 as urutan
    from {{ ref("penduduk") }}

),

berurut as (

    select
        *,
        row_number() over (partition by kd_wilayah, tahun order by urutan asc, penduduk desc) as urut
    from semua

),

stg_referensi__penduduk_tahun as (

    select
        kd_wilayah,
        cast(tahun as integer) as tahun,
        penduduk
    from berurut
    where urut = 1

)

select * from stg_referensi__penduduk_tahun

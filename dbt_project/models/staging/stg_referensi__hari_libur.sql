-- The built-in table; a day that arrived in landing takes the place of the same day.
with kiriman as (

    select
        tanggal,
        min(nama) as nama,
        min(jenis) as jenis
    from {{ source("silver", "hari_libur") }}
    group by tanggal

),

bawaan as (

    select * from {{ ref("hari_libur") }}

),

stg_referensi__hari_libur as (

    select
        coalesce(kiriman.tanggal, bawaan.tanggal) as tanggal,
        coalesce(kiriman.nama, bawaan.nama) as nama,
        coalesce(kiriman.jenis, bawaan.jenis) as jenis
    from bawaan
    full outer join kiriman on bawaan.tanggal = kiriman.tanggal

)

select * from stg_referensi__hari_libur

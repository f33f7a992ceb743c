with wilayah as (

    select * from {{ ref("wilayah") }}

),

penduduk as (

    select * from {{ ref("stg_referensi__penduduk") }}

),

dim_wilayah as (

    select
        wilayah.kd_wilayah,
        wilayah.nama,
        wilayah.tingkat,
        wilayah.kd_induk,
        wilayah.kd_pemda,
        wilayah.lat,
        wilayah.lon,
        wilayah.luas_km2,
        penduduk.penduduk
    from wilayah
    left join penduduk on wilayah.kd_wilayah = penduduk.kd_wilayah

)

select * from dim_wilayah

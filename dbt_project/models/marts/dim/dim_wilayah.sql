with wilayah as (

    select * from {{ ref("wilayah") }}

),

-- The newest year counts; a figure that arrived in landing goes before the built-in one.
penduduk as (

    select
        kd_wilayah,
        penduduk,
        row_number() over (partition by kd_wilayah order by tahun desc, urutan) as urut
    from (
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
    ) as semua

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
    left join penduduk on wilayah.kd_wilayah = penduduk.kd_wilayah and penduduk.urut = 1

)

select * from dim_wilayah

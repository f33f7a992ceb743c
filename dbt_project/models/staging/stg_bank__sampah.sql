with source as (

    select * from {{ source("silver", "bank_sampah") }}

),

stg_bank__sampah as (

    select
        kd_pemda,
        bulan,
        unit,
        jenis_unit,
        coalesce(kd_kecamatan, '-') as kd_kecamatan,
        material,
        coalesce(produk, '-') as produk,
        cast(coalesce(masuk_kg, 0) as decimal(18, 2)) as masuk_kg,
        cast(coalesce(diolah_kg, 0) as decimal(18, 2)) as diolah_kg,
        cast(coalesce(residu_kg, 0) as decimal(18, 2)) as residu_kg,
        cast(coalesce(hasil_kg, 0) as decimal(18, 2)) as hasil_kg,
        coalesce(nilai_jual_rp, 0) as nilai_jual_rp
    from source

)

select * from stg_bank__sampah

with source as (

    select * from {{ source("silver", "tagihan_listrik") }}

),

stg_tagihan__listrik as (

    select
        kd_pemda,
        id_pelanggan,
        bulan as bulan_rekening,
        periode_awal,
        periode_akhir,
        kwh_total as kwh_tagihan
    from source

)

select * from stg_tagihan__listrik

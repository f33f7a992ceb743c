with source as (

    select * from {{ source("silver", "energi_harian") }}

),

stg_energi__harian as (

    select
        kd_pemda,
        id_meter,
        tanggal,
        {{ awal_bulan("tanggal") }} as bulan,
        kwh,
        kwh_estimasi,
        n_interval,
        kw_puncak,
        beban_dasar_kw,
        kwh_malam,
        kwh_siang,
        pju_sore_kwh,
        pju_pagi_kwh,
        pju_siang_kwh,
        pju_sore_n,
        pju_pagi_n,
        pju_siang_n,
        pju_sore_nyala,
        pju_pagi_nyala,
        kwh_interval,
        flags
    from source
    where tanggal <= {{ as_of() }}

)

select * from stg_energi__harian

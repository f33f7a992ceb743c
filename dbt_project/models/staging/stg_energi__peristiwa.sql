with source as (

    select * from {{ source("silver", "energi_peristiwa") }}

),

stg_energi__peristiwa as (

    select
        kd_pemda,
        id_meter,
        mulai_at,
        selesai_at,
        jenis,
        kwh,
        {{ awal_bulan(tgl_wib("mulai_at")) }} as bulan
    from source
    where {{ tgl_wib("mulai_at") }} <= {{ as_of() }}

)

select * from stg_energi__peristiwa

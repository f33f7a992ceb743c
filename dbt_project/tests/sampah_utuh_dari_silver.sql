-- Every ticket is in the mart once: trips and weights of a month are those of silver.
with mart as (

    select
        kd_pemda,
        bulan,
        sum(ritase) as ritase,
        sum(netto_kg + netto_luar_daerah_kg) as netto_kg
    from {{ ref("mart_sampah_harian") }}
    where not is_jembatan_mati
    group by kd_pemda, bulan

),

silver as (

    select
        kd_pemda,
        bulan,
        count(*) as ritase,
        sum(netto_kg) as netto_kg
    from {{ ref("stg_timbangan__tpa") }}
    group by kd_pemda, bulan

)

select
    coalesce(mart.kd_pemda, silver.kd_pemda) as kd_pemda,
    coalesce(mart.bulan, silver.bulan) as bulan
from mart
full outer join silver on mart.kd_pemda = silver.kd_pemda and mart.bulan = silver.bulan
where
    mart.ritase is null
    or silver.ritase is null
    or mart.ritase <> silver.ritase
    or mart.netto_kg <> silver.netto_kg

-- Every day of every meter is in the fact table, and its kWh are those of silver.
with silver as (

    select
        kd_pemda,
        bulan,
        count(*) as n_baris,
        sum(kwh) as kwh
    from {{ ref("stg_energi__harian") }}
    group by kd_pemda, bulan

),

mart as (

    select
        kd_pemda,
        bulan,
        count(*) as n_baris,
        sum(kwh) as kwh
    from {{ ref("fct_energi_harian") }}
    group by kd_pemda, bulan

)

select
    coalesce(silver.kd_pemda, mart.kd_pemda) as kd_pemda,
    coalesce(silver.bulan, mart.bulan) as bulan,
    silver.kwh as kwh_silver,
    mart.kwh as kwh_mart
from silver
full outer join mart on silver.kd_pemda = mart.kd_pemda and silver.bulan = mart.bulan
where
    silver.n_baris is distinct from mart.n_baris
    or silver.kwh is distinct from mart.kwh

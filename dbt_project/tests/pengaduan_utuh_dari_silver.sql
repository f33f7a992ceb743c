-- Every ticket of silver is one row of the mart and is counted once in the monthly figures.
with tiket as (

    select kd_pemda from {{ source("silver", "p3m_aduan") }}
    union all
    select kd_pemda from {{ source("silver", "lapor_aduan") }}
    union all
    select kd_pemda from {{ source("silver", "open311_requests") }}

),

silver as (

    select
        kd_pemda,
        count(*) as n_silver
    from tiket
    group by kd_pemda

),

mart as (

    select
        kd_pemda,
        count(*) as n_mart
    from {{ ref("mart_pengaduan") }}
    group by kd_pemda

),

bulanan as (

    select
        kd_pemda,
        sum(jumlah) as n_bulanan
    from {{ ref("mart_pengaduan_bulanan") }}
    group by kd_pemda

)

select
    kd_pemda,
    silver.n_silver,
    mart.n_mart,
    bulanan.n_bulanan
from silver
full outer join mart using (kd_pemda)
full outer join bulanan using (kd_pemda)
where
    silver.n_silver is distinct from mart.n_mart
    or mart.n_mart is distinct from bulanan.n_bulanan

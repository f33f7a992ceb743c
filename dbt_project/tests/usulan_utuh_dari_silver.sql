-- Every active proposal and every aspiration of silver is one row of the mart.
with silver as (

    select
        kd_pemda,
        'musrenbang' as jenis,
        count(*) as n_silver
    from {{ source("silver", "sipd_usulan") }}
    where active
    group by kd_pemda
    union all
    select
        kd_pemda,
        'pokir' as jenis,
        count(*) as n_silver
    from {{ source("silver", "sipd_pokir") }}
    where active
    group by kd_pemda
    union all
    select
        kd_pemda,
        'sarapan' as jenis,
        count(*) as n_silver
    from {{ source("silver", "sarapan_aspirasi") }}
    group by kd_pemda

),

mart as (

    select
        kd_pemda,
        split_part(asal, '_', 1) as jenis,
        count(*) as n_mart
    from {{ ref("mart_usulan") }}
    group by kd_pemda, split_part(asal, '_', 1)

)

select
    kd_pemda,
    jenis,
    kd_pemda || ' ' || jenis || ': ' || coalesce(silver.n_silver, 0) || ' baris silver, '
    || coalesce(mart.n_mart, 0) || ' baris mart' as pesan
from silver
full outer join mart using (kd_pemda, jenis)
where silver.n_silver is distinct from mart.n_mart

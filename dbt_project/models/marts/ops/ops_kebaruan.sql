with kontrak as (

    select * from {{ source("ops", "kontrak") }}
    -- A source without a promised age (reference data) is never late.
    where umur_maks_hari is not null

),

pemda as (

    select kd_pemda from {{ ref("pemda") }}

),

muatan as (

    select
        source,
        kd_pemda,
        max(period_end) as periode_terakhir
    from {{ source("ops", "loads") }}
    where outcome = 'LOADED' and refined
    group by source, kd_pemda

),

umur as (

    select
        kontrak.source,
        pemda.kd_pemda,
        muatan.periode_terakhir,
        cast({{ hari_antara("muatan.periode_terakhir", as_of()) }} as integer) as umur_hari,
        kontrak.umur_maks_hari
    from kontrak
    cross join pemda
    left join muatan on kontrak.source = muatan.source and pemda.kd_pemda = muatan.kd_pemda

),

ops_kebaruan as (

    select
        source,
        kd_pemda,
        periode_terakhir,
        umur_hari,
        umur_maks_hari,
        case
            when periode_terakhir is null then 'BELUM_ADA'
            when umur_hari > umur_maks_hari then 'BASI'
            else 'SEGAR'
        end as status,
        {{ as_of() }} as as_of_tgl
    from umur

)

select * from ops_kebaruan

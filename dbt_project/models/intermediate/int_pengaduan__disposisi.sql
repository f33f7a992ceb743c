-- Which office a ticket went to first, and how many it saw: told by its versions, or by its own events.
with p3m as (

    select * from {{ ref("stg_p3m__disposisi") }}

),

o311 as (

    select * from {{ ref("stg_o311__disposisi") }}

),

lapor as (

    select * from {{ ref("stg_lapor__aduan") }}

),

semua as (

    select
        kd_pemda,
        id_aduan,
        opd_awal,
        n_disposisi
    from p3m
    union all
    select
        kd_pemda,
        id_aduan,
        opd_awal,
        n_disposisi
    from o311
    union all
    select
        kd_pemda,
        id_aduan,
        opd_awal,
        n_disposisi
    from lapor
    where n_disposisi > 0

),

int_pengaduan__disposisi as (

    select
        kd_pemda,
        id_aduan,
        opd_awal,
        n_disposisi
    from semua

)

select * from int_pengaduan__disposisi

-- A measured factor rules from its first day until the next one; on the same day what arrived in landing
-- goes before the built-in table.
with semua as (

    select
        kd_pemda_faktor as kd_pemda,
        kg_per_orang_hari,
        berlaku_mulai,
        sumber,
        1 as urutan
    from {{ source("silver", "faktor_timbulan") }}
    union all
    select
        kd_pemda,
        kg_per_orang_hari,
        berlaku_mulai,
        sumber,
        2 as urutan
    from {{ ref("faktor_timbulan") }}

),

berurut as (

    select
        *,
        row_number() over (partition by kd_pemda, berlaku_mulai order by urutan asc, kg_per_orang_hari desc) as urut
    from semua

),

stg_referensi__faktor_timbulan as (

    select
        kd_pemda,
        cast(kg_per_orang_hari as decimal(8, 4)) as kg_per_orang_hari,
        berlaku_mulai,
        lead(berlaku_mulai) over (partition by kd_pemda order by berlaku_mulai) as digantikan_tgl,
        sumber
    from berurut
    where urut = 1

)

select * from stg_referensi__faktor_timbulan

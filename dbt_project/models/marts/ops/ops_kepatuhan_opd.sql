-- Which OPD has not sent its RFK for which complete month: every OPD with pagu is expected to.
with diharapkan as (

    select distinct
        kd_pemda,
        tahun,
        bulan,
        kd_opd
    from {{ ref("mart_serapan_opd") }}
    where
        cakupan = 'semua'
        and kd_opd <> '*'
        and pagu_berlaku > 0
        and last_day(bulan) < {{ as_of() }}

),

rfk as (

    select distinct
        kd_pemda,
        tahun,
        bulan_ke,
        kd_opd
    from {{ ref("stg_emonev__rfk") }}

),

opd as (

    select * from {{ ref("dim_opd") }}

),

ops_kepatuhan_opd as (

    select
        diharapkan.kd_pemda,
        'emonev_rfk' as source,
        diharapkan.tahun,
        diharapkan.bulan,
        diharapkan.kd_opd,
        opd.nama_opd,
        case when rfk.kd_opd is null then 'BELUM' else 'TERKIRIM' end as status,
        {{ as_of() }} as as_of_tgl
    from diharapkan
    left join rfk
        on
            diharapkan.kd_pemda = rfk.kd_pemda
            and diharapkan.tahun = rfk.tahun
            and extract(month from diharapkan.bulan) = rfk.bulan_ke
            and diharapkan.kd_opd = rfk.kd_opd
    left join opd
        on diharapkan.kd_pemda = opd.kd_pemda and diharapkan.kd_opd = opd.kd_opd and opd.berlaku_sampai is null

)

select * from ops_kepatuhan_opd

-- RFK per month as both figures: a cumulative source is differenced, a monthly one is summed.
-- A month without a delivery has no row: its figures are unknown.
with rfk as (

    select * from {{ ref("stg_emonev__rfk") }}

),

beda as (

    select
        kd_pemda,
        tahun,
        bulan_ke,
        kd_opd,
        kd_sub_kegiatan,
        realisasi_fisik_pct,
        semantik_keuangan,
        realisasi_keuangan,
        realisasi_keuangan - coalesce(lag(realisasi_keuangan) over per_sub, 0) as selisih,
        sum(realisasi_keuangan) over per_sub as jumlah
    from rfk
    window per_sub as (
        partition by kd_pemda, tahun, kd_opd, kd_sub_kegiatan
        order by bulan_ke
    )

),

int_serapan__rfk as (

    select
        kd_pemda,
        tahun,
        bulan_ke,
        kd_opd,
        kd_sub_kegiatan,
        realisasi_fisik_pct as fisik_kum_pct,
        cast(
            case when semantik_keuangan = 'kumulatif' then selisih else realisasi_keuangan end
            as decimal(20, 2)
        ) as realisasi_bln,
        cast(
            case when semantik_keuangan = 'kumulatif' then realisasi_keuangan else jumlah end
            as decimal(20, 2)
        ) as realisasi_kum
    from beda

)

select * from int_serapan__rfk

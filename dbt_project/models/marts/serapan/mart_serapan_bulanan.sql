{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_tahun_serapan() }}"
) }}

with bulan as (

    select * from {{ ref("int_serapan__bulan") }}

),

kunci as (

    select * from {{ ref("int_serapan__kunci") }}

),

pagu as (

    select * from {{ ref("int_serapan__pagu") }}

),

target as (

    select * from {{ ref("int_serapan__target") }}

),

realisasi as (

    select * from {{ ref("int_serapan__realisasi") }}

),

rfk as (

    select * from {{ ref("int_serapan__rfk") }}

),

digabung as (

    select
        bulan.kd_pemda,
        bulan.tahun,
        bulan.bulan_ke,
        bulan.bulan,
        kunci.kd_opd,
        kunci.kd_sub_kegiatan,
        kunci.kd_jenis,
        bulan.sumber_realisasi,
        pagu.pagu_murni,
        pagu.pagu_berlaku,
        pagu.tahap_berlaku,
        target.target_bln,
        target.target_kum,
        case
            when bulan.sumber_realisasi = 'RFK' then rfk.realisasi_bln
            else coalesce(realisasi.realisasi_bln, 0)
        end as realisasi_bln,
        case
            when bulan.sumber_realisasi = 'RFK' then rfk.realisasi_kum
            else
                cast(sum(coalesce(realisasi.realisasi_bln, 0)) over (
                    partition by bulan.kd_pemda, bulan.tahun, kunci.kd_opd, kunci.kd_sub_kegiatan, kunci.kd_jenis
                    order by bulan.bulan_ke
                ) as decimal(20, 2))
        end as realisasi_kum,
        rfk.fisik_kum_pct
    from bulan
    inner join kunci on bulan.kd_pemda = kunci.kd_pemda and bulan.tahun = kunci.tahun
    left join pagu
        on
            bulan.kd_pemda = pagu.kd_pemda
            and bulan.tahun = pagu.tahun
            and bulan.bulan_ke = pagu.bulan_ke
            and kunci.kd_opd = pagu.kd_opd
            and kunci.kd_sub_kegiatan = pagu.kd_sub_kegiatan
            and kunci.kd_jenis = pagu.kd_jenis
    left join target
        on
            bulan.kd_pemda = target.kd_pemda
            and bulan.tahun = target.tahun
            and bulan.bulan_ke = target.bulan_ke
            and kunci.kd_opd = target.kd_opd
            and kunci.kd_sub_kegiatan = target.kd_sub_kegiatan
            and kunci.kd_jenis = target.kd_jenis
    left join realisasi
        on
            bulan.kd_pemda = realisasi.kd_pemda
            and bulan.tahun = realisasi.tahun
            and bulan.bulan_ke = realisasi.bulan_ke
            and kunci.kd_opd = realisasi.kd_opd
            and kunci.kd_sub_kegiatan = realisasi.kd_sub_kegiatan
            and kunci.kd_jenis = realisasi.kd_jenis
    left join rfk
        on
            bulan.kd_pemda = rfk.kd_pemda
            and bulan.tahun = rfk.tahun
            and bulan.bulan_ke = rfk.bulan_ke
            and kunci.kd_opd = rfk.kd_opd
            and kunci.kd_sub_kegiatan = rfk.kd_sub_kegiatan

),

diukur as (

    select
        *,
        {{ ukuran_serapan() }}
    from digabung

),

mart_serapan_bulanan as (

    select
        kd_pemda,
        tahun,
        bulan,
        kd_opd,
        kd_sub_kegiatan,
        kd_jenis,
        pagu_murni,
        pagu_berlaku,
        tahap_berlaku,
        target_bln,
        target_kum,
        realisasi_bln,
        realisasi_kum,
        sumber_realisasi,
        fisik_kum_pct,
        serapan_pct,
        target_pct,
        deviasi_pp,
        deviasi_relatif_pct,
        capaian_pct,
        serapan_thd_murni_pct,
        cast(fisik_kum_pct - serapan_pct as decimal(18, 4)) as gap_fisik_keu_pp,
        sisa_pagu,
        kebutuhan_per_bulan,
        status_data,
        alasan,
        {{ as_of() }} as as_of_tgl
    from diukur

)

select * from mart_serapan_bulanan

{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_tahun_serapan() }}"
) }}

with rinci as (

    select
        *,
        cast(extract(month from bulan) as integer) as bulan_ke
    from {{ ref("mart_serapan_bulanan") }}
    {% if is_incremental() and var("irisan") is not none %}
        where tahun in ({{ tahun_serapan() }})
    {% endif %}

),

cakupan as (

    select distinct cakupan from {{ ref("cfg_cakupan") }}

),

dikecualikan as (

    select * from {{ ref("cfg_cakupan") }}
    where awalan_kd_jenis is not null

),

predikat as (

    select * from {{ ref("cfg_predikat") }}

),

warna as (

    select * from {{ ref("cfg_warna_serapan") }}

),

tercakup as (

    select
        rinci.*,
        cakupan.cakupan
    from rinci
    cross join cakupan
    left join dikecualikan
        on
            cakupan.cakupan = dikecualikan.cakupan
            and {{ berawalan("rinci.kd_jenis", "dikecualikan.awalan_kd_jenis") }}
            and rinci.bulan >= dikecualikan.berlaku_mulai
            and rinci.bulan <= coalesce(dikecualikan.berlaku_sampai, rinci.bulan)
    where
        dikecualikan.cakupan is null
        -- RFK knows no jenis: only the whole can be told.
        and (rinci.kd_jenis <> '*' or cakupan.cakupan = 'semua')

),

per_sub as (

    select
        kd_pemda,
        tahun,
        bulan,
        bulan_ke,
        kd_opd,
        cakupan,
        kd_sub_kegiatan,
        sumber_realisasi,
        max(tahap_berlaku) as tahap_berlaku,
        sum(pagu_murni) as pagu_murni,
        sum(pagu_berlaku) as pagu_berlaku,
        sum(target_bln) as target_bln,
        sum(target_kum) as target_kum,
        sum(realisasi_bln) as realisasi_bln,
        sum(realisasi_kum) as realisasi_kum,
        max(fisik_kum_pct) as fisik_kum_pct
    from tercakup
    group by all

),

selisih as (

    select
        per_sub.*,
        case
            when per_sub.cakupan = 'semua' and per_sub.sumber_realisasi = 'SP2D'
                then per_sub.realisasi_kum - rfk.realisasi_kum
        end as selisih_sp2d_rfk
    from per_sub
    left join {{ ref("int_serapan__rfk") }} as rfk
        on
            per_sub.kd_pemda = rfk.kd_pemda
            and per_sub.tahun = rfk.tahun
            and per_sub.bulan_ke = rfk.bulan_ke
            and per_sub.kd_opd = rfk.kd_opd
            and per_sub.kd_sub_kegiatan = rfk.kd_sub_kegiatan

),

lapis as (

    select false as is_pemda
    union all
    select true as is_pemda

),

-- Every row counts for its office and for the whole government.
berlapis as (

    select
        selisih.*,
        case when lapis.is_pemda then '*' else selisih.kd_opd end as kd_opd_lapis
    from selisih
    cross join lapis

),

dijumlah as (

    select
        kd_pemda,
        tahun,
        bulan,
        bulan_ke,
        kd_opd_lapis as kd_opd,
        cakupan,
        sumber_realisasi,
        max(tahap_berlaku) as tahap_berlaku,
        cast(sum(pagu_murni) as decimal(20, 2)) as pagu_murni,
        cast(sum(pagu_berlaku) as decimal(20, 2)) as pagu_berlaku,
        cast(sum(target_bln) as decimal(20, 2)) as target_bln,
        cast(sum(target_kum) as decimal(20, 2)) as target_kum,
        cast(sum(realisasi_bln) as decimal(20, 2)) as realisasi_bln,
        cast(sum(realisasi_kum) as decimal(20, 2)) as realisasi_kum,
        -- Physical progress is weighted by pagu.
        {{ persen(
            "cast(sum(fisik_kum_pct * pagu_berlaku) / 100 as decimal(24, 4))",
            "cast(sum(case when fisik_kum_pct is not null then pagu_berlaku end) as decimal(24, 4))",
        ) }} as fisik_kum_pct,
        cast(count(*) as integer) as n_sub_kegiatan,
        cast(count_if(coalesce(realisasi_kum, 0) = 0) as integer) as n_sub_tanpa_realisasi,
        cast(sum(selisih_sp2d_rfk) as decimal(20, 2)) as selisih_sp2d_rfk
    from berlapis
    group by all

),

diukur as (

    select
        *,
        {{ ukuran_serapan() }}
    from dijumlah

),

berpredikat as (

    select
        diukur.*,
        predikat.predikat,
        warna.warna,
        row_number() over (
            partition by diukur.kd_pemda, diukur.bulan, diukur.tahun, diukur.kd_opd, diukur.cakupan
            order by predikat.urutan, warna.urutan
        ) as pita
    from diukur
    left join predikat
        on
            diukur.capaian_pct >= coalesce(predikat.batas_bawah_pct, diukur.capaian_pct)
            and diukur.bulan >= predikat.berlaku_mulai
            and diukur.bulan <= coalesce(predikat.berlaku_sampai, diukur.bulan)
    left join warna
        on
            diukur.deviasi_pp >= coalesce(warna.batas_bawah_pp, diukur.deviasi_pp)
            and diukur.bulan >= warna.berlaku_mulai
            and diukur.bulan <= coalesce(warna.berlaku_sampai, diukur.bulan)

),

mart_serapan_opd as (

    select
        kd_pemda,
        tahun,
        bulan,
        kd_opd,
        cakupan,
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
        predikat,
        warna,
        case
            when kd_opd <> '*' and deviasi_pp is not null
                then
                    cast(rank() over (
                        partition by kd_pemda, tahun, bulan, cakupan
                        order by case when kd_opd <> '*' then deviasi_pp end desc nulls last
                    ) as integer)
        end as peringkat,
        n_sub_kegiatan,
        n_sub_tanpa_realisasi,
        selisih_sp2d_rfk,
        alasan,
        {{ as_of() }} as as_of_tgl
    from berpredikat
    where pita = 1

)

select * from mart_serapan_opd

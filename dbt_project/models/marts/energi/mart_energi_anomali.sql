-- Rebuilt per month of beginning: a day that changed moves the baseline of the two months after it, and a run
-- that begins in the month before may end in it.
{% set bulan = bulan_energi([-1, 0, 1, 2]) %}
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_bulan_energi(bulan_energi([-1, 0, 1, 2])) }}"
) }}

with menyimpang as (

    select
        *,
        {{ hari_antara("date '2000-01-01'", "tanggal") }} * 96 + ke as urut_interval
    from {{ ref("int_energi__menyimpang") }}
    where {{ dalam_bulan("tanggal", bulan, 1, 31) }}

),

peristiwa as (

    select * from {{ ref("stg_energi__peristiwa") }}
    where
        {{ dalam_bulan("bulan", bulan) }}
        and jenis in ('REGISTER_RESET', 'MELEBIHI_DAYA', 'DATA_HILANG')

),

batas as (

    select * from {{ ref("cfg_batas_energi") }}
    where parameter = 'interval_anomali'

),

-- Quarters that follow each other in one direction share a number.
berderet as (

    select
        *,
        urut_interval - row_number() over (
            partition by kd_pemda, id_meter, arah
            order by urut_interval
        ) as deret
    from menyimpang

),

digabung as (

    select
        kd_pemda,
        id_meter,
        arah,
        min(urut_interval) as dari,
        max(urut_interval) as sampai,
        count(*) as n_interval,
        sum(nilai) as nilai,
        sum(median_x4) as wajar_x4,
        max(skor_ratus) as skor_ratus
    from berderet
    group by kd_pemda, id_meter, arah, deret

),

bertanggal as (

    select
        *,
        cast(date '2000-01-01' + cast({{ bagi_bulat("dari", "96") }} as integer) as date) as dari_tgl,
        cast(date '2000-01-01' + cast({{ bagi_bulat("sampai + 1", "96") }} as integer) as date) as sampai_tgl
    from digabung

),

sekarang as (

    select
        bertanggal.kd_pemda,
        bertanggal.id_meter,
        {{ waktu_interval("bertanggal.dari_tgl", "bertanggal.dari % 96") }} as mulai_at,
        {{ waktu_interval("bertanggal.sampai_tgl", "(bertanggal.sampai + 1) % 96") }} as selesai_at,
        case when bertanggal.arah > 0 then 'LONJAKAN' else 'PENURUNAN' end as jenis,
        cast(cast(bertanggal.nilai as decimal(20, 0)) * 0.00001 as decimal(18, 5)) as kwh,
        cast(round(cast(bertanggal.wajar_x4 as decimal(20, 0)) * 0.0000025, 5) as decimal(18, 5)) as kwh_wajar,
        cast(bertanggal.arah * cast(bertanggal.skor_ratus as decimal(16, 0)) * 0.01 as decimal(18, 2)) as skor,
        {{ awal_bulan("bertanggal.dari_tgl") }} as bulan,
        4 as urutan
    from bertanggal
    inner join batas
        on
            bertanggal.dari_tgl >= batas.berlaku_mulai
            and bertanggal.dari_tgl <= coalesce(batas.berlaku_sampai, bertanggal.dari_tgl)
            and bertanggal.n_interval >= batas.nilai
    where {{ dalam_bulan("bertanggal.dari_tgl", bulan) }}

),

semua as (

    select * from sekarang
    union all
    select
        kd_pemda,
        id_meter,
        mulai_at,
        selesai_at,
        jenis,
        kwh,
        cast(null as decimal(18, 5)) as kwh_wajar,
        cast(null as decimal(18, 2)) as skor,
        bulan,
        case jenis when 'REGISTER_RESET' then 1 when 'MELEBIHI_DAYA' then 2 else 3 end as urutan
    from peristiwa

),

-- Of what begins at the same moment the weightiest is told.
berurut as (

    select
        *,
        row_number() over (partition by kd_pemda, id_meter, mulai_at order by urutan asc, selesai_at desc) as ke
    from semua

),

mart_energi_anomali as (

    select
        kd_pemda,
        id_meter,
        mulai_at,
        selesai_at,
        jenis,
        kwh,
        kwh_wajar,
        skor,
        bulan,
        {{ daftar([
            "case when kwh is null then 'TIDAK_TERUKUR' end",
            "case when skor is null then 'TANPA_PEMBANDING' end",
        ]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from berurut
    where ke = 1

)

select * from mart_energi_anomali

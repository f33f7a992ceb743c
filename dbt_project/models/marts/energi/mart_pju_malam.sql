-- Rebuilt per month: months whose readings changed, the month before (the last night of a month ends in the
-- next), and the months that the night runs through. A change in the list of meters rebuilds all, and so does
-- a change of the first readings of a government, from which the nights of its contracts are told.
{% set bulan = bulan_pju() %}
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_bulan_energi(bulan_pju()) }}"
) }}

with harian as (

    select
        kd_pemda,
        id_meter,
        tanggal,
        bulan,
        pju_sore_kwh,
        pju_pagi_kwh,
        pju_siang_kwh,
        pju_sore_n,
        pju_pagi_n,
        pju_siang_n,
        pju_sore_nyala,
        pju_pagi_nyala
    from {{ ref("stg_energi__harian") }}
    where {{ dalam_bulan("tanggal", bulan, 0, 1) }}

),

meter as (

    select * from {{ ref("int_energi__meter") }}
    where jenis = 'pju'

),

hari as (

    select * from {{ ref("dim_tanggal") }}
    where tanggal < {{ as_of() }}

),

batas as (

    select * from {{ ref("cfg_batas_energi") }}

),

jendela as (

    select
        *,
        {{ bagi_bulat("sampai_menit - dari_menit", "15") }} as n_interval
    from {{ ref("cfg_jendela_energi") }}

),

-- The rules of every evening, in one row.
aturan as (

    select
        hari.tanggal,
        cast(max(case when batas.parameter = 'jam_malam_pju' then batas.nilai end) as decimal(8, 2)) as jam_malam,
        cast(max(case when batas.parameter = 'jam_siang_pju' then batas.nilai end) as decimal(8, 2)) as jam_siang,
        cast(max(case when batas.parameter = 'lampu_mati_pct' then batas.nilai end) as decimal(8, 2)) as lampu_mati_pct,
        cast(max(case when batas.parameter = 'pju_siang_pct' then batas.nilai end) as decimal(8, 2)) as siang_pct,
        cast(max(case when batas.parameter = 'lengkap_pct' then batas.nilai end) as decimal(8, 2)) as lengkap_pct,
        cast(max(case when batas.parameter = 'abonemen_jam' then batas.nilai end) as decimal(8, 2)) as abonemen_jam
    from hari
    inner join batas
        on hari.tanggal >= batas.berlaku_mulai and hari.tanggal <= coalesce(batas.berlaku_sampai, hari.tanggal)
    where {{ dalam_bulan("hari.tanggal", bulan) }}
    group by hari.tanggal

),

interval_malam as (

    select
        hari.tanggal,
        sum(case when jendela.jendela in ('pju_sore', 'pju_pagi') then jendela.n_interval else 0 end) as n_malam,
        sum(case when jendela.jendela = 'pju_siang' then jendela.n_interval else 0 end) as n_siang
    from hari
    inner join jendela
        on hari.tanggal >= jendela.berlaku_mulai and hari.tanggal <= coalesce(jendela.berlaku_sampai, hari.tanggal)
    where {{ dalam_bulan("hari.tanggal", bulan) }}
    group by hari.tanggal

),

-- An evening and the morning after it.
malam_meter as (

    select
        sore.kd_pemda,
        sore.id_meter,
        sore.tanggal,
        sore.pju_sore_kwh + coalesce(pagi.pju_pagi_kwh, 0) as kwh,
        sore.pju_siang_kwh as kwh_siang,
        sore.pju_sore_n + coalesce(pagi.pju_pagi_n, 0) as n_malam,
        sore.pju_siang_n as n_siang,
        sore.pju_sore_nyala + coalesce(pagi.pju_pagi_nyala, 0) as n_nyala
    from harian as sore
    left join harian as pagi
        on
            sore.kd_pemda = pagi.kd_pemda
            and sore.id_meter = pagi.id_meter
            and sore.tanggal = pagi.tanggal - 1
    where {{ dalam_bulan("sore.tanggal", bulan) }}

),

-- Nights on which a government read any meter at all.
malam_dibaca as (

    select distinct
        kd_pemda,
        tanggal
    from harian
    where {{ dalam_bulan("tanggal", bulan) }}

),

-- Every meter that stood in a panel on such a night, with readings or without.
meter_malam as (

    select
        meter.kd_pemda,
        meter.id_objek,
        malam_dibaca.tanggal,
        meter.watt_lampu_total,
        meter.jumlah_lampu,
        malam_meter.kwh,
        malam_meter.kwh_siang,
        coalesce(malam_meter.n_malam, 0) as n_malam,
        coalesce(malam_meter.n_siang, 0) as n_siang,
        malam_meter.n_nyala
    from malam_dibaca
    inner join meter
        on
            malam_dibaca.kd_pemda = meter.kd_pemda
            and malam_dibaca.tanggal >= meter.berlaku_mulai
            and malam_dibaca.tanggal <= meter.berlaku_sampai
    left join malam_meter
        on
            meter.kd_pemda = malam_meter.kd_pemda
            and meter.id_meter = malam_meter.id_meter
            and malam_dibaca.tanggal = malam_meter.tanggal
    where
        not meter.is_abonemen
        -- On the evening after it was taken away a meter is not missed.
        and (
            malam_meter.id_meter is not null
            or (malam_dibaca.tanggal >= meter.aktif_mulai and malam_dibaca.tanggal < meter.aktif_sampai)
        )

),

-- A contract has no nights before the readings of its government begin; where nothing is read, it has those
-- since it began.
mulai as (

    select
        kd_pemda,
        min(bulan) as bulan
    from {{ ref("fct_energi_harian") }}
    group by kd_pemda

),

malam_abonemen as (

    select
        meter.kd_pemda,
        meter.id_objek,
        hari.tanggal,
        cast(sum(meter.daya_va) as bigint) as daya_va,
        cast(sum(meter.watt_lampu_total) as decimal(14, 2)) as watt_lampu_total,
        sum(meter.jumlah_lampu) as jumlah_lampu
    from meter
    left join mulai on meter.kd_pemda = mulai.kd_pemda
    inner join hari
        on
            coalesce(mulai.bulan, meter.aktif_mulai) <= hari.tanggal
            and meter.aktif_mulai <= hari.tanggal
            and meter.aktif_sampai >= hari.tanggal
            and meter.berlaku_mulai <= hari.tanggal
            and meter.berlaku_sampai >= hari.tanggal
    where meter.is_abonemen and {{ dalam_bulan("hari.tanggal", bulan) }}
    group by meter.kd_pemda, meter.id_objek, hari.tanggal

),

malam_terukur as (

    select
        kd_pemda,
        id_objek,
        tanggal,
        cast(sum(kwh) as decimal(18, 5)) as kwh,
        cast(sum(kwh_siang) as decimal(18, 5)) as kwh_siang,
        sum(n_malam) as n_malam,
        sum(n_siang) as n_siang,
        max(n_nyala) as n_nyala,
        count(*) as n_meter,
        count(case when n_malam > 0 then 1 end) as n_meter_malam,
        count(case when n_siang > 0 then 1 end) as n_meter_siang,
        cast(sum(watt_lampu_total) as decimal(14, 2)) as watt_lampu_total,
        sum(jumlah_lampu) as jumlah_lampu
    from meter_malam
    group by kd_pemda, id_objek, tanggal

),

dinilai as (

    select
        malam_terukur.*,
        malam_terukur.n_meter_malam = malam_terukur.n_meter
        and malam_terukur.n_malam * 100 >= aturan.lengkap_pct * interval_malam.n_malam * malam_terukur.n_meter
            as is_malam_lengkap,
        malam_terukur.n_meter_siang = malam_terukur.n_meter
        and (malam_terukur.n_siang * 100 >= aturan.lengkap_pct * interval_malam.n_siang * malam_terukur.n_meter)
        and malam_terukur.kwh_siang * 100000 > aturan.siang_pct * malam_terukur.watt_lampu_total * aturan.jam_siang
            as is_menyala_siang,
        (malam_terukur.kwh * 100000 < aturan.lampu_mati_pct * malam_terukur.watt_lampu_total * aturan.jam_malam)
            as is_lampu_mati
    from malam_terukur
    inner join aturan on malam_terukur.tanggal = aturan.tanggal
    inner join interval_malam on malam_terukur.tanggal = interval_malam.tanggal

),

terukur as (

    select
        kd_pemda,
        id_objek,
        tanggal as malam_tgl,
        kwh,
        cast(n_nyala * 0.25 as decimal(6, 2)) as jam_nyala,
        cast(jumlah_lampu as integer) as lampu_terpasang,
        watt_lampu_total,
        kwh_siang,
        cast(null as decimal(18, 2)) as kwh_kontrak_bulan,
        case
            when not is_malam_lengkap then 'TIDAK_LENGKAP'
            when is_menyala_siang then 'MENYALA_SIANG'
            when is_lampu_mati then 'LAMPU_MATI'
            else 'NORMAL'
        end as status,
        {{ daftar([
            "case when is_menyala_siang then 'MENYALA_SIANG' end",
            "case when is_malam_lengkap and is_lampu_mati then 'LAMPU_MATI' end",
        ]) }} as flags,
        {{ daftar([
            "case when kwh is null then 'TIDAK_TERUKUR' end",
            "case when coalesce(watt_lampu_total, 0) = 0 then 'WATT_LAMPU_KOSONG' end",
        ]) }} as alasan
    from dinilai

),

-- A contract number, not a reading: power × hours a month, spread over the nights of the month so that
-- they add up to it.
abonemen as (

    select
        malam_abonemen.kd_pemda,
        malam_abonemen.id_objek,
        malam_abonemen.tanggal as malam_tgl,
        cast(
            cast(
                {{ bagi_bulat(
                    "cast(malam_abonemen.daya_va * aturan.abonemen_jam * 100 as bigint) * extract(day from malam_abonemen.tanggal)",
                    "extract(day from last_day(malam_abonemen.tanggal))"
                ) }}
                - {{ bagi_bulat(
                    "cast(malam_abonemen.daya_va * aturan.abonemen_jam * 100 as bigint) * (extract(day from malam_abonemen.tanggal) - 1)",
                    "extract(day from last_day(malam_abonemen.tanggal))"
                ) }} as decimal(18, 0)
            ) * 0.00001 as decimal(18, 5)
        ) as kwh,
        cast(null as decimal(6, 2)) as jam_nyala,
        cast(malam_abonemen.jumlah_lampu as integer) as lampu_terpasang,
        malam_abonemen.watt_lampu_total,
        cast(null as decimal(18, 5)) as kwh_siang,
        cast(malam_abonemen.daya_va * aturan.abonemen_jam * 0.001 as decimal(18, 2)) as kwh_kontrak_bulan,
        'ABONEMEN' as status,
        {{ daftar(["cast(null as varchar(30))"]) }} as flags,
        {{ daftar(["'ABONEMEN'"]) }} as alasan
    from malam_abonemen
    inner join aturan on malam_abonemen.tanggal = aturan.tanggal
    -- What is metered counts; the rest of such a panel is not told apart by night.
    left join malam_terukur
        on
            malam_abonemen.kd_pemda = malam_terukur.kd_pemda
            and malam_abonemen.id_objek = malam_terukur.id_objek
            and malam_abonemen.tanggal = malam_terukur.tanggal
    where malam_terukur.id_objek is null

),

malam as (

    select * from terukur
    union all
    select * from abonemen

),

mart_pju_malam as (

    select
        kd_pemda,
        id_objek,
        malam_tgl,
        {{ awal_bulan("malam_tgl") }} as bulan,
        kwh,
        jam_nyala,
        lampu_terpasang,
        watt_lampu_total,
        kwh_siang,
        kwh_kontrak_bulan,
        status,
        flags,
        alasan,
        {{ as_of() }} as as_of_tgl
    from malam

)

select * from mart_pju_malam

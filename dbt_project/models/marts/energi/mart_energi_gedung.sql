-- Rebuilt per month: months whose readings or bills changed, the same months a year later (yoy), and the
-- months that the night runs through. A change in the list of meters rebuilds all.
{% set bulan = bulan_energi([0, 12], ["meter_daftar"], [-4, -3, -2, -1, 0, 1], true) %}
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_bulan_energi(bulan_energi([0, 12], ['meter_daftar'], [-4, -3, -2, -1, 0, 1], true)) }}"
) }}

with harian as (

    select * from {{ ref("fct_energi_harian") }}
    where {{ dalam_bulan("bulan", dan_tahun_lalu(bulan)) }}

),

meter as (

    select * from {{ ref("int_energi__meter") }}
    where jenis = 'gedung' and not is_abonemen

),

tarif as (

    select
        *,
        {{ golongan_baku("golongan") }} as golongan_tarif
    from {{ ref("cfg_tarif") }}

),

emisi as (

    select * from {{ ref("cfg_faktor_emisi") }}

),

ike as (

    select * from {{ ref("cfg_ike") }}

),

batas as (

    select * from {{ ref("cfg_batas_energi") }}

),

tagihan as (

    select * from {{ ref("int_energi__tagihan") }}

),

bulan_ada as (

    select distinct
        kd_pemda,
        bulan
    from harian

),

-- Every meter that stood in a building in a month, with readings or without.
meter_bulan as (

    select
        meter.*,
        bulan_ada.bulan,
        greatest(
            {{ hari_antara(
                "greatest(bulan_ada.bulan, meter.aktif_mulai)",
                "least(last_day(bulan_ada.bulan), meter.aktif_sampai, " ~ as_of() ~ ")"
            ) }} + 1,
            0
        ) as hari_meter
    from bulan_ada
    inner join meter
        on
            bulan_ada.kd_pemda = meter.kd_pemda
            and last_day(bulan_ada.bulan) >= meter.berlaku_mulai
            and last_day(bulan_ada.bulan) <= meter.berlaku_sampai
            and last_day(bulan_ada.bulan) >= meter.aktif_mulai
            and bulan_ada.bulan <= meter.aktif_sampai

),

terpakai as (

    select
        kd_pemda,
        id_meter,
        bulan,
        sum(kwh) as kwh,
        sum(kwh_estimasi) as kwh_estimasi,
        sum(kwh_malam) as kwh_malam,
        sum(kwh_siang) as kwh_siang,
        sum(n_interval) as n_interval,
        max(kw_puncak) as kw_puncak
    from harian
    group by kd_pemda, id_meter, bulan

),

objek_hari as (

    select
        meter_bulan.kd_pemda,
        meter_bulan.id_objek,
        meter_bulan.bulan,
        harian.tanggal,
        case when count(harian.beban_dasar_kw) = count(*) then sum(harian.beban_dasar_kw) end as beban_dasar_kw
    from harian
    inner join meter_bulan
        on
            harian.kd_pemda = meter_bulan.kd_pemda
            and harian.id_meter = meter_bulan.id_meter
            and harian.bulan = meter_bulan.bulan
    where harian.kwh is not null
    group by meter_bulan.kd_pemda, meter_bulan.id_objek, meter_bulan.bulan, harian.tanggal

),

hari as (

    select
        kd_pemda,
        id_objek,
        bulan,
        count(*) as n_hari,
        {{ median_kw("beban_dasar_kw") }} as beban_dasar_kw
    from objek_hari
    group by kd_pemda, id_objek, bulan

),

objek as (

    select
        meter_bulan.kd_pemda,
        meter_bulan.id_objek,
        meter_bulan.bulan,
        max(meter_bulan.nama_objek) as nama_objek,
        max(meter_bulan.kd_opd) as kd_opd,
        max(meter_bulan.kd_kecamatan) as kd_kecamatan,
        max(meter_bulan.luas_m2) as luas_m2,
        max(meter_bulan.luas_ac_m2) as luas_ac_m2,
        count(distinct meter_bulan.luas_m2) > 1 as is_luas_beda,
        count(*) as n_meter,
        count(terpakai.kwh) as n_meter_terbaca,
        sum(meter_bulan.hari_meter) as hari_meter,
        cast(sum(terpakai.kwh) as decimal(18, 5)) as kwh,
        cast(sum(terpakai.kwh_estimasi) as decimal(18, 5)) as kwh_estimasi,
        cast(sum(terpakai.kwh_malam) as decimal(18, 5)) as kwh_malam,
        cast(sum(terpakai.kwh_siang) as decimal(18, 5)) as kwh_siang,
        cast(coalesce(sum(terpakai.n_interval), 0) as integer) as n_interval,
        cast(sum(terpakai.kw_puncak) as decimal(18, 5)) as kw_puncak,
        case
            when count(terpakai.kwh) = count(case when terpakai.kwh is not null then tarif.rp_per_kwh end)
                then
                    cast(round(sum(cast(terpakai.kwh as decimal(20, 5)) * tarif.rp_per_kwh), 2) as decimal(20, 2))
        end as biaya_rp,
        cast(sum(tagihan.kwh_tagihan) as decimal(18, 3)) as kwh_tagihan,
        sum(coalesce(tagihan.hari_tagihan, 0)) as hari_tagihan
    from meter_bulan
    left join terpakai
        on
            meter_bulan.kd_pemda = terpakai.kd_pemda
            and meter_bulan.id_meter = terpakai.id_meter
            and meter_bulan.bulan = terpakai.bulan
    left join tarif
        on
            meter_bulan.golongan = tarif.golongan_tarif
            and meter_bulan.bulan >= tarif.berlaku_mulai
            and meter_bulan.bulan <= coalesce(tarif.berlaku_sampai, meter_bulan.bulan)
    left join tagihan
        on
            meter_bulan.kd_pemda = tagihan.kd_pemda
            and meter_bulan.id_meter = tagihan.id_meter
            and meter_bulan.bulan = tagihan.bulan
    group by meter_bulan.kd_pemda, meter_bulan.id_objek, meter_bulan.bulan

),

-- The limits in force on the first of every month, in one row.
aturan as (

    select
        bulan_berbeda.bulan,
        cast(max(case when batas.parameter = 'lengkap_pct' then batas.nilai end) as decimal(12, 6)) as lengkap_pct,
        cast(max(case when batas.parameter = 'tagihan_selisih_pct' then batas.nilai end) as decimal(12, 6))
            as batas_selisih_pct,
        cast(max(case when batas.parameter = 'ac_bagian_besar' then batas.nilai end) as decimal(6, 4)) as ac_bagian_besar,
        cast(max(case when batas.parameter = 'ac_campuran_bawah' then batas.nilai end) as decimal(6, 4))
            as ac_campuran_bawah,
        cast(max(case when batas.parameter = 'ac_campuran_atas' then batas.nilai end) as decimal(6, 4))
            as ac_campuran_atas
    from (select distinct bulan from bulan_ada) as bulan_berbeda
    inner join batas
        on
            bulan_berbeda.bulan >= batas.berlaku_mulai
            and bulan_berbeda.bulan <= coalesce(batas.berlaku_sampai, bulan_berbeda.bulan)
    group by bulan_berbeda.bulan

),

-- Cooled when nearly all is; of rooms of both kinds the larger part decides.
dikelompokkan as (

    select
        objek.*,
        hari.n_hari,
        hari.beban_dasar_kw,
        emisi.ton_per_mwh,
        aturan.lengkap_pct,
        aturan.batas_selisih_pct,
        extract(day from last_day(objek.bulan)) * objek.n_meter as hari_sebulan,
        {{ persen("objek.n_interval", "(96 * objek.hari_meter)") }} as kelengkapan_pct,
        coalesce(objek.luas_m2, 0) > 0 as is_luas_ada,
        case when objek.luas_m2 > 0 then objek.luas_ac_m2 >= objek.luas_m2 * aturan.ac_bagian_besar end as is_ac,
        objek.luas_ac_m2 > objek.luas_m2 * aturan.ac_campuran_bawah
        and objek.luas_ac_m2 < objek.luas_m2 * aturan.ac_campuran_atas as is_ac_campuran
    from objek
    left join hari
        on objek.kd_pemda = hari.kd_pemda and objek.id_objek = hari.id_objek and objek.bulan = hari.bulan
    left join emisi
        on objek.bulan >= emisi.berlaku_mulai and objek.bulan <= coalesce(emisi.berlaku_sampai, objek.bulan)
    left join aturan on objek.bulan = aturan.bulan

),

-- The class is decided on the unrounded figure: kWh × 30 against bound × days × m².
berkelas as (

    select
        dikelompokkan.kd_pemda,
        dikelompokkan.id_objek,
        dikelompokkan.bulan,
        ike.kelas,
        ike.standar,
        row_number() over (
            partition by dikelompokkan.kd_pemda, dikelompokkan.id_objek, dikelompokkan.bulan
            order by ike.batas_bawah desc nulls last
        ) as urut
    from dikelompokkan
    inner join ike
        on
            dikelompokkan.is_ac = ike.is_ac
            and dikelompokkan.bulan >= ike.berlaku_mulai
            and dikelompokkan.bulan <= coalesce(ike.berlaku_sampai, dikelompokkan.bulan)
            and dikelompokkan.kwh * 30
            >= coalesce(ike.batas_bawah, 0) * cast(dikelompokkan.n_hari as decimal(6, 0)) * dikelompokkan.luas_m2

),

setahun_lalu as (

    select
        kd_pemda,
        id_objek,
        cast(bulan + interval 12 month as date) as bulan,
        kwh,
        kelengkapan_pct >= lengkap_pct as is_lengkap
    from dikelompokkan

),

mart_energi_gedung as (

    select
        d.kd_pemda,
        d.id_objek,
        d.bulan,
        d.nama_objek,
        d.kd_opd,
        d.kd_kecamatan,
        cast(d.n_meter as integer) as n_meter,
        cast(coalesce(d.n_hari, 0) as integer) as n_hari,
        d.kwh,
        d.kwh_estimasi,
        d.kelengkapan_pct,
        case when d.kelengkapan_pct >= d.lengkap_pct then 'LENGKAP' else 'TIDAK_LENGKAP' end as status_data,
        d.luas_m2,
        d.is_ac,
        case
            when d.is_luas_ada
                then {{ bagi_4("d.kwh * 30", "cast(d.n_hari as decimal(6, 0)) * d.luas_m2") }}
        end as ike_kwh_m2,
        berkelas.kelas as kelas_ike,
        berkelas.standar as standar_ike,
        d.biaya_rp,
        {{ bagi_4("d.biaya_rp", "d.kwh") }} as rp_per_kwh,
        cast(round(cast(d.kwh as decimal(20, 5)) * d.ton_per_mwh * 0.001, 6) as decimal(18, 6)) as tco2e,
        d.beban_dasar_kw,
        {{ bagi_4("d.kwh_malam", "d.kwh_siang") }} as rasio_malam_siang,
        d.kw_puncak,
        {{ bagi_4("d.kwh", "d.kw_puncak * 24 * cast(d.n_hari as decimal(6, 0))") }} as load_factor,
        case
            when d.kelengkapan_pct >= d.lengkap_pct and setahun_lalu.is_lengkap
                then {{ persen_energi("(d.kwh - setahun_lalu.kwh)", "setahun_lalu.kwh") }}
        end as yoy_pct,
        d.kwh_tagihan,
        cast(d.hari_tagihan as integer) as hari_tagihan,
        case
            when d.hari_tagihan = d.hari_sebulan
                then {{ persen_energi("(d.kwh_tagihan - d.kwh)", "d.kwh") }}
        end as selisih_tagihan_pct,
        {{ daftar([
            "case when d.is_ac_campuran then 'AC_CAMPURAN' end",
            "case when d.is_luas_beda then 'LUAS_BEDA' end",
            "case when d.n_meter_terbaca < d.n_meter then 'METER_TANPA_BACAAN' end",
            "case when d.hari_tagihan = d.hari_sebulan and abs(d.kwh_tagihan - d.kwh) * 100 > d.batas_selisih_pct * d.kwh "
            ~ "then 'TAGIHAN_SELISIH' end",
        ]) }} as flags,
        {{ daftar([
            "case when d.kwh is null then 'TIDAK_TERUKUR' end",
            "case when not d.is_luas_ada then 'LUAS_KOSONG' end",
            "case when d.is_luas_ada and d.luas_ac_m2 is null then 'LUAS_AC_KOSONG' end",
            "case when d.kwh is not null and d.biaya_rp is null then 'TARIF_TIDAK_ADA' end",
            "case when d.ton_per_mwh is null then 'FAKTOR_EMISI_TIDAK_ADA' end",
            "case when setahun_lalu.kwh is null then 'PEMBANDING_TIDAK_ADA' end",
            "case when setahun_lalu.kwh is not null and (d.kelengkapan_pct < d.lengkap_pct or not setahun_lalu.is_lengkap) "
            ~ "then 'BACAAN_TIDAK_LENGKAP' end",
            "case when d.hari_tagihan < d.hari_sebulan then 'TAGIHAN_BELUM_LENGKAP' end",
        ]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from dikelompokkan as d
    left join berkelas
        on
            d.kd_pemda = berkelas.kd_pemda
            and d.id_objek = berkelas.id_objek
            and d.bulan = berkelas.bulan
            and berkelas.urut = 1
    left join setahun_lalu
        on
            d.kd_pemda = setahun_lalu.kd_pemda
            and d.id_objek = setahun_lalu.id_objek
            and d.bulan = setahun_lalu.bulan
    where {{ dalam_bulan("d.bulan", bulan) }}

)

select * from mart_energi_gedung

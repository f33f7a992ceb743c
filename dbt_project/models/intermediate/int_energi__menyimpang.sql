-- Measured quarters of an hour that stray far from the usual. Rebuilt by month: a day that changed moves the
-- baseline of the two months after it.
{% set bulan = bulan_energi([0, 1, 2]) %}
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_bulan_energi(bulan_energi([0, 1, 2])) }}"
) }}

with harian as (

    select
        kd_pemda,
        id_meter,
        tanggal,
        bulan,
        kwh_interval
    from {{ ref("stg_energi__harian") }}
    where n_interval > 0 and {{ dalam_bulan("tanggal", bulan) }}

),

hari_biasa as (

    select * from {{ ref("int_energi__hari_biasa") }}

),

batas as (

    select * from {{ ref("cfg_batas_energi") }}
    where parameter = 'z_anomali'

),

dasar as (

    select * from {{ ref("int_energi__wajar") }}
    where {{ dalam_bulan("bulan", bulan) }}

),

ambang as (

    select
        bulan.bulan,
        cast(batas.nilai * 100 as bigint) as z_ratus
    from (select distinct bulan from dasar) as bulan
    inner join batas
        on
            bulan.bulan >= batas.berlaku_mulai
            and bulan.bulan <= coalesce(batas.berlaku_sampai, bulan.bulan)

),

-- 1.4826 × MAD is the standard deviation of a normal distribution.
wajar as (

    select
        dasar.kd_pemda,
        dasar.id_meter,
        dasar.bulan,
        dasar.hari_ke,
        dasar.jam,
        dasar.median_x4,
        14826 * dasar.mad_x4 as skala,
        ambang.z_ratus * 14826 * dasar.mad_x4 as batas_simpang
    from dasar
    inner join ambang on dasar.bulan = ambang.bulan

),

hari_uji as (

    select
        harian.*,
        {{ hari_pekan("harian.tanggal") }} as hari_ke
    from harian
    inner join hari_biasa on harian.tanggal = hari_biasa.tanggal

),

terurai as (

    {{ urai_interval("hari_uji", ["kd_pemda", "id_meter", "tanggal", "bulan", "hari_ke"], "kwh_interval") }}

),

dinilai as (

    select
        terurai.kd_pemda,
        terurai.id_meter,
        terurai.bulan,
        terurai.tanggal,
        terurai.ke,
        terurai.nilai,
        wajar.median_x4,
        wajar.skala,
        4 * terurai.nilai - wajar.median_x4 as simpang_x4
    from terurai
    inner join wajar
        on
            terurai.kd_pemda = wajar.kd_pemda
            and terurai.id_meter = wajar.id_meter
            and terurai.bulan = wajar.bulan
            and terurai.hari_ke = wajar.hari_ke
            and {{ bagi_bulat("terurai.ke", 4) }} = wajar.jam
    where abs(4 * terurai.nilai - wajar.median_x4) * 1000000 > wajar.batas_simpang

),

int_energi__menyimpang as (

    select
        kd_pemda,
        id_meter,
        bulan,
        tanggal,
        cast(ke as integer) as ke,
        case when simpang_x4 > 0 then 1 else -1 end as arah,
        nilai,
        median_x4,
        {{ bagi_bulat("abs(simpang_x4) * 2000000 + skala", "2 * skala") }} as skor_ratus
    from dinilai

)

select * from int_energi__menyimpang

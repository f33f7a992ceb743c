-- Rebuilt per month: what changed in silver, and the months whose estimates look at it.
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_bulan_sampah() }}"
) }}

with tiket as (

    select * from {{ ref("stg_timbangan__tpa") }}
    where {{ bulan_sampah_dibangun("bulan") }}

),

mati as (

    select * from {{ ref("int_sampah__hari_mati") }}

),

ditimbang as (

    select
        kd_pemda,
        tanggal,
        tpa,
        kd_kecamatan,
        cast(count(*) as integer) as ritase,
        sum(case when is_luar_daerah then 0 else netto_kg end) as netto_kg,
        sum(case when is_luar_daerah then netto_kg else 0 end) as netto_luar_daerah_kg,
        cast(0 as decimal(18, 2)) as estimasi_kg,
        cast(count_if(is_tara_tersimpan) as integer) as n_tara_tersimpan,
        cast(count_if(is_manual) as integer) as n_manual,
        false as is_jembatan_mati
    from tiket
    group by kd_pemda, tanggal, tpa, kd_kecamatan

),

-- Neither a weekday on which nothing ever comes nor one of unknown habits is a day of a dead bridge.
semua as (

    select * from ditimbang
    union all
    select
        kd_pemda,
        tanggal,
        tpa,
        '-' as kd_kecamatan,
        0 as ritase,
        cast(0 as decimal(18, 2)) as netto_kg,
        cast(0 as decimal(18, 2)) as netto_luar_daerah_kg,
        estimasi_kg,
        0 as n_tara_tersimpan,
        0 as n_manual,
        true as is_jembatan_mati
    from mati
    where estimasi_kg > 0

),

mart_sampah_harian as (

    select
        kd_pemda,
        tanggal,
        tpa,
        kd_kecamatan,
        ritase,
        cast(netto_kg as decimal(18, 2)) as netto_kg,
        cast(netto_luar_daerah_kg as decimal(18, 2)) as netto_luar_daerah_kg,
        estimasi_kg,
        n_tara_tersimpan,
        n_manual,
        is_jembatan_mati,
        {{ daftar(["case when is_jembatan_mati then 'JEMBATAN_MATI' end"]) }} as alasan,
        {{ awal_bulan("tanggal") }} as bulan,
        {{ as_of() }} as as_of_tgl
    from semua

)

select * from mart_sampah_harian

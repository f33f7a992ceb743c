-- Rebuilt per month: months whose readings changed.
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_bulan_energi(bulan_energi()) }}"
) }}

with harian as (

    select * from {{ ref("stg_energi__harian") }}
    where {{ dalam_bulan("tanggal", bulan_energi()) }}

),

fct_energi_harian as (

    select
        kd_pemda,
        id_meter,
        tanggal,
        bulan,
        kwh,
        kwh_estimasi,
        n_interval,
        {{ persen("n_interval", "96") }} as kelengkapan_pct,
        kw_puncak,
        beban_dasar_kw,
        kwh_malam,
        kwh_siang,
        flags,
        {{ daftar([
            "case when n_interval = 0 then 'TIDAK_TERUKUR' end",
            "case when n_interval > 0 and beban_dasar_kw is null then 'BEBAN_DASAR_TIDAK_TERUKUR' end",
        ]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from harian

)

select * from fct_energi_harian

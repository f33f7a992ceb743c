-- Rebuilt per month of the night that was judged: months in which a verdict came. `as_of_tgl` is that night.
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_bulan_mutu() }}"
) }}

with ops_mutu as (

    select
        run_id,
        gate,
        source,
        kd_pemda,
        name,
        subject,
        severity,
        observed,
        expected,
        passed,
        message,
        as_of_tgl
    from {{ source("ops", "checks") }}
    {% if is_incremental() and var("irisan") is not none %}
        where {{ awal_bulan("as_of_tgl") }} in ({{ bulan_mutu() }})
    {% endif %}

)

select * from ops_mutu

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

)

select * from ops_mutu

with ops_muatan as (

    select
        load_id,
        source,
        kd_pemda,
        file_name,
        sha256,
        bytes,
        outcome,
        reason,
        rows_read,
        rows_valid,
        rows_quarantined,
        rows_duplicate,
        control_total_diff,
        started_at,
        finished_at,
        run_id,
        {{ tgl_wib("delivered_at") }} as dikirim_tgl,
        period_end as periode_sampai_tgl,
        gate,
        {{ as_of() }} as as_of_tgl
    from {{ source("ops", "loads") }}

)

select * from ops_muatan

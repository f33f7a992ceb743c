with versi as (

    select
        kd_pemda,
        service_request_id,
        kd_opd,
        updated_datetime,
        _seq,
        _row
    from {{ source("silver", "open311_requests") }}
    union all
    select
        kd_pemda,
        service_request_id,
        kd_opd,
        updated_datetime,
        _seq,
        _row
    from {{ source("silver", "open311_requests_riwayat") }}

),

beropd as (

    select
        *,
        row_number() over (
            partition by kd_pemda, service_request_id
            order by updated_datetime nulls first, _seq, _row
        ) as urut
    from versi
    where kd_opd is not null

),

stg_o311__disposisi as (

    select
        kd_pemda,
        'O311:' || service_request_id as id_aduan,
        max(case when urut = 1 then kd_opd end) as opd_awal,
        count(distinct kd_opd) as n_disposisi
    from beropd
    group by kd_pemda, service_request_id

)

select * from stg_o311__disposisi

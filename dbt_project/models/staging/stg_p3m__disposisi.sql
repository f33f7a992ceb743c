with versi as (

    select
        kd_pemda,
        nomor_aduan,
        kd_opd,
        diperbarui,
        _seq,
        _row
    from {{ source("silver", "p3m_aduan") }}
    union all
    select
        kd_pemda,
        nomor_aduan,
        kd_opd,
        diperbarui,
        _seq,
        _row
    from {{ source("silver", "p3m_aduan_riwayat") }}

),

beropd as (

    select
        *,
        row_number() over (
            partition by kd_pemda, nomor_aduan
            order by diperbarui, _seq, _row
        ) as urut
    from versi
    where kd_opd is not null

),

stg_p3m__disposisi as (

    select
        kd_pemda,
        'P3M:' || nomor_aduan as id_aduan,
        max(case when urut = 1 then kd_opd end) as opd_awal,
        count(distinct kd_opd) as n_disposisi
    from beropd
    group by kd_pemda, nomor_aduan

)

select * from stg_p3m__disposisi

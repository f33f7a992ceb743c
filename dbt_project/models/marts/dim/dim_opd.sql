with opd as (

    select * from {{ ref("opd") }}

),

dim_opd as (

    select
        kd_pemda,
        kd_opd,
        nama_opd,
        nama_singkat,
        kd_bidang_urusan,
        berlaku_mulai,
        berlaku_sampai
    from opd

)

select * from dim_opd

-- Labels stand on every line of a budget version; only lines that bear one matter here.
with source as (

    select * from {{ source("silver", "sipd_anggaran") }}

),

stg_sipd__label_prioritas as (

    select distinct
        kd_pemda,
        tahun_anggaran as tahun,
        tahap,
        kode_skpd as kd_opd,
        kode_sub_kegiatan as kd_sub_kegiatan,
        label_prioritas_provinsi as prioritas_provinsi,
        label_prioritas_nasional as prioritas_nasional
    from source
    where label_prioritas_provinsi is not null or label_prioritas_nasional is not null

)

select * from stg_sipd__label_prioritas

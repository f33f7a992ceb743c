with source as (

    select * from {{ source("silver", "emonev_rfk") }}

),

stg_emonev__rfk as (

    select
        kd_pemda,
        tahun_anggaran as tahun,
        bulan as bulan_ke,
        kode_skpd as kd_opd,
        kode_sub_kegiatan as kd_sub_kegiatan,
        pagu,
        realisasi_keuangan,
        realisasi_fisik_pct,
        semantik_keuangan
    from source
    where make_date(tahun_anggaran, bulan, 1) <= {{ as_of() }}

)

select * from stg_emonev__rfk

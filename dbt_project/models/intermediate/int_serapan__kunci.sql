-- What has a row in every month: sub-kegiatan × jenis that a version in force or a realisasi names.
-- Where RFK rules there are no jenis: '*'.
with bulan as (

    select * from {{ ref("int_serapan__bulan") }}

),

akhir as (

    select
        kd_pemda,
        tahun,
        sumber_realisasi,
        max(akhir_bulan) as akhir_bulan
    from bulan
    group by kd_pemda, tahun, sumber_realisasi

),

bernama as (

    select
        kd_pemda,
        tahun,
        kd_opd,
        kd_sub_kegiatan,
        kd_jenis,
        berlaku_tgl as sejak_tgl
    from {{ ref("stg_sipd__anggaran") }}
    union all
    select
        kd_pemda,
        tahun,
        kd_opd,
        kd_sub_kegiatan,
        kd_jenis,
        null as sejak_tgl
    from {{ ref("stg_sipd__sp2d") }}
    union all
    select
        kd_pemda,
        tahun,
        kd_opd,
        kd_sub_kegiatan,
        '*' as kd_jenis,
        null as sejak_tgl
    from {{ ref("stg_emonev__rfk") }}

),

int_serapan__kunci as (

    select distinct
        bernama.kd_pemda,
        bernama.tahun,
        bernama.kd_opd,
        bernama.kd_sub_kegiatan,
        case when akhir.sumber_realisasi = 'RFK' then '*' else bernama.kd_jenis end as kd_jenis
    from bernama
    inner join akhir on bernama.kd_pemda = akhir.kd_pemda and bernama.tahun = akhir.tahun
    where
        (bernama.sejak_tgl is null or bernama.sejak_tgl <= akhir.akhir_bulan)
        and (akhir.sumber_realisasi = 'RFK' or bernama.kd_jenis <> '*')

)

select * from int_serapan__kunci

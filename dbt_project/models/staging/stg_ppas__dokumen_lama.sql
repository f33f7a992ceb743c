-- Replaced deliveries of a document: the latest date that any of them bore.
with source as (

    select * from {{ source("silver", "ppas_plafon_riwayat") }}

),

stg_ppas__dokumen_lama as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        max(tanggal_dokumen) as tanggal_dokumen
    from source
    group by kd_pemda, tahun_anggaran, tahap_dokumen

)

select * from stg_ppas__dokumen_lama

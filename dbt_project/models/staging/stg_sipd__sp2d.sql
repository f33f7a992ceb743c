-- One row per document line that counts as realisasi, with its sign (cfg_realisasi) applied.
with source as (

    select * from {{ source("silver", "sipd_sp2d") }}

),

tanda as (

    select * from {{ ref("cfg_realisasi") }}

),

stg_sipd__sp2d as (

    select
        source.kd_pemda,
        source.tahun_anggaran as tahun,
        source.tanggal_sp2d as sp2d_tgl,
        source.kode_skpd as kd_opd,
        source.kode_sub_kegiatan as kd_sub_kegiatan,
        source.kode_rekening as kd_rekening,
        left(source.kode_rekening, 6) as kd_jenis,
        source.jenis,
        cast(source.nilai * tanda.tanda as decimal(20, 2)) as realisasi_rp
    from source
    inner join tanda
        on
            source.jenis = tanda.jenis
            and source.tanggal_sp2d >= tanda.berlaku_mulai
            and source.tanggal_sp2d <= coalesce(tanda.berlaku_sampai, source.tanggal_sp2d)
    where
        source.verifikasi
        and source.dihapus_pada is null
        and source.tanggal_sp2d <= {{ as_of() }}

)

select * from stg_sipd__sp2d

with source as (

    select * from {{ source("silver", "sipd_anggaran") }}

),

stg_sipd__anggaran as (

    select
        kd_pemda,
        tahun_anggaran as tahun,
        tahap,
        tanggal_berlaku as berlaku_tgl,
        kode_skpd as kd_opd,
        kode_sub_kegiatan as kd_sub_kegiatan,
        kode_rekening as kd_rekening,
        left(kode_rekening, 6) as kd_jenis,
        kode_dana as kd_dana,
        pagu
    from source

)

select * from stg_sipd__anggaran

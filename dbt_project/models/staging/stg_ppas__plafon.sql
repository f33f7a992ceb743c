with source as (

    select * from {{ source("silver", "ppas_plafon") }}

),

stg_ppas__plafon as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        tanggal_dokumen,
        kode_skpd as kd_opd,
        left(kode_sub_kegiatan, 4) as kd_bidang_urusan,
        left(kode_sub_kegiatan, 7) as kd_program,
        left(kode_sub_kegiatan, 12) as kd_kegiatan,
        kode_sub_kegiatan as kd_sub_kegiatan,
        kode_rekening_jenis as kd_jenis,
        kode_dana as kd_dana,
        kd_kecamatan,
        plafon,
        sasaran,
        indikator,
        target,
        satuan,
        prioritas_daerah,
        pagu_n_lalu,
        pagu_n_depan,
        lokasi_kecamatan is not null and kd_kecamatan is null as is_lokasi_tak_dikenal,
        coalesce(array_contains(flags, 'KUNCI_GANDA'), false) as is_kunci_ganda,
        _load_id as load_id,
        _row as baris
    from source

)

select * from stg_ppas__plafon

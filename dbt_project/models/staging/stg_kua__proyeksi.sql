with source as (

    select * from {{ source("silver", "kua_proyeksi") }}

),

stg_kua__proyeksi as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kode_rekening as kd_rekening,
        nama_rekening,
        realisasi_n2,
        apbd_n1_murni,
        apbd_n1_perubahan,
        proyeksi_rkpd,
        plafon_ppas,
        prakiraan_n1,
        _load_id as load_id
    from source

)

select * from stg_kua__proyeksi

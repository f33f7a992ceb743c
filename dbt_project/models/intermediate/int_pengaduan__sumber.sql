-- Tickets of the three applications in one shape.
with p3m as (

    select * from {{ ref("stg_p3m__aduan") }}

),

lapor as (

    select * from {{ ref("stg_lapor__aduan") }}

),

o311 as (

    select * from {{ ref("stg_o311__requests") }}

),

semua as (

    select
        kd_pemda,
        id_aduan,
        sumber,
        kanal_kode,
        klasifikasi,
        kategori,
        kd_kecamatan,
        kd_kelurahan,
        kd_opd,
        diterima_at,
        terverifikasi_at,
        terdisposisi_at,
        dijawab_at,
        selesai_at,
        status,
        is_anonim,
        is_rahasia,
        penutupan,
        n_buka_kembali,
        kepuasan,
        flags,
        bulan_masuk
    from p3m
    union all
    select
        kd_pemda,
        id_aduan,
        sumber,
        kanal_kode,
        klasifikasi,
        kategori,
        kd_kecamatan,
        kd_kelurahan,
        kd_opd,
        diterima_at,
        terverifikasi_at,
        terdisposisi_at,
        dijawab_at,
        selesai_at,
        status,
        is_anonim,
        is_rahasia,
        penutupan,
        n_buka_kembali,
        kepuasan,
        flags,
        bulan_masuk
    from lapor
    union all
    select
        kd_pemda,
        id_aduan,
        sumber,
        kanal_kode,
        klasifikasi,
        kategori,
        kd_kecamatan,
        kd_kelurahan,
        kd_opd,
        diterima_at,
        terverifikasi_at,
        terdisposisi_at,
        dijawab_at,
        selesai_at,
        status,
        is_anonim,
        is_rahasia,
        penutupan,
        n_buka_kembali,
        kepuasan,
        flags,
        bulan_masuk
    from o311

),

int_pengaduan__sumber as (

    select
        kd_pemda,
        id_aduan,
        sumber,
        kanal_kode,
        klasifikasi,
        kategori,
        kd_kecamatan,
        kd_kelurahan,
        kd_opd,
        diterima_at,
        terverifikasi_at,
        terdisposisi_at,
        dijawab_at,
        selesai_at,
        status,
        is_anonim,
        is_rahasia,
        penutupan,
        n_buka_kembali,
        kepuasan,
        flags,
        bulan_masuk
    from semua

)

select * from int_pengaduan__sumber

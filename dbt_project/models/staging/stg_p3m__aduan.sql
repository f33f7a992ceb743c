with source as (

    select * from {{ source("silver", "p3m_aduan") }}

),

stg_p3m__aduan as (

    select
        kd_pemda,
        'P3M:' || nomor_aduan as id_aduan,
        'P3M' as sumber,
        kanal as kanal_kode,
        klasifikasi,
        kategori,
        kd_kecamatan,
        kd_kelurahan,
        kd_opd,
        coalesce(tanggal_terima, tanggal_masuk) as diterima_at,
        tanggal_verifikasi as terverifikasi_at,
        tanggal_disposisi as terdisposisi_at,
        tanggal_jawab as dijawab_at,
        tanggal_selesai as selesai_at,
        diperbarui as diperbarui_at,
        status,
        coalesce(anonim, false) as is_anonim,
        coalesce(rahasia, false) as is_rahasia,
        penutupan,
        coalesce(jumlah_buka_kembali, 0) as n_buka_kembali,
        case when kepuasan between 1 and 5 then kepuasan end as kepuasan,
        flags,
        {{ awal_bulan(tgl_wib("tanggal_masuk")) }} as bulan_masuk
    from source

)

select * from stg_p3m__aduan

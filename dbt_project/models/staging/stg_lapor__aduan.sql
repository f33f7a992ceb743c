with source as (

    select * from {{ source("silver", "lapor_aduan") }}

),

stg_lapor__aduan as (

    select
        kd_pemda,
        'LAPOR:' || tracking_id as id_aduan,
        'LAPOR' as sumber,
        channel as kanal_kode,
        klasifikasi,
        category as kategori,
        kd_kecamatan,
        kd_kelurahan,
        kd_opd,
        created_at as diterima_at,
        terverifikasi_at,
        terdisposisi_at,
        dijawab_at,
        selesai_at,
        updated_at as diperbarui_at,
        status_tiket as status,
        coalesce(is_anonymous, false) as is_anonim,
        coalesce(is_secret, false) as is_rahasia,
        penutupan,
        n_buka_kembali,
        case when rating between 1 and 5 then rating end as kepuasan,
        flags,
        {{ awal_bulan(tgl_wib("created_at")) }} as bulan_masuk,
        opd_awal,
        n_disposisi
    from source

)

select * from stg_lapor__aduan

-- GeoReport says open or closed and when it last changed; it has no moment of verification or answer.
with source as (

    select * from {{ source("silver", "open311_requests") }}

),

stg_o311__requests as (

    select
        kd_pemda,
        'O311:' || service_request_id as id_aduan,
        'O311' as sumber,
        'APP' as kanal_kode,
        'PENGADUAN' as klasifikasi,
        coalesce(service_name, service_code) as kategori,
        kd_kecamatan,
        kd_kelurahan,
        kd_opd,
        requested_datetime as diterima_at,
        case when false then requested_datetime end as terverifikasi_at,
        case when false then requested_datetime end as terdisposisi_at,
        case when false then requested_datetime end as dijawab_at,
        case when status = 'SELESAI' then updated_datetime end as selesai_at,
        coalesce(updated_datetime, requested_datetime) as diperbarui_at,
        status,
        false as is_anonim,
        false as is_rahasia,
        case when status = 'SELESAI' then 'ADMIN' end as penutupan,
        0 as n_buka_kembali,
        cast(null as bigint) as kepuasan,
        flags,
        {{ awal_bulan(tgl_wib("requested_datetime")) }} as bulan_masuk
    from source

)

select * from stg_o311__requests

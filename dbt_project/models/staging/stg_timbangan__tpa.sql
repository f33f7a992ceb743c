with source as (

    select * from {{ source("silver", "timbangan_tpa") }}

),

stg_timbangan__tpa as (

    select
        kd_pemda,
        tpa,
        ticket_no,
        {{ tgl_wib("waktu_masuk") }} as tanggal,
        -- Said by the slice: a filter on it spares the rest of the history its time zone.
        cast(right(_slice, 7) || '-01' as date) as bulan,
        waktu_masuk as masuk_at,
        case
            when coalesce(asal_luar_daerah, false) then 'LUAR'
            else coalesce(kd_kecamatan, '-')
        end as kd_kecamatan,
        coalesce(asal_luar_daerah, false) as is_luar_daerah,
        coalesce(jenis_kendaraan, '-') as jenis_kendaraan,
        cast(netto_kg as decimal(18, 2)) as netto_kg,
        coalesce(tara_sumber = 'tersimpan', false) as is_tara_tersimpan,
        coalesce(manual, false) as is_manual
    from source

)

select * from stg_timbangan__tpa

with source as (

    select * from {{ source("silver", "sipd_rak") }}

),

stg_sipd__rak as (

    select
        kd_pemda,
        tahun_anggaran as tahun,
        tahap,
        tanggal_berlaku as berlaku_tgl,
        kode_skpd as kd_opd,
        kode_sub_kegiatan as kd_sub_kegiatan,
        left(kode_rekening, 6) as kd_jenis,
        {% for bulan in range(1, 13) %}
            coalesce(bulan_{{ bulan }}, 0) as bulan_{{ bulan }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from source

)

select * from stg_sipd__rak

-- Realisasi per month where SP2D rules: every month has a figure, negative months included.
-- A document dated outside its budget year (a January correction of the old year) belongs to that
-- year's nearest month, so that the year's sum stays whole.
with dokumen as (

    select
        kd_pemda,
        tahun,
        kd_opd,
        kd_sub_kegiatan,
        kd_jenis,
        cast(
            case
                when extract(year from sp2d_tgl) > tahun then 12
                when extract(year from sp2d_tgl) < tahun then 1
                else extract(month from sp2d_tgl)
            end as integer
        ) as bulan_ke,
        realisasi_rp
    from {{ ref("stg_sipd__sp2d") }}

),

int_serapan__realisasi as (

    select
        kd_pemda,
        tahun,
        bulan_ke,
        kd_opd,
        kd_sub_kegiatan,
        kd_jenis,
        cast(sum(realisasi_rp) as decimal(20, 2)) as realisasi_bln
    from dokumen
    group by all

)

select * from int_serapan__realisasi

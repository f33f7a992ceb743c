-- kum(m) = kum(m−1) + bln(m) for every item told by SP2D; nothing is clamped, nothing is lost.
with berurut as (

    select
        *,
        coalesce(lag(realisasi_kum) over (
            partition by kd_pemda, tahun, kd_opd, kd_sub_kegiatan, kd_jenis
            order by bulan
        ), 0) as realisasi_kum_lalu
    from {{ ref("mart_serapan_bulanan") }}
    where sumber_realisasi = 'SP2D'

)

select
    kd_pemda,
    bulan,
    kd_opd,
    kd_sub_kegiatan,
    kd_jenis,
    realisasi_kum_lalu,
    realisasi_bln,
    realisasi_kum
from berurut
where realisasi_kum is distinct from realisasi_kum_lalu + realisasi_bln

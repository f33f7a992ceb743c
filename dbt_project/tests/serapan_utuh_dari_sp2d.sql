-- A year's realisasi in the mart is the signed sum of its documents: no month, no item falls through.
with sp2d as (

    select
        kd_pemda,
        tahun,
        sum(realisasi_rp) as dokumen_rp
    from {{ ref("stg_sipd__sp2d") }}
    -- Years with months to show: a document of a budget that has not begun has no place yet.
    where
        tahun in (
            select tahun_anggaran from {{ ref("dim_tanggal") }}
            where tanggal <= {{ as_of() }}
        )
    group by kd_pemda, tahun

),

mart as (

    select
        kd_pemda,
        tahun,
        sum(realisasi_bln) as mart_rp
    from {{ ref("mart_serapan_bulanan") }}
    where sumber_realisasi = 'SP2D'
    group by kd_pemda, tahun

)

select
    kd_pemda,
    tahun,
    sp2d.dokumen_rp,
    mart.mart_rp
from sp2d
full outer join mart using (kd_pemda, tahun)
where sp2d.dokumen_rp is distinct from mart.mart_rp

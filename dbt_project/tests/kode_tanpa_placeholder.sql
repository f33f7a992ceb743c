-- SIPD's X.XX stands for the OPD's own urusan: a code that still holds it cannot be summed by urusan.
select
    'mart_serapan_bulanan' as tabel,
    kd_sub_kegiatan as kode
from {{ ref("mart_serapan_bulanan") }}
where kd_sub_kegiatan ilike '%x.xx%' or kd_opd ilike '%x.xx%'
union all
select
    'dim_nomenklatur' as tabel,
    kode
from {{ ref("dim_nomenklatur") }}
where kode ilike '%x.xx%'

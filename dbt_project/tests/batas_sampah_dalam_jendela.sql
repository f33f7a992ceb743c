-- The mart rebuilds the two months after a change and looks one month back for the end of a dead bridge: longer
-- spans would make a night differ from a full build.
select
    parameter,
    nilai
from {{ ref("cfg_sampah") }}
where (parameter = 'riwayat_hari' and nilai > 56) or (parameter = 'mati_maks_hari' and nilai > 31)

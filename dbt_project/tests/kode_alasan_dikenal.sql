-- Readers can look up every reason and flag in cfg_alasan.
{{ config(severity="warn") }}

{% set bertanda = [
    ("mart_pengaduan", "alasan"),
    ("mart_pengaduan", "flags"),
    ("mart_pengaduan_bulanan", "alasan"),
    ("mart_pengaduan_backlog_harian", "alasan"),
    ("mart_serapan_bulanan", "alasan"),
    ("mart_serapan_opd", "alasan"),
    ("mart_usulan", "alasan"),
    ("mart_usulan", "flags"),
    ("mart_usulan_corong", "alasan"),
    ("mart_jejak_aspirasi", "alasan"),
    ("mart_kuappas_dokumen", "alasan"),
    ("mart_kuappas_ringkasan", "alasan"),
    ("mart_ppas_urusan_opd", "alasan"),
    ("mart_ppas_program", "alasan"),
    ("mart_kuappas_input", "alasan"),
    ("fct_energi_harian", "alasan"),
    ("fct_energi_harian", "flags"),
    ("mart_energi_gedung", "alasan"),
    ("mart_energi_gedung", "flags"),
    ("mart_pju_malam", "alasan"),
    ("mart_pju_malam", "flags"),
    ("mart_energi_anomali", "alasan"),
] %}

with kode_mart as (

    {% for mart, kolom in bertanda %}
        select distinct
            '{{ mart }}' as mart,
            unnest({{ kolom }}) as kode
        from {{ ref(mart) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    mart,
    kode
from kode_mart
where kode not in (select kode from {{ ref("cfg_alasan") }})

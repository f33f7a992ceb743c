-- The sum over the OPDs is the row of the whole government, to the rupiah.
{% set ukuran = ["pagu_murni", "pagu_berlaku", "target_bln", "target_kum", "realisasi_bln", "realisasi_kum", "n_sub_kegiatan"] %}

with dijumlah as (

    select
        kd_pemda,
        tahun,
        bulan,
        cakupan,
        {% for u in ukuran %}
            sum(case when kd_opd <> '*' then {{ u }} end) as opd_{{ u }},
            sum(case when kd_opd = '*' then {{ u }} end) as pemda_{{ u }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref("mart_serapan_opd") }}
    group by kd_pemda, tahun, bulan, cakupan

)

select *
from dijumlah
where
    false
    {% for u in ukuran %}
        or opd_{{ u }} is distinct from pemda_{{ u }}
    {% endfor %}

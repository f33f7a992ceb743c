{# The measures of absorption, the same at every grain: ratios of unrounded sums (never averages).
   Expects columns pagu_berlaku, pagu_murni, target_kum, realisasi_kum, bulan_ke in scope. #}
{% macro ukuran_serapan() -%}
    {{ persen("realisasi_kum", "pagu_berlaku") }} as serapan_pct,
    {{ persen("target_kum", "pagu_berlaku") }} as target_pct,
    {{ persen("(realisasi_kum - target_kum)", "pagu_berlaku") }} as deviasi_pp,
    {{ persen("(target_kum - realisasi_kum)", "target_kum") }} as deviasi_relatif_pct,
    {{ persen("realisasi_kum", "target_kum") }} as capaian_pct,
    {{ persen("realisasi_kum", "pagu_murni") }} as serapan_thd_murni_pct,
    cast(pagu_berlaku - realisasi_kum as decimal(20, 2)) as sisa_pagu,
    {{ bagi_rp("(pagu_berlaku - realisasi_kum)", "(12 - bulan_ke)") }} as kebutuhan_per_bulan,
    case when tahun < extract(year from {{ as_of() }}) then 'unaudited' else 'berjalan' end as status_data,
    {{ daftar([
        "case when coalesce(pagu_berlaku, 0) = 0 and coalesce(realisasi_kum, 0) <> 0 then 'PAGU_MINUS' end",
        "case when coalesce(pagu_berlaku, 0) = 0 and coalesce(realisasi_kum, 0) = 0 then 'PAGU_NOL' end",
        "case when target_kum is null then 'RAK_MISSING' end",
        "case when target_kum = 0 then 'TARGET_NOL' end",
    ]) }} as alasan
{%- endmacro %}

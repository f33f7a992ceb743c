{# What became of a proposal: the first that applies. Expects the columns of sipd_usulan or sipd_pokir in
   scope. An amount of 0 from TAPD grants nothing: it is no acceptance. #}
{% macro keputusan_usulan() -%}
    case
        when is_batal or keputusan_teks = 'CANCELLED' then 'CANCELLED'
        when is_tolak or keputusan_teks = 'REJECTED' then 'REJECTED'
        when is_kembalikan then 'RETURNED'
        when id_sub_giat_bl is not null or keputusan_teks = 'ACCEPTED' or rekom_tapd_anggaran > 0 then 'ACCEPTED'
        when keputusan_teks = 'NOT_SUBMITTED' then 'NOT_SUBMITTED'
        else 'PENDING'
    end
{%- endmacro %}

{# Planning years that slices of the given sources say have changed, as a subquery of one column
   `tahun_anggaran`: slices of planning sources begin with the year. #}
{% macro tahun_berubah(sumber) -%}
    {% set tahun = [] %}
    {% for satu in sumber %}
        {% for irisan in (var("irisan") or {}).get(satu, []) %}{% do tahun.append(irisan[:4] | int) %}{% endfor %}
    {% endfor %}
    select cast(null as integer) as tahun_anggaran
    {% for satu in tahun | unique | sort %}union all select {{ satu }} {% endfor %}
{%- endmacro %}

{# Planning years of mart_usulan to rebuild. An aspiration stands in the year of its cluster, and says in
   the years of the pokir that name it whether it is known. #}
{% macro tahun_usulan() -%}
    select tahun_anggaran from (
        {{ tahun_berubah(["sipd_usulan", "sipd_pokir", "kamus_usulan", "klaster_usulan"]) }}
        {% set bulan = [] %}
        {% for irisan in (var("irisan") or {}).get("sarapan_aspirasi", []) %}
            {% do bulan.append("'" ~ irisan ~ "'") %}
        {% endfor %}
        {% if bulan %}
            {% set berubah -%}
                select id from {{ source("silver", "sarapan_aspirasi") }}
                where split_part(_slice, '_', 2) in ({{ bulan | join(", ") }})
            {%- endset %}
            union all
            select tahun_rencana from {{ source("silver", "sarapan_aspirasi") }}
            where split_part(_slice, '_', 2) in ({{ bulan | join(", ") }})
            union all
            select tahun_anggaran from {{ source("silver", "klaster_usulan") }}
            where sumber = 'sarapan_aspirasi' and id in ({{ berubah }})
            union all
            select tahun_anggaran from {{ source("silver", "sipd_pokir") }} where id_sarapan in ({{ berubah }})
        {% endif %}
    ) as berubah
    where tahun_anggaran is not null
{%- endmacro %}

{% macro hapus_tahun_hari() -%}
    {% if is_incremental() and var("irisan") is not none -%}
        delete from {{ this }} where tahun_anggaran is null or tahun_anggaran in ({{ tahun_usulan() }})
    {%- endif %}
{%- endmacro %}

{% macro hapus_tahun_usulan() -%}
    {% if is_incremental() and var("irisan") is not none -%}
        delete from {{ this }} where tahun_anggaran in ({{ tahun_usulan() }})
    {%- endif %}
{%- endmacro %}

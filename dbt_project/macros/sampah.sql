{# Months of mart_sampah_harian to rebuild, as SQL dates: those whose tickets changed, the one before (a day
   without tickets is told by the tickets after it) and the two after (they look back 8 weeks). None when
   all is to be built. `tampilan`: asked by a view, which is never incremental itself; `dari`, `sampai`: other
   months around the changed ones. The test batas_sampah_dalam_jendela holds the parameters to these months. #}
{% macro bulan_sampah(tampilan=false, dari=-1, sampai=2) -%}
    {% if var("irisan") is none or not (tampilan or is_incremental()) %}{{ return(none) }}{% endif %}
    {% set bulan = [] %}
    {% for irisan in var("irisan").get("timbangan_tpa", []) %}
        {% set ke = (irisan[:4] | int) * 12 + (irisan[5:7] | int) - 1 %}
        {% for satu in range(ke + dari, ke + sampai + 1) %}
            {% do bulan.append("date '%04d-%02d-01'" % (satu // 12, satu % 12 + 1)) %}
        {% endfor %}
    {% endfor %}
    {{ return(bulan | unique | sort | list) }}
{%- endmacro %}

{% macro hapus_bulan_sampah() -%}
    {% set bulan = bulan_sampah() %}
    {% if bulan %}delete from {{ this }} where bulan in ({{ bulan | join(", ") }}){% endif %}
{%- endmacro %}

{# Whether a month is one of those that are built this time. #}
{% macro bulan_sampah_dibangun(kolom, tampilan=false, dari=-1, sampai=2) -%}
    {% set bulan = bulan_sampah(tampilan, dari, sampai) %}
    {%- if bulan is none %}true{% elif bulan %}{{ kolom }} in ({{ bulan | join(", ") }}){% else %}false{% endif %}
{%- endmacro %}

{# The value of a parameter of cfg_sampah in force on a day; `kolom` is a column of the query. #}
{% macro batas_sampah(parameter, kolom) -%}
    {{ parameter }}.parameter = '{{ parameter }}'
    and {{ parameter }}.berlaku_mulai <= {{ kolom }}
    and coalesce({{ parameter }}.berlaku_sampai, {{ kolom }}) >= {{ kolom }}
{%- endmacro %}

{# Kilograms as tons: exact to ten grams, half up. #}
{% macro ton(kg) -%} cast(cast({{ kg }} as decimal(28, 6)) * 0.001 as decimal(18, 5)) {%- endmacro %}

{# The median of a group to 2 decimals, half up. #}
{% macro median(kolom) -%} {{ kuantil_jam(kolom, 0.5) }} {%- endmacro %}

{# Days of the month of a date. #}
{% macro hari_sebulan(kolom) -%} cast(extract(day from last_day({{ kolom }})) as integer) {%- endmacro %}

{# Budget years of mart_lra to rebuild. #}
{% macro hapus_tahun_lra() -%}
    {% if is_incremental() and var("irisan") is not none -%}
        delete from {{ this }} where tahun in (
            select tahun_anggaran from ({{ tahun_berubah(["lra_sipd"]) }}) as berubah where tahun_anggaran is not null
        )
    {%- endif %}
{%- endmacro %}

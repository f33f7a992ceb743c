{# The year whose 1 January decides which dated row rules a document of budget year N. #}
{% macro berlaku_ta(cfg, tahun) -%}
    {{ cfg }}.berlaku_mulai <= make_date({{ tahun }}, 1, 1)
    and coalesce({{ cfg }}.berlaku_sampai, make_date({{ tahun }}, 1, 1)) >= make_date({{ tahun }}, 1, 1)
{%- endmacro %}

{# The different values of a group as one sorted text, parted by "; "; null when there are none. #}
{% macro gabung_unik(kolom) -%} {{ adapter.dispatch("gabung_unik", "lumbung")(kolom) }} {%- endmacro %}
{% macro default__gabung_unik(kolom) -%}
    string_agg(distinct {{ kolom }}, '; ' order by {{ kolom }})
{%- endmacro %}
{% macro spark__gabung_unik(kolom) -%}
    nullif(array_join(sort_array(collect_set({{ kolom }})), '; '), '')
{%- endmacro %}

{# Rupiah as people write it: Rp 1.234.567,50; without cents when there are none. #}
{% macro rupiah(nilai) -%} {{ adapter.dispatch("rupiah", "lumbung")(nilai) }} {%- endmacro %}
{% macro default__rupiah(nilai) -%}
    case when {{ nilai }} < 0 then '-' else '' end
    || 'Rp ' || replace(format('{:,}', cast(floor(abs({{ nilai }})) as bigint)), ',', '.')
    || case
        when abs({{ nilai }}) % 1 <> 0
            then ',' || lpad(cast(cast((abs({{ nilai }}) % 1) * 100 as integer) as varchar), 2, '0')
        else ''
    end
{%- endmacro %}
{% macro spark__rupiah(nilai) -%}
    case when {{ nilai }} < 0 then '-' else '' end
    || 'Rp ' || translate(
        case
            when {{ nilai }} % 1 = 0 then format_number(abs({{ nilai }}), 0)
            else format_number(abs({{ nilai }}), 2)
        end,
        ',.',
        '.,'
    )
{%- endmacro %}

{# Budget years of PPAS to rebuild, as a subquery: their document changed, or a budget that gives them
   labels (that of the year itself or of the one before). #}
{% macro tahun_ppas() -%}
    select tahun_anggaran from (
        {{ tahun_berubah(["ppas_plafon", "sipd_anggaran"]) }}
        union all
        select tahun_anggaran + 1 from ({{ tahun_berubah(["sipd_anggaran"]) }}) as anggaran
    ) as berubah
    where tahun_anggaran is not null
{%- endmacro %}

{% macro hapus_tahun_ppas() -%}
    {% if is_incremental() and var("irisan") is not none -%}
        delete from {{ this }} where tahun_anggaran in ({{ tahun_ppas() }})
    {%- endif %}
{%- endmacro %}

{# How many entries a list has. #}
{% macro panjang(daftar) -%} {{ adapter.dispatch("panjang", "lumbung")(daftar) }} {%- endmacro %}
{% macro default__panjang(daftar) -%} len({{ daftar }}) {%- endmacro %}
{% macro spark__panjang(daftar) -%} size({{ daftar }}) {%- endmacro %}

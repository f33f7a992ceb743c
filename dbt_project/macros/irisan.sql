{# Incremental by slice: what changed in silver since the published marts is rebuilt, nothing else. #}

{# The changed slices of a source as SQL literals, or none when everything is to be built. #}
{% macro irisan_berubah(sumber) -%}
    {% if not is_incremental() or var("irisan") is none %}{{ return(none) }}{% endif %}
    {% set nilai = [] %}
    {% for irisan in var("irisan").get(sumber, []) %}{% do nilai.append("'" ~ irisan ~ "'") %}{% endfor %}
    {{ return(nilai) }}
{%- endmacro %}

{# After every build: all rows say the same night. #}
{% macro tandai_malam() -%}
    {% if is_incremental() %}
        update {{ this }} set as_of_tgl = {{ as_of() }} where as_of_tgl <> {{ as_of() }}
    {% endif %}
{%- endmacro %}

{# Months of complaints to rebuild: changed in silver, or with a verdict that the date may change. #}
{% macro hapus_bulan_pengaduan() -%}
    {% if is_incremental() and var("irisan") is not none -%}
        delete from {{ this }} where bulan_masuk in (
            select bulan_masuk from {{ this }}
            where 'BERJALAN' in (sla_verifikasi, sla_jawab, sla_selesai)
            {% for irisan in var("irisan").get("p3m_aduan", []) %}
                union all select cast('{{ irisan }}-01' as date)
            {% endfor %}
        )
    {%- endif %}
{%- endmacro %}

{# Days of backlog to rebuild: from the first receipt in a changed month of entry on. A ticket may have
   been received long before it was entered, and an older version may have said another day. #}
{% macro hapus_backlog() -%}
    {% if is_incremental() and var("irisan") is not none and var("irisan").get("p3m_aduan") -%}
        {% set bulan = [] %}
        {% for irisan in var("irisan")["p3m_aduan"] %}{% do bulan.append("cast('" ~ irisan ~ "-01' as date)") %}{% endfor %}
        delete from {{ this }} where tanggal >= (
            select min({{ tgl_wib("coalesce(tanggal_terima, tanggal_masuk)") }})
            from (
                select tanggal_terima, tanggal_masuk from {{ source("silver", "p3m_aduan") }}
                union all
                select tanggal_terima, tanggal_masuk from {{ source("silver", "p3m_aduan_riwayat") }}
            ) as versi
            where {{ awal_bulan(tgl_wib("tanggal_masuk")) }} in ({{ bulan | join(", ") }})
        )
    {%- endif %}
{%- endmacro %}

{# Budget years to rebuild, as a subquery: their slices changed, a night since the published one stood in
   them, or a document delivered earlier has come of date. The unit is the year, since every figure of
   a month is cumulative from January. #}
{% macro tahun_serapan() -%}
    {% set tahun = range(var("as_of_lalu")[:4] | int, (var("as_of")[:4] | int) + 1) | list %}
    {% for sumber in ["sipd_anggaran", "sipd_rak", "sipd_sp2d", "emonev_rfk"] %}
        {% for irisan in (var("irisan") or {}).get(sumber, []) %}{% do tahun.append(irisan[:4] | int) %}{% endfor %}
    {% endfor %}
    {% for satu in tahun | unique | sort %}select {{ satu }} as tahun union all {% endfor %}
    select tahun_anggaran as tahun from {{ source("silver", "sipd_sp2d") }}
    where
        tanggal_sp2d > cast('{{ var("as_of_lalu") }}' as date)
        and tanggal_sp2d <= {{ as_of() }}
{%- endmacro %}

{% macro hapus_tahun_serapan() -%}
    {% if is_incremental() and var("irisan") is not none -%}
        delete from {{ this }} where tahun in ({{ tahun_serapan() }})
    {%- endif %}
{%- endmacro %}

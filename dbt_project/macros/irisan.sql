{# Incremental by slice: what changed in silver since the published marts is rebuilt, nothing else. #}

{# The changed slices of a source as SQL literals, or none when everything is to be built. #}
{% macro irisan_berubah(sumber) -%}
    {% if not is_incremental() or var("irisan") is none %}{{ return(none) }}{% endif %}
    {% set nilai = [] %}
    {% for irisan in var("irisan").get(sumber, []) %}{% do nilai.append("'" ~ irisan ~ "'") %}{% endfor %}
    {{ return(nilai) }}
{%- endmacro %}

{# Months of verdicts to rebuild: those whose checks changed. #}
{% macro bulan_mutu() -%}
    select cast(null as date) as bulan
    {% for bulan in (var("irisan") or {}).get("ops_checks", []) %}union all select cast('{{ bulan }}-01' as date) {% endfor %}
{%- endmacro %}

{% macro hapus_bulan_mutu() -%}
    {% if is_incremental() and var("irisan") is not none -%}
        delete from {{ this }} where {{ awal_bulan("as_of_tgl") }} in ({{ bulan_mutu() }})
    {%- endif %}
{%- endmacro %}

{# The sources of complaints: (table, when a ticket was received, when it was entered). #}
{% macro sumber_pengaduan() -%}
    {{ return([
        ("p3m_aduan", "coalesce(tanggal_terima, tanggal_masuk)", "tanggal_masuk"),
        ("lapor_aduan", "created_at", "created_at"),
        ("open311_requests", "requested_datetime", "requested_datetime"),
    ]) }}
{%- endmacro %}

{# The days of receipt of all tickets in months of entry that changed, as a subquery with `diterima_tgl`;
   of older versions too, which may have said another day. #}
{% macro terima_berubah() -%}
    select cast(null as date) as diterima_tgl
    where false
    {% for tabel, diterima, masuk in sumber_pengaduan() %}
        {% set bulan = [] %}
        {% for irisan in var("irisan").get(tabel, []) %}{% do bulan.append("cast('" ~ irisan ~ "-01' as date)") %}{% endfor %}
        {% if bulan %}
            {% for versi in [tabel, tabel ~ "_riwayat"] %}
                union all
                select {{ tgl_wib(diterima) }} as diterima_tgl from {{ source("silver", versi) }}
                where {{ awal_bulan(tgl_wib(masuk)) }} in ({{ bulan | join(", ") }})
            {% endfor %}
        {% endif %}
    {% endfor %}
{%- endmacro %}

{# Months of entry to rebuild: changed in a source, with a ticket whose cluster may have changed, or with
   a verdict that the date may change. #}
{% macro hapus_bulan_pengaduan() -%}
    {% if is_incremental() and var("irisan") is not none -%}
        {% set bulan = [] %}
        {% for tabel, _, _ in sumber_pengaduan() %}
            {% for irisan in var("irisan").get(tabel, []) %}{% do bulan.append(irisan) %}{% endfor %}
        {% endfor %}
        {% set klaster = var("irisan").get("klaster_aduan", []) %}
        delete from {{ this }} where bulan_masuk in (
            select bulan_masuk from {{ this }}
            where 'BERJALAN' in (sla_verifikasi, sla_jawab, sla_selesai)
            {% for satu in bulan | unique %}
                union all select cast('{{ satu }}-01' as date)
            {% endfor %}
            {% if klaster %}
                union all
                select bulan_masuk from {{ source("silver", "klaster_aduan") }}
                where right(_slice, 7) in ('{{ klaster | join("', '") }}')
            {% endif %}
        )
    {%- endif %}
{%- endmacro %}

{# Months of receipt to rebuild, like the months of entry. #}
{% macro hapus_bulan_terima() -%}
    {% if is_incremental() and var("irisan") is not none -%}
        delete from {{ this }} where bulan in (
            select bulan from {{ this }} where n_berjalan > 0
            union all
            select {{ awal_bulan("diterima_tgl") }} from ({{ terima_berubah() }}) as diterima
            {% for irisan in var("irisan").get("klaster_aduan", []) %}
                union all select cast('{{ irisan }}-01' as date)
            {% endfor %}
        )
    {%- endif %}
{%- endmacro %}

{# Days of backlog to rebuild: from the first receipt in a changed month of entry on. #}
{% macro hapus_backlog() -%}
    {% if is_incremental() and var("irisan") is not none -%}
        delete from {{ this }} where tanggal >= (
            select min(diterima_tgl) from ({{ terima_berubah() }}) as diterima
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

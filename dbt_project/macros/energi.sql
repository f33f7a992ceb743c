{# Energy: which months are rebuilt, and the windows over arrays of 96 quarters of an hour. #}

{# `2026-01` moved by some months. #}
{% macro bulan_geser(bulan, geser) -%}
    {% set ke = bulan[:4] | int * 12 + bulan[5:7] | int - 1 + geser %}
    {{ return("%04d-%02d" | format(ke // 12, ke % 12 + 1)) }}
{%- endmacro %}

{# Months (`2026-01`) to rebuild, or none for all of them: those whose daily energy changed, moved by each of
   `geser`; those of bills that changed, moved by each of `geser_tagihan`; with `hingga_malam` those that a
   night since the published one stood in. A change of one of the sources `penuh` rebuilds all. #}
{% macro bulan_energi(geser=[0], penuh=[], geser_tagihan=[], hingga_malam=false) -%}
    {% if not is_incremental() or var("irisan") is none %}{{ return(none) }}{% endif %}
    {% set irisan, bulan = var("irisan"), [] %}
    {% for sumber in penuh %}{% if irisan.get(sumber) %}{{ return(none) }}{% endif %}{% endfor %}
    {% for satu in irisan.get("energi_harian", []) %}
        {% for n in geser %}{% do bulan.append(bulan_geser(satu, n)) %}{% endfor %}
    {% endfor %}
    {% for satu in irisan.get("tagihan_listrik", []) %}
        {% for n in geser_tagihan %}{% do bulan.append(bulan_geser(satu, n)) %}{% endfor %}
    {% endfor %}
    {% if hingga_malam %}
        {% set dari, sampai = var("as_of_lalu")[:7], var("as_of")[:7] %}
        {% set jarak = (sampai[:4] | int - dari[:4] | int) * 12 + sampai[5:7] | int - dari[5:7] | int %}
        {% for n in range(jarak + 1) %}{% do bulan.append(bulan_geser(dari, n)) %}{% endfor %}
    {% endif %}
    {{ return(bulan | unique | sort) }}
{%- endmacro %}

{# Months of street lights to rebuild: a night needs the month after it too. All of them when the list of meters
   changed, or readings no later than the month in which those of some government begin: by that month the nights
   of contracts are counted. #}
{% macro bulan_pju() -%}
    {% set bulan = bulan_energi([-1, 0], ["meter_daftar"], [], true) %}
    {% if bulan is none or not execute %}{{ return(bulan) }}{% endif %}
    {% set berubah = var("irisan").get("energi_harian", []) %}
    {% if berubah %}
        {% set mulai %}
            select max(bulan) from (
                select min(bulan) as bulan from {{ ref("fct_energi_harian") }} group by kd_pemda
            ) as pertama
        {% endset %}
        {% set awal = (run_query(mulai).columns[0].values()[0] | string)[:7] %}
        {% if berubah | min <= awal %}{{ return(none) }}{% endif %}
    {% endif %}
    {{ return(bulan) }}
{%- endmacro %}

{# The months and the same ones of the year before. #}
{% macro dan_tahun_lalu(bulan) -%}
    {% if bulan is none %}{{ return(none) }}{% endif %}
    {% set semua = [] %}
    {% for satu in bulan %}{% do semua.append(satu) %}{% do semua.append(bulan_geser(satu, -12)) %}{% endfor %}
    {{ return(semua | unique | sort) }}
{%- endmacro %}

{# A condition that a date lies in one of the months, and no more days before them and after them than
   said. The bounds stand as literals, so that readers of Parquet skip what lies outside. #}
{% macro dalam_bulan(kolom, bulan, sebelum=0, sesudah=0) -%}
    {% if bulan is none -%}
        true
    {%- elif not bulan -%}
        false
    {%- else -%}
        (
            {{ kolom }} >= date '{{ bulan[0] }}-01' - {{ sebelum }}
            and {{ kolom }} < date '{{ bulan_geser(bulan[-1], 1) }}-01' + {{ sesudah }}
            {%- if not sebelum and not sesudah %}
                and {{ awal_bulan(kolom) }} in (
                    {%- for satu in bulan %}date '{{ satu }}-01'{{ ", " if not loop.last }}{% endfor -%}
                )
            {%- endif %}
        )
    {%- endif %}
{%- endmacro %}

{# Before the build: away with the months that are made again. #}
{% macro hapus_bulan_energi(bulan) -%}
    {% if is_incremental() -%}
        delete from {{ this }} where {{ dalam_bulan("bulan", bulan) }}
    {%- endif %}
{%- endmacro %}

{# The months that are judged by the weeks before them, each with how many weeks: ["2026-08:8", …]. #}
{% macro bulan_wajar() -%}
    {% if not execute %}{{ return([]) }}{% endif %}
    {% set minggu %}
        select hari.bulan, cast(max(batas.nilai) as integer) as minggu
        from (
            select distinct {{ awal_bulan("tanggal") }} as bulan
            from {{ source("silver", "energi_harian") }}
            where {{ dalam_bulan("tanggal", bulan_energi([0, 1, 2])) }}
        ) as hari
        inner join {{ ref("cfg_batas_energi") }} as batas
            on
                batas.parameter = 'minggu_wajar'
                and hari.bulan >= batas.berlaku_mulai
                and hari.bulan <= coalesce(batas.berlaku_sampai, hari.bulan)
        group by hari.bulan
        order by hari.bulan
    {% endset %}
    {% set hasil = [] %}
    {% for baris in run_query(minggu) %}{% do hasil.append((baris[0] | string)[:7] ~ ":" ~ baris[1]) %}{% endfor %}
    {{ return(hasil) }}
{%- endmacro %}

{# A condition that a date lies in the weeks before the month that `bulan_wajar` names with them. #}
{% macro dalam_minggu_wajar(kolom, satu) -%}
    {{ kolom }} >= date '{{ satu[:7] }}-01' - {{ 7 * (satu[8:] | int) }} and {{ kolom }} < date '{{ satu[:7] }}-01'
{%- endmacro %}

{# a / b to 4 decimals, half up; a and b have at most 5 decimals and at most 12 digits before them. Zero
   or missing denominator: null. #}
{% macro bagi_4(pembilang, penyebut) -%}
    {{ persen("cast(" ~ pembilang ~ " as decimal(22, 5)) * 1000", "cast(" ~ penyebut ~ " as decimal(20, 5)) * 100000") }}
{%- endmacro %}

{# 100 × a / b of energies with 5 decimals. #}
{% macro persen_energi(pembilang, penyebut) -%}
    {{ persen("cast(" ~ pembilang ~ " as decimal(22, 5)) * 1000", "cast(" ~ penyebut ~ " as decimal(22, 5)) * 1000") }}
{%- endmacro %}

{# One tariff group however it is written: P-1/TR = P1/TR. #}
{% macro golongan_baku(kolom) -%} replace(replace(upper({{ kolom }}), '-', ''), ' ', '') {%- endmacro %}

{# In DuckDB a month waits for the one before it: all at once they would not fit into memory. Spark orders its work
   itself, and would not bear twelve months that wait for each other. #}
{% macro sesudah_bulan_lalu(loop) -%}
    {% if not loop.first and target.type == "duckdb" -%}
        and (select count(*) from menyimpang_{{ loop.index - 1 }}) >= 0
    {%- endif %}
{%- endmacro %}

{# The only place where DuckDB and Spark differ: one dispatched macro per difference. #}

{% macro as_of() -%} cast('{{ var("as_of") }}' as date) {%- endmacro %}

{# Local (WIB) date of a UTC timestamp. #}
{% macro tgl_wib(kolom) -%} {{ adapter.dispatch("tgl_wib", "lumbung")(kolom) }} {%- endmacro %}
{% macro default__tgl_wib(kolom) -%} cast(timezone('Asia/Jakarta', {{ kolom }}) as date) {%- endmacro %}
{% macro spark__tgl_wib(kolom) -%} to_date(from_utc_timestamp({{ kolom }}, 'Asia/Jakarta')) {%- endmacro %}

{# First day of the month of a date. #}
{% macro awal_bulan(kolom) -%} cast(date_trunc('month', {{ kolom }}) as date) {%- endmacro %}

{# Whole seconds between two timestamps. #}
{% macro detik(dari, sampai) -%} {{ adapter.dispatch("detik", "lumbung")(dari, sampai) }} {%- endmacro %}
{% macro default__detik(dari, sampai) -%} date_diff('second', {{ dari }}, {{ sampai }}) {%- endmacro %}
{% macro spark__detik(dari, sampai) -%}
    (unix_timestamp({{ sampai }}) - unix_timestamp({{ dari }}))
{%- endmacro %}

{# One row per day, column `tanggal`. #}
{% macro deret_tanggal(dari, sampai) -%} {{ adapter.dispatch("deret_tanggal", "lumbung")(dari, sampai) }} {%- endmacro %}
{% macro default__deret_tanggal(dari, sampai) -%}
    select cast(hari as date) as tanggal from generate_series({{ dari }}, {{ sampai }}, interval 1 day) as deret (hari)
{%- endmacro %}
{% macro spark__deret_tanggal(dari, sampai) -%}
    select explode(sequence({{ dari }}, {{ sampai }}, interval 1 day)) as tanggal
{%- endmacro %}

{# The codes that are not null, as a list. #}
{% macro daftar(kode) -%} {{ adapter.dispatch("daftar", "lumbung")(kode) }} {%- endmacro %}
{% macro default__daftar(kode) -%}
    list_filter(cast([{{ kode | join(", ") }}] as varchar[]), lambda k: k is not null)
{%- endmacro %}
{% macro spark__daftar(kode) -%} filter(array({{ kode | join(", ") }}), k -> k is not null) {%- endmacro %}

{# 100 × a / b to 4 decimals, half up, in integers: no binary fraction decides a rounding.
   Zero or missing denominator: null; the reason is the caller's to say. #}
{% macro persen(pembilang, penyebut) -%} {{ adapter.dispatch("persen", "lumbung")(pembilang, penyebut) }} {%- endmacro %}
{% macro default__persen(pembilang, penyebut) -%}
    cast(
        case
            when {{ penyebut }} <> 0 then
                sign({{ pembilang }}) * sign({{ penyebut }}) * cast(
                    (
                        cast(abs({{ pembilang }}) * 100 as hugeint) * 2000000
                        + cast(abs({{ penyebut }}) * 100 as hugeint)
                    ) // (2 * cast(abs({{ penyebut }}) * 100 as hugeint)) as decimal(38, 0)
                ) / 10000
        end as decimal(18, 4)
    )
{%- endmacro %}
{% macro spark__persen(pembilang, penyebut) -%}
    cast(round(cast(100 * {{ pembilang }} as decimal(38, 10)) / nullif({{ penyebut }}, 0), 4) as decimal(18, 4))
{%- endmacro %}

{# Rupiah per month and the like: a / n to 2 decimals, half up, in integers like persen.
   a has at most 2 decimals; n is a whole number, 0 gives null. #}
{% macro bagi_rp(nilai, pembagi) -%} {{ adapter.dispatch("bagi_rp", "lumbung")(nilai, pembagi) }} {%- endmacro %}
{% macro default__bagi_rp(nilai, pembagi) -%}
    cast(
        case
            when {{ pembagi }} > 0 then
                sign({{ nilai }}) * cast(
                    (cast(abs({{ nilai }}) * 100 as hugeint) * 2 + {{ pembagi }}) // (2 * {{ pembagi }}) as decimal(30, 0)
                ) * 0.01
        end as decimal(20, 2)
    )
{%- endmacro %}
{% macro spark__bagi_rp(nilai, pembagi) -%}
    cast(round({{ nilai }} / nullif({{ pembagi }}, 0), 2) as decimal(20, 2))
{%- endmacro %}

{# A quantile of hours to 2 decimals, half up. DuckDB interpolates in the column's own decimals and
   cuts the rest off; of two hundredths the tenths that we ask for have 3, so 4 are exact. #}
{% macro kuantil_jam(kolom, bagian) -%}
    cast(
        round(percentile_cont({{ bagian }}) within group (order by cast({{ kolom }} as decimal(18, 6))), 4)
        as decimal(12, 2)
    )
{%- endmacro %}

{# Two lists of codes as one, sorted, each code once. #}
{% macro gabung_daftar(satu, dua) -%} {{ adapter.dispatch("gabung_daftar", "lumbung")(satu, dua) }} {%- endmacro %}
{% macro default__gabung_daftar(satu, dua) -%}
    list_sort(list_distinct(list_concat(coalesce({{ satu }}, []), {{ dua }})))
{%- endmacro %}
{% macro spark__gabung_daftar(satu, dua) -%}
    array_sort(array_distinct(concat(coalesce({{ satu }}, array()), {{ dua }})))
{%- endmacro %}

{# The different values of a group as a sorted list, empty when there are none. #}
{% macro himpunan(kolom) -%} {{ adapter.dispatch("himpunan", "lumbung")(kolom) }} {%- endmacro %}
{% macro default__himpunan(kolom) -%}
    coalesce(list_sort(list(distinct {{ kolom }}) filter (where {{ kolom }} is not null)), cast([] as varchar[]))
{%- endmacro %}
{% macro spark__himpunan(kolom) -%} array_sort(collect_set({{ kolom }})) {%- endmacro %}

{# Days per stage of a group in the order of `urut`: a list of (tahap, hari). #}
{% macro daftar_hari(tahap, hari, urut) -%}
    {{ adapter.dispatch("daftar_hari", "lumbung")(tahap, hari, urut) }}
{%- endmacro %}
{% macro default__daftar_hari(tahap, hari, urut) -%}
    list(struct_pack(tahap := {{ tahap }}, hari := {{ hari }}) order by {{ urut }}, {{ tahap }})
{%- endmacro %}
{% macro spark__daftar_hari(tahap, hari, urut) -%}
    transform(
        array_sort(collect_list(struct({{ urut }} as urut, {{ tahap }} as tahap, {{ hari }} as hari))),
        s -> struct(s.tahap as tahap, s.hari as hari)
    )
{%- endmacro %}

{# Whole days from one date to another. #}
{% macro hari_antara(dari, sampai) -%} {{ adapter.dispatch("hari_antara", "lumbung")(dari, sampai) }} {%- endmacro %}
{% macro default__hari_antara(dari, sampai) -%} date_diff('day', {{ dari }}, {{ sampai }}) {%- endmacro %}
{% macro spark__hari_antara(dari, sampai) -%} datediff({{ sampai }}, {{ dari }}) {%- endmacro %}

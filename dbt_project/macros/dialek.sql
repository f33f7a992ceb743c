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
    {%- set atas = "cast(abs(" ~ pembilang ~ ") * 100 as decimal(38, 0))" -%}
    {%- set bawah = "cast(abs(" ~ penyebut ~ ") * 100 as decimal(38, 0))" -%}
    cast(
        case
            when {{ penyebut }} <> 0 then
                case when ({{ pembilang }} < 0) <> ({{ penyebut }} < 0) then -1 else 1 end
                * {{ hasil_bagi(atas ~ " * 2000000 + " ~ bawah, "2 * " ~ bawah) }} * 0.0001
        end as decimal(18, 4)
    )
{%- endmacro %}

{# Spark: the whole quotient of whole decimals. Its own `div` ends at 64 bits and `/` rounds; what is left
   when the remainder is taken away divides evenly. #}
{% macro hasil_bagi(pembilang, penyebut) -%}
    cast(
        ({{ pembilang }} - ({{ pembilang }}) % ({{ penyebut }})) / ({{ penyebut }}) as decimal(24, 0)
    )
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
    {%- set atas = "cast(abs(" ~ nilai ~ ") * 200 as decimal(38, 0))" -%}
    {%- set bawah = "cast(" ~ pembagi ~ " as decimal(28, 0))" -%}
    cast(
        case
            when {{ pembagi }} > 0 then
                case when {{ nilai }} < 0 then -1 else 1 end
                * {{ hasil_bagi(atas ~ " + " ~ bawah, "2 * " ~ bawah) }} * 0.01
        end as decimal(20, 2)
    )
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

{# Whether a text begins with another. #}
{% macro berawalan(teks, awalan) -%} {{ adapter.dispatch("berawalan", "lumbung")(teks, awalan) }} {%- endmacro %}
{% macro default__berawalan(teks, awalan) -%} starts_with({{ teks }}, {{ awalan }}) {%- endmacro %}
{% macro spark__berawalan(teks, awalan) -%} startswith({{ teks }}, {{ awalan }}) {%- endmacro %}

{# Whole days from one date to another. #}
{% macro hari_antara(dari, sampai) -%} {{ adapter.dispatch("hari_antara", "lumbung")(dari, sampai) }} {%- endmacro %}
{% macro default__hari_antara(dari, sampai) -%} date_diff('day', {{ dari }}, {{ sampai }}) {%- endmacro %}
{% macro spark__hari_antara(dari, sampai) -%} datediff({{ sampai }}, {{ dari }}) {%- endmacro %}

{# Whole quotient of whole numbers, not negative. #}
{% macro bagi_bulat(pembilang, penyebut) -%}
    {{ adapter.dispatch("bagi_bulat", "lumbung")(pembilang, penyebut) }}
{%- endmacro %}
{% macro default__bagi_bulat(pembilang, penyebut) -%} (({{ pembilang }}) // ({{ penyebut }})) {%- endmacro %}
{% macro spark__bagi_bulat(pembilang, penyebut) -%} (({{ pembilang }}) div ({{ penyebut }})) {%- endmacro %}

{# Day of the week of a date, Monday = 0. #}
{% macro hari_pekan(kolom) -%} {{ adapter.dispatch("hari_pekan", "lumbung")(kolom) }} {%- endmacro %}
{% macro default__hari_pekan(kolom) -%} cast(isodow({{ kolom }}) - 1 as integer) {%- endmacro %}
{% macro spark__hari_pekan(kolom) -%} weekday({{ kolom }}) {%- endmacro %}

{# The UTC instant at which quarter `ke` (0 to 96) of a WIB day begins. #}
{% macro waktu_interval(tanggal, ke) -%} {{ adapter.dispatch("waktu_interval", "lumbung")(tanggal, ke) }} {%- endmacro %}
{% macro default__waktu_interval(tanggal, ke) -%}
    timezone('Asia/Jakarta', cast({{ tanggal }} as timestamp) + to_minutes(cast(15 * ({{ ke }}) as integer)))
{%- endmacro %}
{% macro spark__waktu_interval(tanggal, ke) -%}
    timestampadd(minute, cast(15 * ({{ ke }}) as int), to_utc_timestamp(cast({{ tanggal }} as timestamp), 'Asia/Jakarta'))
{%- endmacro %}

{# A list column taken apart: the columns `kolom`, the position `ke` (from 0) and `nilai`, decimals of 5
   places as whole hundred-thousandths. #}
{% macro urai_interval(relasi, kolom, larik) -%}
    {{ adapter.dispatch("urai_interval", "lumbung")(relasi, kolom, larik) }}
{%- endmacro %}
{% macro default__urai_interval(relasi, kolom, larik) -%}
    select
        {{ kolom | join(", ") }},
        ke,
        cast(isi * 100000 as bigint) as nilai
    from (
        select {{ kolom | join(", ") }}, unnest({{ larik }}) as isi, unnest(range(96)) as ke from {{ relasi }}
    ) as larik
{%- endmacro %}
{% macro spark__urai_interval(relasi, kolom, larik) -%}
    select {{ kolom | join(", ") }}, ke, cast(isi * 100000 as bigint) as nilai
    from {{ relasi }}
    lateral view posexplode({{ larik }}) terurai as ke, isi
{%- endmacro %}

{# Of lists of 96 quarters, one per `tanggal` and at most `n` per `kunci`: per `kunci` and hour four times the
   median of all quarters and four times their median absolute deviation (whole numbers, so exact), and how many
   of the lists have one in that hour. #}
{% macro median_jam(relasi, kunci, larik, n) -%}
    {{ adapter.dispatch("median_jam", "lumbung")(relasi, kunci, larik, n) }}
{%- endmacro %}
{# DuckDB: the lists stand side by side in columns; a hash of every quarter would cost more than the medians. #}
{% macro default__median_jam(relasi, kunci, larik, n) -%}
    {%- set isi, ada = [], [] -%}
    {%- for ke in range(1, n + 1) -%}
        {%- set seperempat = [] -%}
        {%- for q in range(1, 5) %}{% do seperempat.append("larik_" ~ ke ~ "[4 * jam + " ~ q ~ "]") %}{% endfor -%}
        {%- do isi.append(seperempat | join(", ")) -%}
        {%- do ada.append("cast(coalesce(" ~ seperempat | join(", ") ~ ") is not null as integer)") -%}
    {%- endfor %}
    select
        {{ kunci | join(", ") }}, jam, 2 * median_x2 as median_x4,
        cast(2 * list_median(list_transform(isi, lambda x: abs(2 * x - median_x2))) as bigint) as mad_x4, n_minggu
    from (
        select *, cast(2 * list_median(isi) as bigint) as median_x2 from (
            select {{ kunci | join(", ") }}, jam, [{{ isi | join(", ") }}] as isi, {{ ada | join(" + ") }} as n_minggu
            from (
                select *, cast(unnest(range(24)) as integer) as jam from (
                    select
                        {{ kunci | join(", ") }},
                        {% for ke in range(1, n + 1) %}larik[{{ ke }}] as larik_{{ ke }}{{ ", " if not loop.last }}{% endfor %}
                    from (
                        select
                            {{ kunci | join(", ") }},
                            list(list_transform({{ larik }}, lambda x: cast(x * 100000 as bigint))) as larik
                        from {{ relasi }}
                        group by {{ kunci | join(", ") }}
                    ) as terkumpul
                ) as berjajar
            ) as berjam
        ) as berisi
        where n_minggu > 0
    ) as bermedian
{%- endmacro %}
{% macro spark__median_jam(relasi, kunci, larik, n) -%}
    select
        {{ kunci | join(", ") }}, jam, 2 * median_x2 as median_x4,
        element_at(jarak, cast((n + 1) div 2 as int)) + element_at(jarak, cast(n div 2 + 1 as int)) as mad_x4, n_minggu
    from (
        select *, array_sort(transform(isi, x -> abs(2 * x - median_x2))) as jarak from (
            select
                *,
                element_at(isi, cast((n + 1) div 2 as int)) + element_at(isi, cast(n div 2 + 1 as int)) as median_x2
            from (
                select
                    {{ kunci | join(", ") }}, cast(ke div 4 as int) as jam, array_sort(collect_list(nilai)) as isi,
                    cast(count(nilai) as int) as n, cast(count(distinct tanggal) as int) as n_minggu
                from ({{ urai_interval(relasi, kunci + ["tanggal"], larik) }}) as terurai
                where nilai is not null
                group by {{ kunci | join(", ") }}, ke div 4
            ) as terkumpul
        ) as bermedian
    ) as berjarak
{%- endmacro %}

{# The median of kilowatts with 5 decimals, half up. Like kuantil_jam: the mean of two has 6 at most. #}
{% macro median_kw(kolom) -%}
    cast(
        round(
            cast(
                round(percentile_cont(0.5) within group (order by cast({{ kolom }} as decimal(18, 6))), 6)
                as decimal(18, 6)
            ), 5
        ) as decimal(18, 5)
    )
{%- endmacro %}

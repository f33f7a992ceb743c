-- Measured quarters of an hour that stray far from the usual: the same hour of the week, in the weeks before the
-- month. Rebuilt by month: a day that changed moves the usual of the two months after it. DuckDB makes the months one
-- after the other (each waits for the one before): all at once they would not fit into memory.
{% set bulan = bulan_wajar() %}
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_bulan_energi(bulan_energi([0, 1, 2])) }}"
) }}
-- depends_on: {{ ref("cfg_batas_energi") }}

with hari_biasa as (

    select * from {{ ref("int_energi__hari_biasa") }}

),

batas as (

    select * from {{ ref("cfg_batas_energi") }}

),

meter as (

    select
        kd_pemda,
        id_meter,
        cast(row_number() over (order by kd_pemda, id_meter) as integer) as nomor
    from (
        select distinct
            kd_pemda,
            id_meter
        from {{ ref("stg_energi__harian") }}
    ) as terbaca

),

{% for satu in bulan %}
    -- One number for a meter and a day of the week: quarters find their hour by whole numbers alone.
    sebelum_{{ loop.index }} as (

        select
            meter.nomor * 7 + {{ hari_pekan("harian.tanggal") }} as baris,
            harian.tanggal,
            harian.kwh_interval
        from {{ ref("stg_energi__harian") }} as harian
        inner join hari_biasa on harian.tanggal = hari_biasa.tanggal
        inner join meter on harian.kd_pemda = meter.kd_pemda and harian.id_meter = meter.id_meter
        where
            harian.n_interval > 0
            and {{ dalam_minggu_wajar("harian.tanggal", satu) }}
            {{ sesudah_bulan_lalu(loop) }}

    ),

    wajar_{{ loop.index }} as (

        {{ median_jam("sebelum_" ~ loop.index, ["baris"], "kwh_interval", satu[8:] | int) }}

    ),

    batas_{{ loop.index }} as (

        select
            cast(max(case when parameter = 'z_anomali' then nilai * 100 end) as bigint) as z_ratus,
            cast(max(case when parameter = 'minggu_wajar_min' then nilai end) as integer) as minggu_min
        from batas
        where
            berlaku_mulai <= date '{{ satu[:7] }}-01'
            and coalesce(berlaku_sampai, date '{{ satu[:7] }}-01') >= date '{{ satu[:7] }}-01'

    ),

    hari_{{ loop.index }} as (

        select
            meter.nomor,
            meter.nomor * 7 + {{ hari_pekan("harian.tanggal") }} as baris,
            harian.tanggal,
            harian.kwh_interval
        from {{ ref("stg_energi__harian") }} as harian
        inner join hari_biasa on harian.tanggal = hari_biasa.tanggal
        inner join meter on harian.kd_pemda = meter.kd_pemda and harian.id_meter = meter.id_meter
        where
            harian.n_interval > 0
            and {{ dalam_bulan("harian.tanggal", [satu[:7]]) }}

    ),

    terurai_{{ loop.index }} as (

        {{ urai_interval("hari_" ~ loop.index, ["nomor", "baris", "tanggal"], "kwh_interval") }}

    ),

    -- 1.4826 × MAD is the standard deviation of a normal distribution; a MAD of 0 is no measure.
    ukuran_{{ loop.index }} as (

        select
            wajar.baris * 24 + wajar.jam as pekan_jam,
            wajar.median_x4,
            14826 * nullif(wajar.mad_x4, 0) as skala,
            batas.z_ratus * 14826 * nullif(wajar.mad_x4, 0) as batas_simpang
        from wajar_{{ loop.index }} as wajar
        inner join batas_{{ loop.index }} as batas on wajar.n_minggu >= batas.minggu_min

    ),

    menyimpang_{{ loop.index }} as (

        select
            terurai.nomor,
            terurai.tanggal,
            terurai.ke,
            terurai.nilai,
            ukuran.median_x4,
            ukuran.skala
        from terurai_{{ loop.index }} as terurai
        inner join ukuran_{{ loop.index }} as ukuran
            on terurai.baris * 24 + {{ bagi_bulat("terurai.ke", 4) }} = ukuran.pekan_jam
        where abs(4 * terurai.nilai - ukuran.median_x4) * 1000000 > ukuran.batas_simpang

    ),

{% endfor %}
gabungan as (

    select
        cast(null as integer) as nomor,
        cast(null as date) as tanggal,
        cast(null as integer) as ke,
        cast(null as bigint) as nilai,
        cast(null as bigint) as median_x4,
        cast(null as bigint) as skala
    where false
    {% for satu in bulan %}
        union all
        select * from menyimpang_{{ loop.index }}
    {% endfor %}

),

int_energi__menyimpang as (

    select
        meter.kd_pemda,
        meter.id_meter,
        {{ awal_bulan("gabungan.tanggal") }} as bulan,
        gabungan.tanggal,
        cast(gabungan.ke as integer) as ke,
        case when 4 * gabungan.nilai > gabungan.median_x4 then 1 else -1 end as arah,
        gabungan.nilai,
        gabungan.median_x4,
        {{ bagi_bulat(
            "abs(4 * gabungan.nilai - gabungan.median_x4) * 2000000 + gabungan.skala", "2 * gabungan.skala"
        ) }} as skor_ratus
    from gabungan
    inner join meter on gabungan.nomor = meter.nomor

)

select * from int_energi__menyimpang

-- The usual consumption by hour of the week, from the weeks before each month. The months are made one after
-- the other (each waits for the one before): all at once they would not fit into memory.
{% set bulan = bulan_wajar() %}
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_bulan_energi(bulan_energi([1, 2])) }}",
    post_hook="{{ lepas_wajar() }}"
) }}
-- depends_on: {{ ref("cfg_batas_energi") }}

with harian as (

    select * from {{ ref("stg_energi__harian") }}

),

hari_biasa as (

    select * from {{ ref("int_energi__hari_biasa") }}

),

{% for satu in bulan %}
    urai_{{ loop.index }} as (

        select
            harian.kd_pemda,
            harian.id_meter,
            {{ hari_pekan("harian.tanggal") }} as hari_ke,
            {{ pangkat_dua(bagi_bulat(hari_antara("harian.tanggal", "date '" ~ satu[:7] ~ "-01'") ~ " - 1", 7)) }} as tanda_minggu,
            harian.kwh_interval
        from harian
        inner join hari_biasa on harian.tanggal = hari_biasa.tanggal
        where
            {{ dalam_minggu_wajar("harian.tanggal", satu) }}
            {% if not loop.first %}
                and (select count(*) from wajar_{{ loop.index - 1 }}) >= 0
            {% endif %}

    ),

    wajar_{{ loop.index }} as (

        {{ median_jam("urai_" ~ loop.index, ["kd_pemda", "id_meter", "hari_ke"], "kwh_interval", "tanda_minggu") }}

    ),

{% endfor %}
gabungan as (

    select
        cast(null as varchar(10)) as kd_pemda,
        cast(null as varchar(60)) as id_meter,
        cast(null as date) as bulan,
        cast(null as integer) as hari_ke,
        cast(null as integer) as jam,
        cast(null as bigint) as median_x4,
        cast(null as bigint) as mad_x4,
        cast(null as integer) as n_minggu
    where false
    {% for satu in bulan %}
        union all
        select
            kd_pemda,
            id_meter,
            date '{{ satu[:7] }}-01' as bulan,
            hari_ke,
            jam,
            median_x4,
            mad_x4,
            n_minggu
        from wajar_{{ loop.index }}
    {% endfor %}

),

batas as (

    select * from {{ ref("cfg_batas_energi") }}
    where parameter = 'minggu_wajar_min'

),

int_energi__wajar as (

    select
        gabungan.kd_pemda,
        gabungan.id_meter,
        gabungan.bulan,
        gabungan.hari_ke,
        gabungan.jam,
        gabungan.median_x4,
        gabungan.mad_x4
    from gabungan
    inner join batas
        on
            gabungan.bulan >= batas.berlaku_mulai
            and gabungan.bulan <= coalesce(batas.berlaku_sampai, gabungan.bulan)
            and gabungan.n_minggu >= batas.nilai
    where gabungan.mad_x4 > 0

)

select * from int_energi__wajar

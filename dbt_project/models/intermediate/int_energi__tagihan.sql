-- Bills by calendar month: spread evenly over their days, so that the parts add up to the bill.
with tagihan as (

    select * from {{ ref("stg_tagihan__listrik") }}

),

meter as (

    select distinct
        kd_pemda,
        id_meter
    from {{ ref("int_energi__meter") }}

),

bulanan as (

    {% for n in range(5) %}
        select
            kd_pemda,
            id_pelanggan,
            periode_awal,
            periode_akhir,
            kwh_tagihan,
            cast({{ awal_bulan("periode_awal") }} + interval {{ n }} month as date) as bulan
        from tagihan
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

hari as (

    select
        *,
        {{ hari_antara("periode_awal", "periode_akhir") }} + 1 as n_hari,
        greatest({{ hari_antara("periode_awal", "bulan") }}, 0) as hari_sebelum,
        {{ hari_antara("periode_awal", "least(periode_akhir, last_day(bulan))") }} + 1 as hari_sampai,
        cast(kwh_tagihan * 1000 as bigint) as kwh_ribu
    from bulanan
    where bulan <= periode_akhir

),

int_energi__tagihan as (

    select
        hari.kd_pemda,
        hari.id_pelanggan as id_meter,
        hari.bulan,
        cast(sum(
            {{ bagi_bulat("hari.kwh_ribu * hari.hari_sampai", "hari.n_hari") }}
            - {{ bagi_bulat("hari.kwh_ribu * hari.hari_sebelum", "hari.n_hari") }}
        ) as decimal(18, 0)) * 0.001 as kwh_tagihan,
        cast(sum(hari.hari_sampai - hari.hari_sebelum) as integer) as hari_tagihan
    from hari
    inner join meter on hari.kd_pemda = meter.kd_pemda and hari.id_pelanggan = meter.id_meter
    group by hari.kd_pemda, hari.id_pelanggan, hari.bulan

)

select * from int_energi__tagihan

-- Rebuilt per month of receipt: months in which a ticket or a cluster changed, and months with a
-- deadline still running.
{% set berubah = irisan_berubah("p3m_aduan") %}
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_bulan_terima() }}"
) }}

with tiket as (

    select * from {{ ref("mart_pengaduan") }}
    {% if berubah is not none %}
        -- The pre-hook deleted what is to be rebuilt; what is not there is to be built.
        where {{ awal_bulan("diterima_tgl") }} not in (select bulan from {{ this }})
    {% endif %}

),

mart_pengaduan_bulanan as (

    select
        kd_pemda,
        {{ awal_bulan("diterima_tgl") }} as bulan,
        coalesce(opd_akhir, '-') as opd_akhir,
        coalesce(klasifikasi, '-') as klasifikasi,
        coalesce(kanal_kode, '-') as kanal_kode,
        coalesce(kd_kecamatan, '-') as kd_kecamatan,
        cast(count(*) as integer) as jumlah,
        cast(count_if(is_primary) as integer) as jumlah_unik,
        cast(count_if(status = 'SELESAI') as integer) as n_selesai,
        cast(count_if(sla_selesai = 'TEPAT') as integer) as n_tepat,
        cast(count_if(sla_selesai = 'LEWAT') as integer) as n_lewat,
        cast(count_if(sla_selesai = 'DIKECUALIKAN') as integer) as n_dikecualikan,
        cast(count_if(sla_selesai = 'BERJALAN') as integer) as n_berjalan,
        {{ persen("count_if(sla_selesai = 'TEPAT')", "count_if(sla_selesai in ('TEPAT', 'LEWAT'))") }} as sla_pct,
        {{ kuantil_jam("jam_respon", 0.5) }} as jam_respon_median,
        {{ kuantil_jam("jam_respon", 0.9) }} as jam_respon_p90,
        cast(count(dijawab_at) as integer) as n_dijawab,
        -- DuckDB's count_if says null where every condition is null: these counts are never that.
        cast(count(case when penutupan = 'CONFIRMED' then 1 end) as integer) as n_konfirmasi,
        cast(count(case when penutupan = 'AUTO_10D' then 1 end) as integer) as n_otomatis,
        {{ bagi_rp("cast(sum(kepuasan) as decimal(18, 4))", "count(kepuasan)") }} as kepuasan_rata,
        {{ daftar(["case when count_if(sla_selesai in ('TEPAT', 'LEWAT')) = 0 then 'NOT_DUE' end"]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from tiket
    group by all

)

select * from mart_pengaduan_bulanan

with bank as (

    select * from {{ ref("stg_bank__sampah") }}

),

mart_produk_sampah as (

    select
        kd_pemda,
        bulan,
        kd_kecamatan,
        jenis_unit,
        produk,
        cast(count(distinct unit) as integer) as n_unit,
        cast(sum(masuk_kg) as decimal(18, 2)) as masuk_kg,
        cast(sum(hasil_kg) as decimal(18, 2)) as hasil_kg,
        cast(sum(nilai_jual_rp) as decimal(20, 2)) as nilai_jual_rp,
        {{ persen("sum(hasil_kg)", "sum(masuk_kg)") }} as rendemen_pct,
        {{ daftar(["case when sum(masuk_kg) = 0 then 'MASUK_NOL' end"]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from bank
    group by kd_pemda, bulan, kd_kecamatan, jenis_unit, produk

)

select * from mart_produk_sampah

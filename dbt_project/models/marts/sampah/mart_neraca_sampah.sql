-- All weights in kilograms until the last step: ratios are of unrounded sums.
with harian as (

    select
        kd_pemda,
        bulan,
        sum(netto_kg) as netto_kg,
        sum(estimasi_kg) as estimasi_kg,
        count(distinct case when ritase > 0 then tanggal end) as n_hari_timbang
    from {{ ref("mart_sampah_harian") }}
    group by kd_pemda, bulan

),

bank as (

    select
        kd_pemda,
        bulan,
        sum(diolah_kg - residu_kg) as pengurangan_kg,
        sum(residu_kg) as residu_kg,
        count(distinct unit) as n_unit
    from {{ ref("stg_bank__sampah") }}
    group by kd_pemda, bulan

),

penduduk as (

    select
        kd_wilayah,
        tahun,
        penduduk,
        lead(tahun) over (partition by kd_wilayah order by tahun) as tahun_berikut
    from {{ ref("stg_referensi__penduduk_tahun") }}

),

faktor as (

    select * from {{ ref("stg_referensi__faktor_timbulan") }}

),

target as (

    select * from {{ ref("cfg_target_sampah") }}

),

bulanan as (

    select
        coalesce(harian.kd_pemda, bank.kd_pemda) as kd_pemda,
        coalesce(harian.bulan, bank.bulan) as bulan,
        coalesce(harian.netto_kg, 0) as netto_kg,
        coalesce(harian.estimasi_kg, 0) as estimasi_kg,
        coalesce(harian.n_hari_timbang, 0) as n_hari_timbang,
        coalesce(bank.pengurangan_kg, 0) as pengurangan_kg,
        coalesce(bank.residu_kg, 0) as residu_kg,
        coalesce(bank.n_unit, 0) as n_unit
    from harian
    full outer join bank on harian.kd_pemda = bank.kd_pemda and harian.bulan = bank.bulan

),

timbulan as (

    select
        bulanan.*,
        penduduk.penduduk,
        penduduk.tahun as tahun_penduduk,
        faktor.kg_per_orang_hari as faktor_kg,
        faktor.sumber as sumber_faktor,
        target.target_pengurangan_pct,
        target.target_penanganan_pct,
        {{ hari_sebulan("bulanan.bulan") }} as hari_sebulan,
        cast(penduduk.penduduk * faktor.kg_per_orang_hari * {{ hari_sebulan("bulanan.bulan") }} as decimal(28, 4)) as timbulan_kg,
        cast(bulanan.netto_kg - bulanan.residu_kg as decimal(28, 4)) as penanganan_kg
    from bulanan
    left join penduduk
        on
            bulanan.kd_pemda = penduduk.kd_wilayah
            and extract(year from bulanan.bulan) >= penduduk.tahun
            and extract(year from bulanan.bulan) < coalesce(penduduk.tahun_berikut, 9999)
    left join faktor
        on
            bulanan.kd_pemda = faktor.kd_pemda
            and bulanan.bulan >= faktor.berlaku_mulai
            and (faktor.digantikan_tgl is null or bulanan.bulan < faktor.digantikan_tgl)
    left join target
        on
            bulanan.kd_pemda = target.kd_pemda
            and bulanan.bulan >= target.berlaku_mulai
            and bulanan.bulan <= coalesce(target.berlaku_sampai, bulanan.bulan)

),

-- Times 10,000 the figures are whole numbers, as persen wants them.
terukur as (

    select
        *,
        cast(pengurangan_kg + penanganan_kg as decimal(28, 4)) as terkelola_kg,
        {{ persen("pengurangan_kg * 10000", "timbulan_kg * 10000") }} as pengurangan_pct,
        {{ persen("penanganan_kg * 10000", "timbulan_kg * 10000") }} as penanganan_pct,
        {{ persen("(pengurangan_kg + penanganan_kg) * 10000", "timbulan_kg * 10000") }} as terkelola_pct,
        {{ persen("netto_kg", "penduduk * hari_sebulan * 100") }} as kg_per_orang_hari_tpa
    from timbulan

),

mart_neraca_sampah as (

    select
        kd_pemda,
        bulan,
        penduduk,
        tahun_penduduk,
        faktor_kg,
        sumber_faktor,
        {{ ton("timbulan_kg") }} as timbulan_ton,
        {{ ton("pengurangan_kg") }} as pengurangan_ton,
        {{ ton("penanganan_kg") }} as penanganan_ton,
        {{ ton("residu_kg") }} as residu_ton,
        {{ ton("terkelola_kg") }} as terkelola_ton,
        {{ ton("estimasi_kg") }} as estimasi_ton,
        pengurangan_pct,
        penanganan_pct,
        terkelola_pct,
        cast(100 - terkelola_pct as decimal(18, 4)) as tidak_terkelola_pct,
        target_pengurangan_pct,
        target_penanganan_pct,
        kg_per_orang_hari_tpa,
        cast(n_hari_timbang as integer) as n_hari_timbang,
        cast(n_unit as integer) as n_unit,
        {{ daftar([
            "case when penduduk is null then 'NO_POPULATION' end",
            "case when faktor_kg is null then 'FAKTOR_BELUM_ADA' end",
            "case when timbulan_kg = 0 then 'TIMBULAN_NOL' end",
            "case when terkelola_kg > timbulan_kg then 'MASS_BALANCE' end",
            "case when target_pengurangan_pct is null then 'TARGET_BELUM_ADA' end",
            "case when n_hari_timbang = 0 then 'TIMBANGAN_KOSONG' end",
            "case when n_unit = 0 then 'BANK_SAMPAH_KOSONG' end",
        ]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from terukur

)

select * from mart_neraca_sampah

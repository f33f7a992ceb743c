-- Days without any ticket between two days with tickets, and what probably came over the scales: like days
-- are the same weekday of the 8 weeks before, national holidays apart.
with tiket as (

    select * from {{ ref("stg_timbangan__tpa") }}
    -- The months that the mart builds, with what they look at on both sides.
    where {{ bulan_sampah_dibangun("bulan", tampilan=true, dari=-4, sampai=4) }}

),

hari as (

    select
        tanggal,
        is_libur_nasional
    from {{ ref("dim_tanggal") }}

),

batas as (

    select * from {{ ref("cfg_sampah") }}

),

hari_beda as (

    select distinct
        kd_pemda,
        tpa,
        tanggal
    from tiket

),

hari_tiket as (

    select
        kd_pemda,
        tpa,
        tanggal,
        lead(tanggal) over (partition by kd_pemda, tpa order by tanggal) as berikut_tgl
    from hari_beda

),

mati as (

    select
        hari_tiket.kd_pemda,
        hari_tiket.tpa,
        hari.tanggal,
        riwayat_hari.nilai as riwayat_hari,
        hari_sejenis_min.nilai as hari_sejenis_min
    from hari_tiket
    inner join hari on hari_tiket.tanggal < hari.tanggal and hari_tiket.berikut_tgl > hari.tanggal
    inner join batas as mati_maks_hari on {{ batas_sampah("mati_maks_hari", "hari.tanggal") }}
    inner join batas as riwayat_hari on {{ batas_sampah("riwayat_hari", "hari.tanggal") }}
    inner join batas as hari_sejenis_min on {{ batas_sampah("hari_sejenis_min", "hari.tanggal") }}
    where
        not hari.is_libur_nasional
        and {{ hari_antara("hari_tiket.tanggal", "hari_tiket.berikut_tgl") }} - 1 <= mati_maks_hari.nilai
        and {{ bulan_sampah_dibangun(awal_bulan("hari.tanggal"), tampilan=true) }}

),

-- By day, so that tickets are found by equality and not by comparing all of a bridge.
jendela as (

    select
        mati.kd_pemda,
        mati.tpa,
        mati.tanggal,
        hari.tanggal as lalu_tgl,
        not hari.is_libur_nasional
        and {{ hari_antara("hari.tanggal", "mati.tanggal") }} % 7 = 0 as is_sejenis
    from mati
    inner join hari on mati.tanggal > hari.tanggal
    where {{ hari_antara("hari.tanggal", "mati.tanggal") }} <= mati.riwayat_hari

),

-- Before its first ticket a bridge was not there. Of the window alone: what an estimate looks at must not
-- reach further back than a night rebuilds.
mulai as (

    select
        jendela.kd_pemda,
        jendela.tpa,
        jendela.tanggal,
        min(jendela.lalu_tgl) as mulai_tgl
    from jendela
    inner join hari_beda
        on
            jendela.kd_pemda = hari_beda.kd_pemda
            and jendela.tpa = hari_beda.tpa
            and jendela.lalu_tgl = hari_beda.tanggal
    group by jendela.kd_pemda, jendela.tpa, jendela.tanggal

),

hari_sejenis as (

    select
        jendela.kd_pemda,
        jendela.tpa,
        jendela.tanggal,
        jendela.lalu_tgl as sejenis_tgl
    from jendela
    inner join mulai
        on jendela.kd_pemda = mulai.kd_pemda and jendela.tpa = mulai.tpa and jendela.tanggal = mulai.tanggal
    where jendela.is_sejenis and jendela.lalu_tgl >= mulai.mulai_tgl

),

-- Own loads only: what comes from outside is nobody's to estimate.
berat as (

    select
        jendela.kd_pemda,
        jendela.tpa,
        jendela.tanggal,
        tiket.jenis_kendaraan,
        {{ median("tiket.netto_kg") }} as netto_median_kg
    from jendela
    inner join tiket
        on
            jendela.kd_pemda = tiket.kd_pemda
            and jendela.tpa = tiket.tpa
            and jendela.lalu_tgl = tiket.tanggal
    where not tiket.is_luar_daerah
    group by jendela.kd_pemda, jendela.tpa, jendela.tanggal, tiket.jenis_kendaraan

),

rit_per_hari as (

    select
        kd_pemda,
        tpa,
        tanggal,
        jenis_kendaraan,
        count(*) as rit
    from tiket
    where not is_luar_daerah
    group by kd_pemda, tpa, tanggal, jenis_kendaraan

),

rit as (

    select
        hari_sejenis.kd_pemda,
        hari_sejenis.tpa,
        hari_sejenis.tanggal,
        berat.jenis_kendaraan,
        berat.netto_median_kg,
        {{ median("coalesce(rit_per_hari.rit, 0)") }} as rit_median
    from hari_sejenis
    inner join berat
        on
            hari_sejenis.kd_pemda = berat.kd_pemda
            and hari_sejenis.tpa = berat.tpa
            and hari_sejenis.tanggal = berat.tanggal
    left join rit_per_hari
        on
            hari_sejenis.kd_pemda = rit_per_hari.kd_pemda
            and hari_sejenis.tpa = rit_per_hari.tpa
            and hari_sejenis.sejenis_tgl = rit_per_hari.tanggal
            and berat.jenis_kendaraan = rit_per_hari.jenis_kendaraan
    group by
        hari_sejenis.kd_pemda,
        hari_sejenis.tpa,
        hari_sejenis.tanggal,
        berat.jenis_kendaraan,
        berat.netto_median_kg

),

perkiraan as (

    select
        kd_pemda,
        tpa,
        tanggal,
        cast(sum(cast(rit_median * netto_median_kg as decimal(24, 4))) as decimal(18, 2)) as estimasi_kg
    from rit
    group by kd_pemda, tpa, tanggal

),

banyak as (

    select
        kd_pemda,
        tpa,
        tanggal,
        count(*) as n_sejenis
    from hari_sejenis
    group by kd_pemda, tpa, tanggal

),

int_sampah__hari_mati as (

    select
        mati.kd_pemda,
        mati.tpa,
        mati.tanggal,
        cast(coalesce(banyak.n_sejenis, 0) as integer) as n_hari_sejenis,
        case when banyak.n_sejenis >= mati.hari_sejenis_min then perkiraan.estimasi_kg end as estimasi_kg
    from mati
    left join banyak
        on mati.kd_pemda = banyak.kd_pemda and mati.tpa = banyak.tpa and mati.tanggal = banyak.tanggal
    left join perkiraan
        on mati.kd_pemda = perkiraan.kd_pemda and mati.tpa = perkiraan.tpa and mati.tanggal = perkiraan.tanggal

)

select * from int_sampah__hari_mati

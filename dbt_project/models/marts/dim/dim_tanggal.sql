-- One row per day. A year without a holiday table has no working days: null, never a guess.
with hari as (

    {{ deret_tanggal("date '2021-01-01'", "cast(make_date(cast(extract(year from " ~ as_of() ~ ") as integer) + 1, 12, 31) as date)") }}

),

libur as (

    select * from {{ ref("stg_referensi__hari_libur") }}

),

tahun_berkalender as (

    select distinct extract(year from tanggal) as tahun from libur

),

ditandai as (

    select
        hari.tanggal,
        case
            when tahun_berkalender.tahun is null then null
            else {{ hari_pekan("hari.tanggal") }} <= 4 and libur.tanggal is null
        end as is_hari_kerja,
        coalesce(libur.jenis = 'libur_nasional', false) as is_libur_nasional,
        coalesce(libur.jenis = 'cuti_bersama', false) as is_cuti_bersama,
        libur.nama as nama_libur,
        {{ hari_pekan("hari.tanggal") }} <= 5 as is_pip_open
    from hari
    left join libur on hari.tanggal = libur.tanggal
    left join tahun_berkalender on extract(year from hari.tanggal) = tahun_berkalender.tahun

),

dim_tanggal as (

    select
        tanggal,
        is_hari_kerja,
        is_libur_nasional,
        is_cuti_bersama,
        nama_libur,
        cast(extract(year from tanggal) as integer) as tahun_anggaran,
        cast(extract(quarter from tanggal) as integer) as triwulan,
        cast(floor((extract(day from tanggal) - 1) / 7) + 1 as integer) as minggu_dalam_bulan,
        is_pip_open,
        cast(sum(case when is_hari_kerja then 1 else 0 end) over hingga as integer) as hari_kerja_ke,
        cast(sum(case when is_hari_kerja is null then 1 else 0 end) over hingga as integer) as tanpa_kalender_ke
    from ditandai
    window hingga as (order by tanggal rows between unbounded preceding and current row)

)

select * from dim_tanggal

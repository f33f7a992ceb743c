-- Tickets open at the end of each day. Rebuilt from the first month in which a ticket changed.
{% set berubah = irisan_berubah("p3m_aduan") %}
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_backlog() }}"
) }}

with tiket as (

    select
        kd_pemda,
        coalesce(opd_akhir, '-') as opd_akhir,
        diterima_tgl,
        tenggat_selesai_tgl,
        -- A closed ticket without a closing time is closed; it is not shown as waiting for ever.
        case
            when status = 'SELESAI' then coalesce({{ tgl_wib("selesai_at") }}, diterima_tgl)
            when status <> 'DIBUKA_KEMBALI' then {{ tgl_wib("selesai_at") }}
        end as ditutup_tgl
    from {{ ref("mart_pengaduan") }}
    where status not in ('BUKAN_WEWENANG', 'ARSIP', 'DUPLIKAT')

),

hari as (

    select * from {{ ref("dim_tanggal") }}

),

hari_dibangun as (

    select
        tanggal,
        hari_kerja_ke,
        tanpa_kalender_ke
    from hari
    where
        tanggal <= {{ as_of() }}
        and tanggal >= (select min(diterima_tgl) from tiket)
        {% if berubah is not none %}
            and tanggal > (select coalesce(max(tanggal), date '1900-01-01') from {{ this }})
        {% endif %}

),

umur as (

    select * from {{ ref("cfg_umur_backlog") }}

),

terbuka as (

    select
        tiket.kd_pemda,
        tiket.opd_akhir,
        tiket.tenggat_selesai_tgl,
        hari_dibangun.tanggal,
        case
            when hari_dibangun.tanpa_kalender_ke = hari_masuk.tanpa_kalender_ke
                then hari_dibangun.hari_kerja_ke - hari_masuk.hari_kerja_ke
        end as umur_hk
    from hari_dibangun
    inner join tiket
        on
            hari_dibangun.tanggal >= tiket.diterima_tgl
            and (tiket.ditutup_tgl is null or hari_dibangun.tanggal < tiket.ditutup_tgl)
    -- Received before the calendar begins: open all the same, of unknown age.
    left join hari as hari_masuk on tiket.diterima_tgl = hari_masuk.tanggal

),

mart_pengaduan_backlog_harian as (

    select
        terbuka.kd_pemda,
        terbuka.tanggal,
        terbuka.opd_akhir,
        coalesce(umur.umur, '-') as umur,
        cast(count(*) as integer) as n_terbuka,
        cast(count_if(terbuka.tanggal > terbuka.tenggat_selesai_tgl) as integer) as n_lewat_tenggat,
        {{ daftar(["case when umur.umur is null then 'NO_CALENDAR' end"]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from terbuka
    left join umur
        on
            terbuka.umur_hk >= umur.dari_hk
            and terbuka.umur_hk <= coalesce(umur.sampai_hk, terbuka.umur_hk)
            and terbuka.tanggal >= umur.berlaku_mulai
            and terbuka.tanggal <= coalesce(umur.berlaku_sampai, terbuka.tanggal)
    group by all

)

select * from mart_pengaduan_backlog_harian

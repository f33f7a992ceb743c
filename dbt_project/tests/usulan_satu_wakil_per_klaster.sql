-- Each need is counted once, in one budget year, and has one thread.
with klaster as (

    select
        kd_pemda,
        klaster_id,
        count_if(is_primary) as n_wakil,
        -- Money and office of a need stand with its main row: a letter has neither.
        count_if(is_primary and asal = 'sarapan') > 0
        and count_if(asal <> 'sarapan' and keputusan not in ('CANCELLED', 'NOT_SUBMITTED')) > 0 as is_tanpa_nilai,
        count_if(is_primary and is_dianggarkan) = 0 and count_if(is_dianggarkan and keputusan = 'ACCEPTED') > 0
            as is_salah_anggaran,
        count(distinct tahun_anggaran) as n_tahun
    from {{ ref("mart_usulan") }}
    group by kd_pemda, klaster_id

),

jejak as (

    select
        kd_pemda,
        klaster_id
    from {{ ref("mart_jejak_aspirasi") }}

)

select
    kd_pemda,
    klaster_id,
    klaster_id || ': ' || coalesce(klaster.n_wakil, 0) || ' baris utama, '
    || coalesce(klaster.n_tahun, 0) || ' tahun anggaran, '
    || case when jejak.klaster_id is null then 'tanpa' else 'ada' end || ' jejak'
    || case when klaster.is_tanpa_nilai then ', diwakili aspirasi' else '' end
    || case when klaster.is_salah_anggaran then ', diwakili baris yang tidak dianggarkan' else '' end as pesan
from klaster
full outer join jejak using (kd_pemda, klaster_id)
where
    klaster.n_wakil is distinct from 1
    or klaster.n_tahun is distinct from 1
    or klaster.is_tanpa_nilai
    or klaster.is_salah_anggaran
    or jejak.klaster_id is null

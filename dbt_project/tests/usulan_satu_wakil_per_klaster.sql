-- Each need is counted once, in one budget year, and has one thread.
with klaster as (

    select
        kd_pemda,
        klaster_id,
        count_if(is_primary) as n_wakil,
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
    klaster_id || ': ' || coalesce(klaster.n_wakil, 0) || ' baris wakil, '
    || coalesce(klaster.n_tahun, 0) || ' tahun anggaran, '
    || case when jejak.klaster_id is null then 'tanpa' else 'ada' end || ' jejak' as pesan
from klaster
full outer join jejak using (kd_pemda, klaster_id)
where
    klaster.n_wakil is distinct from 1
    or klaster.n_tahun is distinct from 1
    or jejak.klaster_id is null

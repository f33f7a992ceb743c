-- The backlog of the night is the tickets that are open on it.
with terbuka as (

    select
        kd_pemda,
        count(*) as n_tiket
    from {{ ref("mart_pengaduan") }}
    where
        status not in ('SELESAI', 'BUKAN_WEWENANG', 'ARSIP', 'DUPLIKAT')
        and diterima_tgl <= as_of_tgl
        and (status = 'DIBUKA_KEMBALI' or selesai_at is null)
    group by kd_pemda

),

backlog as (

    select
        kd_pemda,
        sum(n_terbuka) as n_backlog
    from {{ ref("mart_pengaduan_backlog_harian") }}
    where tanggal = as_of_tgl
    group by kd_pemda

)

select
    kd_pemda,
    terbuka.n_tiket,
    backlog.n_backlog
from terbuka
full outer join backlog using (kd_pemda)
where terbuka.n_tiket is distinct from backlog.n_backlog

-- What goes on from a stage is what comes to the next one; nothing is negative.
with berurut as (

    select
        *,
        lag(diteruskan_baris) over corong as diteruskan_baris_lalu,
        lag(diteruskan_unik) over corong as diteruskan_unik_lalu
    from {{ ref("mart_usulan_corong") }}
    window corong as (
        partition by kd_pemda, tahun_anggaran, asal, kd_opd
        order by urutan
    )

)

select
    kd_pemda,
    tahun_anggaran,
    asal,
    kd_opd,
    tahap,
    kd_pemda || ' ' || tahun_anggaran || ' ' || asal || ' ' || kd_opd || ' ' || tahap || ': masuk ' || masuk_baris
    || ', diteruskan ' || diteruskan_baris as pesan
from berurut
where
    masuk_baris <> coalesce(diteruskan_baris_lalu, masuk_baris)
    or masuk_unik <> coalesce(diteruskan_unik_lalu, masuk_unik)
    or least(
        masuk_baris, pending_baris, ditolak_baris, dikembalikan_baris, diteruskan_baris,
        masuk_unik, pending_unik, ditolak_unik, dikembalikan_unik, diteruskan_unik
    ) < 0

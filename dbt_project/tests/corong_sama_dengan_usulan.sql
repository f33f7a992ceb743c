-- Counted another way: into a stage came the accepted ones and those that stand there or beyond it, and
-- all that were handed in came to the first one. The funnel says the same, and so no stage is without a place.
with tahap as (

    select
        *,
        row_number() over (
            partition by kd_pemda, tahun_anggaran, asal, kd_opd
            order by urutan
        ) as tahap_ke
    from {{ ref("mart_usulan_corong") }}

),

usulan as (

    select
        kd_pemda,
        tahun_anggaran,
        asal,
        coalesce(opd_akhir, '*') as kd_opd,
        keputusan,
        urutan_tahap,
        is_primary
    from {{ ref("mart_usulan") }}
    where keputusan not in ('NOT_SUBMITTED', 'CANCELLED')

),

dihitung as (

    select
        usulan.kd_pemda,
        usulan.tahun_anggaran,
        usulan.asal,
        usulan.kd_opd,
        tahap.tahap,
        any_value(tahap.masuk_baris) as corong_baris,
        any_value(tahap.masuk_unik) as corong_unik,
        count(*) as n_usulan,
        count_if(
            tahap.tahap_ke = 1 or usulan.keputusan = 'ACCEPTED' or usulan.urutan_tahap >= tahap.urutan
        ) as usulan_baris,
        count_if(
            usulan.is_primary
            and (tahap.tahap_ke = 1 or usulan.keputusan = 'ACCEPTED' or usulan.urutan_tahap >= tahap.urutan)
        ) as usulan_unik
    from usulan
    left join tahap
        on
            usulan.kd_pemda = tahap.kd_pemda
            and usulan.tahun_anggaran = tahap.tahun_anggaran
            and usulan.asal = tahap.asal
            and usulan.kd_opd = tahap.kd_opd
    group by usulan.kd_pemda, usulan.tahun_anggaran, usulan.asal, usulan.kd_opd, tahap.tahap

)

select
    kd_pemda,
    tahun_anggaran,
    asal,
    kd_opd,
    tahap,
    kd_pemda || ' ' || tahun_anggaran || ' ' || asal || ' ' || kd_opd || ' '
    || coalesce(
        tahap || ': corong ' || corong_baris || ', usulan ' || usulan_baris,
        'tanpa corong: ' || n_usulan || ' usulan'
    ) as pesan
from dihitung
where
    tahap is null
    or corong_baris is distinct from usulan_baris
    or corong_unik is distinct from usulan_unik

-- Pagu per month: of the version in force; 0 once a version dropped the item, null before it was born.
with kunci as (

    select * from {{ ref("int_serapan__kunci") }}

),

versi as (

    select * from {{ ref("int_serapan__versi") }}
    where jenis_versi = 'anggaran'

),

pagu as (

    select
        kunci.kd_pemda,
        kunci.tahun,
        kunci.kd_opd,
        kunci.kd_sub_kegiatan,
        kunci.kd_jenis,
        anggaran.tahap,
        min(anggaran.berlaku_tgl) as berlaku_tgl,
        cast(sum(anggaran.pagu) as decimal(20, 2)) as pagu
    from kunci
    inner join {{ ref("stg_sipd__anggaran") }} as anggaran
        on
            kunci.kd_pemda = anggaran.kd_pemda
            and kunci.tahun = anggaran.tahun
            and kunci.kd_opd = anggaran.kd_opd
            and kunci.kd_sub_kegiatan = anggaran.kd_sub_kegiatan
            and kunci.kd_jenis in (anggaran.kd_jenis, '*')
    group by all

),

lahir as (

    select
        kd_pemda,
        tahun,
        kd_opd,
        kd_sub_kegiatan,
        kd_jenis,
        min(berlaku_tgl) as lahir_tgl
    from pagu
    group by all

),

int_serapan__pagu as (

    select
        kunci.kd_pemda,
        kunci.tahun,
        versi.bulan_ke,
        kunci.kd_opd,
        kunci.kd_sub_kegiatan,
        kunci.kd_jenis,
        murni.pagu as pagu_murni,
        case
            when berlaku.pagu is not null then berlaku.pagu
            when lahir.lahir_tgl <= versi.berlaku_tgl then cast(0 as decimal(20, 2))
        end as pagu_berlaku,
        versi.tahap as tahap_berlaku
    from kunci
    inner join versi on kunci.kd_pemda = versi.kd_pemda and kunci.tahun = versi.tahun
    left join pagu as berlaku
        on
            kunci.kd_pemda = berlaku.kd_pemda
            and kunci.tahun = berlaku.tahun
            and kunci.kd_opd = berlaku.kd_opd
            and kunci.kd_sub_kegiatan = berlaku.kd_sub_kegiatan
            and kunci.kd_jenis = berlaku.kd_jenis
            and versi.tahap = berlaku.tahap
    left join pagu as murni
        on
            kunci.kd_pemda = murni.kd_pemda
            and kunci.tahun = murni.tahun
            and kunci.kd_opd = murni.kd_opd
            and kunci.kd_sub_kegiatan = murni.kd_sub_kegiatan
            and kunci.kd_jenis = murni.kd_jenis
            and murni.tahap = 'murni'
    left join lahir
        on
            kunci.kd_pemda = lahir.kd_pemda
            and kunci.tahun = lahir.tahun
            and kunci.kd_opd = lahir.kd_opd
            and kunci.kd_sub_kegiatan = lahir.kd_sub_kegiatan
            and kunci.kd_jenis = lahir.kd_jenis

)

select * from int_serapan__pagu

-- Every stage of a document that has arrived, as a ceiling (PPAS), a projection (KUA) or both.
with plafon as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        max(tanggal_dokumen) as tanggal_dokumen,
        sum(plafon) as total_plafon,
        count(distinct kd_opd) as n_opd,
        count(distinct kd_sub_kegiatan) as n_sub_kegiatan,
        count_if(is_lokasi_tak_dikenal) as n_lokasi_tak_dikenal,
        count_if(is_kunci_ganda) as n_kunci_ganda
    from {{ ref("stg_ppas__plafon") }}
    group by kd_pemda, tahun_anggaran, tahap_dokumen

),

proyeksi as (

    select distinct
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen
    from {{ ref("stg_kua__proyeksi") }}

),

tahap as (

    select * from {{ ref("cfg_tahap_dokumen") }}

),

digabung as (

    select
        coalesce(plafon.kd_pemda, proyeksi.kd_pemda) as kd_pemda,
        coalesce(plafon.tahun_anggaran, proyeksi.tahun_anggaran) as tahun_anggaran,
        coalesce(plafon.tahap_dokumen, proyeksi.tahap_dokumen) as tahap_dokumen,
        plafon.tanggal_dokumen,
        plafon.total_plafon,
        plafon.n_opd,
        plafon.n_sub_kegiatan,
        plafon.n_lokasi_tak_dikenal,
        plafon.n_kunci_ganda,
        plafon.kd_pemda is not null as ada_plafon,
        proyeksi.kd_pemda is not null as ada_proyeksi
    from plafon
    full outer join proyeksi
        on
            plafon.kd_pemda = proyeksi.kd_pemda
            and plafon.tahun_anggaran = proyeksi.tahun_anggaran
            and plafon.tahap_dokumen = proyeksi.tahap_dokumen

),

int_kuappas__dokumen as (

    select
        digabung.kd_pemda,
        digabung.tahun_anggaran,
        digabung.tahap_dokumen,
        tahap.urutan,
        digabung.ada_plafon,
        digabung.ada_proyeksi,
        digabung.tanggal_dokumen,
        cast(digabung.total_plafon as decimal(20, 2)) as total_plafon,
        cast(digabung.n_opd as integer) as n_opd,
        cast(digabung.n_sub_kegiatan as integer) as n_sub_kegiatan,
        cast(digabung.n_lokasi_tak_dikenal as integer) as n_lokasi_tak_dikenal,
        cast(digabung.n_kunci_ganda as integer) as n_kunci_ganda
    from digabung
    left join tahap
        on
            digabung.tahap_dokumen = tahap.tahap_dokumen
            and {{ berlaku_ta("tahap", "digabung.tahun_anggaran") }}

)

select * from int_kuappas__dokumen

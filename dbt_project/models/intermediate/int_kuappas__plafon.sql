-- Each line of a ceiling with the group of spending and the source of money that it counts for.
with plafon as (

    select * from {{ ref("stg_ppas__plafon") }}

),

kelompok as (

    select * from {{ ref("cfg_kelompok_belanja") }}

),

dana as (

    select * from {{ ref("cfg_sumber_dana") }}

),

int_kuappas__plafon as (

    select
        plafon.kd_pemda,
        plafon.tahun_anggaran,
        plafon.tahap_dokumen,
        plafon.kd_opd,
        plafon.kd_bidang_urusan,
        plafon.kd_program,
        plafon.kd_kegiatan,
        plafon.kd_sub_kegiatan,
        plafon.kd_jenis,
        plafon.kd_dana,
        plafon.kd_kecamatan,
        plafon.plafon,
        kelompok.kolom as kolom_belanja,
        coalesce(dana.kolom, 'LAIN') as kolom_dana,
        case
            when plafon.kd_dana is null then 'DANA_KOSONG'
            when dana.kolom is null then 'DANA_TAK_DIKENAL'
        end as alasan_dana,
        plafon.sasaran,
        plafon.indikator,
        plafon.target,
        plafon.satuan,
        plafon.prioritas_daerah,
        plafon.pagu_n_lalu,
        plafon.pagu_n_depan,
        plafon.load_id,
        plafon.baris
    from plafon
    left join kelompok
        on
            {{ berawalan("plafon.kd_jenis", "kelompok.awalan_kd_jenis") }}
            and {{ berlaku_ta("kelompok", "plafon.tahun_anggaran") }}
    left join dana
        on
            plafon.kd_dana = dana.kd_dana
            and {{ berlaku_ta("dana", "plafon.tahun_anggaran") }}

)

select * from int_kuappas__plafon

-- Every code of a planning document means something in its year; who brought the code is named.
with plafon as (

    select * from {{ ref("stg_ppas__plafon") }}

),

proyeksi as (

    select * from {{ ref("stg_kua__proyeksi") }}

),

opd as (

    select * from {{ ref("dim_opd") }}

),

nomenklatur as (

    select * from {{ ref("dim_nomenklatur") }}
    where tingkat = 'sub_kegiatan'

),

rekening as (

    select * from {{ ref("dim_rekening") }}

),

yatim as (

    select
        'OPD ' || plafon.kd_opd as kode,
        'tidak ada di dim_opd yang berlaku pada tahun itu' as sebab,
        plafon.kd_pemda,
        plafon.tahun_anggaran,
        plafon.tahap_dokumen,
        plafon.load_id,
        plafon.plafon
    from plafon
    left join opd
        on
            plafon.kd_pemda = opd.kd_pemda
            and plafon.kd_opd = opd.kd_opd
            and opd.berlaku_mulai <= make_date(plafon.tahun_anggaran, 12, 31)
            and coalesce(opd.berlaku_sampai, make_date(plafon.tahun_anggaran, 1, 1)) >= make_date(plafon.tahun_anggaran, 1, 1)
    where opd.kd_opd is null
    union all
    select
        'sub-kegiatan ' || plafon.kd_sub_kegiatan as kode,
        case
            when plafon.kd_sub_kegiatan ilike '%x.xx%' then 'masih memuat X.XX, ganti dengan bidang urusan OPD'
            else 'tidak ada di nomenklatur tahun itu'
        end as sebab,
        plafon.kd_pemda,
        plafon.tahun_anggaran,
        plafon.tahap_dokumen,
        plafon.load_id,
        plafon.plafon
    from plafon
    left join nomenklatur
        on
            plafon.kd_sub_kegiatan = nomenklatur.kode
            and plafon.tahun_anggaran >= nomenklatur.tahun_mulai
            and plafon.tahun_anggaran <= coalesce(nomenklatur.tahun_sampai, plafon.tahun_anggaran)
    where nomenklatur.kode is null
    union all
    select
        'jenis belanja ' || plafon.kd_jenis as kode,
        'tidak ada di dim_rekening' as sebab,
        plafon.kd_pemda,
        plafon.tahun_anggaran,
        plafon.tahap_dokumen,
        plafon.load_id,
        plafon.plafon
    from plafon
    left join rekening on plafon.kd_jenis = rekening.kode
    where rekening.kode is null
    union all
    select
        'rekening ' || proyeksi.kd_rekening as kode,
        'tidak ada di dim_rekening' as sebab,
        proyeksi.kd_pemda,
        proyeksi.tahun_anggaran,
        proyeksi.tahap_dokumen,
        proyeksi.load_id,
        proyeksi.plafon_ppas as plafon
    from proyeksi
    left join rekening on proyeksi.kd_rekening = rekening.kode
    where rekening.kode is null

),

bernama as (

    select
        yatim.kd_pemda,
        yatim.tahun_anggaran,
        yatim.tahap_dokumen,
        yatim.kode,
        yatim.sebab,
        coalesce({{ gabung_unik("muatan.file_name") }}, '?') as berkas,
        count(*) as n_baris,
        coalesce(sum(yatim.plafon), 0) as plafon
    from yatim
    left join {{ ref("ops_muatan") }} as muatan on yatim.load_id = muatan.load_id
    group by yatim.kd_pemda, yatim.tahun_anggaran, yatim.tahap_dokumen, yatim.kode, yatim.sebab

)

select
    kd_pemda,
    tahun_anggaran,
    tahap_dokumen,
    kode,
    berkas,
    n_baris,
    plafon,
    kd_pemda || ' TA ' || tahun_anggaran || ' ' || tahap_dokumen || ': ' || kode || ' ' || sebab || ' (berkas ' || berkas
    || ', ' || n_baris || ' baris, ' || {{ rupiah("plafon") }} || ')' as pesan
from bernama
order by pesan

-- A ceiling is never below nought, in the document or in any sum of it.
with semua as (

    select
        'ppas_plafon' as tabel,
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_opd,
        kd_sub_kegiatan,
        plafon
    from {{ ref("stg_ppas__plafon") }}
    union all
    select
        'mart_ppas_urusan_opd' as tabel,
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_opd,
        kd_bidang_urusan as kd_sub_kegiatan,
        plafon
    from {{ ref("mart_ppas_urusan_opd") }}
    union all
    select
        'mart_ppas_program' as tabel,
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_opd,
        kd_sub_kegiatan,
        plafon
    from {{ ref("mart_ppas_program") }}
    union all
    select
        'mart_kuappas_input' as tabel,
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_opd,
        kd_sub_kegiatan,
        plafon_ppas as plafon
    from {{ ref("mart_kuappas_input") }}

)

select
    tabel,
    kd_pemda,
    tahun_anggaran,
    tahap_dokumen,
    kd_opd,
    kd_sub_kegiatan,
    plafon,
    kd_pemda || ' TA ' || tahun_anggaran || ' ' || tahap_dokumen || ', ' || tabel || ', OPD ' || kd_opd || ', '
    || kd_sub_kegiatan || ': plafon negatif ' || {{ rupiah("plafon") }} as pesan
from semua
where plafon < 0
order by pesan

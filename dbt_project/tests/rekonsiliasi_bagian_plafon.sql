-- The groups of spending and the sources of funds each add up to the ceiling: no line falls through.
with t2 as (

    select
        *,
        belanja_operasi + belanja_modal + belanja_btt + belanja_transfer as jumlah_belanja,
        dana_pad + dana_dau + dana_dau_earmark + dana_dbh + dana_dak_fisik + dana_dak_nonfisik + dana_banprov
        + dana_pinjaman + dana_lain as jumlah_dana
    from {{ ref("mart_ppas_urusan_opd") }}

),

tanpa_kelompok as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_bidang_urusan,
        kd_opd,
        {{ gabung_unik("kd_jenis") }} as kd_jenis
    from {{ ref("int_kuappas__plafon") }}
    where kolom_belanja is null
    group by kd_pemda, tahun_anggaran, tahap_dokumen, kd_bidang_urusan, kd_opd

)

select
    t2.kd_pemda,
    t2.tahun_anggaran,
    t2.tahap_dokumen,
    t2.kd_bidang_urusan,
    t2.kd_opd,
    t2.plafon,
    t2.jumlah_belanja,
    t2.jumlah_dana,
    t2.kd_pemda || ' TA ' || t2.tahun_anggaran || ' ' || t2.tahap_dokumen || ', urusan ' || t2.kd_bidang_urusan
    || ', OPD ' || t2.kd_opd || ': plafon ' || {{ rupiah("t2.plafon") }} || ', jumlah kelompok belanja '
    || {{ rupiah("t2.jumlah_belanja") }} || ', jumlah sumber dana ' || {{ rupiah("t2.jumlah_dana") }}
    || coalesce('; jenis belanja tanpa kelompok: ' || tanpa_kelompok.kd_jenis || ' (cfg_kelompok_belanja)', '') as pesan
from t2
left join tanpa_kelompok
    on
        t2.kd_pemda = tanpa_kelompok.kd_pemda
        and t2.tahun_anggaran = tanpa_kelompok.tahun_anggaran
        and t2.tahap_dokumen = tanpa_kelompok.tahap_dokumen
        and t2.kd_bidang_urusan = tanpa_kelompok.kd_bidang_urusan
        and t2.kd_opd = tanpa_kelompok.kd_opd
where t2.jumlah_belanja <> t2.plafon or t2.jumlah_dana <> t2.plafon
order by pesan

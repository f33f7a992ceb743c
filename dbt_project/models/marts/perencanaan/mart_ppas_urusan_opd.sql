{% set belanja = ["operasi", "modal", "btt", "transfer"] %}
{% set dana = ["pad", "dau", "dau_earmark", "dbh", "dak_fisik", "dak_nonfisik", "banprov", "pinjaman", "lain"] %}

with plafon as (

    select * from {{ ref("int_kuappas__plafon") }}

),

acuan as (

    select * from {{ ref("int_kuappas__acuan") }}

),

serapan as (

    select
        *,
        max(bulan) over (partition by kd_pemda, tahun) as bulan_terakhir
    from {{ ref("mart_serapan_bulanan") }}

),

serapan_akhir as (

    select
        kd_pemda,
        tahun,
        kd_opd,
        left(kd_sub_kegiatan, 4) as kd_bidang_urusan,
        cast(sum(realisasi_kum) as decimal(20, 2)) as realisasi_kum,
        cast(sum(pagu_berlaku) as decimal(20, 2)) as pagu_berlaku
    from serapan
    where bulan = bulan_terakhir
    group by kd_pemda, tahun, kd_opd, left(kd_sub_kegiatan, 4)

),

dijumlah as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_bidang_urusan,
        kd_opd,
        cast(sum(plafon) as decimal(20, 2)) as plafon,
        cast(count(distinct kd_program) as integer) as n_program,
        cast(count(distinct kd_sub_kegiatan) as integer) as n_sub_kegiatan,
        {% for kolom in belanja %}
            cast(sum(case when kolom_belanja = '{{ kolom | upper }}' then plafon else 0 end) as decimal(20, 2)) as belanja_{{ kolom }},
        {% endfor %}
        {% for kolom in dana %}
            cast(sum(case when kolom_dana = '{{ kolom | upper }}' then plafon else 0 end) as decimal(20, 2)) as dana_{{ kolom }},
        {% endfor %}
        {{ himpunan("alasan_dana") }} as alasan_dana
    from plafon
    group by kd_pemda, tahun_anggaran, tahap_dokumen, kd_bidang_urusan, kd_opd

),

berbagian as (

    select
        *,
        cast(sum(plafon) over (
            partition by kd_pemda, tahun_anggaran, tahap_dokumen
        ) as decimal(20, 2)) as total_plafon
    from dijumlah

),

tahun_lalu as (

    select
        dijumlah.kd_pemda,
        dijumlah.tahun_anggaran,
        dijumlah.kd_bidang_urusan,
        dijumlah.kd_opd,
        dijumlah.plafon
    from dijumlah
    inner join acuan
        on
            dijumlah.kd_pemda = acuan.kd_pemda
            and dijumlah.tahun_anggaran = acuan.tahun_anggaran
            and dijumlah.tahap_dokumen = acuan.tahap_dokumen

),

mart_ppas_urusan_opd as (

    select
        berbagian.kd_pemda,
        berbagian.tahun_anggaran,
        berbagian.tahap_dokumen,
        berbagian.kd_bidang_urusan,
        berbagian.kd_opd,
        berbagian.plafon,
        berbagian.n_program,
        berbagian.n_sub_kegiatan,
        {{ persen("berbagian.plafon", "berbagian.total_plafon") }} as total_pct,
        tahun_lalu.plafon as plafon_n1,
        {{ persen("serapan_akhir.realisasi_kum", "serapan_akhir.pagu_berlaku") }} as serapan_n1_pct,
        berbagian.belanja_operasi,
        berbagian.belanja_modal,
        berbagian.belanja_btt,
        berbagian.belanja_transfer,
        berbagian.dana_pad,
        berbagian.dana_dau,
        berbagian.dana_dau_earmark,
        berbagian.dana_dbh,
        berbagian.dana_dak_fisik,
        berbagian.dana_dak_nonfisik,
        berbagian.dana_banprov,
        berbagian.dana_pinjaman,
        berbagian.dana_lain,
        {{ gabung_daftar(
            "berbagian.alasan_dana",
            daftar([
                "case when berbagian.total_plafon = 0 then 'PLAFON_NOL' end",
                "case when tahun_lalu.plafon is null then 'PLAFON_N1_KOSONG' end",
                "case when serapan_akhir.realisasi_kum is null or coalesce(serapan_akhir.pagu_berlaku, 0) = 0 then 'SERAPAN_N1_KOSONG' end",
            ]),
        ) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from berbagian
    left join tahun_lalu
        on
            berbagian.kd_pemda = tahun_lalu.kd_pemda
            and berbagian.tahun_anggaran = tahun_lalu.tahun_anggaran + 1
            and berbagian.kd_bidang_urusan = tahun_lalu.kd_bidang_urusan
            and berbagian.kd_opd = tahun_lalu.kd_opd
    left join serapan_akhir
        on
            berbagian.kd_pemda = serapan_akhir.kd_pemda
            and berbagian.tahun_anggaran = serapan_akhir.tahun + 1
            and berbagian.kd_bidang_urusan = serapan_akhir.kd_bidang_urusan
            and berbagian.kd_opd = serapan_akhir.kd_opd

)

select * from mart_ppas_urusan_opd

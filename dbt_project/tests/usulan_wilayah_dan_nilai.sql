-- Places belong to the government that asks; no amount is negative.
select
    kd_pemda,
    tahun_anggaran,
    anggota,
    kd_pemda || ' ' || tahun_anggaran || ' ' || anggota || ': wilayah ' || coalesce(kd_kelurahan, kd_kecamatan, '-')
    || ', nilai ' || coalesce(nilai_usulan, 0) as pesan
from {{ ref("mart_usulan") }}
where
    not starts_with(coalesce(kd_kecamatan, kd_pemda), kd_pemda)
    or not starts_with(coalesce(kd_kelurahan, kd_kecamatan, kd_pemda), coalesce(kd_kecamatan, kd_pemda))
    or nilai_usulan < 0
    or nilai_rekomendasi_terakhir < 0
    or nilai_disetujui < 0

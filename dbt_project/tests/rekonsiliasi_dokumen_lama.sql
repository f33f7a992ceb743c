-- The newest delivery counts, even when it is an older document: somebody should look.
{{ config(severity="warn") }}

select
    kd_pemda,
    tahun_anggaran,
    tahap_dokumen,
    tanggal_dokumen,
    tanggal_dokumen_digantikan,
    kd_pemda || ' TA ' || tahun_anggaran || ' ' || tahap_dokumen || ': berkas ' || coalesce(berkas_plafon, '?') || ' bertanggal '
    || tanggal_dokumen || ' menggantikan kiriman yang bertanggal ' || tanggal_dokumen_digantikan
    || '; kirim ulang dokumen yang benar bila keliru' as pesan
from {{ ref("mart_kuappas_dokumen") }}
where array_contains(alasan, 'DOKUMEN_LEBIH_LAMA')
order by pesan

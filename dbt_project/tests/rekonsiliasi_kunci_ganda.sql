-- A key that a document names twice with other content counts once, by its last row: somebody should look.
{{ config(severity="warn") }}

select
    kd_pemda,
    tahun_anggaran,
    tahap_dokumen,
    n_kunci_ganda,
    kd_pemda || ' TA ' || tahun_anggaran || ' ' || tahap_dokumen || ': ' || n_kunci_ganda || ' kunci berulang dengan isi berbeda di '
    || coalesce(berkas_plafon, '?') || '; hanya baris terakhir tiap kunci yang dihitung' as pesan
from {{ ref("mart_kuappas_dokumen") }}
where n_kunci_ganda > 0
order by pesan

-- A plan leaves nothing over: SILPA of a document is nought. A plan in the making may not be there yet.
{{ config(severity="warn") }}

select
    kd_pemda,
    tahun_anggaran,
    tahap_dokumen,
    silpa,
    kd_pemda || ' TA ' || tahun_anggaran || ' ' || tahap_dokumen || ': SILPA rencana ' || {{ rupiah("silpa") }}
    || ', seharusnya 0 (pendapatan − belanja + penerimaan − pengeluaran pembiayaan)' as pesan
from {{ ref("mart_kuappas_dokumen") }}
where silpa <> 0
order by pesan

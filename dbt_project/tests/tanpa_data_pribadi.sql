-- UU 27/2022: no table that is published has a column for a person or for free text about one.
-- depends_on: {{ ref("mart_pengaduan") }}
with kolom as (

    select
        table_name as tabel,
        lower(column_name) as kolom
    from information_schema.columns
    where table_schema = 'main' and table_catalog = current_database()

)

select
    tabel,
    kolom
from kolom
where
    regexp_matches(
        kolom,
        '(^|_)(nik|kk|ktp|npwp|pelapor|penerima|pemohon|telepon|hp|surel|email|alamat|nopol|plat)(_|$)|^isi_|^jawaban|token'
    )
    or (
        regexp_matches(tabel, '^(mart|dim|ops)_')
        and kolom in ('keterangan', 'permasalahan', 'catatan', 'uraian', 'judul', 'lokasi')
        -- Titles of works from the dictionary of proposals, and codes of kecamatan.
        and tabel || '.' || kolom not in ('mart_usulan.judul', 'mart_jejak_aspirasi.judul', 'mart_ppas_program.lokasi')
    )
union all
-- Nothing seen is no proof.
select
    'mart_pengaduan' as tabel,
    '(tidak terlihat)' as kolom
where not exists (
    select 1 from kolom
    where tabel = 'mart_pengaduan'
)

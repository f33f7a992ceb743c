-- Codes mean what their version says: 08 of one version is not 0008 of the next (no join across).
with kode as (

    select * from {{ ref("nomenklatur") }}

),

versi as (

    select * from {{ ref("nomenklatur_versi") }}

),

dim_nomenklatur as (

    select
        kode.versi,
        kode.kode,
        kode.tingkat,
        kode.nama,
        versi.dasar_hukum,
        versi.tahun_mulai,
        versi.tahun_sampai
    from kode
    inner join versi on kode.versi = versi.versi

)

select * from dim_nomenklatur

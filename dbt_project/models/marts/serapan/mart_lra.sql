-- Rebuilt per budget year whose reports changed.
{% set berubah = irisan_berubah("lra_sipd") %}
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_tahun_lra() }}"
) }}

with lra as (

    select
        *,
        length(kd_rekening) - length(replace(kd_rekening, '.', '')) + 1 as ruas,
        nullif(regexp_replace(kd_rekening, '[.]?[0-9]+$', ''), '') as kd_induk
    from {{ ref("stg_sipd__lra") }}
    {% if berubah is not none %}
        -- The pre-hook deleted the years that are to be rebuilt; what is not there is to be built.
        where tahun not in (select distinct tahun from {{ this }})
    {% endif %}

),

rekening as (

    select * from {{ ref("dim_rekening") }}

),

anak as (

    select
        kd_pemda,
        tahun,
        sampai_tgl,
        kd_opd,
        kd_induk,
        sum(anggaran) as anggaran,
        sum(realisasi) as realisasi
    from lra
    where kd_induk is not null
    group by kd_pemda, tahun, sampai_tgl, kd_opd, kd_induk

),

mart_lra as (

    select
        lra.kd_pemda,
        lra.tahun,
        lra.sampai_tgl,
        lra.kd_opd,
        lra.kd_rekening,
        case lra.ruas
            when 1 then 'akun'
            when 2 then 'kelompok'
            when 3 then 'jenis'
            when 4 then 'objek'
            when 5 then 'rincian_objek'
            else 'sub_rincian_objek'
        end as level,
        coalesce(lra.nama_rekening, rekening.nama) as nama_rekening,
        cast(lra.anggaran as decimal(20, 2)) as anggaran,
        cast(lra.realisasi as decimal(20, 2)) as realisasi,
        cast(lra.realisasi_tahun_lalu as decimal(20, 2)) as realisasi_tahun_lalu,
        {{ persen("lra.realisasi", "lra.anggaran") }} as persen_pct,
        cast(lra.realisasi - coalesce(anak.realisasi, lra.realisasi) as decimal(20, 2)) as selisih_anak,
        cast(lra.anggaran - coalesce(anak.anggaran, lra.anggaran) as decimal(20, 2)) as selisih_anak_anggaran,
        lra.mulai_tgl,
        {{ daftar(["case when lra.anggaran = 0 then 'PAGU_NOL' end"]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from lra
    left join anak
        on
            lra.kd_pemda = anak.kd_pemda
            and lra.tahun = anak.tahun
            and lra.sampai_tgl = anak.sampai_tgl
            and lra.kd_opd = anak.kd_opd
            and lra.kd_rekening = anak.kd_induk
    left join rekening on lra.kd_rekening = rekening.kode

)

select * from mart_lra

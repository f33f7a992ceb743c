-- Rebuilt per budget year: a rank moves with every other line of its document.
{% set tingkat = {"bidang_urusan": "bidang", "program": "program", "kegiatan": "kegiatan", "sub_kegiatan": "sub"} %}
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_tahun_ppas() }}"
) }}

with plafon as (

    select * from {{ ref("int_kuappas__plafon") }}
    {% if is_incremental() and var("irisan") is not none %}
        where tahun_anggaran in ({{ tahun_ppas() }})
    {% endif %}

),

tahun as (

    select distinct tahun_anggaran from plafon

),

label as (

    select * from {{ ref("int_kuappas__label") }}
    {% if is_incremental() and var("irisan") is not none %}
        where
            tahun in ({{ tahun_ppas() }})
            or tahun in (select tahun_anggaran - 1 from ({{ tahun_ppas() }}) as ppas)
    {% endif %}

),

-- One version of the nomenclature per year, so that names are joined by equality.
nomenklatur as (

    select
        tahun.tahun_anggaran,
        dim.kode,
        dim.nama
    from {{ ref("dim_nomenklatur") }} as dim
    inner join tahun
        on
            dim.tahun_mulai <= tahun.tahun_anggaran
            and coalesce(dim.tahun_sampai, tahun.tahun_anggaran) >= tahun.tahun_anggaran

),

berurut as (

    select
        *,
        row_number() over (
            partition by kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd, kd_sub_kegiatan
            order by
                indikator is null, kd_jenis, kd_dana nulls last, kd_kecamatan nulls last, baris
        ) as urut_indikator,
        row_number() over (
            partition by kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd, kd_sub_kegiatan
            order by
                sasaran is null, kd_jenis, kd_dana nulls last, kd_kecamatan nulls last, baris
        ) as urut_sasaran
    from plafon

),

dijumlah as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_opd,
        kd_sub_kegiatan,
        kd_bidang_urusan,
        kd_program,
        kd_kegiatan,
        cast(sum(plafon) as decimal(20, 2)) as plafon,
        cast(sum(pagu_n_lalu) as decimal(20, 2)) as pagu_n_lalu,
        cast(sum(pagu_n_depan) as decimal(20, 2)) as pagu_n_depan,
        {{ gabung_unik("prioritas_daerah") }} as prioritas_daerah,
        max(case when urut_sasaran = 1 then sasaran end) as sasaran,
        max(case when urut_indikator = 1 then indikator end) as indikator,
        max(case when urut_indikator = 1 then target end) as target,
        max(case when urut_indikator = 1 then satuan end) as satuan,
        {{ himpunan("kd_kecamatan") }} as lokasi,
        {{ himpunan("kolom_dana") }} as sumber_dana
    from berurut
    group by
        kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd, kd_sub_kegiatan, kd_bidang_urusan, kd_program, kd_kegiatan

),

tahun_berlabel as (

    select distinct
        kd_pemda,
        tahun
    from label

),

-- The labels of the year itself once its budget has come, else those of the year before.
berlabel as (

    select
        dijumlah.*,
        case
            when tahun_berlabel.tahun is not null then label_n.prioritas_provinsi
            else label_n1.prioritas_provinsi
        end as prioritas_provinsi,
        case
            when tahun_berlabel.tahun is not null then label_n.prioritas_nasional
            else label_n1.prioritas_nasional
        end as prioritas_nasional
    from dijumlah
    left join tahun_berlabel
        on dijumlah.kd_pemda = tahun_berlabel.kd_pemda and dijumlah.tahun_anggaran = tahun_berlabel.tahun
    left join label as label_n
        on
            dijumlah.kd_pemda = label_n.kd_pemda
            and dijumlah.tahun_anggaran = label_n.tahun
            and dijumlah.kd_opd = label_n.kd_opd
            and dijumlah.kd_sub_kegiatan = label_n.kd_sub_kegiatan
    left join label as label_n1
        on
            dijumlah.kd_pemda = label_n1.kd_pemda
            and dijumlah.tahun_anggaran = label_n1.tahun + 1
            and dijumlah.kd_opd = label_n1.kd_opd
            and dijumlah.kd_sub_kegiatan = label_n1.kd_sub_kegiatan

),

dinilai as (

    select
        *,
        case when prioritas_daerah is not null then 1 else 0 end
        + case when prioritas_provinsi is not null then 1 else 0 end
        + case when prioritas_nasional is not null then 1 else 0 end as n_prioritas
    from berlabel

),

mart_ppas_program as (

    select
        dinilai.kd_pemda,
        dinilai.tahun_anggaran,
        dinilai.tahap_dokumen,
        dinilai.kd_opd,
        dinilai.kd_sub_kegiatan,
        dinilai.kd_bidang_urusan,
        dinilai.kd_program,
        dinilai.kd_kegiatan,
        {% for nama, alias in tingkat.items() %}
            {{ alias }}.nama as nama_{{ nama }},
        {% endfor %}
        dinilai.plafon,
        dinilai.pagu_n_lalu,
        dinilai.pagu_n_depan,
        dinilai.prioritas_daerah,
        dinilai.prioritas_provinsi,
        dinilai.prioritas_nasional,
        dinilai.n_prioritas,
        dinilai.sasaran,
        dinilai.indikator,
        dinilai.target,
        dinilai.satuan,
        dinilai.lokasi,
        dinilai.sumber_dana,
        cast(rank() over (
            partition by dinilai.kd_pemda, dinilai.tahun_anggaran, dinilai.tahap_dokumen
            order by dinilai.n_prioritas desc, dinilai.plafon desc
        ) as integer) as peringkat_prioritas,
        {{ daftar(["case when sub.kode is null then 'NOMENKLATUR_TAK_DIKENAL' end"]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from dinilai
    {% for nama, alias in tingkat.items() %}
        left join nomenklatur as {{ alias }}
            on dinilai.tahun_anggaran = {{ alias }}.tahun_anggaran and dinilai.kd_{{ nama }} = {{ alias }}.kode
    {% endfor %}

)

select * from mart_ppas_program

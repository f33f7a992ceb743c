-- Rebuilt per budget year planned for: years in which a proposal, its dictionary or its cluster changed.
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_tahun_usulan() }}"
) }}

with nilai as (

    select * from {{ ref("int_usulan__nilai") }}

),

batas as (

    select * from {{ ref("cfg_klaster_usulan") }}
    where parameter = 'rasio_volume_maks'

),

-- Volumes compare in one unit only.
per_satuan as (

    select
        kd_pemda,
        tahun_anggaran,
        klaster_id,
        max(volume) as volume_terbesar,
        min(volume) as volume_terkecil
    from nilai
    where volume > 0
    group by kd_pemda, tahun_anggaran, klaster_id, lower(trim(satuan))

),

timpang as (

    select distinct
        per_satuan.kd_pemda,
        per_satuan.tahun_anggaran,
        per_satuan.klaster_id
    from per_satuan
    inner join batas
        on
            {{ berlaku_ta("batas", "per_satuan.tahun_anggaran") }}
            and per_satuan.volume_terbesar > batas.nilai * per_satuan.volume_terkecil

),

isi_klaster as (

    select
        kd_pemda,
        tahun_anggaran,
        klaster_id,
        {{ himpunan("asal") }} as asal_set,
        count(*) as n_anggota
    from nilai
    group by kd_pemda, tahun_anggaran, klaster_id

),

klaster as (

    select
        isi_klaster.kd_pemda,
        isi_klaster.tahun_anggaran,
        isi_klaster.klaster_id,
        isi_klaster.asal_set,
        isi_klaster.n_anggota,
        timpang.klaster_id is not null as is_volume_timpang
    from isi_klaster
    left join timpang
        on
            isi_klaster.kd_pemda = timpang.kd_pemda
            and isi_klaster.tahun_anggaran = timpang.tahun_anggaran
            and isi_klaster.klaster_id = timpang.klaster_id

),

berurut as (

    select
        *,
        row_number() over (
            partition by kd_pemda, tahun_anggaran, klaster_id
            order by
                keputusan = 'ACCEPTED' desc,
                is_dianggarkan desc,
                -- A need that somebody withdrew or never sent is still asked for by whoever else asked.
                keputusan in ('CANCELLED', 'NOT_SUBMITTED') asc,
                -- A letter has neither office nor amount: it stands for a need that nobody else asks for.
                asal = 'sarapan' asc,
                urutan_tahap desc nulls last,
                n_rekomendasi desc,
                dibuat_tgl asc nulls last,
                anggota asc
        ) as urut
    from nilai

),

mart_usulan as (

    select
        berurut.kd_pemda,
        berurut.tahun_anggaran,
        berurut.id_usulan,
        berurut.anggota,
        berurut.asal,
        berurut.dibuat_tgl,
        berurut.judul,
        berurut.id_kamus,
        berurut.bidang_urusan,
        nullif(regexp_extract(berurut.kd_sub_kegiatan, '^[^.]+[.][^.]+[.][^.]+', 0), '') as kd_program,
        berurut.kd_sub_kegiatan,
        berurut.opd_awal,
        berurut.opd_akhir,
        berurut.kd_kecamatan,
        berurut.kd_kelurahan,
        berurut.punya_koordinat,
        berurut.volume,
        berurut.satuan,
        berurut.nilai_usulan,
        berurut.nilai_rekom_lurah,
        berurut.nilai_rekom_camat,
        berurut.nilai_rekom_setwan,
        berurut.nilai_rekom_mitra,
        berurut.nilai_rekom_skpd,
        berurut.nilai_rekom_tapd,
        berurut.nilai_rekomendasi_terakhir,
        cast(berurut.n_rekomendasi as integer) as n_rekomendasi,
        case when berurut.is_dianggarkan then berurut.nilai_rekom_tapd end as nilai_disetujui,
        berurut.tahap,
        berurut.urutan_tahap,
        berurut.keputusan,
        case when berurut.keputusan = 'REJECTED' then berurut.alasan_tolak end as alasan_tolak,
        berurut.is_dianggarkan,
        berurut.prioritas,
        berurut.fraksi,
        berurut.dapil,
        berurut.klaster_id,
        berurut.urut = 1 as is_primary,
        klaster.asal_set,
        cast(klaster.n_anggota as integer) as n_anggota,
        {{ gabung_daftar(
            gabung_daftar("berurut.flags", "berurut.tanda_mart"),
            daftar(["case when klaster.is_volume_timpang then 'VOLUME_TIMPANG' end"])
        ) }} as flags,
        {{ daftar([
            "case when berurut.nilai_usulan is null then 'NILAI_USULAN_KOSONG' end",
            "case when not berurut.is_dianggarkan then 'BELUM_DIANGGARKAN' end",
            "case when berurut.is_dianggarkan and berurut.nilai_rekom_tapd is null then 'REKOM_TAPD_KOSONG' end",
        ]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from berurut
    inner join klaster
        on
            berurut.kd_pemda = klaster.kd_pemda
            and berurut.tahun_anggaran = klaster.tahun_anggaran
            and berurut.klaster_id = klaster.klaster_id

)

select * from mart_usulan

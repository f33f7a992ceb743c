-- The thread of one need from the wish to the money: what asked for it, how far it came, what was budgeted
-- and spent for its sub-kegiatan, and whether people complained less. Made whole every night: days of
-- waiting, spending and complaints move with the night.
with usulan as (

    select * from {{ ref("mart_usulan") }}

),

urutan as (

    select * from {{ ref("cfg_tahap_usulan") }}

),

anggota as (

    select
        kd_pemda,
        klaster_id,
        {{ himpunan("case when asal = 'sarapan' then id_usulan end") }} as id_sarapan,
        {{ himpunan("case when asal = 'pokir' then id_usulan end") }} as id_pokir,
        {{ himpunan("case when asal not in ('sarapan', 'pokir') then id_usulan end") }} as id_musrenbang,
        min(dibuat_tgl) as mulai_tgl
    from usulan
    group by kd_pemda, klaster_id

),

utama as (

    select
        usulan.*,
        anggota.id_sarapan,
        anggota.id_pokir,
        anggota.id_musrenbang,
        anggota.mulai_tgl
    from usulan
    inner join anggota on usulan.kd_pemda = anggota.kd_pemda and usulan.klaster_id = anggota.klaster_id
    where usulan.is_primary

),

hari as (

    select
        utama.kd_pemda,
        utama.klaster_id,
        {{ daftar_hari(
            "hari.tahap",
            "cast(hari.hari_selesai + coalesce(greatest(" ~ hari_antara("hari.sejak_tgl", as_of())
            ~ ", 0), 0) as integer)",
            "urutan.urutan"
        ) }} as hari_per_tahap
    from utama
    inner join {{ ref("int_usulan__hari") }} as hari
        on
            utama.kd_pemda = hari.kd_pemda
            and utama.anggota = hari.anggota
            -- An aspiration's versions have no year.
            and case when utama.asal <> 'sarapan' then utama.tahun_anggaran end is not distinct from hari.tahun_anggaran
    left join urutan
        on
            utama.kd_pemda = urutan.kd_pemda
            and split_part(utama.asal, '_', 1) = urutan.jenis
            and hari.tahap = urutan.tahap
            and {{ berlaku_ta("urutan", "utama.tahun_anggaran") }}
    group by utama.kd_pemda, utama.klaster_id

),

plafon_dokumen as (

    select
        plafon.kd_pemda,
        plafon.tahun_anggaran,
        plafon.tahap_dokumen,
        plafon.kd_opd,
        plafon.kd_sub_kegiatan,
        cast(sum(plafon.plafon) as decimal(20, 2)) as plafon,
        rank() over (
            partition by plafon.kd_pemda, plafon.tahun_anggaran
            order by tahap_dokumen.urutan desc
        ) as terbaru_ke
    from {{ ref("stg_ppas__plafon") }} as plafon
    inner join {{ ref("cfg_tahap_dokumen") }} as tahap_dokumen
        on
            plafon.tahap_dokumen = tahap_dokumen.tahap_dokumen
            and {{ berlaku_ta("tahap_dokumen", "plafon.tahun_anggaran") }}
    group by
        plafon.kd_pemda,
        plafon.tahun_anggaran,
        plafon.tahap_dokumen,
        tahap_dokumen.urutan,
        plafon.kd_opd,
        plafon.kd_sub_kegiatan

),

berdokumen as (

    select distinct
        kd_pemda,
        tahun_anggaran
    from plafon_dokumen

),

serapan_bulan as (

    select
        kd_pemda,
        tahun,
        kd_opd,
        kd_sub_kegiatan,
        bulan,
        cast(sum(pagu_berlaku) as decimal(20, 2)) as pagu,
        cast(sum(realisasi_kum) as decimal(20, 2)) as realisasi_kum,
        -- The newest month that is told; a month whose report has not come says nothing.
        row_number() over (
            partition by kd_pemda, tahun, kd_opd, kd_sub_kegiatan
            order by count(realisasi_kum) > 0 desc, bulan desc
        ) as terbaru_ke,
        min(case when sumber_realisasi = 'RFK' and sum(realisasi_bln) > 0 then bulan end) over (
            partition by kd_pemda, tahun, kd_opd, kd_sub_kegiatan
        ) as realisasi_tgl
    from {{ ref("mart_serapan_bulanan") }}
    group by kd_pemda, tahun, kd_opd, kd_sub_kegiatan, bulan, sumber_realisasi

),

-- The day of the first payment; where only monthly reports tell, the first day of that month.
pembayaran as (

    select
        kd_pemda,
        tahun,
        kd_opd,
        kd_sub_kegiatan,
        min(sp2d_tgl) as realisasi_tgl
    from {{ ref("stg_sipd__sp2d") }}
    where realisasi_rp > 0
    group by kd_pemda, tahun, kd_opd, kd_sub_kegiatan

),

beruang as (

    select
        utama.*,
        plafon_dokumen.tahap_dokumen,
        plafon_dokumen.plafon as plafon_ppas,
        berdokumen.kd_pemda is not null as is_berdokumen,
        serapan_bulan.bulan as bulan_serapan,
        serapan_bulan.pagu,
        serapan_bulan.realisasi_kum,
        coalesce(pembayaran.realisasi_tgl, serapan_bulan.realisasi_tgl) as realisasi_tgl
    from utama
    left join plafon_dokumen
        on
            utama.kd_pemda = plafon_dokumen.kd_pemda
            and utama.tahun_anggaran = plafon_dokumen.tahun_anggaran
            and utama.opd_akhir = plafon_dokumen.kd_opd
            and utama.kd_sub_kegiatan = plafon_dokumen.kd_sub_kegiatan
            and plafon_dokumen.terbaru_ke = 1
    left join berdokumen
        on utama.kd_pemda = berdokumen.kd_pemda and utama.tahun_anggaran = berdokumen.tahun_anggaran
    left join serapan_bulan
        on
            utama.kd_pemda = serapan_bulan.kd_pemda
            and utama.tahun_anggaran = serapan_bulan.tahun
            and utama.opd_akhir = serapan_bulan.kd_opd
            and utama.kd_sub_kegiatan = serapan_bulan.kd_sub_kegiatan
            and serapan_bulan.terbaru_ke = 1
    left join pembayaran
        on
            utama.kd_pemda = pembayaran.kd_pemda
            and utama.tahun_anggaran = pembayaran.tahun
            and utama.opd_akhir = pembayaran.kd_opd
            and utama.kd_sub_kegiatan = pembayaran.kd_sub_kegiatan

),

-- Complaints are counted once per place, office and dates, not once per need.
titik as (

    select distinct
        kd_pemda,
        kd_kecamatan,
        opd_akhir,
        mulai_tgl,
        realisasi_tgl
    from beruang
    where kd_kecamatan is not null and opd_akhir is not null

),

aduan as (

    select
        titik.kd_pemda,
        titik.kd_kecamatan,
        titik.opd_akhir,
        titik.mulai_tgl,
        titik.realisasi_tgl,
        -- No ticket at all is none, not unknown: DuckDB's count_if would say null.
        count(
            case
                when
                    tiket.diterima_tgl >= titik.mulai_tgl - interval 12 month
                    and tiket.diterima_tgl < titik.mulai_tgl
                    then 1
            end
        ) as n_sebelum,
        count(
            case
                when
                    tiket.diterima_tgl >= titik.realisasi_tgl
                    and tiket.diterima_tgl < titik.realisasi_tgl + interval 12 month
                    then 1
            end
        ) as n_sesudah
    from titik
    left join {{ ref("mart_pengaduan") }} as tiket
        on
            titik.kd_pemda = tiket.kd_pemda
            and titik.kd_kecamatan = tiket.kd_kecamatan
            and titik.opd_akhir = tiket.opd_akhir
            and tiket.is_primary
    group by titik.kd_pemda, titik.kd_kecamatan, titik.opd_akhir, titik.mulai_tgl, titik.realisasi_tgl

),

mart_jejak_aspirasi as (

    select
        beruang.kd_pemda,
        beruang.klaster_id,
        beruang.tahun_anggaran,
        beruang.asal_set,
        beruang.id_sarapan,
        beruang.id_pokir,
        beruang.id_musrenbang,
        beruang.judul,
        beruang.opd_akhir as kd_opd,
        beruang.kd_kecamatan,
        beruang.tahap,
        beruang.keputusan,
        beruang.is_dianggarkan,
        beruang.kd_sub_kegiatan,
        beruang.nilai_usulan,
        beruang.nilai_disetujui,
        beruang.tahap_dokumen,
        beruang.plafon_ppas,
        beruang.bulan_serapan,
        beruang.pagu,
        beruang.realisasi_kum,
        {{ persen("beruang.realisasi_kum", "beruang.pagu") }} as serapan_pct,
        beruang.mulai_tgl,
        beruang.realisasi_tgl,
        cast(case when beruang.mulai_tgl is not null then aduan.n_sebelum end as integer) as n_aduan_sebelum,
        cast(case when beruang.realisasi_tgl is not null then aduan.n_sesudah end as integer) as n_aduan_sesudah,
        case
            when beruang.keputusan <> 'ACCEPTED' and beruang.asal_set = {{ daftar(["'sarapan'"]) }} then 'ASPIRASI'
            when beruang.keputusan <> 'ACCEPTED' then 'USULAN'
            when not beruang.is_dianggarkan then 'DISETUJUI'
            when beruang.realisasi_kum > 0 then 'TEREALISASI'
            when beruang.pagu > 0 then 'APBD'
            when beruang.plafon_ppas > 0 then 'PPAS'
            else 'DISETUJUI'
        end as tahap_terakhir,
        hari.hari_per_tahap,
        {{ daftar([
            "case when beruang.kd_sub_kegiatan is null then 'SUB_KEGIATAN_KOSONG' end",
            "case when beruang.opd_akhir is null then 'OPD_KOSONG' end",
            "case when beruang.kd_kecamatan is null then 'KECAMATAN_KOSONG' end",
            "case when not beruang.is_berdokumen then 'PLAFON_BELUM_ADA' end",
            "case when beruang.is_berdokumen and beruang.kd_sub_kegiatan is not null and beruang.plafon_ppas is null "
            ~ "then 'PLAFON_TIDAK_DISEBUT' end",
            "case when beruang.kd_sub_kegiatan is not null and beruang.pagu is null then 'PAGU_BELUM_ADA' end",
            "case when beruang.pagu = 0 then 'PAGU_NOL' end",
            "case when beruang.kd_sub_kegiatan is not null and beruang.realisasi_tgl is null then 'BELUM_TEREALISASI' end",
        ]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from beruang
    left join hari on beruang.kd_pemda = hari.kd_pemda and beruang.klaster_id = hari.klaster_id
    left join aduan
        on
            beruang.kd_pemda = aduan.kd_pemda
            and beruang.kd_kecamatan = aduan.kd_kecamatan
            and beruang.opd_akhir = aduan.opd_akhir
            and beruang.mulai_tgl is not distinct from aduan.mulai_tgl
            and beruang.realisasi_tgl is not distinct from aduan.realisasi_tgl

)

select * from mart_jejak_aspirasi

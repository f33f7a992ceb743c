-- Each proposal with its money, its stage and how far that is in the order of its government and way.
with baris as (

    select * from {{ ref("int_usulan__baris") }}

),

lalu as (

    select * from {{ ref("int_usulan__lalu") }}

),

kamus as (

    select * from {{ ref("stg_sipd__kamus_usulan") }}

),

aspirasi as (

    select
        kd_pemda,
        id_sarapan
    from {{ ref("stg_sarapan__aspirasi") }}

),

urutan as (

    select * from {{ ref("cfg_tahap_usulan") }}

),

lengkap as (

    select
        baris.*,
        -- A text without a stage (withdrawn, or emptied when it was sent back): the last one it was at.
        case
            when baris.keputusan = 'NOT_SUBMITTED' then 'DRAFT'
            else coalesce(nullif(baris.tahap, 'DRAFT'), lalu.tahap_lalu, 'SUBMITTED')
        end as tahap_kini,
        lalu.kd_kelurahan_terkecil <> baris.kd_kelurahan
        or lalu.kd_kelurahan_terbesar <> baris.kd_kelurahan as is_pindah,
        cast(coalesce(baris.anggaran, baris.volume * kamus.harga) as decimal(20, 2)) as nilai_usulan,
        coalesce(baris.id_sub_giat_bl, kamus.kd_sub_kegiatan) as kd_sub_kegiatan,
        baris.id_kamus is not null and kamus.id_kamus is null as is_kamus_asing,
        baris.id_sarapan is not null and aspirasi.id_sarapan is null as is_sarapan_asing
    from baris
    left join lalu
        on
            baris.kd_pemda = lalu.kd_pemda
            and baris.anggota = lalu.anggota
            -- An aspiration's versions have no year.
            and case when baris.jenis <> 'sarapan' then baris.tahun_anggaran end is not distinct from lalu.tahun_anggaran
    left join kamus
        on
            baris.kd_pemda = kamus.kd_pemda
            and baris.tahun_anggaran = kamus.tahun_anggaran
            and baris.id_kamus = kamus.id_kamus
    left join aspirasi on baris.kd_pemda = aspirasi.kd_pemda and baris.id_sarapan = aspirasi.id_sarapan

),

-- One row per proposal and stage of the order in force on 1 January of its budget year.
bertahap as (

    select
        lengkap.kd_pemda,
        lengkap.tahun_anggaran,
        lengkap.anggota,
        urutan.urutan,
        urutan.tahap = lengkap.tahap_kini as is_tahap_kini,
        case urutan.penelaah
            {% for penelaah in ["lurah", "camat", "setwan", "mitra", "skpd", "tapd"] %}
                when '{{ penelaah }}' then lengkap.nilai_rekom_{{ penelaah }}
            {% endfor %}
        end as nilai_rekom
    from lengkap
    inner join urutan
        on
            lengkap.kd_pemda = urutan.kd_pemda
            and lengkap.jenis = urutan.jenis
            and {{ berlaku_ta("urutan", "lengkap.tahun_anggaran") }}

),

rekomendasi as (

    select
        kd_pemda,
        tahun_anggaran,
        anggota,
        max(urutan) filter (where is_tahap_kini) as urutan_tahap,
        max_by(nilai_rekom, urutan) filter (where nilai_rekom is not null) as nilai_rekomendasi_terakhir,
        count(nilai_rekom) as n_rekomendasi
    from bertahap
    group by kd_pemda, tahun_anggaran, anggota

),

int_usulan__nilai as (

    select
        lengkap.kd_pemda,
        lengkap.tahun_anggaran,
        lengkap.id_usulan,
        lengkap.anggota,
        lengkap.klaster_id,
        lengkap.asal,
        lengkap.dibuat_tgl,
        lengkap.judul,
        lengkap.id_kamus,
        lengkap.bidang_urusan,
        lengkap.kd_sub_kegiatan,
        lengkap.opd_awal,
        lengkap.opd_akhir,
        lengkap.kd_kecamatan,
        lengkap.kd_kelurahan,
        lengkap.punya_koordinat,
        lengkap.volume,
        lengkap.satuan,
        lengkap.nilai_usulan,
        lengkap.nilai_rekom_lurah,
        lengkap.nilai_rekom_camat,
        lengkap.nilai_rekom_setwan,
        lengkap.nilai_rekom_mitra,
        lengkap.nilai_rekom_skpd,
        lengkap.nilai_rekom_tapd,
        rekomendasi.nilai_rekomendasi_terakhir,
        coalesce(rekomendasi.n_rekomendasi, 0) as n_rekomendasi,
        lengkap.tahap_kini as tahap,
        rekomendasi.urutan_tahap,
        lengkap.keputusan,
        lengkap.alasan_tolak,
        lengkap.id_sub_giat_bl is not null as is_dianggarkan,
        lengkap.prioritas,
        lengkap.fraksi,
        lengkap.dapil,
        lengkap.flags,
        {{ daftar([
            "case when rekomendasi.nilai_rekomendasi_terakhir = 0 then 'ZERO_REKOM' end",
            "case when lengkap.keputusan = 'ACCEPTED' and lengkap.id_sub_giat_bl is null then 'ACCEPTED_NOT_BUDGETED' end",
            "case when lengkap.is_sarapan_asing then 'SARAPAN_TAK_DIKENAL' end",
            "case when lengkap.is_pindah then 'PINDAH_KELURAHAN' end",
            "case when lengkap.is_kamus_asing then 'KAMUS_TAK_DIKENAL' end",
        ]) }} as tanda_mart
    from lengkap
    left join rekomendasi
        on
            lengkap.kd_pemda = rekomendasi.kd_pemda
            and lengkap.tahun_anggaran = rekomendasi.tahun_anggaran
            and lengkap.anggota = rekomendasi.anggota

)

select * from int_usulan__nilai

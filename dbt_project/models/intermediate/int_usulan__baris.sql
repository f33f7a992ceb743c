-- Proposals of all three ways in one shape, of the budget years that this build makes.
with klaster as (

    select * from {{ ref("stg_klaster__usulan") }}

),

musrenbang as (

    select
        kd_pemda,
        tahun_anggaran,
        id_usulan,
        anggota,
        asal,
        'musrenbang' as jenis,
        dibuat_tgl,
        judul,
        id_kamus,
        bidang_urusan,
        opd_awal,
        opd_akhir,
        kd_kecamatan,
        kd_kelurahan,
        punya_koordinat,
        volume,
        satuan,
        anggaran,
        nilai_rekom_lurah,
        nilai_rekom_camat,
        null as nilai_rekom_setwan,
        nilai_rekom_mitra,
        nilai_rekom_skpd,
        nilai_rekom_tapd,
        tahap,
        keputusan,
        alasan_tolak,
        id_sub_giat_bl,
        prioritas,
        null as fraksi,
        null as dapil,
        null as id_sarapan,
        flags
    from {{ ref("stg_sipd__usulan") }}

),

pokir as (

    select
        kd_pemda,
        tahun_anggaran,
        id_usulan,
        anggota,
        'pokir' as asal,
        'pokir' as jenis,
        dibuat_tgl,
        judul,
        id_kamus,
        bidang_urusan,
        opd_awal,
        opd_akhir,
        kd_kecamatan,
        kd_kelurahan,
        punya_koordinat,
        volume,
        satuan,
        anggaran,
        null as nilai_rekom_lurah,
        null as nilai_rekom_camat,
        nilai_rekom_setwan,
        nilai_rekom_mitra,
        nilai_rekom_skpd,
        nilai_rekom_tapd,
        tahap,
        keputusan,
        alasan_tolak,
        id_sub_giat_bl,
        prioritas,
        fraksi,
        dapil,
        id_sarapan,
        flags
    from {{ ref("stg_sipd__pokir") }}

),

-- An aspiration has neither office nor budget year; the year is that of the need it belongs to.
sarapan as (

    select
        aspirasi.kd_pemda,
        coalesce(klaster.tahun_anggaran, aspirasi.tahun_rencana) as tahun_anggaran,
        aspirasi.id_sarapan as id_usulan,
        aspirasi.anggota,
        'sarapan' as asal,
        'sarapan' as jenis,
        aspirasi.dibuat_tgl,
        aspirasi.judul,
        null as id_kamus,
        null as bidang_urusan,
        null as opd_awal,
        null as opd_akhir,
        aspirasi.kd_kecamatan,
        aspirasi.kd_kelurahan,
        false as punya_koordinat,
        null as volume,
        null as satuan,
        null as anggaran,
        null as nilai_rekom_lurah,
        null as nilai_rekom_camat,
        null as nilai_rekom_setwan,
        null as nilai_rekom_mitra,
        null as nilai_rekom_skpd,
        null as nilai_rekom_tapd,
        aspirasi.tahap,
        aspirasi.keputusan,
        null as alasan_tolak,
        null as id_sub_giat_bl,
        null as prioritas,
        null as fraksi,
        aspirasi.dapil,
        null as id_sarapan,
        aspirasi.flags
    from {{ ref("stg_sarapan__aspirasi") }} as aspirasi
    left join klaster on aspirasi.kd_pemda = klaster.kd_pemda and aspirasi.anggota = klaster.anggota

),

gabungan as (

    select * from musrenbang
    union all
    select * from pokir
    union all
    select * from sarapan

),

int_usulan__baris as (

    select
        gabungan.kd_pemda,
        gabungan.tahun_anggaran,
        gabungan.id_usulan,
        gabungan.anggota,
        coalesce(klaster.klaster_id, gabungan.kd_pemda || '-' || gabungan.tahun_anggaran || '-' || gabungan.anggota)
            as klaster_id,
        gabungan.asal,
        gabungan.jenis,
        gabungan.dibuat_tgl,
        gabungan.judul,
        gabungan.id_kamus,
        gabungan.bidang_urusan,
        gabungan.opd_awal,
        gabungan.opd_akhir,
        gabungan.kd_kecamatan,
        gabungan.kd_kelurahan,
        gabungan.punya_koordinat,
        gabungan.volume,
        gabungan.satuan,
        gabungan.anggaran,
        gabungan.nilai_rekom_lurah,
        gabungan.nilai_rekom_camat,
        gabungan.nilai_rekom_setwan,
        gabungan.nilai_rekom_mitra,
        gabungan.nilai_rekom_skpd,
        gabungan.nilai_rekom_tapd,
        gabungan.tahap,
        gabungan.keputusan,
        gabungan.alasan_tolak,
        gabungan.id_sub_giat_bl,
        gabungan.prioritas,
        gabungan.fraksi,
        gabungan.dapil,
        gabungan.id_sarapan,
        gabungan.flags
    from gabungan
    left join klaster
        on
            gabungan.kd_pemda = klaster.kd_pemda
            and gabungan.tahun_anggaran = klaster.tahun_anggaran
            and gabungan.anggota = klaster.anggota
    {% if var("irisan") is not none %}
        where gabungan.tahun_anggaran in ({{ tahun_usulan() }})
    {% endif %}

)

select * from int_usulan__baris

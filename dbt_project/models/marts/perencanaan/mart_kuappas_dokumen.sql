with dokumen as (

    select * from {{ ref("int_kuappas__dokumen") }}

),

ringkasan as (

    select * from {{ ref("mart_kuappas_ringkasan") }}

),

dokumen_lama as (

    select * from {{ ref("stg_ppas__dokumen_lama") }}

),

dana_asing as (

    select distinct
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen
    from {{ ref("int_kuappas__plafon") }}
    where alasan_dana = 'DANA_TAK_DIKENAL'

),

asal_plafon as (

    select distinct
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        load_id
    from {{ ref("stg_ppas__plafon") }}

),

asal_proyeksi as (

    select distinct
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        load_id
    from {{ ref("stg_kua__proyeksi") }}

),

muatan as (

    select
        load_id,
        file_name
    from {{ ref("ops_muatan") }}

),

berkas_plafon as (

    select
        asal_plafon.kd_pemda,
        asal_plafon.tahun_anggaran,
        asal_plafon.tahap_dokumen,
        {{ gabung_unik("muatan.file_name") }} as berkas
    from asal_plafon
    inner join muatan on asal_plafon.load_id = muatan.load_id
    group by asal_plafon.kd_pemda, asal_plafon.tahun_anggaran, asal_plafon.tahap_dokumen

),

berkas_proyeksi as (

    select
        asal_proyeksi.kd_pemda,
        asal_proyeksi.tahun_anggaran,
        asal_proyeksi.tahap_dokumen,
        {{ gabung_unik("muatan.file_name") }} as berkas
    from asal_proyeksi
    inner join muatan on asal_proyeksi.load_id = muatan.load_id
    group by asal_proyeksi.kd_pemda, asal_proyeksi.tahun_anggaran, asal_proyeksi.tahap_dokumen

),

mart_kuappas_dokumen as (

    select
        dokumen.kd_pemda,
        dokumen.tahun_anggaran,
        dokumen.tahap_dokumen,
        dokumen.tanggal_dokumen,
        case
            when dokumen_lama.tanggal_dokumen > dokumen.tanggal_dokumen then dokumen_lama.tanggal_dokumen
        end as tanggal_dokumen_digantikan,
        berkas_plafon.berkas as berkas_plafon,
        berkas_proyeksi.berkas as berkas_proyeksi,
        dokumen.total_plafon,
        akun.plafon_ppas as akun_5,
        cast(dokumen.total_plafon - akun.plafon_ppas as decimal(20, 2)) as selisih_plafon,
        silpa.plafon_ppas as silpa,
        dokumen.n_opd,
        dokumen.n_sub_kegiatan,
        dokumen.n_lokasi_tak_dikenal,
        dokumen.n_kunci_ganda,
        {{ daftar([
            "case when dana_asing.kd_pemda is not null then 'DANA_TAK_DIKENAL' end",
            "case when dokumen_lama.tanggal_dokumen > dokumen.tanggal_dokumen then 'DOKUMEN_LEBIH_LAMA' end",
            "case when dokumen.n_kunci_ganda > 0 then 'KUNCI_GANDA' end",
            "case when not dokumen.ada_plafon then 'PLAFON_BELUM_ADA' end",
            "case when dokumen.ada_proyeksi and silpa.plafon_ppas is null then 'KOMPONEN_KOSONG' end",
            "case when not dokumen.ada_proyeksi then 'PROYEKSI_BELUM_ADA' end",
            "case when dokumen.n_lokasi_tak_dikenal > 0 then 'WILAYAH_TAK_DIKENAL' end",
        ]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from dokumen
    left join dokumen_lama
        on
            dokumen.kd_pemda = dokumen_lama.kd_pemda
            and dokumen.tahun_anggaran = dokumen_lama.tahun_anggaran
            and dokumen.tahap_dokumen = dokumen_lama.tahap_dokumen
    left join dana_asing
        on
            dokumen.kd_pemda = dana_asing.kd_pemda
            and dokumen.tahun_anggaran = dana_asing.tahun_anggaran
            and dokumen.tahap_dokumen = dana_asing.tahap_dokumen
    left join berkas_plafon
        on
            dokumen.kd_pemda = berkas_plafon.kd_pemda
            and dokumen.tahun_anggaran = berkas_plafon.tahun_anggaran
            and dokumen.tahap_dokumen = berkas_plafon.tahap_dokumen
    left join berkas_proyeksi
        on
            dokumen.kd_pemda = berkas_proyeksi.kd_pemda
            and dokumen.tahun_anggaran = berkas_proyeksi.tahun_anggaran
            and dokumen.tahap_dokumen = berkas_proyeksi.tahap_dokumen
    left join ringkasan as akun
        on
            dokumen.kd_pemda = akun.kd_pemda
            and dokumen.tahun_anggaran = akun.tahun_anggaran
            and dokumen.tahap_dokumen = akun.tahap_dokumen
            and akun.kd_rekening = '5'
    left join ringkasan as silpa
        on
            dokumen.kd_pemda = silpa.kd_pemda
            and dokumen.tahun_anggaran = silpa.tahun_anggaran
            and dokumen.tahap_dokumen = silpa.tahap_dokumen
            and silpa.kd_rekening = 'SILPA'

)

select * from mart_kuappas_dokumen

-- Built whole: the complaints of the last twelve months move with every night.
{% set penelaah = ["lurah", "camat", "setwan", "mitra", "skpd", "tapd"] %}
{% set hitungan = [
    "n_usulan_baris", "n_usulan_unik", "n_musrenbang_desa", "n_musrenbang_kel", "n_musrenbang_kec", "n_pokir",
    "n_sarapan", "n_lintas_asal", "n_diterima", "n_ditolak", "n_dikembalikan", "n_pending", "n_dibatalkan",
    "n_tidak_diajukan", "n_tanpa_nilai", "n_tanpa_koordinat", "n_tanpa_sub_kegiatan",
] %}

with usulan as (

    select * from {{ ref("mart_usulan") }}

),

dokumen as (

    select * from {{ ref("int_kuappas__dokumen") }}

),

plafon as (

    select * from {{ ref("int_kuappas__plafon") }}

),

pengaduan as (

    select * from {{ ref("mart_pengaduan") }}

),

kecamatan as (

    select * from {{ ref("dim_wilayah") }}

),

utama as (

    select
        kd_pemda,
        tahun_anggaran,
        klaster_id,
        opd_akhir,
        kd_sub_kegiatan
    from usulan
    where is_primary

),

-- An aspiration names neither office nor sub-kegiatan: it stands where its need is planned.
bertempat as (

    select
        usulan.*,
        coalesce(
            case when usulan.asal = 'sarapan' then utama.opd_akhir else usulan.opd_akhir end, '*'
        ) as kd_opd,
        coalesce(
            case when usulan.asal = 'sarapan' then utama.kd_sub_kegiatan else usulan.kd_sub_kegiatan end, '*'
        ) as kd_sub,
        coalesce(usulan.kd_kecamatan, '*') as kd_kec
    from usulan
    left join utama
        on
            usulan.kd_pemda = utama.kd_pemda
            and usulan.tahun_anggaran = utama.tahun_anggaran
            and usulan.klaster_id = utama.klaster_id

),

usulan_dijumlah as (

    select
        kd_pemda,
        tahun_anggaran,
        kd_opd,
        kd_sub as kd_sub_kegiatan,
        kd_kec as kd_kecamatan,
        count(*) as n_usulan_baris,
        count_if(is_primary) as n_usulan_unik,
        count_if(asal = 'musrenbang_desa') as n_musrenbang_desa,
        count_if(asal = 'musrenbang_kelurahan') as n_musrenbang_kel,
        count_if(asal = 'musrenbang_kecamatan') as n_musrenbang_kec,
        count_if(asal = 'pokir') as n_pokir,
        count_if(asal = 'sarapan') as n_sarapan,
        count_if(is_primary and {{ panjang("asal_set") }} > 1) as n_lintas_asal,
        sum(case when is_primary then nilai_usulan end) as nilai_usulan_unik,
        {% for siapa in penelaah %}
            sum(case when is_primary then nilai_rekom_{{ siapa }} end) as nilai_rekom_{{ siapa }},
        {% endfor %}
        count_if(is_primary and keputusan = 'ACCEPTED') as n_diterima,
        count_if(is_primary and keputusan = 'REJECTED') as n_ditolak,
        count_if(is_primary and keputusan = 'RETURNED') as n_dikembalikan,
        count_if(is_primary and keputusan = 'PENDING') as n_pending,
        count_if(is_primary and keputusan = 'CANCELLED') as n_dibatalkan,
        count_if(is_primary and keputusan = 'NOT_SUBMITTED') as n_tidak_diajukan,
        sum(case when is_primary then nilai_disetujui end) as nilai_disetujui,
        count_if(is_primary and is_dianggarkan and nilai_disetujui is null) as n_tanpa_rekom_tapd,
        count_if(is_primary and nilai_usulan is null) as n_tanpa_nilai,
        count_if(is_primary and not punya_koordinat and asal <> 'sarapan') as n_tanpa_koordinat,
        count_if(is_primary and kd_sub_kegiatan is null) as n_tanpa_sub_kegiatan
    from bertempat
    group by kd_pemda, tahun_anggaran, kd_opd, kd_sub, kd_kec

),

alasan_berurut as (

    select
        kd_pemda,
        tahun_anggaran,
        kd_opd,
        kd_sub as kd_sub_kegiatan,
        kd_kec as kd_kecamatan,
        alasan_tolak,
        row_number() over (
            partition by kd_pemda, tahun_anggaran, kd_opd, kd_sub, kd_kec
            order by count(*) desc, alasan_tolak
        ) as urut
    from bertempat
    where is_primary and keputusan = 'REJECTED' and alasan_tolak is not null
    group by kd_pemda, tahun_anggaran, kd_opd, kd_sub, kd_kec, alasan_tolak

),

tahap as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        ada_plafon
    from dokumen
    union all
    select distinct
        usulan.kd_pemda,
        usulan.tahun_anggaran,
        'belum_ada' as tahap_dokumen,
        false as ada_plafon
    from usulan
    left join dokumen
        on usulan.kd_pemda = dokumen.kd_pemda and usulan.tahun_anggaran = dokumen.tahun_anggaran
    where dokumen.kd_pemda is null

),

usulan_per_tahap as (

    select
        usulan_dijumlah.*,
        tahap.tahap_dokumen,
        tahap.ada_plafon,
        alasan_berurut.alasan_tolak as alasan_tolak_terbanyak
    from usulan_dijumlah
    inner join tahap
        on
            usulan_dijumlah.kd_pemda = tahap.kd_pemda
            and usulan_dijumlah.tahun_anggaran = tahap.tahun_anggaran
    left join alasan_berurut
        on
            usulan_dijumlah.kd_pemda = alasan_berurut.kd_pemda
            and usulan_dijumlah.tahun_anggaran = alasan_berurut.tahun_anggaran
            and usulan_dijumlah.kd_opd = alasan_berurut.kd_opd
            and usulan_dijumlah.kd_sub_kegiatan = alasan_berurut.kd_sub_kegiatan
            and usulan_dijumlah.kd_kecamatan = alasan_berurut.kd_kecamatan
            and alasan_berurut.urut = 1

),

plafon_dijumlah as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen,
        kd_opd,
        kd_sub_kegiatan,
        coalesce(kd_kecamatan, '*') as kd_kecamatan,
        sum(plafon) as plafon_ppas
    from plafon
    group by kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd, kd_sub_kegiatan, coalesce(kd_kecamatan, '*')

),

aduan as (

    select
        kd_pemda,
        opd_akhir as kd_opd,
        kd_kecamatan,
        count(*) as n_aduan
    from pengaduan
    where
        is_primary
        and diterima_tgl > {{ as_of() }} - interval 12 month
        and diterima_tgl <= {{ as_of() }}
    group by kd_pemda, opd_akhir, kd_kecamatan

),

digabung as (

    select
        coalesce(usulan_per_tahap.kd_pemda, plafon_dijumlah.kd_pemda) as kd_pemda,
        coalesce(usulan_per_tahap.tahun_anggaran, plafon_dijumlah.tahun_anggaran) as tahun_anggaran,
        coalesce(usulan_per_tahap.tahap_dokumen, plafon_dijumlah.tahap_dokumen) as tahap_dokumen,
        coalesce(usulan_per_tahap.kd_opd, plafon_dijumlah.kd_opd) as kd_opd,
        coalesce(usulan_per_tahap.kd_sub_kegiatan, plafon_dijumlah.kd_sub_kegiatan) as kd_sub_kegiatan,
        coalesce(usulan_per_tahap.kd_kecamatan, plafon_dijumlah.kd_kecamatan) as kd_kecamatan,
        {% for kolom in hitungan %}
            cast(coalesce(usulan_per_tahap.{{ kolom }}, 0) as integer) as {{ kolom }},
        {% endfor %}
        -- Nothing asked is nought; asked without an amount is unknown.
        case
            when
                usulan_per_tahap.n_tanpa_nilai > 0
                and usulan_per_tahap.n_tanpa_nilai = usulan_per_tahap.n_usulan_unik
                then null
            else cast(coalesce(usulan_per_tahap.nilai_usulan_unik, 0) as decimal(20, 2))
        end as nilai_usulan_unik,
        {% for siapa in penelaah %}
            cast(usulan_per_tahap.nilai_rekom_{{ siapa }} as decimal(20, 2)) as nilai_rekom_{{ siapa }},
        {% endfor %}
        cast(coalesce(usulan_per_tahap.nilai_disetujui, 0) as decimal(20, 2)) as nilai_disetujui,
        usulan_per_tahap.alasan_tolak_terbanyak,
        coalesce(usulan_per_tahap.n_tanpa_rekom_tapd, 0) as n_tanpa_rekom_tapd,
        case
            when plafon_dijumlah.kd_pemda is not null or usulan_per_tahap.ada_plafon
                then cast(coalesce(plafon_dijumlah.plafon_ppas, 0) as decimal(20, 2))
        end as plafon_ppas
    from usulan_per_tahap
    full outer join plafon_dijumlah
        on
            usulan_per_tahap.kd_pemda = plafon_dijumlah.kd_pemda
            and usulan_per_tahap.tahun_anggaran = plafon_dijumlah.tahun_anggaran
            and usulan_per_tahap.tahap_dokumen = plafon_dijumlah.tahap_dokumen
            and usulan_per_tahap.kd_opd = plafon_dijumlah.kd_opd
            and usulan_per_tahap.kd_sub_kegiatan = plafon_dijumlah.kd_sub_kegiatan
            and usulan_per_tahap.kd_kecamatan = plafon_dijumlah.kd_kecamatan

),

mart_kuappas_input as (

    select
        digabung.kd_pemda,
        digabung.tahun_anggaran,
        digabung.tahap_dokumen,
        digabung.kd_opd,
        digabung.kd_sub_kegiatan,
        digabung.kd_kecamatan,
        case when digabung.kd_sub_kegiatan = '*' then '*' else left(digabung.kd_sub_kegiatan, 4) end as kd_bidang_urusan,
        digabung.n_usulan_baris,
        digabung.n_usulan_unik,
        digabung.n_musrenbang_desa,
        digabung.n_musrenbang_kel,
        digabung.n_musrenbang_kec,
        digabung.n_pokir,
        digabung.n_sarapan,
        digabung.n_lintas_asal,
        digabung.nilai_usulan_unik,
        digabung.nilai_rekom_lurah,
        digabung.nilai_rekom_camat,
        digabung.nilai_rekom_setwan,
        digabung.nilai_rekom_mitra,
        digabung.nilai_rekom_skpd,
        digabung.nilai_rekom_tapd,
        digabung.n_diterima,
        digabung.n_ditolak,
        digabung.n_dikembalikan,
        digabung.n_pending,
        digabung.n_dibatalkan,
        digabung.n_tidak_diajukan,
        digabung.nilai_disetujui,
        digabung.plafon_ppas,
        {{ persen("digabung.nilai_usulan_unik", "(100 * digabung.plafon_ppas)") }} as rasio_usulan_thd_plafon,
        digabung.n_tanpa_nilai,
        digabung.n_tanpa_sub_kegiatan,
        digabung.n_tanpa_koordinat,
        digabung.alasan_tolak_terbanyak,
        {{ bagi_rp("digabung.nilai_disetujui", "kecamatan.penduduk") }} as per_kapita,
        case
            when digabung.kd_opd <> '*' and digabung.kd_kecamatan <> '*'
                then cast(coalesce(aduan.n_aduan, 0) as integer)
        end as n_aduan_12_bln,
        {{ daftar([
            "case when digabung.plafon_ppas is null then 'PLAFON_BELUM_ADA' end",
            "case when digabung.plafon_ppas = 0 then 'PLAFON_NOL' end",
            "case when digabung.nilai_usulan_unik is null then 'NILAI_USULAN_KOSONG' end",
            "case when digabung.n_tanpa_rekom_tapd > 0 then 'REKOM_TAPD_KOSONG' end",
            "case when coalesce(kecamatan.penduduk, 0) = 0 then 'NO_POPULATION' end",
            "case when digabung.kd_opd = '*' or digabung.kd_kecamatan = '*' then 'LOKASI_TIDAK_DISEBUT' end",
        ]) }} as alasan,
        {{ as_of() }} as as_of_tgl
    from digabung
    left join kecamatan on digabung.kd_kecamatan = kecamatan.kd_wilayah
    left join aduan
        on
            digabung.kd_pemda = aduan.kd_pemda
            and digabung.kd_opd = aduan.kd_opd
            and digabung.kd_kecamatan = aduan.kd_kecamatan

)

select * from mart_kuappas_input

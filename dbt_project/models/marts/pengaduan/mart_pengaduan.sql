-- Rebuilt per month of entry: months in which a source or a cluster changed, and months with a deadline
-- still running.
{% set berubah = irisan_berubah("p3m_aduan") %}
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_bulan_pengaduan() }}"
) }}

with tiket as (

    select * from {{ ref("int_pengaduan__tiket") }}
    {% if berubah is not none %}
        -- The pre-hook deleted what is to be rebuilt; what is not there is to be built.
        where bulan_masuk not in (select bulan_masuk from {{ this }})
    {% endif %}

),

disposisi as (

    select * from {{ ref("int_pengaduan__disposisi") }}

),

klaster as (

    select * from {{ ref("stg_klaster__aduan") }}

),

-- WBS and confidential tickets are counted, but nobody can tell where they belong.
terlindung as (

    select
        tiket.*,
        tiket.klasifikasi = 'WBS' or tiket.is_rahasia as is_terlindung,
        disposisi.opd_awal,
        coalesce(disposisi.n_disposisi, 0) as n_disposisi,
        -- A ticket that no cluster knows yet stands for itself.
        coalesce(klaster.klaster_id, tiket.id_aduan) as klaster_id,
        coalesce(klaster.is_wakil, true) as is_wakil,
        case when tiket.status = 'DIBUKA_KEMBALI' then null else {{ tgl_wib("tiket.selesai_at") }} end as ditutup_tgl,
        {{ detik("tiket.diterima_at", "tiket.dijawab_at") }} as detik_respon
    from tiket
    left join disposisi on tiket.kd_pemda = disposisi.kd_pemda and tiket.id_aduan = disposisi.id_aduan
    left join klaster on tiket.kd_pemda = klaster.kd_pemda and tiket.id_aduan = klaster.id_aduan

),

mart_pengaduan as (

    select
        kd_pemda,
        id_aduan,
        sumber,
        kanal_kode,
        klasifikasi,
        case when not coalesce(is_terlindung, false) then kategori end as kategori,
        case when not coalesce(is_terlindung, false) then kd_kecamatan end as kd_kecamatan,
        case when not coalesce(is_terlindung, false) then kd_kelurahan end as kd_kelurahan,
        case when not coalesce(is_terlindung, false) then opd_awal end as opd_awal,
        case when not coalesce(is_terlindung, false) then kd_opd end as opd_akhir,
        cast(n_disposisi as integer) as n_disposisi,
        diterima_at,
        terverifikasi_at,
        terdisposisi_at,
        dijawab_at,
        selesai_at,
        status,
        is_anonim,
        is_rahasia,
        klaster_id,
        is_wakil and status <> 'DUPLIKAT' as is_primary,
        tenggat_verifikasi_tgl,
        tenggat_jawab_tgl,
        tenggat_selesai_tgl,
        {{ sla("status", tgl_wib("terverifikasi_at"), "tenggat_verifikasi_tgl") }} as sla_verifikasi,
        {{ sla("status", tgl_wib("dijawab_at"), "tenggat_jawab_tgl") }} as sla_jawab,
        {{ sla("status", "ditutup_tgl", "tenggat_selesai_tgl") }} as sla_selesai,
        case
            when detik_respon >= 0 then cast(floor((detik_respon * 100 + 1800) / 3600) / 100 as decimal(12, 2))
        end as jam_respon,
        case when ditutup_tgl is not null then cast(hari_kerja_selesai as integer) end as hari_kerja_selesai,
        penutupan,
        cast(n_buka_kembali as integer) as n_buka_kembali,
        cast(kepuasan as integer) as kepuasan,
        flags,
        {{ daftar([
            "case when tenggat_selesai_tgl is null then 'NO_CALENDAR' end",
            "case when detik_respon < 0 then 'NEG_DURATION' end",
            "case when sumber = 'O311' then 'WAKTU_TIDAK_DICATAT' end",
        ]) }} as alasan,
        diterima_tgl,
        bulan_masuk,
        {{ as_of() }} as as_of_tgl
    from terlindung

)

select * from mart_pengaduan

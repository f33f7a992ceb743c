-- Tickets with their three deadlines and working-day figures; independent of the night's date.
with tiket as (

    select * from {{ ref("int_pengaduan__sumber") }}

),

hari as (

    select * from {{ ref("dim_tanggal") }}

),

hari_kerja as (

    select
        tanggal,
        hari_kerja_ke,
        tanpa_kalender_ke
    from hari
    where is_hari_kerja

),

sla as (

    select * from {{ ref("cfg_sla") }}

),

diterima as (

    select
        tiket.*,
        {{ tgl_wib("tiket.diterima_at") }} as diterima_tgl
    from tiket

),

-- Day 0 is the day of receipt, or the next working day when it is none.
hari_nol as (

    select
        diterima.*,
        hari.hari_kerja_ke as diterima_hk,
        hari.tanpa_kalender_ke as diterima_tanpa_kalender,
        hari.hari_kerja_ke + case when hari.is_hari_kerja then 0 else 1 end as hari_nol_ke,
        sla.verifikasi_hk,
        sla.jawab_hk,
        sla.selesai_hk
    from diterima
    left join hari on diterima.diterima_tgl = hari.tanggal and hari.is_hari_kerja is not null
    left join sla
        on
            diterima.kd_pemda = sla.kd_pemda
            and diterima.klasifikasi = sla.klasifikasi
            and diterima.diterima_tgl >= sla.berlaku_mulai
            and diterima.diterima_tgl <= coalesce(sla.berlaku_sampai, diterima.diterima_tgl)

),

int_pengaduan__tiket as (

    select
        hari_nol.kd_pemda,
        hari_nol.id_aduan,
        hari_nol.sumber,
        hari_nol.kanal_kode,
        hari_nol.klasifikasi,
        hari_nol.kategori,
        hari_nol.kd_kecamatan,
        hari_nol.kd_kelurahan,
        hari_nol.kd_opd,
        hari_nol.diterima_at,
        hari_nol.terverifikasi_at,
        hari_nol.terdisposisi_at,
        hari_nol.dijawab_at,
        hari_nol.selesai_at,
        hari_nol.status,
        hari_nol.is_anonim,
        hari_nol.is_rahasia,
        hari_nol.penutupan,
        hari_nol.n_buka_kembali,
        hari_nol.kepuasan,
        hari_nol.flags,
        hari_nol.bulan_masuk,
        hari_nol.diterima_tgl,
        -- A deadline beyond a year without calendar is unknown.
        case when verifikasi.tanpa_kalender_ke = hari_nol.diterima_tanpa_kalender then verifikasi.tanggal end
            as tenggat_verifikasi_tgl,
        case when jawab.tanpa_kalender_ke = hari_nol.diterima_tanpa_kalender then jawab.tanggal end
            as tenggat_jawab_tgl,
        case when selesai.tanpa_kalender_ke = hari_nol.diterima_tanpa_kalender then selesai.tanggal end
            as tenggat_selesai_tgl,
        case
            when hari_tutup.tanpa_kalender_ke = hari_nol.diterima_tanpa_kalender
                then hari_tutup.hari_kerja_ke - hari_nol.diterima_hk
        end as hari_kerja_selesai
    from hari_nol
    left join hari_kerja as verifikasi on hari_nol.hari_nol_ke + hari_nol.verifikasi_hk = verifikasi.hari_kerja_ke
    left join hari_kerja as jawab on hari_nol.hari_nol_ke + hari_nol.jawab_hk = jawab.hari_kerja_ke
    left join hari_kerja as selesai on hari_nol.hari_nol_ke + hari_nol.selesai_hk = selesai.hari_kerja_ke
    left join hari as hari_tutup on {{ tgl_wib("hari_nol.selesai_at") }} = hari_tutup.tanggal

)

select * from int_pengaduan__tiket

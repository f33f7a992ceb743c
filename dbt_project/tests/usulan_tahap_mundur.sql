-- A proposal that stands before where it stood, though nobody sent it back: to be asked about.
{{ config(severity="warn") }}

with versi as (

    select
        versi.kd_pemda,
        versi.tahun_anggaran,
        versi.anggota,
        versi.keputusan,
        urutan.urutan,
        lag(versi.keputusan) over riwayat as keputusan_lalu,
        lag(urutan.urutan) over riwayat as urutan_lalu
    from {{ ref("stg_usulan__versi") }} as versi
    inner join {{ ref("cfg_tahap_usulan") }} as urutan
        on
            versi.kd_pemda = urutan.kd_pemda
            and versi.tahap = urutan.tahap
            and case versi.sumber when 'sipd_usulan' then 'musrenbang' else 'pokir' end = urutan.jenis
            and {{ berlaku_ta("urutan", "versi.tahun_anggaran") }}
    where versi.sumber <> 'sarapan_aspirasi'
    window riwayat as (
        partition by versi.kd_pemda, versi.tahun_anggaran, versi.anggota
        order by versi.versi_at, versi._seq, versi._row
    )

)

select
    kd_pemda,
    tahun_anggaran,
    anggota,
    kd_pemda || ' ' || tahun_anggaran || ' ' || anggota || ': tahap mundur tanpa dikembalikan' as pesan
from versi
where
    urutan < urutan_lalu
    and 'RETURNED' not in (keputusan, keputusan_lalu)

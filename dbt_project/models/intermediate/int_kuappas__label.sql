-- Labels of provincial and national priorities: those of the newest budget version of a year, for
-- each office and sub-kegiatan.
with label as (

    select * from {{ ref("stg_sipd__label_prioritas") }}

),

versi as (

    select
        kd_pemda,
        tahun,
        tahap,
        max(berlaku_tgl) as berlaku_tgl
    from {{ ref("stg_sipd__anggaran") }}
    group by kd_pemda, tahun, tahap

),

berurut as (

    select
        *,
        row_number() over (
            partition by kd_pemda, tahun
            order by
                berlaku_tgl desc,
                -- Two versions of one day: the later stage of SIPD's order rules.
                case
                    when tahap like 'pergeseran_perubahan%' then 3
                    when tahap = 'perubahan' then 2
                    when tahap like 'pergeseran%' then 1
                    else 0
                end desc,
                tahap desc
        ) as urut
    from versi

),

int_kuappas__label as (

    select
        label.kd_pemda,
        label.tahun,
        label.kd_opd,
        label.kd_sub_kegiatan,
        {{ gabung_unik("label.prioritas_provinsi") }} as prioritas_provinsi,
        {{ gabung_unik("label.prioritas_nasional") }} as prioritas_nasional
    from label
    inner join berurut
        on
            label.kd_pemda = berurut.kd_pemda
            and label.tahun = berurut.tahun
            and label.tahap = berurut.tahap
            and berurut.urut = 1
    group by label.kd_pemda, label.tahun, label.kd_opd, label.kd_sub_kegiatan

)

select * from int_kuappas__label

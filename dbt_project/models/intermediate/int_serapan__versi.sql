-- The budget and cash-plan versions in force in each month: latest `berlaku_tgl` up to its last day.
with bulan as (

    select * from {{ ref("int_serapan__bulan") }}

),

versi as (

    select
        'anggaran' as jenis_versi,
        kd_pemda,
        tahun,
        tahap,
        max(berlaku_tgl) as berlaku_tgl
    from {{ ref("stg_sipd__anggaran") }}
    group by kd_pemda, tahun, tahap
    union all
    select
        'rak' as jenis_versi,
        kd_pemda,
        tahun,
        tahap,
        max(berlaku_tgl) as berlaku_tgl
    from {{ ref("stg_sipd__rak") }}
    group by kd_pemda, tahun, tahap

),

berurut as (

    select
        bulan.kd_pemda,
        bulan.tahun,
        bulan.bulan_ke,
        versi.jenis_versi,
        versi.tahap,
        versi.berlaku_tgl,
        row_number() over (
            partition by bulan.kd_pemda, bulan.tahun, bulan.bulan_ke, versi.jenis_versi
            order by
                versi.berlaku_tgl desc,
                -- Two versions of one day: the later stage of SIPD's order rules.
                case
                    when versi.tahap like 'pergeseran_perubahan%' then 3
                    when versi.tahap = 'perubahan' then 2
                    when versi.tahap like 'pergeseran%' then 1
                    else 0
                end desc,
                versi.tahap desc
        ) as urut
    from bulan
    inner join versi
        on
            bulan.kd_pemda = versi.kd_pemda
            and bulan.tahun = versi.tahun
            and bulan.akhir_bulan >= versi.berlaku_tgl

),

int_serapan__versi as (

    select
        kd_pemda,
        tahun,
        bulan_ke,
        jenis_versi,
        tahap,
        berlaku_tgl
    from berurut
    where urut = 1

)

select * from int_serapan__versi

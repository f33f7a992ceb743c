-- Days that a proposal waited at each stage, told from its versions. A stay begins with the version that
-- first says so (the first one with the day of entry), ends with the next version that says otherwise or
-- with a final decision, and lasts until the night while it is pending. A stage entered twice adds up.
with versi as (

    select
        *,
        row_number() over (
            partition by kd_pemda, tahun_anggaran, anggota
            order by versi_at, _seq, _row
        ) as urut
    from {{ ref("stg_usulan__versi") }}

),

-- A version whose text names no stage stands where the one before it stood.
bertahap as (

    select
        *,
        count(nullif(tahap, 'DRAFT')) over (
            partition by kd_pemda, tahun_anggaran, anggota
            order by urut
        ) as sebutan_ke
    from versi

),

dibawa as (

    select
        *,
        case
            when keputusan = 'NOT_SUBMITTED' then 'DRAFT'
            else
                coalesce(
                    max(nullif(tahap, 'DRAFT')) over (
                        partition by kd_pemda, tahun_anggaran, anggota, sebutan_ke
                    ),
                    'SUBMITTED'
                )
        end as tahap_kini,
        case when urut = 1 then least(coalesce(dibuat_tgl, versi_tgl), versi_tgl) else versi_tgl end as mulai_tgl,
        lead(versi_tgl) over (
            partition by kd_pemda, tahun_anggaran, anggota
            order by urut
        ) as berikut_tgl
    from bertahap

),

int_usulan__hari as (

    select
        kd_pemda,
        tahun_anggaran,
        anggota,
        tahap_kini as tahap,
        cast(
            sum(
                greatest(
                    {{ hari_antara("mulai_tgl", "case when keputusan in ('ACCEPTED', 'REJECTED', 'CANCELLED') "
                        "then versi_tgl else coalesce(berikut_tgl, " ~ as_of() ~ ") end") }},
                    0
                )
            ) as integer
        ) as hari
    from dibawa
    group by kd_pemda, tahun_anggaran, anggota, tahap_kini

)

select * from int_usulan__hari

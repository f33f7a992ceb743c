-- Days that a proposal waited at each stage, told from its versions. A stay begins with the version that
-- first says so (the first one with the day of entry), ends with the next version that says otherwise or
-- with a final decision, and is open while it is pending. A stage entered twice adds up. Nothing here moves
-- with the night, so it is rebuilt per planning year whose proposals changed; aspirations have none.
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    on_schema_change="fail",
    pre_hook="{{ hapus_tahun_hari() }}"
) }}

with versi as (

    select
        *,
        row_number() over (
            partition by kd_pemda, tahun_anggaran, anggota
            order by versi_at, _seq, _row
        ) as urut
    from {{ ref("stg_usulan__versi") }}
    {% if is_incremental() and var("irisan") is not none %}
        where tahun_anggaran is null or tahun_anggaran in ({{ tahun_usulan() }})
    {% endif %}

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
                        "then versi_tgl else coalesce(berikut_tgl, mulai_tgl) end") }},
                    0
                )
            ) as integer
        ) as hari_selesai,
        max(
            case
                when berikut_tgl is null and coalesce(keputusan, '-') not in ('ACCEPTED', 'REJECTED', 'CANCELLED')
                    then mulai_tgl
            end
        ) as sejak_tgl
    from dibawa
    group by kd_pemda, tahun_anggaran, anggota, tahap_kini

)

select * from int_usulan__hari

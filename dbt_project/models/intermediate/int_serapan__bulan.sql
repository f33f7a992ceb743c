-- The months of each government's budget year up to the night: 12 in past years.
with tahun as (

    select
        kd_pemda,
        tahun
    from {{ ref("stg_sipd__anggaran") }}
    union
    select
        kd_pemda,
        tahun
    from {{ ref("stg_sipd__sp2d") }}
    union
    select
        kd_pemda,
        tahun
    from {{ ref("stg_emonev__rfk") }}

),

bulan as (

    select distinct
        tahun_anggaran as tahun,
        cast(extract(month from tanggal) as integer) as bulan_ke,
        {{ awal_bulan("tanggal") }} as bulan,
        last_day(tanggal) as akhir_bulan
    from {{ ref("dim_tanggal") }}
    where tanggal <= {{ as_of() }}

),

sp2d as (

    select distinct
        kd_pemda,
        tahun
    from {{ ref("stg_sipd__sp2d") }}

),

int_serapan__bulan as (

    select
        tahun.kd_pemda,
        tahun.tahun,
        bulan.bulan_ke,
        bulan.bulan,
        bulan.akhir_bulan,
        -- A government-year without any SP2D is told by its RFK.
        case when sp2d.kd_pemda is null then 'RFK' else 'SP2D' end as sumber_realisasi
    from tahun
    inner join bulan on tahun.tahun = bulan.tahun
    left join sp2d on tahun.kd_pemda = sp2d.kd_pemda and tahun.tahun = sp2d.tahun
    {% set irisan = var("irisan") %}
    {% if irisan is not none %}
        where
            tahun.tahun in ({{ tahun_serapan() }})
    {% endif %}

)

select * from int_serapan__bulan

-- Targets per month from the cash plan (RAK) in force: the month's own and January to the month.
with versi as (

    select * from {{ ref("int_serapan__versi") }}
    where jenis_versi = 'rak'

),

sumber as (

    select distinct
        kd_pemda,
        tahun,
        sumber_realisasi
    from {{ ref("int_serapan__bulan") }}

),

rak as (

    select
        rak.kd_pemda,
        rak.tahun,
        rak.tahap,
        rak.kd_opd,
        rak.kd_sub_kegiatan,
        case when sumber.sumber_realisasi = 'RFK' then '*' else rak.kd_jenis end as kd_jenis,
        {% for bulan in range(1, 13) %}
            cast(sum(rak.bulan_{{ bulan }}) as decimal(20, 2)) as bulan_{{ bulan }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref("stg_sipd__rak") }} as rak
    inner join sumber on rak.kd_pemda = sumber.kd_pemda and rak.tahun = sumber.tahun
    group by all

),

int_serapan__target as (

    select
        rak.kd_pemda,
        rak.tahun,
        versi.bulan_ke,
        rak.kd_opd,
        rak.kd_sub_kegiatan,
        rak.kd_jenis,
        case versi.bulan_ke
            {% for bulan in range(1, 13) %}
                when {{ bulan }} then rak.bulan_{{ bulan }}
            {% endfor %}
        end as target_bln,
        cast(
            {% for bulan in range(1, 13) %}
                case when versi.bulan_ke >= {{ bulan }} then rak.bulan_{{ bulan }} else 0 end
                {{- " +" if not loop.last }}
            {% endfor %}
            as decimal(20, 2)
        ) as target_kum
    from versi
    inner join rak
        on versi.kd_pemda = rak.kd_pemda and versi.tahun = rak.tahun and versi.tahap = rak.tahap

)

select * from int_serapan__target

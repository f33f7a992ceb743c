-- What earlier versions of a proposal said: the last stage that was named beyond the draft, and other places.
with versi as (

    select * from {{ ref("stg_usulan__versi") }}
    where
        not is_terkini
        {% if var("irisan") is not none %}
            and (tahun_anggaran is null or tahun_anggaran in ({{ tahun_usulan() }}))
        {% endif %}

),

berurut as (

    select
        *,
        row_number() over (
            partition by kd_pemda, tahun_anggaran, anggota
            order by versi_at, _seq, _row
        ) as urut
    from versi

),

int_usulan__lalu as (

    select
        kd_pemda,
        tahun_anggaran,
        anggota,
        max_by(tahap, urut) filter (where tahap <> 'DRAFT') as tahap_lalu,
        min(kd_kelurahan) as kd_kelurahan_terkecil,
        max(kd_kelurahan) as kd_kelurahan_terbesar
    from berurut
    group by kd_pemda, tahun_anggaran, anggota

)

select * from int_usulan__lalu

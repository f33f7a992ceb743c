-- Which file brought the rows that are in force, year by year.
with kamus_usulan as (

    select
        kd_pemda,
        tahun_anggaran,
        'kamus_usulan' as source,
        _load_id as load_id
    from {{ source("silver", "kamus_usulan") }}

),

klaster_manual as (

    select
        kd_pemda,
        tahun_anggaran,
        'klaster_manual' as source,
        _load_id as load_id
    from {{ source("silver", "klaster_manual") }}

),

kua_proyeksi as (

    select
        kd_pemda,
        tahun_anggaran,
        'kua_proyeksi' as source,
        _load_id as load_id
    from {{ source("silver", "kua_proyeksi") }}

),

ppas_plafon as (

    select
        kd_pemda,
        tahun_anggaran,
        'ppas_plafon' as source,
        _load_id as load_id
    from {{ source("silver", "ppas_plafon") }}

),

sipd_pokir as (

    select
        kd_pemda,
        tahun_anggaran,
        'sipd_pokir' as source,
        _load_id as load_id
    from {{ source("silver", "sipd_pokir") }}

),

sipd_usulan as (

    select
        kd_pemda,
        tahun_anggaran,
        'sipd_usulan' as source,
        _load_id as load_id
    from {{ source("silver", "sipd_usulan") }}

),

sarapan_aspirasi as (

    select
        aspirasi.kd_pemda,
        klaster.tahun_anggaran,
        'sarapan_aspirasi' as source,
        aspirasi._load_id as load_id
    from {{ source("silver", "sarapan_aspirasi") }} as aspirasi
    inner join {{ source("silver", "klaster_usulan") }} as klaster
        on
            aspirasi.kd_pemda = klaster.kd_pemda
            and aspirasi.id = klaster.id
            and klaster.sumber = 'sarapan_aspirasi'

),

gabungan as (

    select * from kamus_usulan
    union all
    select * from klaster_manual
    union all
    select * from kua_proyeksi
    union all
    select * from ppas_plafon
    union all
    select * from sipd_pokir
    union all
    select * from sipd_usulan
    union all
    select * from sarapan_aspirasi

),

stg_perencanaan__muatan as (

    select
        kd_pemda,
        tahun_anggaran,
        source,
        load_id,
        count(*) as n_baris
    from gabungan
    group by kd_pemda, tahun_anggaran, source, load_id

)

select * from stg_perencanaan__muatan

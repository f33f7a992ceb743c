-- A stage that the dictionary of status texts names has a place in every government's order of that way.
with kamus as (

    select distinct
        jenis,
        tahap
    from {{ ref("cfg_status_usulan") }}
    where tahap is not null

),

diharapkan as (

    select
        pemda.kd_pemda,
        kamus.jenis,
        kamus.tahap
    from {{ ref("pemda") }} as pemda
    cross join kamus

),

urutan as (

    select distinct
        kd_pemda,
        jenis,
        tahap
    from {{ ref("cfg_tahap_usulan") }}

)

select
    diharapkan.kd_pemda,
    diharapkan.jenis,
    diharapkan.tahap,
    diharapkan.kd_pemda || ' ' || diharapkan.jenis || ' ' || diharapkan.tahap
    || ': tidak ada di cfg_tahap_usulan' as pesan
from diharapkan
left join urutan
    on
        diharapkan.kd_pemda = urutan.kd_pemda
        and diharapkan.jenis = urutan.jenis
        and diharapkan.tahap = urutan.tahap
where urutan.tahap is null

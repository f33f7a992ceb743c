-- The document of a year that the next year is compared with: the agreement, else the newest stage.
with dokumen as (

    select * from {{ ref("int_kuappas__dokumen") }}
    where ada_plafon

),

berurut as (

    select
        *,
        row_number() over (
            partition by kd_pemda, tahun_anggaran
            order by tahap_dokumen = 'kesepakatan' desc, urutan desc nulls last, tahap_dokumen asc
        ) as urut
    from dokumen

),

int_kuappas__acuan as (

    select
        kd_pemda,
        tahun_anggaran,
        tahap_dokumen
    from berurut
    where urut = 1

)

select * from int_kuappas__acuan

with muatan as (

    select
        asal.kd_pemda,
        asal.tahun_anggaran,
        asal.source,
        asal.n_baris,
        berkas.file_name,
        berkas.dikirim_tgl,
        row_number() over (
            partition by asal.kd_pemda, asal.tahun_anggaran, asal.source
            order by berkas.dikirim_tgl desc, berkas.file_name desc, asal.load_id desc
        ) as urut
    from {{ ref("stg_perencanaan__muatan") }} as asal
    inner join {{ ref("ops_muatan") }} as berkas on asal.load_id = berkas.load_id

),

mart_perencanaan_berkas as (

    select
        kd_pemda,
        tahun_anggaran,
        source,
        max(case when urut = 1 then file_name end) as berkas_terakhir,
        max(dikirim_tgl) as dikirim_tgl,
        cast(count(*) as integer) as n_berkas,
        cast(sum(n_baris) as bigint) as n_baris,
        {{ as_of() }} as as_of_tgl
    from muatan
    group by kd_pemda, tahun_anggaran, source

)

select * from mart_perencanaan_berkas

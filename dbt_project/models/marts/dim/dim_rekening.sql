with dim_rekening as (

    select
        kode,
        level,
        nama,
        kd_induk
    from {{ ref("rekening") }}

)

select * from dim_rekening

with meter as (

    select * from {{ ref("int_energi__meter") }}

),

dim_meter as (

    select
        kd_pemda,
        id_meter,
        meter_seri,
        id_objek,
        nama_objek,
        jenis,
        kd_opd,
        kd_kecamatan,
        golongan,
        daya_va,
        is_abonemen,
        berlaku_mulai,
        nullif(berlaku_sampai, date '9999-12-31') as berlaku_sampai
    from meter

)

select * from dim_meter

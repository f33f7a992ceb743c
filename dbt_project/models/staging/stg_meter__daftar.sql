with source as (

    select * from {{ source("silver", "meter_daftar") }}

),

stg_meter__daftar as (

    select
        kd_pemda,
        id_meter,
        meter_seri,
        id_objek,
        nama_objek,
        jenis,
        kode_skpd as kd_opd,
        kode_kecamatan as kd_kecamatan,
        golongan_tarif,
        {{ golongan_baku("golongan_tarif") }} as golongan,
        daya_va,
        luas_m2,
        luas_ac_m2,
        watt_lampu_total,
        jumlah_lampu,
        coalesce(abonemen, false) as is_abonemen,
        pasang_pada as pasang_tgl,
        lepas_pada as lepas_tgl
    from source

)

select * from stg_meter__daftar

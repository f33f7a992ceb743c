-- What the list says of a meter, by the days on which it holds: a replacement changes it.
with daftar as (

    select * from {{ ref("stg_meter__daftar") }}

),

berurut as (

    select
        *,
        lead(coalesce(pasang_tgl, date '1900-01-01')) over urut as berikut_tgl,
        row_number() over urut as ke,
        min(coalesce(pasang_tgl, date '1900-01-01')) over (partition by kd_pemda, id_meter) as aktif_mulai,
        max(coalesce(lepas_tgl, date '9999-12-31')) over (partition by kd_pemda, id_meter) as aktif_sampai
    from daftar
    window urut as (
        partition by kd_pemda, id_meter
        order by coalesce(pasang_tgl, date '1900-01-01'), meter_seri
    )

),

int_energi__meter as (

    select
        kd_pemda,
        id_meter,
        meter_seri,
        id_objek,
        nama_objek,
        jenis,
        kd_opd,
        kd_kecamatan,
        golongan_tarif,
        golongan,
        daya_va,
        luas_m2,
        luas_ac_m2,
        watt_lampu_total,
        jumlah_lampu,
        is_abonemen,
        -- Readings from before the first row of the list are that row's.
        case when ke = 1 then date '1900-01-01' else coalesce(pasang_tgl, date '1900-01-01') end as berlaku_mulai,
        coalesce(berikut_tgl - 1, date '9999-12-31') as berlaku_sampai,
        aktif_mulai,
        aktif_sampai
    from berurut

)

select * from int_energi__meter

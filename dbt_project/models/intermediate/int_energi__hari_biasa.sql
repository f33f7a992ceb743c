-- Days that are like others: neither holidays nor Ramadan.
with hari as (

    select * from {{ ref("dim_tanggal") }}
    where not is_libur_nasional and not is_cuti_bersama

),

ramadan as (

    select * from {{ ref("cfg_ramadan") }}

),

int_energi__hari_biasa as (

    select hari.tanggal
    from hari
    left join ramadan on hari.tanggal >= ramadan.berlaku_mulai and hari.tanggal <= ramadan.berlaku_sampai
    where ramadan.berlaku_mulai is null

)

select * from int_energi__hari_biasa

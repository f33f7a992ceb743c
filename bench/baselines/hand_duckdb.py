"""The limit: one hand-tuned DuckDB script. Every file is read once, with its exact types."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from bench.marts import MARTS

ENERGY = """
create table meter as
select
    id_meter, kd_pemda, id_objek, jenis, golongan_tarif, digit_register,
    cast(faktor_kali * 100 as bigint) as faktor_c, luas_m2, luas_ac_m2, watt_lampu_total, abonemen
from read_csv('{city}/landing/meter_daftar/*/*.csv', delim = ';', header = true, decimal_separator = ',',
    filename = true, types = {{'watt_lampu_total': 'decimal(14,2)', 'luas_m2': 'decimal(14,2)',
    'luas_ac_m2': 'decimal(14,2)', 'faktor_kali': 'decimal(9,2)'}}),
    lateral (select regexp_extract(filename, '/(\\d\\d\\.\\d\\d)/', 1) as kd_pemda);

create table interval_kwh as
with reading as (
    select id_meter, waktu, cast(register_kwh * 1000 as bigint) as register_m
    from read_csv('{city}/landing/meter_energi/*/*.csv.gz', delim = ';', header = true, auto_detect = false,
        decimal_separator = ',', timestampformat = '%Y-%m-%d %H:%M',
        columns = {{'id_meter': 'varchar', 'waktu': 'timestamp', 'register_kwh': 'decimal(18,3)',
            'kvarh': 'decimal(18,3)', 'status': 'varchar'}})
),

step as (
    select id_meter, waktu, register_m, lead(register_m) over w as next_m, lead(waktu) over w as next_at
    from reading
    window w as (partition by id_meter order by waktu)
)

select
    step.id_meter, step.waktu, cast(step.waktu as date) as tanggal,
    hour(step.waktu) * 60 + minute(step.waktu) as menit,
    faktor_c * (next_m - register_m + case when next_m < register_m then 1000 * power(10, digit_register)::bigint
        else 0 end) as kwh_e5
from step join meter using (id_meter)
where next_at = waktu + interval 15 minute;

create table fct_energi_harian as
select
    kd_pemda, id_meter, tanggal,
    cast(sum(kwh_e5) * 0.00001 as decimal(18, 5)) as kwh,
    count(*)::integer as n_interval,
    cast(max(kwh_e5) * 4 * 0.00001 as decimal(18, 5)) as kw_puncak,
    cast(sum(kwh_e5) filter (menit >= 1080 or menit < 360) * 0.00001 as decimal(18, 5)) as kwh_malam
from interval_kwh join meter using (id_meter)
group by all;

create table mart_pju_malam as
select
    kd_pemda, id_objek, cast(waktu - interval 7 hour as date) as malam_tgl,
    cast(sum(kwh_e5) filter (menit >= 1020 or menit < 420) * 0.00001 as decimal(18, 5)) as kwh,
    cast(sum(kwh_e5) filter (menit >= 480 and menit < 960) * 0.00001 as decimal(18, 5)) as kwh_siang
from interval_kwh join meter using (id_meter)
where jenis = 'pju' and malam_tgl >= (select min(tanggal) from interval_kwh)
group by all;
"""

USUAL = """
insert into menyimpang
with dasar as (
    select id_meter, isodow(tanggal) as hari, menit // 60 as jam, (date '{month}' - tanggal - 1) // 7 as minggu, kwh_e5
    from interval_kwh
    where tanggal >= date '{month}' - 56 and tanggal < date '{month}'
        and tanggal in (select tanggal from '{city}/lookup/hari_biasa.parquet')
),

wajar as (
    select
        id_meter, hari, jam, cast(4 * median(kwh_e5) as bigint) as median_x4, cast(4 * mad(kwh_e5) as bigint) as mad_x4
    from dasar
    group by all
    having bit_count(bit_or(1 << minggu)) >= 4 and mad_x4 > 0
)

select
    id_meter, if(4 * kwh_e5 > median_x4, 1, -1) as arah,
    datediff('day', date '2000-01-01', tanggal) * 96 + menit // 15 as ke, kwh_e5,
    (abs(4 * kwh_e5 - median_x4) * 2000000 + 14826 * mad_x4) // (2 * 14826 * mad_x4) as skor_ratus
from interval_kwh join wajar using (id_meter)
where tanggal >= date '{month}' and tanggal < date '{month}' + interval 1 month
    and hari = isodow(tanggal) and jam = menit // 60
    and tanggal in (select tanggal from '{city}/lookup/hari_biasa.parquet')
    and abs(4 * kwh_e5 - median_x4) * 1000000 > 400 * 14826 * mad_x4;
"""

ANOMALIES = """
create table mart_energi_anomali as
with deret as (
    select *, ke - row_number() over (partition by id_meter, arah order by ke) as nomor from menyimpang
)

select
    kd_pemda, id_meter, if(arah > 0, 'LONJAKAN', 'PENURUNAN') as jenis,
    timezone('Asia/Jakarta', timestamp '2000-01-01' + to_minutes(15 * min(ke))) as mulai_at,
    cast(sum(kwh_e5) * 0.00001 as decimal(18, 5)) as kwh,
    cast(arah * max(skor_ratus) * 0.01 as decimal(18, 2)) as skor
from deret join meter using (id_meter)
group by kd_pemda, id_meter, arah, nomor
having count(*) >= 3;
"""

WASTE = """
create table mart_sampah_harian as
select
    regexp_extract(filename, '/(\\d\\d\\.\\d\\d)/', 1) as kd_pemda, waktu_masuk::date as tanggal, tpa,
    if(asal_luar_daerah = 'Y', 'LUAR', coalesce(kode_kecamatan_asal, '-')) as kd_kecamatan,
    count(*)::integer as ritase,
    sum(if(asal_luar_daerah = 'Y', 0, netto_kg::integer))::decimal(18, 2) as netto_kg,
    sum(if(asal_luar_daerah = 'Y', netto_kg::integer, 0))::decimal(18, 2) as netto_luar_daerah_kg
from read_csv('{city}/landing/timbangan_tpa/*/*.csv', delim = ';', header = true, filename = true, all_varchar = true)
group by all;
"""

COMPLAINTS = """
create table mart_pengaduan_bulanan as
with versi as (
    select *, regexp_extract(filename, '/(\\d\\d\\.\\d\\d)/', 1) as kd_pemda
    from read_csv('{city}/landing/p3m_aduan/*/*.csv', delim = ';', header = true, quote = '"', filename = true,
        all_varchar = true)
),

tiket as (
    select *, coalesce(tanggal_terima, tanggal_masuk)::timestamp as diterima
    from versi
    qualify row_number() over (partition by kd_pemda, nomor_aduan order by diperbarui desc, filename desc) = 1
),

kode as (
    select
        tiket.kd_pemda, date_trunc('month', diterima)::date as bulan, diterima, tanggal_jawab::timestamp as dijawab,
        if(status = 'Dibuka Kembali', null, tanggal_selesai::date) as ditutup, status, kanal.kode as kanal_kode,
        klas.kode as klasifikasi,
        if(klas.kode = 'WBS' or rahasia = 'Y', null, opd.kode) as opd, if(klas.kode = 'WBS' or rahasia = 'Y', null,
        kecamatan.kode) as kec, hari_nol.hari_kerja_ke + if(hari_nol.is_hari_kerja, 0, 1) + sla.selesai_hk as tenggat_ke
    from tiket
    left join '{city}/lookup/kanal.parquet' as kanal on kanal.nama = tiket.kanal
    left join '{city}/lookup/klasifikasi.parquet' as klas on klas.nama = tiket.klasifikasi
    left join '{city}/lookup/opd.parquet' as opd on opd.kd_pemda = tiket.kd_pemda and opd.nama = opd_tujuan
    left join '{city}/lookup/kecamatan.parquet' as kecamatan
        on kecamatan.kd_pemda = tiket.kd_pemda and kecamatan.nama = tiket.kecamatan
    left join '{city}/lookup/hari.parquet' as hari_nol on hari_nol.tanggal = diterima::date
    left join '{city}/lookup/sla.parquet' as sla on sla.kd_pemda = tiket.kd_pemda and sla.klasifikasi = klas.kode
),

vonis as (
    select *,
        case
            when status in ('Bukan Wewenang', 'Arsip', 'Duplikat') then 'DIKECUALIKAN'
            when ditutup <= tenggat.tanggal then 'TEPAT'
            when ditutup > tenggat.tanggal or date '{as_of}' > tenggat.tanggal then 'LEWAT'
            else 'BERJALAN'
        end as sla_selesai
    from kode
    left join (select tanggal, hari_kerja_ke from '{city}/lookup/hari.parquet' where is_hari_kerja) as tenggat
        on tenggat.hari_kerja_ke = tenggat_ke
)

select
    kd_pemda, bulan, coalesce(opd, '-') as opd_akhir, coalesce(klasifikasi, '-') as klasifikasi,
    coalesce(kanal_kode, '-') as kanal_kode, coalesce(kec, '-') as kd_kecamatan,
    count(*)::integer as jumlah,
    count_if(status = 'Selesai')::integer as n_selesai,
    count_if(sla_selesai = 'TEPAT')::integer as n_tepat,
    count_if(sla_selesai = 'LEWAT')::integer as n_lewat,
    count_if(sla_selesai = 'DIKECUALIKAN')::integer as n_dikecualikan,
    count(dijawab)::integer as n_dijawab
from vonis
group by all;
"""

BUDGET = """
create table anggaran as
select
    regexp_extract(filename, '/(\\d\\d\\.\\d\\d)/', 1) as kd_pemda, tahun_anggaran::integer as tahun, tahap,
    tanggal_berlaku::date as berlaku, kode_skpd as kd_opd, kode_sub_kegiatan as kd_sub,
    left(kode_rekening, 6) as kd_jenis, sum({pagu}) as pagu
from read_csv('{city}/landing/sipd_anggaran/*/*.csv', delim = ';', header = true, quote = '"', filename = true,
    all_varchar = true)
group by all;

create table rak as
select
    regexp_extract(filename, '/(\\d\\d\\.\\d\\d)/', 1) as kd_pemda, tahun_anggaran::integer as tahun, tahap,
    tanggal_berlaku::date as berlaku, kode_skpd as kd_opd, kode_sub_kegiatan as kd_sub,
    left(kode_rekening, 6) as kd_jenis, {months}
from read_csv('{city}/landing/sipd_rak/*/*.csv', delim = ';', header = true, quote = '"', filename = true,
    all_varchar = true)
group by all;

create table bayar as
with baris as (
    select *, regexp_extract(filename, '/(\\d\\d\\.\\d\\d)/', 1) as kd_pemda
    from read_csv('{city}/landing/sipd_sp2d/*/*.csv', delim = ';', header = true, quote = '"', filename = true,
        all_varchar = true)
    qualify row_number() over (partition by kd_pemda, nomor_sp2d, baris order by filename desc) = 1
)

select
    kd_pemda, tahun_anggaran::integer as tahun, kode_skpd as kd_opd, kode_sub_kegiatan as kd_sub,
    left(kode_rekening, 6) as kd_jenis,
    case
        when year(tanggal_sp2d::date) > tahun_anggaran::integer then 12
        when year(tanggal_sp2d::date) < tahun_anggaran::integer then 1
        else month(tanggal_sp2d::date)
    end as bulan_ke,
    sum({nilai} * tanda.tanda) as realisasi
from baris join '{city}/lookup/tanda.parquet' as tanda using (jenis)
where verifikasi = 'Y' and dihapus_pada is null and tanggal_sp2d::date <= date '{as_of}'
group by all;

create table mart_serapan_bulanan as
with bulan as (
    select kd_pemda, tahun, b as bulan_ke, make_date(tahun, b::integer, 1) as bulan,
        last_day(make_date(tahun, b::integer, 1)) as akhir
    from (select distinct kd_pemda, tahun from anggaran union select distinct kd_pemda, tahun from bayar),
        range(1, 13) as r(b)
    where make_date(tahun, b::integer, 1) <= date '{as_of}'
),

versi as (
    select *, 'a' as jenis from (select distinct kd_pemda, tahun, tahap, berlaku from anggaran)
    union all
    select *, 'r' as jenis from (select distinct kd_pemda, tahun, tahap, berlaku from rak)
),

berlaku as (
    select jenis, bulan.kd_pemda, bulan.tahun, bulan_ke, tahap, berlaku
    from bulan join versi on bulan.kd_pemda = versi.kd_pemda and bulan.tahun = versi.tahun and berlaku <= akhir
    qualify row_number() over (
        partition by jenis, bulan.kd_pemda, bulan.tahun, bulan_ke order by berlaku desc, case
            when tahap like 'pergeseran_perubahan%' then 3 when tahap = 'perubahan' then 2
            when tahap like 'pergeseran%' then 1 else 0 end desc, tahap desc) = 1
),

akhir as (select kd_pemda, tahun, max(akhir) as akhir from bulan group by all),

kunci as (
    select distinct kd_pemda, tahun, kd_opd, kd_sub, kd_jenis
    from anggaran join akhir using (kd_pemda, tahun) where berlaku <= akhir
    union
    select distinct kd_pemda, tahun, kd_opd, kd_sub, kd_jenis from bayar
),

lahir as (select kd_pemda, tahun, kd_opd, kd_sub, kd_jenis, min(berlaku) as lahir from anggaran group by all)

select
    k.kd_pemda, k.tahun, b.bulan, k.kd_opd, k.kd_sub as kd_sub_kegiatan, k.kd_jenis,
    coalesce(a.pagu, if(lahir <= va.berlaku, 0, null))::decimal(20, 2) as pagu_berlaku,
    r.kum[b.bulan_ke]::decimal(20, 2) as target_kum,
    sum(coalesce(p.realisasi, 0)) over (
        partition by k.kd_pemda, k.tahun, k.kd_opd, k.kd_sub, k.kd_jenis order by b.bulan_ke
    )::decimal(20, 2) as realisasi_kum
from kunci as k
join bulan as b using (kd_pemda, tahun)
left join berlaku as va on va.jenis = 'a' and va.kd_pemda = k.kd_pemda and va.tahun = k.tahun
    and va.bulan_ke = b.bulan_ke
left join berlaku as vr on vr.jenis = 'r' and vr.kd_pemda = k.kd_pemda and vr.tahun = k.tahun
    and vr.bulan_ke = b.bulan_ke
left join anggaran as a on a.kd_pemda = k.kd_pemda and a.tahun = k.tahun and a.tahap = va.tahap
    and a.kd_opd = k.kd_opd and a.kd_sub = k.kd_sub and a.kd_jenis = k.kd_jenis
left join lahir on lahir.kd_pemda = k.kd_pemda and lahir.tahun = k.tahun and lahir.kd_opd = k.kd_opd
    and lahir.kd_sub = k.kd_sub and lahir.kd_jenis = k.kd_jenis
left join rak as r on r.kd_pemda = k.kd_pemda and r.tahun = k.tahun and r.tahap = vr.tahap
    and r.kd_opd = k.kd_opd and r.kd_sub = k.kd_sub and r.kd_jenis = k.kd_jenis
left join bayar as p on p.kd_pemda = k.kd_pemda and p.tahun = k.tahun and p.bulan_ke = b.bulan_ke
    and p.kd_opd = k.kd_opd and p.kd_sub = k.kd_sub and p.kd_jenis = k.kd_jenis;
"""


def _money(column: str) -> str:
    return f"replace(replace({column}, '.', ''), ',', '.')::decimal(20, 2)"


def main(city: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    as_of = (city / "as_of").read_text().strip()
    kum = (" + ".join(f"sum({_money(f'bulan_{m}')})" for m in range(1, n + 1)) for n in range(1, 13))
    names = {
        "city": city,
        "as_of": as_of,
        "pagu": _money("pagu"),
        "nilai": _money("nilai"),
        "months": f"[{', '.join(kum)}] as kum",
    }
    with duckdb.connect() as con:
        con.execute("set threads = 2; set memory_limit = '3GB'; set preserve_insertion_order = false")
        con.execute(f"set temp_directory = '{out}/.tmp'")
        con.execute(ENERGY.format(**names))
        con.execute("create table menyimpang (id_meter varchar, arah int, ke bigint, kwh_e5 bigint, skor_ratus bigint)")
        months = con.execute("select distinct date_trunc('month', tanggal)::date from fct_energi_harian").fetchall()
        for (month,) in months:
            con.execute(USUAL.format(city=city, month=month))
        for script in (ANOMALIES, WASTE, COMPLAINTS, BUDGET):
            con.execute(script.format(**names))
        for mart in MARTS:
            con.execute(f"copy {mart} to '{out}/{mart}.parquet'")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

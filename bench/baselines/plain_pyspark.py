"""A plain PySpark script: CSV in, Spark SQL, Parquet out, on `local[2]`."""

from __future__ import annotations

import os
import sys
from functools import reduce
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

KD = r"/(\d\d\.\d\d)/"
MONEY = "cast(replace(replace({0}, '.', ''), ',', '.') as decimal(20, 2))"

STEP = """
select
    meter.kd_pemda, meter.id_meter, meter.id_objek, meter.jenis, waktu, cast(waktu as date) as tanggal,
    hour(waktu) * 60 + minute(waktu) as menit,
    faktor_c * (next_m - register_m + case when next_m < register_m then 1000 * cast(pow(10, digit) as bigint)
        else 0 end) as kwh_e5
from (
    select id_meter, waktu, register_m, lead(register_m) over w as next_m, lead(waktu) over w as next_at
    from reading
    window w as (partition by id_meter order by waktu)
) as step join meter using (id_meter)
where next_at = waktu + interval 15 minutes
"""

FCT = """
select
    kd_pemda, id_meter, tanggal, cast(sum(kwh_e5) * 0.00001 as decimal(18, 5)) as kwh,
    cast(count(*) as int) as n_interval, cast(max(kwh_e5) * 4 * 0.00001 as decimal(18, 5)) as kw_puncak,
    cast(sum(case when menit >= 1080 or menit < 360 then kwh_e5 end) * 0.00001 as decimal(18, 5)) as kwh_malam
from interval_kwh group by kd_pemda, id_meter, tanggal
"""

PJU = """
select
    kd_pemda, id_objek, cast(waktu - interval 7 hours as date) as malam_tgl,
    cast(sum(case when menit >= 1020 or menit < 420 then kwh_e5 end) * 0.00001 as decimal(18, 5)) as kwh,
    cast(sum(case when menit >= 480 and menit < 960 then kwh_e5 end) * 0.00001 as decimal(18, 5)) as kwh_siang
from interval_kwh
where jenis = 'pju' and waktu >= (select min(tanggal) + interval 7 hours from interval_kwh)
group by kd_pemda, id_objek, cast(waktu - interval 7 hours as date)
"""

USUAL = """
with dasar as (
    select id_meter, weekday(tanggal) as hari, menit div 60 as jam, datediff(date '{month}', tanggal) - 1 as lalu,
        kwh_e5
    from interval_kwh join biasa using (tanggal)
    where tanggal >= date_sub(date '{month}', 56) and tanggal < date '{month}'
),

tengah as (
    select id_meter, hari, jam, cast(4 * percentile(kwh_e5, 0.5) as bigint) as median_x4
    from dasar group by all having count(distinct lalu div 7) >= 4
),

wajar as (
    select id_meter, hari, jam, median_x4, cast(percentile(abs(4 * kwh_e5 - median_x4), 0.5) as bigint) as mad_x4
    from dasar join tengah using (id_meter, hari, jam) group by all having mad_x4 > 0
)

select
    kd_pemda, id_meter, case when 4 * kwh_e5 > median_x4 then 1 else -1 end as arah,
    datediff(tanggal, date '2000-01-01') * 96 + menit div 15 as ke, kwh_e5,
    (abs(4 * kwh_e5 - median_x4) * 2000000 + 14826 * mad_x4) div (2 * 14826 * mad_x4) as skor_ratus
from interval_kwh join biasa using (tanggal) join wajar using (id_meter)
where tanggal >= date '{month}' and tanggal < add_months(date '{month}', 1)
    and hari = weekday(tanggal) and jam = menit div 60
    and abs(4 * kwh_e5 - median_x4) * 1000000 > 400 * 14826 * mad_x4
"""

ANOMALIES = """
select
    kd_pemda, id_meter, case when arah > 0 then 'LONJAKAN' else 'PENURUNAN' end as jenis,
    to_utc_timestamp(timestamp '2000-01-01' + make_dt_interval(0, 0, 15 * min(ke)), 'Asia/Jakarta') as mulai_at,
    cast(sum(kwh_e5) * 0.00001 as decimal(18, 5)) as kwh, cast(arah * max(skor_ratus) * 0.01 as decimal(18, 2)) as skor
from (select *, ke - row_number() over (partition by id_meter, arah order by ke) as nomor from menyimpang)
group by kd_pemda, id_meter, arah, nomor
having count(*) >= 3
"""

SAMPAH = """
select
    kd_pemda, cast(waktu_masuk as date) as tanggal, tpa,
    case when asal_luar_daerah = 'Y' then 'LUAR' else coalesce(kode_kecamatan_asal, '-') end as kd_kecamatan,
    cast(count(*) as int) as ritase,
    cast(sum(case when asal_luar_daerah = 'Y' then 0 else cast(netto_kg as int) end) as decimal(18, 2)) as netto_kg,
    cast(sum(case when asal_luar_daerah = 'Y' then cast(netto_kg as int) else 0 end) as decimal(18, 2))
        as netto_luar_daerah_kg
from timbangan group by all
"""

TIKET = """
select *, cast(coalesce(tanggal_terima, tanggal_masuk) as timestamp) as diterima from (
    select *, row_number() over (partition by kd_pemda, nomor_aduan order by diperbarui desc, berkas desc) as urut
    from p3m
) where urut = 1
"""

PENGADUAN = """
with kode as (
    select
        tiket.kd_pemda, cast(trunc(diterima, 'MM') as date) as bulan, tanggal_jawab as dijawab, status,
        case when status <> 'Dibuka Kembali' then cast(tanggal_selesai as date) end as ditutup,
        kanal.kode as kanal_kode, klas.kode as klasifikasi,
        case when not (klas.kode = 'WBS' or rahasia = 'Y') then opd.kode end as opd,
        case when not (klas.kode = 'WBS' or rahasia = 'Y') then kecamatan.kode end as kec,
        hari.hari_kerja_ke + case when hari.is_hari_kerja then 0 else 1 end + sla.selesai_hk as tenggat_ke
    from tiket
    left join kanal on kanal.nama = tiket.kanal
    left join klasifikasi as klas on klas.nama = tiket.klasifikasi
    left join opd on opd.kd_pemda = tiket.kd_pemda and opd.nama = opd_tujuan
    left join kecamatan on kecamatan.kd_pemda = tiket.kd_pemda and kecamatan.nama = tiket.kecamatan
    left join hari on hari.tanggal = cast(diterima as date)
    left join sla on sla.kd_pemda = tiket.kd_pemda and sla.klasifikasi = klas.kode
),

vonis as (
    select kode.*, case
        when status in ('Bukan Wewenang', 'Arsip', 'Duplikat') then 'DIKECUALIKAN'
        when ditutup <= tenggat.tanggal then 'TEPAT'
        when ditutup > tenggat.tanggal or date '{as_of}' > tenggat.tanggal then 'LEWAT'
        else 'BERJALAN' end as sla_selesai
    from kode left join (select tanggal, hari_kerja_ke from hari where is_hari_kerja) as tenggat
        on tenggat.hari_kerja_ke = tenggat_ke
)

select
    kd_pemda, bulan, coalesce(opd, '-') as opd_akhir, coalesce(klasifikasi, '-') as klasifikasi,
    coalesce(kanal_kode, '-') as kanal_kode, coalesce(kec, '-') as kd_kecamatan,
    cast(count(*) as int) as jumlah, cast(count_if(status = 'Selesai') as int) as n_selesai,
    cast(count_if(sla_selesai = 'TEPAT') as int) as n_tepat, cast(count_if(sla_selesai = 'LEWAT') as int) as n_lewat,
    cast(count_if(sla_selesai = 'DIKECUALIKAN') as int) as n_dikecualikan, cast(count(dijawab) as int) as n_dijawab
from vonis group by all
"""

KEY = "kd_pemda, tahun, kd_opd, kd_sub, kd_jenis"
NAMED = (
    "kd_pemda, cast(tahun_anggaran as int) as tahun, kode_skpd as kd_opd, kode_sub_kegiatan as kd_sub, "
    "substring(kode_rekening, 1, 6) as kd_jenis"
)
BAYAR = f"""
select {NAMED}, case
        when year(cast(tanggal_sp2d as date)) > cast(tahun_anggaran as int) then 12
        when year(cast(tanggal_sp2d as date)) < cast(tahun_anggaran as int) then 1
        else month(cast(tanggal_sp2d as date)) end as bulan_ke, sum({MONEY.format("nilai")} * tanda.tanda) as realisasi
from (
    select *, row_number() over (partition by kd_pemda, nomor_sp2d, baris order by berkas desc) as urut from sp2d
) join tanda using (jenis)
where urut = 1 and verifikasi = 'Y' and dihapus_pada is null and cast(tanggal_sp2d as date) <= date '{{as_of}}'
group by all
"""

SERAPAN = """
with bulan as (
    select kd_pemda, tahun, b as bulan_ke, make_date(tahun, b, 1) as bulan, last_day(make_date(tahun, b, 1)) as akhir
    from (select distinct kd_pemda, tahun from anggaran union select distinct kd_pemda, tahun from bayar)
        lateral view explode(sequence(1, 12)) as b
    where make_date(tahun, b, 1) <= date '{as_of}'
),

versi as (
    select distinct kd_pemda, tahun, tahap, berlaku, 'a' as jenis from anggaran
    union all
    select distinct kd_pemda, tahun, tahap, berlaku, 'r' as jenis from rak
),

berlaku as (
    select * from (
        select jenis, bulan.kd_pemda, bulan.tahun, bulan_ke, tahap, berlaku, row_number() over (
            partition by jenis, bulan.kd_pemda, bulan.tahun, bulan_ke order by berlaku desc, case
                when tahap like 'pergeseran_perubahan%' then 3 when tahap = 'perubahan' then 2
                when tahap like 'pergeseran%' then 1 else 0 end desc, tahap desc) as urut
        from bulan join versi on bulan.kd_pemda = versi.kd_pemda and bulan.tahun = versi.tahun and berlaku <= akhir
    ) where urut = 1
),

kunci as (
    select distinct kd_pemda, tahun, kd_opd, kd_sub, kd_jenis
    from anggaran join (select kd_pemda, tahun, max(akhir) as akhir from bulan group by all) using (kd_pemda, tahun)
    where berlaku <= akhir
    union
    select distinct kd_pemda, tahun, kd_opd, kd_sub, kd_jenis from bayar
),

lahir as (select kd_pemda, tahun, kd_opd, kd_sub, kd_jenis, min(berlaku) as lahir from anggaran group by all)

select
    k.kd_pemda, k.tahun, b.bulan, k.kd_opd, k.kd_sub as kd_sub_kegiatan, k.kd_jenis,
    cast(coalesce(a.pagu, case when lahir <= va.berlaku then 0 end) as decimal(20, 2)) as pagu_berlaku,
    cast(r.kum[b.bulan_ke - 1] as decimal(20, 2)) as target_kum,
    cast(sum(coalesce(p.realisasi, 0)) over (
        partition by k.kd_pemda, k.tahun, k.kd_opd, k.kd_sub, k.kd_jenis order by b.bulan_ke
    ) as decimal(20, 2)) as realisasi_kum
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
    and p.kd_opd = k.kd_opd and p.kd_sub = k.kd_sub and p.kd_jenis = k.kd_jenis
"""


def _session() -> SparkSession:
    os.environ.pop("SPARK_REMOTE", None)
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", "3g")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )


def _csv(spark: SparkSession, city: Path, source: str) -> DataFrame:
    rows = spark.read.csv(f"{city}/landing/{source}/*/*.csv*", sep=";", header=True, multiLine=source == "p3m_aduan",
                          quote='"', escape='"')  # fmt: skip
    berkas = F.input_file_name()
    return rows.withColumns({"berkas": berkas, "kd_pemda": F.regexp_extract(berkas, KD, 1)})


def main(city: Path, out: Path) -> None:
    as_of = (city / "as_of").read_text().strip()
    spark = _session()
    for lookup in ("kanal", "klasifikasi", "opd", "kecamatan", "hari", "sla", "tanda"):
        spark.read.parquet(f"{city}/lookup/{lookup}.parquet").createOrReplaceTempView(lookup)
    comma = "replace({0}, ',', '.')"
    _csv(spark, city, "meter_daftar").selectExpr(
        "kd_pemda", "id_meter", "id_objek", "jenis", "cast(digit_register as int) as digit",
        f"cast(cast({comma.format('faktor_kali')} as decimal(9,2)) * 100 as bigint) as faktor_c",
    ).createOrReplaceTempView("meter")  # fmt: skip
    schema = "id_meter string, waktu timestamp_ntz, register_kwh string, kvarh string, status string"
    readings = spark.read.option("timestampNTZFormat", "yyyy-MM-dd HH:mm")
    readings.csv(f"{city}/landing/meter_energi/*/*.csv.gz", sep=";", header=True, schema=schema).selectExpr(
        "id_meter", "waktu",
        f"cast(cast({comma.format('register_kwh')} as decimal(18,3)) * 1000 as bigint) as register_m",
    ).createOrReplaceTempView("reading")  # fmt: skip
    spark.sql(STEP).cache().createOrReplaceTempView("interval_kwh")
    spark.read.parquet(f"{city}/lookup/hari_biasa.parquet").createOrReplaceTempView("biasa")
    months = [row[0] for row in spark.sql("select distinct trunc(tanggal, 'MM') from interval_kwh").collect()]
    straying = reduce(DataFrame.union, [spark.sql(USUAL.format(month=month)) for month in months])
    straying.createOrReplaceTempView("menyimpang")
    _csv(spark, city, "timbangan_tpa").createOrReplaceTempView("timbangan")
    _csv(spark, city, "p3m_aduan").createOrReplaceTempView("p3m")
    spark.sql(TIKET).createOrReplaceTempView("tiket")
    version = f"{NAMED}, tahap, cast(tanggal_berlaku as date) as berlaku"
    _csv(spark, city, "sipd_anggaran").createOrReplaceTempView("anggaran_baris")
    spark.sql(
        f"select {version}, sum({MONEY.format('pagu')}) as pagu from anggaran_baris group by all"
    ).cache().createOrReplaceTempView("anggaran")
    _csv(spark, city, "sipd_rak").createOrReplaceTempView("rak_baris")
    kum = (" + ".join(f"sum({MONEY.format(f'bulan_{m}')})" for m in range(1, n + 1)) for n in range(1, 13))
    spark.sql(
        f"select {version}, array({', '.join(kum)}) as kum from rak_baris group by all"
    ).cache().createOrReplaceTempView("rak")
    _csv(spark, city, "sipd_sp2d").createOrReplaceTempView("sp2d")
    spark.sql(BAYAR.format(as_of=as_of)).cache().createOrReplaceTempView("bayar")
    for mart, sql in (
        ("fct_energi_harian", FCT),
        ("mart_pju_malam", PJU),
        ("mart_energi_anomali", ANOMALIES),
        ("mart_sampah_harian", SAMPAH),
        ("mart_pengaduan_bulanan", PENGADUAN.format(as_of=as_of)),
        ("mart_serapan_bulanan", SERAPAN.format(as_of=as_of)),
    ):
        spark.sql(sql).coalesce(1).write.mode("overwrite").parquet(str(out / f"{mart}.parquet"))
    spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

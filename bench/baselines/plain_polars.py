"""A plain Polars script: lazy scans, the streaming engine where it can."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl

KEY = ["kd_pemda", "tahun", "kd_opd", "kd_sub", "kd_jenis"]
RUPIAH = pl.Decimal(20, 2)
KWH = pl.Decimal(18, 5)


def _scan(city: Path, source: str) -> pl.LazyFrame:
    paths = sorted((city / "landing" / source).glob("*/*.csv*"))
    frames = [
        pl.scan_csv(p, separator=";", infer_schema=False).with_columns(
            kd_pemda=pl.lit(p.parent.name), berkas=pl.lit(p.name)
        )
        for p in paths
    ]
    return pl.concat(frames)


def _number(column: str, kind: pl.Decimal) -> pl.Expr:
    return pl.col(column).str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True).cast(kind)


def _lookup(city: Path, name: str) -> pl.LazyFrame:
    return pl.scan_parquet(city / "lookup" / f"{name}.parquet")


def energy(city: Path) -> dict[str, pl.LazyFrame]:
    meter = (
        _scan(city, "meter_daftar")
        .select(
            "kd_pemda", "id_meter", "id_objek", "jenis",
            (10 ** pl.col("digit_register").cast(pl.Int64) * 1000).alias("penuh"),
            (_number("faktor_kali", pl.Decimal(9, 2)) * 100).cast(pl.Int64).alias("faktor_c"),
        )
    )  # fmt: skip
    reading = pl.scan_csv(
        city / "landing" / "meter_energi" / "*" / "*.csv.gz",
        separator=";",
        decimal_comma=True,
        schema={"id_meter": pl.String, "waktu": pl.String, "register_kwh": pl.Float64, "kvarh": pl.Float64,
                "status": pl.String},
    ).select(
        "id_meter",
        pl.col("waktu").str.to_datetime("%Y-%m-%d %H:%M", time_unit="us"),
        (pl.col("register_kwh") * 1000).round().cast(pl.Int64).alias("register_m"),
    )  # fmt: skip
    after = pl.col("register_m").shift(-1).over("id_meter")
    kwh = (
        reading.sort("id_meter", "waktu")
        .with_columns(next_m=after, next_at=pl.col("waktu").shift(-1).over("id_meter"))
        .filter(pl.col("next_at") == pl.col("waktu").dt.offset_by("15m"))
        .join(meter, on="id_meter")
        .with_columns(
            tanggal=pl.col("waktu").dt.date(),
            menit=pl.col("waktu").dt.hour().cast(pl.Int32) * 60 + pl.col("waktu").dt.minute(),
            kwh_e5=pl.col("faktor_c")
            * (
                pl.col("next_m")
                - pl.col("register_m")
                + pl.when(pl.col("next_m") < pl.col("register_m")).then("penuh").otherwise(0)
            ),
        )
        .collect()
        .lazy()
    )
    e5, menit = pl.col("kwh_e5"), pl.col("menit")

    def units(total: pl.Expr) -> pl.Expr:
        return total.cast(pl.Decimal(38, 0)) * pl.lit("0.00001").cast(pl.Decimal(18, 5))

    def some(values: pl.Expr) -> pl.Expr:
        return pl.when(values.len() > 0).then(values.sum())

    fct = kwh.group_by("kd_pemda", "id_meter", "tanggal").agg(
        kwh=units(e5.sum()).cast(KWH),
        n_interval=pl.len().cast(pl.Int32),
        kw_puncak=units(e5.max() * 4).cast(KWH),
        kwh_malam=units(e5.filter((menit >= 1080) | (menit < 360)).sum()).cast(KWH),
    )
    night = pl.col("waktu").dt.offset_by("-7h").dt.date().alias("malam_tgl")
    pju = (
        kwh.filter(pl.col("jenis") == "pju", pl.col("waktu") >= pl.col("waktu").min().dt.offset_by("7h"))
        .group_by("kd_pemda", "id_objek", night)
        .agg(
            kwh=units(some(e5.filter((menit >= 1020) | (menit < 420)))).cast(KWH),
            kwh_siang=units(some(e5.filter((menit >= 480) & (menit < 960)))).cast(KWH),
        )
    )
    return {"fct_energi_harian": fct, "mart_pju_malam": pju, "mart_energi_anomali": _anomalies(city, kwh)}


def _anomalies(city: Path, kwh: pl.LazyFrame) -> pl.LazyFrame:
    usual_days = _lookup(city, "hari_biasa").select(pl.col("tanggal"))
    slots = ["id_meter", "hari", "jam"]
    rows = (
        kwh.join(usual_days, on="tanggal", how="semi")
        .select("kd_pemda", "id_meter", "tanggal", "menit", "kwh_e5", hari=pl.col("tanggal").dt.weekday(),
                jam=pl.col("menit") // 60)
        .collect()
    )  # fmt: skip
    found = []
    for month in rows["tanggal"].dt.month_start().unique().sort():
        before = pl.lit(month) - pl.col("tanggal")
        basis = rows.lazy().filter(before > timedelta(0), before <= timedelta(days=56))
        week = (before.dt.total_days() - 1) // 7
        usual = (
            basis.group_by(slots)
            .agg(median_x4=(pl.col("kwh_e5").median() * 4).cast(pl.Int64), minggu=week.n_unique(), isi="kwh_e5")
            .filter(pl.col("minggu") >= 4)
            .explode("isi")
            .group_by(*slots, "median_x4")
            .agg(mad_x4=(pl.col("isi") * 4 - pl.col("median_x4")).abs().median().cast(pl.Int64))
            .filter(pl.col("mad_x4") > 0)
        )
        off = (pl.col("kwh_e5") * 4 - pl.col("median_x4")).abs()
        scale = pl.col("mad_x4") * 14826
        tested = rows.lazy().filter(pl.col("tanggal").dt.month_start() == month).join(usual, on=slots)
        found.append(
            tested.filter(off * 1_000_000 > scale * 400)
            .select(
                "kd_pemda", "id_meter", "kwh_e5",
                arah=pl.when(pl.col("kwh_e5") * 4 > pl.col("median_x4")).then(1).otherwise(-1),
                ke=(pl.col("tanggal") - date(2000, 1, 1)).dt.total_days() * 96 + pl.col("menit") // 15,
                skor_ratus=(off * 2_000_000 + scale) // (scale * 2),
            )
            .collect(engine="streaming")
        )  # fmt: skip
    run = pl.col("ke") - pl.int_range(pl.len()).over("id_meter", "arah")
    return (
        pl.concat(found)
        .lazy()
        .sort("ke")
        .with_columns(nomor=run)
        .group_by("kd_pemda", "id_meter", "arah", "nomor")
        .agg(pl.len().alias("n"), pl.col("ke").min(), pl.col("kwh_e5").sum(), pl.col("skor_ratus").max())
        .filter(pl.col("n") >= 3)
        .select(
            "kd_pemda", "id_meter",
            jenis=pl.when(pl.col("arah") > 0).then(pl.lit("LONJAKAN")).otherwise(pl.lit("PENURUNAN")),
            mulai_at=(pl.lit(datetime(2000, 1, 1)) + pl.duration(minutes=pl.col("ke") * 15))
            .dt.replace_time_zone("Asia/Jakarta").dt.convert_time_zone("UTC"),
            kwh=(pl.col("kwh_e5").cast(pl.Decimal(38, 0)) * pl.lit("0.00001").cast(KWH)).cast(KWH),
            skor=((pl.col("arah") * pl.col("skor_ratus")).cast(pl.Decimal(38, 0)) * pl.lit("0.01").cast(RUPIAH))
            .cast(pl.Decimal(18, 2)),
        )
    )  # fmt: skip


def waste(city: Path) -> pl.LazyFrame:
    outside, kg = pl.col("asal_luar_daerah") == "Y", pl.col("netto_kg").cast(pl.Int64)
    place = pl.when(outside).then(pl.lit("LUAR")).otherwise(pl.col("kode_kecamatan_asal").fill_null("-"))
    return (
        _scan(city, "timbangan_tpa")
        .group_by("kd_pemda", pl.col("waktu_masuk").str.slice(0, 10).str.to_date().alias("tanggal"), "tpa",
                  place.alias("kd_kecamatan"))
        .agg(
            ritase=pl.len().cast(pl.Int32),
            netto_kg=pl.when(~outside).then(kg).otherwise(0).sum().cast(pl.Decimal(18, 2)),
            netto_luar_daerah_kg=pl.when(outside).then(kg).otherwise(0).sum().cast(pl.Decimal(18, 2)),
        )
    )  # fmt: skip


def complaints(city: Path, as_of: date) -> pl.LazyFrame:
    hidden = (pl.col("klasifikasi_kode") == "WBS") | (pl.col("rahasia") == "Y")
    days = _lookup(city, "hari")
    due = days.filter("is_hari_kerja").select(tenggat="tanggal", tenggat_ke="hari_kerja_ke")
    moment = pl.coalesce("tanggal_terima", "tanggal_masuk").str.slice(0, 10).str.to_date()
    tickets = (
        _scan(city, "p3m_aduan")
        .sort("diperbarui", "berkas")
        .unique(["kd_pemda", "nomor_aduan"], keep="last")
        .with_columns(diterima=moment, selesai=pl.col("tanggal_selesai").str.slice(0, 10).str.to_date())
        .join(_lookup(city, "kanal").rename({"kode": "kanal_kode"}), left_on="kanal", right_on="nama", how="left")
        .join(_lookup(city, "klasifikasi").rename({"kode": "klasifikasi_kode"}), left_on="klasifikasi",
              right_on="nama", how="left")
        .join(_lookup(city, "opd").rename({"kode": "opd"}), left_on=["kd_pemda", "opd_tujuan"],
              right_on=["kd_pemda", "nama"], how="left")
        .join(_lookup(city, "kecamatan").rename({"kode": "kec"}), left_on=["kd_pemda", "kecamatan"],
              right_on=["kd_pemda", "nama"], how="left")
        .join(days, left_on="diterima", right_on="tanggal", how="left")
        .join(_lookup(city, "sla"), left_on=["kd_pemda", "klasifikasi_kode"], right_on=["kd_pemda", "klasifikasi"],
              how="left")
        .with_columns(
            tenggat_ke=pl.col("hari_kerja_ke") + pl.when("is_hari_kerja").then(0).otherwise(1) + pl.col("selesai_hk"),
            ditutup=pl.when(pl.col("status") != "Dibuka Kembali").then("selesai"),
        )
        .join(due, on="tenggat_ke", how="left")
    )  # fmt: skip
    verdict = (
        pl.when(pl.col("status").is_in(["Bukan Wewenang", "Arsip", "Duplikat"])).then(pl.lit("DIKECUALIKAN"))
        .when(pl.col("ditutup") <= pl.col("tenggat")).then(pl.lit("TEPAT"))
        .when((pl.col("ditutup") > pl.col("tenggat")) | (pl.lit(as_of) > pl.col("tenggat"))).then(pl.lit("LEWAT"))
        .otherwise(pl.lit("BERJALAN"))
    )  # fmt: skip
    shown = {
        "bulan": pl.col("diterima").dt.month_start(),
        "opd_akhir": pl.when(~hidden).then("opd").fill_null("-"),
        "kd_kecamatan": pl.when(~hidden).then("kec").fill_null("-"),
        "klasifikasi": pl.col("klasifikasi_kode").fill_null("-"),
        "kanal_kode": pl.col("kanal_kode").fill_null("-"),
        "vonis": verdict,
    }
    counts = {f"n_{v.lower()}": (pl.col("vonis") == v).sum().cast(pl.Int32) for v in ("TEPAT", "LEWAT", "DIKECUALIKAN")}
    return (
        tickets.with_columns(**shown)
        .group_by("kd_pemda", "bulan", "opd_akhir", "klasifikasi", "kanal_kode", "kd_kecamatan")
        .agg(
            jumlah=pl.len().cast(pl.Int32),
            n_selesai=(pl.col("status") == "Selesai").sum().cast(pl.Int32),
            **counts,
            n_dijawab=pl.col("tanggal_jawab").count().cast(pl.Int32),
        )
    )


def _named(frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame.with_columns(
        tahun=pl.col("tahun_anggaran").cast(pl.Int32),
        kd_opd="kode_skpd",
        kd_sub="kode_sub_kegiatan",
        kd_jenis=pl.col("kode_rekening").str.slice(0, 6),
    )


def budget(city: Path, as_of: date) -> pl.LazyFrame:
    version = [*KEY, "tahap", pl.col("tanggal_berlaku").str.to_date().alias("berlaku")]
    pagu = _named(_scan(city, "sipd_anggaran")).group_by(version).agg(pagu=_number("pagu", RUPIAH).sum())
    sums = {f"b{m}": _number(f"bulan_{m}", RUPIAH).sum() for m in range(1, 13)}
    rak = _named(_scan(city, "sipd_rak")).group_by(version).agg(**sums)
    pagu, rak = pagu.collect().lazy(), rak.collect().lazy()
    day = pl.col("tanggal_sp2d").str.to_date()
    month = (
        pl.when(day.dt.year() > pl.col("tahun")).then(12).when(day.dt.year() < pl.col("tahun")).then(1)
        .otherwise(day.dt.month())
    )  # fmt: skip
    paid = (
        _named(_scan(city, "sipd_sp2d"))
        .sort("berkas")
        .unique(["kd_pemda", "nomor_sp2d", "baris"], keep="last")
        .filter(pl.col("verifikasi") == "Y", pl.col("dihapus_pada").is_null(), day <= as_of)
        .join(_lookup(city, "tanda"), on="jenis")
        .group_by(*KEY, month.cast(pl.Int32).alias("bulan_ke"))
        .agg(realisasi=(_number("nilai", RUPIAH) * pl.col("tanda").cast(pl.Decimal(2, 0))).sum().cast(RUPIAH))
        .collect()
        .lazy()
    )
    years = pl.concat([pagu.select("kd_pemda", "tahun"), paid.select("kd_pemda", "tahun")]).unique()
    months = (
        years.join(pl.LazyFrame({"bulan_ke": range(1, 13)}, schema={"bulan_ke": pl.Int32}), how="cross")
        .with_columns(bulan=pl.date("tahun", "bulan_ke", 1))
        .filter(pl.col("bulan") <= as_of)
        .with_columns(akhir=pl.col("bulan").dt.month_end())
    )
    rank = (
        pl.when(pl.col("tahap").str.starts_with("pergeseran_perubahan")).then(3)
        .when(pl.col("tahap") == "perubahan").then(2).when(pl.col("tahap").str.starts_with("pergeseran")).then(1)
        .otherwise(0)
    )  # fmt: skip

    def in_force(versions: pl.LazyFrame) -> pl.LazyFrame:
        return (
            versions.select("kd_pemda", "tahun", "tahap", "berlaku")
            .unique()
            .join(months, on=["kd_pemda", "tahun"])
            .filter(pl.col("berlaku") <= pl.col("akhir"))
            .with_columns(urut=rank)
            .sort("berlaku", "urut", "tahap")
            .unique(["kd_pemda", "tahun", "bulan_ke"], keep="last")
            .select("kd_pemda", "tahun", "bulan_ke", "tahap", "berlaku")
        )

    last = months.group_by("kd_pemda", "tahun").agg(pl.col("akhir").max())
    named = pagu.join(last, on=["kd_pemda", "tahun"]).filter(pl.col("berlaku") <= pl.col("akhir")).select(KEY)
    keys = pl.concat([named, paid.select(KEY)]).unique()
    born = pagu.group_by(KEY).agg(lahir=pl.col("berlaku").min())
    monthly = rak.unpivot([f"b{m}" for m in range(1, 13)], index=[*KEY, "tahap"], variable_name="b", value_name="rp")
    target = (
        monthly.with_columns(bulan_ke=pl.col("b").str.slice(1).cast(pl.Int32))
        .sort("bulan_ke")
        .with_columns(target_kum=pl.col("rp").cum_sum().over(*KEY, "tahap"))
        .select(*KEY, "tahap", "bulan_ke", "target_kum")
    )
    at = ["kd_pemda", "tahun", "bulan_ke"]
    nothing = pl.lit("0").cast(RUPIAH)
    return (
        keys.join(months, on=["kd_pemda", "tahun"])
        .join(in_force(pagu).rename({"tahap": "tahap_a", "berlaku": "berlaku_a"}), on=at, how="left")
        .join(in_force(rak).select(*at, tahap_r="tahap"), on=at, how="left")
        .join(pagu.drop("berlaku"), left_on=[*KEY, "tahap_a"], right_on=[*KEY, "tahap"], how="left")
        .join(born, on=KEY, how="left")
        .join(target, left_on=[*KEY, "tahap_r", "bulan_ke"], right_on=[*KEY, "tahap", "bulan_ke"], how="left")
        .join(paid, on=[*KEY, "bulan_ke"], how="left")
        .sort("bulan_ke")
        .with_columns(
            pagu_berlaku=pl.coalesce("pagu", pl.when(pl.col("lahir") <= pl.col("berlaku_a")).then(nothing)),
            target_kum=pl.col("target_kum").cast(RUPIAH),
            realisasi_kum=pl.col("realisasi").fill_null(nothing).cum_sum().over(KEY).cast(RUPIAH),
        )
        .select("kd_pemda", "tahun", "bulan", "kd_opd", pl.col("kd_sub").alias("kd_sub_kegiatan"), "kd_jenis",
                pl.col("pagu_berlaku").cast(RUPIAH), "target_kum", "realisasi_kum")
    )  # fmt: skip


def main(city: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    as_of = date.fromisoformat((city / "as_of").read_text().strip())
    marts = {
        **energy(city),
        "mart_sampah_harian": waste(city),
        "mart_pengaduan_bulanan": complaints(city, as_of),
        "mart_serapan_bulanan": budget(city, as_of),
    }
    for name, frame in marts.items():
        frame.collect().write_parquet(out / f"{name}.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""A plain pandas script: everything in memory, money as whole sen, energy as whole 1e-5 kWh."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

KEY = ["kd_pemda", "tahun", "kd_opd", "kd_sub", "kd_jenis"]
EXCUSED = ["Bukan Wewenang", "Arsip", "Duplikat"]


def _read(city: Path, source: str) -> pd.DataFrame:
    frames = []
    for path in sorted((city / "landing" / source).glob("*/*.csv*")):
        frame = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, na_values=[""])
        frames.append(frame.assign(kd_pemda=path.parent.name, berkas=path.name))
    return pd.concat(frames, ignore_index=True)


def _sen(text: pd.Series) -> pd.Series:
    """`1.234,00` as whole hundredths of a rupiah."""
    return text.str.replace(r"[.,]", "", regex=True).astype("int64")


def _exact(values: pd.Series, digits: int, precision: int) -> pa.Array:
    step = Decimal(1).scaleb(-digits)
    found = [None if pd.isna(v) else int(v) * step for v in values.astype(object)]
    return pa.array(found, pa.decimal128(precision, digits))


def _write(out: Path, name: str, frame: pd.DataFrame, digits: int, precision: int, exact: list[str]) -> None:
    table = pa.Table.from_pandas(frame.drop(columns=exact), preserve_index=False)
    for column in exact:
        table = table.append_column(column, _exact(frame[column], digits, precision))
    pq.write_table(table, out / f"{name}.parquet")


def energy(city: Path, out: Path) -> None:
    meter = _read(city, "meter_daftar")
    meter["faktor_c"] = (meter["faktor_kali"].str.replace(",", ".").astype(float) * 100).round().astype("int64")
    meter["penuh"] = 10 ** meter["digit_register"].astype("int64") * 1000
    meter = meter.set_index("id_meter")
    known = pd.CategoricalDtype(sorted(meter.index))
    frames = []
    for path in sorted((city / "landing" / "meter_energi").glob("*/*.csv.gz")):
        day = pd.read_csv(path, sep=";", decimal=",", usecols=["id_meter", "waktu", "register_kwh"],
                          dtype={"id_meter": known})  # fmt: skip
        day["waktu"] = pd.to_datetime(day["waktu"], format="%Y-%m-%d %H:%M")
        day["register_m"] = (day.pop("register_kwh") * 1000).round().astype("int64")
        frames.append(day)
    rows = pd.concat(frames, ignore_index=True)
    frames.clear()
    rows = rows.sort_values(["id_meter", "waktu"], ignore_index=True)
    code = rows["id_meter"].cat.codes
    follows = (code.shift(-1) == code) & (rows["waktu"].shift(-1) - rows["waktu"] == pd.Timedelta(minutes=15))
    step = rows["register_m"].shift(-1, fill_value=0) - rows["register_m"]
    step += (step < 0) * code.map(dict(enumerate(meter.loc[known.categories, "penuh"])))
    rows["kwh_e5"] = step * code.map(dict(enumerate(meter.loc[known.categories, "faktor_c"])))
    rows = rows.loc[follows, ["id_meter", "waktu", "kwh_e5"]]
    rows["tanggal"] = rows["waktu"].dt.normalize()
    minute = rows["waktu"].dt.hour * 60 + rows["waktu"].dt.minute
    rows["malam"] = rows["kwh_e5"].where((minute >= 1080) | (minute < 360), 0)
    daily = rows.groupby(["id_meter", "tanggal"], observed=True).agg(
        kwh=("kwh_e5", "sum"), n_interval=("kwh_e5", "size"), kw_puncak=("kwh_e5", "max"), kwh_malam=("malam", "sum")
    )
    daily = daily.reset_index()
    daily["kw_puncak"] *= 4
    daily["id_meter"] = daily["id_meter"].astype(str)
    daily["kd_pemda"] = daily["id_meter"].map(meter["kd_pemda"])
    daily["tanggal"] = daily["tanggal"].dt.date
    daily["n_interval"] = daily["n_interval"].astype("int32")
    _write(out, "fct_energi_harian", daily, 5, 18, ["kwh", "kw_puncak", "kwh_malam"])
    _anomalies(city, out, rows, minute, meter["kd_pemda"])
    lamps = set(meter.index[meter["jenis"] == "pju"])
    begun = rows["waktu"].min() + pd.Timedelta(hours=7)
    rows = rows[rows["id_meter"].isin(lamps) & (rows["waktu"] >= begun)].assign(minute=minute)
    rows["id_objek"] = rows["id_meter"].astype(str).map(meter["id_objek"])
    rows["kd_pemda"] = rows["id_meter"].astype(str).map(meter["kd_pemda"])
    rows["malam_tgl"] = (rows["waktu"] - pd.Timedelta(hours=7)).dt.normalize()
    dark = (rows["minute"] >= 1020) | (rows["minute"] < 420)
    light = (rows["minute"] >= 480) & (rows["minute"] < 960)
    rows["kwh"], rows["kwh_siang"] = rows["kwh_e5"].where(dark), rows["kwh_e5"].where(light)
    nights = rows.groupby(["kd_pemda", "id_objek", "malam_tgl"])[["kwh", "kwh_siang"]].sum(min_count=1).reset_index()
    nights["malam_tgl"] = nights["malam_tgl"].dt.date
    _write(out, "mart_pju_malam", nights, 5, 18, ["kwh", "kwh_siang"])


def _anomalies(city: Path, out: Path, rows: pd.DataFrame, minute: pd.Series, pemda: pd.Series) -> None:
    usual_days = pd.to_datetime(pd.read_parquet(city / "lookup" / "hari_biasa.parquet")["tanggal"])
    slots = ["id_meter", "hari", "jam"]
    rows = rows[["id_meter", "tanggal", "kwh_e5"]].assign(
        hari=rows["tanggal"].dt.weekday.astype("int8"), jam=(minute // 60).astype("int8"), kuartal=minute // 15
    )
    rows = rows[rows["tanggal"].isin(usual_days)]
    found = []
    for month in sorted(rows["tanggal"].dt.to_period("M").unique()):
        first = month.to_timestamp()
        basis = rows[(rows["tanggal"] < first) & (rows["tanggal"] >= first - pd.Timedelta(days=56))]
        if basis.empty:
            continue
        basis = basis.assign(minggu=((first - basis["tanggal"]).dt.days - 1) // 7)
        groups = basis.groupby(slots, observed=True)
        median = (groups["kwh_e5"].transform("median") * 4).astype("int64")
        basis["jarak"] = (basis["kwh_e5"] * 4 - median).abs()
        basis["median_x4"] = median
        usual = basis.groupby(slots, observed=True).agg(
            median_x4=("median_x4", "first"), mad_x4=("jarak", "median"), minggu=("minggu", "nunique")
        )
        usual = usual[(usual["minggu"] >= 4) & (usual["mad_x4"] > 0)].drop(columns="minggu").reset_index()
        tested = rows[(rows["tanggal"] >= first) & (rows["tanggal"] < first + pd.offsets.MonthBegin(1))]
        tested = tested.merge(usual, on=slots)
        off, scale = (tested["kwh_e5"] * 4 - tested["median_x4"]).abs(), tested["mad_x4"].astype("int64") * 14826
        tested["skor_ratus"] = (off * 2_000_000 + scale) // (scale * 2)
        found.append(tested[off * 1_000_000 > scale * 400])
    far = pd.concat(found, ignore_index=True)
    far["arah"] = (far["kwh_e5"] * 4 > far["median_x4"]).map({True: 1, False: -1})
    far["ke"] = (far["tanggal"] - pd.Timestamp("2000-01-01")).dt.days * 96 + far["kuartal"]
    far = far.sort_values("ke").assign(id_meter=far["id_meter"].astype(str))
    far["nomor"] = far["ke"] - far.groupby(["id_meter", "arah"]).cumcount()
    runs = far.groupby(["id_meter", "arah", "nomor"], as_index=False).agg(
        n=("ke", "size"), ke=("ke", "min"), kwh=("kwh_e5", "sum"), skor=("skor_ratus", "max")
    )
    runs = runs[runs["n"] >= 3]
    begun = pd.Timestamp("2000-01-01", tz="Asia/Jakarta") + pd.to_timedelta(runs["ke"] * 15, unit="m")
    told = pd.DataFrame(
        {
            "kd_pemda": runs["id_meter"].map(pemda),
            "id_meter": runs["id_meter"],
            "jenis": runs["arah"].map({1: "LONJAKAN", -1: "PENURUNAN"}),
            "mulai_at": begun.dt.tz_convert("UTC"),
            "kwh": _exact(runs["kwh"], 5, 18),
            "skor": _exact(runs["arah"] * runs["skor"], 2, 18),
        }
    )
    pq.write_table(pa.Table.from_pandas(told, preserve_index=False), out / "mart_energi_anomali.parquet")


def waste(city: Path, out: Path) -> None:
    rows = _read(city, "timbangan_tpa")
    outside, kg = rows["asal_luar_daerah"] == "Y", rows["netto_kg"].astype("int64")
    rows["tanggal"] = pd.to_datetime(rows["waktu_masuk"].str[:10]).dt.date
    rows["kd_kecamatan"] = rows["kode_kecamatan_asal"].fillna("-").mask(outside, "LUAR")
    rows["netto_kg"], rows["netto_luar_daerah_kg"], rows["ritase"] = kg.mask(outside, 0), kg.where(outside, 0), 1
    weights = ["netto_kg", "netto_luar_daerah_kg"]
    mart = rows.groupby(["kd_pemda", "tanggal", "tpa", "kd_kecamatan"], as_index=False)[[*weights, "ritase"]].sum()
    mart["ritase"] = mart["ritase"].astype("int32")
    mart[weights] *= 100
    _write(out, "mart_sampah_harian", mart, 2, 18, weights)


def complaints(city: Path, out: Path, as_of: pd.Timestamp) -> None:
    def lookup(name: str) -> pd.DataFrame:
        return pd.read_parquet(city / "lookup" / f"{name}.parquet")

    days = lookup("hari").assign(tanggal=lambda d: pd.to_datetime(d["tanggal"]))
    due = days[days["is_hari_kerja"]].set_index("hari_kerja_ke")["tanggal"]
    rows = _read(city, "p3m_aduan").sort_values(["diperbarui", "berkas"], kind="stable")
    rows = rows.drop_duplicates(["kd_pemda", "nomor_aduan"], keep="last")
    rows["kanal_kode"] = rows["kanal"].map(lookup("kanal").set_index("nama")["kode"])
    rows["klasifikasi"] = rows["klasifikasi"].map(lookup("klasifikasi").set_index("nama")["kode"])
    for column, name in (("opd_tujuan", "opd"), ("kecamatan", "kecamatan")):
        codes = lookup(name).rename(columns={"nama": column, "kode": f"kode_{name}"})
        rows = rows.merge(codes, on=["kd_pemda", column], how="left")
    rows["diterima"] = pd.to_datetime(rows["tanggal_terima"].fillna(rows["tanggal_masuk"]).str[:10])
    closed = pd.to_datetime(rows["tanggal_selesai"].str[:10]).where(rows["status"] != "Dibuka Kembali")
    rows = rows.merge(days, left_on="diterima", right_on="tanggal", how="left")
    rows = rows.merge(lookup("sla"), on=["kd_pemda", "klasifikasi"], how="left")
    number = rows["hari_kerja_ke"] + (~rows["is_hari_kerja"].astype(bool)) + rows["selesai_hk"]
    deadline = number.map(due)
    closed.index = rows.index
    excused = rows["status"].isin(EXCUSED)
    on_time = ~excused & (closed <= deadline)
    late = ~excused & ~on_time & ((closed > deadline) | (deadline < as_of))
    hidden = (rows["klasifikasi"] == "WBS") | (rows["rahasia"] == "Y")
    shown = pd.DataFrame(
        {
            "kd_pemda": rows["kd_pemda"],
            "bulan": rows["diterima"].dt.to_period("M").dt.to_timestamp().dt.date,
            "opd_akhir": rows["kode_opd"].mask(hidden).fillna("-"),
            "klasifikasi": rows["klasifikasi"].fillna("-"),
            "kanal_kode": rows["kanal_kode"].fillna("-"),
            "kd_kecamatan": rows["kode_kecamatan"].mask(hidden).fillna("-"),
            "jumlah": 1,
            "n_selesai": rows["status"] == "Selesai",
            "n_tepat": on_time,
            "n_lewat": late,
            "n_dikecualikan": excused,
            "n_dijawab": rows["tanggal_jawab"].notna(),
        }
    )
    mart = shown.groupby(list(shown.columns[:6])).sum().astype("int32").reset_index()
    _write(out, "mart_pengaduan_bulanan", mart, 0, 20, [])


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        tahun=frame["tahun_anggaran"].astype("int32"),
        kd_opd=frame["kode_skpd"],
        kd_sub=frame["kode_sub_kegiatan"],
        kd_jenis=frame["kode_rekening"].str[:6],
    )


def _order(stage: str) -> int:
    starts = ("pergeseran_perubahan", "perubahan", "pergeseran")
    return next((rank for rank, start in zip((3, 2, 1), starts, strict=True) if stage.startswith(start)), 0)


def _in_force(versions: pd.DataFrame, months: pd.DataFrame, suffix: str) -> pd.DataFrame:
    known = versions[["kd_pemda", "tahun", "tahap", "berlaku"]].drop_duplicates()
    pairs = months.merge(known, on=["kd_pemda", "tahun"])
    pairs = pairs[pairs["berlaku"] <= pairs["akhir"]].assign(urut=lambda p: p["tahap"].map(_order))
    last = pairs.sort_values(["berlaku", "urut", "tahap"]).drop_duplicates(
        ["kd_pemda", "tahun", "bulan_ke"], keep="last"
    )
    return last[["kd_pemda", "tahun", "bulan_ke", "tahap", "berlaku"]].rename(
        columns={"tahap": f"tahap_{suffix}", "berlaku": f"berlaku_{suffix}"}
    )


def budget(city: Path, out: Path, as_of: pd.Timestamp) -> None:
    at = [*KEY, "tahap", "berlaku"]
    plan = _named(_read(city, "sipd_anggaran"))
    plan["berlaku"], plan["pagu"] = pd.to_datetime(plan["tanggal_berlaku"]), _sen(plan["pagu"])
    pagu = plan.groupby(at)["pagu"].sum().reset_index()
    cash = _named(_read(city, "sipd_rak"))
    cash["berlaku"] = pd.to_datetime(cash["tanggal_berlaku"])
    columns = [f"bulan_{m}" for m in range(1, 13)]
    cash[columns] = cash[columns].apply(_sen)
    rak = cash.groupby(at, as_index=False)[columns].sum()
    rak[columns] = rak[columns].cumsum(axis=1)
    target = rak.melt([*KEY, "tahap"], columns, "bulan_ke", "target_kum")
    target["bulan_ke"] = target["bulan_ke"].str[6:].astype("int64")
    paid = _named(_read(city, "sipd_sp2d").sort_values("berkas", kind="stable"))
    paid = paid.drop_duplicates(["kd_pemda", "nomor_sp2d", "baris"], keep="last")
    paid["hari"] = pd.to_datetime(paid["tanggal_sp2d"])
    paid = paid[(paid["verifikasi"] == "Y") & paid["dihapus_pada"].isna() & (paid["hari"] <= as_of)]
    signs = pd.read_parquet(city / "lookup" / "tanda.parquet").set_index("jenis")["tanda"]
    paid["realisasi"] = _sen(paid["nilai"]) * paid["jenis"].map(signs)
    year = paid["hari"].dt.year
    month = paid["hari"].dt.month.astype("int64")
    paid["bulan_ke"] = month.mask(year > paid["tahun"], 12).mask(year < paid["tahun"], 1)
    spent = paid.groupby([*KEY, "bulan_ke"], as_index=False)["realisasi"].sum()
    months = pd.concat([pagu, spent])[["kd_pemda", "tahun"]].drop_duplicates()
    months = months.merge(pd.DataFrame({"bulan_ke": range(1, 13)}), how="cross")
    months["bulan"] = pd.to_datetime({"year": months["tahun"], "month": months["bulan_ke"], "day": 1})
    months = months[months["bulan"] <= as_of]
    months["akhir"] = months["bulan"] + pd.offsets.MonthEnd(0)
    last = months.groupby(["kd_pemda", "tahun"], as_index=False)["akhir"].max()
    named = pagu.merge(last, on=["kd_pemda", "tahun"]).query("berlaku <= akhir")
    keys = pd.concat([named[KEY], spent[KEY]]).drop_duplicates()
    born = pagu.groupby(KEY)["berlaku"].min().rename("lahir").reset_index()
    when = ["kd_pemda", "tahun", "bulan_ke"]
    rows = (
        keys.merge(months, on=["kd_pemda", "tahun"])
        .merge(_in_force(pagu, months, "a"), on=when, how="left")
        .merge(_in_force(rak, months, "r"), on=when, how="left")
        .merge(pagu.drop(columns="berlaku").rename(columns={"tahap": "tahap_a"}), on=[*KEY, "tahap_a"], how="left")
        .merge(born, on=KEY, how="left")
        .merge(target.rename(columns={"tahap": "tahap_r"}), on=[*KEY, "tahap_r", "bulan_ke"], how="left")
        .merge(spent, on=[*KEY, "bulan_ke"], how="left")
        .sort_values("bulan_ke", kind="stable")
    )
    rows["pagu_berlaku"] = rows["pagu"].mask(rows["pagu"].isna() & (rows["lahir"] <= rows["berlaku_a"]), 0)
    rows["realisasi_kum"] = rows["realisasi"].fillna(0).groupby([rows[c] for c in KEY]).cumsum()
    rows["bulan"] = rows["bulan"].dt.date
    rows = rows.rename(columns={"kd_sub": "kd_sub_kegiatan"})
    money = ["pagu_berlaku", "target_kum", "realisasi_kum"]
    kept = ["kd_pemda", "tahun", "bulan", "kd_opd", "kd_sub_kegiatan", "kd_jenis", *money]
    _write(out, "mart_serapan_bulanan", rows[kept], 2, 20, money)


def main(city: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    as_of = pd.Timestamp((city / "as_of").read_text().strip())
    energy(city, out)
    waste(city, out)
    complaints(city, out, as_of)
    budget(city, out, as_of)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

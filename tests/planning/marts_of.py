"""Published marts made from a few ceilings and proposals, in the columns that the summary reads.

The figures are sums of the given rows and nothing else: what the models make of files has tests of
its own. `data/reference` gives the dimensions.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from lumbung.ingest.raw import quote
from lumbung.settings import PROJECT

REFERENCE, SEEDS = PROJECT / "data" / "reference", PROJECT / "dbt_project" / "seeds"

PLAFON = {
    **dict.fromkeys(("kd_pemda", "tahap_dokumen", "kd_opd", "kd_sub_kegiatan", "kd_kecamatan"), "varchar"),
    **dict.fromkeys(("kelompok", "dana"), "varchar"),
    "tahun_anggaran": "integer",
    "plafon": "decimal(20, 2)",
}
_REKOM = [f"nilai_rekom_{who}" for who in ("lurah", "camat", "setwan", "mitra", "skpd", "tapd")]
USULAN = {
    **dict.fromkeys(("kd_pemda", "id_usulan", "anggota", "asal", "judul", "id_kamus", "bidang_urusan"), "varchar"),
    **dict.fromkeys(("kd_sub_kegiatan", "opd_awal", "opd_akhir", "kd_kecamatan", "kd_kelurahan"), "varchar"),
    **dict.fromkeys(("satuan", "tahap", "keputusan", "alasan_tolak", "fraksi", "dapil", "klaster_id"), "varchar"),
    **dict.fromkeys(("tahun_anggaran", "prioritas"), "integer"),
    **dict.fromkeys(("punya_koordinat", "is_dianggarkan", "is_primary"), "boolean"),
    **dict.fromkeys(("nilai_usulan", *_REKOM, "nilai_rekomendasi_terakhir", "nilai_disetujui"), "decimal(20, 2)"),
    "volume": "decimal(18, 3)",
    "dibuat_tgl": "date",
    "flags": "varchar[]",
}
REKENING = {
    **dict.fromkeys(("kd_pemda", "tahap_dokumen", "kd_rekening", "level", "nama_rekening"), "varchar"),
    "tahun_anggaran": "integer",
    **dict.fromkeys(("realisasi_n2", "apbd_n1_murni", "apbd_n1_perubahan", "proyeksi_rkpd"), "decimal(20, 2)"),
    **dict.fromkeys(("plafon_ppas", "prakiraan_n1", "selisih", "selisih_thd_n1"), "decimal(20, 2)"),
    "perubahan_pct": "decimal(18, 4)",
}
BERKAS = {
    **dict.fromkeys(("kd_pemda", "source", "berkas_terakhir"), "varchar"),
    **dict.fromkeys(("tahun_anggaran", "n_berkas"), "integer"),
    "dikirim_tgl": "date",
    "n_baris": "bigint",
}

_DATED = "{'berlaku_mulai': 'date', 'berlaku_sampai': 'date'}"
_DIMENSIONS = f"""
create table dim_opd as select * exclude (sumber)
    from read_csv({quote(str(REFERENCE / "opd.csv"))}, types = {_DATED[:-1]}, 'kd_pemda': 'varchar'}});
create table penduduk as
    select * from read_csv({quote(str(REFERENCE / "penduduk.csv"))}, types = {{'kd_wilayah': 'varchar'}});
create table dim_wilayah as
    select w.*, p.penduduk from read_csv({quote(str(REFERENCE / "wilayah.csv"))}, all_varchar = true) as w
    left join penduduk as p using (kd_wilayah);
create table dim_nomenklatur as
    select k.*, v.tahun_mulai::integer as tahun_mulai, v.tahun_sampai::integer as tahun_sampai
    from read_csv({quote(str(REFERENCE / "nomenklatur.csv"))}, all_varchar = true) as k
    inner join read_csv({quote(str(REFERENCE / "nomenklatur_versi.csv"))}, all_varchar = true) as v using (versi);
create table cfg_alasan as select * from read_csv({quote(str(SEEDS / "cfg_alasan.csv"))});
create table cfg_tahap_dokumen as
    select * from read_csv({quote(str(SEEDS / "cfg_tahap_dokumen.csv"))}, types = {_DATED});
"""

_MARTS = """
create table mart_kuappas_ringkasan as select *, $as_of::date as as_of_tgl from rekening;
create table mart_ppas_urusan_opd as
select kd_pemda, tahun_anggaran, tahap_dokumen,
       array_to_string(string_split(kd_sub_kegiatan, '.')[:2], '.') as kd_bidang_urusan, kd_opd,
       sum(plafon)::decimal(20, 2) as plafon,
       count(distinct array_to_string(string_split(kd_sub_kegiatan, '.')[:3], '.'))::integer as n_program,
       count(distinct kd_sub_kegiatan)::integer as n_sub_kegiatan,
       (100 * sum(plafon)::double / any_value(seluruh))
           ::decimal(18, 4) as total_pct,
       null::decimal(20, 2) as plafon_n1, null::decimal(18, 4) as serapan_n1_pct,
       {kelompok}, {dana}, $as_of::date as as_of_tgl
from (select *, sum(plafon) over (partition by kd_pemda, tahun_anggaran, tahap_dokumen) as seluruh from plafon)
group by all;
create table mart_ppas_program as
select kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd, kd_sub_kegiatan,
       array_to_string(string_split(kd_sub_kegiatan, '.')[:3], '.') as kd_program,
       array_to_string(string_split(kd_sub_kegiatan, '.')[:5], '.') as kd_kegiatan,
       sum(plafon)::decimal(20, 2) as plafon, null::decimal(20, 2) as pagu_n_lalu, null::decimal(20, 2) as pagu_n_depan,
       'Infrastruktur' as prioritas_daerah, null::varchar as prioritas_provinsi, null::varchar as prioritas_nasional,
       'Layanan terpenuhi' as sasaran, 'Capaian' as indikator, '100' as target, 'persen' as satuan,
       coalesce(list(distinct kd_kecamatan order by kd_kecamatan) filter (kd_kecamatan is not null), []) as lokasi,
       1 as peringkat_prioritas, $as_of::date as as_of_tgl
from plafon group by all;
create table mart_kuappas_dokumen as
select p.kd_pemda, p.tahun_anggaran, p.tahap_dokumen, date '2026-07-14' as tanggal_dokumen,
       'PPAS_' || p.tahap_dokumen || '.xlsx' as berkas_plafon, r.berkas as berkas_proyeksi,
       sum(p.plafon)::decimal(20, 2) as total_plafon, any_value(r.silpa) as silpa,
       count(distinct kd_opd)::integer as n_opd, count(distinct kd_sub_kegiatan)::integer as n_sub_kegiatan,
       case when r.berkas is null then ['PROYEKSI_BELUM_ADA'] else []::varchar[] end as alasan,
       $as_of::date as as_of_tgl
from plafon as p
left join (
    select kd_pemda, tahun_anggaran, tahap_dokumen, 'KUA_' || tahap_dokumen || '.csv' as berkas,
           any_value(plafon_ppas) filter (kd_rekening = 'SILPA') as silpa
    from rekening group by all
) as r using (kd_pemda, tahun_anggaran, tahap_dokumen)
group by all;
create table mart_usulan as
select *, count(*) over k::integer as n_anggota,
       (list(asal) over k).list_distinct().list_sort() as asal_set,
       array_to_string(string_split(kd_sub_kegiatan, '.')[:3], '.') as kd_program, $as_of::date as as_of_tgl
from usulan window k as (partition by kd_pemda, tahun_anggaran, klaster_id);
create table mart_usulan_corong as
select kd_pemda, tahun_anggaran, asal, coalesce(opd_akhir, '*') as kd_opd, 'SUBMITTED' as tahap, 10 as urutan,
       count(*)::integer as masuk_baris, count_if(keputusan = 'PENDING')::integer as pending_baris,
       count_if(keputusan = 'REJECTED')::integer as ditolak_baris,
       count_if(keputusan = 'RETURNED')::integer as dikembalikan_baris,
       count_if(keputusan = 'ACCEPTED')::integer as diteruskan_baris,
       count_if(is_primary)::integer as masuk_unik,
       count_if(is_primary and keputusan = 'PENDING')::integer as pending_unik,
       count_if(is_primary and keputusan = 'REJECTED')::integer as ditolak_unik,
       count_if(is_primary and keputusan = 'RETURNED')::integer as dikembalikan_unik,
       count_if(is_primary and keputusan = 'ACCEPTED')::integer as diteruskan_unik,
       sum(nilai_usulan) filter (is_primary)::decimal(20, 2) as nilai_unik, $as_of::date as as_of_tgl
from usulan where keputusan not in ('NOT_SUBMITTED', 'CANCELLED') group by all;
create table mart_kuappas_input as
with tahapan as (
    select kd_pemda, tahun_anggaran, tahap_dokumen from plafon
    union select kd_pemda, tahun_anggaran, 'belum_ada' from usulan as u
    where not exists (from plafon as p where p.kd_pemda = u.kd_pemda and p.tahun_anggaran = u.tahun_anggaran)
),
u as (
    select t.tahap_dokumen, m.*, coalesce(m.opd_akhir, '*') as kd_opd, coalesce(m.kd_sub_kegiatan, '*') as sub,
           coalesce(m.kd_kecamatan, '*') as kec
    from mart_usulan as m inner join tahapan as t using (kd_pemda, tahun_anggaran)
),
diminta as (
    select kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd, sub as kd_sub_kegiatan, kec as kd_kecamatan,
           count(*)::integer as n_usulan_baris, count_if(is_primary)::integer as n_usulan_unik,
           {asal}, count_if(is_primary and len(asal_set) > 1)::integer as n_lintas_asal,
           sum(nilai_usulan) filter (is_primary)::decimal(20, 2) as nilai_usulan_unik, {rekom},
           sum(nilai_disetujui) filter (is_primary)::decimal(20, 2) as nilai_disetujui, {keputusan},
           count_if(is_primary and not punya_koordinat)::integer as n_tanpa_koordinat,
           mode(alasan_tolak order by alasan_tolak) as alasan_tolak_terbanyak
    from u group by all
),
ceiling as (
    select kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd, kd_sub_kegiatan,
           coalesce(kd_kecamatan, '*') as kd_kecamatan,
           sum(plafon)::decimal(20, 2) as plafon_ppas
    from plafon group by all
)
select kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd, kd_sub_kegiatan, kd_kecamatan, {nol},
       d.* exclude (kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd, kd_sub_kegiatan, kd_kecamatan, {angka}),
       c.plafon_ppas, (nilai_usulan_unik / nullif(c.plafon_ppas, 0))::decimal(18, 4) as rasio_usulan_thd_plafon,
       null::decimal(20, 2) as per_kapita, 0 as n_aduan_12_bln, $as_of::date as as_of_tgl
from diminta as d full join ceiling as c
    using (kd_pemda, tahun_anggaran, tahap_dokumen, kd_opd, kd_sub_kegiatan, kd_kecamatan);
create table mart_perencanaan_berkas as select *, $as_of::date as as_of_tgl from berkas;
"""
_ASAL = {
    "n_musrenbang_desa": "musrenbang_desa",
    "n_musrenbang_kel": "musrenbang_kelurahan",
    "n_musrenbang_kec": "musrenbang_kecamatan",
    "n_pokir": "pokir",
    "n_sarapan": "sarapan",
}
_KEPUTUSAN = {"n_diterima": "ACCEPTED", "n_ditolak": "REJECTED", "n_dikembalikan": "RETURNED", "n_pending": "PENDING"}
_COUNTS = ["n_usulan_baris", "n_usulan_unik", *_ASAL, "n_lintas_asal", *_KEPUTUSAN, "n_tanpa_koordinat"]
_DANA = ("pad", "dau", "dau_earmark", "dbh", "dak_fisik", "dak_nonfisik", "banprov", "pinjaman", "lain")


def _split(column: str, prefix: str, values: tuple[str, ...]) -> str:
    return ", ".join(
        f"coalesce(sum(plafon) filter ({column} = '{v}'), 0)::decimal(20, 2) as {prefix}_{v}" for v in values
    )


def _sql() -> str:
    return _MARTS.format(
        kelompok=_split("kelompok", "belanja", ("operasi", "modal", "btt", "transfer")),
        dana=_split("dana", "dana", _DANA),
        asal=", ".join(f"count_if(asal = '{asal}')::integer as {name}" for name, asal in _ASAL.items()),
        rekom=", ".join(f"sum({name}) filter (is_primary)::decimal(20, 2) as {name}" for name in _REKOM),
        keputusan=", ".join(
            f"count_if(is_primary and keputusan = '{k}')::integer as {name}" for name, k in _KEPUTUSAN.items()
        ),
        nol=", ".join(f"coalesce(d.{name}, 0) as {name}" for name in _COUNTS),
        angka=", ".join(_COUNTS),
    )


def make(database: Path, as_of: date, **rows: list[dict[str, Any]]) -> None:
    """A warehouse file of one night: `plafon`, `usulan`, `rekening`, `berkas` as rows; what is left out is NULL."""
    shapes = {"plafon": PLAFON, "usulan": USULAN, "rekening": REKENING, "berkas": BERKAS}
    with duckdb.connect(str(database)) as con:
        con.execute("set timezone = 'UTC'")
        con.execute(_DIMENSIONS)
        for name, shape in shapes.items():
            columns = ", ".join(f"{column} {kind}" for column, kind in shape.items())
            con.execute(f"create temp table {name} ({columns})")
            for row in rows.get(name, []):
                marks = ", ".join("?" * len(row))
                con.execute(f"insert into {name} ({', '.join(row)}) values ({marks})", list(row.values()))
        fill(con, as_of)


def fill(con: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """The marts of the temporary tables `plafon`, `usulan`, `rekening`, `berkas`."""
    for statement in con.extract_statements(_sql()):
        con.execute(statement, {"as_of": as_of} if "$as_of" in statement.query else None)

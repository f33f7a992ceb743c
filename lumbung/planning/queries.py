"""The queries of the summary, on published marts and dimensions only.

`$tahun`, `$pemda`, `$tahap` choose the document; `$opd`, `$urusan`, `$kecamatan`, `$asal` are lists,
empty = all. A code without a name stands for itself. Every query has a total order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from lumbung.ingest.raw import quote
from lumbung.planning.columns import ORIGIN_COLUMNS


def run(con: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    """Execute a query with its `$names` written out as literals.

    A text handed over as a parameter makes DuckDB import pandas, which takes longer than all queries.
    """
    return con.execute(re.sub(r"\$(\w+)", lambda found: _literal(values[found[1]]), query))


def _literal(value: int | str | Sequence[str]) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quote(value)
    return f"[{', '.join(quote(v) for v in value)}]::varchar[]"


_DIMENSIONS = """
with opd as (
    select kd_opd, nama_opd, nama_singkat from dim_opd where kd_pemda = $pemda
    qualify row_number() over (
        partition by kd_opd
        order by
            berlaku_mulai <= make_date($tahun, 1, 1)
            and coalesce(berlaku_sampai, make_date($tahun, 1, 1)) >= make_date($tahun, 1, 1) desc,
            berlaku_mulai desc
    ) = 1
),
kode as (
    select kode, min(nama) as nama from dim_nomenklatur
    where tahun_mulai <= $tahun and coalesce(tahun_sampai, $tahun) >= $tahun group by kode
),
wilayah as (select kd_wilayah, nama from dim_wilayah where kd_pemda = $pemda),
alasan as (select kode, arti from cfg_alasan)
"""


_DOCUMENT = "t.kd_pemda = $pemda and t.tahun_anggaran = $tahun and t.tahap_dokumen = $tahap"


def _segments(code: str, n: int) -> str:
    """The first n parts of a dotted code."""
    return f"array_to_string(string_split({code}, '.')[:{n}], '.')"


def _chosen(parameter: str, *expressions: str) -> str:
    """Nothing chosen, or one of the values is among the chosen."""
    among = " or ".join(f"list_contains(${parameter}, {e})" for e in expressions)
    return f"(len(${parameter}) = 0 or {among})"


def _field_chosen(code: str) -> str:
    """A code's urusan or bidang urusan is among the chosen."""
    return _chosen("urusan", _segments(code, 1), _segments(code, 2))


T1 = f"""
select kd_rekening, level, nama_rekening, realisasi_n2, apbd_n1_murni, apbd_n1_perubahan, proyeksi_rkpd,
       plafon_ppas, selisih, selisih_thd_n1, perubahan_pct, prakiraan_n1
from mart_kuappas_ringkasan as t where {_DOCUMENT}
order by level = 'turunan', list_position(['SURPLUS_DEFISIT', 'PEMBIAYAAN_NETO', 'SILPA'], kd_rekening), kd_rekening
"""

T2 = f"""{_DIMENSIONS}
select {_segments("t.kd_bidang_urusan", 1)} as kd_urusan,
       coalesce(urusan.nama, {_segments("t.kd_bidang_urusan", 1)}) as nama_urusan,
       t.kd_bidang_urusan, coalesce(bidang.nama, t.kd_bidang_urusan) as nama_bidang_urusan,
       t.kd_opd, coalesce(opd.nama_opd, t.kd_opd) as nama_opd, coalesce(opd.nama_singkat, t.kd_opd) as nama_singkat,
       t.plafon, t.total_pct, t.plafon_n1, t.serapan_n1_pct, t.n_program, t.n_sub_kegiatan,
       t.belanja_operasi, t.belanja_modal, t.belanja_btt, t.belanja_transfer,
       t.dana_pad, t.dana_dau, t.dana_dau_earmark, t.dana_dbh, t.dana_dak_fisik, t.dana_dak_nonfisik,
       t.dana_banprov, t.dana_pinjaman, t.dana_lain
from mart_ppas_urusan_opd as t
left join opd on t.kd_opd = opd.kd_opd
left join kode as urusan on {_segments("t.kd_bidang_urusan", 1)} = urusan.kode
left join kode as bidang on t.kd_bidang_urusan = bidang.kode
where {_DOCUMENT} and {_chosen("opd", "t.kd_opd")} and {_field_chosen("t.kd_bidang_urusan")}
order by t.kd_bidang_urusan, t.kd_opd
"""

T3 = f"""{_DIMENSIONS},
baris as (
    select * from mart_ppas_program as t
    where {_DOCUMENT} and {_chosen("opd", "t.kd_opd")} and {_field_chosen("t.kd_sub_kegiatan")}
),
lokasi as (
    select b.kd_opd, b.kd_sub_kegiatan, string_agg(coalesce(w.nama, b.kd), ', ' order by b.kd) as lokasi
    from (select kd_opd, kd_sub_kegiatan, unnest(lokasi) as kd from baris) as b
    left join wilayah as w on b.kd = w.kd_wilayah
    group by all
)
select t.kd_opd, coalesce(opd.nama_opd, t.kd_opd) as nama_opd, coalesce(opd.nama_singkat, t.kd_opd) as nama_singkat,
       t.kd_program, coalesce(program.nama, t.kd_program) as nama_program,
       t.kd_kegiatan, coalesce(kegiatan.nama, t.kd_kegiatan) as nama_kegiatan,
       t.kd_sub_kegiatan, coalesce(sub.nama, t.kd_sub_kegiatan) as nama_sub_kegiatan,
       t.pagu_n_lalu, t.plafon, t.pagu_n_depan, t.peringkat_prioritas,
       t.prioritas_daerah, t.prioritas_provinsi, t.prioritas_nasional, t.sasaran, t.indikator, t.target, t.satuan,
       lokasi.lokasi
from baris as t
left join opd on t.kd_opd = opd.kd_opd
left join kode as program on t.kd_program = program.kode
left join kode as kegiatan on t.kd_kegiatan = kegiatan.kode
left join kode as sub on t.kd_sub_kegiatan = sub.kode
left join lokasi on t.kd_opd = lokasi.kd_opd and t.kd_sub_kegiatan = lokasi.kd_sub_kegiatan
"""

_NONE = {
    what: f"case t.kd_{what} when '*' then '({text})' else t.kd_{what} end"
    for what, text in (
        ("opd", "belum ada perangkat daerah"),
        ("sub_kegiatan", "belum ada sub-kegiatan"),
        ("kecamatan", "tanpa kecamatan"),
    )
}

_ASKED = " or ".join(f"(list_contains($asal, '{asal}') and t.{column} > 0)" for asal, column in ORIGIN_COLUMNS.items())

T4 = f"""{_DIMENSIONS}
select t.kd_opd, coalesce(opd.nama_opd, {_NONE["opd"]}) as nama_opd,
       coalesce(opd.nama_singkat, t.kd_opd) as nama_singkat,
       t.kd_sub_kegiatan, coalesce(sub.nama, {_NONE["sub_kegiatan"]}) as nama_sub_kegiatan,
       t.kd_kecamatan, coalesce(w.nama, {_NONE["kecamatan"]}) as nama_kecamatan,
       t.n_usulan_baris, t.n_usulan_unik, t.n_musrenbang_desa, t.n_musrenbang_kel, t.n_musrenbang_kec,
       t.n_pokir, t.n_sarapan, t.n_lintas_asal, t.nilai_usulan_unik, t.nilai_rekom_lurah, t.nilai_rekom_camat,
       t.nilai_rekom_setwan, t.nilai_rekom_mitra, t.nilai_rekom_skpd, t.nilai_rekom_tapd, t.nilai_disetujui,
       t.n_diterima, t.n_ditolak, t.n_dikembalikan, t.n_pending, t.plafon_ppas, t.rasio_usulan_thd_plafon,
       t.per_kapita, t.n_tanpa_koordinat, coalesce(alasan.arti, t.alasan_tolak_terbanyak) as alasan_tolak_terbanyak,
       t.n_aduan_12_bln
from mart_kuappas_input as t
left join opd on t.kd_opd = opd.kd_opd
left join kode as sub on t.kd_sub_kegiatan = sub.kode
left join wilayah as w on t.kd_kecamatan = w.kd_wilayah
left join alasan on t.alasan_tolak_terbanyak = alasan.kode
where {_DOCUMENT} and {_chosen("opd", "t.kd_opd")} and {_field_chosen("t.kd_sub_kegiatan")}
  and {_chosen("kecamatan", "t.kd_kecamatan")} and (len($asal) = 0 or {_ASKED})
order by t.kd_opd = '*', t.kd_opd, t.kd_sub_kegiatan = '*', t.kd_sub_kegiatan, t.kd_kecamatan = '*', t.kd_kecamatan
"""

_FUNNEL = ", ".join(
    f"sum({measure}_{kind})::bigint as {measure}_{kind}"
    for measure in ("masuk", "pending", "ditolak", "dikembalikan", "diteruskan")
    for kind in ("baris", "unik")
)

CORONG = f"""
select asal, tahap, min(urutan) as urutan,
       {_FUNNEL},
       sum(nilai_unik)::decimal(20, 2) as nilai_unik
from mart_usulan_corong as t
where t.kd_pemda = $pemda and t.tahun_anggaran = $tahun and {_chosen("opd", "t.kd_opd")} and {_chosen("asal", "t.asal")}
group by asal, tahap
order by asal, min(urutan), tahap
"""

_OWN_FIELD = "coalesce(t.kd_sub_kegiatan, split_part(trim(t.bidang_urusan), ' ', 1))"

USULAN = f"""{_DIMENSIONS}
select t.anggota, t.id_usulan, t.asal, t.dibuat_tgl, t.judul, t.opd_akhir as kd_opd,
       coalesce(opd.nama_opd, t.opd_akhir) as nama_opd,
       coalesce(opd.nama_singkat, t.opd_akhir) as nama_singkat,
       t.kd_kecamatan, kec.nama as nama_kecamatan, t.kd_kelurahan, kel.nama as nama_kelurahan,
       t.kd_program, coalesce(program.nama, t.kd_program) as nama_program,
       t.kd_sub_kegiatan, coalesce(sub.nama, t.kd_sub_kegiatan) as nama_sub_kegiatan,
       t.bidang_urusan, t.volume, t.satuan,
       t.nilai_usulan, t.nilai_rekomendasi_terakhir, t.nilai_disetujui, t.tahap, t.keputusan,
       coalesce(alasan.arti, t.alasan_tolak) as alasan_tolak, t.is_dianggarkan, t.prioritas, t.fraksi, t.dapil,
       t.klaster_id, t.n_anggota, array_to_string(t.asal_set, ', ') as asal_set, t.punya_koordinat,
       array_to_string(t.flags, ', ') as tanda
from mart_usulan as t
left join opd on t.opd_akhir = opd.kd_opd
left join wilayah as kec on t.kd_kecamatan = kec.kd_wilayah
left join wilayah as kel on t.kd_kelurahan = kel.kd_wilayah
left join kode as program on t.kd_program = program.kode
left join kode as sub on t.kd_sub_kegiatan = sub.kode
left join alasan on t.alasan_tolak = alasan.kode
where t.kd_pemda = $pemda and t.tahun_anggaran = $tahun and t.is_primary
  and {_chosen("opd", "t.opd_akhir")} and {_field_chosen(_OWN_FIELD)}
  and {_chosen("kecamatan", "t.kd_kecamatan")}
  and (len($asal) = 0 or list_has_any($asal, t.asal_set))
"""

DOCUMENTS = """
select t.tahap_dokumen, coalesce(c.nama_tahap, t.tahap_dokumen) as nama_tahap, t.tanggal_dokumen, t.berkas_plafon,
       t.berkas_proyeksi, t.total_plafon, t.silpa, t.n_opd, t.n_sub_kegiatan, array_to_string(t.alasan, ', ') as alasan
from mart_kuappas_dokumen as t
left join cfg_tahap_dokumen as c
    on t.tahap_dokumen = c.tahap_dokumen and c.berlaku_mulai <= make_date($tahun, 1, 1)
    and coalesce(c.berlaku_sampai, make_date($tahun, 1, 1)) >= make_date($tahun, 1, 1)
where t.kd_pemda = $pemda and t.tahun_anggaran = $tahun
order by c.urutan nulls last, t.tahap_dokumen
"""

DELIVERIES = """
select source, berkas_terakhir as file_name, dikirim_tgl, n_berkas, n_baris from mart_perencanaan_berkas
where kd_pemda = $pemda and tahun_anggaran = $tahun and list_contains($sumber, source)
order by list_position($sumber, source)
"""

POPULATION = """
select coalesce(p.sumber || ', tahun ' || p.tahun, 'angka yang dikirim (penduduk)') as sumber
from dim_wilayah as w
left join (
    select * from penduduk qualify row_number() over (partition by kd_wilayah order by tahun desc) = 1
) as p on w.kd_wilayah = p.kd_wilayah and w.penduduk = p.penduduk
where w.kd_pemda = $pemda and w.tingkat = 'kecamatan' and w.penduduk is not null
group by 1
order by 1
"""
"""Where the figures of the districts come from; a delivered one is not told apart from an equal built-in one."""

REASONS = "select kode, arti from cfg_alasan where golongan in ('tanda', 'alasan') order by kode"

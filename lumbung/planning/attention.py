"""What needs somebody's attention, worked out of the summary's own tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from lumbung.planning import labels, queries
from lumbung.planning.request import Scope


@dataclass(frozen=True)
class Group:
    """One kind of finding. Headings name what stands in the columns of the table `PERHATIAN`."""

    code: str
    title: str
    meaning: str
    item: str = "Nomor usulan"
    text: str = "Usulan"
    number: str = "Baris"
    amount: str = "Nilai usulan"
    against: str = "Disetujui"
    note: str = "Keterangan"


GROUPS = (
    Group(
        "BELUM_DIANGGARKAN",
        "Diterima tetapi belum dianggarkan",
        "Usulan yang diterima, tetapi belum terhubung dengan sub-kegiatan anggaran.",
    ),
    Group(
        "DIANGGARKAN_BERULANG",
        "Satu kebutuhan dianggarkan lebih dari sekali",
        "Beberapa baris usulan untuk kebutuhan yang sama masing-masing terhubung dengan sub-kegiatan anggaran. Tabel "
        "lain menghitung nilai baris utama saja.",
        item="Nomor baris utama",
        number="Baris",
        amount="Disetujui, semua baris",
        against="Disetujui, baris utama",
        note="Baris yang dianggarkan",
    ),
    Group(
        "MELEBIHI_PLAFON",
        "Program yang diminta melebihi plafon",
        "Nilai usulan yang masih berjalan atau diterima (setiap kebutuhan sekali) lebih besar dari plafon program itu "
        "pada perangkat daerah yang sama; plafon 0 berarti program itu tidak ada di dokumen. Tidak dihitung bila "
        "disaring menurut kecamatan atau asal.",
        item="Kode program",
        text="Program",
        number="Usulan",
        against="Plafon program",
    ),
    Group(
        "TANPA_SUB_KEGIATAN",
        "Belum mempunyai sub-kegiatan",
        "Usulan yang masih berjalan tanpa sub-kegiatan anggaran dan tanpa sub-kegiatan kamus (selain Sarapan).",
    ),
    Group(
        "TANPA_KOORDINAT",
        "Tanpa koordinat",
        "Usulan yang masih berjalan tanpa koordinat yang sah (selain Sarapan): tidak dapat dipetakan dan sulit "
        "dikenali bila diajukan dua kali.",
    ),
    Group(
        "REKOMENDASI_NOL",
        "Rekomendasi nol",
        "Baris utama yang penelaah terakhirnya menulis 0 rupiah; pastikan memang demikian maksudnya. Nilai 0 dari TAPD "
        "bukan penerimaan.",
    ),
    Group(
        "BESAR_BELUM_DIDANAI",
        "Terbesar yang belum didanai",
        "Kebutuhan yang masih berjalan dan belum dianggarkan, dari nilai terbesar.",
    ),
    Group(
        "SERING_DITOLAK",
        "Paling sering ditolak",
        "Alasan penolakan menurut perangkat daerah, dari yang paling sering.",
        item="No.",
        text="Alasan",
        number="Ditolak",
        against="–",
    ),
    Group(
        "SARAPAN_TAK_DIKENAL",
        "Menyebut Sarapan yang tidak ada",
        "Pokir yang menyebut nomor aspirasi Sarapan yang tidak dikenal.",
    ),
    Group(
        "PINDAH_KELURAHAN",
        "Berpindah kelurahan/desa",
        "Usulan yang kelurahan atau desanya pernah lain di kiriman terdahulu.",
    ),
)

_ALIVE = "keputusan in ('PENDING', 'ACCEPTED', 'RETURNED')"
_PLACED = f"{_ALIVE} and asal != 'sarapan'"


def _flag(name: str) -> str:
    return f"list_contains(string_split(tanda, ', '), '{name}')"


_BY_PROPOSAL = {
    "BELUM_DIANGGARKAN": _flag("ACCEPTED_NOT_BUDGETED"),
    "TANPA_SUB_KEGIATAN": f"{_PLACED} and kd_sub_kegiatan is null",
    "TANPA_KOORDINAT": f"{_PLACED} and not punya_koordinat",
    "REKOMENDASI_NOL": _flag("ZERO_REKOM"),
    "BESAR_BELUM_DIDANAI": f"{_ALIVE} and not is_dianggarkan and nilai_usulan > 0",
    "SARAPAN_TAK_DIKENAL": _flag("SARAPAN_TAK_DIKENAL"),
    "PINDAH_KELURAHAN": _flag("PINDAH_KELURAHAN"),
}


def _called(column: str, names: Mapping[str, str]) -> str:
    whens = " ".join(f"when '{code}' then '{name}'" for code, name in names.items())
    return f"case {column} {whens} else {column} end"


_HITS = " union all ".join(
    f"select '{code}' as golongan, * from usulan where {where}" for code, where in _BY_PROPOSAL.items()
)
_QUERY = f"""
with kena as (
    {_HITS}
),
usulan_kena as (
    select golongan, row_number() over (partition by golongan order by nilai_usulan desc nulls last, anggota) as urutan,
           id_usulan as objek, judul as uraian, kd_opd, nama_opd, nama_kecamatan, n_anggota as jumlah,
           nilai_usulan as nilai, nilai_disetujui as pembanding,
           {_called("keputusan", labels.KEPUTUSAN)} || ' – ' || {_called("tahap", labels.TAHAP)} as keterangan
    from kena
),
berulang as (
    select klaster_id, count(*) as jumlah, sum(nilai_disetujui) as nilai,
           string_agg({_called("asal", labels.ASAL)} || ' ' || id_usulan, '; ' order by is_primary desc, anggota)
               as keterangan
    from mart_usulan
    where kd_pemda = $pemda and tahun_anggaran = $tahun and is_dianggarkan
    group by klaster_id having count(*) > 1
),
diminta as (
    select kd_opd, nama_opd, kd_program, nama_program, count(*) as jumlah, sum(nilai_usulan) as nilai
    from usulan where {_ALIVE} and kd_program is not null and kd_opd is not null group by all
),
plafon as (select kd_opd, kd_program, sum(plafon) as plafon from t3 group by all),
lebih as (
    select d.*, coalesce(p.plafon, 0) as plafon
    from diminta as d left join plafon as p on d.kd_opd = p.kd_opd and d.kd_program = p.kd_program
    where d.nilai > coalesce(p.plafon, 0) and (select count(*) from t3) > 0
      and len($kecamatan) = 0 and len($asal) = 0  -- part of the wishes, the whole ceiling
),
ditolak as (
    select kd_opd, nama_opd, alasan_tolak, count(*) as jumlah, sum(nilai_usulan) as nilai
    from usulan where keputusan = 'REJECTED' group by all
),
semua as (
    from usulan_kena
    union all
    select 'DIANGGARKAN_BERULANG', row_number() over (order by b.nilai desc nulls last, u.anggota), u.id_usulan,
           u.judul, u.kd_opd, u.nama_opd, u.nama_kecamatan, b.jumlah, b.nilai, u.nilai_disetujui, b.keterangan
    from usulan as u inner join berulang as b on u.klaster_id = b.klaster_id
    union all
    select 'MELEBIHI_PLAFON', row_number() over (order by nilai - plafon desc, kd_opd, kd_program), kd_program,
           nama_program, kd_opd, nama_opd, null, jumlah, nilai, plafon,
           case
               when plafon = 0 then 'Tanpa plafon'
               else replace(printf('%.2f', (nilai / plafon)::double), '.', ',') || ' × plafon'
           end
    from lebih
    union all
    select 'SERING_DITOLAK',
           row_number() over (order by jumlah desc, nilai desc nulls last, kd_opd nulls last, alasan_tolak nulls last),
           null, alasan_tolak, kd_opd, nama_opd, null, jumlah, nilai, null, null
    from ditolak
)
select golongan, urutan, objek, uraian, kd_opd, nama_opd, nama_kecamatan, jumlah,
       nilai::decimal(20, 2) as nilai, pembanding::decimal(20, 2) as pembanding, keterangan
from semua
order by list_position($golongan, golongan), urutan
"""


def attention(con: duckdb.DuckDBPyConnection, scope: Scope) -> pa.Table:
    """The findings of all groups, in the order of `GROUPS`; grain golongan × urutan, biggest first.

    Args:
        con: where `usulan` and `t3` are the summary's tables of these names, beside the marts. An empty
            `t3` (before the first document) is exceeded by nothing.
        scope: whose year it is; the rows of a need that `usulan` does not show are read from the mart.
    """
    values = {**scope.parameters, "golongan": [group.code for group in GROUPS]}
    return queries.run(con, _QUERY, values).to_arrow_table()

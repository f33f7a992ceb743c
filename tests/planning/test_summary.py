"""The tables of the summary: what each filter touches, what is checked, what needs attention."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from lumbung.errors import DataError, UsageError
from lumbung.planning import about, queries
from lumbung.planning.request import Request
from lumbung.planning.summary import summary

from .conftest import DISDIK, DPU, FIRST, KEC_BANYUMANIK, Published

MILLIARD = 10**9


def rows(published: Published, table: str, *columns: str, **request: Any) -> list[tuple[Any, ...]]:
    found = published.summary(**request).tables[table]
    return list(zip(*(found[c].to_pylist() for c in columns), strict=True))


def test_the_newest_stage_is_taken_and_a_past_night_has_its_own(published: Published) -> None:
    found, past = published.summary(), published.summary(FIRST)
    assert (found.scope.tahap, past.scope.tahap) == ("kesepakatan", "rancangan")
    assert (found.stage, found.scope.as_of.isoformat()) == ("Nota kesepakatan", "2026-08-15")
    # Drainage grew from 0.5 to 0.7 milliard; the half rupiah stays.
    assert found.document and found.document["total_plafon"] == Decimal("1262000000000.50")
    assert past.document and past.document["total_plafon"] == Decimal("1261800000000.50")
    assert [d["tahap_dokumen"] for d in found.documents] == ["rancangan", "kesepakatan"]
    assert published.summary(tahap="rancangan").scope.tahap == "rancangan"


def test_files_are_those_of_this_year_and_government(published: Published) -> None:
    found = {d["source"]: (d["file_name"], d["n_baris"]) for d in published.summary().deliveries}
    assert found == {"sipd_usulan": ("=usulan_2027_20260714.csv", 6)}


def test_office_filter(published: Published) -> None:
    """By short name, whatever its case. DPU: 4 + 2 + 1.5 + 0.7 milliard and half a rupiah."""
    assert rows(published, "T2", "kd_opd", "plafon", opd=["dpu"]) == [(DPU, Decimal("8200000000.50"))]
    assert {kd for (kd,) in rows(published, "T3", "kd_opd", opd=[DPU])} == {DPU}
    assert {kd for (kd,) in rows(published, "T4", "kd_opd", opd=[DPU])} == {DPU}
    assert {kd for (kd,) in rows(published, "USULAN", "kd_opd", opd=[DPU])} == {DPU}
    assert len(rows(published, "T1", "kd_rekening", opd=[DPU], tahap="rancangan")) == 10


def test_field_filter(published: Published) -> None:
    """A pokir without sub-kegiatan is known by the field its author wrote, and is not in T4."""
    assert [kd for (kd,) in rows(published, "T2", "kd_bidang_urusan", urusan=["1.01"])] == ["1.01"]
    assert {kd for (kd,) in rows(published, "T2", "kd_bidang_urusan", urusan=["1"])} == {"1.01", "1.03"}
    assert rows(published, "USULAN", "anggota", urusan=["1.01"]) == [("PKR:3374527000002",)]
    assert {kd[:4] for (kd,) in rows(published, "T4", "kd_sub_kegiatan", urusan=["1.01"])} == {"1.01"}


def test_district_filter_leaves_ceilings_whole(published: Published) -> None:
    asked = {"kecamatan": ["banyumanik"]}
    assert {kd for (kd,) in rows(published, "T4", "kd_kecamatan", **asked)} == {KEC_BANYUMANIK}
    listed = rows(published, "USULAN", "anggota", **asked)
    assert listed == [("USL:3374027000002",), ("SRP:SRP-2026-000001",)]
    assert rows(published, "T3", "plafon", **asked) == rows(published, "T3", "plafon")


def test_origin_filter_shows_that_origin_and_only_its_counts(published: Published) -> None:
    """The road of Meteseh was asked for by Musrenbang too: its primary row stands for the pokir."""
    listed = rows(published, "USULAN", "anggota", asal=["pokir"])
    assert sorted(listed) == [("PKR:3374527000002",), ("USL:3374027000001",)]
    t4 = published.summary(asal=["pokir"]).tables["T4"]
    assert [c for c in t4.column_names if c.startswith("n_")] == ["n_pokir"]
    assert not {"plafon_ppas", "nilai_usulan_unik"} & set(t4.column_names)
    assert t4["n_pokir"].to_pylist() == [1, 1]
    assert {asal for (asal,) in rows(published, "CORONG", "asal", asal=["pokir"])} == {"pokir"}


def test_rows_without_office_or_sub_kegiatan_come_last(published: Published) -> None:
    found = rows(published, "T4", "kd_opd", "nama_opd", "nama_sub_kegiatan", "nama_kecamatan")
    assert found[-1] == ("*", "(belum ada perangkat daerah)", "(belum ada sub-kegiatan)", "Banyumanik")
    disdik = [row for row in found if row[0] == DISDIK]
    assert disdik[-1][2:] == ("(belum ada sub-kegiatan)", "(tanpa kecamatan)")


def test_codes_without_a_name_stand_for_themselves(published: Published) -> None:
    """The dimensions of a copy forget an office, a field and a program."""
    values = published.summary(FIRST).scope.parameters
    with published.connect(FIRST) as con:
        for dimension in ("dim_opd", "dim_nomenklatur"):
            con.execute(f"create temp table {dimension} as from memory.main.{dimension}")
        con.execute(f"delete from temp.dim_opd where kd_opd = '{DPU}'")
        con.execute("delete from temp.dim_nomenklatur where kode in ('1.03', '1.03.10')")
        names = {"T2": ("nama_opd", "nama_singkat", "nama_bidang_urusan"), "T3": ("nama_opd", "nama_program")}
        names |= {"T4": ("nama_opd", "nama_singkat"), "USULAN": ("nama_opd", "nama_program")}
        for table, columns in names.items():
            found = queries.run(con, getattr(queries, table), values).to_arrow_table()
            lost = [row for row in found.to_pylist() if row["kd_opd"] == DPU]
            assert lost, table
            for row in lost:
                known = {"nama_program"} if not row.get("kd_program", "").startswith("1.03.10") else set()
                assert {row[c] for c in columns if c not in known} <= {DPU, "1.03", "1.03.10"}, (table, row)


def test_all_checks_hold_with_a_projection(published: Published) -> None:
    found = {r["kode"]: r for r in published.summary(tahap="rancangan").tables["REKONSILIASI"].to_pylist()}
    assert {r["hasil"] for r in found.values()} == {"✔"}
    for check in ("R01", "R02", "R03", "R04", "R05", "R06"):
        assert found[check]["kiri"] == found[check]["kanan"] == Decimal("1261800000000.50")
    # Nine rows of eight needs in Kota Semarang.
    assert (found["R13"]["kiri"], found["R14"]["kiri"]) == (9, 8)


def test_what_cannot_be_checked_is_said(published: Published) -> None:
    agreed = {r["kode"]: r for r in published.summary().tables["REKONSILIASI"].to_pylist()}
    assert {k for k, r in agreed.items() if r["hasil"] == "–"} == {"R04", "R08", "R09"}
    assert "kua_proyeksi" in agreed["R04"]["keterangan"]
    none = published.summary(pemda="33.22")
    assert none.scope.tahap == "belum_ada" and none.document is None
    assert [r["kode"] for r in none.tables["REKONSILIASI"].to_pylist() if r["hasil"] == "✔"] == ["R13", "R14", "R15"]


def test_a_broken_document_names_its_codes(published: Published) -> None:
    """The marts of a copy are changed behind the back of the models."""
    with published.connect(FIRST) as con:
        for mart in ("mart_ppas_program", "mart_kuappas_ringkasan"):
            con.execute(f"create temp table {mart} as from memory.main.{mart}")
        con.execute(f"update temp.mart_ppas_program set plafon = plafon - 1 where kd_opd = '{DISDIK}'")
        con.execute("update temp.mart_ppas_program set kd_sub_kegiatan = '9.99.99.2.01.0001' where plafon = 800000000")
        con.execute("update temp.mart_kuappas_ringkasan set plafon_ppas = 7 where kd_rekening in ('4.1', 'SILPA')")
        found = summary(con, Request(2027, "33.74"))
    broken = {r["kode"]: r for r in found.tables["REKONSILIASI"].to_pylist() if r["hasil"] == "✘"}
    assert set(broken) == {"R02", "R07", "R08", "R09", "R12"}
    assert found.unmatched == 5
    assert broken["R02"]["selisih"] == -2  # two sub-kegiatan of Disdik lost a rupiah each
    assert broken["R07"]["keterangan"] == DISDIK
    assert broken["R08"]["keterangan"] == "4"
    assert broken["R09"]["selisih"] == 7
    assert broken["R12"]["keterangan"] == "9.99.99.2.01.0001"


def test_what_needs_attention(published: Published) -> None:
    found = rows(published, "PERHATIAN", "golongan", "objek", "nilai", "pembanding", "keterangan")
    drainage = "3374027000003"
    twice = "Musrenbang kelurahan 3374027000001; Pokir DPRD 3374527000001"
    assert found == [
        ("BELUM_DIANGGARKAN", drainage, 9 * MILLIARD // 10, None, "Diterima – Forum Perangkat Daerah"),
        # The road's Musrenbang row got 3.5 milliard, its pokir another 1.2.
        ("DIANGGARKAN_BERULANG", "3374027000001", 47 * MILLIARD // 10, 35 * MILLIARD // 10, twice),
        # 0.9 asked of 0.7 milliard: 1.2857 times. Roads ask 5 + 1 + 0.25 + 0.1 of 7.5 milliard.
        ("MELEBIHI_PLAFON", "1.03.06", 9 * MILLIARD // 10, 7 * MILLIARD // 10, "1,29 × plafon"),
        ("TANPA_SUB_KEGIATAN", "3374527000002", None, None, "Menunggu – Sekretariat DPRD"),
        ("TANPA_KOORDINAT", "3374027000002", MILLIARD, None, "Menunggu – Forum Perangkat Daerah"),
        ("REKOMENDASI_NOL", drainage, 9 * MILLIARD // 10, None, "Diterima – Forum Perangkat Daerah"),
        ("BESAR_BELUM_DIDANAI", "3374027000002", MILLIARD, None, "Menunggu – Forum Perangkat Daerah"),
        ("BESAR_BELUM_DIDANAI", drainage, 9 * MILLIARD // 10, None, "Diterima – Forum Perangkat Daerah"),
        ("BESAR_BELUM_DIDANAI", "3374027000006", 3 * MILLIARD // 10, None, "Dikembalikan – Kecamatan"),
        ("SERING_DITOLAK", None, MILLIARD // 4, None, None),
        ("SARAPAN_TAK_DIKENAL", "3374527000002", None, None, "Menunggu – Sekretariat DPRD"),
        ("PINDAH_KELURAHAN", "3374027000005", MILLIARD // 10, None, "Dibatalkan – Kecamatan"),
    ]
    assert rows(published, "PERHATIAN", "golongan", "jumlah", "nama_kecamatan")[1] == (
        *("DIANGGARKAN_BERULANG", 2),
        "Tembalang",
    )
    # Drainage of one kecamatan is part of what is asked of the whole ceiling: nothing can be said.
    part = {g for (g,) in rows(published, "PERHATIAN", "golongan", kecamatan=["tembalang"])}
    assert "BELUM_DIANGGARKAN" in part or "DIANGGARKAN_BERULANG" in part
    assert "MELEBIHI_PLAFON" not in part
    none = rows(published, "PERHATIAN", "golongan", pemda="33.22")
    # No document: nothing is exceeded. Of the two rows for one need one is budgeted, and that is in order.
    assert none == [("TANPA_SUB_KEGIATAN",), ("BESAR_BELUM_DIDANAI",)]


@pytest.mark.parametrize(
    ("request_", "error", "hints"),
    [
        ({"pemda": "33.75"}, UsageError, ("33.74 = Kota Semarang", "33.22")),
        ({"opd": ["DPX"]}, UsageError, ("--opd", "DPU")),
        ({"urusan": ["9.99"]}, UsageError, ("--urusan", "1.03")),
        ({"kecamatan": ["33.22.01"]}, UsageError, ("--kecamatan", "33.74.10 = Tembalang")),
        ({"asal": ["reses"]}, UsageError, ("--asal", "musrenbang_kelurahan", "sarapan")),
        ({"tahap": "final"}, UsageError, ("--tahap", "rancangan_awal", "perubahan")),
        ({"tahap": "perubahan"}, DataError, ("rancangan, kesepakatan", "landing/ppas_plafon/33.74/")),
        ({"tahun": 2031}, DataError, ("2031", "2027", "landing/sipd_usulan/33.74/")),
    ],
    ids=str,
)
def test_wrong_values_say_what_there_is(
    published: Published, request_: dict[str, Any], error: type[Exception], hints: tuple[str, ...]
) -> None:
    with pytest.raises(error) as raised:
        published.summary(**request_)
    assert all(hint in str(raised.value) for hint in hints), raised.value


def test_a_night_before_planning_says_what_to_do() -> None:
    with duckdb.connect() as con, pytest.raises(DataError, match=r"mart_usulan.*lumbung run"):
        summary(con, Request(2027, "33.74"))


def test_a_stage_of_the_calendar_that_has_not_come_is_stood_in_for(published: Published) -> None:
    found = published.summary(tahap="perubahan", strict=False)
    assert found.scope.tahap == "kesepakatan"
    (remark, *_) = about.remarks(found)
    assert remark == "Dokumen tahap Perubahan belum dikirim; yang dipakai: Nota kesepakatan, tanggal 14 Juli 2026."

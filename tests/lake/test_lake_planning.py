"""The planning sources from landing to silver: what becomes a code, a flag, a reason, or history."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from granary import EVENING, NIGHT, Granary, csv_of
from planning_rows import ASPIRASI, KAMUS, PLAFON, POKIR, PROYEKSI, USULAN

from lumbung import night
from lumbung.errors import DataError
from lumbung.quality import checks, gate1
from lumbung.quality.shares import TORN

PU, UNKNOWN_UNIT = "1.03.0.00.0.00.01.0000", "9.99.0.00.0.00.01.0000"
SUB = "1.03.10.2.01.0051"
Row = dict[str, Any]
Case = tuple[Mapping[str, Any], Mapping[str, Any]]
PADDING = 200
"""Sound rows per document that follow the cases: of 200 the rejected ones are less than 5 %."""
QUARANTINED = "reasons"
"""Stands for the whole outcome of a row that must not reach silver."""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Granary:
    """One lake with a file of every case, taken once."""
    granary = Granary(tmp_path_factory.mktemp("rencana"))
    for source, base, cases in (("sipd_usulan", USULAN, USULAN_CASES), ("sipd_pokir", POKIR, POKIR_CASES)):
        rows = [{"id_usulan": f"U{n:03}", **given} for n, (given, _) in enumerate(cases.values())]
        granary.drop(f"{source}/33.74/a.csv", csv_of(base, *rows))
        granary.take(source)
    aspirations = [{**ASPIRASI, "id": f"S{n:03}", **given} for n, (given, _) in enumerate(ASPIRASI_CASES.values())]
    granary.drop("sarapan_aspirasi/33.74/a.json", json.dumps(aspirations))
    granary.take("sarapan_aspirasi")
    kamus = [{"id_kamus": f"K{n:03}", **given} for n, (given, _) in enumerate(KAMUS_CASES.values())]
    granary.drop("kamus_usulan/33.74/a.csv", csv_of(KAMUS, *kamus))
    granary.take("kamus_usulan")
    plafon = [{"kode_dana": f"D{n:03}", **given} for n, (given, _) in enumerate(PLAFON_CASES.values())]
    for stage in ("rancangan", "rancangan_akhir", "rancangan_awal"):
        day = "2026-06-01" if stage == "rancangan_awal" else "2026-07-10"
        plafon += [{"kode_dana": f"P{n:03}", "tahap_dokumen": stage, "tanggal_dokumen": day} for n in range(PADDING)]
    granary.drop("ppas_plafon/33.74/a.csv", csv_of(PLAFON, *plafon))
    granary.take("ppas_plafon")
    proyeksi = [given for given, _ in PROYEKSI_CASES.values()]
    proyeksi += [{"kode_rekening": f"6.{n // 100}.{n % 100:02}"} for n in range(PADDING)]
    granary.drop("kua_proyeksi/33.74/a.csv", csv_of(PROYEKSI, *proyeksi))
    granary.take("kua_proyeksi")
    return granary


USULAN_CASES: dict[str, Case] = {
    # name: (what differs from a sound row, what silver or quarantine says of it)
    "sound": ({}, {"tahap": "SUBMITTED", "keputusan_teks": "PENDING", "kd_opd": PU, "lat": -6.9837, "lon": 110.4187,
                   "kd_kecamatan": "33.74.01", "kd_kelurahan": "33.74.01.1001", "alasan_tolak": None, "flags": []}),
    # ---- status texts
    "no status": ({"status_usul_teks": ""}, {"tahap": "DRAFT", "keputusan_teks": "NOT_SUBMITTED"}),
    "status NULL": ({"status_usul_teks": "NULL"}, {"tahap": "DRAFT", "keputusan_teks": "NOT_SUBMITTED"}),
    "G8": ({"status_usul_teks": "Diteruskan ke Forum SKPD"}, {"tahap": "FORUM_SKPD", "keputusan_teks": "PENDING"}),
    "G9": ({"status_usul_teks": "Validasi Mitra Bappeda||Ditolak"},
           {"tahap": "MITRA_BAPPEDA", "keputusan_teks": "REJECTED"}),
    "blanks and case": ({"status_usul_teks": "  VALIDASI  Mitra\u00a0Bappeda || ditolak "},
                        {"tahap": "MITRA_BAPPEDA", "keputusan_teks": "REJECTED"}),
    "kecamatan": ({"status_usul_teks": "Diteruskan ke Musrenbang Kecamatan"},
                  {"tahap": "KECAMATAN", "keputusan_teks": "PENDING"}),
    "kecamatan verifies": ({"status_usul_teks": "Verifikasi Kecamatan"}, {"tahap": "KECAMATAN"}),
    "OPD verifies": ({"status_usul_teks": "Verifikasi Perangkat Daerah"},
                     {"tahap": "FORUM_SKPD", "keputusan_teks": "PENDING"}),
    "OPD refuses": ({"status_usul_teks": "Ditolak Perangkat Daerah"},
                    {"tahap": "FORUM_SKPD", "keputusan_teks": "REJECTED"}),
    "OPD takes in": ({"status_usul_teks": "Diakomodir Perangkat Daerah"},
                     {"tahap": "FORUM_SKPD", "keputusan_teks": "ACCEPTED"}),
    "TAPD": ({"status_usul_teks": "Diteruskan ke Musrenbang Provinsi/Kabupaten/Kota"},
             {"tahap": "MUSRENBANG_KABKOTA", "keputusan_teks": "PENDING"}),
    "cancelled": ({"status_usul_teks": "Dibatalkan"}, {"tahap": None, "keputusan_teks": "CANCELLED"}),
    "unknown status": ({"status_usul_teks": "=Menunggu Restu"},
                       {QUARANTINED: ["STATUS_TAK_DIKENAL:status_usul_teks"], "status_usul_teks": "=Menunggu Restu"}),
    "refused by an unknown stage": ({"status_usul_teks": "Entah||Ditolak"},
                                    {QUARANTINED: ["STATUS_TAK_DIKENAL:status_usul_teks"]}),
    "refused by nobody": ({"status_usul_teks": "||Ditolak"}, {QUARANTINED: ["STATUS_TAK_DIKENAL:status_usul_teks"]}),
    "a status of pokir": ({"status_usul_teks": "Validasi Sekretariat Dewan"},
                          {QUARANTINED: ["STATUS_TAK_DIKENAL:status_usul_teks"]}),
    "before the dictionary": ({"update_at": "2019-12-31 23:59:59"},
                              {QUARANTINED: ["STATUS_TAK_DIKENAL:status_usul_teks"]}),
    "its first day in WIB": ({"update_at": "2020-01-01 00:30:00"}, {"tahap": "SUBMITTED"}),
    # ---- reasons of refusal
    "why: land": ({"tolak_teks": "LAHAN belum  dihibahkan"}, {"alasan_tolak": "LAHAN_BELUM_SIAP"}),
    "why: not ours": ({"tolak_teks": "Ruas jalan provinsi, lahan ada"}, {"alasan_tolak": "BUKAN_KEWENANGAN"}),
    "why: budgeted": ({"tolak_teks": "Sudah dianggarkan tahun ini"}, {"alasan_tolak": "SUDAH_DIANGGARKAN"}),
    "why: twice": ({"tolak_teks": "duplikat, sudah dianggarkan"}, {"alasan_tolak": "DUPLIKAT_USULAN"}),
    "why: no money": ({"tolak_teks": "Pagu dinas tidak mencukupi"}, {"alasan_tolak": "ANGGARAN_TERBATAS"}),
    "why: no priority": ({"tolak_teks": "Belum menjadi prioritas"}, {"alasan_tolak": "TIDAK_PRIORITAS"}),
    "why: papers": ({"tolak_teks": "RAB tidak ada"}, {"alasan_tolak": "DOKUMEN_KURANG"}),
    "why: else": ({"tolak_teks": "tidak jadi"}, {"alasan_tolak": "LAINNYA"}),
    # ---- places
    "codes without dots": ({"kode_kecamatan": "337401", "kode_kelurahan": "3374011001 "},
                           {"kd_kelurahan": "33.74.01.1001", "kd_kecamatan": "33.74.01", "flags": []}),
    "kecamatan from the village": ({"kode_kecamatan": ""}, {"kd_kecamatan": "33.74.01", "flags": []}),
    "kecamatan only": ({"kode_kelurahan": ""}, {"kd_kelurahan": None, "kd_kecamatan": "33.74.01", "flags": []}),
    "nowhere": ({"kode_kelurahan": "", "kode_kecamatan": ""}, {"kd_kecamatan": None, "flags": []}),
    "no such village": ({"kode_kelurahan": "33.74.01.1999"},
                        {"kd_kelurahan": None, "kd_kecamatan": "33.74.01", "flags": ["WILAYAH_TAK_DIKENAL"]}),
    "village of the neighbour": ({"kode_kelurahan": "33.22.01.2001", "kode_kecamatan": "33.22.01"},
                                 {"kd_kelurahan": None, "kd_kecamatan": None, "flags": ["WILAYAH_TAK_DIKENAL"]}),
    "village of another kecamatan": ({"kode_kecamatan": "33.74.02"},
                                     {"kd_kelurahan": "33.74.01.1001", "kd_kecamatan": "33.74.01",
                                      "flags": ["WILAYAH_TAK_DIKENAL"]}),
    # ---- points
    "swapped": ({"latpeta": "110.4187", "langpeta": "-6.9837"},
                {"lat": -6.9837, "lon": 110.4187, "flags": ["KOORDINAT_TERTUKAR"]}),
    "in the sea": ({"latpeta": "-6.5", "langpeta": "110.4187"},
                   {"lat": None, "lon": None, "latpeta": -6.5, "flags": ["KOORDINAT_LUAR"]}),
    "at zero": ({"latpeta": "0", "langpeta": "0"}, {"lat": None, "flags": ["KOORDINAT_LUAR"]}),
    "half a point": ({"langpeta": ""}, {"lat": None, "lon": None, "flags": []}),
    "words for a point": ({"latpeta": "depan balai RW"},
                          {"lat": None, "lon": None, "latpeta": None, "flags": ["KOORDINAT_LUAR"]}),
    "no point": ({"latpeta": "", "langpeta": "-"}, {"lat": None, "lon": None, "flags": []}),
    # ---- units and codes
    "passed on": ({"rev_skpd": "1.04.0.00.0.00.01.0000"}, {"kd_opd": "1.04.0.00.0.00.01.0000", "flags": []}),
    "unit with a blank": ({"kode_skpd": f"{PU}\u00a0 "}, {"kd_opd": PU, "flags": []}),
    "no unit": ({"kode_skpd": "", "rev_skpd": "0"}, {"kd_opd": None, "flags": []}),
    "unknown unit": ({"rev_skpd": UNKNOWN_UNIT}, {"kd_opd": UNKNOWN_UNIT, "flags": ["OPD_TAK_DIKENAL"]}),
    "budgeted": ({"id_sub_giat_bl": f"{SUB} "}, {"id_sub_giat_bl": SUB, "flags": []}),
    "budgeted by nothing": ({"id_sub_giat_bl": "0"}, {"id_sub_giat_bl": None, "flags": []}),
    # The crosswalk alone leads from two digits to four.
    "code of another version": ({"id_sub_giat_bl": "1.03.10.2.01.08"},
                                {"id_sub_giat_bl": "1.03.10.2.01.08", "flags": ["NOMENKLATUR_TAK_DIKENAL"]}),
    "the same code in its year": ({"tahun_anggaran": "2022", "id_sub_giat_bl": "1.03.10.2.01.08"}, {"flags": []}),
    "year without nomenclature": ({"tahun_anggaran": "2031"},
                                  {QUARANTINED: ["NOMENKLATUR_TIDAK_ADA:tahun_anggaran"]}),
    "two reasons": ({"tahun_anggaran": "2031", "status_usul_teks": "?"},
                    {QUARANTINED: ["NOMENKLATUR_TIDAK_ADA:tahun_anggaran", "STATUS_TAK_DIKENAL:status_usul_teks"]}),
    # ---- values
    "volume with a unit": ({"volume": "1,5 km"}, {QUARANTINED: ["ANGKA_TIDAK_SAH:volume"]}),
    "volume in grams": ({"volume": "1.234,567"}, {"volume": Decimal("1234.567")}),
    "negative volume": ({"volume": "-1"}, {QUARANTINED: ["NILAI_NEGATIF:volume"]}),
    "negative amount": ({"anggaran": "-5"}, {QUARANTINED: ["NILAI_NEGATIF:anggaran"]}),
    "no amount": ({"anggaran": "-"}, {"anggaran": None}),
    "recommended zero": ({"rekom_camat_anggaran": "0"}, {"rekom_camat_anggaran": Decimal(0)}),
    "title like a formula": ({"giat_teks": "=1+1"}, {"giat_teks": "=1+1"}),
    "deleted": ({"active": "0"}, {"active": False, "tahap": "SUBMITTED"}),
    "deleted or not": ({"active": ""}, {QUARANTINED: ["WAJIB_KOSONG:active"]}),
    "unknown level": ({"level_pengusul": "RT"}, {QUARANTINED: ["NILAI_TAK_DIKENAL:level_pengusul"]}),
    "id that a spreadsheet rounded": ({"id_usulan": "3,37E+12"}, {QUARANTINED: ["KODE_TIDAK_SAH:id_usulan"]}),
    "version from the future": ({"update_at": "2026-12-31 10:00"}, {QUARANTINED: ["TANGGAL_MASA_DEPAN:update_at"]}),
}  # fmt: skip
POKIR_CASES: dict[str, Case] = {
    "sound": ({}, {"tahap": "SUBMITTED", "kd_opd": PU, "lat": -6.9837, "flags": []}),
    "setwan": ({"status_usul_teks": "Validasi Sekretariat Dewan"}, {"tahap": "SETWAN", "keputusan_teks": "PENDING"}),
    "setwan refuses": ({"status_usul_teks": "Validasi Sekretariat Dewan||Ditolak", "tolak_teks": "dobel"},
                       {"tahap": "SETWAN", "keputusan_teks": "REJECTED", "alasan_tolak": "DUPLIKAT_USULAN"}),
    "a status of Musrenbang": ({"status_usul_teks": "Verifikasi Kecamatan"},
                               {QUARANTINED: ["STATUS_TAK_DIKENAL:status_usul_teks"]}),
    "a citizen's wish": ({"id_sarapan": "SRP-2026-000001"}, {"id_sarapan": "SRP-2026-000001", "flags": []}),
    # Whether the aspiration exists is asked where both are at hand.
    "a wish that nobody made": ({"id_sarapan": "SRP-2026-999999"}, {"id_sarapan": "SRP-2026-999999", "flags": []}),
    "year without nomenclature": ({"tahun_anggaran": "2019"},
                                  {QUARANTINED: ["NOMENKLATUR_TIDAK_ADA:tahun_anggaran"]}),
}  # fmt: skip
ASPIRASI_CASES: dict[str, Case] = {
    "last moment of March": ({"tanggal": "2026-03-31T23:59:59+07:00", "kode_kelurahan": 3374011001},
                             {"tahun_rencana": 2027, "kd_kelurahan": "33.74.01.1001", "kd_kecamatan": "33.74.01",
                              "tahap": "SUBMITTED", "keputusan_teks": "PENDING", "flags": []}),
    "before any cut-off": ({"tanggal": "2019-12-31T16:59:59Z"},
                           {QUARANTINED: ["BATAS_TIDAK_ADA:tanggal"], "id": "S001"}),
    "first day of the cut-off in WIB": ({"tanggal": "2019-12-31T17:00:00Z"}, {"tahun_rencana": 2021}),
    "first moment of April": ({"tanggal": "2026-04-01T00:00:00+07:00"}, {"tahun_rencana": 2028}),
    "New Year in UTC": ({"tanggal": "2025-12-31T18:00:00Z"}, {"tahun_rencana": 2027}),
    "passed on": ({"status": "Diteruskan"}, {"tahap": "SETWAN", "keputusan_teks": "PENDING", "status": "Diteruskan"}),
    "pokir": ({"status": "menjadi_pokir"}, {"tahap": "SETWAN", "keputusan_teks": "PENDING"}),
    "refused": ({"status": "ditolak"}, {"tahap": "SETWAN", "keputusan_teks": "REJECTED"}),
    "unknown status": ({"status": "arsip"}, {QUARANTINED: ["STATUS_TAK_DIKENAL:status"], "status": "arsip"}),
    "refusal by a stage": ({"status": "masuk||ditolak"}, {QUARANTINED: ["STATUS_TAK_DIKENAL:status"]}),
    "village of the neighbour": ({"kode_kelurahan": "33.22.01.2001"},
                                 {"kd_kelurahan": None, "kd_kecamatan": None, "flags": ["WILAYAH_TAK_DIKENAL"]}),
}  # fmt: skip
KAMUS_CASES: dict[str, Case] = {
    "sound": ({}, {"harga": Decimal(1_250_000), "is_locked": False, "flags": []}),
    "unknown code": ({"kode_sub_kegiatan": "1.03.10.2.01.9999"}, {"flags": ["NOMENKLATUR_TAK_DIKENAL"]}),
    "unknown unit": ({"kode_skpd": UNKNOWN_UNIT}, {"kode_skpd": UNKNOWN_UNIT, "flags": ["OPD_TAK_DIKENAL"]}),
    "year without nomenclature": ({"tahun_anggaran": "2031"}, {QUARANTINED: ["NOMENKLATUR_TIDAK_ADA:tahun_anggaran"]}),
    "negative price": ({"harga": "-1"}, {QUARANTINED: ["NILAI_NEGATIF:harga"]}),
}
PLAFON_CASES: dict[str, Case] = {
    "sound": ({}, {"plafon": Decimal(1_000_000_000), "kd_kecamatan": None, "flags": []}),
    "stage as written": ({"tahap_dokumen": "Rancangan Akhir"}, {"tahap_dokumen": "rancangan_akhir"}),
    "unknown stage": ({"tahap_dokumen": "final"}, {QUARANTINED: ["NILAI_TAK_DIKENAL:tahap_dokumen"]}),
    "kecamatan by name": ({"lokasi_kecamatan": "Kec. Semarang  Tengah"}, {"kd_kecamatan": "33.74.01", "flags": []}),
    "kecamatan by code": ({"lokasi_kecamatan": "33.74.01"}, {"kd_kecamatan": "33.74.01", "flags": []}),
    "kecamatan without dots": ({"lokasi_kecamatan": "337401"}, {"kd_kecamatan": "33.74.01", "flags": []}),
    "kecamatan of the neighbour": ({"lokasi_kecamatan": "33.22.01"},
                                   {"kd_kecamatan": None, "flags": ["WILAYAH_TAK_DIKENAL"]}),
    "blanks after codes": ({"kode_skpd": f"{PU} ", "kode_sub_kegiatan": f"{SUB}\t", "kode_rekening_jenis": "5.2.02 "},
                           {"kode_skpd": PU, "kode_sub_kegiatan": SUB, "kode_rekening_jenis": "5.2.02", "flags": []}),
    "unknown unit": ({"kode_skpd": UNKNOWN_UNIT}, {"kode_skpd": UNKNOWN_UNIT, "flags": ["OPD_TAK_DIKENAL"]}),
    "unknown code": ({"kode_sub_kegiatan": "1.03.10.2.01.9999"}, {"flags": ["NOMENKLATUR_TAK_DIKENAL"]}),
    "placeholder": ({"kode_sub_kegiatan": "X.XX.01.2.01.0001"}, {QUARANTINED: ["KODE_PLACEHOLDER:kode_sub_kegiatan"]}),
    "object instead of jenis": ({"kode_rekening_jenis": "5.1.02.01"},
                                {QUARANTINED: ["KODE_TIDAK_SAH:kode_rekening_jenis"]}),
    "income": ({"kode_rekening_jenis": "4.1.01"}, {QUARANTINED: ["KODE_TIDAK_SAH:kode_rekening_jenis"]}),
    "negative": ({"plafon": "-1"}, {QUARANTINED: ["NILAI_NEGATIF:plafon"]}),
    "zero": ({"plafon": "nihil"}, {"plafon": Decimal(0)}),
    # The only row of its document: nothing of that is left.
    "year without nomenclature": ({"tahun_anggaran": "2031"},
                                  {QUARANTINED: ["NOMENKLATUR_TIDAK_ADA:tahun_anggaran", TORN]}),
    # Delivered on 31 August at 20.00 WIB.
    "date mistyped": ({"tanggal_dokumen": "2062-07-10"}, {QUARANTINED: ["TANGGAL_MASA_DEPAN:tanggal_dokumen"]}),
    "two days ahead": ({"tanggal_dokumen": "2026-09-02"}, {QUARANTINED: ["TANGGAL_MASA_DEPAN:tanggal_dokumen"]}),
    "one day ahead": ({"tanggal_dokumen": "2026-09-01", "tahap_dokumen": "perubahan"},
                      {QUARANTINED: [TORN]}),
    "older document": ({"tanggal_dokumen": "2026-07-09"}, {QUARANTINED: ["TANGGAL_DOKUMEN_GANDA:tanggal_dokumen"]}),
    "older, of another stage": ({"tanggal_dokumen": "2026-06-01", "tahap_dokumen": "rancangan_awal"}, {"flags": []}),
    "a sum": ({"kode_skpd": "JUMLAH"}, {QUARANTINED: ["KODE_TIDAK_SAH:kode_skpd"]}),
}  # fmt: skip


PROYEKSI_CASES: dict[str, Case] = {
    "account": ({"kode_rekening": "4"}, {"plafon_ppas": Decimal(90), "flags": []}),
    "group": ({"kode_rekening": "4.1"}, {"plafon_ppas": Decimal(90)}),
    "kind": ({"kode_rekening": "5.1.02"}, {"plafon_ppas": Decimal(90)}),
    "in brackets": ({"kode_rekening": "5.2", "plafon_ppas": "(1.500)"}, {"plafon_ppas": Decimal(-1500)}),
    "no such account": ({"kode_rekening": "7.1"}, {QUARANTINED: ["KODE_TIDAK_SAH:kode_rekening"]}),
    "one digit": ({"kode_rekening": "5.1.2"}, {QUARANTINED: ["KODE_TIDAK_SAH:kode_rekening"]}),
    "object": ({"kode_rekening": "5.1.02.01"}, {QUARANTINED: ["KODE_TIDAK_SAH:kode_rekening"]}),
    "year without nomenclature": ({"tahun_anggaran": "2045"},
                                  {QUARANTINED: ["NOMENKLATUR_TIDAK_ADA:tahun_anggaran", TORN]}),
}  # fmt: skip


def outcomes(granary: Granary, source: str) -> dict[int, Row]:
    """Row number → its silver row, or its quarantine reasons with the row as delivered."""
    found: dict[int, Row] = {row["_row"]: row for row in granary.rows(f"silver/{source}")}
    for row in granary.rows(f"quarantine/{source}"):
        found[row["row_number"]] = {**json.loads(row["raw"]), QUARANTINED: row["reasons"]}
    return found


@pytest.mark.parametrize(
    ("source", "cases"),
    [
        ("sipd_usulan", USULAN_CASES),
        ("sipd_pokir", POKIR_CASES),
        ("sarapan_aspirasi", ASPIRASI_CASES),
        ("kamus_usulan", KAMUS_CASES),
        ("ppas_plafon", PLAFON_CASES),
        ("kua_proyeksi", PROYEKSI_CASES),
    ],
)
def test_every_row_ends_as_its_case_says(lake: Granary, source: str, cases: dict[str, Case]) -> None:
    (load,) = lake.loads(source)
    found = outcomes(lake, source)
    padding = {"ppas_plafon": 3 * PADDING, "kua_proyeksi": PADDING}.get(source, 0)
    assert load.rows_read == load.rows_valid + load.rows_quarantined == len(found) == len(cases) + padding
    wrong = {}
    for number, (name, (_, expected)) in enumerate(cases.items(), 1):
        row = found[number]
        if {k: row.get(k) for k in expected} != dict(expected) or (QUARANTINED in row) != (QUARANTINED in expected):
            wrong[name] = {k: row.get(k) for k in (*expected, QUARANTINED)}
    assert wrong == {}


def test_people_do_not_reach_silver(lake: Granary) -> None:
    for table in ("sipd_usulan", "sipd_usulan_teks", "sipd_pokir", "sipd_pokir_teks", "sarapan_aspirasi"):
        rows = lake.rows(f"silver/{table}")
        assert rows
        text = json.dumps(rows, default=str)
        assert not [word for word in ("Budi", "Siti", "0812", "contoh.id") if word in text], table
    council = {row["anggota_dewan"] for row in lake.rows("silver/sipd_pokir")}
    # One person, one token: whom a citizen writes to is whom the pokir names.
    assert council == {row["tujuan_anggota"] for row in lake.rows("silver/sarapan_aspirasi")}
    assert all(token.startswith("tk_") for token in council)


def test_a_proposal_that_moves_leaves_its_old_village_in_history(granary: Granary) -> None:
    moves = [("33.74.01.1001", "09:00"), ("33.74.02.1001", "10:00")]
    for hours, (village, clock) in enumerate(moves):
        row = {"kode_kelurahan": village, "kode_kecamatan": "", "update_at": f"2026-02-10 {clock}:00"}
        granary.drop(f"sipd_usulan/33.74/{hours}.csv", csv_of(USULAN, row), at=EVENING + timedelta(hours=hours - 5))
        granary.take("sipd_usulan")
    (live,) = granary.rows("silver/sipd_usulan")
    (old,) = granary.rows("silver/sipd_usulan_riwayat")
    assert (live["kd_kelurahan"], live["kd_kecamatan"]) == ("33.74.02.1001", "33.74.02")
    assert (old["kd_kelurahan"], old["kd_kecamatan"]) == ("33.74.01.1001", "33.74.01")


def workbook(path: Path, *rows: Mapping[str, Any], total: float) -> bytes:
    """A PPAS as offices send it: titles, header, numbers and text, a closing total."""
    names = list(PLAFON)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Lampiran")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write(0, 0, "PLAFON ANGGARAN SEMENTARA")
        sheet.write_row(2, 0, [n.replace("_", " ").title() for n in names])
        for at, row in enumerate(rows, 3):
            for column, name in enumerate(names):
                value = {**PLAFON, **row}[name]
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                else:
                    sheet.write(at, column, value)
        sheet.write(len(rows) + 3, 3, "JUMLAH")
        sheet.write(len(rows) + 3, names.index("plafon"), total)
    return path.read_bytes()


@pytest.fixture
def documents(granary: Granary, tmp_path: Path) -> Iterator[Any]:
    def deliver(name: str, *rows: Mapping[str, Any], total: float, hours: int) -> Any:
        content = workbook(tmp_path / name, *rows, total=total)
        granary.drop(f"ppas_plafon/33.74/{name}", content, at=EVENING + timedelta(hours=hours - 9))
        return granary.take("ppas_plafon")[0]

    yield deliver


def test_documents_of_one_stage(granary: Granary, documents: Any) -> None:
    """In one file the newest date rules, between files the newest delivery, whatever its date."""
    first = documents(
        "a.xlsx",
        {"tahun_anggaran": 2027, "tanggal_dokumen": date(2026, 7, 10), "plafon": 1_500_000.5},
        {"kode_dana": "1.1", "tanggal_dokumen": "10/07/2026", "plafon": "2.000.000"},
        {"kode_dana": "1.2", "tanggal_dokumen": "1 Juli 2026", "plafon": 7},
        *({"kode_dana": f"2.{n}", "plafon": 0} for n in range(17)),
        total=3_500_007.5,
        hours=1,
    )
    assert (first.rows_read, first.rows_valid, first.rows_quarantined) == (20, 19, 1)  # 5 % and no more
    assert first.control_total_diff == 0
    assert sum(row["plafon"] for row in granary.rows("silver/ppas_plafon")) == Decimal("3500000.5")
    earlier = documents("b.xlsx", {"tanggal_dokumen": "2026-07-01", "plafon": 9}, total=10, hours=2)
    assert (earlier.rows_valid, earlier.control_total_diff) == (1, 1)
    (row,) = granary.rows("silver/ppas_plafon")
    assert (row["plafon"], row["tanggal_dokumen"]) == (9, date(2026, 7, 1))
    assert len(granary.rows("silver/ppas_plafon_riwayat")) == 19


NEWER = {"tanggal_dokumen": "2026-08-01"}
OLD_DATE, CODE = "TANGGAL_DOKUMEN_GANDA:tanggal_dokumen", "KODE_TIDAK_SAH:kode_skpd"


@pytest.mark.parametrize(
    ("rows", "stands", "reasons"),
    [
        # of 40 rows: 2 are 5 %, 3 are more
        ([{"kode_skpd": "?"}, {"tanggal_dokumen": "2026-07-01"}], 38, {CODE: 1, OLD_DATE: 1}),
        ([{"kode_skpd": "?"}] * 2 + [{"tanggal_dokumen": "2026-07-01"}], 1, {CODE: 2, OLD_DATE: 1, TORN: 38}),
        ([NEWER], 1, {OLD_DATE: 39, TORN: 40}),  # one date mistyped, and 39 rows are of an older document
        ([{"tanggal_dokumen": "2062-07-10"}], 39, {"TANGGAL_MASA_DEPAN:tanggal_dokumen": 1}),
        ([{"kode_skpd": "?"}] * 40, 1, {CODE: 40}),
    ],
)
def test_a_document_is_taken_whole_or_not_at_all(
    granary: Granary, rows: list[Row], stands: int, reasons: dict[str, int]
) -> None:
    """Before it stood another one of a single row; another stage of the same file goes its own way."""
    granary.drop("ppas_plafon/33.74/a.csv", csv_of(PLAFON, {"plafon": "9"}), at=EVENING - timedelta(hours=3))
    granary.take("ppas_plafon")
    document = [{**row, "kode_dana": f"D{n:02}"} for n, row in enumerate(rows + [{}] * (40 - len(rows)))]
    granary.drop("ppas_plafon/33.74/b.csv", csv_of(PLAFON, *document), at=EVENING - timedelta(hours=2))
    granary.take("ppas_plafon")
    assert len(granary.rows("silver/ppas_plafon")) == stands
    found = Counter(code for row in granary.rows("quarantine/ppas_plafon") for code in row["reasons"])
    assert found == reasons
    told = [v for v in checks.read(granary.lake) if v.name == "karantina_akhir" and v.severity == "merah"]
    assert [(v.passed, v.subject) for v in told] == ([(False, "b.csv")] if stands == 1 else [])
    assert all("b.csv: lebih dari 5 % baris satu irisan dokumen" in v.message for v in told)


def test_another_stage_of_the_same_file_goes_its_own_way(granary: Granary) -> None:
    rows = [{"kode_dana": f"D{n:02}"} for n in range(9)] + [{"kode_dana": "D9", **NEWER}]
    rows += [{"tahap_dokumen": "kesepakatan"}]
    granary.drop("ppas_plafon/33.74/a.csv", csv_of(PLAFON, *rows))
    (load,) = granary.take("ppas_plafon")
    assert (load.rows_valid, load.rows_quarantined) == (1, 10)
    assert [row["tahap_dokumen"] for row in granary.rows("silver/ppas_plafon")] == ["kesepakatan"]


def test_who_releases_a_document_has_seen_what_ingest_rejected(granary: Granary) -> None:
    rows = [{"kode_skpd": "?"}] * 20 + [{"kode_dana": f"D{n:03}"} for n in range(180)]
    granary.drop("ppas_plafon/33.74/a.csv", csv_of(PLAFON, *rows))
    (load,) = granary.ingest("ppas_plafon")
    with pytest.raises(DataError):
        night.inspect(granary.settings, "ppas_plafon", NIGHT, load.run_id)
    gate1.release(granary.settings, load.load_id, "kabid", "diperiksa")
    granary.refine("ppas_plafon")
    assert len(granary.rows("silver/ppas_plafon")) == 180


def test_a_key_twice_with_other_amounts_is_flagged(granary: Granary, documents: Any) -> None:
    """Only the last row can stand, so the sum of silver is not the file's: it must be seen."""
    rows = [{"plafon": 5}, {"plafon": 7}, {"kode_dana": "1.1", "plafon": 1}, {"kode_dana": "1.1", "plafon": 1}]
    load = documents("a.xlsx", *rows, total=14, hours=1)
    assert (load.rows_valid, load.rows_duplicate) == (3, 1)
    found = {row["kode_dana"]: (row["plafon"], row["flags"]) for row in granary.rows("silver/ppas_plafon")}
    assert found == {None: (7, ["KUNCI_GANDA"]), "1.1": (1, [])}
    for source, base, own, value in (
        ("kamus_usulan", KAMUS, "id_kamus", "harga"),
        ("kua_proyeksi", PROYEKSI, "kode_rekening", "plafon_ppas"),
    ):
        twice = [{own: "4.1", value: v} for v in ("5", "7")] + [{own: "4.2"}] * 2
        granary.drop(f"{source}/33.74/a.csv", csv_of(base, *twice))
        granary.take(source)
        flags = {row[own]: row["flags"] for row in granary.rows(f"silver/{source}")}
        assert flags == {"4.1": ["KUNCI_GANDA"], "4.2": []}, source


def test_packed_text_for_a_workbook_source(granary: Granary) -> None:
    granary.drop("ppas_plafon/33.74/a.csv.gz", csv_of(PLAFON, {}))
    (load,) = granary.take("ppas_plafon")
    assert (load.outcome, load.rows_valid) == ("LOADED", 1)


def test_decisions_need_their_contract_alone(granary: Granary) -> None:
    decision = {
        "tahun_anggaran": "2027",
        "tindakan": "Gabung",
        "kiri": "USL:3374027000001",
        "kanan": "PKR:3374527000001",
        "oleh": "Kabid Infrastruktur",
        "pada_tgl": "2026-08-20",
        "alasan": "Lokasi sama",
    }
    rows = [{}, {"tindakan": "hapus"}, {"kiri": "3374027000001"}, {"alasan": ""}, {"kanan": "USL:3374027000001"}]
    granary.drop("klaster_manual/33.74/a.csv", csv_of(decision, *rows))
    (load,) = granary.take("klaster_manual")
    assert (load.rows_valid, load.rows_quarantined) == (1, 4)
    (row,) = granary.rows("silver/klaster_manual")
    assert (row["tindakan"], row["kiri"], row["kanan"]) == ("gabung", "USL:3374027000001", "PKR:3374527000001")
    assert [r["reasons"] for r in granary.rows("quarantine/klaster_manual", "row_number")] == [
        ["NILAI_TAK_DIKENAL:tindakan"], ["KODE_TIDAK_SAH:kiri"], ["WAJIB_KOSONG:alasan"],
        ["KIRI_SAMA_KANAN:kanan"],
    ]  # fmt: skip


@pytest.mark.parametrize("column", ["status_usul_teks", "is_batal", "id_sub_giat_bl", "active"])
def test_an_export_without_a_deciding_column_is_rejected(granary: Granary, column: str) -> None:
    """Its cells may be empty, but a file without it would undo every decision."""
    granary.drop("sipd_usulan/33.74/a.csv", csv_of({k: v for k, v in USULAN.items() if k != column}, {}))
    (load,) = granary.ingest("sipd_usulan")
    assert load.outcome == "REJECTED"
    assert load.reason.startswith(f"KOLOM_WAJIB_HILANG: kolom wajib tidak ada: {column};")

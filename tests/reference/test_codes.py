"""Budget codes, the calendar and the dated configuration of the marts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

Row = dict[str, str]
Table = Callable[[str], tuple[Row, ...]]
Column = Callable[..., list[str]]

DUA_ANGKA = "KMDN-050-5889-2021"
EMPAT_ANGKA = (
    "KMDN-900.1.15.5-1317-2023",
    "KMDN-900.1.15.5-3406-2024",
    "KMDN-900.1-861-2026",
)


# ---- nomenklatur and rekening


def test_every_tahun_anggaran_has_one_version(table: Table, column: Column) -> None:
    versions: dict[int, list[str]] = {}
    for row in table("nomenklatur_versi"):
        if row["tahun_mulai"]:
            for tahun in range(int(row["tahun_mulai"]), int(row["tahun_sampai"]) + 1):
                versions.setdefault(tahun, []).append(row["versi"])
    assert sorted(versions) == list(range(2021, 2028))
    assert all(len(names) == 1 for names in versions.values())
    assert versions[2022] == [DUA_ANGKA]
    assert {versions[tahun][0] for tahun in range(2023, 2028)} == set(EMPAT_ANGKA)
    assert set(column("nomenklatur", "versi")) == {DUA_ANGKA, *EMPAT_ANGKA}


@pytest.mark.parametrize("versi", [DUA_ANGKA, *EMPAT_ANGKA])
def test_nomenklatur_is_a_complete_tree(versi: str, table: Table) -> None:
    rows = {row["kode"]: row for row in table("nomenklatur") if row["versi"] == versi}
    shape = {"urusan": r"\d", "bidang_urusan": r"\d\.\d\d", "program": r"\d\.\d\d\.\d\d"}
    shape["kegiatan"] = r"\d\.\d\d\.\d\d\.2\.\d\d"
    shape["sub_kegiatan"] = shape["kegiatan"] + (r"\.\d{2}" if versi == DUA_ANGKA else r"\.\d{4}")
    above = dict(zip(list(shape)[1:], shape, strict=False))
    for code, row in rows.items():
        level = row["tingkat"]
        assert re.fullmatch(shape[level], code)
        if level != "urusan":
            parent = code.rsplit(".", 2 if level == "kegiatan" else 1)[0]
            assert rows[parent]["tingkat"] == above[level]
    counts = Counter(row["tingkat"] for row in rows.values())
    assert counts["urusan"] == 8
    gaji = "01" if versi == DUA_ANGKA else "0001"
    for bidang in (code for code, row in rows.items() if row["tingkat"] == "bidang_urusan"):
        support = rows[f"{bidang}.01.2.02.{gaji}"]
        assert support["nama"] == "Penyediaan Gaji dan Tunjangan ASN"
    own = [c for c, r in rows.items() if r["tingkat"] == "sub_kegiatan" and c[5:7] != "01"]
    assert len(own) >= 160


def test_crosswalk_is_the_only_bridge_between_versions(table: Table) -> None:
    codes = {(row["versi"], row["kode"]) for row in table("nomenklatur")}
    bridge = {(r["versi_lama"], r["kode_lama"], r["versi_baru"], r["kode_baru"])
              for r in table("nomenklatur_silang")}  # fmt: skip
    assert all({(old, a), (new, b)} <= codes for old, a, new, b in bridge)
    # The trap: both codes exist, zero-padding would join them, and they mean different things.
    assert (DUA_ANGKA, "2.16.02.2.01.08") in codes
    assert all((versi, "2.16.02.2.01.0008") in codes for versi in EMPAT_ANGKA)
    assert "2.16.02.2.01.08" not in {a for _, a, _, _ in bridge}
    assert max(Counter(a for _, a, _, _ in bridge).values()) > 1, "one old code, two new"
    assert max(Counter(b for _, _, _, b in bridge).values()) > 1, "two old codes, one new"


def test_rekening_is_a_complete_tree(table: Table, column: Column) -> None:
    shape = {"akun": r"[456]", "kelompok": r"\d\.\d", "jenis": r"\d\.\d\.\d\d"}
    shape["objek"] = shape["jenis"] + r"\.\d\d"
    shape["rincian_objek"] = shape["objek"] + r"\.\d\d"
    shape["sub_rincian_objek"] = shape["rincian_objek"] + r"\.\d{4}"
    codes = set(column("rekening", "kode"))
    for row in table("rekening"):
        assert re.fullmatch(shape[row["level"]], row["kode"])
        assert row["kd_induk"] == row["kode"].rpartition(".")[0]
        assert row["kd_induk"] in codes | {""}
    assert column("rekening", "kode", level="kelompok") == [
        "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1", "6.2",
    ]  # fmt: skip
    belanja = [kode for kode in column("rekening", "kode", level="jenis") if kode[0] == "5"]
    assert belanja == [
        "5.1.01", "5.1.02", "5.1.03", "5.1.04", "5.1.05", "5.1.06",
        "5.2.01", "5.2.02", "5.2.03", "5.2.04", "5.2.05", "5.2.06",
        "5.3.01", "5.4.01", "5.4.02",
    ]  # fmt: skip
    assert {"5.1.02.01.01.0024", "5.1.02.04.01.0001", "5.4.02.05.01.0001"} <= codes


# ---- calendar


def test_holidays_as_the_joint_decrees_say(table: Table) -> None:
    kinds = Counter((row["tanggal"][:4], row["jenis"]) for row in table("hari_libur"))
    # 2021: 16 feasts on 15 dates. 2024: 17 of the decree and two election days by Keppres.
    years = ("2021", "2024", "2025", "2026")
    assert [kinds[year, "libur_nasional"] for year in years] == [15, 19, 17, 17]
    assert [kinds[year, "cuti_bersama"] for year in years] == [1, 10, 11, 8]
    assert {year for year, _ in kinds} == {str(year) for year in range(2021, 2027)}
    kind = {row["tanggal"]: row["jenis"] for row in table("hari_libur")}
    assert kind["2025-09-05"] == "libur_nasional"  # Maulid
    assert kind["2025-08-18"] == "cuti_bersama"  # added on 7 August 2025
    assert kind["2026-03-21"] == "libur_nasional"  # Idul Fitri 1447
    assert kind["2026-12-24"] == "cuti_bersama"
    assert "2025-09-08" not in kind
    assert "2026-08-18" not in kind
    leave = [date.fromisoformat(day) for day, jenis in kind.items() if jenis == "cuti_bersama"]
    assert all(day.weekday() < 5 for day in leave), "leave is given on working days only"


def test_five_working_days_over_maulid(column: Column) -> None:
    closed = set(map(date.fromisoformat, column("hari_libur", "tanggal")))
    day, left = date(2025, 8, 29), 5
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in closed
    assert day == date(2025, 9, 8)


# ---- configuration


def test_sla_of_both_governments(table: Table) -> None:
    fields = ("verifikasi_hk", "jawab_hk", "selesai_hk", "tutup_otomatis_hari")
    sla = {(r["kd_pemda"], r["klasifikasi"]): tuple(int(r[f]) for f in fields)
           for r in table("cfg_sla")}  # fmt: skip
    assert sla == {
        (kd_pemda, klasifikasi): (3, 5, selesai, 10)
        for kd_pemda in ("33.22", "33.74")
        for klasifikasi, selesai in {
            "PENGADUAN": 14,
            "PENGADUAN_PENGAWASAN": 60,
            "PERMINTAAN_INFORMASI": 5,
            "ASPIRASI": 5,
            "WBS": 60,
        }.items()
    }


@pytest.mark.parametrize(
    ("name", "bound", "value", "expected"),
    [
        ("cfg_predikat", "batas_bawah_pct", "91", "Sangat Tinggi"),
        ("cfg_predikat", "batas_bawah_pct", "90.99", "Tinggi"),
        ("cfg_predikat", "batas_bawah_pct", "75.5", "Sedang"),
        ("cfg_predikat", "batas_bawah_pct", "51", "Rendah"),
        ("cfg_predikat", "batas_bawah_pct", "-3", "Sangat Rendah"),
        ("cfg_warna_serapan", "batas_bawah_pp", "-5", "hijau"),
        ("cfg_warna_serapan", "batas_bawah_pp", "-5.01", "kuning"),
        ("cfg_warna_serapan", "batas_bawah_pp", "-10", "kuning"),
        ("cfg_warna_serapan", "batas_bawah_pp", "-10.01", "merah"),
    ],
)
def test_bands(name: str, bound: str, value: str, expected: str, table: Table) -> None:
    label = name.removeprefix("cfg_").removesuffix("_serapan")
    bands = table(name)  # best first; the last one has no floor
    assert not bands[-1][bound]
    assert all(row[bound] for row in bands[:-1])
    reached = (r[label] for r in bands if not r[bound] or Decimal(value) >= Decimal(r[bound]))
    assert next(reached) == expected


def test_every_age_falls_into_one_backlog_band(table: Table) -> None:
    bands = table("cfg_umur_backlog")
    assert [row["umur"] for row in bands] == ["0-5", "6-14", "15-60", ">60"]
    tops = [int(row["sampai_hk"]) for row in bands[:-1]]
    assert tops == [5, 14, 60]
    assert not bands[-1]["sampai_hk"]
    assert [int(row["dari_hk"]) for row in bands] == [0, *(top + 1 for top in tops)]
    assert [bands[bisect_left(tops, age)]["umur"] for age in (0, 5, 6, 60, 61)] == [
        "0-5", "0-5", "6-14", "15-60", ">60",
    ]  # fmt: skip


def test_what_counts_as_realisasi(table: Table) -> None:
    signs = {row["jenis"]: int(row["tanda"]) for row in table("cfg_realisasi")}
    assert {k for k, v in signs.items() if v == 1} == {
        "LS", "GU", "GAJI", "BLUD", "BOS", "KOREKSI_DEBET",
    }  # fmt: skip
    assert {k for k, v in signs.items() if v == -1} == {"KOREKSI_KREDIT", "PENGEMBALIAN"}
    assert {k for k, v in signs.items() if v == 0} == {"UP", "TU"}


def test_cakupan_leaves_out_known_rekening(table: Table, column: Column) -> None:
    left_out = {(r["cakupan"], r["awalan_kd_jenis"]) for r in table("cfg_cakupan")}
    assert left_out == {("semua", ""), ("tanpa_gaji", "5.1.01"),
                        ("tanpa_btt_transfer", "5.3"), ("tanpa_btt_transfer", "5.4")}  # fmt: skip
    assert {prefix for _, prefix in left_out} - {""} <= set(column("rekening", "kode"))


def test_every_code_has_its_meaning(table: Table) -> None:
    groups: dict[str, set[str]] = {}
    for row in table("cfg_alasan"):
        assert row["arti"]
        assert row["arti_en"]
        assert row["arti"] != row["arti_en"]
        groups.setdefault(row["golongan"], set()).add(row["kode"])
    known = {
        "alasan": "DENOM_LT_10 NOT_DUE NO_CALENDAR NO_POPULATION PAGU_MINUS PAGU_NOL RAK_MISSING TARGET_NOL",
        "tanda": "FISIK_DI_LUAR_BATAS KANAL_TAK_DIKENAL KEPUASAN_TIDAK_SAH KLASIFIKASI_TAK_DIKENAL "
        "KOORDINAT_LUAR NEG_DURATION NIK_INVALID OPD_TAK_DIKENAL PENUTUPAN_TAK_DIKENAL RAK_SELISIH "
        "WILAYAH_TAK_DIKENAL",
        "karantina": "ANGKA_RANCU ANGKA_TIDAK_SAH JUMLAH_KOLOM KODE_PLACEHOLDER KODE_TIDAK_SAH "
        "KUNCI_KOSONG NILAI_NEGATIF NILAI_TAK_DIKENAL TANGGAL_MASA_DEPAN TANGGAL_TIDAK_SAH "
        "WAJIB_KOSONG",
    }
    # Sources and marts bring codes of their own; these are those that every reader of a report meets.
    assert set(groups) == set(known)
    assert {group: set(codes.split()) - groups[group] for group, codes in known.items()} == {g: set() for g in known}


def test_derived_rows_of_a_kua(table: Table, column: Column) -> None:
    signs = {(r["kd_baris"], r["kd_rekening"]): int(r["tanda"]) for r in table("cfg_baris_turunan")}
    surplus = {("SURPLUS_DEFISIT", "4"): 1, ("SURPLUS_DEFISIT", "5"): -1}
    net = {("PEMBIAYAAN_NETO", "6.1"): 1, ("PEMBIAYAAN_NETO", "6.2"): -1}
    silpa = {("SILPA", rekening): sign for (_, rekening), sign in (surplus | net).items()}
    assert signs == surplus | net | silpa
    assert {rekening for _, rekening in signs} <= set(column("rekening", "kode"))


def test_every_kind_of_spending_has_one_group(table: Table, column: Column) -> None:
    groups = [r["awalan_kd_jenis"] for r in table("cfg_kelompok_belanja")]
    kinds = [r["kode"] for r in table("rekening") if r["level"] == "jenis" and r["kode"].startswith("5.")]
    assert [sum(kind.startswith(group) for group in groups) for kind in kinds] == [1] * len(kinds)
    assert len(kinds) >= 14  # 5.1.01-06, 5.2.01-05, 5.3.01, 5.4.01-02

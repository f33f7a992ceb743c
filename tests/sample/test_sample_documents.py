"""KUA and PPAS of the sample city: they add up, and every code in them exists."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
STAGES = {
    "2025": ("kesepakatan",),
    "2026": ("rancangan", "kesepakatan", "perubahan"),
    "2027": ("rancangan_awal", "rancangan", "kesepakatan"),
}
SERIES = ("realisasi_n2", "apbd_n1_murni", "apbd_n1_perubahan", "proyeksi_rkpd", "plafon_ppas", "prakiraan_n1")


def _codes(name: str, column: str, **wanted: str) -> set[str]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return {r[column] for r in csv.DictReader(file) if all(r[k] == v for k, v in wanted.items())}


def _plafon(city: Any, kd_pemda: str, tahun: str, tahap: str) -> list[dict[str, Any]]:
    """Rows of a PPAS; the closing total is checked and left out."""
    name = f"PPAS_{tahun}_{tahap}."
    (path,) = [f["path"] for f in city.files("ppas_plafon", kd_pemda) if name in f["path"]]
    if path.endswith(".csv"):
        rows = city.rows(path)
        return [{**r, "plafon": city.rupiah(r["plafon"])} for r in rows]
    grid = CalamineWorkbook.from_path(str(city.landing / path)).get_sheet_by_name("PPAS").to_python()
    at = next(n for n, row in enumerate(grid) if row[0] == "Tahun Anggaran")
    assert at > 3, "titles stand above the header"
    header = [str(cell).lower().replace(" ", "_") for cell in grid[at]]
    assert grid[at + 1][:3] == [1.0, 2.0, 3.0]
    body = [dict(zip(header, row, strict=True)) for row in grid[at + 2 :] if any(row)]
    rows, total = body[:-1], body[-1]
    for row in rows:
        row["plafon"] = int(row["plafon"]) if isinstance(row["plafon"], float) else city.rupiah(row["plafon"])
    assert total["tahun_anggaran"] == "JUMLAH"
    assert int(total["plafon"]) == sum(r["plafon"] for r in rows)
    return rows


def test_every_stage_that_is_due_has_arrived(clean: Any) -> None:
    for kd_pemda in ("33.74", "33.22"):
        told = {t: tuple(y["plafon_rp"]) for t, y in clean.truth["planning"][kd_pemda].items() if y["plafon_rp"]}
        assert told == STAGES


def test_plafon_adds_up_and_its_codes_exist(clean: Any) -> None:
    accounts = _codes("rekening.csv", "kode", level="jenis")
    nomenclature = _codes("nomenklatur.csv", "kode", versi="KMDN-900.1-861-2026", tingkat="sub_kegiatan")
    for kd_pemda in ("33.74", "33.22"):
        offices = _codes("opd.csv", "kd_opd", kd_pemda=kd_pemda)
        kecamatan = _codes("wilayah.csv", "kd_wilayah", kd_induk=kd_pemda)
        kecamatan |= _codes("wilayah.csv", "nama", kd_induk=kd_pemda) | {""}
        for tahun, stages in STAGES.items():
            for tahap in stages:
                rows = _plafon(clean, kd_pemda, tahun, tahap)
                told = clean.truth["planning"][kd_pemda][tahun]["plafon_rp"][tahap]
                assert sum(r["plafon"] for r in rows) == told
                assert min(r["plafon"] for r in rows) >= 0
                keys = ("kode_skpd", "kode_sub_kegiatan", "kode_rekening_jenis", "kode_dana", "lokasi_kecamatan")
                assert len({tuple(r[k] for k in keys) for r in rows}) == len(rows)
                assert {r["kode_skpd"] for r in rows} <= offices
                assert {r["kode_sub_kegiatan"] for r in rows} <= nomenclature
                assert {r["kode_rekening_jenis"] for r in rows} <= accounts
                assert {r["lokasi_kecamatan"] for r in rows} <= kecamatan


def test_what_was_granted_has_a_plafon(clean: Any) -> None:
    granted = 0
    for kd_pemda in ("33.74", "33.22"):
        for tahun in STAGES:
            covered: dict[tuple[str, str], int] = defaultdict(int)
            for row in _plafon(clean, kd_pemda, tahun, "kesepakatan"):
                covered[row["kode_skpd"], row["kode_sub_kegiatan"]] += row["plafon"]
            needed: dict[tuple[str, str], int] = defaultdict(int)
            for source in ("sipd_usulan", "sipd_pokir"):
                newest = [f["path"] for f in clean.files(source, kd_pemda) if f"_{tahun}_" in f["path"]][-1]
                for row in clean.rows(newest):
                    if row["id_sub_giat_bl"]:
                        office = row["rev_skpd"] or row["kode_skpd"]
                        needed[office, row["id_sub_giat_bl"]] += clean.rupiah(row["rekom_tapd_anggaran"])
            assert all(covered[key] >= amount for key, amount in needed.items())
            granted += len(needed)
    assert granted > 50


def test_projection_adds_up_and_leaves_nothing_over(clean: Any) -> None:
    names = dict(_accounts())
    for kd_pemda in ("33.74", "33.22"):
        for tahun, stages in STAGES.items():
            for tahap in stages:
                (path,) = [
                    f["path"] for f in clean.files("kua_proyeksi", kd_pemda) if f"_{tahun}_{tahap}." in f["path"]
                ]
                rows = {r["kode_rekening"]: r for r in clean.rows(path)}
                assert {k: r["nama_rekening"] for k, r in rows.items()} == {k: names[k] for k in rows}
                for series in SERIES:
                    figures = {k: clean.rupiah(r[series]) for k, r in rows.items()}
                    _check_parents(figures)
                    if series != "realisasi_n2":
                        assert figures["4"] - figures["5"] + figures["6.1"] - figures["6.2"] == 0
                by_jenis: dict[str, int] = defaultdict(int)
                for row in _plafon(clean, kd_pemda, tahun, tahap):
                    by_jenis[row["kode_rekening_jenis"]] += row["plafon"]
                planned = {k: clean.rupiah(r["plafon_ppas"]) for k, r in rows.items()}
                spending = {k: v for k, v in planned.items() if k.startswith("5.") and len(k) == 6 and v}
                assert spending == {k: v for k, v in by_jenis.items() if v}
                assert planned["5"] == clean.truth["planning"][kd_pemda][tahun]["plafon_rp"][tahap]


def _accounts() -> list[tuple[str, str]]:
    with (REFERENCE / "rekening.csv").open(encoding="utf-8", newline="") as file:
        return [(r["kode"], r["nama"]) for r in csv.DictReader(file) if r["level"] in ("akun", "kelompok", "jenis")]


def _check_parents(figures: dict[str, int]) -> None:
    for kode, amount in figures.items():
        children = [v for k, v in figures.items() if k.startswith(f"{kode}.") and k.count(".") == kode.count(".") + 1]
        assert not children or sum(children) == amount, kode


def test_this_years_projection_starts_from_last_years_budget(clean: Any) -> None:
    murni: dict[str, int] = defaultdict(int)
    for row in clean.rows("sipd_anggaran/33.22/anggaran_2026_murni.csv"):
        murni[row["kode_rekening"][:6]] += clean.rupiah(row["pagu"])
    told = {
        r["kode_rekening"]: clean.rupiah(r["apbd_n1_murni"])
        for r in clean.rows("kua_proyeksi/33.22/KUA_2027_kesepakatan.csv")
        if r["kode_rekening"].startswith("5.") and len(r["kode_rekening"]) == 6
    }
    assert {k: v for k, v in told.items() if v} == {k: v for k, v in murni.items() if v}

"""Facts, shapes and traps of the reference tables and the dated configuration."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "data" / "reference"
SEEDS = ROOT / "dbt_project" / "seeds"
KOTA, KABUPATEN = "33.74", "33.22"
Row = dict[str, str]
Table = Callable[[str], tuple[Row, ...]]
Column = Callable[..., list[str]]

KEYS: dict[str, tuple[str, ...]] = {
    "pemda": ("kd_pemda",),
    "wilayah": ("kd_wilayah",),
    "wilayah_alias": ("kd_pemda", "kecamatan", "nama"),
    "opd": ("kd_pemda", "kd_opd", "berlaku_mulai"),
    "opd_alias": ("kd_pemda", "alias"),
    "nomenklatur_versi": ("versi",),
    "nomenklatur": ("versi", "kode"),
    "nomenklatur_silang": ("versi_lama", "kode_lama", "versi_baru", "kode_baru"),
    "rekening": ("kode",),
    "penduduk": ("tahun", "kd_wilayah"),
    "hari_libur": ("tanggal",),
    "cfg_sla": ("kd_pemda", "klasifikasi", "berlaku_mulai"),
    "cfg_realisasi": ("jenis", "berlaku_mulai"),
    "cfg_cakupan": ("cakupan", "awalan_kd_jenis", "berlaku_mulai"),
    "cfg_alasan": ("kode",),
    "cfg_predikat": ("predikat", "berlaku_mulai"),
    "cfg_warna_serapan": ("warna", "berlaku_mulai"),
    "cfg_umur_backlog": ("umur", "berlaku_mulai"),
    "cfg_status_usulan": ("jenis", "teks", "berlaku_mulai"),
    "cfg_alasan_tolak": ("kode", "berlaku_mulai"),
    "cfg_batas_aspirasi": ("kd_pemda", "berlaku_mulai"),
    "cfg_klaster_usulan": ("parameter", "berlaku_mulai"),
    "cfg_padanan_usulan": ("jenis", "urutan", "berlaku_mulai"),
    "cfg_sumber_dana": ("kd_dana", "berlaku_mulai"),
    "cfg_kelompok_belanja": ("awalan_kd_jenis", "berlaku_mulai"),
    "cfg_baris_turunan": ("kd_baris", "kd_rekening", "berlaku_mulai"),
}
RANKED = {"cfg_predikat", "cfg_warna_serapan", "cfg_umur_backlog", "cfg_alasan_tolak"}  # in order of `urutan`
DATED = sorted(name for name, key in KEYS.items() if "berlaku_mulai" in key)


def path_of(name: str) -> Path:
    shared = REFERENCE / f"{name}.csv"
    return shared if shared.exists() else SEEDS / f"{name}.csv"


def villages(table: Table, kd_pemda: str) -> list[Row]:
    rows = (r for r in table("wilayah") if r["kd_pemda"] == kd_pemda)
    return [row for row in rows if row["tingkat"] in {"kelurahan", "desa"}]


# ---- files


def test_every_table_is_known_here() -> None:
    found = {path.stem for folder in (REFERENCE, SEEDS) for path in folder.glob("*.csv")}
    assert set(KEYS) <= found


@pytest.mark.parametrize("name", KEYS)
def test_file_is_plain_utf8_csv_sorted_by_its_unique_key(name: str, table: Table) -> None:
    text = path_of(name).read_bytes().decode("utf-8")
    again = StringIO()
    csv.writer(again, lineterminator="\n").writerows(csv.reader(StringIO(text)))
    assert text == again.getvalue(), "LF, comma, quotes only where needed"
    rows = table(name)
    assert all(value == value.strip() for row in rows for value in row.values())
    keys = [tuple(row[field] for field in KEYS[name]) for row in rows]
    assert len(set(keys)) == len(keys)
    if name in RANKED:
        assert [int(row["urutan"]) for row in rows] == list(range(1, len(rows) + 1))
    else:
        assert keys == sorted(keys)


@pytest.mark.parametrize("folder", [REFERENCE, SEEDS])
def test_documentation_names_and_types_every_column(folder: Path) -> None:
    docs = [yaml.safe_load(doc.read_text("utf-8"))["seeds"] for doc in sorted(folder.glob("_*.yml"))]
    seeds = {seed["name"]: seed for doc in docs for seed in doc}
    assert len(seeds) == sum(map(len, docs)), "a table is described twice"
    assert set(seeds) == {path.stem for path in folder.glob("*.csv")}
    for name, seed in seeds.items():
        header = (folder / f"{name}.csv").read_text("utf-8").splitlines()[0].split(",")
        assert seed["description"]
        assert list(seed["config"]["column_types"]) == header
        assert [c["name"] for c in seed["columns"] if c["description"]] == header


@pytest.mark.parametrize("name", DATED)
def test_dated_rows_do_not_overlap(name: str, table: Table) -> None:
    periods: dict[tuple[str, ...], list[tuple[date, date]]] = {}
    for row in table(name):
        key = tuple(row[field] for field in KEYS[name] if field != "berlaku_mulai")
        start = date.fromisoformat(row["berlaku_mulai"])
        end = date.fromisoformat(row["berlaku_sampai"]) if row["berlaku_sampai"] else date.max
        assert start <= end
        assert row["sumber"]
        periods.setdefault(key, []).append((start, end))
    for spans in periods.values():
        assert all(before[1] < after[0] for before, after in pairwise(sorted(spans)))


# ---- wilayah


def test_wilayah_counts(table: Table) -> None:
    counts = Counter((r["kd_pemda"], r["tingkat"]) for r in table("wilayah"))
    assert counts == {
        (KOTA, "kota"): 1,
        (KOTA, "kecamatan"): 16,
        (KOTA, "kelurahan"): 177,
        (KABUPATEN, "kabupaten"): 1,
        (KABUPATEN, "kecamatan"): 19,
        (KABUPATEN, "desa"): 208,
        (KABUPATEN, "kelurahan"): 27,
    }


def test_wilayah_codes_say_level_and_parent(table: Table, column: Column) -> None:
    for row in table("wilayah"):
        code, level = row["kd_wilayah"], row["tingkat"]
        shape = {"kelurahan": r"33\.\d\d\.\d\d\.1\d{3}", "desa": r"33\.\d\d\.\d\d\.2\d{3}"}
        shape |= {"kecamatan": r"33\.\d\d\.\d\d", "kota": r"33\.74", "kabupaten": r"33\.22"}
        assert re.fullmatch(shape[level], code)
        assert row["kd_pemda"] == code[:5]
        assert row["kd_induk"] == ("" if len(code) == 5 else code.rpartition(".")[0])
    codes = set(column("wilayah", "kd_wilayah"))
    assert set(column("wilayah", "kd_induk")) - {""} <= codes
    assert "33.22.14" not in codes
    assert {"33.22.13", "33.22.15"} <= codes


def test_names_repeat_inside_and_across_the_governments(table: Table, column: Column) -> None:
    def repeated(kd_pemda: str) -> dict[str, int]:
        counts = Counter(row["nama"] for row in villages(table, kd_pemda))
        return {name: n for name, n in counts.items() if n > 1}

    assert repeated(KOTA) == {"Purwosari": 2, "Mangunharjo": 2}
    assert repeated(KABUPATEN) == {
        "Duren": 3, "Candirejo": 3, "Susukan": 2, "Kenteng": 2, "Gondoriyo": 2,
        "Rejosari": 2, "Jetis": 2,
    }  # fmt: skip
    names = {kd: {row["nama"] for row in villages(table, kd)} for kd in (KOTA, KABUPATEN)}
    assert " ".join(sorted(names[KOTA] & names[KABUPATEN])) == (
        "Bendungan Bringin Candi Gondoriyo Jatirejo Karanganyar Kebonagung Kranggan Patemon "
        "Rejosari Rowosari Sambirejo Sukorejo Wates"
    )
    for kd_pemda, shared in ((KOTA, 7), (KABUPATEN, 15)):
        districts = set(column("wilayah", "nama", kd_pemda=kd_pemda, tingkat="kecamatan"))
        assert len(districts & names[kd_pemda]) == shared


def test_official_areas_and_the_box_around_all_centroids(table: Table, column: Column) -> None:
    official = {KOTA: "374.747", KABUPATEN: "1019.27"}
    for pemda in table("pemda"):
        kd = pemda["kd_pemda"]
        rows = [row for row in table("wilayah") if row["kd_pemda"] == kd]
        assert rows[0]["luas_km2"] == official[kd]
        districts = column("wilayah", "luas_km2", kd_pemda=kd, tingkat="kecamatan")
        assert float(sum(map(Decimal, districts))) == pytest.approx(float(official[kd]), rel=0.02)
        for axis in ("lat", "lon"):
            points = [Decimal(row[axis]) for row in rows]
            assert Decimal(pemda[f"{axis}_min"]) == min(points) - Decimal("0.03")
            assert Decimal(pemda[f"{axis}_max"]) == max(points) + Decimal("0.03")


def test_wilayah_aliases_name_a_place_of_that_kecamatan(table: Table) -> None:
    places = {row["kd_wilayah"]: row for row in table("wilayah")}
    for alias in table("wilayah_alias"):
        place = places[alias["kd_wilayah"]]
        assert place["kd_pemda"] == alias["kd_pemda"]
        assert place["nama"] != alias["nama"]
        if alias["kecamatan"]:
            assert places[place["kd_induk"]]["nama"] == alias["kecamatan"]
        else:
            assert place["tingkat"] == "kecamatan"


def test_kecamatan_population_adds_up_to_the_official_total(table: Table, column: Column) -> None:
    for kd_pemda, total in ((KOTA, 1_702_379), (KABUPATEN, 1_088_729)):
        people = {r["kd_wilayah"]: int(r["penduduk"]) for r in table("penduduk")}
        districts = column("wilayah", "kd_wilayah", kd_pemda=kd_pemda, tingkat="kecamatan")
        assert people[kd_pemda] == total == sum(people[code] for code in districts)
        assert all(people[code] > 0 for code in districts)


# ---- perangkat daerah


def test_opd_codes_and_their_bidang_urusan(table: Table, column: Column) -> None:
    bidang = set(column("nomenklatur", "kode", tingkat="bidang_urusan"))
    for row in table("opd"):
        code = row["kd_opd"]
        assert re.fullmatch(r"\d\.\d\d\.(\d\.\d\d\.){2}\d\d\.\d{4}", code)
        assert row["kd_bidang_urusan"] == code[:4]
        slots = {code[:4], code[5:9], code[10:14]} - {"0.00"}
        assert slots <= bidang
    for kd_pemda, n in ((KOTA, 16), (KABUPATEN, 19)):
        units = column("opd", "nama_opd", kd_pemda=kd_pemda, kd_bidang_urusan="7.01")
        districts = column("wilayah", "nama", kd_pemda=kd_pemda, tingkat="kecamatan")
        assert len(units) == n
        assert sorted(units) == sorted(f"Kecamatan {d}" for d in districts)


@pytest.mark.parametrize("kd_pemda", [KOTA, KABUPATEN])
def test_one_name_means_one_opd(kd_pemda: str, table: Table) -> None:
    rows = [row for row in table("opd") if row["kd_pemda"] == kd_pemda]
    names = [(row["nama_opd"].casefold(), row["kd_opd"]) for row in rows]
    aliases = [r for r in table("opd_alias") if r["kd_pemda"] == kd_pemda]
    names += [(row["alias"].casefold(), row["kd_opd"]) for row in aliases]
    assert len({name for name, _ in names}) == len(names)
    meaning = dict(names)
    assert {code for _, code in names} == {row["kd_opd"] for row in rows}
    expected = {"DPU": "1.03", "Disperkim": "1.04", "Dishub": "2.15", "Diskominfo": "2.16",
                "Satpol PP": "1.05", "DLH": "2.11"}  # fmt: skip
    assert {alias: meaning[alias.casefold()][:4] for alias in expected} == expected

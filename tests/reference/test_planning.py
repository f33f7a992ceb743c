"""What the planning sources are read by: status texts, refusals, cut-offs, code years."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lumbung import reference

FOLDER = Path(__file__).resolve().parents[2] / "data" / "reference"
Row = dict[str, str]
Table = Callable[[str], tuple[Row, ...]]

LABELS = {
    "": ("DRAFT", "NOT_SUBMITTED"),
    "pengajuan usulan": ("SUBMITTED", "PENDING"),
    "validasi mitra bappeda": ("MITRA_BAPPEDA", "PENDING"),
    "diteruskan ke forum skpd": ("FORUM_SKPD", "PENDING"),
    "verifikasi perangkat daerah": ("FORUM_SKPD", "PENDING"),
    "diteruskan ke musrenbang provinsi/kabupaten/kota": ("MUSRENBANG_KABKOTA", "PENDING"),
    "dibatalkan": (None, "CANCELLED"),
    "ditolak perangkat daerah": ("FORUM_SKPD", "REJECTED"),
    "diakomodir perangkat daerah": ("FORUM_SKPD", "ACCEPTED"),
}
OWN = {
    "musrenbang": {
        "verifikasi kecamatan": ("KECAMATAN", "PENDING"),
        "diteruskan ke musrenbang kecamatan": ("KECAMATAN", "PENDING"),
    },
    "pokir": {"validasi sekretariat dewan": ("SETWAN", "PENDING")},
}


@pytest.mark.parametrize("kind", OWN)
def test_status_texts_name_the_stage_that_waits(kind: str) -> None:
    rows = reference.status_lookup(FOLDER, kind).to_pylist()
    found = {row["teks"]: (row["tahap"], row["keputusan_teks"]) for row in rows}
    assert len(found) == len(rows)
    plain = {**LABELS, **OWN[kind]}
    # Every label that names a stage has its refusal by that stage.
    refused = {f"{text}||ditolak": (stage, "REJECTED") for text, (stage, _) in plain.items() if text and stage}
    assert found == {**plain, **refused}
    assert {(row["mulai"], row["sampai"]) for row in rows} == {(date(2020, 1, 1), date.max)}


def test_aspirations_have_four_states() -> None:
    rows = reference.status_lookup(FOLDER, "sarapan").to_pylist()
    assert {row["teks"]: (row["tahap"], row["keputusan_teks"]) for row in rows} == {
        "masuk": ("SUBMITTED", "PENDING"),
        "diteruskan": ("SETWAN", "PENDING"),
        "menjadi_pokir": ("SETWAN", "PENDING"),
        "ditolak": ("SETWAN", "REJECTED"),
    }


def test_every_stage_of_a_text_has_its_place_in_the_order(table: Table) -> None:
    order = {(row["kd_pemda"], row["jenis"], row["tahap"]) for row in table("cfg_tahap_usulan")}
    named = {(row["jenis"], row["tahap"]) for row in table("cfg_status_usulan") if row["tahap"]}
    assert {(p, *stage) for p in ("33.22", "33.74") for stage in named} - order == set()


def test_texts_are_written_as_they_are_compared(table: Table) -> None:
    for row in table("cfg_status_usulan"):
        assert row["teks"] == " ".join(row["teks"].lower().split())
        assert "||" not in row["teks"]


def test_every_refusal_finds_a_code(table: Table) -> None:
    rows = reference.refusal_patterns(FOLDER).to_pylist()
    codes = {row["kode"] for row in table("cfg_alasan")}
    assert {row["kode"] for row in rows} == {
        "BUKAN_KEWENANGAN", "LAHAN_BELUM_SIAP", "SUDAH_DIANGGARKAN", "DUPLIKAT_USULAN", "ANGGARAN_TERBATAS",
        "TIDAK_PRIORITAS", "DOKUMEN_KURANG", "LAINNYA",
    } <= codes  # fmt: skip
    assert (rows[-1]["kode"], rows[-1]["pola"]) == ("LAINNYA", ".*")
    # Spark's Java and Sail's Rust read no lookaround alike.
    assert not [row["pola"] for row in rows if "(?" in row["pola"] or not re.compile(row["pola"])]


def test_aspirations_until_the_end_of_march(table: Table) -> None:
    found = {row["kd_pemda"]: row for row in reference.aspiration_cutoffs(FOLDER).to_pylist()}
    assert set(found) == {row["kd_pemda"] for row in table("pemda")}
    for row in found.values():
        assert (row["batas"], row["selisih_sampai"], row["selisih_sesudah"]) == (331, 1, 2)


def test_codes_of_a_year_are_those_of_its_version() -> None:
    years = reference.nomenclature_years(FOLDER)["tahun_anggaran"].to_pylist()
    assert years == [2021, 2022, 2023, 2024, 2025, 2026, 2027]
    rows = reference.nomenclature_codes(FOLDER).to_pylist()
    codes: dict[int, set[str]] = {}
    for row in rows:
        codes.setdefault(row["tahun_anggaran"], set()).add(row["kd_sub_kegiatan"])
    assert sorted(codes) == years[1:], "of 2021's version no codes are at hand"
    assert all(re.fullmatch(r"[\d.]+\.\d{2}", code) for code in codes[2022])
    assert all(re.fullmatch(r"[\d.]+\.\d{4}", code) for year in years[2:] for code in codes[year])
    assert "2.16.02.2.01.08" in codes[2022] - codes[2023]


def test_a_kecamatan_by_name_alias_and_code() -> None:
    rows = reference.kecamatan_spellings(FOLDER).to_pylist()
    found = {(row["kd_pemda"], row["kecamatan_norm"]): row["kd_kecamatan"] for row in rows}
    assert len(found) == len(rows)
    for pemda, spelling, code in [
        ("33.74", "semarangtengah", "33.74.01"),
        ("33.74", "337401", "33.74.01"),
        ("33.22", "ungaranbrt", "33.22.18"),
        ("33.22", "322218", None),
        ("33.22", "337401", None),
    ]:
        assert found.get((pemda, spelling)) == code


def test_places_and_units_belong_to_one_government() -> None:
    for make, column, sizes in [
        (reference.kelurahan_codes, "kd_kelurahan", {"33.74": 177, "33.22": 208 + 27}),
        (reference.kecamatan_codes, "kd_kecamatan", {"33.74": 16, "33.22": 19}),
    ]:
        rows = make(FOLDER).to_pylist()
        assert all(row[column].startswith(row["kd_pemda"]) for row in rows)
        assert {p: sum(row["kd_pemda"] == p for row in rows) for p in sizes} == sizes
    units = reference.opd_codes(FOLDER).to_pylist()
    assert len(units) == len({tuple(row.values()) for row in units})

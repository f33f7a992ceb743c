"""JSON arrays: what is a row, what a cell, and what is said of files that are neither."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from granary import Granary
from planning_rows import ASPIRASI

SOURCE = "sarapan_aspirasi"
ROW = json.dumps(ASPIRASI)


def taken(granary: Granary, content: str | bytes, name: str = "a.json") -> Any:
    granary.drop(f"{SOURCE}/33.74/{name}", content)
    (load,) = granary.ingest(SOURCE)
    return load


def zipped(*texts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number}.json", text)
    return buffer.getvalue()


REJECTED: dict[str, tuple[str, str | bytes, str]] = {
    # name: (file name, content, what the ledger's reason says)
    "cut off": ("a.json", f"[{ROW}", rf"BERKAS_RUSAK: .*baris 1 kolom {len(ROW) + 2};"),
    "fault in line 3": ("a.json", '[\n{"id": "1"},\n{"id" "2"}]', r"BERKAS_RUSAK: .*baris 3 kolom 7;"),
    "one object a line": ("a.json", f"{ROW}\n{ROW}\n", r"BERKAS_RUSAK: .*baris 2 kolom 1;"),
    "csv": ("a.json", "id;tanggal\n1;2\n", r"BERKAS_RUSAK: .*baris 1 kolom 1;"),
    "nested without end": ("a.json", "[" * 100_000, "BERKAS_RUSAK: JSON bersarang terlalu dalam"),
    "truncated gzip": ("a.json.gz", gzip.compress(ROW.encode())[:-12], "BERKAS_RUSAK: arsip"),
    "zip of two": ("a.zip", zipped("[]", "[]"), "BERKAS_RUSAK: .*2 berkas"),
    "an object": ("a.json", '{"data": [], "meta": 1}', r"BUKAN_LARIK: .*object \{data, meta\}"),
    "a text": ("a.json", '"Budi Santoso"', "BUKAN_LARIK: .*string$"),
    "a number": ("a.json", "3374010101900000", "BUKAN_LARIK: .*number$"),
    "null": ("a.json", "null", "BUKAN_LARIK: .*null$"),
    "array of texts": ("a.json", '["Budi", "Siti"]', "BUKAN_LARIK: .*dari 2 isi.*string$"),
    "key in no row": ("a.json", json.dumps([{"id": "1", "tanggal": "2026-01-01"}]), "HILANG: .*status, diperbarui;"),
    "objects without keys": ("a.json", "[{}, {}]", "KOLOM_WAJIB_HILANG: .*id, tanggal"),
}


@pytest.mark.parametrize("case", REJECTED)
def test_file_that_cannot_be_read_says_why(granary: Granary, case: str) -> None:
    name, content, reason = REJECTED[case]
    load = taken(granary, content, name)
    assert load.outcome == "REJECTED"
    assert re.search(reason, load.reason), load.reason
    assert not re.search("Budi|Siti|3374010101900000|081234567890", load.reason)
    assert (load.rows_read, granary.rows(f"bronze/{SOURCE}")) == (0, [])


@pytest.mark.parametrize("content", ["[]", " \n", "[ ]", b"", b"\xef\xbb\xbf[]"])
def test_nothing_in_it_is_empty(granary: Granary, content: str | bytes) -> None:
    assert taken(granary, content).outcome == "EMPTY"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("packing", ["", ".gz", ".zip"])
def test_encodings_and_packings(granary: Granary, encoding: str, packing: str) -> None:
    text = json.dumps([{**ASPIRASI, "judul": "Café 1 €"}], ensure_ascii=False)
    data = text.encode(encoding)
    if packing == ".gz":
        data = gzip.compress(data)
    elif packing == ".zip":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("a.json", data)
        data = buffer.getvalue()
    assert taken(granary, data, f"a.json{packing}" if packing == ".gz" else f"a{packing or '.json'}").rows_valid == 1
    assert [row["judul"] for row in granary.rows(f"bronze/{SOURCE}")] == ["Café 1 €"]


def test_what_is_no_object_is_quarantined_alone(granary: Granary) -> None:
    rows = [ASPIRASI, "081234567890 Budi", None, [ASPIRASI], {**ASPIRASI, "id": "SRP-2"}]
    load = taken(granary, json.dumps(rows))
    assert (load.rows_read, load.rows_valid, load.rows_quarantined) == (5, 2, 3)
    assert {r["id"]: r["_row"] for r in granary.rows(f"bronze/{SOURCE}")} == {"SRP-2026-000001": 1, "SRP-2": 5}
    rejected = granary.rows(f"quarantine/{SOURCE}", "row_number")
    assert [(r["row_number"], r["reasons"]) for r in rejected] == [(n, ["BUKAN_OBJEK"]) for n in (2, 3, 4)]
    assert not [r for r in rejected if "Budi" in r["raw"] or "0812" in r["raw"]]


def test_keys_that_rows_lack_repeat_or_bring_along(granary: Granary) -> None:
    """Missing = empty, the last of equal keys rules, what the contract does not know is kept apart."""
    twice = ROW.replace('"judul": "Jalan rusak"', '"judul": "satu", "judul": "dua"')
    short = {k: v for k, v in ASPIRASI.items() if k not in ("kategori", "isi")} | {"id": "SRP-2"}
    extra = {**ASPIRASI, "id": "SRP-3", "foto": [1, 2.5, {"b": None}], "wa": {"no": "081234567890", "aktif": True}}
    lacking = {k: v for k, v in ASPIRASI.items() if k != "status"} | {"id": "SRP-4"}
    load = taken(granary, f"[{twice}, {json.dumps(short)}, {json.dumps(extra)}, {json.dumps(lacking)}]")
    assert (load.rows_valid, load.rows_quarantined) == (3, 1)
    assert load.extra_columns == ["foto", "wa.aktif", "wa.no"]
    first, second, third = granary.rows(f"bronze/{SOURCE}", "_row")
    assert (first["judul"], first["_extra"]) == ("dua", None)
    assert (second["kategori"], second["isi"]) == (None, None)
    assert json.loads(third["_extra"]) == {
        "foto": '[1, 2.5, {"b": null}]',
        "wa.no": "[TELEPON]",
        "wa.aktif": "true",
    }
    assert granary.rows(f"quarantine/{SOURCE}")[0]["reasons"] == ["WAJIB_KOSONG:status"]


def test_personal_names_of_keys_are_masked(granary: Granary) -> None:
    load = taken(granary, json.dumps([{**ASPIRASI, "per_nomor": {"081234567890": 1}}]))
    assert load.extra_columns == ["per_nomor.[TELEPON]"]


CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: uji_json
name: Uji
version: 1.0.0
status: active
domain: uji
servers: [{server: landing, type: local, path: landing/uji_json/, format: json}]
customProperties: [{property: semantics, value: event}]
schema:
  - name: uji_json
    physicalType: file
    properties:
      - {name: kode, logicalType: string, primaryKey: true, required: true, classification: P0, description: Kode.}
      - name: lat
        physicalName: tempat.lat
        logicalType: number
        physicalType: DOUBLE
        classification: P0
        description: Lintang.
        customProperties: [{property: locale, value: en}]
      - name: nilai
        physicalName: Nilai.Rupiah
        logicalType: number
        physicalType: DECIMAL(20,2)
        classification: P0
        description: Nilai.
        customProperties: [{property: locale, value: id}, {property: format, value: uang}]
      - name: jumlah
        logicalType: integer
        classification: P0
        description: Jumlah.
        customProperties: [{property: locale, value: id}]
      - name: benar
        logicalType: boolean
        classification: P0
        description: Benar.
        customProperties: [{property: "true", value: ["true"]}, {property: "false", value: ["false"]}]
"""
CELLS: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    # name: (members of the object, what bronze holds, reasons of quarantine)
    "nested by any spelling of its name": ('"Tempat": {"LAT": -6.9837}', {"lat": -6.9837}, []),
    "decimals by the column's locale": ('"nilai.rupiah": 1234567.5', {"nilai": Decimal("1234567.5")}, []),
    "text by the column's locale": ('"nilai_rupiah": "1.234.567,50"', {"nilai": Decimal("1234567.5")}, []),
    "exponent": ('"nilai.rupiah": 1.5e3', {"nilai": 1500}, []),
    "whole number with a point": ('"jumlah": 12.0', {"jumlah": 12}, []),
    "number for a code": ('"kode": 7, "jumlah": 1', {"kode": "7"}, []),
    "true and false": ('"benar": false', {"benar": False}, []),
    "null and empty": ('"benar": null, "jumlah": ""', {"benar": None, "jumlah": None}, []),
    "half a number": ('"jumlah": 1.5', {}, ["ANGKA_TIDAK_SAH:jumlah"]),
    "number beyond all": ('"nilai.rupiah": 1e999999999', {}, ["ANGKA_TIDAK_SAH:nilai"]),
    "no number": ('"nilai.rupiah": NaN', {}, ["ANGKA_TIDAK_SAH:nilai"]),
    "number for a truth": ('"benar": 1', {}, ["NILAI_TAK_DIKENAL:benar"]),
    "object for a value": ('"jumlah": {"a": 1}', {"jumlah": None}, []),
    "half a character": ('"kode": "a\\ud800"', {"kode": "a\ufffd"}, []),
}


@pytest.fixture
def typed(new_granary: Callable[..., Granary], tmp_path: Path) -> Granary:
    folder = tmp_path / "kontrak"
    folder.mkdir()
    (folder / "uji_json.yaml").write_text(CONTRACT, encoding="utf-8")
    return new_granary("uji", contracts=[folder])


def test_cells(typed: Granary) -> None:
    members = [f'{{"kode": "k{n:02}", {text}}}' for n, (text, _, _) in enumerate(CELLS.values())]
    typed.drop("uji_json/33.74/a.json", f"[{', '.join(members)}]")
    (load,) = typed.ingest("uji_json")
    bronze = {row["_row"]: row for row in typed.rows("bronze/uji_json")}
    rejected = {row["row_number"]: row["reasons"] for row in typed.rows("quarantine/uji_json")}
    assert load.rows_read == len(CELLS) == len(bronze) + len(rejected)
    for number, (case, (_, expected, reasons)) in enumerate(CELLS.items(), 1):
        assert rejected.get(number, []) == reasons, case
        if not reasons:
            assert {k: bronze[number][k] for k in expected} == expected, case


def test_thousands_of_keys_are_packed(typed: Granary) -> None:
    """An object keyed by data: the contract's columns stay, the others become one."""
    rows = [{"kode": f"k{n}", "lain": {f"x{n}-{i}": i for i in range(600)}} for n in range(3)]
    typed.drop("uji_json/33.74/a.json", json.dumps(rows))
    (load,) = typed.ingest("uji_json")
    assert (load.rows_valid, len(load.extra_columns)) == (3, 1800)
    row = typed.rows("bronze/uji_json", "kode")[2]
    assert row["kode"] == "k2"
    assert json.loads(row["_extra"]) == {f"lain.x2-{i}": str(i) for i in range(600)}

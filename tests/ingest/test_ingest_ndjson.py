"""NDJSON: one object a line; what is broken is one row, and two ways of reading give one result."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from granary import Granary
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbung.contracts import Contract, load_contract
from lumbung.errors import UsageError
from lumbung.ingest.objects import Rows

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: uji_baris
name: Uji
version: 1.0.0
status: active
domain: uji
servers: [{server: landing, type: local, path: landing/uji_baris/, format: ndjson}]
customProperties: [{property: semantics, value: event}]
schema:
  - name: uji_baris
    physicalType: file
    properties:
      - {name: kode, logicalType: string, primaryKey: true, required: true, classification: P0, description: Kode.}
      - {name: isi, logicalType: string, classification: P1, description: Isi.}
      - name: lat
        physicalName: tempat.lat
        logicalType: number
        physicalType: DECIMAL(12,6)
        classification: P0
        description: Lintang.
        customProperties: [{property: locale, value: id}]
      - name: peristiwa
        logicalType: string
        classification: P0
        description: Peristiwa.
        customProperties: [{property: format, value: json}]
"""
SOURCE = "uji_baris"


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    folder = tmp_path / "kontrak"
    folder.mkdir()
    (folder / f"{SOURCE}.yaml").write_text(CONTRACT, encoding="utf-8")
    return folder


@pytest.fixture
def lined(new_granary: Callable[..., Granary], contracts: Path) -> Granary:
    return new_granary("uji", contracts=[contracts])


def taken(granary: Granary, content: str | bytes, name: str = "a.ndjson") -> Any:
    granary.drop(f"{SOURCE}/33.74/{name}", content)
    (load,) = granary.ingest(SOURCE)
    return load


def test_one_broken_line_is_one_row(lined: Granary) -> None:
    """Blank lines are no rows, so the row number counts the others."""
    lines = [
        '{"kode": "A"}',
        "",
        '{"kode": "B"',
        "[1]",
        "  ",
        ' {"kode": "C", "tempat": {"lat": -6.98}} ',
        '{"kode": "D"} x',
    ]
    load = taken(lined, "\r\n".join(lines))
    assert (load.outcome, load.rows_read, load.rows_valid, load.rows_quarantined) == ("LOADED", 5, 2, 3)
    assert {r["kode"]: (r["_row"], str(r["lat"])) for r in lined.rows(f"bronze/{SOURCE}")} == {
        "A": (1, "None"),
        "C": (4, "-6.980000"),
    }
    rejected = {r["row_number"]: r for r in lined.rows(f"quarantine/{SOURCE}")}
    assert {n: r["reasons"] for n, r in rejected.items()} == {2: ["JSON_RUSAK"], 3: ["BUKAN_OBJEK"], 5: ["JSON_RUSAK"]}
    assert not [r for r in rejected.values() if "kode" in r["raw"]]


def test_a_broken_line_far_down_costs_that_line_alone(lined: Granary) -> None:
    """Line 70,001 of 70,010; rows arrive in parts, and numbers run through them."""
    lines = [json.dumps({"kode": f"K{n:06}", "tempat": {"lat": n / 8}}) for n in range(1, 70_011)]
    lines[70_000] = lines[70_000][:-3]
    load = taken(lined, gzip.compress("\n".join(lines).encode(), 1), "a.ndjson.gz")
    assert (load.rows_read, load.rows_valid, load.rows_quarantined) == (70_010, 70_009, 1)
    (bad,) = lined.rows(f"quarantine/{SOURCE}")
    assert (bad["row_number"], bad["reasons"]) == (70_001, ["JSON_RUSAK"])
    kept = lined.rows(f"bronze/{SOURCE}", "kode")
    assert [r["_row"] for r in kept] == [n for n in range(1, 70_011) if n != 70_001]
    assert all(r["kode"] == f"K{r['_row']:06}" and r["lat"] * 8 == r["_row"] for r in kept)


REJECTED: dict[str, tuple[str, str | bytes, str]] = {
    "an array": ("a.ndjson", '[{"kode": "A"}]', "BUKAN_NDJSON: .*dari 1 baris"),
    "an array over lines": ("a.ndjson", '[\n{"kode": "A"},\n{"kode": "B"},\n]\n', "BUKAN_NDJSON: .*dari 4 baris"),
    "truncated gzip": ("a.ndjson.gz", gzip.compress(b'{"kode": "A"}\n' * 999)[:-9], "BERKAS_RUSAK: arsip"),
    "gzip cut in the middle": ("a.ndjson.gz", gzip.compress(bytes(range(256)) * 99)[:90], "BERKAS_RUSAK: arsip"),
    "no gzip": ("a.ndjson.gz", b'{"kode": "A"}\n', "BERKAS_RUSAK: arsip"),
    "key in no row": ("a.ndjson", '{"isi": "Budi"}\n{"isi": null}\n', "KOLOM_WAJIB_HILANG: .*kode;"),
}


@pytest.mark.parametrize("case", REJECTED)
def test_file_that_cannot_be_read_says_why(lined: Granary, case: str) -> None:
    name, content, reason = REJECTED[case]
    load = taken(lined, content, name)
    assert load.outcome == "REJECTED"
    assert re.search(reason, load.reason), load.reason
    assert "Budi" not in load.reason
    assert lined.rows(f"bronze/{SOURCE}") == []


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff\n"])
def test_nothing_in_it_is_empty(lined: Granary, content: str) -> None:
    assert taken(lined, content).outcome == "EMPTY"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(lined: Granary, encoding: str) -> None:
    text = json.dumps({"kode": "Café 1 €"}, ensure_ascii=False) + "\n" + json.dumps({"kode": "b"})
    assert taken(lined, text.encode(encoding)).rows_valid == 2
    assert [row["kode"] for row in lined.rows(f"bronze/{SOURCE}", "_row")] == ["Café 1 €", "b"]


def test_json_columns_stay_json_and_hide_people(lined: Granary) -> None:
    """A mask over the whole text would break what it masks; moments and codes stay as they are."""
    at = "2026-08-30T08:12:34.567+07:00"
    events = [
        {"type": "answered", "at": at, "institution": 'Dinas "A" 08123456789'},
        {"081234567890": 3374010101900000, "n": 1.50, "b": None},
    ]
    rows = [{"kode": "A", "peristiwa": events}, {"kode": "B", "peristiwa": {"at": at}}, {"kode": "C", "peristiwa": "x"}]
    load = taken(lined, "\n".join(map(json.dumps, rows)))
    assert (load.rows_valid, load.extra_columns) == (3, [])
    a, b, c = (json.loads(r["peristiwa"]) for r in lined.rows(f"bronze/{SOURCE}", "kode"))
    assert a == [
        {"type": "answered", "at": at, "institution": 'Dinas "A" [TELEPON]'},
        {"[TELEPON]": "[NIK]", "n": 1.5, "b": None},
    ]
    assert (b, c) == ({"at": at}, "x")


def test_null_in_the_place_of_an_object_is_no_column(lined: Granary) -> None:
    load = taken(lined, '{"kode": "A", "tempat": null}\n{"kode": "B", "tempat": {"lat": 1.5, "x": null}}\n')
    assert (load.rows_valid, load.extra_columns) == (2, ["tempat.x"])


def test_json_format_is_for_documents_alone(contracts: Path) -> None:
    file = contracts / f"{SOURCE}.yaml"
    file.write_text(CONTRACT.replace("format: ndjson", "format: csv"), encoding="utf-8")
    with pytest.raises(UsageError, match="kolom peristiwa: format json"):
        load_contract(file)


NAMES = st.sampled_from(["kode", "Kode", "isi", "tempat", "tempat.lat", "lat", "x", "peristiwa", "y.z", ""])
LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text("aé\ud800 ", max_size=3)
VALUES = st.recursive(LEAVES, lambda v: st.lists(v, max_size=2) | st.dictionaries(NAMES, v, max_size=3), max_leaves=8)
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=5)


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    path = tmp_path_factory.mktemp("kontrak") / f"{SOURCE}.yaml"
    path.write_text(CONTRACT, encoding="utf-8")
    return load_contract(path)


@settings(deadline=None)
@given(rows=st.lists(OBJECTS | LEAVES, min_size=1, max_size=6), cut=st.integers(0, 6))
def test_both_ways_and_any_parts_give_the_same_rows(contract: Contract, rows: list[Any], cut: int) -> None:
    parts, whole = Rows(contract), Rows(contract)
    whole._by_column = lambda _: None  # type: ignore[method-assign]
    parts.add(rows[:cut])
    parts.add(rows[cut:])
    whole.add(rows)
    one, other = parts.raw(), whole.raw()
    assert (
        one.malformed == other.malformed == {n: "BUKAN_OBJEK" for n, r in enumerate(rows, 1) if not isinstance(r, dict)}
    )

    def cells(raw: Any) -> list[Any]:
        columns = zip(raw.headers, raw.relation.columns[1:], strict=True)
        return sorted(((header.replace(".", "").casefold(), column.to_pylist()) for header, column in columns), key=str)

    assert cells(one) == cells(other)
    assert one.relation["_row"].to_pylist() == list(range(1, len(rows) + 1))

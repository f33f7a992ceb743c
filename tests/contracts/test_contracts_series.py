"""What a contract may say of readings in series, of whole-government snapshots and of references."""

from __future__ import annotations

from pathlib import Path

import pytest

from lumbung.contracts import load_contract, load_contracts
from lumbung.errors import UsageError

READINGS = """\
apiVersion: v3.1.0
kind: DataContract
id: baca
name: Baca
version: 1.0.0
status: active
domain: uji
servers: [{server: landing, type: local, path: landing/baca/, format: csv}]
customProperties:
  - {property: semantics, value: event}
  - {property: series, value: alat}
  - {property: slice, value: ["waktu:day"]}
schema:
  - name: baca
    physicalType: file
    properties:
      - {name: alat, logicalType: string, primaryKey: true, primaryKeyPosition: 1, required: true,
         classification: P0, description: Alat.}
      - {name: waktu, logicalType: timestamp, primaryKey: true, primaryKeyPosition: 2, required: true,
         classification: P0, description: Saat.}
      - {name: catatan, logicalType: string, classification: P0, description: Catatan.}
"""
LIST = """\
apiVersion: v3.1.0
kind: DataContract
id: daftar
name: Daftar
version: 1.0.0
status: active
domain: uji
servers: [{server: landing, type: local, path: landing/daftar/, format: csv}]
customProperties:
  - {property: semantics, value: snapshot}
  - {property: snapshotSlice, value: []}
schema:
  - name: daftar
    physicalType: file
    properties:
      - {name: alat, logicalType: string, primaryKey: true, required: true, classification: P0, description: Alat.}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / f"{text.split('id: ')[1].splitlines()[0]}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_series_names_its_column_and_its_moment(tmp_path: Path) -> None:
    contract = load_contract(write(tmp_path, READINGS))
    assert (contract.series, contract.moment, contract.slice_by) == ("alat", "waktu", ("waktu:day",))


def test_other_sources_have_neither(tmp_path: Path) -> None:
    contract = load_contract(write(tmp_path, LIST))
    assert (contract.series, contract.moment, contract.refers_to) == (None, None, ())


def test_a_snapshot_may_replace_all_of_its_government(tmp_path: Path) -> None:
    assert load_contract(write(tmp_path, LIST)).snapshot_by == ()
    with pytest.raises(UsageError, match="snapshotSlice"):
        load_contract(write(tmp_path, LIST.replace("  - {property: snapshotSlice, value: []}\n", "")))


def test_readings_hold_no_free_text(tmp_path: Path) -> None:
    """Masked texts live in a table of their own, found by the `_key` that readings lack."""
    text = READINGS.replace("classification: P0, description: Catatan", "classification: P1, description: Catatan")
    with pytest.raises(UsageError, match="catatan: sumber series tidak boleh memuat teks P1"):
        load_contract(write(tmp_path, text))


@pytest.mark.parametrize("key", ["alat", "waktu"])
def test_the_key_of_a_series_is_its_column_and_one_moment(tmp_path: Path, key: str) -> None:
    position = {"alat": 1, "waktu": 2}[key]
    text = READINGS.replace(f"primaryKey: true, primaryKeyPosition: {position}, ", "")
    with pytest.raises(UsageError, match="series 'alat'"):
        load_contract(write(tmp_path, text))


def test_references_are_sources_with_a_contract(tmp_path: Path) -> None:
    line = "  - {property: refersTo, value: [daftar]}\nschema:"
    write(tmp_path, READINGS.replace("schema:", line, 1))
    with pytest.raises(UsageError, match="refersTo 'daftar' bukan sumber lain"):
        load_contracts([tmp_path])


def test_references_are_kept_in_order(tmp_path: Path) -> None:
    write(tmp_path, LIST)
    write(tmp_path, READINGS.replace("schema:", "  - {property: refersTo, value: [daftar]}\nschema:", 1))
    assert load_contracts([tmp_path])["baca"].refers_to == ("daftar",)


def test_a_source_does_not_refer_to_itself(tmp_path: Path) -> None:
    write(tmp_path, READINGS.replace("schema:", "  - {property: refersTo, value: [baca]}\nschema:", 1))
    with pytest.raises(UsageError, match="refersTo 'baca'"):
        load_contracts([tmp_path])

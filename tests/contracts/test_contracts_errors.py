"""A broken contract says where it is broken and what would be allowed there."""

from __future__ import annotations

from pathlib import Path

import pytest

from lumbung.contracts import load_contract, load_contracts
from lumbung.errors import UsageError

GOOD = """\
apiVersion: v3.1.0
kind: DataContract
id: uji
name: Uji
version: 1.0.0
status: active
domain: uji
servers:
  - server: landing
    type: local
    path: landing/uji/
    format: csv
customProperties:
  - {property: semantics, value: event}
  - {property: slice, value: ["tanggal:month"]}
schema:
  - name: uji
    physicalType: file
    properties:
      - name: kode
        logicalType: string
        primaryKey: true
        required: true
        classification: P0
        description: Kode.
      - name: tanggal
        logicalType: date
        required: true
        classification: P0
        description: Tanggal.
    quality:
      - name: TERLALU_LAMA
        type: custom
        engine: lumbung
        severity: error
        tags: [tanggal]
        implementation: tanggal < date '2000-01-01'
"""
CASES = {
    "semantics": ("value: event", "value: harian", 14, "event, state, snapshot"),
    "format": ("format: csv", "format: docx", 8, "csv, xlsx, ndjson, json, parquet"),
    "type": ("logicalType: date", "logicalType: tanggal", 26, "'date'"),
    "physical": ("logicalType: date\n", "logicalType: date\n        physicalType: FLOAT\n", 26, "DECIMAL"),
    "class": ("primaryKey: true\n        required: true\n        classification: P0",
              "primaryKey: true\n        required: true\n        classification: P9", 20, "'P0'"),
    "no class": ("        classification: P0\n        description: Tanggal", "        description: Tanggal",
                 26, "'P0'"),
    "property": ("property: slice", "property: irisan", 15, "'slice'"),
    "slice": ('"tanggal:month"', '"bulan:month"', 15, "'bulan:month'"),
    "grain": ('"tanggal:month"', '"tanggal:jam"', 15, "month, day"),
    "series of no column": ("  - {property: slice", "  - {property: series, value: meter}\n  - {property: slice", 15,
                            "sumber event dengan kunci kolom itu dan satu timestamp"),
    "series without a moment": ("  - {property: slice", "  - {property: series, value: kode}\n  - {property: slice",
                                15, "satu timestamp"),
    "id": ("id: uji\n", "id: lain\n", 3, "'uji'"),
    "severity": ("severity: error", "severity: fatal", 32, "error, warning"),
    "snapshot": ("value: event", "value: snapshot", 14, "snapshotSlice"),
    "state": ("value: event", "value: state", 14, "versionColumn"),
    "full export of events": ("  - {property: slice", "  - {property: fullExport, value: true}\n  - {property: slice",
                              15, "sumber state"),
    "full export or not": ("  - {property: slice", "  - {property: fullExport, value: ya}\n  - {property: slice",
                           15, "true, false"),
    "whole slices of events": ("  - {property: slice", "  - {property: wholeSlice, value: true}\n  - {property: slice",
                               15, "sumber snapshot"),
    "key": ("value: event}\n", "value: state}\n  - {property: versionColumn, value: tanggal}\n",
            14, "primaryKey"),
    "yaml": ("name: Uji\n", "name: [Uji\n", 5, "YAML"),
    "odcs": ("version: 1.0.0", "version: [1]", 5, "ODCS"),
}  # fmt: skip


def write(folder: Path, text: str, name: str = "uji") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_unbroken_one_loads(tmp_path: Path) -> None:
    contract = load_contract(write(tmp_path, GOOD))
    assert (contract.source, contract.key, contract.slice_by) == ("uji", ("kode",), ("tanggal:month",))
    assert [(r.code, r.column, r.is_error) for r in contract.rules] == [("TERLALU_LAMA", "tanggal", True)]
    assert contract.quarantine_limit_pct == 5


@pytest.mark.parametrize("case", CASES)
def test_message_names_file_line_and_what_is_allowed(tmp_path: Path, case: str) -> None:
    good, bad, line, allowed = CASES[case]
    text = GOOD.replace("        primaryKey: true\n", "") if case == "key" else GOOD
    assert good in text
    path = write(tmp_path, text.replace(good, bad, 1))
    with pytest.raises(UsageError) as caught:
        load_contract(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert allowed in str(caught.value)
    assert caught.value.exit_code == 2


def test_two_contracts_for_one_source(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    write(tmp_path / "a", GOOD)
    second = write(tmp_path / "b", GOOD)
    with pytest.raises(UsageError, match="sudah punya kontrak lain") as caught:
        load_contracts([tmp_path / "a", tmp_path / "b"])
    assert str(second) in str(caught.value)


def test_missing_folder_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="contracts"):
        load_contracts([tmp_path / "tiada"])

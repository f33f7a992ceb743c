"""SQL in a contract that DuckDB refuses is told apart from a file that cannot be read."""

from __future__ import annotations

from pathlib import Path

from granary import Granary

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: uji
name: Uji
version: 1.0.0
status: active
servers: [{server: landing, type: local, path: landing/uji/, format: csv}]
customProperties: [{property: semantics, value: event}]
schema:
  - name: uji
    physicalType: file
    properties:
      - {name: kode, logicalType: string, required: true, classification: P0, description: Kode.}
    quality:
      - name: SALAH
        type: custom
        engine: lumbung
        severity: error
        implementation: kodee = 'x'
"""


def test_the_reason_says_what_the_contract_misspells(tmp_path: Path) -> None:
    """Nothing of a row is in the message: only names that the contract itself uses."""
    (tmp_path / "kontrak").mkdir()
    (tmp_path / "kontrak" / "uji.yaml").write_text(CONTRACT, encoding="utf-8")
    granary = Granary(tmp_path, [tmp_path / "kontrak"])
    file = granary.drop("uji/33.74/a.csv", "kode\nRAHASIA\n")
    (load,) = granary.ingest("uji")
    assert load.outcome == "FAILED"
    assert load.reason and '"kodee" not found' in load.reason
    assert "RAHASIA" not in load.reason
    assert file.exists()

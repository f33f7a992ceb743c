"""Expectation suites, generated from a contract, plus the extra rules of `data/quality/`."""

from __future__ import annotations

from pathlib import Path

import yaml

from lumbung.contracts import Contract
from lumbung.errors import UsageError
from lumbung.quality.checks import Check
from lumbung.quality.metrics import VOLUME_MIN_RATIO

NEW_CODES = "kode_baru_"
"""Beginning of the name of a check for codes that were never seen before; the column follows."""
_READ = ["LOADED", "DUPLICATE"]
_CENT = 0.005
"""Half a cent: totals are compared in rupiah with two decimals."""


def load_suite(contract: Contract) -> list[Check]:
    """About the files: one row of metrics per load."""
    limit = contract.quarantine_limit_pct

    def between(
        name: str,
        severity: str,
        column: str,
        *,
        low: float | None = None,
        high: float | None = None,
        holds: bool = False,
    ) -> Check:
        bounds = {"column": column, "min_value": low, "max_value": high}
        return Check(name, severity, "expect_column_values_to_be_between", bounds, holds)  # type: ignore[arg-type]

    return [
        Check(
            "berkas_terbaca", "merah", "expect_column_values_to_be_in_set", {"column": "outcome", "value_set": _READ}
        ),
        between("karantina", "merah", "karantina_pct", high=limit, holds=True),
        between("karantina_berkas_kecil", "kuning", "karantina_kecil_pct", high=limit),
        between("volume", "merah", "volume_rasio", low=VOLUME_MIN_RATIO, holds=True),
        between("kolom_di_luar_kontrak", "kuning", "kolom_asing", high=0),
        between("jumlah_kontrol", "kuning", "selisih_jumlah", high=_CENT),
    ]


def slice_suite() -> list[Check]:
    """About required slices: one row per slice that must be there."""
    bounds = {"column": "ada", "min_value": 1}
    return [Check("irisan_wajib", "merah", "expect_column_values_to_be_between", bounds, True)]


def row_suite(contract: Contract, known_codes: dict[str, list[str]]) -> list[Check]:
    """About the typed rows: what the contract promises to whoever reads them next.

    known_codes: column → codes seen before (reference tables and silver); new ones only warn.
    """
    checks = [Check("baris_ada", "merah", "expect_table_row_count_to_be_between", {"min_value": 1}, True)]
    for column in contract.content:
        at = {"column": column.name}
        if column.required:
            checks.append(Check(f"terisi_{column.name}", "merah", "expect_column_values_to_not_be_null", at, True))
        if column.values:
            allowed = sorted(set(column.values.values()))
            checks.append(
                Check(
                    f"nilai_{column.name}",
                    "merah",
                    "expect_column_values_to_be_in_set",
                    {**at, "value_set": allowed},
                    True,
                )
            )
        if column.minimum is not None or column.maximum is not None:
            bounds = {**at, "min_value": column.minimum, "max_value": column.maximum}
            checks.append(Check(f"batas_{column.name}", "merah", "expect_column_values_to_be_between", bounds, True))
        if column.name in known_codes:
            checks.append(
                Check(
                    f"{NEW_CODES}{column.name}",
                    "kuning",
                    "expect_column_values_to_be_in_set",
                    {**at, "value_set": known_codes[column.name]},
                )
            )
    return checks


def extra_rules(folder: Path, name: str) -> list[Check]:
    """Rules written by people: `<folder>/<name>.yaml`, a list of checks; none when there is no file.

    Raises:
        UsageError: a rule without name, severity or expectation.
    """
    path = folder / f"{name}.yaml"
    if not path.exists():
        return []
    checks = []
    for rule in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
        lacking = {"name", "severity", "expectation"} - set(rule)
        if lacking or rule["severity"] not in ("merah", "kuning"):
            raise UsageError(
                f"{path}: aturan {rule.get('name', '?')}: perlu name, severity (merah|kuning), expectation"
            )
        checks.append(
            Check(
                rule["name"],
                rule["severity"],
                rule["expectation"],
                rule.get("kwargs", {}),
                bool(rule.get("holds", False)),
            )
        )
    return checks

"""Gate 2: dbt tests and Great Expectations on the candidate, before anybody reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from lumbung.errors import DataError
from lumbung.lake import Lake
from lumbung.quality import checks
from lumbung.quality.checks import Verdict
from lumbung.settings import PROJECT, Settings
from lumbung.warehouse.build import Plan, run_dbt
from lumbung.warehouse.manifest import candidate_database, current_database, marts

QUALITY = PROJECT / "data" / "quality"
_TOLD = 5
"""Findings that a verdict tells in full."""


def audit(settings: Settings, plan: Plan, run_id: str) -> list[Verdict]:
    """Test the candidate; every result goes to `ops.checks`.

    Raises:
        DataError: a red check failed; nothing is published.
    """
    # Before dbt, which lets nobody else into the candidate; it works in a process of its own.
    sizes = _mart_metrics(candidate_database(settings), current_database(settings))
    with ThreadPoolExecutor(max_workers=1) as beside:
        tests = beside.submit(_dbt_tests, settings, plan, run_id)
        expected = _expectations(settings, plan, run_id, sizes)
        verdicts = [*tests.result(), *expected]
    lake = Lake(settings.root)
    with lake.transaction(f"gate2:{run_id}") as tx:
        checks.write(tx, verdicts, "gerbang2")
    red = [v for v in verdicts if not v.passed and v.severity == "merah"]
    if red:
        listed = "; ".join(v.message or v.name for v in red[:5])
        raise DataError(f"Audit merah ({len(red)} pemeriksaan): {listed}. Mart lama tetap berlaku.")
    return verdicts


def _dbt_tests(settings: Settings, plan: Plan, run_id: str) -> list[Verdict]:
    """One verdict per dbt test; a failed test is a verdict, a broken one an error."""
    results = settings.root / ".dbt" / "target" / "run_results.json"
    results.unlink(missing_ok=True)
    try:
        run_dbt(settings, candidate_database(settings), plan, _tests(plan))
    except DataError:
        if not results.exists():
            raise
    verdicts = []
    for result in json.loads(results.read_text())["results"]:
        name = result["unique_id"].split(".")[2]
        passed = result["status"] in ("pass", "success")
        found = "" if passed else f"{name}: {_findings(candidate_database(settings), result)}"
        verdicts.append(
            _verdict(
                plan,
                run_id,
                f"dbt:{name}",
                passed,
                str(result["failures"] or 0),
                "0",
                found,
                severity="kuning" if result["status"] == "warn" else "merah",
            )
        )
    return verdicts


def _tests(plan: Plan) -> list[str]:
    """The dbt command. Tests of seeds alone found nothing when these rules were published; they cannot fail since."""
    of_models = [] if plan.slices is None else ["--select", "resource_type:model", "resource_type:source"]
    return ["test", "--exclude-resource-type", "unit_test", *of_models]


def _findings(database: Path, result: dict[str, Any]) -> str:
    """What a failed test says for people: its rows' `pesan`, else how many rows it found."""
    found = str(result["failures"] or result["message"])
    if result["status"] not in ("fail", "warn") or not result.get("compiled_code"):
        return found
    with duckdb.connect(str(database), read_only=True) as con:
        failing = con.sql(result["compiled_code"])
        if failing is None or "pesan" not in failing.columns:
            return found
        told = failing.filter("pesan is not null").order("pesan").limit(_TOLD).select("pesan").fetchall()
    if not told:
        return found
    more = result["failures"] - len(told)
    return "; ".join([*(text for (text,) in told), *([f"… dan {more} lagi"] if more > 0 else [])])


def _expectations(settings: Settings, plan: Plan, run_id: str, sizes: Sequence[Mapping[str, object]]) -> list[Verdict]:
    import pandas as pd

    from lumbung.quality.gx import Validator
    from lumbung.quality.suites import extra_rules

    table = pd.DataFrame(sizes).astype({"baris": "float64", "rasio_baris": "float64"})
    validator = Validator(settings.root / "reports" / plan.as_of.isoformat() / "mutu" / "mart")
    verdicts = []
    for outcome in validator.run("mart", table, extra_rules(QUALITY, "mart"), "mart"):
        text = "" if outcome.passed else f"{outcome.check.name}: {', '.join(outcome.failing) or outcome.observed}"
        verdicts.append(
            _verdict(
                plan,
                run_id,
                outcome.check.name,
                outcome.passed,
                outcome.observed,
                outcome.check.wanted,
                text,
                outcome.check.severity,
            )
        )
    validator.write_docs()
    return verdicts


def _mart_metrics(candidate: Path, current: Path) -> list[dict[str, object]]:
    """One row per mart: its rows, and their ratio to what is published."""
    now = _row_counts(candidate)
    before = _row_counts(current) if current.exists() else {}
    return [
        {"mart": mart, "baris": rows, "rasio_baris": rows / before[mart] if before.get(mart) else None}
        for mart, rows in now.items()
    ]


def _row_counts(database: Path) -> dict[str, int]:
    with duckdb.connect(str(database), read_only=True) as con:
        return {mart: _count(con, mart) for mart in marts(con)}


def _count(con: duckdb.DuckDBPyConnection, mart: str) -> int:
    found = con.execute(f'select count(*) from "{mart}"').fetchone()
    return int(found[0]) if found else 0


def _verdict(
    plan: Plan, run_id: str, name: str, passed: bool, observed: str, expected: str, message: str, severity: str
) -> Verdict:
    return Verdict(
        run_id=run_id,
        as_of_tgl=plan.as_of,
        gate=2,
        source="mart",
        kd_pemda="*",
        name=name,
        severity=severity,
        passed=passed,
        observed=observed,
        expected=expected,
        subject="",
        message=message,
    )

"""Gate 1: a source's batch before silver. Red keeps it out or is reported; yellow only warns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import duckdb

from lumbung.contracts import Contract
from lumbung.engine import session
from lumbung.formats.people import mask_text
from lumbung.formats.workdays import Calendar
from lumbung.ingest import ledger
from lumbung.ingest.ledger import Load
from lumbung.ingest.run import bronze_table
from lumbung.lake import Lake
from lumbung.messages import say
from lumbung.quality import checks, metrics, suites
from lumbung.quality.checks import Verdict
from lumbung.reference import load_calendar, reference_values
from lumbung.settings import Settings
from lumbung.silver import silver_table
from lumbung.steps import taking_turns

if TYPE_CHECKING:
    from lumbung.quality.gx import Outcome, Validator

ALL = "*"
"""Stands for both governments where a check looks at the whole batch."""
_SHOWN = 5
"""New codes that a message lists."""
_NEWEST = 8
"""Files of silver that are asked first for a code that no reference table knows; then twice as many."""


def inspect(settings: Settings, contract: Contract, night: date, run_id: str) -> list[Verdict]:
    """Check the night's loads of a source; hold back what a red check says must wait.

    Returns the verdicts (also in `ops.checks`); nothing when nothing arrived and nothing waits.
    """
    lake = Lake(settings.root)
    waiting = ledger.pending(lake, contract.source)
    batch = {load.load_id: load for load in (*ledger.of_run(lake, run_id, source=contract.source), *waiting)}
    if not batch:
        return []
    since = min(load.delivered_at for load in batch.values()) - metrics.VOLUME_PERIOD
    past = ledger.delivered_since(lake, contract.source, since) if contract.check_volume else []
    from lumbung.quality.gx import Validator

    docs = settings.root / "reports" / night.isoformat() / "mutu" / contract.source
    validator = Validator(docs)
    verdicts = _Inspection(settings, contract, night, run_id, validator).all(lake, list(batch.values()), past, waiting)
    validator.write_docs()
    held = _to_hold(verdicts, waiting)
    seen = ",".join(f"{load.load_id}:{load.gate}" for load in batch.values())
    with lake.transaction(f"gate1:{run_id}:{contract.source}:{seen}") as tx:
        checks.write(tx, verdicts, f"gerbang1-{contract.source}")
        ledger.write(tx, [replace(load, gate="HELD") for load in held])
    return verdicts


def _to_hold(verdicts: Sequence[Verdict], waiting: Sequence[Load]) -> list[Load]:
    """A red check holds the whole batch of its government: silver stays as it last was good."""
    pemda = {v.kd_pemda for v in verdicts if v.holds and not v.passed}
    released = {load.load_id for load in waiting if load.gate == "RELEASED"}
    return [load for load in waiting if (load.kd_pemda in pemda or ALL in pemda) and load.load_id not in released]


class _Inspection:
    def __init__(self, settings: Settings, contract: Contract, night: date, run_id: str, validator: Validator) -> None:
        self.settings = settings
        self.contract = contract
        self.night = night
        self.run_id = run_id
        self.validator = validator

    def all(self, lake: Lake, batch: list[Load], past: list[Load], waiting: list[Load]) -> list[Verdict]:
        calendar = load_calendar(self.settings.reference, _delivered_holidays(lake))
        verdicts = self._loads(batch, past, calendar)
        if waiting:
            verdicts += self._rows(lake, waiting) + self._required_slices(lake, waiting)
        return verdicts

    def _loads(self, batch: list[Load], past: list[Load], calendar: Calendar) -> list[Verdict]:
        import pandas as pd

        rows = metrics.load_metrics(self.contract, batch, past, calendar, self.settings.timezone)
        numbers = [c for c in rows[0] if c not in ("load_id", "kd_pemda", "file_name", "outcome")]
        frame = pd.DataFrame(rows).astype(dict.fromkeys(numbers, "float64"))
        by_id = {load.load_id: load for load in batch}
        details = {str(row["load_id"]): row for row in rows}
        found = self.validator.run(f"{self.contract.source}_berkas", frame, suites.load_suite(self.contract), "load_id")
        verdicts = []
        for outcome in found:
            if not outcome.failing:
                verdicts.append(self._verdict(outcome, ALL, ""))
            for load_id in outcome.failing:
                load = by_id[load_id]
                # Somebody looked at a released load and let it pass: it is not judged twice.
                if load.gate != "RELEASED":
                    message = self._explain(outcome, load, details[load_id])
                    verdicts.append(self._verdict(outcome, load.kd_pemda, load.file_name, message))
        return verdicts

    def _rows(self, lake: Lake, waiting: list[Load]) -> list[Verdict]:
        paths = lake.paths(bronze_table(self.contract.source), {load.batch for load in waiting})
        if not paths:
            return []
        frame = session(self.settings).read.parquet(*paths)
        known = self._known_codes(lake, paths)
        suite = suites.row_suite(self.contract, known)
        suite += suites.extra_rules(self.contract.path.parent.parent / "quality", self.contract.source)
        found = self.validator.run(f"{self.contract.source}_baris", frame, suite)
        return [self._verdict(outcome, ALL, "", _new_codes(outcome, paths, known)) for outcome in found]

    def _required_slices(self, lake: Lake, waiting: list[Load]) -> list[Verdict]:
        """Slices without which the arrived ones mean nothing (a shift of a budget that is not there)."""
        paths = lake.paths(bronze_table(self.contract.source), {load.batch for load in waiting})
        if not self.contract.required_slices or not paths:
            return []
        import pandas as pd

        found = duckdb.execute(
            "select distinct _slice from read_parquet($files, hive_partitioning=false) where _load_id in $ids",
            {"files": paths, "ids": [load.load_id for load in waiting]},
        )
        arrived = {name for (name,) in found.fetchall()}
        present = arrived | {f.slice for f in lake.files(silver_table(self.contract.source))}
        rows = metrics.required_slices(arrived, present, self.contract.required_slices)
        outcomes = self.validator.run(
            f"{self.contract.source}_irisan", pd.DataFrame(rows), suites.slice_suite(), "irisan"
        )
        verdicts = []
        for outcome in outcomes:
            for name in outcome.failing:
                message = say("missing_slice", slices=name)
                verdicts.append(self._verdict(outcome, name.split("_")[0], name, message))
            if not outcome.failing:
                verdicts.append(self._verdict(outcome, ALL, ""))
        return verdicts

    def _known_codes(self, lake: Lake, paths: list[str]) -> dict[str, list[str]]:
        """The arrived codes that were seen before, per column that names a reference: in the reference
        table or in silver, whose newest slices are asked first and all of it only for a new code."""
        known = {}
        for column in self.contract.content:
            if reference := column.options.get("codes"):
                arrived = _codes(paths, column.name)
                unseen = arrived - reference_values(self.settings.reference, str(reference))
                files = lake.files(silver_table(self.contract.source)) if unseen else []
                files.sort(key=lambda file: file.slice.partition("_")[2], reverse=True)
                asked = 0
                while unseen and asked < len(files):
                    part = files[asked : asked + max(_NEWEST, asked)]
                    silver = lake.path(silver_table(self.contract.source))
                    unseen -= _codes([str(silver / file.path) for file in part], column.name)
                    asked += len(part)
                known[column.name] = sorted(arrived - unseen)
        return known

    def _explain(self, outcome: Outcome, load: Load, row: dict[str, object]) -> str:
        name = outcome.check.name
        if name == "berkas_terbaca":
            return say("rejected_file", file_name=load.file_name, reason=load.reason or load.outcome)
        if name.startswith("karantina"):
            share = row["karantina_pct"] if row["karantina_pct"] is not None else row["karantina_kecil_pct"]
            text = say("quarantine_share", observed=f"{share:.1f}", limit=f"{self.contract.quarantine_limit_pct:g}")
        elif name == "volume":
            day = load.delivered_tgl(self.settings.timezone)
            text = say("volume", rows=load.rows_read, day=day, median=row["volume_median"])
        elif name == "kolom_di_luar_kontrak":
            text = say("extra_columns", columns=", ".join(load.extra_columns[:10]))
        else:
            text = say("control_total", diff=load.control_total_diff)
        return f"{load.file_name}: {text}"

    def _verdict(self, outcome: Outcome, kd_pemda: str, subject: str, message: str = "") -> Verdict:
        check = outcome.check
        passed = outcome.passed
        return Verdict(
            run_id=self.run_id,
            as_of_tgl=self.night,
            gate=1,
            source=self.contract.source,
            kd_pemda=kd_pemda,
            name=check.name,
            severity=check.severity,
            passed=passed,
            observed=outcome.observed,
            expected=check.wanted,
            subject=subject,
            message=message or ("" if passed else f"{check.name}: {outcome.observed}"),
            holds=check.holds,
        )


def _codes(paths: list[str], column: str) -> set[str]:
    """The distinct values of a column in Parquet files."""
    found = duckdb.execute(
        f'select distinct "{column}" from read_parquet($files, hive_partitioning=false) where "{column}" is not null',
        {"files": paths},
    )
    return {code for (code,) in found.fetchall()}


def _new_codes(outcome: Outcome, paths: list[str], known: dict[str, list[str]]) -> str:
    """Which codes were never seen before; empty for any other check."""
    name = outcome.check.name
    if outcome.passed or not name.startswith(suites.NEW_CODES):
        return ""
    column = name.removeprefix(suites.NEW_CODES)
    found = duckdb.execute(
        f'select distinct "{column}" from read_parquet($files, hive_partitioning=false) '
        f'where not list_contains($known, "{column}") order by 1 limit {_SHOWN}',
        {"files": paths, "known": known[column]},
    )
    return say("new_codes", column=column, codes=", ".join(code for (code,) in found.fetchall()))


def _delivered_holidays(lake: Lake) -> list[date]:
    files = lake.paths(silver_table("hari_libur"))
    if not files:
        return []
    found = duckdb.execute("select tanggal from read_parquet($files, hive_partitioning=false)", {"files": files})
    return [day for (day,) in found.fetchall()]


def release(settings: Settings, load_id: str, who: str, note: str) -> list[Load]:
    """Let a held load, and those held back with it, into silver on the next refine.

    Raises:
        KeyError: no held load of that id.
    """
    lake = Lake(settings.root)
    held = ledger.held(lake)
    chosen = next((load for load in held if load.load_id == load_id), None)
    if chosen is None:
        raise KeyError(load_id)
    reason = mask_text(f"dilepas {who}: {note}".strip())
    with taking_turns(settings, chosen.source):
        same = [
            replace(load, gate="RELEASED", reason=reason)
            for load in ledger.of_source(lake, chosen.source, ledger.is_held())
            if load.kd_pemda == chosen.kd_pemda
        ]
        with lake.transaction("release:" + ",".join(f"{x.load_id}:{x.run_id}" for x in same)) as tx:
            ledger.write(tx, same)
    return same

"""The steps of a night, as the DAG's tasks and the command line call them.

Every step takes the night (a WIB date) and the run's id, finds its work in the lake, and may be run
again: what is done is not done twice. Heavy libraries are imported when a step has work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from lumbung import steps
from lumbung.contracts import Contract, load_contracts
from lumbung.errors import DataError, UsageError
from lumbung.ingest import ledger
from lumbung.ingest.ledger import Load
from lumbung.lake import Lake
from lumbung.messages import say, use
from lumbung.quality import checks
from lumbung.quality.checks import Verdict
from lumbung.settings import Settings
from lumbung.tidy import merge_past_months

if TYPE_CHECKING:
    from lumbung.warehouse.build import Plan

RED_OUTCOMES = ("EMPTY", "REJECTED", "FAILED")


def contract_of(settings: Settings, source: str) -> Contract:
    """The contract of a source.

    Raises:
        UsageError: unknown source; the message lists the known ones.
    """
    known = load_contracts(settings.contracts)
    if source not in known:
        raise UsageError(f"Sumber {source!r} tidak dikenal. Yang ada: {', '.join(known)}")
    return known[source]


def ingest(settings: Settings, source: str, night: date, run_id: str) -> list[Load]:
    """Landing → bronze for one source."""
    from lumbung.ingest import ingest_source

    use(settings.language)
    with steps.step(settings, run_id, night, f"{source}.ingest") as step:
        loads = ingest_source(settings, contract_of(settings, source), night, run_id)
        step.detail = _describe(loads)
        step.status = "selesai" if loads else "dilewati"
    return loads


def ingest_strays(settings: Settings, night: date, run_id: str) -> list[Load]:
    """Record the files in landing that belong to no source."""
    from lumbung.ingest import ingest_strays as record

    use(settings.language)
    with steps.step(settings, run_id, night, "landing") as step:
        loads = record(settings, set(load_contracts(settings.contracts)), night, run_id)
        step.detail = _describe(loads)
        step.status = "selesai" if loads else "dilewati"
    return loads


def inspect(settings: Settings, source: str, night: date, run_id: str) -> list[Verdict]:
    """Gate 1 for one source.

    Raises:
        DataError: a red check holds the batch back; silver stays as it last was good.
    """
    use(settings.language)
    with steps.step(settings, run_id, night, f"{source}.gerbang1") as step:
        if not _has_news(settings, source, run_id):
            step.status = "dilewati"
            return []
        from lumbung.quality.gate1 import inspect as gate

        verdicts = gate(settings, contract_of(settings, source), night, run_id)
        step.detail = _colours(verdicts)
        held = [v for v in verdicts if v.holds and not v.passed]
        if held:
            waiting = ledger.of_source(Lake(settings.root), source, ledger.is_held())
            raise DataError(
                say("held", source=source, pemda=held[0].kd_pemda, n=len(waiting), load=waiting[0].load_id)
                + " — "
                + "; ".join(v.message for v in held[:3])
            )
    return verdicts


def _has_news(settings: Settings, source: str, run_id: str) -> bool:
    lake = Lake(settings.root)
    return bool(ledger.of_run(lake, run_id, source=source) or ledger.pending(lake, source))


def refine(settings: Settings, source: str, night: date, run_id: str) -> list[Load]:
    """Bronze → silver for one source."""
    with steps.step(settings, run_id, night, f"{source}.refine") as step:
        lake = Lake(settings.root)
        lake.recover()
        if not ledger.pending(lake, source):
            step.status = "dilewati"
            return []
        from lumbung.refine.run import refine_source

        loads = refine_source(settings, contract_of(settings, source), night, run_id)
        rows = sum(load.rows_valid for load in loads)
        step.detail = f"{rows:,} baris sah".replace(",", ".")
    return loads


def derive(settings: Settings, name: str, night: date, run_id: str) -> None:
    """Silver → silver for one derived job (`spark_jobs/derived/`)."""
    use(settings.language)
    with steps.step(settings, run_id, night, f"{name}.derive") as step:
        from lumbung.refine.derived import has_news

        Lake(settings.root).recover()
        if not has_news(settings, name):
            step.status = "dilewati"
            return
        from lumbung.refine.derive import derive as make

        done = make(settings, name, night, run_id)
        rows = f"{done.rows:,} baris".replace(",", ".")
        step.detail = f"{len(done.slices)} irisan berubah, {rows}" if done.slices else "tidak ada yang berubah"


def build(settings: Settings, night: date, run_id: str) -> Plan:
    """Silver → candidate marts; skipped when the published marts already say it all."""
    from lumbung.warehouse import build as warehouse

    # Before the plan: what it commits afterwards would look like news to the next run.
    merge_past_months(settings, night)
    with steps.step(settings, run_id, night, "build") as step:
        plan = warehouse.make_plan(settings, night)
        if plan.nothing_new:
            warehouse.discard(settings)
            step.status = "dilewati"
            step.detail = "tidak ada yang baru"
        else:
            warehouse.build(settings, plan)
            step.detail = "penuh" if plan.slices is None else _count_slices(plan.slices)
    return plan


def audit(settings: Settings, night: date, run_id: str) -> list[Verdict]:
    """Gate 2 on the candidate.

    Raises:
        DataError: red; the old marts stay published.
    """
    from lumbung.warehouse import build as warehouse

    with steps.step(settings, run_id, night, "audit") as step:
        plan = warehouse.candidate_plan(settings, night)
        if plan is None:
            step.status = "dilewati"
            return []
        from lumbung.warehouse.audit import audit as gate

        verdicts = gate(settings, plan, run_id)
        step.detail = _colours(verdicts)
    return verdicts


def publish(settings: Settings, night: date, run_id: str) -> None:
    """Switch readers to the audited candidate."""
    from lumbung.warehouse import build as warehouse

    with steps.step(settings, run_id, night, "publish") as step:
        plan = warehouse.candidate_plan(settings, night)
        if plan is None:
            step.status = "dilewati"
            return
        from lumbung.warehouse.publish import publish as switch

        done = switch(settings, plan, run_id)
        step.detail = f"{len(done.gold)} mart per {done.as_of}"


def report(settings: Settings, night: date, run_id: str) -> None:
    """The night's report; when nothing happened, the last one still says it all."""
    from lumbung.warehouse import manifest

    use(settings.language)
    with steps.step(settings, run_id, night, "report") as step:
        target = settings.root / "reports" / night.isoformat() / "index.html"
        published = manifest.read(settings)
        done = steps.read_journal(steps.journal(settings, run_id))
        idle = all(s.status == "dilewati" for s in done.values() if s.step != "report")
        if idle and target.exists() and published and published.as_of_tgl == night:
            step.status = "dilewati"
            return
        from lumbung.report.collect import collect, render_night

        render_night(settings, collect(settings, night, run_id), target.parent)
        step.detail = str(target)


def conclude(settings: Settings, night: date, run_id: str) -> None:
    """Keep the run's timings; the last word on the night.

    Raises:
        DataError: something was red or did not end; the message lists it.
    """
    steps.keep(settings, run_id, night)
    done = steps.read_journal(steps.journal(settings, run_id)).values()
    # Later steps go on without a derived table: whoever looks at the night must still see it fail.
    if red := [*red_facts(settings, run_id), *(f"{s.step}: {s.detail}" for s in done if s.status == "gagal")]:
        raise DataError(f"{len(red)} merah: " + "; ".join(red[:10]))


def red_facts(settings: Settings, run_id: str) -> list[str]:
    """What went wrong in a run: red checks and files that were not loaded, for people."""
    lake = Lake(settings.root)
    nights = {date.fromisoformat(s.as_of_tgl) for s in steps.read_journal(steps.journal(settings, run_id)).values()}
    judged = [v for first in {n.replace(day=1) for n in nights} for v in checks.of_month(lake, first, run_id=run_id)]
    found = [v.message or v.name for v in judged if not v.passed and v.severity == "merah"]
    failed = [
        f"{x.source}/{x.kd_pemda}/{x.file_name}: {x.reason}"
        for x in ledger.of_run(lake, run_id)
        if x.outcome == "FAILED"
    ]
    return [*found, *failed]


def _describe(loads: Sequence[Load]) -> str:
    if not loads:
        return "tidak ada berkas baru"
    outcomes = Counter(load.outcome for load in loads)
    rows = sum(load.rows_read for load in loads)
    listed = ", ".join(f"{n} {outcome}" for outcome, n in sorted(outcomes.items()))
    return f"{listed}; {rows:,} baris dibaca".replace(",", ".").replace(". ", ", ")


def _colours(verdicts: Sequence[Verdict]) -> str:
    red = sum(not v.passed and v.severity == "merah" for v in verdicts)
    yellow = sum(not v.passed and v.severity == "kuning" for v in verdicts)
    return f"{len(verdicts)} pemeriksaan, {red} merah, {yellow} kuning"


def _count_slices(slices: dict[str, list[str]]) -> str:
    return f"{sum(map(len, slices.values()))} irisan berubah"

"""# Malam Lumbung (`nightly`)

Setiap pukul 01.00 WIB: berkas yang tiba sampai kemarin 23.59.59 WIB dimuat, diperiksa (gerbang 1),
dimurnikan, dibangun menjadi mart, diaudit (gerbang 2), diterbitkan, dan dilaporkan.

| tugas | bila merah |
|---|---|
| `<sumber>.ingest` | berkas lain jalan terus; berkas yang gagal tetap di landing |
| `<sumber>.gerbang1` | silver sumber itu tetap sampai `lumbung quarantine release --load …` |
| `<sumber>.refine` | diulang malam berikutnya; tidak ada baris yang hilang |
| `<turunan>.derive` | tabel turunan lama tetap, mart terbit dengannya, `simpulan` gagal; diulang malam berikutnya |
| `build`, `audit` | mart lama tetap terbit; laporan mengatakannya |
| `simpulan` | malam dinyatakan gagal bila ada yang merah, sesudah laporan jadi |

Jalankan ulang kapan saja: yang sudah selesai tidak dikerjakan dua kali. Parameter `date`
(YYYY-MM-DD) menentukan malam; tanpa parameter: kemarin menurut WIB.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import (
    Asset,
    CronTriggerTimetable,
    Param,
    TriggerRule,
    dag,
    get_current_context,
    task,
    task_group,
)
from airflow.sdk.exceptions import AirflowFailException

WIB = ZoneInfo("Asia/Jakarta")
GOLD = Asset("lumbung-gold", uri="lumbung://gold")


def sources() -> list[str]:
    """One task group per contract; the import is inside, so that parsing stays cheap."""
    from lumbung.settings import load

    return load().source_names()


def references() -> dict[str, list[str]]:
    """Source → the sources whose silver it is refined against."""
    from lumbung.refine.order import references
    from lumbung.settings import load

    return references(load())


def derived_jobs() -> list[str]:
    """One task per job that makes silver tables of silver tables."""
    from lumbung.settings import load

    return load().derived_names()


def night_of(given: str | None, begun: datetime) -> date:
    """The given night, or the day before the run's own WIB date.

    Never "now": a retry at noon must build the same night.
    """
    return date.fromisoformat(given) if given else (begun.astimezone(WIB) - timedelta(days=1)).date()


def run_step(step: str, source: str | None = None, job: str | None = None) -> None:
    """Call a step of `lumbung.night`; a data problem fails at once, anything else is retried."""
    from lumbung import night
    from lumbung.errors import DataError
    from lumbung.settings import load

    context = get_current_context()
    params, dag_run = context["params"], context["dag_run"]
    if source and params["source"] and source not in params["source"]:
        return
    evening = night_of(params["date"], dag_run.logical_date or dag_run.run_after)
    run_id = params["run_id"] or "".join(c if c.isalnum() else "-" for c in dag_run.run_id)
    try:
        named = [name for name in (source, job) if name]
        getattr(night, step)(load(), *named, evening, run_id)
    except DataError as error:
        raise AirflowFailException(str(error)) from error


def source_group(source: str, waits: bool) -> Any:
    """ingest → gerbang1 → refine of one source; `waits`: its gate also waits for other sources, however they
    end. Nothing is refined that its own gate has not judged."""

    @task_group(group_id=source)
    def group() -> None:
        @task(task_id="ingest")
        def ingest() -> None:
            run_step("ingest", source)

        @task(
            task_id="gerbang1",
            retries=0,
            trigger_rule=TriggerRule.ALL_DONE if waits else TriggerRule.ALL_SUCCESS,
        )
        def gate() -> None:
            run_step("inspect", source)

        @task(
            task_id="refine",
            outlets=[Asset(f"lumbung-silver-{source}", uri=f"lumbung://silver/{source}")],
        )
        def refine() -> None:
            run_step("refine", source)

        ingest() >> gate() >> refine()

    return group()


def derived_group(job: str) -> Any:
    """The task that makes one job's derived tables; a red source does not keep it waiting."""

    @task_group(group_id=job)
    def group() -> None:
        @task(
            task_id="derive",
            trigger_rule=TriggerRule.ALL_DONE,
            outlets=[Asset(f"lumbung-silver-{job}", uri=f"lumbung://silver/{job}")],
        )
        def derive() -> None:
            run_step("derive", job=job)

        derive()

    return group()


@dag(
    dag_id="nightly",
    schedule=CronTriggerTimetable("0 1 * * *", timezone="Asia/Jakarta"),  # 01.00 WIB = 18.00 UTC
    start_date=datetime(2026, 1, 1, tzinfo=WIB),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "diskominfo", "retries": 2, "retry_delay": timedelta(minutes=5)},
    params={
        "date": Param(None, type=["null", "string"], format="date", description="Malam (YYYY-MM-DD)"),
        "run_id": Param(None, type=["null", "string"], description="Nama jalan; kosong = dari Airflow"),
        "source": Param(None, type=["null", "array"], description="Hanya sumber ini; kosong = semua"),
    },
    tags=["lumbung", "harian"],
    doc_md=__doc__,
)
def nightly() -> None:
    @task(task_id="landing")
    def strays() -> None:
        run_step("ingest_strays")

    @task(task_id="build", trigger_rule=TriggerRule.ALL_DONE)
    def build() -> None:
        run_step("build")

    @task(task_id="audit", retries=0)
    def audit() -> None:
        run_step("audit")

    @task(task_id="publish", outlets=[GOLD])
    def publish() -> None:
        run_step("publish")

    @task(task_id="report", trigger_rule=TriggerRule.ALL_DONE)
    def report() -> None:
        run_step("report")

    @task(task_id="simpulan", trigger_rule=TriggerRule.ALL_DONE, retries=0)
    def verdict() -> None:
        run_step("conclude")

    before = references()
    groups = {source: source_group(source, source in before) for source in sources()}
    for source, others in before.items():
        for other in others:
            groups[other].get_child_by_label("refine") >> groups[source].get_child_by_label("gerbang1")
    refined = list(groups.values())
    derived = [derived_group(job) for job in derived_jobs()]
    marts = build()
    for group in derived:
        refined >> group
    [strays(), *refined, *derived] >> marts >> audit() >> publish() >> report() >> verdict()


nightly()

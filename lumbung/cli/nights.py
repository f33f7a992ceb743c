"""Commands that make a night: run and its single steps."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from lumbung import night as steps_of_night
from lumbung.errors import DataError, EnvironmentProblem, UsageError
from lumbung.settings import Settings, load

DateOption = Annotated[str | None, typer.Option("--date", help="Malam WIB, YYYY-MM-DD; bawaan: hari ini.")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", "-s", help="Hanya sumber ini; boleh berulang.")]


def register(app: typer.Typer) -> None:
    for command in (run, ingest, refine, build, publish, report):
        app.command()(command)


def parse_night(text: str | None, settings: Settings) -> date:
    """The night a command is for.

    Raises:
        UsageError: not a date.
    """
    if text is None:
        return datetime.now(ZoneInfo(settings.timezone)).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--date {text!r}: tulis YYYY-MM-DD, mis. 2026-08-31") from error


def new_run_id(night: date) -> str:
    return f"{night:%Y%m%d}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"


def chosen_sources(settings: Settings, sources: list[str] | None) -> list[str]:
    for source in sources or []:
        steps_of_night.contract_of(settings, source)
    return sources or settings.source_names()


def run(date: DateOption = None, source: SourceOption = None) -> None:
    """Satu malam penuh lewat Airflow: muat, periksa, murnikan, bangun, audit, terbitkan, laporkan.

    Contoh: `lumbung run` · `lumbung run --date 2026-08-31` · `lumbung run -s p3m_aduan`
    """
    import json
    import os

    from lumbung import steps
    from lumbung.cli import progress

    settings = load()
    night = parse_night(date, settings)
    chosen = chosen_sources(settings, source)
    run_id = new_run_id(night)
    log = steps.journal(settings, run_id).with_suffix(".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    conf = {"date": night.isoformat(), "run_id": run_id, "source": source or None}
    command = [sys.executable, "-m", "lumbung.orchestrate", "nightly", json.dumps(conf)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ})
        try:
            progress.follow(settings, run_id, process, chosen)
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise EnvironmentProblem("dihentikan; `lumbung run` melanjutkan dari yang sudah selesai") from None
    progress.summary(settings, night, run_id, log)
    code = progress.exit_code(settings, run_id, process.returncode)
    if code == EnvironmentProblem.exit_code:
        raise EnvironmentProblem(f"malam tidak selesai; catatan lengkap: {log}")
    raise typer.Exit(code)


def ingest(date: DateOption = None, source: SourceOption = None) -> None:
    """Landing → bronze, lalu gerbang 1, tanpa Airflow.

    Contoh: `lumbung ingest -s p3m_aduan`
    """
    settings = load()
    night = parse_night(date, settings)
    run_id = new_run_id(night)
    loads = steps_of_night.ingest_strays(settings, night, run_id)
    held = []
    for name in chosen_sources(settings, source):
        loads += steps_of_night.ingest(settings, name, night, run_id)
        try:
            steps_of_night.inspect(settings, name, night, run_id)
        except DataError as error:
            held.append(str(error))
    from lumbung.cli.tables import loads_table

    loads_table(loads)
    for message in held or steps_of_night.red_facts(settings, run_id):
        typer.echo(f"MERAH {message}", err=True)
    if steps_of_night.red_facts(settings, run_id):
        raise typer.Exit(DataError.exit_code)


def refine(date: DateOption = None, source: SourceOption = None) -> None:
    """Bronze → silver untuk muatan yang lolos gerbang 1.

    Contoh: `lumbung refine`
    """
    from lumbung.refine.order import in_order

    settings = load()
    night = parse_night(date, settings)
    run_id = new_run_id(night)
    for name in in_order(settings, chosen_sources(settings, source)):
        for done in steps_of_night.refine(settings, name, night, run_id):
            typer.echo(f"{name} {done.kd_pemda} {done.file_name}: {done.rows_valid} sah")
    for name in settings.derived_names():
        steps_of_night.derive(settings, name, night, run_id)


def build(date: DateOption = None) -> None:
    """Silver → calon mart (dbt) dan audit (gerbang 2); belum terbit.

    Contoh: `lumbung build --date 2026-08-31`
    """
    settings = load()
    night = parse_night(date, settings)
    run_id = new_run_id(night)
    plan = steps_of_night.build(settings, night, run_id)
    if plan.nothing_new:
        typer.echo(f"Tidak ada yang baru: mart per {night} sudah terbit.")
        return
    steps_of_night.audit(settings, night, run_id)
    typer.echo("Calon mart lulus audit. Terbitkan dengan: lumbung publish")


def publish(date: DateOption = None) -> None:
    """Bangun dan audit calon mart, lalu terbitkan bila lulus; pembaca beralih seketika.

    Contoh: `lumbung publish --date 2026-08-31`
    """
    settings = load()
    night = parse_night(date, settings)
    run_id = new_run_id(night)
    # Always built anew: a candidate that lies there may be of another night or of older inputs.
    if steps_of_night.build(settings, night, run_id).nothing_new:
        typer.echo(f"Tidak ada yang baru: mart per {night} sudah terbit.")
        return
    steps_of_night.audit(settings, night, run_id)
    steps_of_night.publish(settings, night, run_id)
    typer.echo(f"Terbit per {night}.")


def report(date: DateOption = None) -> None:
    """Laporan malam (HTML) dari mart yang terbit.

    Contoh: `lumbung report --date 2026-08-31`
    """
    from lumbung.report.collect import collect, render_night

    settings = load()
    night = parse_night(date, settings)
    target = settings.root / "reports" / night.isoformat()
    typer.echo(render_night(settings, collect(settings, night, None), target))

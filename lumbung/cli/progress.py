"""The night as it happens: one line per step, read from the run's journal."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.live import Live
from rich.markup import escape
from rich.table import Table

from lumbung import night as steps_of_night
from lumbung import steps
from lumbung.cli.tables import console, loads_table
from lumbung.errors import DataError, EnvironmentProblem
from lumbung.ingest import ledger
from lumbung.lake import Lake
from lumbung.settings import Settings
from lumbung.steps import Step

_SIGNS = {
    "berjalan": "[cyan]…[/]",
    "selesai": "[green]✔[/]",
    "dilewati": "[dim]–[/]",
    "merah": "[red]✘[/]",
    "gagal": "[red]![/]",
}
_PAUSE_S = 0.2


def follow(settings: Settings, run_id: str, process: subprocess.Popen[bytes], sources: Sequence[str]) -> None:
    """Show steps until the process ends: a live table on a terminal, else a line per step."""
    path = steps.journal(settings, run_id)
    console.print(f"[bold]Lumbung[/] {run_id} · {len(sources)} sumber · Airflow di {settings.root / '.airflow'}")
    if console.is_terminal:
        with Live(console=console, refresh_per_second=8) as live:
            while process.poll() is None:
                live.update(_table(steps.read_journal(path)))
                time.sleep(_PAUSE_S)
            live.update(_table(steps.read_journal(path)))
        return
    shown: set[str] = set()
    while True:
        ended = process.poll() is not None
        for step in steps.read_journal(path).values():
            if step.status != "berjalan" and step.step not in shown:
                shown.add(step.step)
                console.print(f"{_SIGNS[step.status]} {step.step:<26} {step.seconds:6.1f} s  {escape(step.detail)}")
        if ended:
            return
        time.sleep(_PAUSE_S)


def _table(found: dict[str, Step]) -> Table:
    table = Table.grid(padding=(0, 1))
    for step in found.values():
        seconds = "" if step.status == "berjalan" else f"{step.seconds:.1f} s"
        table.add_row(_SIGNS[step.status], step.step, f"[dim]{seconds:>7}[/]", escape(step.detail[:110]))
    return table


def summary(settings: Settings, night: date, run_id: str, log: Path) -> None:
    """After the night: what was loaded, what is red, where the time went, what to do next."""
    loads = ledger.of_run(Lake(settings.root), run_id)
    console.print()
    if loads:
        loads_table(loads)
    else:
        console.print("Tidak ada berkas baru sejak malam terakhir.")
    _postponed(settings, night)
    for message in steps_of_night.red_facts(settings, run_id):
        console.print(f"[red]MERAH[/] {escape(message)}")
    done = steps.read_journal(steps.journal(settings, run_id))
    slowest = sorted((s for s in done.values() if s.seconds >= 0.1), key=lambda s: -s.seconds)
    console.print("Waktu per langkah: " + ", ".join(f"{s.step} {s.seconds:.1f} s" for s in slowest) or "-")
    report = settings.root / "reports" / night.isoformat() / "index.html"
    if report.exists():
        console.print(f"Laporan   {report}", soft_wrap=True)
    console.print(f"Mart      {settings.root / 'warehouse' / 'current.duckdb'}", soft_wrap=True)
    console.print(f"Catatan   {log}", soft_wrap=True)
    console.print('Lanjut    lumbung status   ·   lumbung sql "from mart_serapan_opd limit 5"')


def _postponed(settings: Settings, night: date) -> None:
    """Files that arrived after the night's end wait for a later night; say so."""
    from lumbung.ingest.discover import arrivals, night_ends_at

    end = night_ends_at(night, settings.timezone)
    later = [a for a in arrivals(settings.landing_dir) if a.delivered_at >= end]
    if later:
        console.print(
            f"[yellow]{len(later)} berkas tiba sesudah {night} 23.59 WIB[/] dan menunggu malam berikutnya "
            f"(`lumbung run` tanpa --date memuatnya)."
        )


def exit_code(settings: Settings, run_id: str, returncode: int) -> int:
    """0 all well, 1 something red, 3 the night did not come to its end."""
    done = steps.read_journal(steps.journal(settings, run_id))
    finished = "report" in done and not any(s.status in ("gagal", "berjalan") for s in done.values())
    if not finished:
        return EnvironmentProblem.exit_code
    red = steps_of_night.red_facts(settings, run_id) or any(s.status == "merah" for s in done.values())
    if red:
        return DataError.exit_code
    return 0 if returncode == 0 else EnvironmentProblem.exit_code

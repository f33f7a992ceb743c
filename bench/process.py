"""Run a program and learn how long it took and how much memory its processes held together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PAUSE_S = 0.1
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Outcome:
    """`peak_mb`: highest sum of resident memory over the process tree, in 10^6 bytes."""

    seconds: float
    peak_mb: float


def clean_environment() -> dict[str, str]:
    """This environment without settings of Lumbung, Airflow or an active virtual environment."""
    ours = ("LUMBUNG_", "AIRFLOW", "VIRTUAL_ENV", "PYTHON", "MAKE", "MFLAGS")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)}


def run(
    command: Sequence[str],
    folder: Path,
    good: Sequence[int] = (0,),
    more: Mapping[str, str] | None = None,
) -> Outcome:
    """Run to the end, output into `<folder>/../<folder>.log`.

    Raises:
        RuntimeError: an exit code that is not good; the message holds the end of the output.
    """
    log = folder.with_suffix(".log")
    with log.open("ab") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**clean_environment(), **(more or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            peak = _watch(process)
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            raise
        seconds = time.perf_counter() - begun
    if process.returncode not in good:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-30:])
        raise RuntimeError(f"{' '.join(command)}: kode {process.returncode}\n{tail}")
    return Outcome(seconds, peak / 1e6)


def _watch(process: subprocess.Popen[bytes]) -> int:
    peak = 0
    while process.poll() is None:
        peak = max(peak, resident_bytes(process.pid))
        time.sleep(_PAUSE_S)
    return peak


def resident_bytes(root: int) -> int:
    """Resident memory of a process, its descendants and everything else in its session."""
    parent: dict[int, int] = {}
    resident: dict[int, int] = {}
    members = {root}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
            continue
        # Fields after the name, which stands in parentheses and may hold anything.
        fields = text.rpartition(")")[2].split()
        pid = int(stat.parent.name)
        parent[pid], resident[pid] = int(fields[1]), int(fields[21]) * _PAGE
        if int(fields[3]) == root:  # an orphan keeps its session
            members.add(pid)
    grown = True
    while grown:
        children = {pid for pid, above in parent.items() if above in members} - members
        members |= children
        grown = bool(children)
    return sum(resident.get(pid, 0) for pid in members)

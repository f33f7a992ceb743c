"""How long each step of a night took: a line per step while it runs, a table afterwards."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from lumbung.errors import DataError
from lumbung.lake import Lake
from lumbung.settings import Settings

TABLE = "ops/steps"
SCHEMA = pa.schema(
    [
        ("run_id", pa.string()),
        ("as_of_tgl", pa.date32()),
        ("step", pa.string()),
        ("status", pa.string()),
        ("detail", pa.string()),
        ("started_at", pa.timestamp("us", tz="UTC")),
        ("seconds", pa.float64()),
    ]
)


@dataclass
class Step:
    """One step of a run. `status`: berjalan, selesai, dilewati, merah, gagal; `detail` for people."""

    run_id: str
    as_of_tgl: str
    step: str
    status: str = "berjalan"
    detail: str = ""
    started_at: str = ""
    seconds: float = 0.0


def journal(settings: Settings, run_id: str) -> Path:
    return settings.root / ".runs" / f"{run_id}.jsonl"


_WAREHOUSE = ("build", "audit", "publish")


@contextmanager
def taking_turns(settings: Settings, name: str) -> Iterator[None]:
    """Two runs at once (the scheduler's and somebody's `lumbung run`) wait for each other, per source
    and for the warehouse; a process that dies lets go by itself."""
    room = "gudang" if name in _WAREHOUSE else name.split(".")[0]
    folder = settings.root / ".locks"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f"langkah-{room}.lock"):
        yield


@contextmanager
def step(settings: Settings, run_id: str, night: date, name: str) -> Iterator[Step]:
    """Time a step and write its line when it begins and when it ends, however it ends."""
    path = journal(settings, run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    this = Step(run_id, night.isoformat(), name, started_at=datetime.now(UTC).isoformat())
    _append(path, this)
    try:
        with taking_turns(settings, name):
            yield this
    except BaseException as error:
        # Red is the data's fault and final; `gagal` is ours or the machine's, and retried.
        this.status = "merah" if isinstance(error, DataError) else "gagal"
        this.detail = this.detail or str(error).split("\n", 1)[0]
        raise
    else:
        if this.status == "berjalan":
            this.status = "selesai"
    finally:
        this.seconds = round(time.perf_counter() - begun, 3)
        _append(path, this)


def _append(path: Path, this: Step) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(this), ensure_ascii=False) + "\n")


def read_journal(path: Path) -> dict[str, Step]:
    """Steps of a run by name, in order of beginning; the latest line of a step rules."""
    found: dict[str, Step] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.endswith("}"):  # the last line may still be on its way
                this = Step(**json.loads(line))
                found[this.step] = this
    return found


def keep(settings: Settings, run_id: str, night: date) -> list[Step]:
    """Copy a run's finished steps into `ops.steps` (one slice per month)."""
    with taking_turns(settings, "ops-steps"):
        return _keep(settings, run_id, night)


def _keep(settings: Settings, run_id: str, night: date) -> list[Step]:
    done = [s for s in read_journal(journal(settings, run_id)).values() if s.status != "berjalan"]
    lake = Lake(settings.root)
    name = f"{night:%Y-%m}"
    old = [pq.read_table(p, partitioning=None, schema=SCHEMA) for p in lake.paths(TABLE, [name])]
    rows = [r for t in old for r in t.to_pylist() if r["run_id"] != run_id]
    rows += [
        {
            **asdict(s),
            "as_of_tgl": date.fromisoformat(s.as_of_tgl),
            "started_at": datetime.fromisoformat(s.started_at),
        }
        for s in done
    ]
    with lake.transaction(f"steps:{run_id}:{len(done)}") as tx:
        tx.change(TABLE, SCHEMA, remove=[f.path for f in lake.files(TABLE) if f.slice == name])
        tx.write(TABLE, pa.Table.from_pylist(rows, schema=SCHEMA), name)
    return done

"""A large planning year: many nights of full exports, then one night of which little is new."""

from __future__ import annotations

import json
import re
import shutil
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.parts import DONE_OR_RED, LUMBUNG, step_seconds
from bench.process import Outcome, run
from lumbung.ingest.discover import arrivals, night_ends_at
from lumbung.sample.planning.nightly import nightly_exports
from lumbung.settings import PROJECT

PEMDA = "33.74"
SOURCES = (
    "kamus_usulan", "klaster_manual", "kua_proyeksi", "ppas_plafon", "sarapan_aspirasi", "sipd_pokir", "sipd_usulan",
)  # fmt: skip
CLUSTERS = "klaster_usulan"
WORKBOOKS = 3
_MODEL = re.compile(r"OK created sql \S+(?: \S+)? model (?:\w+\.)?(\w+) .*\[.*in ([\d.]+)s\]")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Planning:
    """`night`: part of the planning domain → seconds of the night after; `clusters_s`: the derive step
    of the first night, which clusters the whole year; `workbook`: the command's median."""

    rows: int
    nights: int
    changed: int
    history: Outcome
    clusters_s: float
    night: Mapping[str, float]
    workbook: Outcome

    @property
    def night_s(self) -> float:
        return sum(self.night.values())


def planning(folder: Path, last: date, usulan: int, pokir: int, nights: int) -> Planning:
    """The small city with one planning year of full size: all nights but the last in one run, then the last."""
    folder.mkdir()
    lake = folder / "lake"
    landing = lake / "landing"
    run([LUMBUNG, "sample", "--scale", "kecil", "--until", last.isoformat()], folder)
    _make_room(landing, last)
    rows = changed = 0
    tonight = []
    made = nightly_exports(PROJECT / "data" / "reference", PEMDA, last, usulan=usulan, pokir=pokir, nights=nights)
    for export in made:
        if export.delivered.date() == last:
            tonight.append(export)
            rows, changed = rows + export.rows, changed + export.changed
        else:
            export.write(landing)
    eve = last - timedelta(days=1)
    history = run([LUMBUNG, "run", "--date", eve.isoformat()], folder, DONE_OR_RED)
    clusters = step_seconds(lake, eve)[f"{CLUSTERS}.derive"]
    for export in tonight:
        export.write(landing)
    run([LUMBUNG, "run", "--date", last.isoformat()], folder, DONE_OR_RED)
    spent = _domain(lake, step_seconds(lake, last))
    return Planning(rows, nights, changed, history, clusters, spent, _workbook(folder, last))


def _make_room(landing: Path, last: date) -> None:
    """The exports take the place of the sample's own for that year; nothing else arrives on the last day."""
    end = night_ends_at(last - timedelta(days=1), "Asia/Jakarta")
    for arrival in list(arrivals(landing)):
        replaced = arrival.kd_pemda == PEMDA and arrival.source in ("sipd_usulan", "sipd_pokir")
        if (replaced and f"_{last.year + 1}_" in arrival.path.name) or arrival.delivered_at >= end:
            arrival.path.unlink()


def _domain(lake: Path, steps: Mapping[str, float]) -> dict[str, float]:
    """Seconds of the steps, models and tests that the planning domain adds to a night."""
    found = {
        part: sum(steps.get(f"{source}.{step}", 0.0) for source in SOURCES)
        for part, step in (("muat", "ingest"), ("gerbang 1", "gerbang1"), ("murnikan", "refine"))
    }
    found["klaster"] = steps.get(f"{CLUSTERS}.derive", 0.0)
    manifest = json.loads((lake / ".dbt" / "target" / "manifest.json").read_text())["nodes"]
    own = {
        node["name"]
        for node in manifest.values()
        if node["resource_type"] == "model" and re.search(r"perencanaan|int_usulan|int_kuappas", node["path"])
    }
    log = _COLOUR.sub("", (lake / ".dbt" / "build.log").read_text())
    found["model dbt"] = sum(float(s) for name, s in _MODEL.findall(log) if name in own)
    results = json.loads((lake / ".dbt" / "target" / "run_results.json").read_text())["results"]
    found["uji dbt"] = sum(r["execution_time"] for r in results if _about(manifest[r["unique_id"]], own))
    return found


def _about(test: Mapping[str, Mapping[str, list[str]]], models: set[str]) -> bool:
    return any(node.rpartition(".")[2] in models for node in test["depends_on"]["nodes"])


def _workbook(folder: Path, last: date) -> Outcome:
    """Median of a few runs of the command, after one that warms the file system."""
    target = folder / "ringkasan.xlsx"
    command = [LUMBUNG, "kua-ppas", "--tahun", str(last.year + 1), "--pemda", PEMDA, "-o", str(target)]
    runs = [run(command, folder) for _ in range(WORKBOOKS + 1)][1:]
    shutil.copyfile(target, folder.with_suffix(".xlsx"))
    return Outcome(statistics.median(r.seconds for r in runs), max(r.peak_mb for r in runs))

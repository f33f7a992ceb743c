"""A city-year: Lumbung on two engines against scripts that make the same marts from the same files."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from bench import city, marts
from bench.parts import DONE_OR_RED, LUMBUNG, step_seconds
from bench.process import Outcome, run

HAND, PYSPARK = "hand_duckdb", "plain_pyspark"
SCRIPTS = (HAND, "plain_polars", "plain_pandas", PYSPARK)
SAIL, APACHE = "lumbung-sail", "lumbung-apache"
ENGINES = {SAIL: "", APACHE: "local[2]"}
NAMES = {
    SAIL: "Lumbung, Sail",
    APACHE: "Lumbung, Apache Spark `local[2]`",
    HAND: "skrip DuckDB yang disetel tangan (batas)",
    "plain_polars": "skrip Polars",
    "plain_pandas": "skrip pandas",
    PYSPARK: "skrip PySpark",
}


@dataclass(frozen=True)
class Volume:
    """`outcomes` and `differing` by contestant; differing: mart → rows unlike the limit's."""

    scale: float
    sent: city.Sent
    outcomes: Mapping[str, Outcome]
    differing: Mapping[str, Mapping[str, int]]
    steps: Mapping[str, float]
    next_day: Outcome
    next_steps: Mapping[str, float]

    def ratio(self, contestant: str, to: str) -> float:
        return self.outcomes[contestant].seconds / self.outcomes[to].seconds


def volume(folder: Path, scale: float, until: date, contestants: tuple[str, ...] = (*ENGINES, *SCRIPTS)) -> Volume:
    """One city-year through every contestant, one after the other; then one more day through Lumbung."""
    folder.mkdir(parents=True, exist_ok=True)
    files = folder / "kota"
    sent = city.write(files, city.size(scale), until)
    outcomes: dict[str, Outcome] = {}
    made: dict[str, dict[str, str]] = {}
    for name in contestants:
        print(f"  » {NAMES[name]}", flush=True)
        if name in ENGINES:
            lake = folder / name
            city.lay(files / "landing", lake / "landing")
            outcomes[name] = _night(folder, lake, until, ENGINES[name])
            made[name] = published(lake)
        else:
            out = folder / name
            command = [sys.executable, "-m", f"bench.baselines.{name}", str(files), str(out)]
            outcomes[name] = run(command, folder, more={"PYTHONPATH": str(city.PROJECT)})
            made[name] = marts.written(out)
        print(f"    {outcomes[name].seconds:.1f} s, {outcomes[name].peak_mb:,.0f} MB", flush=True)
    differing = {name: marts.differences(made[HAND], made[name]) for name in made if HAND in made}
    lake = folder / SAIL
    if SAIL not in contestants:
        raise ValueError(f"{SAIL} selalu ikut")
    steps = step_seconds(lake, until)
    tomorrow = until + timedelta(days=1)
    city.lay(files / "besok", lake / "landing")
    following = _night(folder, lake, tomorrow, "")
    return Volume(scale, sent, outcomes, differing, steps, following, step_seconds(lake, tomorrow))


def _night(folder: Path, lake: Path, night: date, remote: str) -> Outcome:
    settings = {"LUMBUNG_LAKE": str(lake), "LUMBUNG_SPARK__REMOTE": remote}
    return run([LUMBUNG, "run", "--date", night.isoformat()], folder, DONE_OR_RED, settings)


def published(lake: Path) -> dict[str, str]:
    """The published marts, copied out: DuckDB allows one attached name per file and process."""
    out = lake / "mart"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    with duckdb.connect(os.fspath(lake / "warehouse" / "current.duckdb"), read_only=True) as con:
        for mart in marts.MARTS:
            con.execute(f"copy (from {mart} {marts.OURS.get(mart, '')}) to '{out / mart}.parquet'")
    return marts.written(out)


def section(found: Volume) -> str:
    """For docs/benchmarks/kota-setahun.md."""
    rows = ", ".join(f"{source} {n:,}".replace(",", ".") for source, n in sorted(found.sent.year.items()))
    lines = ["| peserta | detik | kali batas | puncak memori (MB) | angka sama |", "|---|--:|--:|--:|:-:|"]
    for name, outcome in found.outcomes.items():
        ratio = f"{found.ratio(name, HAND):.2f}" if HAND in found.outcomes else "–"
        same = "–" if name not in found.differing else "tidak" if any(found.differing[name].values()) else "ya"
        lines.append(f"| {NAMES[name]} | {outcome.seconds:.1f} | {ratio} | {outcome.peak_mb:,.0f} | {same} |")
    compared = ", ".join(f"`{mart}`" for mart in marts.MARTS)
    return f"""
Skala {found.scale:g} dari kota setahun: {rows}. Semua peserta membaca berkas yang sama, satu sesudah yang lain; Lumbung
lewat Airflow, dengan semua mart, karantina, audit dan laporan. Dibandingkan sampai digit terakhir: {compared}.
Skrip membuat kolom yang dibandingkan saja.

{chr(10).join(lines)}

## Langkah malam pertama (Sail)

{_steps(found.steps)}

## Malam berikutnya: satu hari data baru

{sum(found.sent.tomorrow.values()):,} baris baru, {found.next_day.seconds:.1f} s, puncak memori
{found.next_day.peak_mb:,.0f} MB.

{_steps(found.next_steps)}
"""


def _steps(steps: Mapping[str, float], shown: int = 15) -> str:
    lines = ["| langkah | detik |", "|---|--:|"]
    return "\n".join([*lines, *(f"| `{n}` | {s:.1f} |" for n, s in sorted(steps.items(), key=lambda x: -x[1])[:shown])])

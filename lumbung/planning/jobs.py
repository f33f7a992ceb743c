"""Summaries that nobody waits for: what a run of the DAG has to build, and where it puts it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from lumbung.errors import UsageError
from lumbung.messages import say
from lumbung.planning.calendar import WIB, Occasion, due
from lumbung.settings import Settings

FORMATS = ("xlsx", "csv", "parquet", "json")
_FILTERS = ("opd", "urusan", "kecamatan", "asal")


@dataclass(frozen=True)
class Job:
    """One summary: plain values, so that an orchestrator can hand it on.

    `strict`: asked for by a person, who is told when the stage or the year does not exist; on a date
    of the calendar the newest document stands in.
    """

    tahun: int
    pemda: str
    as_of: str
    tahap: str | None
    strict: bool
    format: str
    opd: list[str]
    urusan: list[str]
    kecamatan: list[str]
    asal: list[str]


def jobs(
    params: Mapping[str, Any], begun: datetime, occasions: Iterable[Occasion], governments: Iterable[str]
) -> list[dict[str, Any]]:
    """The summaries of a run: of the given year, else of what the calendar asks for on its WIB day.

    Args:
        params: tahun, pemda (list; empty = all), opd, urusan, kecamatan, asal, tahap, as_of, format.
        begun: the moment the run is for. A run of the calendar shows the night before it.

    Raises:
        UsageError: no year given on a day that is not in the calendar, or an unknown format.
    """
    form = params.get("format") or FORMATS[0]
    if form not in FORMATS:
        raise UsageError(say("kuappas_unknown", option="format", value=form, known=", ".join(FORMATS)))
    day = begun.astimezone(WIB).date()
    if params.get("tahun"):
        wanted = [(int(params["tahun"]), params.get("tahap"), True)]
        night = day
    else:
        wanted = list(
            dict.fromkeys((d.year, params.get("tahap") or d.stage or None, False) for d in due(occasions, begun))
        )
        night = day - timedelta(days=1)
        if not wanted:
            raise UsageError(say("kuappas_no_occasion", day=day))
    lists = {name: list(params.get(name) or []) for name in _FILTERS}
    return [
        asdict(
            Job(
                tahun=year,
                pemda=government,
                as_of=params.get("as_of") or night.isoformat(),
                tahap=stage,
                strict=strict,
                format=form,
                **lists,
            )
        )
        for year, stage, strict in wanted
        for government in params.get("pemda") or governments
    ]


def build(settings: Settings, job: Mapping[str, Any]) -> list[Path]:
    """Write one summary below `<lake>/reports/kua-ppas/<night of the marts>/`; returns its files.

    Raises:
        UsageError: an unknown government, filter or stage.
        DataError: nothing published, no data of that year, or (strict) no document of that stage.
    """
    from lumbung.planning import exports
    from lumbung.planning.request import Request
    from lumbung.planning.summary import summary
    from lumbung.serve import connect

    with connect(date.fromisoformat(job["as_of"]), settings) as con:
        request = Request(**{k: v for k, v in job.items() if k not in ("as_of", "format")})
        found = summary(con, request)
    folder = settings.root / "reports" / "kua-ppas" / found.scope.as_of.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"kua-ppas_{found.scope.pemda}_{found.scope.tahun}_{found.scope.tahap}{_suffix(job)}.{job['format']}"
    return [path for path, _ in exports.write(found, folder / name)]


def _suffix(job: Mapping[str, Any]) -> str:
    """Tells summaries of other filters apart."""
    chosen = {name: sorted(job[name]) for name in _FILTERS if job[name]}
    return f"_{hashlib.sha256(json.dumps(chosen).encode()).hexdigest()[:8]}" if chosen else ""

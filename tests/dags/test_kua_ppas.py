"""The DAG of the KUA-PPAS summary: its dates, what a run plans, how missing data end."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lumbung.planning import calendar

PROJECT = Path(__file__).resolve().parents[2]
CALENDAR = calendar.read(PROJECT / "dbt_project" / "seeds" / "cfg_kalender_perencanaan.csv")


@pytest.fixture(scope="module")
def dag(found: dict[str, Any]) -> dict[str, Any]:
    return dict(found["kua_ppas"])


def test_runs_at_six_on_every_day_of_the_calendar(dag: dict[str, Any]) -> None:
    days = {(o.month, o.day) for o in CALENDAR}
    assert {cron for cron, _ in dag["crons"]} == {f"0 6 {day} {month} *" for month, day in days}
    assert len(dag["crons"]) == len(days)
    assert {zone for _, zone in dag["crons"]} == {"Asia/Jakarta"}
    assert (dag["catchup"], dag["max_active_runs"]) == (False, 1)


def test_parameters_and_tasks(dag: dict[str, Any]) -> None:
    wanted = {"tahun", "pemda", "opd", "urusan", "kecamatan", "asal", "tahap", "as_of", "format"}
    assert set(dag["params"]) == wanted
    assert dag["tasks"] == {"rencana": [[], 0, False], "susun": [["rencana"], 2, True]}
    assert "cfg_kalender_perencanaan" in dag["doc_md"]


def test_a_run_of_the_calendar_plans_what_its_wib_day_asks_for(dag: dict[str, Any]) -> None:
    """23:00 UTC of 13 July is 06:00 WIB of 14 July: the draft for the year after, of the night before."""
    assert [
        (j["tahun"], j["pemda"], j["tahap"], j["as_of"], j["strict"], j["format"]) for j in dag["planned"]["calendar"]
    ] == [
        (2027, "33.74", "rancangan", "2026-07-13", False, "xlsx"),
        (2027, "33.22", "rancangan", "2026-07-13", False, "xlsx"),
    ]
    assert dag["planned"]["last second before, in WIB"].startswith("final: 2026-07-13 ")


def test_a_run_by_hand_plans_what_was_asked(dag: dict[str, Any]) -> None:
    """16:59:59 UTC of 13 July is still 13 July in WIB; what is published by then may be used."""
    assert dag["planned"]["by hand"] == [
        {
            "tahun": 2027,
            "pemda": "33.22",
            "as_of": date(2026, 7, 13).isoformat(),
            "tahap": None,
            "strict": True,
            "format": "csv",
            "opd": ["x"],
            "urusan": [],
            "kecamatan": [],
            "asal": [],
        }
    ]


def test_missing_data_skip_the_calendar_and_fail_a_person(dag: dict[str, Any]) -> None:
    assert dag["built"] == {
        "no data, calendar": "skipped: kosong",
        "no data, by hand": "final: kosong",
        "wrong use": "final: salah",
        "machine": "retried: penuh",
    }

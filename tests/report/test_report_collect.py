"""The page tells a night, not a run: a second run does not hide what the first one took."""

from __future__ import annotations

from granary import NIGHT, P3M, Granary, csv_of

from lumbung import night
from lumbung.report.collect import collect
from lumbung.report.facts.deliveries import arrived


def test_all_runs_of_a_night_are_told_together(granary: Granary) -> None:
    for run_id, number in (("satu", "A-1"), ("dua", "A-2")):
        granary.drop(f"p3m_aduan/33.74/{number}.csv", csv_of(P3M, {"nomor_aduan": number}))
        granary.ingest("p3m_aduan", NIGHT, run_id)
        night.inspect(granary.settings, "p3m_aduan", NIGHT, run_id)
        granary.refine("p3m_aduan", NIGHT)
    facts = collect(granary.settings, NIGHT, "dua")
    assert [load["file_name"] for load in arrived(facts)] == ["A-1.csv", "A-2.csv"]

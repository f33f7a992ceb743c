"""The planner's summary on the marts as the models build them: it reads them, and now is as of tonight."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from town import Marts, Town

from lumbung import serve
from lumbung.planning import exports
from lumbung.planning.request import Request
from lumbung.planning.summary import summary

MALAM_1 = date(2026, 8, 31)


def test_every_year_of_both_governments_becomes_a_summary(town: Town, marts: Marts, tmp_path: Path) -> None:
    years = marts.rows(
        "select kd_pemda, tahun_anggaran from mart_usulan "
        "union select kd_pemda, tahun_anggaran from mart_kuappas_dokumen order by all"
    )
    assert len({pemda for pemda, _ in years}) == 2
    for pemda, year in years:
        with serve.connect(None, town.settings) as now, serve.connect(MALAM_1, town.settings) as past:
            found = summary(now, Request(year, pemda))
            again = summary(past, Request(year, pemda))
        broken = {r["kode"] for r in found.tables["REKONSILIASI"].to_pylist() if r["hasil"] == "✘"}
        assert broken <= {"R09"}, (pemda, year, broken)  # a plan may be out of balance, and says by how much
        for ending in exports.WRITERS:
            for path, _ in exports.write(found, tmp_path / f"kini{ending}"):
                first = path.read_bytes()
                exports.write(again, tmp_path / f"kini{ending}")
                assert path.read_bytes() == first, (pemda, year, path.name)

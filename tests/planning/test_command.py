"""`lumbung kua-ppas` and the builder behind the DAG."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Lumbung, lumbung  # noqa: F401 - a fixture

from lumbung.errors import DataError, UsageError
from lumbung.planning import jobs
from lumbung.planning.calendar import Occasion

from .conftest import FIRST, Published

YEAR = ("--tahun", "2027", "--pemda", "33.74")
DRAFT = Occasion("Rancangan", "rancangan", 7, 14, -1, date(2021, 1, 1), None)
CHANGE = Occasion("Perubahan", "perubahan", 7, 14, -1, date(2021, 1, 1), None)


def run(lumbung: Lumbung, published: Published, *arguments: str, **environment: str) -> Any:  # noqa: F811
    return lumbung("kua-ppas", *arguments, LUMBUNG_LAKE=str(published.settings.root), **environment)


def test_workbook_of_a_past_night(lumbung: Lumbung, published: Published, tmp_path: Path) -> None:  # noqa: F811
    done = run(lumbung, published, *YEAR, "--as-of", FIRST.isoformat(), "-o", "map.xlsx")
    assert done.code == 0, done.err
    assert "Rancangan, tanggal 14 Juli 2026" in done.out and "map.xlsx" in done.out
    assert (tmp_path / "map.xlsx").read_bytes() == published.first_evening["map.xlsx"]


def test_filters_repeat_and_files_are_named(lumbung: Lumbung, published: Published, tmp_path: Path) -> None:  # noqa: F811
    chosen = ("--opd", "DPU", "--opd", "disdik", "--asal", "pokir", "--kecamatan", "Tembalang")
    done = run(lumbung, published, *YEAR, *chosen, "-o", "map.csv")
    assert done.code == 0, done.err
    assert "Saringan kecamatan" in done.out
    for path in tmp_path.iterdir():
        assert path.name in done.out


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        ((*YEAR, "-o", "map.pdf"), 2, ".parquet"),
        ((*YEAR, "--tahap", "akhir", "-o", "map.xlsx"), 2, "kesepakatan"),
        ((*YEAR, "--as-of", "kemarin", "-o", "map.xlsx"), 2, "YYYY-MM-DD"),
        (("--tahun", "dua", "--pemda", "33.74", "-o", "map.xlsx"), 2, "--tahun"),
        (("--tahun", "2031", "--pemda", "33.74", "-o", "map.xlsx"), 1, "lumbung run"),
        ((*YEAR, "--as-of", "2026-01-01", "-o", "map.xlsx"), 1, "2026-01-01"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_exit_codes(
    lumbung: Lumbung,  # noqa: F811
    published: Published,
    tmp_path: Path,
    arguments: tuple[str, ...],
    code: int,
    hint: str,
) -> None:
    done = run(lumbung, published, *arguments)
    assert (done.code, hint in done.err) == (code, True), done.err
    assert list(tmp_path.iterdir()) == []


def test_the_workbook_needs_no_pandas(published: Published, tmp_path: Path) -> None:
    """Handing Python values to pyarrow or DuckDB imports it: a third of a second of the three there are."""
    program = (
        "import sys; from lumbung import cli\n"
        f"sys.argv = ['lumbung', 'kua-ppas', *{YEAR!r}, '-o', 'map.xlsx']\n"
        "try: cli.main()\n"
        "finally: print('pandas' in sys.modules)"
    )
    place = {**os.environ, "LUMBUNG_LAKE": str(published.settings.root)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=place,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "False"), done.stderr
    assert (tmp_path / "map.xlsx").exists()


def test_english_by_switch(lumbung: Lumbung, published: Published) -> None:  # noqa: F811
    done = run(lumbung, published, *YEAR, "--asal", "x", "-o", "map.xlsx", LUMBUNG_LANGUAGE="en")
    assert "is not known" in done.err


def test_a_day_of_the_calendar_plans_each_stage_for_each_government() -> None:
    made = jobs.jobs({}, datetime(2026, 7, 14, 6, tzinfo=UTC), [DRAFT, CHANGE], ["33.74", "33.22"])
    assert [(j["tahun"], j["tahap"], j["pemda"], j["strict"]) for j in made] == [
        (2027, "perubahan", "33.74", False),
        (2027, "perubahan", "33.22", False),
        (2027, "rancangan", "33.74", False),
        (2027, "rancangan", "33.22", False),
    ]
    with pytest.raises(UsageError, match="2026-07-15"):
        jobs.jobs({}, datetime(2026, 7, 15, 6, tzinfo=UTC), [DRAFT], ["33.74"])
    with pytest.raises(UsageError, match="xlsx, csv"):
        jobs.jobs({"tahun": 2027, "format": "pdf"}, datetime(2026, 7, 15, tzinfo=UTC), [], ["33.74"])


def test_a_job_builds_below_the_reports_of_its_night(published: Published) -> None:
    """The night named is that of the marts, not that of the run; other filters are other files."""
    moment = datetime(2026, 7, 20, tzinfo=UTC)
    (job,) = jobs.jobs({"tahun": 2027, "pemda": ["33.74"]}, moment, [], ["33.22"])
    (path,) = jobs.build(published.settings, job)
    folder = published.settings.root / "reports" / "kua-ppas" / "2026-07-15"
    assert path == folder / "kua-ppas_33.74_2027_rancangan.xlsx"
    assert path.read_bytes() == published.first_evening["map.xlsx"]
    (filtered,) = jobs.build(published.settings, {**job, "asal": ["pokir"]})
    assert filtered.parent == folder and filtered != path
    with pytest.raises(DataError, match="perubahan"):
        jobs.build(published.settings, {**job, "tahap": "perubahan"})
    (stand_in,) = jobs.build(published.settings, {**job, "tahap": "perubahan", "strict": False})
    assert stand_in == path
    assert stand_in.read_bytes() != published.first_evening["map.xlsx"]  # the cover says what was expected

"""One small lake with two published nights, and the `lumbung` program to look at it with."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from granary import P3M, WIB, Granary, csv_of

from lumbung import cli, messages, night

FIRST, SECOND = date(2026, 8, 30), date(2026, 8, 31)
MANY_ROWS, MANY_WRONG = 200, 20
"""From 200 rows on more than 5 % in quarantine hold a file back; 20 of 200 are 10 %."""


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


Lumbung = Callable[..., Result]
"""`lumbung("sql", "select 1", folder=…, LUMBUNG_LANGUAGE="en")`."""


@pytest.fixture
def lumbung(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Lumbung]:
    """The program inside this process, from a folder of its own: a second less than a new one."""

    def run(*arguments: str, folder: Path = tmp_path, **environment: str) -> Result:
        with monkeypatch.context() as patch:
            for name in [n for n in os.environ if n.startswith("LUMBUNG_")]:
                patch.delenv(name)
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.chdir(folder)
            patch.setattr(sys, "argv", ["lumbung", *arguments])
            capsys.readouterr()
            with pytest.raises(SystemExit) as end:
                cli.main()
        code = end.value.code
        assert code is None or isinstance(code, int)
        return Result(code or 0, *capsys.readouterr())

    yield run
    messages.use("id")


def program(*arguments: str, folder: Path, **environment: str) -> Result:
    """The installed program as users start it."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("LUMBUNG_")}
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lumbung"), *arguments],
        cwd=folder,
        env={**clean, "COLUMNS": "160", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Granary:
    """Two nights of complaints, both published, read only.

    The first: two good tickets and a faulty one in 33.74, a file without columns, and in 33.22 a
    file that gate 1 holds back. The second: one more ticket in 33.74.
    """
    granary = Granary(tmp_path_factory.mktemp("kota"))
    evening = datetime(2026, 8, 30, 20, 0, tzinfo=WIB)
    faulty = {
        "nomor_aduan": "A-3",
        "tanggal_masuk": "entah",
        "kategori": "=cmd|' /C calc'!A1",
        "kecamatan": "+62",
        "nik": "3374010101900000",
    }
    good = [{"nomor_aduan": "A-1"}, {"nomor_aduan": "A-2"}]
    granary.drop("p3m_aduan/33.74/satu.csv", csv_of(P3M, *good, faulty), at=evening)
    granary.drop("p3m_aduan/33.74/rusak.csv", "a;b\n1;2\n", at=evening)
    many = [
        {"nomor_aduan": f"B-{n}", **({"tanggal_masuk": "entah"} if n < MANY_WRONG else {})} for n in range(MANY_ROWS)
    ]
    granary.drop("p3m_aduan/33.22/banyak.csv", csv_of(P3M, *many), at=evening)
    granary.ingest("p3m_aduan", FIRST)
    with pytest.raises(Exception, match="1 berkas ditahan"):
        night.inspect(granary.settings, "p3m_aduan", FIRST, f"uji-{granary.runs:03}")
    _publish(granary, FIRST)
    granary.drop("p3m_aduan/33.74/dua.csv", csv_of(P3M, {"nomor_aduan": "A-4"}))
    granary.ingest("p3m_aduan", SECOND)
    _publish(granary, SECOND)
    return granary


def _publish(granary: Granary, evening: date) -> None:
    """Without gate 2: what it judges has tests of its own, and it takes as long as the build."""
    granary.refine("p3m_aduan", evening)
    night.build(granary.settings, evening, granary.new_run())
    night.publish(granary.settings, evening, granary.new_run())

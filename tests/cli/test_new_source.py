"""The page "add a source in fifteen minutes": its commands are run, its outputs compared."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import duckdb
import pytest

from lumbung.ingest.raw import quote
from lumbung.lake import Lake
from lumbung.settings import PROJECT

from .conftest import Lumbung

PAGE = (PROJECT / "docs" / "sumber-baru.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(sh)?\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def _words(text: str) -> list[list[str]]:
    """The words of each line, frames and decoration of tables aside."""
    return [line.split() for line in re.sub(r"[│✔┃]", " ", text).splitlines() if line.strip()]


def _answer(lake: Path, query: str) -> str:
    """What `lumbung sql` shows of silver, without building all marts for it."""
    with duckdb.connect() as con:
        con.execute("set timezone = 'UTC'; create schema silver")
        for table in ("daya_tetuan", "timbangan_austin"):
            files = ", ".join(map(quote, Lake(lake).paths(f"silver/{table}")))
            con.execute(f"create view silver.{table} as from read_parquet([{files}], hive_partitioning = false)")
        return str(con.sql(query))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the page works; its files are laid down by a shell."""
    plain = "".join(re.sub(r"^(lumbung|export) .*\n", "", block, flags=re.MULTILINE) for kind, block in BLOCKS if kind)
    subprocess.run(["bash", "-eu"], input=f"REPO={PROJECT}\n{plain}", text=True, cwd=tmp_path, check=True)
    return tmp_path / "coba"


def test_the_page_does_what_it_says(lumbung: Lumbung, folder: Path) -> None:
    seen: list[list[str]] = []
    compared = 0
    for kind, block in BLOCKS:
        if not kind:
            for line in _words(block):
                if line[:1] == ["Terbit"]:
                    continue
                words = [w for w in line if w not in ("berkas", "dibaca", "sah", "karantina", "duplikat")]
                assert line in seen or words in seen, line
                compared += 1
            continue
        for command in re.findall(r"^lumbung .*$", block, re.MULTILINE):
            _, *arguments = shlex.split(command)
            if arguments[0] == "sql":
                seen += _words(_answer(folder / "lake", arguments[1]))
            elif arguments[0] != "publish":
                done = lumbung(*arguments, folder=folder, COLUMNS="200")
                assert done.code == 0, done.err
                seen += _words(done.out)
    assert compared == 22

"""The page as a document: what it must contain, and what it must never contain."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lumbung.report import Night, render

Make = Callable[..., Any]


def test_names_are_escaped_everywhere(page: Make, load: Make, check: Make) -> None:
    evil = "<script>alert(2)</script>"
    made = page(
        loads=[load("REJECTED", f"{evil}.csv", reason=evil)],
        checks=[check("merah", False, evil)],
        quarantine_sample=[
            {
                "source": "p3m_aduan",
                "file_name": evil,
                "row_number": 1204,
                "reasons": ["KUNCI_KOSONG:nomor_aduan", f"LAIN:{evil}"],
            }
        ],
        source_titles={"p3m_aduan": evil},
    )
    assert "script" not in made.tags
    assert made.tables["Contoh baris karantina"][1:] == [[evil, "1.204", f"Kunci kosong (nomor_aduan); LAIN ({evil})"]]
    assert "<script>alert(1)</script> & Co" in made.text  # an OPD's name, as text


def test_the_page_needs_nothing_but_itself(page: Make) -> None:
    made = page()
    outside = {"script", "link", "img", "iframe", "object", "embed", "image", "use"}
    assert not outside & set(made.tags)
    links = [value for _, name, value in made.attributes if name in ("href", "src", "xlink:href")]
    assert links
    assert all(link.startswith("#") for link in links)
    assert not re.search(r"@import|url\((?!#)", made.html)
    hosts = set(re.findall(r"https?://([^/\"' ]+)", made.html))
    assert hosts == {"www.w3.org"}  # SVG namespaces


def test_drawings_speak_and_tables_have_headings(page: Make) -> None:
    made = page()
    ids = Counter(value for _, name, value in made.attributes if name == "id")
    assert set(ids.values()) == {1}
    spoken = [value for _, name, value in made.attributes if name == "aria-labelledby"]
    assert len(spoken) == made.tags.count("svg") == 8
    assert all(part in ids for value in spoken for part in (value or "").split())
    assert made.tags.count("desc") == 8
    assert set(re.findall(r"url\(#([^)]+)\)", made.html)) <= set(ids)
    assert made.tags.count("table") == made.tags.count("caption") == len(made.tables)
    assert Counter(made.tags)["th"] == [name for _, name, _ in made.attributes].count("scope")


def test_unknown_language_writes_nothing(con: duckdb.DuckDBPyConnection, quiet: Night, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'jv'"):
        render(con, quiet, tmp_path / "laporan", "jv")
    assert not (tmp_path / "laporan").exists()


def test_importing_the_package_is_cheap() -> None:
    program = "import sys, lumbung.report; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "lumbung.report.night" in loaded
    assert not loaded & {"altair", "vl_convert", "jinja2"}

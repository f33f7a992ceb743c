"""Every notebook runs from top to bottom on a published lake and draws what it promises."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from lumbung import night, sample
from lumbung.settings import PROJECT, load

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
NIGHT = date(2026, 8, 31)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working folder of a small published lake, made by the library's steps."""
    folder = tmp_path_factory.mktemp("buku")
    settings = load(lake=folder / "lake")
    sample.write(
        settings.landing_dir, folder / "truth.json", scale=0.05, seed=1, until=NIGHT, dirt=0.0,
        reference=settings.reference,
    )
    for source in settings.source_names():
        night.ingest(settings, source, NIGHT, "buku")
        night.refine(settings, source, NIGHT, "buku")
    night.build(settings, NIGHT, "buku")
    night.audit(settings, NIGHT, "buku")
    night.publish(settings, NIGHT, "buku")
    return folder


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs_and_draws(path: Path, published: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(published)}}).execute()
    drawn = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert len(drawn) >= 2

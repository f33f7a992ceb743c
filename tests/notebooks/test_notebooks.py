"""Every notebook runs from top to bottom on a published lake and draws what it promises."""

from __future__ import annotations

import ast
import json
import re
from datetime import date
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from lumbung import night, sample
from lumbung.planning.labels import ASAL
from lumbung.settings import PROJECT, load

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
PICTURES = {"01_mulai": 2, "02_kua_ppas": 5, "03_sampah_energi": 3}
NIGHT = date(2026, 8, 31)
PERSONAL_PATH = re.compile(r"(?<![\w.])/(?:home|Users|root|tmp|work|mnt|opt)/")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working folder of a small published lake, made by the library's steps."""
    folder = tmp_path_factory.mktemp("buku")
    settings = load(lake=folder / "lake")
    sample.write(
        settings.landing_dir,
        folder / "truth.json",
        scale=0.05,
        seed=1,
        until=NIGHT,
        dirt=0.0,
        reference=settings.reference,
    )
    for source in settings.source_names():
        night.ingest(settings, source, NIGHT, "buku")
        night.refine(settings, source, NIGHT, "buku")
    for job in settings.derived_names():
        night.derive(settings, job, NIGHT, "buku")
    night.build(settings, NIGHT, "buku")
    night.audit(settings, NIGHT, "buku")
    night.publish(settings, NIGHT, "buku")
    return folder


def test_the_pictures_of_every_notebook_are_counted() -> None:
    assert [path.stem for path in NOTEBOOKS] == sorted(PICTURES)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs_and_draws(path: Path, published: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(published)}}).execute()
    pictures = [output for output in _outputs(notebook) if "image/png" in output.get("data", {})]
    assert len(pictures) == PICTURES[path.stem]


def test_what_was_asked_is_what_was_planted(published: Path) -> None:
    notebook = nbformat.read(PROJECT / "notebooks" / "02_kua_ppas.ipynb", as_version=4)
    begin = [cell for cell in notebook.cells if cell.cell_type == "code"][:2]
    probe = nbformat.v4.new_code_cell("print(kd_pemda, tahun, dict(zip(diminta.asal, diminta.baris)), sep=';')")
    notebook.cells = [*begin, probe]
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(published)}}).execute()
    kd_pemda, tahun, told = "".join(output.text for output in probe.outputs).strip().split(";")
    planted = json.loads((published / "truth.json").read_text())["planning"][kd_pemda][tahun]["usulan"]
    asked = {
        ASAL[asal]: sum(n for keputusan, n in by.items() if keputusan not in ("NOT_SUBMITTED", "CANCELLED"))
        for asal, by in planted.items()
    }
    assert tahun == "2027"
    assert ast.literal_eval(told) == asked


def test_the_balance_is_what_was_weighed(published: Path) -> None:
    """Handled = own net weight − residue of the units; reduced = processed − residue."""
    notebook = nbformat.read(PROJECT / "notebooks" / "03_sampah_energi.ipynb", as_version=4)
    begin = [cell for cell in notebook.cells if cell.cell_type == "code"][:2]
    columns = "[neraca.bulan.dt.strftime('%Y-%m'), neraca.penanganan_ton, neraca.pengurangan_ton]"
    probe = nbformat.v4.new_code_cell(
        f"print([(b, round(float(t), 3), round(float(k), 3)) for b, t, k in zip(*{columns})])"
    )
    notebook.cells = [*begin, probe]
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(published)}}).execute()
    told = ast.literal_eval("".join(output.text for output in probe.outputs))
    waste = json.loads((published / "truth.json").read_text())["waste"]
    weighed, units = waste["timbangan"]["33.74"], waste["unit"]["33.74"]
    nothing = {"diolah_kg": 0, "residu_kg": 0}
    assert len(told) == 12
    assert told == [
        (
            month,
            (weighed[month]["netto_kg"] - units.get(month, nothing)["residu_kg"]) / 1000,
            (units.get(month, nothing)["diolah_kg"] - units.get(month, nothing)["residu_kg"]) / 1000,
        )
        for month, _, _ in told
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_is_stored_as_it_ran(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    kinds = {(output.output_type, output.get("name")) for output in _outputs(notebook)}
    assert not {kind for kind in kinds if kind[0] == "error" or kind[1] == "stderr"}
    texts = [output.get("text", "") + "".join(map(str, _texts(output))) for output in _outputs(notebook)]
    assert not [text for text in texts if PERSONAL_PATH.search(text)]


def _outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def _texts(output: nbformat.NotebookNode) -> list[str]:
    return [value for kind, value in output.get("data", {}).items() if kind.startswith("text/")]

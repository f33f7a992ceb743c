"""Two written samples, one with faults and one without, and a reader that owes nothing to them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from lumbung.sample import write

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
UNTIL = date(2026, 8, 31)
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
)  # fmt: skip


def _ticket(line: str) -> dict[str, Any]:
    """A line of NDJSON with dotted names; a broken one stands under the name `_rusak`."""
    try:
        found = json.loads(line)
    except json.JSONDecodeError:
        return {"_rusak": line}
    inner = {f"{k}.{n}": v for k, own in found.items() if isinstance(own, dict) for n, v in own.items()}
    return {**found, **inner}


class City:
    """One written sample and what it says about itself."""

    def __init__(self, root: Path, **arguments: Any) -> None:
        self.landing = root / "landing"
        self.truth_path = root / "truth.json"
        self.truth = write(self.landing, self.truth_path, until=UNTIL, reference=REFERENCE, **arguments)

    def files(self, source: str, kd_pemda: str, outcome: str = "LOADED") -> list[dict[str, Any]]:
        """Files of a source with an outcome, in order of arrival."""
        wanted = (source, kd_pemda, outcome)
        return [f for f in self.truth["files"] if (f["source"], f["kd_pemda"], f["outcome"]) == wanted]

    def text(self, path: str) -> str:
        data = (self.landing / path).read_bytes()
        if path.endswith(".gz"):
            data = gzip.decompress(data)
        if path.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                (member,) = archive.namelist()
                data = archive.read(member)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("cp1252")

    def rows(self, path: str) -> list[dict[str, str]]:
        if path.endswith(".json"):
            return [dict(row) for row in json.loads(self.text(path))]
        if ".ndjson" in path:
            return [_ticket(line) for line in self.text(path).splitlines()]
        if path.endswith(".xml"):
            requests = ElementTree.fromstring(self.text(path).encode())
            return [{field.tag: field.text or "" for field in request} for request in requests]
        reader = csv.DictReader(io.StringIO(self.text(path), newline=""), delimiter=";")
        return [{k.lower().replace(" ", "_"): v for k, v in row.items()} for row in reader]

    @staticmethod
    def month(text: str) -> str:
        """`YYYY-MM` of a date in any of the three spellings."""
        if match := re.match(r"(\d{4})-(\d\d)-\d\d", text):
            return f"{match[1]}-{match[2]}"
        if match := re.match(r"\d\d/(\d\d)/(\d{4})", text):
            return f"{match[2]}-{match[1]}"
        _, month, year = text.split()
        return f"{year}-{MONTHS.index(month) + 1:02d}"

    @staticmethod
    def rupiah(text: str) -> int:
        assert re.fullmatch(r"\d{1,3}(\.\d{3})*,00", text), text
        return int(text[:-3].replace(".", ""))


@pytest.fixture(scope="session")
def new_city() -> Callable[..., City]:
    """Writes another sample: `new_city(root, scale=…, dirt=…)`."""
    return City


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> City:
    return City(tmp_path_factory.mktemp("kotor"), scale=0.05, seed=3)


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> City:
    return City(tmp_path_factory.mktemp("bersih"), scale=0.02, seed=4, dirt=0)

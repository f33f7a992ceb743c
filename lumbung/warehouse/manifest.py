"""What is published: for which night, from which table versions, built by which rules."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from lumbung.settings import Settings


@dataclass(frozen=True)
class Manifest:
    """One publication. `inputs`: silver and ops table → version; `gold`: mart → Delta version."""

    as_of: str
    run_id: str
    published_at: str
    fingerprint: str
    inputs: dict[str, int | None] = field(default_factory=dict)
    gold: dict[str, int] = field(default_factory=dict)

    @property
    def as_of_tgl(self) -> date:
        return date.fromisoformat(self.as_of)


def warehouse(settings: Settings) -> Path:
    return settings.root / "warehouse"


def current_database(settings: Settings) -> Path:
    return warehouse(settings) / "current.duckdb"


def candidate_database(settings: Settings) -> Path:
    """Under the published file's own name: views inside remember the name of their database."""
    return warehouse(settings) / "candidate" / "current.duckdb"


def marts(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables that readers may rely on: marts, dimensions, settings of law, operations."""
    found = con.execute(
        "select table_name from information_schema.tables where table_schema = 'main' "
        "and table_catalog = current_database() and table_type = 'BASE TABLE' order by table_name"
    )
    return [table for (table,) in found.fetchall()]


def read(settings: Settings, as_of: date | None = None) -> Manifest | None:
    """The newest publication, or the one that stood on a past night; None: nothing yet."""
    if as_of is None:
        path = warehouse(settings) / "manifest.json"
        return Manifest(**json.loads(path.read_text())) if path.exists() else None
    nights = sorted((warehouse(settings) / "history").glob("*.json"))
    chosen = [p for p in nights if p.stem <= as_of.isoformat()]
    return Manifest(**json.loads(chosen[-1].read_text())) if chosen else None


def write(settings: Settings, manifest: Manifest) -> None:
    """History first, so that the newest publication can always be found there too."""
    folder = warehouse(settings)
    (folder / "history").mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True)
    for target in (folder / "history" / f"{manifest.as_of}.json", folder / "manifest.json"):
        temporary = target.with_suffix(".tmp")
        temporary.write_text(text)
        temporary.replace(target)


def fingerprint(settings: Settings) -> str:
    """Hash of everything that shapes marts besides data: models, seeds, reference, contracts."""
    digest = hashlib.sha256()
    folders = [settings.dbt_project, settings.reference, *settings.contracts]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".sql", ".yml", ".yaml", ".csv") and "target" not in path.parts:
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]

"""Immutable originals: every file that arrived, by its content."""

from __future__ import annotations

import shutil
from pathlib import Path

from lumbung.ingest.discover import Arrival
from lumbung.settings import Settings


def archive(settings: Settings, arrival: Arrival, digest: str) -> Path:
    """Copy the original to its place by content; the copy is never changed."""
    suffix = "".join(arrival.path.suffixes[-2:]) if arrival.path.suffix == ".gz" else arrival.path.suffix
    folder = settings.root / "archive" / arrival.source / arrival.kd_pemda
    folder.mkdir(parents=True, exist_ok=True)
    (settings.root / "archive").chmod(0o700)
    target = folder / f"{digest}{suffix.lower()}"
    if not target.exists():
        temporary = target.with_name(f".{target.name}.tmp")
        shutil.copyfile(arrival.path, temporary)
        temporary.chmod(0o400)
        temporary.replace(target)
    return target

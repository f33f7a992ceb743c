"""Versions and health of this installation, for `lumbung doctor`."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from lumbung.contracts import load_contracts
from lumbung.errors import LumbungError
from lumbung.settings import Settings

_PACKAGES = (
    "apache-airflow",
    "pyspark",
    "pysail",
    "duckdb",
    "deltalake",
    "dbt-core",
    "dbt-duckdb",
    "great-expectations",
)
_FREE_GIB = 5


@dataclass(frozen=True)
class Finding:
    """`level`: 0 good, 1 worth knowing, 2 must be mended."""

    subject: str
    text: str
    level: int = 0


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that a night needs, in the order in which it needs it."""
    wanted = (3, 11) <= sys.version_info[:2] < (3, 14)
    yield Finding(
        "Python", sys.version.split()[0] + ("" if wanted else " — perlu 3.11 sampai 3.13"), 0 if wanted else 2
    )
    for package in _PACKAGES:
        try:
            yield Finding(package, version(package))
        except PackageNotFoundError:
            yield Finding(package, "tidak terpasang; jalankan `make run`", 2)
    yield _java(settings)
    yield _engine(settings)
    yield from _folders(settings)
    try:
        yield Finding("kontrak", ", ".join(load_contracts(settings.contracts)))
    except LumbungError as error:
        yield Finding("kontrak", str(error), 2)


def _java(settings: Settings) -> Finding:
    needed = settings.spark.remote.startswith("local")
    java = shutil.which("java")
    if not java:
        return Finding("Java", "tidak ada; hanya perlu untuk spark.remote = local[*]", 2 if needed else 1)
    shown = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr.splitlines()
    return Finding("Java", shown[0] if shown else java)


def _engine(settings: Settings) -> Finding:
    from lumbung.engine import session

    try:
        spark = session(settings)
        count = spark.range(3).count()
    except LumbungError as error:
        return Finding("Spark", str(error), 2)
    where = settings.spark.remote or "tertanam (Sail)"
    return Finding(
        "Spark",
        f"{where}, {spark.version}, menjawab" if count == 3 else f"{where} menjawab salah",
        0 if count == 3 else 2,
    )


def _folders(settings: Settings) -> Iterator[Finding]:
    root = settings.root
    root.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(root).free >> 30
    yield Finding("lake", f"{root}, {free} GiB bebas", 0 if free >= _FREE_GIB else 1)
    key = settings.key_file
    if not key.exists():
        yield Finding("kunci", f"{key} belum ada; dibuat pada malam pertama", 1)
    else:
        private = stat.S_IMODE(key.stat().st_mode) & 0o077 == 0
        yield Finding(
            "kunci", f"{key}" + ("" if private else " dapat dibaca orang lain; chmod 600"), 0 if private else 2
        )

"""The project's reference tables (`data/reference/*.csv`) for code that is not SQL."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa

from lumbung.formats.places import Gazetteer, normalise_place
from lumbung.formats.workdays import Calendar


@cache
def read(folder: Path, table: str) -> tuple[dict[str, str], ...]:
    """Rows of a reference table as text."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def reference_values(folder: Path, path: str) -> set[str]:
    """Distinct values of `table.column`."""
    table, column = path.split(".")
    return {row[column] for row in read(folder, table)}


def load_calendar(folder: Path, delivered: Iterable[date] = ()) -> Calendar:
    """Holidays and cuti bersama: the built-in table and the days that arrived in landing. A year
    without any has no calendar."""
    days = {date.fromisoformat(row["tanggal"]) for row in read(folder, "hari_libur")} | set(delivered)
    return Calendar(frozenset(days), frozenset(day.year for day in days))


def _gazetteer(folder: Path) -> Gazetteer:
    rows = [(r["kd_wilayah"], r["nama"], r["tingkat"], r["kd_induk"], r["kd_pemda"]) for r in read(folder, "wilayah")]
    aliases = [
        (r["kd_pemda"], r["kecamatan"] or None, r["nama"], r["kd_wilayah"]) for r in read(folder, "wilayah_alias")
    ]
    return Gazetteer(rows, aliases)


def kecamatan_lookup(folder: Path) -> pa.Table:
    """kd_pemda × kecamatan_norm → kd_kecamatan: every name that the gazetteer resolves."""
    gazetteer = _gazetteer(folder)
    names = _names(folder, {"kecamatan"})
    found = {
        (pemda, normalise_place(name), code)
        for pemda, name in names
        if (code := gazetteer.resolve_kecamatan(name, kd_pemda=pemda).kd_wilayah)
    }
    return _table(found, ["kd_pemda", "kecamatan_norm", "kd_kecamatan"])


def kelurahan_lookup(folder: Path) -> pa.Table:
    """kd_pemda × kecamatan_norm (empty = not given) × kelurahan_norm → kd_kelurahan."""
    gazetteer = _gazetteer(folder)
    parents = _names(folder, {"kecamatan"}) | {
        (r["kd_pemda"], r["kecamatan"]) for r in read(folder, "wilayah_alias") if r["kecamatan"]
    }
    found = set()
    for pemda, name in _names(folder, {"kelurahan", "desa"}):
        for parent in [None, *sorted(p for q, p in parents if q == pemda)]:
            code = gazetteer.resolve(name, kd_pemda=pemda, kecamatan=parent).kd_wilayah
            if code:
                found.add((pemda, normalise_place(parent or ""), normalise_place(name), code))
    return _table(found, ["kd_pemda", "kecamatan_norm", "kelurahan_norm", "kd_kelurahan"])


def opd_lookup(folder: Path) -> pa.Table:
    """kd_pemda × opd_norm → kd_opd, by full name, short name and alias."""
    named = [(r["kd_pemda"], r[c], r["kd_opd"]) for r in read(folder, "opd") for c in ("nama_opd", "nama_singkat")]
    named += [(r["kd_pemda"], r["alias"], r["kd_opd"]) for r in read(folder, "opd_alias")]
    codes: dict[tuple[str, str], set[str]] = {}
    for pemda, name, code in named:
        codes.setdefault((pemda, normalise_place(name)), set()).add(code)
    found = {(*key, *only) for key, only in codes.items() if len(only) == 1 and key[1]}
    return _table(found, ["kd_pemda", "opd_norm", "kd_opd"])


def pemda_boxes(folder: Path) -> pa.Table:
    """kd_pemda → lat_min, lat_max, lon_min, lon_max (degrees, WGS 84)."""
    sides = ["lat_min", "lat_max", "lon_min", "lon_max"]
    rows = read(folder, "pemda")
    columns: dict[str, list[object]] = {"kd_pemda": [r["kd_pemda"] for r in rows]}
    columns |= {side: [float(r[side]) for r in rows] for side in sides}
    return pa.table(columns)


def _names(folder: Path, levels: set[str]) -> set[tuple[str, str]]:
    level = {r["kd_wilayah"]: r["tingkat"] for r in read(folder, "wilayah")}
    own = {(r["kd_pemda"], r["nama"]) for r in read(folder, "wilayah") if r["tingkat"] in levels}
    return own | {(r["kd_pemda"], r["nama"]) for r in read(folder, "wilayah_alias") if level[r["kd_wilayah"]] in levels}


def _table(rows: Iterable[tuple[str, ...]], names: list[str]) -> pa.Table:
    ordered = sorted(rows)
    return pa.table({n: pa.array([r[i] for r in ordered], pa.string()) for i, n in enumerate(names)})

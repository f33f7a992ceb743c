"""The project's reference tables (`data/reference/*.csv`) for code that is not SQL."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa

from lumbung.errors import UsageError
from lumbung.formats.places import Gazetteer, normalise_place
from lumbung.formats.workdays import Calendar
from lumbung.messages import say


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


def _table(rows: Iterable[tuple[str | None, ...]], names: list[str], sort: bool = True) -> pa.Table:
    ordered = sorted(rows) if sort else list(rows)
    return pa.table({n: pa.array([r[i] for r in ordered], pa.string()) for i, n in enumerate(names)})


def kelurahan_codes(folder: Path) -> pa.Table:
    """kd_pemda × kd_kelurahan: every village code of a government."""
    found = {(r["kd_pemda"], r["kd_wilayah"]) for r in read(folder, "wilayah") if r["tingkat"] in ("kelurahan", "desa")}
    return _table(found, ["kd_pemda", "kd_kelurahan"])


def kecamatan_codes(folder: Path) -> pa.Table:
    """kd_pemda × kd_kecamatan: every kecamatan code of a government."""
    found = {(r["kd_pemda"], r["kd_wilayah"]) for r in read(folder, "wilayah") if r["tingkat"] == "kecamatan"}
    return _table(found, ["kd_pemda", "kd_kecamatan"])


def kecamatan_spellings(folder: Path) -> pa.Table:
    """kd_pemda × kecamatan_norm → kd_kecamatan: names as `kecamatan_lookup`, and codes without dots."""
    named = {tuple(row.values()) for row in kecamatan_lookup(folder).to_pylist()}
    coded = {(r["kd_pemda"], normalise_place(r["kd_kecamatan"]), r["kd_kecamatan"])
             for r in kecamatan_codes(folder).to_pylist()}  # fmt: skip
    return _table(named | coded, ["kd_pemda", "kecamatan_norm", "kd_kecamatan"])


def opd_codes(folder: Path) -> pa.Table:
    """kd_pemda × kd_opd: every code that a unit ever had."""
    return _table({(r["kd_pemda"], r["kd_opd"]) for r in read(folder, "opd")}, ["kd_pemda", "kd_opd"])


def nomenclature_years(folder: Path) -> pa.Table:
    """tahun_anggaran: the years that a nomenclature version is set for."""
    return pa.table({"tahun_anggaran": pa.array(sorted(_versions(folder)), pa.int32())})


def nomenclature_codes(folder: Path) -> pa.Table:
    """tahun_anggaran × kd_sub_kegiatan: the sub-kegiatan codes of that year's version."""
    codes: dict[str, list[str]] = {}
    for row in read(folder, "nomenklatur"):
        if row["tingkat"] == "sub_kegiatan":
            codes.setdefault(row["versi"], []).append(row["kode"])
    found = [(year, code) for year, version in sorted(_versions(folder).items()) for code in codes.get(version, ())]
    return pa.table(
        {"tahun_anggaran": pa.array([y for y, _ in found], pa.int32()), "kd_sub_kegiatan": [c for _, c in found]},
        schema=pa.schema([("tahun_anggaran", pa.int32()), ("kd_sub_kegiatan", pa.string())]),
    )


def _versions(folder: Path) -> dict[int, str]:
    """Budget year → nomenclature version."""
    used = (r for r in read(folder, "nomenklatur_versi") if r["tahun_mulai"])
    return {
        year: r["versi"]
        for r in used
        for year in range(int(r["tahun_mulai"]), int(r["tahun_sampai"] or r["tahun_mulai"]) + 1)
    }


_REFUSED = "||ditolak"
"""After the name of a stage: that stage refused."""


def status_lookup(folder: Path, kind: str) -> pa.Table:
    """teks × mulai → tahap, keputusan_teks: what a status text of a kind (`musrenbang`, `pokir`,
    `sarapan`) says while in force (`mulai` to `sampai`, WIB dates). Grain of a proposal's text: every
    stage may also have refused. Source: cfg_status_usulan."""
    rows = [r for r in read(folder, "cfg_status_usulan") if r["jenis"] == kind]
    if kind != "sarapan":
        rows += [{**r, "teks": r["teks"] + _REFUSED, "keputusan": "REJECTED"} for r in rows if r["teks"] and r["tahap"]]
    table = _table(
        [(r["teks"], r["tahap"] or None, r["keputusan"]) for r in rows], ["teks", "tahap", "keputusan_teks"], sort=False
    )
    return _with_span(table, rows)


def refusal_patterns(folder: Path) -> pa.Table:
    """urutan → pola, kode: patterns of refusal texts, the first that matches while in force rules."""
    rows = sorted(read(folder, "cfg_alasan_tolak"), key=lambda r: (int(r["urutan"]), r["berlaku_mulai"]))
    return _with_span(_table([(r["pola"], r["kode"]) for r in rows], ["pola", "kode"], sort=False), rows)


def aspiration_cutoffs(folder: Path) -> pa.Table:
    """kd_pemda × mulai → batas (month × 100 + day), selisih_sampai, selisih_sesudah: how many years
    after its receipt an aspiration can still be planned for."""
    rows = read(folder, "cfg_batas_aspirasi")
    table = pa.table(
        {
            "kd_pemda": [r["kd_pemda"] for r in rows],
            "batas": pa.array([100 * int(r["batas_bulan"]) + int(r["batas_tanggal"]) for r in rows], pa.int32()),
            "selisih_sampai": pa.array([int(r["selisih_tahun_sampai_batas"]) for r in rows], pa.int32()),
            "selisih_sesudah": pa.array([int(r["selisih_tahun_sesudah_batas"]) for r in rows], pa.int32()),
        }
    )
    return _with_span(table, rows)


def _with_span(table: pa.Table, rows: Sequence[Mapping[str, str]]) -> pa.Table:
    """The table with `mulai` and `sampai`: first and last day in force, open ends far away."""
    starts = [date.fromisoformat(r["berlaku_mulai"]) for r in rows]
    ends = [date.fromisoformat(r["berlaku_sampai"]) if r["berlaku_sampai"] else date.max for r in rows]
    return table.append_column("mulai", pa.array(starts, pa.date32())).append_column(
        "sampai", pa.array(ends, pa.date32())
    )


def double_weighing(folder: Path) -> pa.Table:
    """mulai × sampai → detik: the same truck and gross weight within so many seconds is one weighing.
    Every date has one: before the first period that one rules, after the end of a period it goes on
    until the next. Source: cfg_sampah.

    Raises:
        UsageError: no period at all.
    """
    found = [r for r in read(folder, "cfg_sampah") if r["parameter"] == "ganda_menit"]
    rows = sorted(found, key=lambda r: r["berlaku_mulai"])
    if not rows:
        raise UsageError(say("no_period", parameter="ganda_menit", table="cfg_sampah"))
    later = [date.fromisoformat(r["berlaku_mulai"]) for r in rows[1:]]
    return pa.table(
        {
            "detik": pa.array([60 * int(r["nilai"]) for r in rows], pa.int64()),
            "mulai": pa.array([date.min, *later], pa.date32()),
            "sampai": pa.array([*(day - timedelta(days=1) for day in later), date.max], pa.date32()),
        }
    )

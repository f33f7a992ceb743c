"""The summary as CSV, Parquet or JSON: the same tables, under the marts' own column names.

CSV opens in an Indonesian spreadsheet: semicolons, decimal commas, UTF-8 with a mark; a text that
could be taken for a formula gets a leading apostrophe. Parquet and JSON keep every value as it is.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from lumbung.errors import UsageError
from lumbung.messages import say
from lumbung.planning import about
from lumbung.planning.columns import columns
from lumbung.planning.summary import Summary

Written = list[tuple[Path, int]]
"""Files, each with its rows."""

_FORMULA = re.compile(r"^\s*[=+\-@]|^[\t\r\n]")


def check(path: Path) -> None:
    """Whether a summary can be written there.

    Raises:
        UsageError: an ending that names no format, or a folder that does not exist.
    """
    if path.suffix.lower() not in WRITERS:
        raise UsageError(say("kuappas_suffix", path=path, known=", ".join(WRITERS)))
    if not path.absolute().parent.is_dir():
        raise UsageError(say("kuappas_folder", path=path.absolute().parent))


def write(summary: Summary, path: Path) -> Written:
    """Write a summary in the format of the file's ending; returns the files made.

    CSV and Parquet are one file per table: `map.csv` → `map_T1.csv` and so on.

    Raises:
        UsageError: see `check`.
    """
    check(path)
    return WRITERS[path.suffix.lower()](summary, path)


def _workbook(summary: Summary, path: Path) -> Written:
    from lumbung.planning import workbook

    _whole(path, lambda target: workbook.write(summary, target))
    return [(path, sum(table.num_rows for table in summary.tables.values()))]


def _csv(summary: Summary, path: Path) -> Written:
    written = []
    for name, heads, rows, n in _csv_tables(summary):
        target = path.with_name(f"{path.stem}_{name}{path.suffix}")

        def lines(file: Path, heads: list[str] = heads, rows: Iterator[tuple[Any, ...]] = rows) -> None:
            with file.open("w", encoding="utf-8-sig", newline="") as handle:
                writer = csv.writer(handle, delimiter=";", lineterminator="\r\n")
                writer.writerow(heads)
                writer.writerows(rows)

        _whole(target, lines)
        written.append((target, n))
    return written


def _csv_tables(summary: Summary) -> Iterator[tuple[str, list[str], Iterator[tuple[Any, ...]], int]]:
    cover = list(_cover(summary).items())
    yield "SAMPUL", ["perihal", "isi"], ((key, harmless(str(value))) for key, value in cover), len(cover)
    for name, table in summary.tables.items():
        cells = [_csv_column(table[column]) for column in table.column_names]
        yield name, table.column_names, zip(*cells, strict=True), table.num_rows
    meanings = _meanings(summary)
    lines = [(table, column, *texts) for table, of in meanings.items() for column, texts in of.items()]
    yield "KOLOM", ["tabel", "kolom", "judul", "arti"], iter(lines), len(lines)


def _csv_column(values: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_decimal(values.type):
        return [None if v is None else v.replace(".", ",") for v in values.cast(pa.string()).to_pylist()]
    if pa.types.is_string(values.type):
        return [None if v is None else harmless(v) for v in values.to_pylist()]
    if pa.types.is_boolean(values.type):
        return [None if v is None else "Ya" if v else "Tidak" for v in values.to_pylist()]
    return list(values.to_pylist())


def harmless(text: str) -> str:
    """A spreadsheet must not take a text for a formula, not even after blanks."""
    return f"'{text}" if _FORMULA.match(text) else text


def _parquet(summary: Summary, path: Path) -> Written:
    import pyarrow.parquet as pq

    cover = {key: str(value) for key, value in _cover(summary).items()}
    meanings = _meanings(summary)
    written = []
    for name, table in summary.tables.items():
        fields = [
            field.with_metadata({"judul": meanings[name][field.name][0], "arti": meanings[name][field.name][1]})
            for field in table.schema
        ]
        described = table.cast(pa.schema(fields, metadata=cover))
        target = path.with_name(f"{path.stem}_{name}{path.suffix}")
        _whole(target, lambda file, data=described: pq.write_table(data, file, compression="zstd"))  # type: ignore[misc]
        written.append((target, table.num_rows))
    return written


def _json(summary: Summary, path: Path) -> Written:
    meanings = {
        table: {column: {"judul": head, "arti": meaning} for column, (head, meaning) in of.items()}
        for table, of in _meanings(summary).items()
    }
    document = {
        "sampul": _cover(summary),
        "dokumen": [dict(d) for d in summary.documents],
        "kiriman": [dict(d) for d in summary.deliveries],
        "kolom": meanings,
        "tabel": {name: table.to_pylist() for name, table in summary.tables.items()},
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, default=_plain) + "\n"
    _whole(path, lambda file: file.write_text(text, encoding="utf-8"))
    return [(path, sum(table.num_rows for table in summary.tables.values()))]


def _plain(value: object) -> object:
    """Rupiah of up to 13 digits and two decimals are exact as numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} belum dikenal")


def _cover(summary: Summary) -> dict[str, Any]:
    scope = summary.scope
    return {
        "judul": about.title(scope),
        "pemerintah": about.government(scope),
        "kd_pemda": scope.pemda,
        "tahun_anggaran": scope.tahun,
        "tahap_dokumen": scope.tahap,
        "dokumen": about.document(summary),
        "keadaan_data_sampai_malam": scope.as_of.isoformat(),
        "saringan": about.filters(scope),
        "penduduk_kecamatan": about.population(summary),
        "pemeriksaan_tidak_cocok": summary.unmatched,
        "catatan": " ".join(about.remarks(summary)),
    }


def _meanings(summary: Summary) -> dict[str, dict[str, tuple[str, str]]]:
    """Table → column → heading and meaning, of the columns that are there."""
    found = {}
    for name, table in summary.tables.items():
        known = {c.name: c for c in columns(name, summary.scope.tahun)}
        found[name] = {
            column: (" – ".join(filter(None, (known[column].band, known[column].heading))), known[column].meaning)
            for column in table.column_names
        }
    return found


def _whole(path: Path, make: Callable[[Path], object]) -> None:
    """A file appears complete or not at all."""
    partial = path.with_name(f".{path.name}.tmp")
    try:
        make(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


WRITERS: Mapping[str, Callable[[Summary, Path], Written]] = {
    ".xlsx": _workbook,
    ".csv": _csv,
    ".parquet": _parquet,
    ".json": _json,
}
"""Ending of a file → how it is written."""

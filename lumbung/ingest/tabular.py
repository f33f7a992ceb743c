"""Delimited text → rows of text (`_row`, `c0`, `c1`, …).

Two paths give the same rows: DuckDB's reader for well-formed UTF-8, and Python's `csv` for everything
unusual (other encodings, zip, rows of another width), taken when DuckDB refuses.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import pyarrow as pa

from lumbung.contracts import fold
from lumbung.errors import FileRejected
from lumbung.formats.people import mask_text
from lumbung.ingest.raw import WRONG_WIDTH, Lines, Raw, quote, text_table, unknown_names
from lumbung.ingest.unpack import BROKEN_ARCHIVE, is_safe, open_bytes
from lumbung.messages import say

HEADER_LIMIT = 1 << 20
"""A header line longer than this (bytes) is no header: the file has no line ends."""
LINE_LIMIT = 16 << 20
"""Longest data line taken, in characters."""
WIDE = 1000
"""More columns than this are packed: each costs DuckDB 32 KB and more in every step of a query."""
_CELLS = 2_000_000
"""Cells collected before they become Arrow."""
_FIRST, _LINES = 1 << 14, 4
"""Bytes that show the header of most files: as many lines without a quote are no beginning of one."""


def detect_encoding(path: Path) -> str:
    """UTF-8, UTF-8 with BOM, UTF-16 with BOM, else Windows-1252; reads until certain."""
    with open_bytes(path) as stream:
        head = stream.read(4)
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        decoder = io.TextIOWrapper(stream, encoding="utf-8", errors="strict")
        try:
            head.decode("utf-8", errors="strict" if len(head) < 4 else "ignore")
            while decoder.read(1 << 20):
                pass
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def text_lines(stream: IO[str]) -> Iterator[str]:
    """Lines of bearable length.

    Raises:
        FileRejected: a line without end.
    """
    number = 0
    while line := stream.readline(LINE_LIMIT + 1):
        number += 1
        if len(line) > LINE_LIMIT:
            raise FileRejected("BARIS_TERLALU_PANJANG", say("line_too_long", line=number))
        yield line


def _first_line(path: Path) -> tuple[str, bytes]:
    """The encoding as far as the first line shows it, and that line's bytes."""
    with open_bytes(path) as stream:
        head = stream.read(_FIRST)
        if head.count(b"\n") < _LINES or b'"' in head:
            head += stream.read(HEADER_LIMIT - _FIRST)
    if not head:
        return "utf-8-sig", b""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16", head
    if b"\n" not in head and b"\r" not in head and len(head) == HEADER_LIMIT:
        raise FileRejected("BARIS_TERLALU_PANJANG", say("line_too_long", line=1))
    return "utf-8-sig", head


def read_delimited(
    path: Path, delimiter: str, known: frozenset[str] = frozenset(), careful: bool = False, unseen: bool = False
) -> Raw:
    """The file's rows: a relation that DuckDB is to read, or (`careful`) rows read here.

    known: folded headers that stay columns of their own however wide the file is.
    unseen: only the header is read (`Raw.unseen`); before DuckDB reads the relation, `unpack.check` is to be asked.

    Raises:
        FileRejected: broken archive, or a line without end.
    """
    csv.field_size_limit(LINE_LIMIT)
    try:
        encoding, head = _first_line(path)
        plain = encoding == "utf-8-sig" and path.suffix.lower() != ".zip"
        if plain and not careful and (fast := _fast(path, delimiter, head)):
            if unseen:
                return fast
            if is_safe(path):
                return replace(fast, unseen=None)
        return _careful(path, delimiter, detect_encoding(path), known)
    except csv.Error as error:
        raise FileRejected("BARIS_TERLALU_PANJANG", say("line_too_long", line=1)) from error
    except BROKEN_ARCHIVE as error:
        raise FileRejected("BERKAS_RUSAK", say("broken_archive", detail=type(error).__name__)) from error


def _fast(path: Path, delimiter: str, head: bytes) -> Raw | None:
    """DuckDB's own reader; None when already the header is not what it takes without guessing."""
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(head) - error.start > 3:  # not merely a character cut at the end of the block
            return None
        text = head[: error.start].decode("utf-8-sig")
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        skipped, header = next(
            ((n, row) for n, row in enumerate(reader, 1) if any(cell.strip() for cell in row)), (0, [])
        )
    except csv.Error:  # a quote that is not closed, or lines that end in a mere CR
        return None
    # A line end inside a header makes lines and records differ, and `skip` would take one too many.
    if skipped != reader.line_num or not header or not text.splitlines()[skipped:]:
        return None
    if len(header) > WIDE:
        return None
    names = [f"c{i}" for i in range(len(header))]
    columns = ", ".join(f"'{c}': 'VARCHAR'" for c in names)
    filled = ", ".join(f"nullif(trim({c}), '')" for c in names)
    # A first cell that begins with a letter or digit needs no further look.
    not_blank = f"case when {names[0]} >= '!' then true else coalesce({filled}) is not null end"
    relation = (
        f"select row_number() over () as _row, * from (select * from read_csv({quote(str(path))}, "
        f"auto_detect=false, header=false, skip={skipped}, delim={quote(delimiter)}, quote='\"', "
        f"escape='\"', columns={{{columns}}}, max_line_size=4194304, strict_mode=true) where {not_blank})"
    )
    return Raw(tuple(header), relation, unseen=Lines(skipped, delimiter))


def _careful(path: Path, delimiter: str, encoding: str, known: frozenset[str]) -> Raw:
    """Python's csv, row by row; rows of another width than the header are marked malformed."""
    with (
        open_bytes(path) as stream,
        io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="") as text,
    ):
        records = (r for r in csv.reader(text_lines(text), delimiter=delimiter) if any(c.strip() for c in r))
        header = next(records, [])
        width = len(header)
        others = {i: h for i, h in enumerate(header) if width > WIDE and fold(h) not in known}
        packed = unknown_names(others, ())
        kept = [i for i in range(width) if i not in others]
        malformed: dict[int, str] = {}
        tables = [text_table(range(0), [[] for _ in (*kept, *([0] if packed else []))])]
        batch: list[list[str | None]] = []
        number = 0
        try:
            for record in records:
                number += 1
                while len(record) > width and not record[-1].strip():
                    record.pop()  # a delimiter at the end of the line is no column
                if len(record) != width:
                    malformed[number] = WRONG_WIDTH
                    record = [*record[:width], *[""] * (width - len(record))]
                if packed:
                    record = [*(record[i] for i in kept), packed_cells(record, packed)]
                batch.append([cell or None for cell in record])
                if len(batch) * width > _CELLS:
                    tables.append(_table(batch, number))
                    batch = []
        except csv.Error as error:
            raise FileRejected("BARIS_TERLALU_PANJANG", say("line_too_long", line=number + 2)) from error
        if batch:
            tables.append(_table(batch, number))
    headers = tuple(header[i] for i in kept)
    return Raw(headers, pa.concat_tables(tables), malformed=malformed, packed=tuple(packed))


def packed_cells(record: list[str], names: dict[str, int]) -> str:
    """The filled cells of a record under their names, masked, as JSON; empty when there are none."""
    filled = {name: mask_text(record[i]) for name, i in names.items() if record[i]}
    return json.dumps(filled, ensure_ascii=False) if filled else ""


def _table(batch: list[list[str | None]], last: int) -> pa.Table:
    columns = [list(column) for column in zip(*batch, strict=True)]
    return text_table(range(last - len(batch) + 1, last + 1), columns)

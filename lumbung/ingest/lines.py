"""NDJSON, one object a line → rows of text; what is broken is one row, never the file."""

from __future__ import annotations

import io
from json.scanner import make_scanner
from pathlib import Path
from typing import Any

from lumbung.contracts import Contract
from lumbung.errors import FileRejected
from lumbung.ingest.cells import DECODER
from lumbung.ingest.objects import BROKEN, TOGETHER, Rows
from lumbung.ingest.raw import Raw
from lumbung.ingest.tabular import detect_encoding, text_lines
from lumbung.ingest.unpack import BROKEN_ARCHIVE, open_bytes
from lumbung.messages import say

_TOGETHER_CHARACTERS = 8 << 20
_scan = make_scanner(DECODER)  # type: ignore[arg-type]
"""The decoder without its search for blanks, which costs as much as a short object."""


def read_lines(path: Path, contract: Contract) -> Raw:
    """The objects of a file with one a line; `_row` counts the lines that are not blank.

    Raises:
        FileRejected: broken archive, a line without end, no line that is an object, or nothing in it.
    """
    rows = Rows(contract)
    try:
        encoding = detect_encoding(path)
        with open_bytes(path) as stream, io.TextIOWrapper(stream, encoding=encoding, errors="replace") as text:
            together: list[Any] = []
            characters = 0
            for line in text_lines(text):
                if line.isspace():
                    continue
                together.append(_object(line))
                characters += len(line)
                if len(together) == TOGETHER or characters > _TOGETHER_CHARACTERS:
                    rows.add(together)
                    together, characters = [], 0
            rows.add(together)
    except BROKEN_ARCHIVE as error:
        raise FileRejected("BERKAS_RUSAK", say("broken_archive", detail=type(error).__name__)) from error
    if not rows.n_rows:
        raise FileRejected("BERKAS_KOSONG", say("empty_file"))
    if not rows.n_objects:
        raise FileRejected("BUKAN_NDJSON", say("no_json_lines", n=rows.n_rows))
    return rows.raw()


def _object(line: str) -> Any:
    try:
        value, end = _scan(line, 0)
        if line[end:].isspace() or end == len(line):
            return value
    except (StopIteration, ValueError, RecursionError):
        pass  # a line that begins with a blank, or is broken: the decoder tells which
    try:
        return DECODER.decode(line)
    except (ValueError, RecursionError):
        return BROKEN

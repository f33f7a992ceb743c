"""A file that is one JSON array of objects, or an XML document of rows in its place."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from lumbung.contracts import Contract
from lumbung.errors import FileRejected
from lumbung.formats.people import mask_text
from lumbung.ingest.cells import DECODER
from lumbung.ingest.markup import read_markup
from lumbung.ingest.objects import rows_of
from lumbung.ingest.raw import Raw
from lumbung.ingest.tabular import detect_encoding
from lumbung.ingest.unpack import BROKEN_ARCHIVE, open_bytes
from lumbung.messages import say

_SHOWN = 8
"""Names that a message lists before it stops."""


def read_document(path: Path, contract: Contract) -> Raw:
    """The rows of a JSON array or an XML document: applications send either, and the content tells.

    Raises:
        FileRejected: neither, or nothing in it.
    """
    try:
        with open_bytes(path) as stream:
            head = stream.read(1024)
    except BROKEN_ARCHIVE as error:
        raise FileRejected("BERKAS_RUSAK", say("broken_archive", detail=type(error).__name__)) from error
    first = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
    return read_markup(path, contract) if first == b"<" else read_array(path, contract)


def read_array(path: Path, contract: Contract) -> Raw:
    """The objects of a file that is one JSON array; `_row` is the place in it.

    Raises:
        FileRejected: not JSON (with line and column of the fault), no array of objects, or nothing in it.
    """
    elements = _parse(path)
    if not isinstance(elements, list):
        raise FileRejected("BUKAN_LARIK", say("not_an_array", found=_kind(elements)))
    if not elements:
        raise FileRejected("BERKAS_KOSONG", say("empty_file"))
    if not any(isinstance(element, dict) for element in elements):
        raise FileRejected("BUKAN_LARIK", say("no_objects", n=len(elements), found=_kind(elements[0])))
    return rows_of(elements, contract)


def _parse(path: Path) -> Any:
    try:
        encoding = detect_encoding(path)
        with open_bytes(path) as stream, io.TextIOWrapper(stream, encoding=encoding, errors="replace") as text:
            content = text.read()
    except BROKEN_ARCHIVE as error:
        raise FileRejected("BERKAS_RUSAK", say("broken_archive", detail=type(error).__name__)) from error
    if not content.strip():
        raise FileRejected("BERKAS_KOSONG", say("empty_file"))
    try:
        return DECODER.decode(content)
    except json.JSONDecodeError as error:
        # The error's own message quotes nothing, but its document is the whole file: it goes no further.
        raise FileRejected("BERKAS_RUSAK", say("broken_json", line=error.lineno, column=error.colno)) from None
    except RecursionError as error:
        raise FileRejected("BERKAS_RUSAK", say("deep_json")) from error


def _kind(value: Any) -> str:
    """What a value is, without saying what it holds."""
    if isinstance(value, dict):
        names = ", ".join(mask_text(str(key)[:40]) for key in list(value)[:_SHOWN])
        return f"object {{{names}{', …' if len(value) > _SHOWN else ''}}}"
    if isinstance(value, list):
        return "array"
    if isinstance(value, bool):
        return "boolean"
    return "null" if value is None else "string" if isinstance(value, str) else "number"

"""XML in the shape of Open311 (`<rows><row><column>…`) → rows of text, as JSON of the same names gives them.

Nothing outside the file is ever opened and no entity resolved: a file that declares any is refused.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

from lumbung.contracts import Contract
from lumbung.errors import FileRejected
from lumbung.ingest.objects import TOGETHER, Rows
from lumbung.ingest.raw import Raw
from lumbung.ingest.tabular import detect_encoding
from lumbung.ingest.unpack import BROKEN_ARCHIVE, open_bytes
from lumbung.messages import say

_BLOCK = 1 << 20
_DEEPEST = 50


def read_markup(path: Path, contract: Contract) -> Raw:
    """The elements below the root, one row each; `_row` is the place in the document.

    Elements inside a row become dotted names, an attribute is `element@attribute`, an element that
    repeats is a list.

    Raises:
        FileRejected: an entity or external DTD, broken XML (with line and column), broken archive, no rows.
    """
    document = _Document(Rows(contract))
    try:
        encoding = detect_encoding(path)
        with (
            open_bytes(path) as stream,
            io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="") as text,
        ):
            while block := text.read(_BLOCK):
                document.read(block)
            document.end()
    except BROKEN_ARCHIVE as error:
        raise FileRejected("BERKAS_RUSAK", say("broken_archive", detail=type(error).__name__)) from error
    except expat.ExpatError as error:
        fault = say("broken_xml", line=error.lineno, column=error.offset + 1)
        raise FileRejected("BERKAS_RUSAK", fault) from None
    if not document.rows.n_rows:
        raise FileRejected("BERKAS_KOSONG", say("empty_file"))
    return document.rows.raw()


def _refuse(*_: object) -> NoReturn:
    raise FileRejected("XML_ENTITAS", say("xml_entities"))


class _Element:
    """An open element: what was found in it so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.inner: dict[str, Any] = {}
        self.texts: list[str] = []

    @property
    def value(self) -> Any:
        text = "".join(self.texts).strip()
        if self.inner and text:
            return {**self.inner, "#": text}
        return self.inner or text or None

    def put(self, name: str, value: Any) -> None:
        if name not in self.inner:
            self.inner[name] = value
        elif isinstance(self.inner[name], list):
            self.inner[name].append(value)
        else:
            self.inner[name] = [self.inner[name], value]


class _Document:
    """Collects the children of the root while the parser runs through the text."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._open: list[_Element] = []
        self._together: list[Any] = []
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = _refuse
        parser.SkippedEntityHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse
        self._parser = parser

    def read(self, block: str) -> None:
        self._parser.Parse(block, False)

    def end(self) -> None:
        self._parser.Parse("", True)
        self.rows.add(self._together)

    def _doctype(self, _name: str, system: str | None, public: str | None, _internal: bool) -> None:
        if system or public:
            _refuse()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self._open) == _DEEPEST:
            raise FileRejected("BERKAS_RUSAK", say("deep_xml", n=_DEEPEST))
        element = _Element(_local(name))
        self._open.append(element)
        named = {_local(n): value for n, value in attributes.items() if not n.startswith(("xmlns", "xsi:", "xml:"))}
        inside = len(self._open) > 2
        for attribute, value in named.items():
            holder = self._open[-2] if inside else element
            holder.put(f"{element.name}@{attribute}" if inside else attribute, value)

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].texts.append(text)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        if len(self._open) > 1:
            self._open[-1].put(element.name, element.value)
        elif self._open:
            self._together.append(element.value or {})
            if len(self._together) == TOGETHER:
                self.rows.add(self._together)
                self._together = []


def _local(name: str) -> str:
    return name.rpartition(":")[2]

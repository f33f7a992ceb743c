"""Where people may stand in what a contract does not name: the other shapes of its personal columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lumbung.contracts import DOCUMENTS, Contract, fold

HIDDEN = "***"
_STEPS = re.compile(r"[.@]")


class Personal:
    """Tells headers and keys of values that are somebody's: those of a P2 or P3 column, what lies below
    them, and, where values may be objects, the object that holds them and all in it. `reporter.name`
    makes `reporter`, `reporter.nama`, `reporter_nama` and `ticket.reporter` personal."""

    def __init__(self, contract: Contract) -> None:
        self._nested = contract.format in (*DOCUMENTS, "parquet")
        own = [c for c in contract.columns if c.privacy in ("P2", "P3")]
        headers = [h for c in own for h in (c.name, *c.headers, *c.spelt)]
        paths = [_STEPS.split(h) if self._nested else [h] for h in headers]
        self._longest = max(map(len, paths), default=0)
        holders = {fold("".join(path[:n])) for path in paths for n in range(1, len(path))} - {""}
        self._holders = tuple(holders)
        self.names = frozenset({*map(fold, headers), *holders}) - {""}
        spelt = (r"[\s\pZ_.]*".join(map(re.escape, n)) for n in sorted(self.names))
        self._pattern = f"(?i){'|'.join(spelt)}"
        self._known = lru_cache(65_536)(self._find)

    def __call__(self, header: str) -> bool:
        return bool(self.names) and self._known(header)

    def _find(self, header: str) -> bool:
        if self._holders and fold(header).startswith(self._holders):
            return True
        steps = _STEPS.split(header) if self._nested else [header]
        runs = ("".join(steps[at : at + n]) for at in range(len(steps)) for n in range(1, self._longest + 1))
        return any(fold(run) in self.names for run in runs)

    def suspects(self, texts: Sequence[str | None]) -> list[int]:
        """Where in the texts a personal name is written at all: `covered` is far dearer than this."""
        if not self.names:
            return []
        written = pc.match_substring_regex(pa.array(texts, pa.string()), self._pattern)
        return list(pc.indices_nonzero(written).to_pylist())

    def covered(self, value: Any, path: str) -> Any:
        """A list or an object under `path` with what is personal in it hidden."""
        if not self.names:
            return value
        if isinstance(value, list):
            return [self.covered(inner, path) for inner in value]
        if isinstance(value, dict):
            return {key: self._inner(inner, f"{path}.{key}") for key, inner in value.items()}
        return value

    def _inner(self, value: Any, path: str) -> Any:
        return HIDDEN if value is not None and self(path) else self.covered(value, path)

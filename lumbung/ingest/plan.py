"""What a pass over files is told, and what it found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from lumbung.contracts import Contract


@dataclass(frozen=True)
class Plan:
    """How the files of one shape are read. others: SQL of the unknown columns' JSON, or empty."""

    contract: Contract
    kd_pemda: str
    matched: Mapping[str, str]
    others: str
    ends: tuple[str, ...]
    """Columns that the period of a row is made of."""
    sums: tuple[str, ...]
    """Columns of which the file itself says the total."""


@dataclass
class Sifted:
    """What one pass found. Files are counted by their number."""

    accepted: list[Path] = field(default_factory=list)
    aside: list[Path] = field(default_factory=list)
    rows: Counter[int] = field(default_factory=Counter)
    """Rows read per file."""
    ends: list[pa.Table] = field(default_factory=list)
    """Distinct `_file` and `Plan.ends` of the accepted rows."""
    sums: defaultdict[tuple[int, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    clear: set[tuple[str, str, str]] = field(default_factory=set)
    """Column, token and clear value of what the vault is to keep."""

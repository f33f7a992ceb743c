"""Exact decimals and ratios of sums."""

from __future__ import annotations

from decimal import Decimal

Number = int | float | Decimal


def exact(value: Number) -> Decimal:
    """Any number as the decimal that its shortest text form names."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def ratio_pct(part: Number | None, whole: Number | None) -> Decimal | None:
    """100 · part / whole of two sums; None when either is unknown or the whole is 0."""
    if part is None or not whole:
        return None
    return 100 * exact(part) / exact(whole)

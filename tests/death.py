"""A process that dies at a chosen step, and what its work left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

Point = tuple[Any, str]
"""An owner and the name of its function that a process may die at."""


class Killed(BaseException):
    """Nothing catches this, as nothing catches a power failure."""


@contextmanager
def deadly(points: tuple[Point, ...], at: int) -> Iterator[None]:
    """Counts the calls of the points and dies before the n-th: what lies between two of them
    changes nothing on disk."""
    passed = [0]

    def wrapped(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            passed[0] += 1
            if passed[0] == at:
                raise Killed
            return original(*arguments, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in points:
            patch.setattr(owner, name, wrapped(getattr(owner, name)))
        yield

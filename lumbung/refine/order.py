"""Which sources have to be refined before which: those that a contract `refersTo` come first."""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from lumbung.settings import Settings


def references(settings: Settings) -> dict[str, list[str]]:
    """Source → the sources it refers to, of those that refer to any. Cheap enough for a DAG file: only
    contracts that mention it are parsed."""
    found: dict[str, list[str]] = {}
    for path in sorted(path for folder in settings.contracts for path in folder.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if "refersTo" not in text:
            continue
        options = yaml.safe_load(text).get("customProperties", ())
        for option in options:
            if option["property"] == "refersTo":
                value = option["value"]
                found[path.stem] = [str(name) for name in (value if isinstance(value, list) else [value])]
    return found


def in_order(settings: Settings, names: Iterable[str]) -> list[str]:
    """The names, each after those it refers to; otherwise in the order given."""
    wanted = list(names)
    before = references(settings)
    placed: list[str] = []

    def place(name: str, waiting: tuple[str, ...]) -> None:
        if name in placed or name in waiting:  # contracts that refer to each other have no order
            return
        for other in before.get(name, ()):
            if other in wanted:
                place(other, (*waiting, name))
        placed.append(name)

    for name in wanted:
        place(name, ())
    return placed

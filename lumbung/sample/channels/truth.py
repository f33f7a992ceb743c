"""What the lake must find of the two channels, from what the generator knows of every row."""

from __future__ import annotations

from collections import Counter
from typing import Any

from lumbung.sample.channels.words import LAPOR, O311
from lumbung.sample.files import Delivery
from lumbung.sample.sources import SOURCES
from lumbung.sample.truth import arrival_order

_MARK = {"p3m_aduan": "P3M", LAPOR: "LAPOR", O311: "O311"}


def _seen(files: list[Delivery], kd_pemda: str) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """Newest valid row of every ticket, and the tickets in which something was planted."""
    newest: dict[str, dict[str, Any]] = {}
    odd: set[str] = set()
    for file in arrival_order(files):
        if file.source not in _MARK or file.kd_pemda != kd_pemda or file.outcome != "LOADED":
            continue
        mark, key = _MARK[file.source], SOURCES[file.source].key[0]
        touched = {row for row, _ in file.text} | {row for row, found in file.flags.items() if found}
        for row in range(len(file)):
            ticket = f"{mark}:{file.columns[key][row]}"
            if row in touched or file.reasons.get(row):
                odd.add(ticket)
            if not file.reasons.get(row):
                newest[ticket] = file.row(row)
    return newest, odd


def channels(files: list[Delivery], happenings: list[list[str]], p3m: list[Delivery], kd_pemda: str) -> dict[str, Any]:
    """tiket: distinct tickets with a valid row, by source. status: by source and newest status as
    delivered. klaster: tickets about one happening, as sorted lists of two or more ids."""
    newest, odd = _seen([*files, *p3m], kd_pemda)
    counted = Counter(ticket.partition(":")[0] for ticket in newest)
    status: dict[str, Counter[str]] = {}
    for ticket, row in newest.items():
        status.setdefault(ticket.partition(":")[0], Counter())[str(row["status"])] += 1
    known = [[m for m in members if m in newest and m not in odd] for members in happenings]
    return {
        "tiket": dict(sorted((mark, n) for mark, n in counted.items() if mark != "P3M")),
        "status": {mark: dict(sorted(n.items())) for mark, n in sorted(status.items()) if mark != "P3M"},
        "klaster": sorted(members for members in known if len(members) > 1),
    }

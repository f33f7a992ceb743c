"""Tables for people, printed with rich."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from lumbung.ingest.ledger import Load

console = Console(highlight=False)
if not console.is_terminal:
    # Piped into a file or a log: lines as long as they are, not folded at 80 columns.
    console = Console(highlight=False, width=160)


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def loads_table(loads: Iterable[Load]) -> None:
    """What became of the files: rows per source and government, then every file not loaded."""
    groups: dict[tuple[str, str], list[Load]] = defaultdict(list)
    for load in loads:
        groups[load.source or "(tak dikenal)", load.kd_pemda].append(load)
    if not groups:
        console.print("Tidak ada berkas baru.")
        return
    table = Table(title="Yang dimuat", title_justify="left")
    for heading in ("sumber", "pemda", "berkas", "dibaca", "sah", "karantina", "duplikat"):
        table.add_column(heading, justify="left" if heading in ("sumber", "pemda") else "right")
    sums = [0] * 5
    for (source, pemda), members in sorted(groups.items()):
        figures = [
            len(members),
            sum(m.rows_read for m in members),
            sum(m.rows_valid for m in members),
            sum(m.rows_quarantined for m in members),
            sum(m.rows_duplicate for m in members),
        ]
        sums = [a + b for a, b in zip(sums, figures, strict=True)]
        table.add_row(source, pemda, *(number(f) for f in figures))
    table.add_section()
    table.add_row("jumlah", "", *(number(s) for s in sums), style="bold")
    console.print(table)
    for load in (m for members in groups.values() for m in members if m.outcome != "LOADED"):
        colour = "yellow" if load.outcome in ("DUPLICATE", "UNKNOWN_SOURCE") else "red"
        console.print(f"[{colour}]{load.outcome:<14}[/] {load.source}/{load.kd_pemda}/{load.file_name}: ", end="")
        console.print(load.reason or "", markup=False)


def rows_table(headings: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """Any rows as a table; nothing is cut."""
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table)

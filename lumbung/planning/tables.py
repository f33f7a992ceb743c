"""Sheets of tables: headings, rows, subtotals that follow the reader's filters, print set-up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name

from lumbung.planning import about
from lumbung.planning.column import Column
from lumbung.planning.columns import columns as columns_of
from lumbung.planning.grid import LINE_HEIGHT, NOTHING, Grid
from lumbung.planning.layout import Layout
from lumbung.planning.measure import INDENT, lines_of
from lumbung.planning.style import F4, Style
from lumbung.planning.summary import Summary

BANDS, HEADS, NUMBERS, DATA = 5, 6, 7, 8
"""Rows of the bands over headings, the headings, the column numbers, and the first data row."""


@dataclass(frozen=True)
class Parent:
    """A subtotal at a sheet row, over table rows [start, stop) that end at sheet row `last`."""

    row: int
    level: int
    start: int
    stop: int
    last: int


def write(sheet: Grid, layout: Layout, summary: Summary, style: Style) -> None:
    """Fill a sheet with its table."""
    table = summary.tables[layout.table]
    if layout.order_by:
        table = table.take(pc.sort_indices(table, [(name, "ascending") for name in layout.order_by]))
    known = {c.name: c for c in columns_of(layout.table, summary.scope.tahun)}
    columns = [known[name] for name in layout.columns if name in table.column_names]
    heading(sheet, layout.title, f"{layout.about} Nilai dalam rupiah.", summary, style)
    _column_heads(sheet, columns, style)
    end = _rows(sheet, layout, columns, table, style) if table.num_rows else _nothing(sheet, layout, columns, style)
    sheet.freeze_panes(DATA, layout.frozen)
    wide = layout.pages_wide if table.num_rows else 1
    page(sheet, summary, wide, layout.pages_tall)
    sheet.repeat_rows(BANDS, NUMBERS)
    if wide > 1:
        sheet.repeat_columns(0, layout.frozen - 1)
    sheet.print_area(0, 0, end, len(columns) - 1)


def heading(sheet: Grid, title: str, about_it: str, summary: Summary, style: Style) -> None:
    """The lines above a table: what it is, whose, of which document and night."""
    scope = summary.scope
    lines = (
        f"{about.government(scope)} – Tahun Anggaran {scope.tahun} – {about.document(summary)}",
        f"{about.night(scope)}. {about.filters_short(scope)}.",
        about_it,
    )
    sheet.write_string(0, 0, title, style.title)
    for row, line in enumerate(lines, 1):
        sheet.write_string(row, 0, line, style.subtitle)


def page(sheet: Grid, summary: Summary, wide: int = 1, tall: int = 0, portrait: bool = False) -> None:
    """Paper, margins, footer; as many pages `wide` and `tall` (0 = as many as it takes)."""
    scope = summary.scope
    sheet.set_portrait() if portrait else sheet.set_landscape()
    sheet.set_paper(F4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(wide, tall)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    name = about.government(scope).replace("&", "&&")
    sheet.set_footer(f"&L&8{name} – KUA-PPAS {scope.tahun}&C&8Halaman &P dari &N&R&8{about.night(scope)}")


def _column_heads(sheet: Grid, columns: Sequence[Column], style: Style) -> None:
    sheet.set_row(HEADS, 36)
    if not any(column.band for column in columns):
        sheet.set_row(BANDS, 4)
    start = 0
    while start < len(columns):
        column = columns[start]
        stop = start + 1
        while column.band and stop < len(columns) and columns[stop].band == column.band:
            stop += 1
        if not column.band:
            sheet.merge_range(BANDS, start, HEADS, start, column.heading, style.head)
        else:  # not merged: a band may be cut by the end of a page
            for i in range(start, stop):
                text = column.band if i == start else ""
                sheet.write_string(BANDS, i, text, style.band[i == start, i == stop - 1])
        start = stop
    for i, column in enumerate(columns):
        if column.band:
            sheet.write_string(HEADS, i, column.heading, style.head)
        sheet.write_string(NUMBERS, i, f"({i + 1})", style.number_row)
        sheet.set_column(i, i, column.width)


def _nothing(sheet: Grid, layout: Layout, columns: Sequence[Column], style: Style) -> int:
    sheet.merge_range(DATA, 0, DATA, max(len(columns) - 1, 1), layout.empty, style.cell("teks"))
    return DATA


def _rows(sheet: Grid, layout: Layout, columns: Sequence[Column], table: pa.Table, style: Style) -> int:
    """Rows, subtotals and the total; returns the last sheet row."""
    rows, parents = plan(table, [group.by for group in layout.groups])
    end = rows[-1]
    named_at = layout.groups[-1].name_at if layout.groups else ""
    depth = len(layout.groups)
    for kind, run in _by_kind(layout, table):
        formats = [style.cell(c.kind, kind, depth if c.name == named_at else _indent(c, kind)) for c in columns]
        part = table.slice(run.start, len(run))
        sheet.write_table(rows[run.start : run.stop], columns, part, formats, depth)
    combined = table.combine_chunks()
    for parent in parents:
        _parent(sheet, layout, columns, combined, parent, style)
    sheet.autofilter(NUMBERS, 0, end, len(columns) - 1)
    if depth:
        sheet.outline_settings(True, False, True, False)
    if not any(c.total for c in columns):
        return end
    whole = Parent(end + 1, -1, 0, table.num_rows, end)
    labels = {columns[0].name: "JUMLAH"} if not layout.groups else {layout.groups[0].name_at: "JUMLAH"}
    _sums(sheet, columns, combined, whole, DATA, labels, "", "total", style)
    return end + 1


def _indent(column: Column, kind: str) -> int:
    return {"inner": 1, "detail": 2}.get(kind, 0) if column.name == "nama_rekening" else 0


def _by_kind(layout: Layout, table: pa.Table) -> Iterator[tuple[str, range]]:
    """Runs of neighbouring rows of one kind."""
    if not layout.row_kinds:
        yield "detail", range(table.num_rows)
        return
    start = 0
    for level, run in groupby(table["level"].to_pylist()):
        stop = start + len(list(run))
        yield layout.row_kinds.get(level, "detail"), range(start, stop)
        start = stop


def plan(table: pa.Table, keys: Sequence[str]) -> tuple[list[int], list[Parent]]:
    """Where each table row stands when every new key of a level is preceded by its parent row."""
    values = [table[key].to_pylist() for key in keys]
    rows: list[int] = []
    begun: list[tuple[int, int]] = []
    parents: list[Parent] = []
    row = DATA

    def close(level: int, stop: int) -> None:
        while len(begun) > level:
            at, start = begun.pop()
            parents.append(Parent(at, len(begun), start, stop, row - 1))

    for i in range(table.num_rows):
        changed = next((n for n, v in enumerate(values) if i == 0 or v[i] != v[i - 1]), len(values))
        if changed < len(values):
            close(changed, i)
            for _ in range(changed, len(values)):
                begun.append((row, i))
                row += 1
        rows.append(row)
        row += 1
    close(0, table.num_rows)
    return rows, sorted(parents, key=lambda p: p.row)


def _parent(
    sheet: Grid, layout: Layout, columns: Sequence[Column], table: pa.Table, parent: Parent, style: Style
) -> None:
    group = layout.groups[parent.level]
    first = {name: table[name][parent.start].as_py() for name in (group.by, group.name, *group.keeps)}
    labels = {name: str(first[name] or "") for name in group.keeps}
    labels |= {
        group.code_at: str(first[group.by] or ""),
        group.name_at: str(first[group.name] or first[group.by] or ""),
    }
    kind = "outer" if parent.level == 0 else "inner"
    lines = max(
        lines_of(labels[c.name], c.width - INDENT * parent.level * (c.name == group.name_at), bold=True)
        for c in columns
        if c.name in labels and c.kind == "teks"
    )
    height = LINE_HEIGHT * lines + 3
    sheet.set_row(parent.row, height, None, {"level": parent.level} if parent.level else {})
    _sums(sheet, columns, table, parent, parent.row + 1, labels, group.name_at, kind, style)


def _sums(
    sheet: Grid,
    columns: Sequence[Column],
    table: pa.Table,
    parent: Parent,
    first: int,
    labels: dict[str, str],
    name_at: str,
    kind: str,
    style: Style,
) -> None:
    """One row of sums. SUBTOTAL leaves out filtered rows and other subtotals; the value that stands
    beside the formula is for readers that do not calculate; `name_at`: the label that is indented."""
    letters = {c.name: xl_col_to_name(i) for i, c in enumerate(columns)}
    span = parent.stop - parent.start
    for i, column in enumerate(columns):
        look = style.cell(column.kind, kind, parent.level if column.name == name_at else 0)
        if column.name in labels:
            sheet.write_string(parent.row, i, labels[column.name], look)
        elif column.total == "sum":
            value = _sum(table, column.name, parent.start, span)
            letter = letters[column.name]
            formula = f"=SUBTOTAL(9,{letter}{first + 1}:{letter}{parent.last + 1})"
            _figure(sheet, parent.row, i, formula, value, look)
        elif column.total is not None:
            above, below = column.total
            a, b = (_sum(table, name, parent.start, span) for name in column.total)
            formula = (
                f'=IF(N({letters[below]}{parent.row + 1})=0,"{NOTHING}",'
                f"N({letters[above]}{parent.row + 1})/{letters[below]}{parent.row + 1})"
            )
            sheet.write_formula(parent.row, i, formula, look, NOTHING if not b else float((a or 0) / b))
        else:
            sheet.write_blank(parent.row, i, None, look)


def _figure(sheet: Grid, row: int, at: int, formula: str, value: Any, look: Any) -> None:
    if value is None:
        sheet.write_string(row, at, NOTHING, look)
    else:
        sheet.write_formula(row, at, formula, look, int(value) if value == int(value) else float(value))


def _sum(table: pa.Table, name: str, start: int, span: int) -> Any:
    return pc.sum(table[name].slice(start, span)).as_py()

"""What is wrong with typed rows, as SQL: from `typed` to `judged`, and whether a row needs that look."""

from __future__ import annotations

import re

import duckdb
import pyarrow as pa

from lumbung.contracts import Column, Contract
from lumbung.ingest.raw import NO_COLUMNS, name, quote
from lumbung.ingest.shape import invalid_code, parser

_VALUE = re.compile(r"\bvalue\b")
_EMPTY = "WAJIB_KOSONG"

PLACEHOLDER = r"[Xx]\.[Xx][Xx]"
"""SIPD's unreplaced urusan code in generic programs (`X.XX.01…`)."""


def judge_rows(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    malformed: list[tuple[int, int, str]],
) -> None:
    """Make `judged`: every reason for quarantine and every flag of every row.

    malformed: (file, row, code) of what cannot be a row.
    """
    reasons, flags = [], []
    if malformed:
        files, rows, codes = zip(*malformed, strict=True)
        arrays = [pa.array(files, pa.int32()), pa.array(rows, pa.int64()), pa.array(codes, pa.string())]
        con.register("_malformed", pa.table(arrays, names=["_file", "_row", "code"]))
        for code in sorted(set(codes)):
            listed = f"(_file, _row) in (select (_file, _row) from _malformed where code = {quote(code)})"
            reasons.append(f"case when {listed} then {quote(code)} end")
    for column in contract.columns:
        bad, good = _column_checks(column, contract)
        reasons += bad
        flags += good
    for rule in contract.rules:
        code = f"{rule.code}:{rule.column}" if rule.is_error and rule.column else rule.code
        broken = rule.sql
        if rule.code == _EMPTY and rule.column:  # what could not be read is wrong, not empty
            broken = f"({broken}) and {name('_text_' + rule.column)} is null"
        (reasons if rule.is_error else flags).append(f"case when {broken} then {quote(code)} end")
    found = "list_filter(reasons, lambda r: r is not null)"
    if set(NO_COLUMNS) & {code for _, _, code in malformed}:
        whole = f"list_intersect(reasons, {list(NO_COLUMNS)})"
        found = f"if(len({whole}) > 0, {whole}, {found})"
    typed = f"(select {in_units(contract)} from typed)"
    con.execute(
        f"create or replace temp table judged as select * exclude (reasons, flags), "
        f"{found} as reasons, "
        f"list_filter(flags, lambda f: f is not null) as flags from ("
        f"select *, {_list(reasons)} as reasons, {_list(flags)} as flags from {typed})"
    )
    if malformed:
        con.unregister("_malformed")


def in_units(contract: Contract) -> str:
    """`*` with units converted: rules and limits speak of the value that the lake keeps."""
    converted = ", ".join(
        f"({_VALUE.sub(name(c.name), c.logic)})::{c.type} as {name(c.name)}" for c in contract.columns if c.logic
    )
    return f"* replace ({converted})" if converted else "*"


def doubts(contract: Contract) -> list[str]:
    """Conditions of which one holds for every row that `judge_rows` finds a reason or a flag for, but
    for texts that could not be read."""
    found = [doubt for column in contract.columns for doubt in column_doubts(column)]
    return [*found, *(f"({rule.sql})" for rule in contract.rules)]


def column_doubts(column: Column) -> list[str]:
    """Those that need no more than the value of one column."""
    value, found = name(column.name), []
    if column.required:
        found.append(f"{value} is null")
    if column.pattern:
        found.append(f"not regexp_full_match({value}, {quote(column.pattern)})")
    if column.minimum is not None:
        found.append(f"{value} < {column.minimum}")
    if column.maximum is not None:
        found.append(f"{value} > {column.maximum}")
    return found


def _list(items: list[str]) -> str:
    return f"[{', '.join(items)}]::varchar[]" if items else "[]::varchar[]"


def _column_checks(column: Column, contract: Contract) -> tuple[list[str], list[str]]:
    """SQL cases: quarantine reasons and flags of one column."""
    value, text = name(column.name), name("_text_" + column.name)
    reasons, flags = [], []
    flag = column.flag_when_invalid
    unreadable = quote(invalid_code(column))
    parsed = parser(column, contract) is not None
    # After the leftovers were read, the text column holds the Python parser's code.
    code = f"coalesce({text}, {unreadable})" if parsed else unreadable
    if flag:
        flags.append(f"case when {text} is not null then {quote(flag)} end")
    else:
        reasons.append(f"case when {text} is not null then {code} || ':{column.name}' end")
    if column.name in contract.key and column.required:
        reasons.append(f"case when {value} is null and {text} is null then 'KUNCI_KOSONG:{column.name}' end")
    elif column.required:
        reasons.append(f"case when {value} is null and {text} is null then '{_EMPTY}:{column.name}' end")
    if column.pattern:
        code = quote(str(column.options.get("invalidCode", "KODE_TIDAK_SAH")))
        reasons.append(
            f"case when not regexp_full_match({value}, {quote(column.pattern)}) then "
            f"if(regexp_matches({value}, {quote(PLACEHOLDER)}), 'KODE_PLACEHOLDER', {code}) "
            f"|| ':{column.name}' end"
        )
    if column.minimum is not None:
        low = "NILAI_NEGATIF" if column.minimum == 0 else "NILAI_DI_LUAR_BATAS"
        reasons.append(f"case when {value} < {column.minimum} then '{low}:{column.name}' end")
    if column.maximum is not None:
        reasons.append(f"case when {value} > {column.maximum} then 'NILAI_DI_LUAR_BATAS:{column.name}' end")
    return reasons, flags

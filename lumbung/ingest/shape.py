"""A contract as SQL: from the text table `raw` (one or more files of one shape) to typed, judged rows (`judged`).

Three relations, each a temporary table:
    typed    `_file`, `_row`, `_delivered_at`, one typed column per contract column, and
             `_text_<column>` where the text is there but no macro could read it
    leftover the distinct such texts, read by the Python parsers (the reference)
    judged   `typed` plus `reasons` (quarantine codes) and `flags`
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from lumbung.contracts import Column, Contract, fold
from lumbung.formats import dates, numbers
from lumbung.formats.errors import FormatError
from lumbung.ingest import columnar
from lumbung.ingest.plain import PlainForm
from lumbung.ingest.raw import Raw, name, quote, unknown_names

Parser = Callable[[str], Any]
_NARROW = 18
"""Digits of a decimal that DuckDB reads from text fast."""

_REKENING = r"[456]\.\d\.\d\d\.\d\d\.\d\d\.\d{3,4}"
CODE_MACROS = rf"""
create or replace temp macro kode_sub(t) as
    coalesce(nullif(regexp_extract(trim(t), '^(\S+?)\.{_REKENING}$', 1), ''), trim(t));
create or replace temp macro kode_rekening(t, gabungan) as
    coalesce(nullif(trim(t), ''), nullif(regexp_extract(trim(gabungan), '\.({_REKENING})$', 1), ''));
create or replace temp macro kode_wilayah(t) as case
    when regexp_full_match(replace(kode_bersih(t), '.', ''), '\d{{6}}')
    then regexp_replace(replace(kode_bersih(t), '.', ''), '^(..)(..)(..)$', '\1.\2.\3')
    when regexp_full_match(replace(kode_bersih(t), '.', ''), '\d{{10}}')
    then regexp_replace(replace(kode_bersih(t), '.', ''), '^(..)(..)(..)(....)$', '\1.\2.\3.\4')
    else kode_bersih(t)
end;
"""
"""Budget codes that arrive glued (sub-kegiatan and rekening in one column) are taken apart; region
codes are written with dots, however they arrive."""


def match_headers(contract: Contract, raw: Raw) -> dict[str, str]:
    """Contract column → relation column, by folded header; the first of equal headers wins."""
    where: dict[str, str] = {}
    for index, header in enumerate(raw.headers):
        where.setdefault(fold(header), f"c{index}")
    found = {c.name: where[h] for c in contract.columns for h in reversed(c.headers) if h in where}
    return {**found, **raw.titles}


def missing_columns(contract: Contract, matched: Mapping[str, str]) -> list[str]:
    return [
        c.name
        for c in contract.columns
        if c.must_exist and c.name not in matched and not _is_constant(c) and not _derives(c, matched)
    ]


def _derives(column: Column, matched: Mapping[str, str]) -> bool:
    """A rawLogic may find the value in another column (a glued code)."""
    logic = str(column.options.get("rawLogic", ""))
    return any(f"{{{other}}}" in logic for other in matched)


def unknown_headers(contract: Contract, raw: Raw, matched: Mapping[str, str]) -> dict[str, str]:
    """Header → relation column of what the contract does not know."""
    used = set(matched.values())
    others = {i: header for i, header in enumerate(raw.headers) if f"c{i}" not in used}
    found = unknown_names(others, (c.name for c in contract.columns))
    return {header: f"c{i}" for header, i in found.items()}


def _is_constant(column: Column) -> bool:
    return "perPemda" in column.options


def _text(column: Column, matched: Mapping[str, str], kd_pemda: str) -> str:
    """The column's text as delivered, as SQL."""
    if _is_constant(column):
        value = column.options["perPemda"].get(kd_pemda)
        return "null::varchar" if value is None else quote(str(value))
    return matched.get(column.name, "null::varchar")


def _typed(column: Column, text: str, contract: Contract) -> str:
    """SQL that reads `text`; NULL when it cannot."""
    form = column.options.get("format")
    locale = column.options.get("locale")
    zone = quote(str(column.options.get("zone", contract.timezone)))
    if column.values:
        arms = " ".join(f"when {quote(k)} then {quote(v)}" for k, v in column.values.items())
        usual = {spelt: v for k, v in column.values.items() for spelt in (k.upper(), k.capitalize(), k)}
        direct = " ".join(f"when {quote(k)} then {quote(v)}" for k, v in usual.items() if k.lower() in column.values)
        return f"case {text} {direct} else case lower(trim({text})) {arms} end end"
    if form == "uang":
        return f"try_cast(uang({text}, {quote(str(locale or 'id'))}) as {column.type})"
    if form == "bulan":
        return _digits(text, column.type)
    if form == "nik":
        return f"case when nik_sah({text}) then regexp_replace({text}, '\\D', '', 'g') end"
    if column.type == "BOOLEAN":
        yes, no = column.options.get("true", ["Y"]), column.options.get("false", ["T"])
        sides = [*((v, "true") for v in yes), *((v, "false") for v in no)]
        arms = " ".join(f"when {quote(str(v).upper())} then {side}" for v, side in sides)
        return f"case upper(trim({text})) {arms} end"
    if column.type == "DATE":
        if form:
            return f"try_strptime(trim({text}), {quote(str(form))})::date"
        return f"tanggal({text})"
    if column.type == "TIMESTAMPTZ":
        if form:
            return f"timezone({zone}, try_strptime(trim({text}), {quote(str(form))}))"
        return f"waktu({text}, {zone})"
    if column.type in ("BIGINT", "INTEGER", "SMALLINT"):
        return _digits(text, column.type)
    if column.type != "VARCHAR":
        number = "null" if locale is None else f"angka({text}, {quote(str(locale))})"
        return plain_number(text, column.type, locale, f"try_cast({number} as {column.type})")
    # Looking for a blank is cheaper than trimming.
    return f"case when not kosong({text}) then case when contains({text}, ' ') then trim({text}) else {text} end end"


def plain_form(type_: str, locale: Any) -> PlainForm | None:
    """How a number without groups and with no more decimals than its type holds is written: most are, and
    reading them needs neither rounding nor a wide decimal. None where there is no such form."""
    precision, scale = map(int, re.findall(r"\d+", type_)) if type_.startswith("DECIMAL") else (0, 0)
    whole = min(precision, _NARROW) - scale
    if locale not in ("id", "en") or whole < 1:
        return None
    return PlainForm("," if locale == "id" else ".", whole, min(scale, 6), precision, scale)


def plain_number(text: str, type_: str, locale: Any, otherwise: str) -> str:
    """SQL of a number, whose plain form is read without the macro."""
    form = plain_form(type_, locale)
    if form is None:
        return otherwise
    dotted = f"replace({text}, ',', '.')" if form.mark == "," else text
    return (
        f"case when regexp_full_match({text}, '{form.pattern}') "
        f"then try_cast({dotted} as DECIMAL({_NARROW}, {form.scale}))::{type_} else {otherwise} end"
    )


def _digits(text: str, type_: str) -> str:
    """Plain digits only: a cast would round `61.234`, which is sixty-one thousand here."""
    return f"case when regexp_full_match(trim({text}), '-?[0-9]{{1,18}}') then try_cast(trim({text}) as {type_}) end"


def parser(column: Column, contract: Contract) -> Parser | None:
    """The Python reader of what the macro left over; None where the macro's word is final."""
    form, locale = column.options.get("format"), column.options.get("locale")
    zone = str(column.options.get("zone", contract.timezone))
    if column.values or column.type in ("BOOLEAN", "VARCHAR"):
        return None
    if form == "uang":
        return lambda text: numbers.parse_money(text, str(locale or "id"))
    if form == "bulan":
        return dates.parse_month
    if column.type == "DATE":
        return None if form else dates.parse_date
    if column.type == "TIMESTAMPTZ":
        return None if form else lambda text: dates.parse_datetime(text, zone)
    if column.type in ("BIGINT", "INTEGER", "SMALLINT"):
        return lambda text: _whole(text, locale)
    return lambda text: numbers.parse_number(text, locale)


def _whole(text: str, locale: str | None) -> int | None:
    value = numbers.parse_number(text, locale)
    if value is not None and value != int(value):
        raise FormatError("ANGKA_TIDAK_SAH", text)
    return None if value is None else int(value)


def invalid_code(column: Column) -> str:
    """What an unreadable text is called, before the Python parser has a better word."""
    if column.values or column.type == "BOOLEAN":
        return "NILAI_TAK_DIKENAL"
    if column.type in ("DATE", "TIMESTAMPTZ"):
        return "TANGGAL_TIDAK_SAH"
    if column.options.get("format") == "nik":
        return "NIK_INVALID"
    return "ANGKA_TIDAK_SAH" if column.type != "VARCHAR" else "KODE_TIDAK_SAH"


def held_types(matched: Mapping[str, str], types: Mapping[str, str] | None) -> dict[str, str]:
    """Contract column → type of its relation column, where that is not text."""
    return {name: kind for name, where in matched.items() if (kind := (types or {}).get(where))}


def delivered(contract: Contract, matched: Mapping[str, str], kd_pemda: str) -> list[str]:
    """Every contract column as it was delivered: `_in_<column>`."""
    found = []
    for column in contract.columns:
        text = _text(column, matched, kd_pemda)
        if logic := column.options.get("rawLogic"):
            text = f"({_raw_logic(str(logic), matched)})"
        found.append(f"{text} as {name('_in_' + column.name)}")
    return found


def value(column: Column, contract: Contract, kind: str | None) -> str:
    """SQL that makes the column of what was delivered: text, or a value of type `kind`."""
    source = name("_in_" + column.name)
    if kind:
        return columnar.value(column, source, kind, str(column.options.get("zone", contract.timezone)))
    return _typed(column, source, contract)


def unread(column: Column, kind: str | None) -> str:
    """SQL: something was delivered that did not become a value."""
    source = name("_in_" + column.name)
    there = f"{source} is not null" if kind else f"not kosong({source})"
    return f"case when {name(column.name)} is null then {there} else false end"


def type_rows(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    matched: Mapping[str, str],
    kd_pemda: str,
    types: Mapping[str, str] | None = None,
) -> None:
    """Make `typed`: one vectorised statement, then the leftovers through the Python parsers.

    types: relation columns that are not text (`Raw.types`): they are converted, never read.
    """
    held = held_types(matched, types)
    outputs = ["_file", "_row", "_delivered_at"]
    for column in contract.columns:
        kind = held.get(column.name)
        left = quote(invalid_code(column)) if kind else name("_in_" + column.name)
        outputs.append(f"{value(column, contract, kind)} as {name(column.name)}")
        outputs.append(f"case when {unread(column, kind)} then {left} end as {name('_text_' + column.name)}")
    texts = ", ".join(delivered(contract, matched, kd_pemda))
    con.execute(
        f"create or replace temp table typed as with source as "
        f"(select _file, _row, delivered_at as _delivered_at, {texts} from raw "
        f"join files using (_file)) select {', '.join(outputs)} from source"
    )
    for column in contract.columns:
        if column.name not in held:
            _read_leftovers(con, column, contract)


def _raw_logic(logic: str, matched: Mapping[str, str]) -> str:
    """`{column}` in a rawLogic stands for that column's text as delivered."""
    return logic.format_map(_Texts(matched))


class _Texts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "null::varchar"


def _read_leftovers(con: duckdb.DuckDBPyConnection, column: Column, contract: Contract) -> None:
    text_column = name("_text_" + column.name)
    read = parser(column, contract)
    if read is None:
        return
    left = con.execute(f"select distinct {text_column} from typed where {text_column} is not null")
    found: list[tuple[str, Any, str | None]] = []
    for (text,) in left.fetchall():
        try:
            found.append((text, read(text), None))
        except FormatError as error:
            found.append((text, None, error.code))
    if not found:
        return
    values = [None if v is None else str(v) for _, v, _ in found]
    con.register(
        "_leftover",
        pa.table(
            {
                "text": [t for t, _, _ in found],
                "value": pa.array(values, pa.string()),
                "code": pa.array([c for _, _, c in found], pa.string()),
            }
        ),
    )
    con.execute(
        f"update typed set {name(column.name)} = try_cast(l.value as {column.type}), "
        f"{text_column} = coalesce(l.code, case when l.value is not null and "
        f"try_cast(l.value as {column.type}) is null then {quote(invalid_code(column))} end) "
        f"from _leftover l where {text_column} = l.text"
    )
    con.unregister("_leftover")

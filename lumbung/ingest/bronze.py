"""What a row looks like in bronze: masked values, its identity and its slice, as SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lumbung.contracts import Column, Contract
from lumbung.ingest.hidden import HIDDEN
from lumbung.ingest.raw import name, quote


def is_words(column: Column, key: Collection[str]) -> bool:
    """Open text in a column that should hold none of it personal: people write anywhere."""
    masked = column.options.get("format") == "json"  # text by text, by the reader
    closed = column.pattern or column.values or column.options.get("codes") or column.name in key or masked
    return column.type == "VARCHAR" and column.privacy == "P0" and not closed


def stored(column: Column, source: str, key: Collection[str] = ()) -> str:
    """SQL of the value that leaves ingest: masked (text), tokenised (P2) or as it is."""
    value = name(column.name)
    whole = column.privacy == "P1" and column.options.get("format") != "json"
    if column.type == "VARCHAR" and (whole or is_words(column, key)):
        return f"samarkan({value})"
    if column.privacy == "P2":
        domain = quote(str(column.options.get("tokenDomain", source)))
        return f"token({normalised(column)}, {domain})"
    return value


def normalised(column: Column) -> str:
    """One person, one token: the spelling of an identifier must not matter."""
    value = name(column.name)
    if column.options.get("format") == "telepon":
        return f"coalesce(telepon_e164({value}), {value})"
    if column.options.get("format") == "nik":
        return value
    return f"upper(regexp_replace(trim({value}), '\\s+', ' ', 'g'))"


def kept(contract: Contract) -> list[str]:
    """The columns of the contract as they leave ingest."""
    return [f"{stored(c, contract.source, contract.key)} as {name(c.name)}" for c in contract.content]


def identity(contract: Contract, kd_pemda: str) -> dict[str, str]:
    """`_key`, `_hash`, `_slice` and `_group`, the last columns of bronze, from the kept values. A
    series source has only its slice."""
    pemda = quote(kd_pemda)
    slices = [pemda, *(_part(s, contract) for s in contract.slice_by)]
    found = {"_slice": f"regexp_replace({_joined(slices)}, '[^A-Za-z0-9._-]', '-', 'g')"}
    if contract.series:
        return found
    content = ", ".join(f"coalesce({name(c.name)}::varchar, chr(30))" for c in contract.content)
    key = ", ".join(f"coalesce({name(k)}::varchar, chr(30))" for k in contract.key) or content
    group = _joined([pemda, *(_part(s, contract) for s in contract.snapshot_by)])
    hashes = {
        "_key": f"md5(concat_ws(chr(31), {pemda}, {key}))",
        "_hash": f"md5(concat_ws(chr(31), {content}))",
    }
    return {**hashes, **found, "_group": group}


def slice_day(contract: Contract) -> str | None:
    """SQL of the date that alone tells the slice; None where more does."""
    if len(contract.slice_by) == 1 and contract.slice_by[0].endswith(":day"):
        day = _local(contract.slice_by[0].partition(":")[0], contract)
        return f"case when {day} between date '0001-01-01' and date '9999-12-31' then {day} end"
    return None


def _local(column: str, contract: Contract) -> str:
    """A column as local date."""
    value = name(column)
    if contract.column(column).type == "TIMESTAMPTZ":
        value = f"ke_lokal({value}, {quote(contract.timezone)})"
    return f"{value}::date"


def _part(spec: str, contract: Contract) -> str:
    """A slice column as text: `waktu:day` is the local day, `tanggal:month` the month, `tahun` the value."""
    column, _, grain = spec.partition(":")
    if grain == "day":
        return f"strftime({_local(column, contract)}, '%Y-%m-%d')"
    if grain == "month":
        return f"strftime({_local(column, contract)}, '%Y-%m')"
    return f"{name(column)}::varchar"


def _joined(parts: list[str]) -> str:
    return "concat_ws('_', " + ", ".join(f"coalesce({p}, '-')" for p in parts) + ")"


def accepted_sql(contract: Contract, kd_pemda: str, others: str) -> str:
    """The valid rows of `judged` as bronze. `others`: SQL of the unknown columns' JSON, empty when
    there are none."""
    names = ", ".join(name(c.name) for c in contract.content)
    last = ", ".join(f"{sql} as {column}" for column, sql in identity(contract, kd_pemda).items())
    # Files of readings become files of silver as they are: there they have no column of unknown ones.
    extras, joins = "" if contract.series else "null::varchar as _extra, ", ""
    if others:
        extras = "_extra, "
        joins = f" join (select _file, _row, {others} as _extra from raw) using (_file, _row)"
    return (
        f"with kept as (select _file, _row, flags, {', '.join(kept(contract))} from judged where len(reasons) = 0) "
        f"select {quote(kd_pemda)} as kd_pemda, {names}, flags, load_id as _load_id, "
        f"_row, seq as _seq, {extras}{last} "
        f"from kept join files using (_file){joins} order by _file, _row"
    )


def extra_json(extra: Mapping[str, str], personal: Collection[str]) -> str:
    """SQL of the unknown columns' filled cells, masked, as a JSON object; NULL when there are none.
    One mask for all: a file of ten thousand columns must not become ten thousand masks.

    personal: relation columns of which nothing is shown but that they are filled.
    """
    shown = [f"case when not kosong({c}) then '{HIDDEN}' end" if c in personal else c for c in extra.values()]
    headers, cells = ", ".join(map(quote, extra)), ", ".join(shown)
    masked = f"list_transform([{cells}]::varchar[], lambda v: samarkan(v))"
    filled = f"list_filter(list_zip([{headers}], {masked}), lambda e: e[2] is not null)"
    return f"nullif(to_json(map_from_entries({filled}))::varchar, '{{}}')"

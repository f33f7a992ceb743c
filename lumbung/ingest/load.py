"""Files of one shape through their contract: typed rows to bronze, the rest to quarantine.

One statement types many small files, or one large one: planning it costs more than a small file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from lumbung.contracts import Column, Contract
from lumbung.errors import FileRejected
from lumbung.formats.people import mask_text
from lumbung.ingest import shape
from lumbung.ingest.documents import read_array
from lumbung.ingest.raw import NOT_AN_OBJECT, WRONG_WIDTH, Raw, name, quote
from lumbung.ingest.tabular import read_delimited
from lumbung.ingest.unchanged import Live, write_changed
from lumbung.ingest.workbook import read_workbook
from lumbung.messages import say

_SHOWN = 8
"""Headers that a message lists before it stops."""


@dataclass(frozen=True)
class Incoming:
    """One file on its way: identity, and its rows as text."""

    load_id: str
    file_name: str
    seq: str
    delivered_at: datetime
    path: Path
    raw: Raw


@dataclass(frozen=True)
class Loaded:
    """Row counts of one file, and what gate 1 wants to know about it."""

    rows_read: int
    rows_quarantined: int
    rows_duplicate: int
    extra_columns: list[str]
    control_total_diff: float | None
    period_end: date | None


def read_file(path: Path, contract: Contract, careful: bool = False) -> Raw:
    """A file's rows as text, its header checked against the contract.

    Raises:
        FileRejected: nothing of the file can be loaded; the message says why.
    """
    if not path.stat().st_size:
        raise FileRejected("BERKAS_KOSONG", say("empty_file"))
    if contract.format == "csv" or (contract.format == "xlsx" and _is_text(path)):
        known = frozenset(header for column in contract.columns for header in column.headers)
        raw = read_delimited(path, contract.delimiter, known, careful)
    elif contract.format == "xlsx":
        raw = read_workbook(path, contract)
    elif contract.format == "json":
        raw = read_array(path, contract)
    else:
        raise FileRejected("BERKAS_RUSAK", say("unsupported_format", format=contract.format))
    if missing := shape.missing_columns(contract, shape.match_headers(contract, raw)):
        raise _missing(contract, raw, missing)
    return raw


def _is_text(path: Path) -> bool:
    inner = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return inner.suffix.lower() in (".csv", ".txt")


def _missing(contract: Contract, raw: Raw, missing: list[str]) -> FileRejected:
    if contract.format != "json" and not any(header.strip() for header in raw.headers):
        return FileRejected("BERKAS_KOSONG", say("empty_file"))
    if len(raw.headers) == 1:
        others = [d for d in ",;\t|" if d != contract.delimiter and d in raw.headers[0]]
        if others:
            best = max(others, key=raw.headers[0].count)
            return FileRejected("DELIMITER_SALAH", say("wrong_delimiter", found=best, expected=contract.delimiter))
    titled = [c for c in missing if contract.column(c).options.get("titlePattern")]
    if titled:
        example = contract.column(titled[0]).options["titlePattern"]
        text = say("missing_title", columns=", ".join(titled), example=example)
        return FileRejected("KOLOM_WAJIB_HILANG", text)
    found = ", ".join(mask_text(h.strip()[:40]) for h in raw.headers[:_SHOWN])
    found += " …" if len(raw.headers) > _SHOWN else ""
    if not shape.match_headers(contract, raw):
        found = ""  # no header but somebody's row, and reasons are read by all
    text = say("missing_columns", columns=", ".join(missing), n=len(raw.headers), found=found or "-")
    return FileRejected("KOLOM_WAJIB_HILANG", text)


def load_files(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    kd_pemda: str,
    files: Sequence[Incoming],
    run_id: str,
    bronze: Path,
    quarantine: Path,
    live: Live | None = None,
) -> list[Loaded]:
    """Type and judge files of one shape; write their valid rows to `bronze` and the rejected ones to
    `quarantine` (Parquet). Returns what became of each file, in order.

    live: for full exports, where silver's current rows are: those that say the same stay away.

    Raises:
        duckdb.Error: DuckDB cannot read a file; nothing was kept.
    """
    _collect(con, files)
    raw = files[0].raw
    matched = shape.match_headers(contract, raw)
    extra = shape.unknown_headers(contract, raw, matched)
    malformed = [(i, row) for i, f in enumerate(files) for row in sorted(f.raw.malformed)]
    shape.type_rows(con, contract, matched, kd_pemda)
    shape.judge_rows(con, contract, malformed, raw.malformed_code)
    others = f"c{len(raw.headers)}" if raw.packed else _extra_json(extra) if extra else ""
    accepted = _bronze_sql(contract, kd_pemda, others)
    repeated: dict[str, int] = {}
    if live:
        repeated = write_changed(con, accepted, live, bronze)
    else:
        con.execute(f"copy ({accepted}) to {quote(str(bronze))} (compression zstd)")
    rejected = _quarantine_sql(contract, kd_pemda, run_id, matched, others)
    con.execute(f"copy ({rejected}) to {quote(str(quarantine))} (compression zstd)")
    return _results(con, contract, files, sorted(raw.packed or extra), repeated)


def _collect(con: duckdb.DuckDBPyConnection, files: Sequence[Incoming]) -> None:
    """`raw`: all rows with the number of their file; `files`: that number's identity."""
    columns = ", ".join(f"c{i} varchar" for i in range(files[0].raw.width))
    con.execute(f"create or replace temp table raw (_file integer, _row bigint, {columns})")
    for number, file in enumerate(files):
        relation = file.raw.relation
        if isinstance(relation, pa.Table):
            con.register("_rows", relation)
            con.execute(f"insert into raw select {number}, * from _rows")
            con.unregister("_rows")
        else:
            con.execute(f"insert into raw select {number}, * from ({relation})")
    identity = pa.table(
        {
            "_file": pa.array(range(len(files)), pa.int32()),
            "load_id": [f.load_id for f in files],
            "file_name": [f.file_name for f in files],
            "seq": [f.seq for f in files],
            "delivered_at": pa.array([f.delivered_at for f in files], pa.timestamp("us", tz="UTC")),
        }
    )
    con.register("_identity", identity)
    con.execute("create or replace temp table files as select * from _identity")
    con.unregister("_identity")


def is_words(column: Column, key: Collection[str]) -> bool:
    """Open text in a column that should hold none of it personal: people write anywhere."""
    closed = column.pattern or column.values or column.options.get("codes") or column.name in key
    return column.type == "VARCHAR" and column.privacy == "P0" and not closed


def stored(column: Column, source: str, key: Collection[str] = ()) -> str:
    """SQL of the value that leaves ingest: masked (text), tokenised (P2) or as it is."""
    value = name(column.name)
    if column.type == "VARCHAR" and (column.privacy == "P1" or is_words(column, key)):
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


def _part(spec: str, contract: Contract) -> str:
    """A slice column as text: `tanggal:month` is the local month, `tahun` the value."""
    column, _, grain = spec.partition(":")
    value = name(column)
    if contract.column(column).type == "TIMESTAMPTZ":
        value = f"timezone({quote(contract.timezone)}, {value})"
    return f"strftime({value}, '%Y-%m')" if grain == "month" else f"{value}::varchar"


def _joined(parts: list[str]) -> str:
    return "concat_ws('_', " + ", ".join(f"coalesce({p}, '-')" for p in parts) + ")"


def _bronze_sql(contract: Contract, kd_pemda: str, others: str) -> str:
    """`others`: SQL of the unknown columns' JSON, empty when there are none."""
    values = [f"{stored(c, contract.source, contract.key)} as {name(c.name)}" for c in contract.content]
    pemda = quote(kd_pemda)
    names = [name(c.name) for c in contract.content]
    content = ", ".join(f"coalesce({n}::varchar, chr(30))" for n in names)
    key = ", ".join(f"coalesce({name(k)}::varchar, chr(30))" for k in contract.key) or content
    slices = _joined([pemda, *(_part(s, contract) for s in contract.slice_by)])
    group = _joined([pemda, *(_part(s, contract) for s in contract.snapshot_by)])
    extras, joins = "null::varchar", ""
    if others:
        extras = "_extra"
        joins = f" join (select _file, _row, {others} as _extra from raw) using (_file, _row)"
    return (
        f"with kept as (select _file, _row, flags, {', '.join(values)} from judged where len(reasons) = 0) "
        f"select {pemda} as kd_pemda, {', '.join(names)}, flags, load_id as _load_id, "
        f"_row, seq as _seq, {extras} as _extra, "
        f"md5(concat_ws(chr(31), {pemda}, {key})) as _key, md5(concat_ws(chr(31), {content})) as _hash, "
        f"regexp_replace({slices}, '[^A-Za-z0-9._-]', '-', 'g') as _slice, {group} as _group "
        f"from kept join files using (_file){joins} order by _file, _row"
    )


def _quarantine_sql(contract: Contract, kd_pemda: str, run_id: str, matched: Mapping[str, str], others: str) -> str:
    """Rejected rows: the row as delivered, personal columns hidden. In a row of another width the
    fields may stand under the wrong header, so all of it is hidden; the archive keeps the original."""
    pairs = []
    for column in contract.columns:
        if column.name in matched:
            pairs += [quote(column.name), _shown(column, matched[column.name])]
    raw = f"json_object({', '.join(pairs)})"
    if others:
        raw = f"json_merge_patch({raw}, coalesce({others}, '{{}}'))"
    return (
        f"select {quote(contract.source)} as source, {quote(kd_pemda)} as kd_pemda, "
        f"load_id, file_name, _row as row_number, "
        f"case when {quote(WRONG_WIDTH)} in reasons then json_object('_', {quote(say('hidden_row'))}) "
        f"when {quote(NOT_AN_OBJECT)} in reasons then json_object('_', {quote(say('hidden_element'))}) "
        f"else {raw} end::varchar as raw, "
        f"reasons, {quote(run_id)} as run_id, 'OPEN' as status, null::varchar as decided_by, "
        f"null::timestamptz as decided_at, null::varchar as note "
        f"from (select _file, _row, reasons from judged where len(reasons) > 0) "
        f"join raw using (_file, _row) join files using (_file) order by _file, _row"
    )


def _extra_json(extra: Mapping[str, str]) -> str:
    """SQL of the unknown columns' filled cells, masked, as a JSON object; NULL when there are none.
    One mask for all: a file of ten thousand columns must not become ten thousand masks."""
    headers, cells = ", ".join(map(quote, extra)), ", ".join(extra.values())
    masked = f"list_transform([{cells}]::varchar[], lambda v: samarkan(v))"
    filled = f"list_filter(list_zip([{headers}], {masked}), lambda e: e[2] is not null)"
    return f"nullif(to_json(map_from_entries({filled}))::varchar, '{{}}')"


def _shown(column: Column, text: str) -> str:
    if column.privacy in ("P2", "P3"):
        return f"case when not kosong({text}) then '***' end"
    if column.pattern or (column.type.startswith(("DECIMAL", "DOUBLE")) and not column.flag_when_invalid):
        # A sound code or amount may look like somebody's number; an unsound one may be it.
        blamed = f"len(list_filter(reasons, lambda r: ends_with(r, {quote(':' + column.name)}))) > 0"
        return f"case when {blamed} then samarkan({text}) else {text} end"
    return f"samarkan({text})"


def _results(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    files: Sequence[Incoming],
    extra: list[str],
    repeated: Mapping[str, int],
) -> list[Loaded]:
    # `filter` comes after the expression, which may not exist for a rejected row (month 13).
    end = f"case when len(reasons) = 0 then {contract.period} end"
    period = f"max({end})::date" if contract.period else "null::date"
    controlled = [c.name for c in contract.columns if c.options.get("control")]
    sums = "".join(f", sum({name(c)})::decimal(38,6)" for c in controlled)
    counted = con.execute(
        f"select _file, count(*), count_if(len(reasons) > 0), {period}{sums} from judged group by _file"
    ).fetchall()
    by_file = {row[0]: row[1:] for row in counted}
    results = []
    for number, file in enumerate(files):
        rows, bad, end, *found = by_file.get(number, (0, 0, None, *[None] * len(controlled)))
        diff = _control_diff(file.raw.totals, dict(zip(controlled, found, strict=True)))
        results.append(Loaded(rows, bad, repeated.get(file.load_id, 0), extra, diff, end))
    return results


def _control_diff(totals: Mapping[str, Decimal], found: Mapping[str, Decimal | None]) -> float | None:
    """Sum of the differences between the file's closing totals and its rows; None without totals."""
    if not totals:
        return None
    return float(sum(abs((found.get(c) or Decimal(0)) - total) for c, total in totals.items()))


QUARANTINE_SCHEMA = pa.schema(
    [
        *((n, pa.string()) for n in ("source", "kd_pemda", "load_id", "file_name")),
        ("row_number", pa.int64()),
        ("raw", pa.string()),
        ("reasons", pa.list_(pa.string())),
        *((n, pa.string()) for n in ("run_id", "status", "decided_by")),
        ("decided_at", pa.timestamp("us", tz="UTC")),
        ("note", pa.string()),
    ]
)

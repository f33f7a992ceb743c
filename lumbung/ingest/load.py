"""Files of one shape through their contract: typed rows to bronze, the rest to quarantine.

One statement types many small files, or one large one: planning it costs more than a small file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from lumbung.contracts import Contract
from lumbung.errors import FileRejected
from lumbung.formats.people import mask_text
from lumbung.ingest import bronze, judge, rejects, shape, vault
from lumbung.ingest.arrival import Incoming, Loaded
from lumbung.ingest.columnar import is_parquet, read_columns
from lumbung.ingest.documents import read_document
from lumbung.ingest.hidden import Personal
from lumbung.ingest.lines import read_lines
from lumbung.ingest.plan import Plan, Sifted
from lumbung.ingest.raw import Raw, name, quote
from lumbung.ingest.sift import sift
from lumbung.ingest.tabular import read_delimited
from lumbung.ingest.unchanged import Live, write_changed
from lumbung.ingest.workbook import read_workbook
from lumbung.messages import say

_SHOWN = 8
"""Headers that a message lists before it stops."""


def read_file(path: Path, contract: Contract, careful: bool = False) -> Raw:
    """A file's rows as text, its header checked against the contract.

    Raises:
        FileRejected: nothing of the file can be loaded; the message says why.
    """
    if not path.stat().st_size:
        raise FileRejected("BERKAS_KOSONG", say("empty_file"))
    table = contract.format in ("csv", "xlsx", "parquet")
    if table and (is_parquet(path) or (contract.format == "parquet" and not _is_text(path))):
        raw = read_columns(path, contract, careful)
    elif contract.format == "csv" or (table and _is_text(path)):
        # A personal name stays a column of its own, to be hidden like those of the contract.
        known = Personal(contract).names.union(*(column.headers for column in contract.columns))
        raw = read_delimited(path, contract.delimiter, known, careful, unseen=bool(contract.series))
    elif contract.format == "xlsx":
        raw = read_workbook(path, contract)
    elif contract.format == "ndjson":
        raw = read_lines(path, contract)
    else:
        raw = read_document(path, contract)
    if missing := shape.missing_columns(contract, shape.match_headers(contract, raw)):
        raise _missing(contract, raw, missing)
    return raw


def _is_text(path: Path) -> bool:
    inner = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return inner.suffix.lower() in (".csv", ".txt")


def _missing(contract: Contract, raw: Raw, missing: list[str]) -> FileRejected:
    if contract.format in ("csv", "xlsx") and not any(header.strip() for header in raw.headers):
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


@dataclass(frozen=True)
class Result:
    """What files became: bronze and quarantine as Parquet files, the fate of each file in order, and
    what the vault is to keep (column, token, clear value)."""

    accepted: list[Path]
    rejected: list[Path]
    loads: list[Loaded]
    clear: set[tuple[str, str, str]]


def load_files(
    cons: Sequence[duckdb.DuckDBPyConnection],
    contract: Contract,
    kd_pemda: str,
    files: Sequence[Incoming],
    run_id: str,
    bronze_folder: Path,
    quarantine_folder: Path,
    work: Path,
    live: Live | None = None,
) -> Result:
    """Type and judge files of one shape; write their valid rows and the rejected ones into two folders.

    work: an empty folder that only the owner of the lake may read.
    live: for full exports, where silver's current rows are: those that say the same stay away.

    Raises:
        duckdb.Error, pyarrow.ArrowException, OSError: a file cannot be read this way; what was
        written is no use.
    """
    raw = files[0].raw
    matched = shape.match_headers(contract, raw)
    extra = shape.unknown_headers(contract, raw, matched)
    is_personal = Personal(contract)
    personal = {f"c{i}" for i, header in enumerate(raw.headers) if is_personal(header)}
    plan = Plan(
        contract,
        kd_pemda,
        matched,
        others=f"c{len(raw.headers)}" if raw.packed else bronze.extra_json(extra, personal) if extra else "",
        ends=_period_columns(contract),
        sums=tuple(c.name for c in contract.columns if c.options.get("control")),
    )
    found = sift(cons, plan, files, work if live else bronze_folder, work)
    rejected: list[Path] = []
    con = cons[0]
    if found.aside:
        rejected = _look_closer(con, plan, files, run_id, found, work if live else bronze_folder, quarantine_folder)
    repeated: dict[str, int] = {}
    if live and found.accepted:
        target = bronze_folder / "part-0.parquet"
        repeated = write_changed(con, found.accepted, live, target)
        found.accepted = [target]
    loads = _results(con, plan, files, sorted(raw.packed or extra), repeated, found)
    return Result(
        [p for p in found.accepted if _has_rows(p)], [p for p in rejected if _has_rows(p)], loads, found.clear
    )


def _look_closer(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    files: Sequence[Incoming],
    run_id: str,
    found: Sifted,
    accepted: Path,
    quarantine: Path,
) -> list[Path]:
    """Judge the rows that were laid aside; the quarantine file. Sound ones are added to `found`."""
    contract = plan.contract
    _collect(con, files, found.aside)
    malformed = [(i, row, code) for i, f in enumerate(files) for row, code in sorted(f.raw.malformed.items())]
    shape.type_rows(con, contract, plan.matched, plan.kd_pemda, files[0].raw.types)
    judge.judge_rows(con, contract, malformed)
    more, rejected = accepted / "part-aside.parquet", quarantine / "part-0.parquet"
    for sql, target in (
        (bronze.accepted_sql(contract, plan.kd_pemda, plan.others), more),
        (rejects.rejected_sql(contract, plan.kd_pemda, run_id, plan.matched, plan.others), rejected),
    ):
        con.execute(f"copy ({sql}) to {quote(str(target))} (compression zstd)")
    found.accepted.append(more)
    for column in vault.columns(contract):
        clear = name(column.name)
        token = bronze.stored(column, contract.source)
        pairs = con.execute(f"select distinct {token}, {clear} from judged where len(reasons) = 0 and {clear} not null")
        found.clear |= {(column.name, token, value) for token, value in pairs.fetchall()}
    return [rejected]


def _has_rows(path: Path) -> bool:
    if pq.read_metadata(path).num_rows:
        return True
    path.unlink()
    return False


def _collect(con: duckdb.DuckDBPyConnection, files: Sequence[Incoming], aside: Sequence[Path]) -> None:
    """`raw`: the rows laid aside with the number of their file; `files`: that number's identity."""
    types = files[0].raw.types
    cells = [f"c{i}" for i in range(files[0].raw.width)]
    columns = ", ".join(f"{c} {types.get(c, 'varchar')}" for c in cells)
    con.execute(f"create or replace temp table raw (_file integer, _row bigint, {columns})")
    paths = ", ".join(quote(str(p)) for p in aside)
    con.execute(
        f"insert into raw select _file, _row, {', '.join(f'_raw.{c}' for c in cells)} "
        f"from read_parquet([{paths}], hive_partitioning = false)"
    )
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


def _period_columns(contract: Contract) -> tuple[str, ...]:
    words = set(re.findall(r"\w+", contract.period or ""))
    return tuple(c.name for c in contract.columns if c.name in words)


def _results(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    files: Sequence[Incoming],
    extra: list[str],
    repeated: Mapping[str, int],
    found: Sifted,
) -> list[Loaded]:
    ends, bad, sums = _ends(con, plan, found.ends), Counter[int](), found.sums
    if found.aside:
        # `filter` comes after the expression, which may not exist for a rejected row (month 13).
        end = f"case when len(reasons) = 0 then {plan.contract.period or 'null::date'} end"
        totals = "".join(f", sum({name(c)})::decimal(38,6)" for c in plan.sums)
        counted = con.execute(
            f"select _file, count_if(len(reasons) > 0), max({end})::date{totals} from judged group by _file"
        )
        for number, rejected, last, *amounts in counted.fetchall():
            bad[number] = rejected
            ends[number] = max(filter(None, (last, ends.get(number))), default=None)
            for column, amount in zip(plan.sums, amounts, strict=True):
                sums[number, column] += amount or Decimal(0)
    results = []
    for n, file in enumerate(files):
        said = file.raw.totals
        diff = float(sum(abs(sums[n, c] - total) for c, total in said.items())) if said else None
        results.append(Loaded(found.rows[n], bad[n], repeated.get(file.load_id, 0), extra, diff, ends.get(n)))
    return results


def _ends(con: duckdb.DuckDBPyConnection, plan: Plan, parts: list[pa.Table]) -> dict[int, date | None]:
    """The last day that the accepted rows of each file report on."""
    if not parts:
        return {}
    con.register("_ends", pa.concat_tables(parts))
    last = con.execute(f"select _file, max({plan.contract.period})::date from _ends group by _file").fetchall()
    con.unregister("_ends")
    return dict(last)

"""What the narrow columns of a batch say: which rows need the semantics, and which may simply pass.

Most rows of a load are new keys that nothing contradicts. The few others are found here, on keys alone, so
that wide rows go through no window and are written once. Every answer is a file of row names
(`_load_id`, `_row`, `_key`) in the run's scratch folder, for any engine to read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import duckdb

from lumbung.refine import semantics

NAME = ("_load_id", "_row", "_key")
"""What names a delivered row."""
_ORDER = ("_key", "_hash", "_seq", "_row", "_load_id")


class Keys:
    """Narrow columns of one batch: table `new`, a row per delivered row, with its `_fate`."""

    def __init__(self, folder: Path, version: str | None) -> None:
        self.folder = folder
        self.con = duckdb.connect()
        self.con.execute(f"set temp_directory = {_text(folder / 'spill')}")
        self.con.execute("set memory_limit = '600MB'")
        self.version = f'"{version}"' if version else "null"

    def take(self, files: Iterable[str | Path], loads: Iterable[str], rejected: bool, repeats: bool) -> None:
        """The batch's rows; `rejected`, `repeats`: whether `_reject` and `_repeat` say anything of them."""
        lost = "len(_reject) > 0" if rejected else "false"
        rule = "_repeat" if repeats else "false"
        self.con.execute(
            f"""create or replace temp table new as
            select {", ".join(_ORDER)}, _slice, _group, {self.version} as _version,
                case when {lost} then '{semantics.FATE_QUARANTINED}' when {rule} then '{semantics.FATE_REPEATED}'
                    else '{semantics.FATE_VALID}' end as _fate
            from {_read(files)} where _load_id in (select unnest(?))""",
            [list(loads)],
        )

    def slices(self, arrived: str = "true") -> set[str]:
        return self._set(f"select distinct _slice from new where {arrived}")

    def counts(self) -> Counter[tuple[str, str]]:
        """Rows by load and fate."""
        found = self.con.execute("select _load_id, _fate, count(*) from new group by all").fetchall()
        return Counter({(load, fate): n for load, fate, n in found})

    def copies(self, known: Iterable[str]) -> tuple[Path, Path] | None:
        """Sound rows whose key came with the same content elsewhere in the batch or in `known`, and those
        versions in `known`; None when there are none."""
        self.con.execute(f"create or replace temp table seen as {self._known(known)}")
        self.con.execute(
            f"""create or replace temp table pairs as
            select _key, _hash from new where {_SOUND} group by all having count(*) > 1
            union select distinct _key, _hash from new semi join seen using (_key, _hash) where {_SOUND}"""
        )
        rows = f"select {', '.join(_ORDER)} from new semi join pairs using (_key, _hash) where {_SOUND}"
        found = self._file("copies", rows)
        if not found:
            return None
        self._file("seen", "select _key, _hash from seen semi join pairs using (_key, _hash)")
        return found, self.folder / "seen.parquet"

    def mark(self, fate: str, names: Path) -> None:
        """Give the rows of a file of names a fate; those that their job called repeated keep theirs."""
        files = [*names.glob("*.parquet")]
        if not files:  # an engine may write no file for no rows
            return
        self.con.execute(
            f"""update new set _fate = '{fate}' from {_read(files)} as n
            where new._load_id = n._load_id and new._row = n._row and new._key = n._key
            and new._fate <> '{semantics.FATE_REPEATED}'"""
        )

    def wavering(self, live: Iterable[str]) -> tuple[Path, Path] | None:
        """Rows, with their fates, of the keys of duplicates that may bring back an older content, and those
        keys' live versions."""
        self.con.execute(f"create or replace temp table held as {self._known(live)}")
        self.con.execute(
            f"""create or replace temp table wavering as
            with again as (select distinct _key from new where _fate = '{semantics.FATE_DUPLICATE}'),
            said as (
                select _key, _hash, _fate = '{semantics.FATE_VALID}' as _stands from new semi join again using (_key)
                where {_SOUND}
                union all select _key, _hash, true from held semi join again using (_key)
            )
            select _key from said group by _key having count(distinct _hash) > 1 or not bool_or(_stands)"""
        )
        found = self._file(
            "wavering", f"select {', '.join(_ORDER)}, _fate from new semi join wavering using (_key) where {_SOUND}"
        )
        if not found:
            return None
        self._file("held", "select _key, _hash from held semi join wavering using (_key)")
        return found, self.folder / "held.parquet"

    def slices_of_keys(self, files: Iterable[str]) -> set[str]:
        """Slices of the files that hold a key which arrived."""
        keys = f"select _key from new where {ARRIVED}"
        return self._set(f"select distinct _slice from {_read(files)} where _key in ({keys})")

    def contested(self, live: Iterable[str]) -> tuple[Path, Path] | None:
        """Rows that arrived, `_again` those that returned, of keys that arrived more than once or are in
        `live`, and the live rows of those keys."""
        files = [*live]
        columns = f"{', '.join(_ORDER)}, {self.version if files else '_version'} as _version"
        source = f"{_read(files)} where _key in (select _key from new where {ARRIVED})" if files else "new limit 0"
        held = f"select {columns} from {source}"
        self.con.execute(
            f"""create or replace temp table held as {held};
            create or replace temp table keys as
            select _key from new where {ARRIVED} group by _key having count(*) > 1
            union select distinct _key from new semi join held using (_key) where {ARRIVED}"""
        )
        own = f"{', '.join(_ORDER)}, _version, _fate = '{RETURNED}' as _again"
        found = self._file("fresh", f"select {own} from new semi join keys using (_key) where {ARRIVED}")
        if not found:
            return None
        self._file(
            "standing",
            f"select {', '.join(_ORDER)}, _version, false as _again from held semi join keys using (_key)",
        )
        return found, self.folder / "standing.parquet"

    def absent(self, arrived: str, verdict: Path | None = None) -> tuple[Path | None, Path | None]:
        """Names of the new rows that are not in the new content, and of the live rows that no longer are.
        verdict: `_place` of every row of a contested key that is somewhere."""
        self.con.execute(f"create or replace temp table out as select {', '.join(NAME)} from new where not ({arrived})")
        if not verdict:
            return self._file("out_new", "select * from out"), None
        live = f"(select * from {_read([*verdict.glob('*.parquet')])} where _place = 'live')"
        losers = f"select {', '.join(NAME)} from {{}} anti join {live} using ({', '.join(NAME)})"
        fresh, standing = (_read([self.folder / f"{name}.parquet"]) for name in ("fresh", "standing"))
        new = self._file("out_new", f"select * from out union all {losers.format(fresh)}")
        return new, self._file("out_held", losers.format(standing))

    def has(self, stored: Path, condition: str) -> bool:
        """Whether a stored frame has such a row."""
        sql = f"select 1 from {_read([*stored.glob('*.parquet')])} where {condition} limit 1"
        return bool(self.con.execute(sql).fetchall())

    def is_plain_snapshot(self, live: Iterable[str]) -> bool:
        """Whether every group came in one file, says no key twice and is not in `live`."""
        sound = f"from new where _fate <> '{semantics.FATE_QUARANTINED}'"
        tests = [
            f"select 1 {sound} group by _group having min(_seq) <> max(_seq) limit 1",
            f"select 1 {sound} group by _key having count(*) > 1 limit 1",
        ]
        if files := [*live]:
            tests.append(f"select 1 from {_read(files)} where _group in (select _group {sound}) limit 1")
        return not any(self.con.execute(test).fetchall() for test in tests)

    def _known(self, files: Iterable[str]) -> str:
        held = [*files]
        source = _read(held) if held else "new"
        keys = "(select _key from new)" if held else "(select '' limit 0)"
        return f"select distinct _key, _hash from {source} where _key in {keys}"

    def _set(self, sql: str) -> set[str]:
        return {name for (name,) in self.con.execute(sql).fetchall()}

    def _file(self, name: str, sql: str) -> Path | None:
        """The rows as a file; None when there are none."""
        path = self.folder / f"{name}.parquet"
        rows = self.con.execute(f"copy ({sql}) to {_text(path)} (format parquet)").fetchone()
        return path if rows and rows[0] else None


RETURNED = "returned"
"""Fate, while it is decided, of a duplicate that brings an older content back."""
ARRIVED = f"_fate in ('{semantics.FATE_VALID}', '{RETURNED}')"
_SOUND = f"_fate <> '{semantics.FATE_QUARANTINED}'"


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _read(files: Iterable[str | Path]) -> str:
    listed = ", ".join(_text(Path(f)) for f in files)
    return f"read_parquet([{listed}], hive_partitioning = false, union_by_name = true)"

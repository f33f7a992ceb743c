"""Source contracts: ODCS v3 YAML files, one per source, read into plain frozen dataclasses.

The contract alone decides how a file is read: header names, types, locales, keys, semantics,
personal-data classes, slices, row rules and freshness. docs/kontrak.md explains every property.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaProperty,
)
from pydantic import ValidationError

from lumbung.errors import UsageError

Semantics = Literal["event", "state", "snapshot"]
PRIVACY_CLASSES = ("P0", "P1", "P2", "P3")
TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DECIMAL(28,6)",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMPTZ",
}
_PHYSICAL = re.compile(r"VARCHAR|BIGINT|INTEGER|SMALLINT|DOUBLE|BOOLEAN|DATE|TIMESTAMPTZ|DECIMAL\(\d+,\s*\d+\)")
_COLUMN_OPTIONS = frozenset(
    {
        "format",
        "locale",
        "zone",
        "from",
        "titlePattern",
        "perPemda",
        "rawLogic",
        "onInvalid",
        "tokenDomain",
        "vaultPurpose",
        "true",
        "false",
        "control",
        "invalidCode",
        "codes",
        "mustExist",
    }
)
_SOURCE_OPTIONS = frozenset(
    {
        "semantics",
        "versionColumn",
        "slice",
        "snapshotSlice",
        "quarantineLimitPct",
        "volume",
        "totalRows",
        "timezone",
        "requiredSlices",
        "period",
        "fullExport",
        "wholeSlice",
        "series",
        "refersTo",
    }
)
DOCUMENTS = ("json", "ndjson", "xml")
"""Formats whose values may be objects and lists."""
GRAINS = ("", "month", "day")
"""What may follow the column of a slice: nothing (the value), its local month or its local day."""


@dataclass(frozen=True)
class Rule:
    """A row rule: `sql` is true for a row that breaks it; errors quarantine, warnings flag."""

    code: str
    sql: str
    column: str
    is_error: bool


@dataclass(frozen=True)
class Column:
    """One column of a source, in the lake under `name`, in the file under one of `headers`."""

    name: str
    type: str
    headers: tuple[str, ...]
    required: bool
    privacy: str
    description: str
    unit: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    """Closed set: text as delivered (folded) → code in the lake; empty = open."""
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    logic: str | None = None
    """SQL over `value`, the typed value: a unit conversion."""
    options: Mapping[str, Any] = field(default_factory=dict)
    spelt: tuple[str, ...] = ()
    """`headers` as the contract writes them: a dot goes into an object."""

    @property
    def stored(self) -> bool:
        """P3 is dropped before bronze."""
        return self.privacy != "P3"

    @property
    def must_exist(self) -> bool:
        """Whether a file without this column is rejected; the single value may still be empty."""
        return self.required or bool(self.options.get("mustExist"))

    @property
    def flag_when_invalid(self) -> str | None:
        """Flag code that replaces quarantine for an unreadable value (the value becomes NULL)."""
        option = self.options.get("onInvalid")
        return str(option) if option else None


@dataclass(frozen=True)
class Contract:
    """One source. Times in `timezone`; `slice_by` gives the file slice, `snapshot_by` what a new
    file of a snapshot source replaces."""

    source: str
    title: str
    version: str
    path: Path
    format: str
    delimiter: str
    semantics: Semantics
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    slice_by: tuple[str, ...]
    snapshot_by: tuple[str, ...]
    version_column: str | None
    timezone: str
    quarantine_limit_pct: float
    total_rows: tuple[str, ...]
    check_volume: bool
    max_age_days: int | None
    required_slices: tuple[str, ...]
    period: str | None = None
    """SQL date of the period a row reports on, for freshness."""
    description: str = ""
    domain: str = ""
    full_export: bool = False
    """Every delivery repeats the whole state: rows that silver already says are not written again."""
    whole_slice: bool = False
    """A document: with more than `quarantine_limit_pct` of a group's rows quarantined none of them
    is taken, and what stands stays."""
    series: str | None = None
    """Readings of many series, far too many for a hash each: the column that tells the series. The
    key is this column and `moment`; bronze and silver carry neither `_key`, `_hash` nor `_group`."""
    refers_to: tuple[str, ...] = ()
    """Sources whose silver this one is refined against, and after."""

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    @property
    def moment(self) -> str | None:
        """The time column of a series source; None for the others."""
        return next((k for k in self.key if k != self.series), None) if self.series else None

    @property
    def content(self) -> tuple[Column, ...]:
        """Columns that reach the lake."""
        return tuple(c for c in self.columns if c.stored)


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where PyYAML was built with it: every process reads all contracts."""


def fold(header: str) -> str:
    """Header names are compared without case, blanks, underscores and dots."""
    return re.sub(r"[\s_.]+", "", header).casefold()


def load_contract(path: Path) -> Contract:
    """Read one contract file.

    Raises:
        UsageError: naming file, line and what is allowed there.
    """
    return _Reader(path).contract()


@cache
def _load_all(folders: tuple[Path, ...]) -> dict[str, Contract]:
    found: dict[str, Contract] = {}
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"Folder kontrak tidak ada: {folder} (pengaturan `contracts`)")
        for path in sorted(folder.glob("*.yaml")):
            contract = load_contract(path)
            if contract.source in found:
                raise UsageError(f"{path}: sumber {contract.source!r} sudah punya kontrak lain")
            found[contract.source] = contract
    for contract in found.values():
        for other in contract.refers_to:
            if other not in found or other == contract.source:
                raise UsageError(f"{contract.path}: refersTo {other!r} bukan sumber lain yang punya kontrak")
    return found


def load_contracts(folders: Iterable[Path]) -> dict[str, Contract]:
    """All contracts by source name, in name order."""
    return _load_all(tuple(folders))


class _Reader:
    """Turns one YAML file into a Contract; every complaint carries the line it is about."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    def fail(self, needle: str, message: str) -> UsageError:
        line = next((n for n, text in enumerate(self.text.splitlines(), 1) if needle and needle in text), 1)
        return UsageError(f"{self.path}:{line}: {message}")

    def parse(self) -> OpenDataContractStandard:
        try:
            return OpenDataContractStandard(**yaml.load(self.text, Loader=_LOADER))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise UsageError(f"{self.path}:{line}: YAML tidak sah: {error}") from error
        except (ValidationError, TypeError) as error:
            details = error.errors() if isinstance(error, ValidationError) else []
            where = str(details[0]["loc"][-1]) if details else ""
            what = details[0]["msg"] if details else str(error)
            raise self.fail(where, f"bukan ODCS v3: `{where}`: {what}") from error

    def options(self, properties: list[CustomProperty] | None, allowed: frozenset[str]) -> dict[str, Any]:
        found = {str(p.property): p.value for p in properties or []}
        for name in found:
            if name not in allowed:
                raise self.fail(name, f"customProperty {name!r} tidak dikenal; yang boleh: {sorted(allowed)}")
        return found

    def contract(self) -> Contract:
        odcs = self.parse()
        if not odcs.schema_ or len(odcs.schema_) != 1:
            raise self.fail("schema", "kontrak memuat tepat satu `schema`")
        table = odcs.schema_[0]
        columns = tuple(self.column(p) for p in table.properties or [])
        keys = sorted((p.primaryKeyPosition or 99, str(p.name)) for p in table.properties or [] if p.primaryKey)
        options = self.options(odcs.customProperties, _SOURCE_OPTIONS)
        semantics = options.get("semantics")
        if semantics not in ("event", "state", "snapshot"):
            raise self.fail("semantics", f"semantics {semantics!r}; yang boleh: event, state, snapshot")
        server = odcs.servers[0] if odcs.servers else None
        if server is None or server.format not in ("csv", "xlsx", "ndjson", "json", "parquet", "xml"):
            raise self.fail("servers", "servers[0].format: csv, xlsx, ndjson, json, parquet atau xml")
        names = {c.name for c in columns}
        slice_by = _names(options.get("slice"))
        snapshot_by = _names(options.get("snapshotSlice"))
        for name in (*slice_by, *snapshot_by, *_names(options.get("versionColumn"))):
            column, _, grain = name.partition(":")
            if column not in names:
                raise self.fail(name, f"kolom {name!r} tidak ada dalam kontrak")
            if grain not in GRAINS:
                raise self.fail(name, f"irisan {name!r}: {grain!r}; yang boleh: month, day")
        nested = [c for c in columns if c.options.get("format") == "json"]
        for wrong in (c for c in nested if server.format not in DOCUMENTS or c.type != "VARCHAR"):
            fault = f"kolom {wrong.name}: format json hanya untuk teks dalam sumber {', '.join(DOCUMENTS)}"
            raise self.fail(f"name: {wrong.name}", fault)
        if not keys and semantics != "event":
            raise self.fail("semantics", f"sumber {semantics} perlu primaryKey")
        if semantics == "snapshot" and "snapshotSlice" not in options:
            raise self.fail("semantics", "sumber snapshot perlu customProperty snapshotSlice")
        if semantics == "state" and not options.get("versionColumn"):
            raise self.fail("semantics", "sumber state perlu customProperty versionColumn")
        if odcs.id != self.path.stem:
            raise self.fail(f"id: {odcs.id}", f"id {odcs.id!r} harus sama dengan nama berkas {self.path.stem!r}")
        ages = [s.value for s in odcs.slaProperties or [] if s.property == "latency"]
        return Contract(
            source=str(odcs.id),
            title=str(odcs.name or odcs.id),
            version=str(odcs.version),
            path=self.path,
            format=str(server.format),
            delimiter=server.delimiter or ";",
            semantics=semantics,
            key=tuple(name for _, name in keys),
            columns=columns,
            rules=tuple(self.rule(q, names) for q in table.quality or []),
            slice_by=slice_by,
            snapshot_by=snapshot_by,
            version_column=options.get("versionColumn"),
            timezone=str(options.get("timezone", "Asia/Jakarta")),
            quarantine_limit_pct=float(options.get("quarantineLimitPct", 5)),
            total_rows=tuple(map(str, options.get("totalRows") or ())),
            check_volume=bool(options.get("volume", False)),
            max_age_days=int(float(str(ages[0]))) if ages else None,
            required_slices=_names(options.get("requiredSlices")),
            period=options.get("period"),
            description=str((odcs.description and odcs.description.purpose) or ""),
            domain=str(odcs.domain or ""),
            full_export=self.switch(options, "fullExport", semantics, "state"),
            whole_slice=self.switch(options, "wholeSlice", semantics, "snapshot"),
            series=self.series(options, semantics, tuple(name for _, name in keys), columns),
            refers_to=_names(options.get("refersTo")),
        )

    def series(
        self, options: Mapping[str, Any], semantics: str, key: tuple[str, ...], columns: tuple[Column, ...]
    ) -> str | None:
        """The series column of a source of readings: an event whose key is that column and a moment."""
        found = options.get("series")
        if found is None:
            return None
        moments = [c.name for c in columns if c.type == "TIMESTAMPTZ" and c.name in key]
        if semantics != "event" or len(moments) != 1 or sorted(key) != sorted((str(found), *moments)):
            raise self.fail("series", f"series {found!r}: sumber event dengan kunci kolom itu dan satu timestamp")
        texts = [c.name for c in columns if c.privacy == "P1" and c.type == "VARCHAR"]
        if texts:
            raise self.fail(f"name: {texts[0]}", f"kolom {texts[0]}: sumber series tidak boleh memuat teks P1")
        return str(found)

    def switch(self, options: Mapping[str, Any], name: str, semantics: str, only: Semantics) -> bool:
        """An option that is true or false, and true only for sources of one kind."""
        value = options.get(name, False)
        if not isinstance(value, bool):
            raise self.fail(name, f"{name} {value!r}; yang boleh: true, false")
        if value and semantics != only:
            raise self.fail(name, f"{name} hanya untuk sumber {only}, bukan {semantics}")
        return value

    def column(self, prop: SchemaProperty) -> Column:
        name = str(prop.name)
        if prop.logicalType not in TYPES:
            raise self.fail(
                f"name: {name}", f"kolom {name}: logicalType {prop.logicalType!r}; yang boleh: {sorted(TYPES)}"
            )
        if prop.physicalType and not _PHYSICAL.fullmatch(prop.physicalType):
            raise self.fail(
                f"name: {name}", f"kolom {name}: physicalType {prop.physicalType!r}; yang boleh: {_PHYSICAL.pattern}"
            )
        if prop.classification not in PRIVACY_CLASSES:
            raise self.fail(
                f"name: {name}",
                f"kolom {name}: classification {prop.classification!r}; yang boleh: {PRIVACY_CLASSES}",
            )
        options = self.options(prop.customProperties, _COLUMN_OPTIONS)
        limits = prop.logicalTypeOptions or {}
        physical = prop.physicalName or name
        synonyms = [str(s.synonym) for s in prop.synonyms or []]
        unit = str(limits["unit"]) if "unit" in limits else None
        return Column(
            name=name,
            type=prop.physicalType or TYPES[prop.logicalType],
            headers=tuple(dict.fromkeys(fold(h) for h in (physical, *synonyms))),
            required=bool(prop.required),
            privacy=str(prop.classification),
            description=str(prop.description or ""),
            unit=unit,
            values={str(e.label or e.value).casefold(): str(e.value) for e in prop.enum or []},
            pattern=limits.get("pattern"),
            minimum=limits.get("minimum"),
            maximum=limits.get("maximum"),
            logic=prop.transformLogic,
            options=options,
            spelt=(physical, *synonyms),
        )

    def rule(self, quality: DataQuality, names: set[str]) -> Rule:
        code = str(quality.name)
        if quality.severity not in ("error", "warning"):
            raise self.fail(code, f"aturan {code}: severity {quality.severity!r}; yang boleh: error, warning")
        if not isinstance(quality.implementation, str):
            raise self.fail(code, f"aturan {code}: implementation = ungkapan SQL yang benar bila baris salah")
        # ODCS has no place for the column of a table-level rule: it is the tag that names a column.
        element = next((t for t in quality.tags or [] if t in names), "")
        return Rule(code, quality.implementation, element, quality.severity == "error")


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)

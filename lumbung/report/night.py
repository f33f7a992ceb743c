"""What the report has to know about one night beside the marts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Night:
    """One run of the nightly pipeline. Instants are UTC, `_tgl` and `as_of` are WIB dates."""

    as_of: date
    run_id: str
    started_at: datetime
    finished_at: datetime
    published: bool
    """False: the audit refused tonight's marts and readers still see `published_as_of`."""
    published_as_of: date | None
    """None: nothing has ever been published."""
    loads: Sequence[Row] = ()
    """Columns of `ops.loads` plus `delivered_tgl`: the files of this run, and those that gate 1
    still holds back since earlier ones (`gate` = `HELD`)."""
    checks: Sequence[Row] = ()
    """gate (1 or 2), source, kd_pemda, name, severity (`merah` or `kuning`), passed, observed,
    expected, message."""
    freshness: Sequence[Row] = ()
    """source, kd_pemda, periode_terakhir, umur_hari, umur_maks_hari, status (`SEGAR`, `BASI`,
    `BELUM_ADA`)."""
    quarantine_sample: Sequence[Row] = ()
    """source, file_name, row_number (1 = first data row), reasons (`CODE:column`)."""
    steps: Sequence[Row] = ()
    """name, seconds, in the order they ran."""
    source_titles: Mapping[str, str] = field(default_factory=dict)
    """Source name → title for people, from its contract; a missing one is shown as it is."""

    def title(self, source: str) -> str:
        """What a source is called."""
        return self.source_titles.get(source, source)

    @property
    def figures_as_of(self) -> date | None:
        """The night that the published figures belong to."""
        return self.as_of if self.published else self.published_as_of

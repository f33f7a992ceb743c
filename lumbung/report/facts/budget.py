"""Budget absorption of one government, straight from the marts' own ratios of sums."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lumbung.report.facts.marts import Marts, Names, Record

WHOLE = "*"
"""`kd_opd` of the whole government."""
SCOPES = ("semua", "tanpa_gaji", "tanpa_btt_transfer")
BEHIND = ("merah", "kuning")
TOP = 8

_MEASURES = (
    "pagu_berlaku, target_kum, realisasi_kum, serapan_pct, target_pct, deviasi_pp, predikat, "
    "warna, peringkat, n_sub_kegiatan, n_sub_tanpa_realisasi, selisih_sp2d_rfk, alasan"
)


@dataclass(frozen=True, slots=True)
class Absorption:
    """One row of `mart_serapan_opd`: rupiah, percent, percentage points (negative = behind)."""

    nama: str
    cakupan: str
    bulan: date
    pagu: Decimal | None
    target_kum: Decimal | None
    realisasi_kum: Decimal | None
    serapan_pct: Decimal | None
    target_pct: Decimal | None
    deviasi_pp: Decimal | None
    predikat: str | None
    warna: str | None
    peringkat: int | None
    n_sub: int | None
    n_sub_nihil: int | None
    selisih_sp2d_rfk: Decimal | None
    alasan: Sequence[str]

    @property
    def gap_points(self) -> Decimal | None:
        """Distance from the plan in percentage points, without its sign."""
        return None if self.deviasi_pp is None else abs(self.deviasi_pp)


@dataclass(frozen=True, slots=True)
class PaguChange:
    """The pagu in force changed in a month; `tahap` is None when only the amount tells so."""

    bulan: date
    tahap: str | None
    sebelum: Decimal | None
    sesudah: Decimal | None


@dataclass(frozen=True, slots=True)
class Budget:
    """All figures of one government in the running fiscal year, up to `now.bulan`."""

    kd_pemda: str
    tahun: int
    months: Sequence[Absorption]
    changes: Sequence[PaguChange]
    scopes: Sequence[Absorption]
    opd: dict[str, list[Absorption]]
    """By cakupan, best first; rows without a rank last."""

    @property
    def now(self) -> Absorption:
        return self.months[-1]

    @property
    def behind(self) -> list[Absorption]:
        """OPDs behind their cash plan, furthest behind first."""
        return [row for row in reversed(self.opd.get("semua", [])) if row.warna in BEHIND]

    def tally(self, warna: str) -> int:
        return sum(row.warna == warna for row in self.opd.get("semua", []))


def read_budget(marts: Marts, kd_pemda: str, as_of: date, names: Names) -> Budget | None:
    """Figures of one government as of a WIB day; None when the mart does not know it."""
    rows = marts.rows(
        "mart_serapan_opd",
        f"""
        SELECT tahun, CAST(bulan AS DATE) AS bulan, kd_opd, cakupan, {_MEASURES} FROM {{mart}}
        WHERE kd_pemda = $kd_pemda AND bulan <= $as_of AND tahun = (
            SELECT max(tahun) FROM {{mart}} WHERE kd_pemda = $kd_pemda AND bulan <= $as_of
        )
        QUALIFY (kd_opd = $whole AND cakupan = 'semua') OR bulan = max(bulan) OVER ()
        ORDER BY bulan, peringkat NULLS LAST, kd_opd
        """,
        kd_pemda=kd_pemda, as_of=as_of, whole=WHOLE,
    )  # fmt: skip
    table = [(row["kd_opd"], _absorption(row, kd_pemda, names)) for row in rows]
    whole = [row for kd_opd, row in table if kd_opd == WHOLE]
    months = [row for row in whole if row.cakupan == "semua"]
    if not months:
        return None
    now = months[-1].bulan
    units = [row for kd_opd, row in table if kd_opd != WHOLE and row.bulan == now]
    stages = _stages(marts, kd_pemda, rows[0]["tahun"])
    return Budget(
        kd_pemda,
        rows[0]["tahun"],
        months,
        _changes(months, stages),
        [row for scope in SCOPES for row in whole if row.bulan == now and row.cakupan == scope],
        {scope: [row for row in units if row.cakupan == scope] for scope in SCOPES},
    )


def _absorption(row: Record, kd_pemda: str, names: Names) -> Absorption:
    kd_opd = row["kd_opd"]
    return Absorption(
        names.of_pemda(kd_pemda) if kd_opd == WHOLE else names.of_opd(kd_pemda, kd_opd),
        row["cakupan"],
        row["bulan"],
        row["pagu_berlaku"],
        row["target_kum"],
        row["realisasi_kum"],
        row["serapan_pct"],
        row["target_pct"],
        row["deviasi_pp"],
        row["predikat"],
        row["warna"],
        row["peringkat"],
        row["n_sub_kegiatan"],
        row["n_sub_tanpa_realisasi"],
        row["selisih_sp2d_rfk"],
        tuple(names.of_reason(code) for code in row["alasan"] or ()),
    )


def _stages(marts: Marts, kd_pemda: str, tahun: int) -> dict[date, str]:
    """Month → budget version in force; rows of a sub-kegiatan not yet born carry none."""
    rows = marts.rows(
        "mart_serapan_bulanan",
        """
        SELECT CAST(bulan AS DATE) AS bulan, mode(tahap_berlaku) AS tahap FROM {mart}
        WHERE kd_pemda = $kd_pemda AND tahun = $tahun AND tahap_berlaku IS NOT NULL GROUP BY bulan
        """,
        kd_pemda=kd_pemda, tahun=tahun,
    )  # fmt: skip
    return {row["bulan"]: row["tahap"] for row in rows}


def _changes(months: Sequence[Absorption], stages: dict[date, str]) -> list[PaguChange]:
    """Months in which another version or another amount came into force."""
    return [
        PaguChange(after.bulan, stages.get(after.bulan), before.pagu, after.pagu)
        for before, after in itertools.pairwise(months)
        if before.pagu != after.pagu or stages.get(before.bulan) != stages.get(after.bulan)
    ]

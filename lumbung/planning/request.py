"""What summary is wanted, held against what the published marts know.

A name or code that nobody knows is wrong use; a year or stage without data is a data problem. Both
say what there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from lumbung.errors import DataError, UsageError
from lumbung.messages import say
from lumbung.planning import labels, queries

NEEDED = (
    *("mart_kuappas_ringkasan", "mart_ppas_urusan_opd", "mart_ppas_program", "mart_kuappas_input"),
    *("mart_kuappas_dokumen", "mart_usulan", "mart_usulan_corong", "mart_perencanaan_berkas"),
    *("dim_opd", "dim_wilayah", "dim_nomenklatur", "penduduk", "cfg_tahap_dokumen", "cfg_alasan"),
)


@dataclass(frozen=True)
class Request:
    """A budget year of one government, and what to show of it.

    `tahap`: None = the newest document. `strict`: a stage that has no document yet is refused;
    otherwise the newest stands in for it, and the summary says so.
    """

    tahun: int
    pemda: str
    opd: Sequence[str] = ()
    urusan: Sequence[str] = ()
    kecamatan: Sequence[str] = ()
    asal: Sequence[str] = ()
    tahap: str | None = None
    strict: bool = True


@dataclass(frozen=True)
class Filter:
    """A chosen code with its name."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True)
class Scope:
    """A request that the marts can answer. `tahap` is `belum_ada` before the first document; `stages`:
    every stage of the year, in order → its name."""

    tahun: int
    pemda: str
    nama_pemda: str
    as_of: date
    tahap: str
    tahap_diminta: str | None
    filters: tuple[Filter, ...]
    stages: Mapping[str, str]

    def chosen(self, kind: str) -> list[str]:
        return [f.code for f in self.filters if f.kind == kind]

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of the `$names` in queries."""
        lists = {kind: self.chosen(kind) for kind in ("opd", "urusan", "kecamatan", "asal")}
        return {"tahun": self.tahun, "pemda": self.pemda, "tahap": self.tahap, **lists}


def resolve(con: duckdb.DuckDBPyConnection, request: Request) -> Scope:
    """Check a request.

    Raises:
        UsageError: an unknown government, office, field, district, origin or stage; names the known ones.
        DataError: no planning marts, no data of that year, no document of that stage.
    """
    _planning_is_published(con)
    governments = dict(_rows(con, "select kd_wilayah, nama from dim_wilayah where kd_induk is null order by 1"))
    pemda = _pick("pemda", request.pemda, {code: (name,) for code, name in governments.items()})
    as_of = _newest_night(con)
    filters = _filters(con, request, pemda)
    stages = _stages(con, request)
    stage = _stage(con, request, pemda, stages)
    return Scope(
        tahun=request.tahun,
        pemda=pemda,
        nama_pemda=governments[pemda],
        as_of=as_of,
        tahap=stage,
        tahap_diminta=request.tahap,
        filters=filters,
        stages=stages,
    )


def _planning_is_published(con: duckdb.DuckDBPyConnection) -> None:
    known = {name for (name,) in _rows(con, "select table_name from information_schema.tables")}
    missing = [name for name in NEEDED if name not in known]
    if missing:
        raise DataError(say("kuappas_no_marts", marts=", ".join(missing)))


def _newest_night(con: duckdb.DuckDBPyConnection) -> date:
    """The night of the marts: every row of every mart carries it."""
    nights = _rows(
        con,
        "select max(as_of_tgl) from (select max(as_of_tgl) as as_of_tgl from mart_usulan "
        "union all select max(as_of_tgl) from mart_kuappas_dokumen)",
    )
    if nights[0][0] is None:
        raise DataError(say("kuappas_no_marts", marts="mart_usulan, mart_kuappas_dokumen"))
    night: date = nights[0][0]
    return night


def _filters(con: duckdb.DuckDBPyConnection, request: Request, pemda: str) -> tuple[Filter, ...]:
    offices = _rows(
        con,
        "select kd_opd, arg_max(nama_opd, berlaku_mulai), arg_max(nama_singkat, berlaku_mulai) "
        "from dim_opd where kd_pemda = $pemda group by 1 order by 1",
        pemda=pemda,
    )
    fields = _rows(
        con,
        "select kode, min(nama) from dim_nomenklatur where tingkat in ('urusan', 'bidang_urusan') "
        "and tahun_mulai <= $tahun and coalesce(tahun_sampai, $tahun) >= $tahun group by 1 order by 1",
        tahun=request.tahun,
    )
    districts = _rows(
        con,
        "select kd_wilayah, nama from dim_wilayah where kd_pemda = $pemda and tingkat = 'kecamatan' order by 1",
        pemda=pemda,
    )
    known: dict[str, dict[str, tuple[str, ...]]] = {
        "opd": {code: (name, short) for code, name, short in offices},
        "urusan": {code: (name,) for code, name in fields},
        "kecamatan": {code: (name,) for code, name in districts},
        "asal": {code: (name,) for code, name in labels.ASAL.items()},
    }
    wanted = {"opd": request.opd, "urusan": request.urusan, "kecamatan": request.kecamatan, "asal": request.asal}
    found = {
        kind: dict.fromkeys(sorted(_pick(kind, value, known[kind]) for value in values))
        for kind, values in wanted.items()
    }
    return tuple(Filter(kind, code, known[kind][code][0]) for kind, codes in found.items() for code in codes)


def _pick(option: str, value: str, known: Mapping[str, Sequence[str]]) -> str:
    """The code that is meant: itself, or one of its names whatever its case."""
    if value in known:
        return value
    same = [code for code, names in known.items() if value.casefold() in (str(n).casefold() for n in names)]
    if len(same) == 1:
        return same[0]
    listed = "; ".join(" = ".join([code, str(names[-1])]) for code, names in known.items())
    raise UsageError(say("kuappas_unknown", option=option, value=value, known=listed))


def _stages(con: duckdb.DuckDBPyConnection, request: Request) -> dict[str, str]:
    """Stage → name, in the order of `cfg_tahap_dokumen` in force for the year."""
    order = _rows(
        con,
        "select tahap_dokumen, nama_tahap from cfg_tahap_dokumen where berlaku_mulai <= make_date($tahun, 1, 1) "
        "and coalesce(berlaku_sampai, make_date($tahun, 1, 1)) >= make_date($tahun, 1, 1) order by urutan, 1",
        tahun=request.tahun,
    )
    return dict(order)


def _stage(con: duckdb.DuckDBPyConnection, request: Request, pemda: str, stages: Mapping[str, str]) -> str:
    """The asked stage, or the newest document."""
    if request.tahap is not None and request.tahap not in stages:
        raise UsageError(say("kuappas_unknown", option="tahap", value=request.tahap, known=", ".join(stages)))
    there = {
        stage
        for (stage,) in _rows(
            con,
            "select distinct tahap_dokumen from mart_kuappas_dokumen "
            "where kd_pemda = $pemda and tahun_anggaran = $tahun",
            pemda=pemda,
            tahun=request.tahun,
        )
    }
    known = [stage for stage in stages if stage in there]
    if not known:
        _year_has_proposals(con, request, pemda)
    if request.tahap is not None and request.strict and request.tahap not in known:
        listed = ", ".join(known) or "–"
        raise DataError(say("kuappas_no_stage", stage=request.tahap, pemda=pemda, tahun=request.tahun, known=listed))
    if request.tahap in known:
        return str(request.tahap)
    return str(known[-1]) if known else labels.BELUM_ADA


def _year_has_proposals(con: duckdb.DuckDBPyConnection, request: Request, pemda: str) -> None:
    years = _rows(
        con,
        "select tahun_anggaran from mart_usulan where kd_pemda = $pemda "
        "union select tahun_anggaran from mart_kuappas_dokumen where kd_pemda = $pemda order by 1",
        pemda=pemda,
    )
    if (request.tahun,) not in years:
        listed = ", ".join(str(year) for (year,) in years) or "–"
        raise DataError(say("kuappas_no_data", pemda=pemda, tahun=request.tahun, known=listed))


def _rows(con: duckdb.DuckDBPyConnection, query: str, **values: object) -> list[tuple[Any, ...]]:
    return queries.run(con, query, values).fetchall()

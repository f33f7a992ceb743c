"""Several writers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyarrow as pa
from deltalake import DeltaTable
from granary import ANGGARAN, EVENING, NIGHT, P3M, SP2D, Granary, csv_of

from lumbung import night
from lumbung.ingest import ledger


def test_sources_side_by_side_lose_no_row_of_the_ledger(granary: Granary) -> None:
    """Three sources and the strays, five files each, all in one month of one ledger."""
    sources = {"p3m_aduan": P3M, "sipd_sp2d": SP2D, "sipd_anggaran": ANGGARAN}
    keys = {"p3m_aduan": "nomor_aduan", "sipd_sp2d": "nomor_sp2d", "sipd_anggaran": "kode_dana"}
    for n in range(5):
        for source, row in sources.items():
            at = EVENING + timedelta(minutes=n)
            granary.drop(f"{source}/33.74/{n}.csv", csv_of(row, {keys[source]: f"K{n}"}), at=at)
            granary.drop(f"{source}/33.99/{n}.csv", "salah tempat", at=at)
        granary.drop(f"asing/33.74/{n}.csv", "asing")
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(granary.ingest, s, NIGHT, f"uji-{s}") for s in sources]
        jobs.append(pool.submit(night.ingest_strays, granary.settings, NIGHT, "uji-lain"))
        done = [job.result(timeout=100) for job in jobs]
    assert [len(loads) for loads in done] == [5, 5, 5, 20]
    loads = granary.loads()
    assert len(loads) == len({x.load_id for x in loads}) == 35
    for source in sources:
        of_source = ledger.of_source(granary.lake, source)
        assert {x.file_name for x in of_source if x.outcome == "LOADED"} == {f"{n}.csv" for n in range(5)}
        assert {r["_load_id"] for r in granary.rows(f"bronze/{source}")} == {
            x.load_id for x in of_source if x.outcome == "LOADED"
        }
    assert sum(x.outcome == "UNKNOWN_SOURCE" for x in loads) == 20
    assert not list((granary.settings.root / ".wal").glob("*.json"))


def test_work_done_once_is_not_done_again(granary: Granary) -> None:
    """A transaction of a known name neither commits nor touches the files of the first one."""
    for values in ([1], [2, 3]):
        with granary.lake.transaction("uji:sama") as tx:
            tx.write("uji/t", pa.table({"n": values}), "s")
    assert granary.lake.version("uji/t") == 0
    assert DeltaTable(str(granary.lake.path("uji/t"))).to_pyarrow_table().to_pylist() == [{"n": 1}]
    assert [f.rows for f in granary.lake.files("uji/t")] == [1]

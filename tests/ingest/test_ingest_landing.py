"""What is taken from landing, when, what stays of it, and what a second run does."""

from __future__ import annotations

import hashlib
import stat
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pytest
from granary import NIGHT, P3M, WIB, Granary, csv_of

from lumbung.ingest import run

ONE = csv_of(P3M, {"nomor_aduan": "A-1"})
TWO = csv_of(P3M, {"nomor_aduan": "A-2"})
MIDNIGHT = datetime(2026, 9, 1, tzinfo=WIB)


def files(granary: Granary) -> list[str]:
    return sorted(p.name for p in granary.landing.rglob("*") if p.is_file())


def test_files_after_the_nights_end_wait(granary: Granary) -> None:
    granary.drop("p3m_aduan/33.74/malam.csv", ONE, at=MIDNIGHT - timedelta(milliseconds=1))
    granary.drop("p3m_aduan/33.74/besok.csv", TWO, at=MIDNIGHT)
    assert [load.file_name for load in granary.ingest("p3m_aduan")] == ["malam.csv"]
    assert files(granary) == ["besok.csv"]
    assert [load.file_name for load in granary.ingest("p3m_aduan", date(2026, 9, 1))] == ["besok.csv"]
    assert files(granary) == []


@pytest.mark.parametrize("name", ["a.csv.part", "a.csv.tmp", "a.filepart", "a.CRDOWNLOAD", ".a.csv"])
def test_unfinished_and_hidden_files_wait(granary: Granary, name: str) -> None:
    path = granary.drop(f"p3m_aduan/33.74/{name}", ONE)
    assert granary.ingest("p3m_aduan") == []
    assert files(granary) == [name]
    path.rename(path.with_name("a.csv"))
    assert [load.outcome for load in granary.ingest("p3m_aduan")] == ["LOADED"]


def test_original_is_kept_whole_and_unchangeable(granary: Granary) -> None:
    data = b"\xef\xbb\xbf" + ONE.replace("\n", "\r\n").encode()
    granary.drop("p3m_aduan/33.74/a.CSV", data)
    (load,) = granary.ingest("p3m_aduan")
    digest = hashlib.sha256(data).hexdigest()
    assert (load.sha256, load.bytes) == (digest, len(data))
    kept = granary.settings.root / "archive" / "p3m_aduan" / "33.74" / f"{digest}.csv"
    assert kept.read_bytes() == data
    assert stat.S_IMODE(kept.stat().st_mode) == 0o400
    assert stat.S_IMODE((granary.settings.root / "archive").stat().st_mode) == 0o700
    assert files(granary) == []


def test_second_run_does_nothing(granary: Granary) -> None:
    granary.drop("p3m_aduan/33.74/a.csv", ONE)
    granary.take("p3m_aduan")
    tables = ["bronze/p3m_aduan", "silver/p3m_aduan", "ops/loads"]
    before = [granary.lake.version(t) for t in tables]
    assert granary.take("p3m_aduan") == []
    assert [granary.lake.version(t) for t in tables] == before
    assert not list((granary.settings.root / ".wal").glob("*.json"))


def test_same_bytes_again_are_a_duplicate_under_any_name(granary: Granary) -> None:
    granary.drop("p3m_aduan/33.74/a.csv", ONE)
    (first,) = granary.take("p3m_aduan")
    for name in ("a.csv", "salinan.csv"):
        granary.drop(f"p3m_aduan/33.74/{name}", ONE)
        (again,) = granary.take("p3m_aduan")
        assert (again.outcome, again.rows_read, again.file_name) == ("DUPLICATE", 0, name)
        assert "a.csv" in str(again.reason)
        assert again.load_id != first.load_id
    assert files(granary) == []
    assert len(granary.loads()) == 3
    assert len(granary.rows("bronze/p3m_aduan")) == len(granary.rows("silver/p3m_aduan")) == 1


def test_same_bytes_twice_in_one_night(granary: Granary) -> None:
    granary.drop("p3m_aduan/33.74/b.csv", ONE)
    granary.drop("p3m_aduan/33.74/a.csv", ONE)
    loads = granary.ingest("p3m_aduan")
    assert [(x.file_name, x.outcome) for x in loads] == [("a.csv", "LOADED"), ("b.csv", "DUPLICATE")]
    assert len(granary.rows("bronze/p3m_aduan")) == 1


def test_same_bytes_of_another_government_are_its_own(granary: Granary) -> None:
    granary.drop("p3m_aduan/33.74/a.csv", ONE)
    granary.drop("p3m_aduan/33.22/a.csv", ONE)
    loads = granary.take("p3m_aduan")
    assert {(x.kd_pemda, x.outcome, x.rows_duplicate) for x in loads} == {
        ("33.74", "LOADED", 0),
        ("33.22", "LOADED", 0),
    }
    assert len(granary.rows("silver/p3m_aduan")) == 2


def test_rejected_file_may_come_again(granary: Granary) -> None:
    """Nothing of it was loaded, so the same bytes are judged again, not called a duplicate."""
    for _ in range(2):
        granary.drop("p3m_aduan/33.74/a.csv", "x;y\n1;2\n")
        assert [load.outcome for load in granary.ingest("p3m_aduan")] == ["REJECTED"]
    assert len(granary.loads()) == 2


def test_file_of_the_same_name_with_other_content_is_new(granary: Granary) -> None:
    for content in (ONE, TWO):
        granary.drop("p3m_aduan/33.74/a.csv", content)
        assert [load.outcome for load in granary.ingest("p3m_aduan")] == ["LOADED"]
    assert {r["nomor_aduan"] for r in granary.rows("bronze/p3m_aduan")} == {"A-1", "A-2"}


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("read_file", ValueError("3374010101900000")),
        ("load_files", duckdb.IOException("3374010101900000")),
    ],
)
def test_unexpected_failure_is_recorded_and_tried_again(
    granary: Granary, monkeypatch: pytest.MonkeyPatch, caplog: Any, where: str, error: Exception
) -> None:
    """Three nights: it fails, fails again, and is taken; the other file is taken at once."""
    original = getattr(run, where)

    def fails(*arguments: Any, **named: Any) -> Any:
        paths = [arguments[0]] if where == "read_file" else [f.path for f in arguments[3]]
        if any(b"A-1" in path.read_bytes() for path in paths):
            raise error
        return original(*arguments, **named)

    granary.drop("p3m_aduan/33.74/sial.csv", ONE)
    granary.drop("p3m_aduan/33.74/baik.csv", TWO)
    with monkeypatch.context() as patch:
        patch.setattr(run, where, fails)
        loads = {x.file_name: x.outcome for x in granary.ingest("p3m_aduan")}
        assert loads == {"sial.csv": "FAILED", "baik.csv": "LOADED"}
        assert [x.outcome for x in granary.ingest("p3m_aduan")] == ["FAILED"]
    assert files(granary) == ["sial.csv"]
    failed = next(x for x in granary.loads() if x.outcome == "FAILED")
    assert type(error).__name__ in str(failed.reason)
    assert "3374" not in str(failed.reason) + caplog.text
    assert [(x.outcome, x.rows_valid) for x in granary.ingest("p3m_aduan")] == [("LOADED", 1)]
    assert files(granary) == []
    assert {x.file_name: x.outcome for x in granary.loads()} == {"sial.csv": "LOADED", "baik.csv": "LOADED"}
    assert {r["nomor_aduan"] for r in granary.rows("bronze/p3m_aduan")} == {"A-1", "A-2"}


def test_many_small_files_are_all_taken(granary: Granary) -> None:
    """More files than go into one transaction, of both governments and two shapes."""
    for n in range(130):
        content = csv_of(P3M, {"nomor_aduan": f"M-{n}", **({"petugas": "x"} if n % 3 == 0 else {})})
        granary.drop(f"p3m_aduan/{'33.74' if n % 2 else '33.22'}/{n}.csv", content)
    loads = granary.ingest("p3m_aduan", NIGHT)
    assert {x.outcome for x in loads} == {"LOADED"}
    assert len(loads) == len({x.load_id for x in granary.loads()}) == 130
    rows = granary.rows("bronze/p3m_aduan")
    assert {r["nomor_aduan"] for r in rows} == {f"M-{n}" for n in range(130)}
    assert {r["_load_id"] for r in rows} == {x.load_id for x in loads}
    assert sum(bool(r["_extra"]) for r in rows) == 44  # 0, 3, …, 129


def test_landing_outside_the_lake_may_be_missing(granary: Granary) -> None:
    assert not granary.landing.exists()
    assert granary.ingest("p3m_aduan") == []

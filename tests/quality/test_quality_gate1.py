"""Gate 1: what is red, what holds the batch back, what only warns, and how a held load gets in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
from granary import ANGGARAN, EVENING, NIGHT, P3M, WIB, Granary, csv_of

from lumbung import night
from lumbung.errors import DataError
from lumbung.quality import checks
from lumbung.quality.checks import Verdict
from lumbung.quality.gate1 import release


def batch(prefix: str, good: int, bad: int = 0, **more: str) -> str:
    rows = [{"nomor_aduan": f"{prefix}-{n}", "kecamatan": "Tembalang", "opd_tujuan": "x", **more} for n in range(good)]
    rows += [{"nomor_aduan": f"{prefix}-x{n}", "status": "?"} for n in range(bad)]
    return csv_of(P3M, *rows)


def failed(verdicts: Sequence[Verdict]) -> dict[str, Verdict]:
    return {v.name: v for v in verdicts if not v.passed}


def gate(granary: Granary, source: str = "p3m_aduan", on: date = NIGHT, run_id: str = "") -> dict[str, Verdict]:
    """Ingest and inspect; the failed checks, as `ops.checks` has them, whether the gate closed or not."""
    run_id = run_id or granary.new_run()
    granary.ingest(source, on, run_id)
    try:
        night.inspect(granary.settings, source, on, run_id)
    except DataError:
        assert any(v.holds and not v.passed for v in checks.read(granary.lake) if v.run_id == run_id)
    return failed([v for v in checks.read(granary.lake) if v.run_id == run_id])


def numbers(granary: Granary, table: str = "silver/p3m_aduan") -> int:
    return len(granary.rows(table))


def test_share_of_exactly_the_limit_passes(granary: Granary) -> None:
    """10 of 200 rows are 5 %; the limit is 5 %."""
    granary.drop("p3m_aduan/33.74/a.csv", batch("A", 190, 10))
    assert "karantina" not in gate(granary)
    granary.refine("p3m_aduan")
    assert numbers(granary) == 190


def test_large_red_share_holds_until_released(granary: Granary) -> None:
    """11 of 200 rows are 5,5 %: silver keeps what it had; a released load comes in with the next refine."""
    granary.drop("p3m_aduan/33.74/lama.csv", batch("L", 3))
    assert gate(granary) == {}
    granary.refine("p3m_aduan")
    granary.drop("p3m_aduan/33.74/merah.csv", batch("M", 189, 11), at=EVENING + timedelta(minutes=1))
    granary.ingest("p3m_aduan", NIGHT, "uji-merah")
    with pytest.raises(DataError, match="quarantine release --load") as caught:
        night.inspect(granary.settings, "p3m_aduan", NIGHT, "uji-merah")
    (held,) = [x for x in granary.loads() if x.gate == "HELD"]
    assert held.load_id in str(caught.value)
    assert held.file_name == "merah.csv"
    red = failed([v for v in checks.read(granary.lake) if v.run_id == "uji-merah"])["karantina"]
    assert (red.severity, red.holds, red.kd_pemda, red.subject) == ("merah", True, "33.74", "merah.csv")
    assert "5.5 %" in red.message.replace(",", ".")
    assert granary.refine("p3m_aduan") == []
    assert numbers(granary) == 3
    # The next night brings a good file: it comes in, the held one still waits.
    granary.drop("p3m_aduan/33.74/baik.csv", batch("B", 2), at=EVENING + timedelta(hours=24))
    assert gate(granary, on=date(2026, 9, 1)) == {}
    granary.refine("p3m_aduan")
    assert numbers(granary) == 5
    release(granary.settings, held.load_id, "Rina", "sudah dicek")
    assert gate(granary, on=date(2026, 9, 2)) == {}
    (done,) = granary.refine("p3m_aduan")
    assert (done.load_id, done.rows_valid, done.rows_quarantined) == (held.load_id, 189, 11)
    assert numbers(granary) == 3 + 2 + 189
    (kept,) = [x for x in granary.loads() if x.file_name == "merah.csv"]
    assert (kept.gate, kept.refined) == ("RELEASED", True)
    assert "Rina" in str(kept.reason)
    assert "sudah dicek" in str(kept.reason)


def test_red_of_one_government_holds_that_one_only(granary: Granary) -> None:
    granary.drop("p3m_aduan/33.74/merah.csv", batch("M", 150, 50))
    granary.drop("p3m_aduan/33.74/kecil.csv", batch("K", 2))
    granary.drop("p3m_aduan/33.22/baik.csv", batch("B", 4))
    assert "karantina" in gate(granary)
    assert {x.file_name: x.gate for x in granary.loads()} == {
        "merah.csv": "HELD",
        "kecil.csv": "HELD",
        "baik.csv": "PASS",
    }
    granary.refine("p3m_aduan")
    assert {r["kd_pemda"] for r in granary.rows("silver/p3m_aduan")} == {"33.22"}


def test_small_file_with_a_red_share_only_warns(granary: Granary) -> None:
    """50 of 199 rows: under 200 rows a share says little."""
    granary.drop("p3m_aduan/33.74/a.csv", batch("A", 149, 50))
    found = gate(granary)
    assert set(found) == {"karantina_berkas_kecil"}
    assert found["karantina_berkas_kecil"].severity == "kuning"
    granary.refine("p3m_aduan")
    assert numbers(granary) == 149


@pytest.mark.parametrize(("content", "outcome"), [("x;y\n1;2\n", "REJECTED"), (csv_of(P3M), "EMPTY"), ("", "EMPTY")])
def test_bad_file_is_red_and_does_not_hold_the_good_one(granary: Granary, content: str, outcome: str) -> None:
    granary.drop("p3m_aduan/33.74/buruk.csv", content)
    granary.drop("p3m_aduan/33.74/baik.csv", batch("B", 2))
    found = gate(granary)
    assert set(found) == {"berkas_terbaca"}
    red = found["berkas_terbaca"]
    assert (red.severity, red.holds, red.subject) == ("merah", False, "buruk.csv")
    load = next(x for x in granary.loads() if x.outcome == outcome)
    assert str(load.reason) in red.message
    granary.refine("p3m_aduan")
    assert numbers(granary) == 2
    assert night.red_facts(granary.settings, red.run_id)


def test_only_a_rejected_file_is_red_too(granary: Granary) -> None:
    granary.drop("p3m_aduan/33.74/buruk.csv", "x;y\n1;2\n")
    assert set(gate(granary)) == {"berkas_terbaca"}


def test_duplicate_file_is_no_news(granary: Granary) -> None:
    granary.drop("p3m_aduan/33.74/a.csv", batch("A", 2))
    assert gate(granary) == {}
    granary.refine("p3m_aduan")
    granary.drop("p3m_aduan/33.74/b.csv", batch("A", 2))
    assert gate(granary) == {}


# Working days before Monday 31 August 2026 that are no month's end and no holiday (the Prophet's
# birthday is on 25 August, independence on the 17th).
WORKDAYS = [date(2026, 8, d) for d in (3, 4, 5, 6, 7, 10, 11, 12, 13)]


def nights(granary: Granary, rows: Sequence[int], days: Sequence[date]) -> dict[str, Any]:
    """A file per day through ingest; the checks of the last night."""
    for n, (count, day) in enumerate(zip(rows, days, strict=True)):
        at = datetime(day.year, day.month, day.day, 20, tzinfo=WIB)
        content = batch(f"H{n}", count, tanggal_masuk=f"{day} 08:00", diperbarui=f"{day} 08:00")
        granary.drop(f"p3m_aduan/33.74/{n}.csv", content, at=at)
        if n < len(days) - 1:
            granary.ingest("p3m_aduan", day)
    return gate(granary, on=days[-1])


def test_volume_under_seventy_percent_of_like_days_holds(granary: Granary) -> None:
    """Median of 10, 10, 10, 10, 20, 20, 20, 20 = 15; 10 rows are 67 %, which is under 70 %."""
    found = nights(granary, [10, 20, 10, 20, 10, 20, 10, 20, 10], WORKDAYS)
    assert set(found) == {"volume"}
    assert (found["volume"].severity, found["volume"].holds, found["volume"].subject) == ("merah", True, "8.csv")
    assert "15" in found["volume"].message
    # What waited with it waits as well: nothing had reached silver yet.
    assert {x.gate for x in granary.loads()} == {"HELD"}


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        ([10] * 8 + [7], WORKDAYS),  # exactly 70 %
        ([10] * 7 + [1], WORKDAYS[:8]),  # seven like days only
        ([10] * 8 + [1], [*WORKDAYS[:8], date(2026, 8, 15)]),  # a Saturday is unlike
        ([10] * 8 + [1], [*WORKDAYS[:8], date(2026, 8, 17)]),  # so is a holiday
        ([10] * 8 + [1], [*WORKDAYS[:8], date(2026, 8, 31)]),  # and the month's end
    ],
    ids=["limit", "few days", "saturday", "holiday", "month end"],
)
def test_volume_is_not_judged_or_good_enough(granary: Granary, rows: list[int], days: list[date]) -> None:
    assert nights(granary, rows, days) == {}


def test_unknown_column_is_yellow(granary: Granary) -> None:
    granary.drop("p3m_aduan/33.74/a.csv", batch("A", 2, petugas="x", **{"hp petugas": "y"}))
    found = gate(granary)
    assert set(found) == {"kolom_di_luar_kontrak"}
    assert (found["kolom_di_luar_kontrak"].severity, found["kolom_di_luar_kontrak"].holds) == ("kuning", False)
    assert "hp petugas, petugas" in found["kolom_di_luar_kontrak"].message
    granary.refine("p3m_aduan")
    assert numbers(granary) == 2


def test_code_never_seen_is_yellow_once(granary: Granary) -> None:
    """A code that silver knows is no news, however odd."""
    for hours, pagu in enumerate(("1", "2")):
        content = csv_of(ANGGARAN, {"kode_skpd": "9.99.0.00.0.00.99.0000", "pagu": pagu})
        granary.drop(f"sipd_anggaran/33.74/{hours}.csv", content, at=EVENING + timedelta(minutes=hours))
        found = gate(granary, "sipd_anggaran")
        assert ("kode_baru_kode_skpd" in found) == (hours == 0)
        assert {v.severity for v in found.values()} <= {"kuning"}
        assert "9.99.0.00.0.00.99.0000" in "".join(v.message for v in found.values()) or hours
        granary.refine("sipd_anggaran")
    assert numbers(granary, "silver/sipd_anggaran") == 1


def test_gate_run_again_in_the_same_run_sees_what_came_since(granary: Granary) -> None:
    """A retried task of the same run: the second look replaces the first."""
    granary.drop("p3m_aduan/33.74/baik.csv", batch("B", 2))
    assert gate(granary, run_id="uji-sama") == {}
    granary.drop("p3m_aduan/33.74/merah.csv", batch("M", 100, 100))
    assert "karantina" in gate(granary, run_id="uji-sama")
    assert {x.gate for x in granary.loads()} == {"HELD"}
    granary.refine("p3m_aduan")
    assert granary.rows("silver/p3m_aduan") == []
    names = [(v.name, v.subject) for v in checks.read(granary.lake) if v.run_id == "uji-sama"]
    assert len(names) == len(set(names))
    # The log tells the truth about the files, which it only does when none is written over.
    for table in ("ops/checks", "ops/loads", "bronze/p3m_aduan"):
        for file in granary.lake.files(table):
            path = granary.lake.path(table) / file.path
            assert (path.stat().st_size, pq.read_metadata(path).num_rows) == (file.bytes, file.rows)


def test_release_of_nothing(granary: Granary) -> None:
    granary.drop("p3m_aduan/33.74/a.csv", batch("A", 2))
    (load,) = granary.ingest("p3m_aduan")
    with pytest.raises(KeyError):
        release(granary.settings, load.load_id, "Rina", "")


def test_a_shift_of_a_budget_that_never_came_is_held(granary: Granary) -> None:
    """`pergeseran_1` without `murni`, neither in the batch nor in silver: red, and it waits."""
    granary.drop("sipd_anggaran/33.74/geser.csv", csv_of(ANGGARAN, {"tahap": "pergeseran_1"}))
    found = gate(granary, "sipd_anggaran")["irisan_wajib"]
    assert (found.severity, found.kd_pemda, found.holds) == ("merah", "33.74", True)
    assert "33.74_2026_murni" in found.message
    granary.refine("sipd_anggaran")
    assert numbers(granary, "silver/sipd_anggaran") == 0
    granary.drop(
        "sipd_anggaran/33.74/murni.csv", csv_of(ANGGARAN, {"tahap": "murni"}), at=EVENING + timedelta(minutes=5)
    )
    assert "irisan_wajib" not in gate(granary, "sipd_anggaran")

"""A job that makes tables of tables: done when needed, only where needed, whole after any crash."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from death import Killed, Point, deadly
from granary import NIGHT, Granary

from lumbung import lake, night, steps
from lumbung.quality import checks
from lumbung.refine import derive as runner
from lumbung.refine.derived import Changed, Derived, Inputs, Made, Note, read_state

ROWS = pa.schema([("kd_pemda", pa.string()), ("nilai", pa.int32()), ("_slice", pa.string())])
DEATHS: tuple[Point, ...] = (
    (runner.Pinned, "finish"),
    (runner._Derivation, "_add"),
    (lake.LakeTransaction, "write"),
    (lake.LakeTransaction, "write_plan"),
    (lake.Lake, "_commit"),
    (Path, "unlink"),
    (Path, "replace"),
)


class Counting:
    """A job that sums what it reads per slice, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.kept_before: list[int] = []
        self.job = Derived(
            reads=("sipd_rak", "sipd_sp2d"),
            makes={
                "jumlah": {"n": "BIGINT", "_slice": "VARCHAR"},
                "besar": {"nilai": "INTEGER", "_slice": "VARCHAR"},
            },
            transform=self.transform,
        )

    def transform(self, inputs: Inputs, changed: Changed) -> Made | None:
        from pyspark.sql import functions as F

        self.asked.append({table: sorted(slices) for table, slices in changed.items()})
        self.kept_before.append(inputs.frame("jumlah").count())
        touched = set(changed.get("sipd_rak", ()))
        if not touched:
            return None
        rows = inputs.keep(inputs.frame("sipd_rak", touched), "baris")
        sums = rows.groupBy("_slice").agg(F.sum("nilai").alias("n"))
        notes = [
            Note("sipd_rak", "33.74", "nilai_minus", row["_slice"], f"{row['_slice']}: {row['nilai']} di bawah nol")
            for row in rows.filter("nilai < 0").collect()
        ]
        for name in sorted(touched):
            inputs.finish("besar", rows.filter((F.col("_slice") == name) & (F.col("nilai") > 9)), 1)
        return Made(frozenset(touched), {"jumlah": sums}, tuple(notes))


def deliver(granary: Granary, table: str, slice_name: str, values: Iterable[int], name: str) -> None:
    """Replace a slice of a silver table, as refine does."""
    rows = [{"kd_pemda": "33.74", "nilai": v, "_slice": slice_name} for v in values]
    with granary.lake.transaction(name) as tx:
        old = [f.path for f in granary.lake.files(f"silver/{table}") if f.slice == slice_name]
        tx.change(f"silver/{table}", ROWS, remove=old)
        tx.write(f"silver/{table}", pa.Table.from_pylist(rows, schema=ROWS), slice_name)


def run(granary: Granary, counting: Counting) -> runner.Outcome:
    return runner.derive(granary.settings, "jumlah", NIGHT, granary.new_run(), counting.job)


def sums(granary: Granary) -> dict[str, int]:
    return {row["_slice"]: row["n"] for row in granary.rows("silver/jumlah")}


def versions(granary: Granary) -> dict[str, int | None]:
    return {t: granary.lake.version(t) for t in ("silver/jumlah", "silver/besar", "ops/derived")}


@pytest.fixture
def counting(granary: Granary) -> Counting:
    """A job whose first run is done: 2026 sums to 3, 2027 to 30."""
    deliver(granary, "sipd_rak", "33.74_2026", [1, 2], "satu")
    deliver(granary, "sipd_rak", "33.74_2027", [10, 20], "dua")
    made = Counting()
    outcome = run(granary, made)
    assert (outcome.slices, outcome.rows) == ({"33.74_2026", "33.74_2027"}, 4)  # 2 sums, 2 values above 9
    return made


def test_first_run_makes_all_slices(granary: Granary, counting: Counting) -> None:
    assert sums(granary) == {"33.74_2026": 3, "33.74_2027": 30}
    assert [row["nilai"] for row in granary.rows("silver/besar", "nilai")] == [10, 20]
    assert counting.asked == [{"sipd_rak": ["33.74_2026", "33.74_2027"]}]
    assert all(f.slice in ("33.74_2026", "33.74_2027") for f in granary.lake.files("silver/jumlah"))


def test_nothing_new_nothing_done(granary: Granary, counting: Counting) -> None:
    before = versions(granary)
    assert run(granary, counting) == runner.Outcome()
    assert versions(granary) == before
    assert len(counting.asked) == 1


def test_only_the_touched_slice_is_replaced(granary: Granary, counting: Counting) -> None:
    untouched = [f for f in granary.lake.files("silver/jumlah") if f.slice == "33.74_2026"]
    deliver(granary, "sipd_rak", "33.74_2027", [10, 25], "tiga")
    run(granary, counting)
    assert counting.asked[1:] == [{"sipd_rak": ["33.74_2027"]}]
    assert sums(granary) == {"33.74_2026": 3, "33.74_2027": 35}
    assert [f for f in granary.lake.files("silver/jumlah") if f.slice == "33.74_2026"] == untouched
    assert [row["nilai"] for row in granary.rows("silver/besar", "nilai")] == [10, 25]


def test_a_change_that_does_not_matter_is_remembered(granary: Granary, counting: Counting) -> None:
    """The job says None: the outputs stay as they are, and it is not asked about that change again."""
    before = versions(granary)
    deliver(granary, "sipd_sp2d", "33.74_2026-08", [7], "lain")
    assert run(granary, counting) == runner.Outcome()
    assert counting.asked[1:] == [{"sipd_sp2d": ["33.74_2026-08"]}]
    after = versions(granary)
    assert after["silver/jumlah"] == before["silver/jumlah"]
    assert after["ops/derived"] != before["ops/derived"]
    assert run(granary, counting) == runner.Outcome()
    assert len(counting.asked) == 2


def test_other_rules_make_everything_anew(
    granary: Granary, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What other rules leave without rows is gone, and the old outputs are not built upon."""
    assert counting.kept_before == [0]
    deliver(granary, "sipd_rak", "33.74_2026", [], "kosong")
    monkeypatch.setattr(runner, "fingerprint", lambda _: "aturan-lain")
    run(granary, counting)
    assert counting.kept_before == [0, 0]
    assert counting.asked[1:] == [{"sipd_rak": ["33.74_2026", "33.74_2027"]}]
    assert sums(granary) == {"33.74_2027": 30}
    monkeypatch.undo()  # the rules return: made anew once more, though nothing else is new
    run(granary, counting)
    assert sums(granary) == {"33.74_2027": 30}
    assert (len(counting.asked), read_state(granary.lake, "jumlah").number) == (3, 3)


def test_without_its_memory_a_job_makes_everything_again(granary: Granary, counting: Counting) -> None:
    deliver(granary, "sipd_rak", "33.74_2027", [10, 25], "tiga")
    shutil.rmtree(granary.lake.path("ops/derived"))
    assert run(granary, counting).slices == {"33.74_2026", "33.74_2027"}
    assert sums(granary) == {"33.74_2026": 3, "33.74_2027": 35}
    assert counting.kept_before == [0, 0]
    with granary.lake.transaction("hapus") as tx:  # what was made of them goes with them
        tx.change("silver/sipd_rak", ROWS, remove=[f.path for f in granary.lake.files("silver/sipd_rak")])
    deliver(granary, "sipd_sp2d", "33.74_2026-08", [7], "lain")
    shutil.rmtree(granary.lake.path("ops/derived"))
    assert run(granary, counting) == runner.Outcome()
    assert [f for t in ("jumlah", "besar") for f in granary.lake.files(f"silver/{t}")] == []


def test_what_a_person_should_see_becomes_a_yellow_check(granary: Granary, counting: Counting) -> None:
    deliver(granary, "sipd_rak", "33.74_2026", [5, -1], "minus")
    run(granary, counting)
    (verdict,) = checks.read(granary.lake)
    assert (verdict.source, verdict.name, verdict.severity, verdict.passed) == (
        "sipd_rak", "nilai_minus", "kuning", False,
    )  # fmt: skip
    assert verdict.message == "33.74_2026: -1 di bawah nol"
    assert night.red_facts(granary.settings, verdict.run_id) == []


def test_a_job_must_make_what_it_declares(granary: Granary) -> None:
    def forgets(inputs: Inputs, changed: Changed) -> Made:
        return Made(frozenset(), {})

    deliver(granary, "sipd_rak", "33.74_2026", [1], "satu")
    job = Derived(reads=("sipd_rak",), makes={"jumlah": {"_slice": "VARCHAR"}}, transform=forgets)
    with pytest.raises(TypeError, match="jumlah"):
        runner.derive(granary.settings, "jumlah", NIGHT, "uji", job)
    assert granary.lake.version("ops/derived") is None


def content(granary: Granary) -> dict[str, Any]:
    found: dict[str, Any] = {t: granary.rows(f"silver/{t}", "_slice") for t in ("jumlah", "besar")}
    found["state"] = read_state(granary.lake, "jumlah")
    found["plans"] = [p.name for p in (granary.settings.root / ".wal").glob("*.json")]
    found["left over"] = list((granary.settings.root / ".tmp").glob("derive-*"))
    return found


def test_it_survives_death_at_every_step(granary: Granary, counting: Counting, new_granary: Any) -> None:
    deliver(granary, "sipd_rak", "33.74_2027", [1, 99], "tiga")
    before = granary.root / "sebelum"
    shutil.copytree(granary.settings.root, before)
    run(granary, counting)
    expected = content(granary)
    assert sums(granary) == {"33.74_2026": 3, "33.74_2027": 100}
    for at in range(1, 100):
        victim = new_granary(f"mati-{at}", key=granary.settings.key_file)
        shutil.copytree(before, victim.settings.root)
        try:
            with deadly(DEATHS, at):
                run(victim, counting)
        except Killed:
            run(victim, counting)
            assert content(victim) == expected, f"died at step {at}"
            shutil.rmtree(victim.root)
        else:
            break
    assert at > 8


def test_the_step_of_a_night(granary: Granary) -> None:
    """Without any silver the clusters are nothing, and the next night passes them by."""
    for run_id in ("malam-1", "malam-2"):
        night.derive(granary.settings, "klaster_usulan", NIGHT, run_id)
    first, second = (
        steps.read_journal(steps.journal(granary.settings, r))["klaster_usulan.derive"] for r in ("malam-1", "malam-2")
    )
    assert (first.status, second.status) == ("selesai", "dilewati")
    assert granary.lake.version("silver/klaster_usulan") is None

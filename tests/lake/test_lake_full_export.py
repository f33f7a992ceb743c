"""Full exports, night after night: what did not change costs nothing, and nothing else is different."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from granary import EVENING, NIGHT, Granary, csv_of
from planning_rows import USULAN

from lumbung import lake as lakes
from lumbung import night, settings
from lumbung.ingest.ledger import Load
from lumbung.quality import checks
from lumbung.refine import run as refine_run

SOURCE = "sipd_usulan"
BUILT_IN = Path(settings.PROJECT) / "data" / "contracts" / f"{SOURCE}.yaml"
Version = dict[str, str]


def stage(status: str, at: str = "2026-02-10 09:00:00", **more: str) -> Version:
    return {"status_usul_teks": status, "update_at": at, **more}


def evening(number: int) -> Any:
    return EVENING + timedelta(days=number - 10)


def export(lake: Granary, number: int, *rows: Version, pemda: str = "33.74", name: str = "") -> Path:
    """The export of an evening; `rows` name their id by position unless they say it. Blank lines keep
    it from being the bytes of another evening, which would have no effect at all."""
    numbered = [{"id_usulan": f"U{n}", **row} for n, row in enumerate(rows)]
    content = csv_of(USULAN, *numbered) + "\n" * number
    return lake.drop(f"{SOURCE}/{pemda}/{name or f'm{number:02}.csv'}", content, evening(number))


def fates(load: Load) -> tuple[int, int, int]:
    assert load.rows_read == load.rows_valid + load.rows_quarantined + load.rows_duplicate
    return load.rows_valid, load.rows_quarantined, load.rows_duplicate


def live(lake: Granary) -> dict[str, str]:
    return {row["id_usulan"]: row["tahap"] for row in lake.rows(f"silver/{SOURCE}")}


def versions(lake: Granary, table: str) -> list[tuple[Any, ...]]:
    """Content of a silver table, without the row's way through the lake."""
    own = ("kd_pemda", "id_usulan", "tahun_anggaran", "tahap", "keputusan_teks", "kd_kelurahan", "update_at")
    return sorted(tuple(str(row[c]) for c in own) for row in lake.rows(f"silver/{table}"))


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same contract without the option."""
    folder = tmp_path_factory.mktemp("kontrak")
    text = BUILT_IN.read_text(encoding="utf-8")
    plain = text.replace("  - {property: fullExport, value: true}\n", "")
    assert plain != text
    (folder / BUILT_IN.name).write_text(plain, encoding="utf-8")
    return folder


def test_only_what_changed_is_written(granary: Granary) -> None:
    before = [stage("Pengajuan Usulan") for _ in range(5)]
    export(granary, 1, *before)
    assert fates(granary.take(SOURCE)[0]) == (5, 0, 0)
    after = [*before, stage("Pengajuan Usulan"), stage("Entah"), {"volume": "1,5 km"}]
    after[2] = stage("Verifikasi Kecamatan", "2026-02-20 09:00:00")
    export(granary, 2, *after)
    (load,) = granary.ingest(SOURCE)
    assert fates(load) == (3, 1, 4)
    assert len(granary.rows(f"bronze/{SOURCE}")) == 5 + 3
    granary.refine(SOURCE)
    # 8 rows: 1 changed, 1 new; unknown status and volume; 4 as they were.
    assert fates(granary.loads(SOURCE)[1]) == (2, 2, 4)
    assert live(granary) == {f"U{n}": "KECAMATAN" if n == 2 else "SUBMITTED" for n in range(6)}
    assert [row["id_usulan"] for row in granary.rows(f"silver/{SOURCE}_riwayat")] == ["U2"]


def test_a_night_without_change_writes_the_ledger_alone(granary: Granary, monkeypatch: pytest.MonkeyPatch) -> None:
    export(granary, 1, stage("Pengajuan Usulan"), stage("Verifikasi Kecamatan"))
    granary.take(SOURCE)
    tables = [f"{room}/{SOURCE}{more}" for room in ("bronze", "silver") for more in ("", "_riwayat", "_teks")]
    before = {table: granary.lake.version(table) for table in (*tables, f"quarantine/{SOURCE}")}
    # Another file, the same rows: in another order.
    export(granary, 2, {"id_usulan": "U1", **stage("Verifikasi Kecamatan")}, {"id_usulan": "U0"})
    export(granary, 2, stage("Pengajuan Usulan"), pemda="33.22")
    monkeypatch.setattr(refine_run, "session", lambda _: pytest.fail("no row to look at"))
    (granary.landing / SOURCE / "33.22" / "m02.csv").unlink()
    (load,) = granary.take(SOURCE)
    assert fates(load) == (0, 0, 2)
    assert load.refined
    assert load.period_end == date(2026, 2, 10)
    assert {table: granary.lake.version(table) for table in before} == before


def test_versions_that_come_back(granary: Granary) -> None:
    """U0: A → B → A without a new date, and the source's last word is live, both others history.
    U1: an old version sent every night leaves one trace. U2 is the other government's, for whom all is new."""
    first, second = stage("Pengajuan Usulan"), stage("Verifikasi Kecamatan")
    newer = stage("Verifikasi Kecamatan", "2026-02-20 09:00:00")
    for number, rows in enumerate([(first, first), (second, newer), (first, first), (first, first)], 1):
        export(granary, number, *rows)
        export(granary, number, {"id_usulan": "U0", **first}, pemda="33.22")
        granary.take(SOURCE)
    found = {pemda: [fates(x) for x in granary.loads(SOURCE) if x.kd_pemda == pemda] for pemda in ("33.74", "33.22")}
    assert found == {
        "33.74": [(2, 0, 0), (2, 0, 0), (0, 0, 2), (0, 0, 2)],
        "33.22": [(1, 0, 0), (0, 0, 1), (0, 0, 1), (0, 0, 1)],
    }
    rows = granary.rows(f"silver/{SOURCE}", "kd_pemda", "id_usulan")
    assert [(r["kd_pemda"], r["id_usulan"], r["tahap"]) for r in rows] == [
        ("33.22", "U0", "SUBMITTED"), ("33.74", "U0", "SUBMITTED"), ("33.74", "U1", "KECAMATAN"),
    ]  # fmt: skip
    history = granary.rows(f"silver/{SOURCE}_riwayat", "id_usulan", "tahap")
    assert [(r["id_usulan"], r["tahap"]) for r in history] == [
        ("U0", "KECAMATAN"), ("U0", "SUBMITTED"), ("U1", "SUBMITTED"),
    ]  # fmt: skip


def test_a_key_twice_in_one_file(granary: Granary) -> None:
    """A row like the live one is left out only when no other row of its key comes with it."""
    old, new = stage("Pengajuan Usulan"), stage("Verifikasi Kecamatan")
    export(granary, 1, {"id_usulan": "A", **old}, {"id_usulan": "B", **old}, {"id_usulan": "C", **old})
    granary.take(SOURCE)
    pairs = [("A", old), ("A", old), ("B", new), ("B", old), ("C", old), ("C", new)]
    export(granary, 2, *({"id_usulan": key, **row} for key, row in pairs))
    (load,) = granary.ingest(SOURCE)
    assert (load.rows_valid, load.rows_duplicate) == (4, 2)
    granary.refine(SOURCE)
    assert fates(granary.loads(SOURCE)[1]) == (2, 0, 4)
    assert live(granary) == {"A": "SUBMITTED", "B": "SUBMITTED", "C": "KECAMATAN"}


def test_what_silver_does_not_hold_yet_comes_first(granary: Granary) -> None:
    """A changed, and the load that says so waits: the next export brings A back, in full."""
    export(granary, 1, stage("Pengajuan Usulan"))
    granary.take(SOURCE)
    export(granary, 2, stage("Verifikasi Kecamatan"))
    granary.ingest(SOURCE)
    export(granary, 3, stage("Pengajuan Usulan"))
    (third,) = granary.ingest(SOURCE)
    assert (third.rows_valid, third.rows_duplicate) == (1, 0)
    granary.refine(SOURCE)
    assert [fates(load) for load in granary.loads(SOURCE)] == [(1, 0, 0), (1, 0, 0), (0, 0, 1)]
    assert live(granary) == {"U0": "SUBMITTED"}


STATUSES = ("Pengajuan Usulan", "Verifikasi Kecamatan", "Validasi Mitra Bappeda", "Entah", "")


def season(seed: int, nights: int = 4, proposals: int = 48) -> list[list[Version]]:
    """Exports of a season: rows appear, change with and without a new date, fall back to an older
    version, move to another village, stand twice, or vanish for a night."""
    dice = random.Random(seed)
    past: dict[str, list[Version]] = {}
    exports = []
    for number in range(nights):
        for n in range(proposals // nights):
            past[f"N{number}{n:02}"] = [stage(STATUSES[0])]
        rows = []
        for key, seen in past.items():
            turn = dice.random()
            if turn < 0.2:
                clock = f"2026-02-{11 + number} 09:00:00" if dice.random() < 0.6 else seen[-1]["update_at"]
                seen.append(stage(dice.choice(STATUSES), clock))
            elif turn < 0.4:
                seen.append(dice.choice(seen))
            elif turn < 0.5:
                seen.append({**seen[-1], "kode_kelurahan": f"33.74.01.100{dice.randint(1, 9)}"})
            elif turn < 0.6:
                continue
            elif turn < 0.7:
                rows.append({"id_usulan": key, **dice.choice(seen)})
            rows.append({"id_usulan": key, **seen[-1]})
        exports.append(rows)
    return exports


def test_however_it_is_taken_it_is_the_same(new_granary: Callable[..., Granary], ordinary: Path) -> None:
    """Night by night and in one heap, with the option and without: the same silver, the same history,
    the same counts of every file."""
    exports = season(seed=6)
    last = len(exports) - 1
    plans: dict[str, tuple[Sequence[Path], set[int]]] = {
        "in one": ((), {last}),
        "night by night": ((), set(range(len(exports)))),
        "without the option": ((ordinary,), set(range(len(exports)))),
    }
    found = {}
    for name, (contracts, stops) in plans.items():
        lake = new_granary(name.replace(" ", "-"), contracts=contracts)
        for number, rows in enumerate(exports):
            export(lake, number, *rows)
            if number in stops:
                lake.take(SOURCE)
        counts = [(load.file_name, fates(load)) for load in lake.loads(SOURCE)]
        found[name] = (versions(lake, SOURCE), versions(lake, f"{SOURCE}_riwayat"), counts)
    silver, history, counts = found["in one"]
    assert len(silver) > 40 and len(history) > 15, "the season has a history"
    assert sum(duplicates for _, (_, _, duplicates) in counts) > len(silver), "and repeats itself"
    for name, result in found.items():
        assert result == found["in one"], name


def test_unchanged_rows_stay_out_when_a_reader_refuses(granary: Granary) -> None:
    """One short line, and DuckDB hands the file over to the careful reader: the count is the same."""
    export(granary, 1, *[stage("Pengajuan Usulan")] * 4)
    granary.take(SOURCE)
    path = export(granary, 2, *[stage("Pengajuan Usulan")] * 4)
    granary.drop(f"{SOURCE}/33.74/{path.name}", path.read_text() + "terpotong\n", evening(2))
    (load,) = granary.take(SOURCE)
    assert fates(load) == (0, 1, 4)


class Killed(BaseException):
    """Nothing catches this, as nothing catches a power failure."""


def written(lake: Granary) -> list[tuple[str, str, str]]:
    return [(row["_seq"], row["_key"], row["_hash"]) for row in lake.rows(f"bronze/{SOURCE}", "_seq", "_key", "_hash")]


def test_dying_while_an_export_is_taken(
    granary: Granary, new_granary: Callable[..., Granary], monkeypatch: pytest.MonkeyPatch
) -> None:
    export(granary, 1, *[stage("Pengajuan Usulan")] * 3)
    granary.take(SOURCE)
    before = granary.root / "sebelum"
    shutil.copytree(granary.settings.root, before)
    second = [stage("Pengajuan Usulan"), stage("Verifikasi Kecamatan"), stage("Pengajuan Usulan")]
    export(granary, 2, *second)
    granary.ingest(SOURCE)
    expected = written(granary)

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    for owner, step in ((lakes.LakeTransaction, "write_plan"), (lakes.Lake, "_commit"), (Path, "unlink")):
        victim = new_granary(f"mati-{step}", key=granary.settings.key_file)
        shutil.copytree(before, victim.settings.root)
        export(victim, 2, *second)
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(owner, step, die)
            victim.ingest(SOURCE)
        victim.ingest(SOURCE)
        assert [fates(load) for load in victim.loads(SOURCE)] == [(3, 0, 0), (1, 0, 2)], step
        assert written(victim) == expected, step


# ---- the share of quarantined rows when refine has spoken


def shares(lake: Granary, run_id: str) -> list[checks.Verdict]:
    return [v for v in checks.read(lake.lake) if v.name == "karantina_akhir" and v.run_id == run_id]


@pytest.mark.parametrize(
    ("rows", "unreadable", "unknown", "severity", "passed"),
    [
        # limit 5 %: (6 + 5) / 200 = 5.5 % although neither alone is above it
        (200, 6, 5, "merah", False),
        (200, 5, 5, "merah", True),
        (199, 0, 20, "kuning", False),
    ],
)
def test_gate_1_and_refine_together(
    granary: Granary, rows: int, unreadable: int, unknown: int, severity: str, passed: bool
) -> None:
    content = [{"volume": "1,5 km"}] * unreadable + [stage("Entah")] * unknown
    content += [stage("Pengajuan Usulan")] * (rows - len(content))
    export(granary, 1, *content)
    granary.ingest(SOURCE)
    night.refine(granary.settings, SOURCE, NIGHT, "malam-1")
    (verdict,) = shares(granary, "malam-1")
    share = 100 * (unreadable + unknown) / rows
    assert (verdict.severity, verdict.passed, verdict.holds, verdict.gate) == (severity, passed, False, 1)
    assert (verdict.observed, verdict.subject, verdict.kd_pemda) == (f"{share:.1f} %", "m01.csv", "33.74")
    assert len(live(granary)) == rows - unreadable - unknown
    red = night.red_facts(granary.settings, "malam-1")
    if severity == "merah" and not passed:
        (fact,) = red
        assert "m01.csv: 5.5 % baris dikarantina sesudah refine (batas 5 %)" in fact
        assert "STATUS_TAK_DIKENAL:status_usul_teks (5)" in fact
    else:
        assert red == []


def test_nothing_is_said_when_refine_rejects_nothing(granary: Granary) -> None:
    export(granary, 1, stage("Pengajuan Usulan"), {"volume": "1,5 km"})
    granary.ingest(SOURCE)
    night.refine(granary.settings, SOURCE, NIGHT, "malam-1")
    assert shares(granary, "malam-1") == []


def test_a_heap_is_refined_in_parts(new_granary: Callable[..., Granary], monkeypatch: pytest.MonkeyPatch) -> None:
    """Three exports of two rows at once: in parts of at most two rows they end as in one."""
    nights = [
        [stage("Pengajuan Usulan"), stage("Pengajuan Usulan")],
        [stage("Verifikasi Kecamatan", "2026-02-20 09:00:00"), stage("Pengajuan Usulan")],
        [stage("Verifikasi Kecamatan", "2026-02-20 09:00:00"), stage("Dibatalkan", "2026-02-21 09:00:00")],
    ]
    found = []
    for name, most in (("sekali", 100), ("bagian", 2)):
        monkeypatch.setattr(refine_run, "BATCH_ROWS", most)
        lake = new_granary(name)
        for number, rows in enumerate(nights, 1):
            export(lake, number, *rows)
        counts = [fates(load) for load in lake.take(SOURCE)]
        found.append((counts, versions(lake, SOURCE), versions(lake, f"{SOURCE}_riwayat")))
    assert found[0] == found[1]
    assert found[1][0] == [(2, 0, 0), (1, 0, 1), (1, 0, 1)]

"""Clusters from night to night: only what changed is compared, and the result is that of a full run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from desk import store, tables
from granary import NIGHT, Granary

from lumbung.quality import checks
from lumbung.refine import derive as runner

PLACE = "Jl. Pemuda RT 2 RW 5"
Rows = list[dict[str, Any]]


def town() -> Rows:
    """Two villages: a need asked three times, one asked twice, one alone, and two letters; and 2028."""
    near, far = "33.74.01.1001", "33.74.02.1002"
    return [
        {"id": "USL:1", "alamat": PLACE},
        {"id": "USL:2", "alamat": "jln pemuda rt2/5", "volume": 95},
        {"id": "PKR:3", "alamat": "Jalan Pemuda RT 02/RW 05", "judul": "Paving"},
        {"id": "USL:4", "alamat": "Jl. Kartini RT 1 RW 1", "kelurahan": far},
        {"id": "PKR:5", "alamat": "Jl Kartini RT 1/1", "kelurahan": far, "sarapan": "9"},
        {"id": "USL:6", "alamat": "Jl. Melati RT 7 RW 7", "kelurahan": near},
        {"id": "SRP:8", "judul": "Jalan dipaving", "alamat": "Di jl pemuda rt 2 rw 5."},
        {"id": "SRP:9", "judul": "Banjir", "alamat": "Tolong.", "tahun": 2028},
        {"id": "USL:21", "alamat": PLACE, "tahun": 2028},
        {"id": "PKR:22", "alamat": PLACE, "tahun": 2028},
    ]


def gabung(left: str, right: str) -> dict[str, Any]:
    return {
        "tindakan": "gabung",
        "kiri": left,
        "kanan": right,
        "pada_tgl": date(2026, 5, 1),
        "_slice": "33.74_2027",
    }


class Town:
    """A lake with the town in its silver, and its clusters."""

    def __init__(self, granary: Granary, rows: Rows, decisions: Rows | None = None) -> None:
        self.granary = granary
        self.nights = 0
        self.night(rows, decisions)

    def night(self, rows: Rows, decisions: Rows | None = None) -> runner.Outcome:
        self.nights += 1
        store(self.granary.lake, tables(rows, decisions or ()), f"malam-{self.nights}")
        return runner.derive(self.granary.settings, "klaster_usulan", NIGHT, self.granary.new_run())

    def content(self) -> dict[str, list[dict[str, Any]]]:
        order = {"klaster_usulan": ("_slice", "anggota"), "pasangan_usulan": ("_slice", "kiri", "kanan")}
        return {table: self.granary.rows(f"silver/{table}", *by) for table, by in order.items()}

    def clusters(self) -> list[str]:
        """`2027 PKR:3 USL:1`, in order; single ones too."""
        found: dict[str, list[str]] = {}
        for row in self.content()["klaster_usulan"]:
            found.setdefault(row["klaster_id"], [str(row["tahun_anggaran"])]).append(row["anggota"])
        return sorted(" ".join(words) for words in found.values())


@pytest.fixture
def first(granary: Granary) -> Town:
    return Town(granary, town())


def test_first_night(first: Town) -> None:
    """The letter 9 counts in 2027: the pokir of that year names it."""
    assert first.clusters() == [
        "2027 PKR:3 SRP:8 USL:1 USL:2",
        "2027 PKR:5 SRP:9 USL:4",
        "2027 USL:6",
        "2028 PKR:22 USL:21",
    ]
    rows = {r["anggota"]: r for r in first.content()["klaster_usulan"]}
    assert (rows["USL:2"]["klaster_id"], rows["USL:2"]["n_anggota"]) == ("33.74-2027-PKR:3", 4)
    assert (rows["USL:6"]["klaster_id"], rows["USL:6"]["n_anggota"]) == ("33.74-2027-USL:6", 1)
    assert (rows["SRP:8"]["sumber"], rows["SRP:8"]["id"]) == ("sarapan_aspirasi", "8")
    pairs = {(p["kiri"], p["kanan"]): p for p in first.content()["pasangan_usulan"]}
    assert pairs["PKR:5", "SRP:9"]["bukti"] == ["TAUT_SARAPAN"]
    assert pairs["USL:1", "USL:2"]["bukti"] == ["ALAMAT_MIRIP", "JUDUL_MIRIP", "KAMUS_SAMA", "RT_RW_SAMA"]
    # kamus 1.5, street 4, RT 3, RW 2, no gang 0.5, volume 1.5 of the most there can be: 12.5 / 21
    assert pairs["USL:1", "USL:2"]["skor"] == 0.5952
    assert {key: p["kd_kelurahan"] for key, p in pairs.items() if p["kd_kelurahan"] != "33.74.01.1001"} == {
        ("PKR:5", "SRP:9"): None,  # a link says nothing about a place
        ("PKR:5", "USL:4"): "33.74.02.1002",
    }


def test_a_year_without_rules_has_clusters_of_one(first: Town) -> None:
    """A decision for 2017, and a row of that year, as no rule is in force before 2020."""
    old = [{"id": "USL:31", "alamat": PLACE, "tahun": 2017}, {"id": "PKR:32", "alamat": PLACE, "tahun": 2017}]
    decision = {**gabung("USL:31", "PKR:32"), "_slice": "33.74_2017"}
    before = first.clusters()
    outcome = first.night([*town(), *old], [decision])
    assert outcome.slices == {"33.74_2017"}
    assert first.clusters() == ["2017 PKR:32", "2017 USL:31", *before]
    (verdict,) = checks.read(first.granary.lake)
    assert (verdict.name, verdict.severity, verdict.subject) == ("klaster_tanpa_aturan", "kuning", "33.74_2017")
    assert "klaster_manual 33.74 TA 2017" in verdict.message


def test_a_night_of_status_changes_costs_no_commit(first: Town) -> None:
    lake = first.granary.lake
    before = {t: lake.version(f"silver/{t}") for t in ("klaster_usulan", "pasangan_usulan")}
    assert first.night([{**row, "status": "Dibatalkan"} for row in town()]) == runner.Outcome()
    assert {t: lake.version(f"silver/{t}") for t in before} == before


def changed(rows: Rows, member: str, **values: Any) -> Rows:
    return [{**row, **values} if row["id"] == member else row for row in rows]


def without(rows: Rows, member: str) -> Rows:
    return [row for row in rows if row["id"] != member]


Change = Callable[[Rows], Rows]
CHANGES: dict[str, tuple[Change, set[str]]] = {
    "another address": (lambda t: changed(t, "USL:2", alamat="Jl. Pemuda RT 9 RW 5"), {"2027"}),
    "moved to another village": (lambda t: changed(t, "USL:4", kelurahan="33.74.01.1001"), {"2027"}),
    "a new row joins": (lambda t: [*t, {"id": "USL:7", "alamat": "Jl. Melati RT 7/7"}], {"2027"}),
    "a row is deleted": (lambda t: changed(t, "PKR:3", active=False), {"2027"}),
    "a row is gone": (lambda t: without(t, "USL:1"), {"2027"}),
    "another department": (lambda t: changed(t, "USL:2", opd="1.04.0.00.0.00.01.0000"), {"2027"}),
    "a pokir no longer names the letter": (lambda t: changed(t, "PKR:5", sarapan=None), {"2027", "2028"}),
    "another year's pokir names the letter": (lambda t: changed(t, "PKR:22", sarapan="8"), {"2027", "2028"}),
    "the letter comes after its pokir": (lambda t: without(t, "SRP:9"), {"2027"}),
    "a new letter": (lambda t: [*t, {"id": "SRP:7", "judul": "Paving", "alamat": "jl pemuda rt 2 rw 5"}], {"2027"}),
    "both years": (lambda t: without(changed(t, "USL:6", alamat=PLACE), "USL:21"), {"2027", "2028"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_incremental_equals_full(first: Town, new_granary: Any, name: str) -> None:
    """Forward, and back again."""
    change, years = CHANGES[name]
    old, new = town(), change(town())
    at_first = first.content()
    outcome = first.night(new)
    assert {s.removeprefix("33.74_") for s in outcome.slices} == years
    assert first.content() == Town(new_granary("penuh"), new).content()
    first.night(old)
    assert first.content() == at_first


def test_decisions_come_and_go(first: Town, new_granary: Any) -> None:
    at_first = first.content()
    outcome = first.night(town(), [gabung("USL:6", "USL:1")])
    assert outcome.slices == {"33.74_2027"}
    assert "2027 PKR:3 SRP:8 USL:1 USL:2 USL:6" in first.clusters()
    assert first.content() == Town(new_granary("penuh"), town(), [gabung("USL:6", "USL:1")]).content()
    pisah = {**gabung("USL:2", "USL:1"), "tindakan": "pisah"}
    first.night(town(), [pisah])
    # PKR:3 is as like to USL:1 as to USL:2, and goes with the smaller key. The letter is as like to
    # both sides as well: nobody can tell which it means.
    assert {"2027 PKR:3 USL:1", "2027 SRP:8", "2027 USL:2"} <= set(first.clusters())
    first.night(town())
    assert first.content() == at_first


def test_a_decision_that_cannot_be_carried_out_is_told(first: Town) -> None:
    """A row of another year is not there for this one; and for 2030 there is nothing at all."""
    before = first.content()
    first.night(town(), [gabung("USL:6", "USL:21"), {**gabung("USL:1", "USL:2"), "_slice": "33.74_2030"}])
    assert first.content() == before
    verdict, of_2030 = checks.read(first.granary.lake)
    assert "TA 2030" in of_2030.message
    assert (verdict.source, verdict.kd_pemda, verdict.severity, verdict.passed) == (
        "klaster_manual",
        "33.74",
        "kuning",
        False,
    )
    assert verdict.name == "klaster_manual_anggota"
    assert "USL:21 bukan usulan aktif" in verdict.message
    assert "TA 2027" in verdict.message


def test_governments_do_not_meet(granary: Granary) -> None:
    both = Town(granary, [{"id": "USL:1", "alamat": PLACE}, {"id": "USL:2", "alamat": PLACE, "kd_pemda": "33.22"}])
    assert both.clusters() == ["2027 USL:1", "2027 USL:2"]

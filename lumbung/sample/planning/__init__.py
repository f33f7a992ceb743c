"""The planning years of the sample city: proposals and their nightly exports, the aspirations behind
them, the kamus, and the documents of KUA and PPAS."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from lumbung.sample.budget import budget
from lumbung.sample.city import KABUPATEN, KOTA, City, rng
from lumbung.sample.dirt import Planted
from lumbung.sample.files import Delivery, csv_bytes, json_bytes
from lumbung.sample.planning import aspirations, documents, exports, faulty, kamus, overrides, projection, workbook
from lumbung.sample.planning.needs import Need
from lumbung.sample.planning.nightly import nightly_exports
from lumbung.sample.planning.proposals import POKIR, USULAN, Year, plan_year
from lumbung.sample.planning.truth import Known, planning
from lumbung.sample.truth import arrival_order

__all__ = ["FULL_EXPORTS", "SOURCES", "Plan", "dress", "nightly_exports", "plan", "plant", "render", "truth"]

SOURCES = (USULAN, POKIR, aspirations.SOURCE, "kamus_usulan", "ppas_plafon", "kua_proyeksi", "klaster_manual")
FULL_EXPORTS = (USULAN, POKIR)
ROWS = {USULAN: 1_200, POKIR: 320}
"""Rows of a year and government at scale 1."""
LEAST = {USULAN: 40, POKIR: 12}
_NO_SARAPAN = "999999"
_RESENT_AFTER = timedelta(days=3)
_FIRST_LEVEL = 0.96
"""What the budget before the oldest known one was of it."""


@dataclass
class Plan:
    """The planning of one government: its files, and what the truth is told beside them."""

    city: City
    files: list[Delivery] = field(default_factory=list)
    known: Known = field(default_factory=lambda: Known([], []))
    spared: set[str] = field(default_factory=set)


def plan(city: City, scale: float, seed: int, until: date) -> Plan:
    """Invent the planning of a government as it would be if nothing ever went wrong: the tahun
    anggaran around `until`, as far as they have a nomenclature."""
    found = Plan(city)
    years: list[Year] = []
    before: list[Need] = []
    usulan, pokir = (max(LEAST[s], round(ROWS[s] * scale)) for s in (USULAN, POKIR))
    tahuns = [t for t in (until.year - 1, until.year, until.year + 1) if t in city.subs]
    for tahun in tahuns:
        if date(tahun - 2, 12, 31) <= until:
            found.files.append(kamus.delivery(city, tahun))
        if exports.schedule(tahun, until):
            decided = city.kd_pemda == KOTA and tahun == until.year + 1
            year = plan_year(city, tahun, usulan, pokir, before, seed, overrides=decided)
            exports.add_late_changes(year, until, rng(seed, "terlambat", city.kd_pemda, str(tahun)))
            years.append(year)
            before = year.needs
    messages = aspirations.aspirations(city, years, seed, until)
    for year in years:
        found.files += exports.deliveries(city, year, until)
        if year.overrides.pairs:
            found.files.append(overrides.delivery(city.kd_pemda, year.overrides, until))
            found.known.overrides.append(year.overrides)
            found.spared |= {str(p.base["id_usulan"]) for _, a, b in year.overrides.pairs for p in (a, b)}
    found.files += aspirations.deliveries(city, messages, until)
    # Whose message is a year older than the proposal counts in its year only while the proposal does.
    found.spared |= {str(p.base["id_usulan"]) for a in messages for p in a.pokir}
    _add_documents(found, years, scale, seed, until)
    return found


def _add_documents(found: Plan, years: list[Year], scale: float, seed: int, until: date) -> None:
    """PPAS and KUA of every stage that has arrived."""
    city = found.city
    level, before = _FIRST_LEVEL, None
    for tahun in sorted(city.subs):
        year = next((y for y in years if y.tahun == tahun), None)
        # A past year keeps the level that its own budget files have.
        book = budget(city, tahun, scale, seed, max(until, date(tahun, 12, 31)))
        for document in documents.documents(book, year, until, seed):
            found.known.documents.append(document)
            found.files.append(documents.plafon_delivery(city, document, seed))
            found.files.append(projection.delivery(city, document, before or book, level, seed))
        level, before = 1.0, book


def dress(files: list[Delivery]) -> None:
    """Give files the encodings, containers and line ends that occur."""
    seen: set[tuple[str, str]] = set()
    for file in files:
        kabupaten = file.kd_pemda == KABUPATEN
        first = (file.source, file.kd_pemda) not in seen
        seen.add((file.source, file.kd_pemda))
        if file.source == USULAN and first and not kabupaten:
            file.encoding = "utf-8-sig"
        elif file.source == USULAN and first:
            file.title_case = True
        elif file.source == POKIR and kabupaten:
            file.container, file.name = "gz", f"{file.name}.gz"
        elif file.source in ("kua_proyeksi", "kamus_usulan") and kabupaten:
            file.newline = "\r\n"


def plant(found: Plan, dirt: float, seed: int, until: date) -> list[Planted]:
    """Plant the faults of one government into its files, in place."""
    city = found.city
    planted: list[Planted] = []
    for source in (*FULL_EXPORTS, aspirations.SOURCE):
        own = arrival_order([f for f in found.files if f.source == source])
        spared = set(found.spared)
        if source == POKIR and city.kd_pemda == KOTA:
            planted += _name_nobody(own, spared)
        if source == USULAN:
            newest = [f for f in own if f"_{until.year + 1}_" in f.name]
            moved = faulty.move_one(newest, city)
            spared |= {str(p.file.columns["id_usulan"][p.row_number - 1]) for p in moved if p.row_number}
            planted += moved
        rand = rng(seed, "kotoran", source, city.kd_pemda)
        planted += faulty.plant(own, city, dirt, rand, spared, lonely=True)
    return planted + _plant_files(found, until)


def _name_nobody(own: list[Delivery], spared: set[str]) -> list[Planted]:
    """Let one proposal of the newest exports name an aspiration that nobody wrote."""
    if not own:
        return []
    newest = own[-1]
    for row, proposal in enumerate(newest.marks["proposal"]):
        if proposal.source == POKIR and not newest.marks["shared"][row] and newest.columns["active"][row]:
            tahun = newest.columns["tahun_anggaran"][row]
            spared.add(str(newest.columns["id_usulan"][row]))
            for file in own:
                if proposal in file.marks["proposal"]:
                    at = file.marks["proposal"].index(proposal)
                    file.columns["id_sarapan"][at] = f"SRP-{tahun - 1}-{_NO_SARAPAN}"
            return [Planted(newest, row + 1, "SARAPAN_TAK_DIKENAL", "valid")]
    return []


def _plant_files(found: Plan, until: date) -> list[Planted]:
    """A delta that breaks off in the Kota, an export that the Kabupaten sends twice."""
    planted = []
    if found.city.kd_pemda == KOTA:
        deltas = [f for f in found.files if f.source == aspirations.SOURCE]
        for good in deltas[-1:]:
            broken = deepcopy(good)
            broken.delivered -= timedelta(minutes=35)
            broken.outcome, broken.is_cut = "REJECTED", True
            good.name = good.name.replace(".json", "_rev.json")
            found.files.append(broken)
            planted.append(Planted(broken, None, "JSON_TERPOTONG", "REJECTED"))
    else:
        past = [f for f in found.files if f.source == POKIR and f"_{until.year}_" in f.name]
        for original in past[-1:]:
            again = deepcopy(original)
            again.name = f"Salinan {original.name}"
            again.delivered += _RESENT_AFTER
            again.outcome, again.copy_of = "DUPLICATE", original
            found.files.append(again)
            planted.append(Planted(again, None, "BERKAS_DIKIRIM_ULANG", "DUPLICATE"))
    return planted


def truth(plans: list[Plan]) -> dict[str, object]:
    """Section `planning` of the truth file."""
    files = [file for found in plans for file in found.files]
    return planning(files, {found.city.kd_pemda: found.known for found in plans})


def render(file: Delivery, city: City, rand: np.random.Generator) -> bytes:
    """The bytes of one planning file."""
    if file.source == aspirations.SOURCE:
        return json_bytes(file)
    if file.source == "ppas_plafon" and file.name.endswith(".xlsx"):
        return workbook.ppas(file, city, rand)
    return csv_bytes(file, rand)

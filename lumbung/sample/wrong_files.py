"""Whole files that go wrong, and files that merely look unusual."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import numpy as np

from lumbung.sample.city import KABUPATEN, KOTA
from lumbung.sample.dirt import Planted
from lumbung.sample.files import Delivery, at
from lumbung.sample.sources import SOURCES

_RESENT_AFTER = timedelta(days=5)
_AGE = timedelta(days=2)
_JUMLAH_OFF = 1_000_000


def dress(files: list[Delivery]) -> None:
    """Give files of each source the encodings, containers and line ends that occur. They are
    read like any other."""
    seen: set[tuple[str, str]] = set()
    for file in files:
        kabupaten = file.kd_pemda == KABUPATEN
        first = (file.source, file.kd_pemda) not in seen
        seen.add((file.source, file.kd_pemda))
        if file.source == "sipd_anggaran" and first:
            file.encoding = "cp1252" if kabupaten else "utf-8-sig"
        elif file.source == "p3m_aduan" and kabupaten:
            if first:
                file.container, file.name = "zip", f"{file.name}.zip"
            file.title_case = not first
        elif file.source == "sipd_sp2d" and kabupaten:
            file.newline = "\r\n"


def correct_snapshot(files: list[Delivery], until: date, rand: np.random.Generator) -> list[Planted]:
    """Send the newest possible pagu snapshot of the Kota again, with a few amounts moved."""
    due = [
        f
        for f in files
        if f.source == "sipd_anggaran" and f.kd_pemda == KOTA and f.delivered.date() + _RESENT_AFTER <= until
    ]
    if not due:
        return []
    file = deepcopy(due[-1])
    file.name = file.name.replace(".csv", "_koreksi.csv")
    file.delivered += _RESENT_AFTER
    file.encoding = "utf-8"
    pagu, office = file.columns["pagu"], file.columns["kode_skpd"]
    changes = max(1, len(file) // 200)
    pairs = [i for i in range(len(file) - 1) if office[i] == office[i + 1] and pagu[i] > 100_000]
    for i in rand.choice(pairs, min(changes, len(pairs)), replace=False).tolist():
        amount = pagu[i] // 10_000 * 1000
        pagu[i] -= amount
        pagu[i + 1] += amount
    files.append(file)
    return [Planted(file, None, "BERKAS_KOREKSI", "LOADED")]


def plant_files(files: list[Delivery], until: date) -> list[Planted]:
    """Plant one file of every kind that the pipeline must refuse or report; call it after the
    rows are planted, since some are copies."""
    planted: list[Planted] = []

    def note(file: Delivery, what: str, expect: str) -> None:
        planted.append(Planted(file, None, what, expect))

    def daily(source: str, kd_pemda: str) -> list[Delivery]:
        """The files of the last days, newest first."""
        own = [f for f in files if f.source == source and f.kd_pemda == kd_pemda]
        return sorted(own, key=lambda f: f.delivered, reverse=True)

    original = next((f for f in daily("p3m_aduan", KOTA)[:-1] if f.delivered.date() < until - _AGE), None)
    if original:
        again = deepcopy(original)
        again.name = f"Salinan {original.name}"
        again.delivered += timedelta(hours=23)
        again.outcome, again.copy_of = "DUPLICATE", original
        files.append(again)
        note(again, "BERKAS_DIKIRIM_ULANG", "DUPLICATE")

    good = next((f for f in daily("p3m_aduan", KABUPATEN)[:-1] if f.delivered.date() < until - _AGE), None)
    if good:
        short = deepcopy(good)
        short.delivered -= timedelta(minutes=40)
        short.outcome, short.without = "REJECTED", "tanggal_masuk"
        good.name = good.name.replace(".csv", "_rev.csv")
        files.append(short)
        note(short, "KOLOM_HILANG:tanggal_masuk", "REJECTED")

    day = until - _AGE
    nothing: dict[str, list[Any]] = {name: [] for name, _ in SOURCES["sipd_sp2d"].columns}
    empty = Delivery(
        "sipd_sp2d",
        KABUPATEN,
        f"sp2d_{day:%Y%m%d}_susulan.csv",
        at(day, 19, 45),
        nothing,
        outcome="EMPTY",
    )
    files.append(empty)
    note(empty, "BERKAS_KOSONG", "EMPTY")

    newest = daily("sipd_sp2d", KOTA)[0]
    newest.extra = "nama_bank"
    note(newest, "KOLOM_TAK_DIKENAL:nama_bank", "LOADED")

    for report in daily("emonev_rfk", KOTA)[:1]:
        report.total_off = _JUMLAH_OFF
        note(report, "JUMLAH_SELISIH", "LOADED")
    return planted

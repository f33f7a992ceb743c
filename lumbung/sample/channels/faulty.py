"""What goes wrong on purpose in the files of the two channels."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any

from lumbung.sample.channels.lapor import BROKEN
from lumbung.sample.channels.words import LAPOR, O311
from lumbung.sample.city import City, rng
from lumbung.sample.dirt import Planted
from lumbung.sample.files import Delivery
from lumbung.sample.sources import SOURCES

_QUARANTINE_PART, _FLAG_PART, _REPEAT_PART = 0.5, 0.3, 0.2
# A file of 200 rows or more stays under the 5 % at which the quality gate would hold it.
_MAX_SHARE, _SMALL = 0.04, 200
_MARK = {LAPOR: "LAPOR", O311: "O311"}
Row = dict[str, Any]
Change = Callable[[Row], Row | None]
"""New values of a row; None when it has nothing that could go wrong so."""


def _events(text: str) -> Callable[[Row], str]:
    return lambda _row: text


_AT = "2026-01-05T09:00:00+07:00"
QUARANTINE: dict[str, tuple[tuple[str, str, Callable[[Row], str]], ...]] = {
    LAPOR: (
        ("JSON_RUSAK", BROKEN, lambda row: json.dumps({"tracking_id": row["tracking_id"], "title": "x"})[:-9]),
        ("NILAI_TAK_DIKENAL:status", "status", lambda _row: "menunggu_rapat"),
        ("PERISTIWA_TAK_DIKENAL:events", "events", _events(f'[{{"type": "escalated", "at": "{_AT}"}}]')),
        ("TANGGAL_TIDAK_SAH:events", "events", _events('[{"type": "verified", "at": "kemarin sore"}]')),
        ("TANGGAL_TIDAK_SAH:created_at", "created_at", lambda _row: "2026-02-31T08:00:00+07:00"),
        ("KUNCI_KOSONG:tracking_id", "tracking_id", lambda _row: ""),
    ),
    O311: (
        ("NILAI_TAK_DIKENAL:status", "status", lambda _row: "pending"),
        ("KUNCI_KOSONG:service_request_id", "service_request_id", lambda _row: ""),
        ("WAJIB_KOSONG:requested_datetime", "requested_datetime", lambda _row: ""),
    ),
}
"""Reason of quarantine, column, text that is written there."""


def _early_answer(row: Row) -> Row | None:
    """The officer typed last year's date."""
    told = json.loads(row["events"])
    answers = [event for event in told if event["type"] == "answered"]
    if not answers:
        return None
    answers[0]["at"] = f"{int(row['created_at'][:4]) - 1}{row['created_at'][4:]}".replace("-02-29", "-02-28")
    return {"events": json.dumps(told, ensure_ascii=False)}


def _only(needs: str, **values: Any) -> Change:
    return lambda row: values if row[needs] is not None else None


FLAGS: dict[str, tuple[tuple[str, Change], ...]] = {
    LAPOR: (
        ("NIK_INVALID", _only("reporter.nik", **{"reporter.nik": "33740101"})),
        ("NEG_DURATION", _early_answer),
        ("WILAYAH_TAK_DIKENAL", _only("location.kelurahan", **{"location.kelurahan": "Sidomukti Baru"})),
        ("KOORDINAT_LUAR", _only("location.lat", **{"location.lat": -6.175392, "location.lng": 106.827153})),
        ("OPD_TAK_DIKENAL", _only("institution", institution="Dinas Bina Marga")),
    ),
    O311: (
        ("WILAYAH_TAK_DIKENAL", _only("address", address="Jl. Sidomukti Baru 7")),
        ("KOORDINAT_LUAR", _only("lat", lat=-6.175392, long=106.827153)),
        ("OPD_TAK_DIKENAL", _only("agency_responsible", agency_responsible="Dinas Bina Marga")),
    ),
}
"""Flag, change of the row; it stays valid."""


def plant(files: list[Delivery], city: City, dirt: float, seed: int, spared: Collection[str]) -> list[Planted]:
    """Faulty and repeated rows in the files of both channels, in place: at least one of each kind as
    far as rows suffice. `spared`: tickets (`LAPOR:…`, `O311:…`) that stay as they are."""
    planted: list[Planted] = []
    for source in (LAPOR, O311):
        own = [f for f in files if f.source == source]
        if own:
            planted += _Planter(own, city, seed, spared).plant(dirt)
    return planted


class _Planter:
    """Rows of one source in which nothing was planted yet, in random order."""

    def __init__(self, files: list[Delivery], city: City, seed: int, spared: Collection[str]) -> None:
        self.source = files[0].source
        key = SOURCES[self.source].key[0]
        spots = [(file, row) for file in files for row in range(len(file))]
        order = rng(seed, "kotoran", self.source, city.kd_pemda).permutation(len(spots)).tolist()
        mark = _MARK[self.source]
        self.total = len(spots)
        self.free = [s for s in (spots[n] for n in order) if f"{mark}:{s[0].columns[key][s[1]]}" not in spared]
        self.left = {f.path: int(len(f) * _MAX_SHARE) if len(f) >= _SMALL else max(1, len(f) // 25) for f in files}

    def plant(self, dirt: float) -> list[Planted]:
        share = self.total * dirt
        faults, flags = QUARANTINE[self.source], FLAGS[self.source]
        planted = []
        for n in range(max(len(faults), round(share * _QUARANTINE_PART))):
            planted += self._fault(*faults[n % len(faults)])
        for n in range(max(len(flags), round(share * _FLAG_PART))):
            planted += self._flag(*flags[n % len(flags)])
        for _ in range(max(2, round(share * _REPEAT_PART))):
            planted += self._repeat()
        return planted

    def _fault(self, reason: str, column: str, text: Callable[[Row], str]) -> list[Planted]:
        for spot in self.free:
            file, row = spot
            if self.left[file.path] < 1:
                continue
            self.free.remove(spot)
            self.left[file.path] -= 1
            file.text[row, column] = text(file.row(row))
            file.reasons[row].append(reason)
            return [Planted(file, row + 1, reason, "quarantined")]
        return []

    def _flag(self, code: str, change: Change) -> list[Planted]:
        for spot in self.free:
            file, row = spot
            values = change(file.row(row))
            if values is None:
                continue
            self.free.remove(spot)
            for name, value in values.items():
                file.columns[name][row] = value
            file.flags[row].append(code)
            return [Planted(file, row + 1, code, "valid")]
        return []

    def _repeat(self) -> list[Planted]:
        if not self.free:
            return []
        file, row = self.free.pop()
        place = file.append(file.row(row), like=row)
        return [Planted(file, place + 1, "DUPLIKAT_DALAM_BERKAS", "duplicate")]

"""What goes wrong on purpose in single rows, each fault written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lumbung.sample.city import KOTA, City
from lumbung.sample.faults import BLANKS_IN, FLAGS, QUARANTINE, Fault, Flag, Row, blanks, glued
from lumbung.sample.files import Delivery
from lumbung.sample.sources import SOURCES

_QUARANTINE_PART, _FLAG_PART, _REPEAT_PART = 0.5, 0.3, 0.2
# A file of 200 rows or more stays under the 5 % at which the quality gate would hold it.
_MAX_SHARE = 0.04
_ODD_PART = 0.05
# A quarantined row is missing from the figures; the largest ones would make them unrecognisable.
_AMOUNT = {"sipd_anggaran": "pagu", "sipd_rak": "total_akb", "sipd_sp2d": "nilai"}
_LARGE = 0.7


@dataclass(frozen=True)
class Planted:
    """One planted fault; `row_number` counts data rows from 1, None for a whole file."""

    file: Delivery
    row_number: int | None
    what: str
    expect: str

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file.path,
            "row_number": self.row_number,
            "what": self.what,
            "expect": self.expect,
        }


def plant_rows(files: list[Delivery], city: City, dirt: float, rand: np.random.Generator) -> list[Planted]:
    """Plant faulty and repeated rows into the files of one source and government, in place: at
    least one of each kind as far as rows suffice, and `dirt` of all rows together."""
    total = sum(len(f) for f in files)
    if not total:
        return []
    source, share = files[0].source, total * dirt
    spots = _Spots(files, rand)
    faults = QUARANTINE[source]
    # Few rows cannot bear every fault: the second government begins with the other half.
    start = 0 if city.kd_pemda == KOTA else len(faults) // 2
    faults = faults[start:] + faults[:start]
    planted = _plant_quarantine(spots, faults, round(share * _QUARANTINE_PART), rand)
    planted += _plant_flags(spots, FLAGS.get(source, ()), round(share * _FLAG_PART), rand)
    if source in BLANKS_IN:
        planted += _respell(spots, "KODE_BERSPASI", blanks, round(share * _ODD_PART))
    if source == "sipd_anggaran" and city.kd_pemda == KOTA:
        planted += _respell(spots, "KODE_MENYATU", glued, 1)
    # A repeated row of a workbook would break its closing total.
    if source != "emonev_rfk":
        planted += _repeat(files, spots, max(2, round(share * _REPEAT_PART)), rand)
    return planted


def _plant_quarantine(spots: _Spots, faults: tuple[Fault, ...], count: int, rand: np.random.Generator) -> list[Planted]:
    planted = []
    for n in range(max(len(faults), count)):
        fault = faults[n % len(faults)]
        for file, row in spots.take(capped=True):
            _quarantine(file, row, fault, rand)
            planted.append(Planted(file, row + 1, f"{fault.code}:{fault.column}", "quarantined"))
    return planted


def _plant_flags(spots: _Spots, flags: tuple[Flag, ...], count: int, rand: np.random.Generator) -> list[Planted]:
    planted = []
    for n in range(max(len(flags), count) if flags else 0):
        code, column, change = flags[n % len(flags)]
        for file, row in spots.take(needs=column):
            values, text = change(file.row(row), float(rand.random()))
            for name, value in values.items():
                file.columns[name][row] = value
            if text is not None:
                file.text[row, column] = text
            file.flags[row].append(code)
            planted.append(Planted(file, row + 1, code, "valid"))
    return planted


def _respell(spots: _Spots, what: str, spell: Callable[[Row], dict[str, str]], count: int) -> list[Planted]:
    """Write cells in a way that is odd and must still be read."""
    planted = []
    for _ in range(max(1, count)):
        for file, row in spots.take():
            for column, text in spell(file.row(row)).items():
                file.text[row, column] = text
            planted.append(Planted(file, row + 1, what, "valid"))
    return planted


def _quarantine(file: Delivery, row: int, fault: Fault, rand: np.random.Generator) -> None:
    file.text[row, fault.column] = fault.text(file.row(row), file, float(rand.random()))
    file.reasons[row].append(f"{fault.code}:{fault.column}")
    if file.source == "emonev_rfk":
        # The closing total must stay true whether or not it counts the quarantined row.
        for name in ("pagu", "rak", "realisasi_keuangan"):
            file.columns[name][row] = 0


def _modest(file: Delivery) -> list[bool]:
    """Which rows may be lost to quarantine."""
    if file.source not in _AMOUNT:
        return [True] * len(file)
    amounts = np.array(file.columns[_AMOUNT[file.source]])
    return [bool(m) for m in amounts <= np.quantile(amounts, _LARGE)]


class _Spots:
    """Rows that nothing was planted in yet, in random order."""

    def __init__(self, files: list[Delivery], rand: np.random.Generator) -> None:
        self.files = files
        sizes = [len(f) for f in files]
        owner = np.repeat(np.arange(len(files)), sizes)
        row = np.concatenate([np.arange(n) for n in sizes])
        order = rand.permutation(len(owner))
        self.free = list(zip(owner[order].tolist(), row[order].tolist(), strict=True))
        self.modest = [_modest(f) for f in files]
        self.left = [int(n * _MAX_SHARE) if n >= 200 else max(1, n // 25) for n in sizes]

    def take(self, needs: str = "", capped: bool = False) -> list[tuple[Delivery, int]]:
        """One free row with a value in `needs`, or none; with `capped`, a modest row of a file
        that can bear one more fault."""
        for position in range(len(self.free) - 1, -1, -1):
            index, row = self.free[position]
            file = self.files[index]
            if needs and file.columns[needs][row] is None:
                continue
            if capped and (self.left[index] == 0 or not self.modest[index][row]):
                continue
            del self.free[position]
            self.left[index] -= capped
            return [(file, row)]
        return []


def _repeat(files: list[Delivery], spots: _Spots, count: int, rand: np.random.Generator) -> list[Planted]:
    """Append copies of untouched rows to the same file or, for deltas, to a later one."""
    key = SOURCES[files[0].source].key
    times: dict[tuple[Any, ...], int] = {}
    for file in files:
        for value in file.rows(key):
            times[value] = times.get(value, 0) + 1
    is_delta = files[0].source in ("p3m_aduan", "sipd_sp2d")
    planted = []
    for n in range(count):
        spot = spots.take()
        if not spot:
            break
        file, row = spot[0]
        values = file.row(row)
        later = [f for f in files if f.delivered > file.delivered]
        # A document that is sent again must not fall back to an older state.
        across = is_delta and n % 2 == 1 and later and times[tuple(values[k] for k in key)] == 1
        target = later[int(rand.integers(len(later)))] if across else file
        position = target.append(values)
        what = "DUPLIKAT_ANTAR_BERKAS" if across else "DUPLIKAT_DALAM_BERKAS"
        planted.append(Planted(target, position + 1, what, "duplicate"))
    return planted

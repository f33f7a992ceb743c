"""What goes wrong on purpose in rows that are sent again and again: a fault stays until somebody corrects
it at the source, so it is planted in every file that repeats the row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any

import numpy as np

from lumbung.sample.city import KOTA, City, Village
from lumbung.sample.dirt import Planted
from lumbung.sample.faults import FLAGS, QUARANTINE, Fault
from lumbung.sample.files import Delivery
from lumbung.sample.planning.proposals import USULAN
from lumbung.sample.sources import SOURCES

_QUARANTINE_PART, _FLAG_PART, _REPEAT_PART = 0.5, 0.3, 0.2
# A file of 200 rows or more stays under the 5 % at which the quality gate would hold it.
_MAX_SHARE, _SMALL, _SMALL_PART, _TINY = 0.04, 200, 12, 3
_CORRECTED_EVERY, _LATER_EVERY = 3, 4
Spot = tuple[Delivery, int]


class _Rows:
    """Every row with all its appearances, in order of arrival; untouched ones in random order."""

    def __init__(self, files: list[Delivery], rand: np.random.Generator, spared: Collection[str]) -> None:
        key = SOURCES[files[0].source].key
        self.spots: dict[tuple[Any, ...], list[Spot]] = defaultdict(list)
        for file in files:
            for row, value in enumerate(file.rows(key)):
                self.spots[value].append((file, row))
        known = sorted(self.spots, key=str)
        order = rand.permutation(len(known)).tolist()
        self.free = [known[n] for n in order if known[n][0] not in spared]
        self.left = {f.path: _bearable(len(f)) for f in files}

    def take(self, fits: Callable[[list[Spot]], bool], costs: bool = False) -> list[Spot]:
        """The appearances of one free row that fits, or none; `costs` when its files must bear it."""
        for position in range(len(self.free) - 1, -1, -1):
            spots = self.spots[self.free[position]]
            if not fits(spots) or (costs and any(self.left[f.path] < 1 for f, _ in spots)):
                continue
            del self.free[position]
            for file, _ in spots:
                self.left[file.path] -= costs
            return spots
        return []


def _bearable(rows: int) -> int:
    """How many faulty rows a file of that many may hold."""
    if rows >= _SMALL:
        return int(rows * _MAX_SHARE)
    return max(1, rows // _SMALL_PART) if rows >= _TINY else 0


def plant(
    files: list[Delivery], city: City, dirt: float, rand: np.random.Generator, spared: Collection[str], lonely: bool
) -> list[Planted]:
    """Plant faults into the exports of one source and government, in place: of every kind at least
    one as far as rows suffice. `spared`: ids that stay as they are; `lonely`: rows of shared needs
    keep their place and office, which a flag would change."""
    if not files:
        return []
    rows = _Rows(files, rand, spared)
    share = len(rows.spots) * dirt
    source = files[0].source
    faults = QUARANTINE[source]
    start = 0 if city.kd_pemda == KOTA else len(faults) // 2
    faults = faults[start:] + faults[:start]
    planted: list[Planted] = []
    for n in range(max(len(faults), round(share * _QUARANTINE_PART))):
        spots = rows.take(lambda _: True, costs=True)
        planted += _fault(_while(spots, n), faults[n % len(faults)], float(rand.random()))
    flags = FLAGS.get(source, ())
    for n in range(max(len(flags), round(share * _FLAG_PART)) if flags else 0):
        code, column, change = flags[n % len(flags)]
        spots = rows.take(lambda spots, c=column, k=code: _may_flag(spots, c, k, lonely))  # type: ignore[misc]
        draw = float(rand.random())
        filled = [(file, row) for file, row in spots if file.columns[column][row] is not None]
        for file, row in filled:
            values, _ = change(file.row(row), draw)
            for name, value in values.items():
                file.columns[name][row] = value
            file.flags[row].append(code)
        planted += _noted(filled, code)
    planted += _undotted(rows)
    if source == USULAN:
        planted += _like_a_formula(rows)
    for _ in range(max(2, round(share * _REPEAT_PART))):
        spots = rows.take(lambda _: True)
        if spots:
            file, row = spots[int(rand.integers(len(spots)))]
            position = file.append(file.row(row), like=row)
            planted.append(Planted(file, position + 1, "DUPLIKAT_DALAM_BERKAS", "duplicate"))
    return planted


def _while(spots: list[Spot], n: int) -> list[Spot]:
    """The appearances in which a fault shows: all, or until it is corrected, or from a change on."""
    half = (len(spots) + 1) // 2
    if len(spots) > 1 and n % _CORRECTED_EVERY == 0:
        return spots[:half]
    if len(spots) > 1 and n % _LATER_EVERY == 1:
        return spots[half:]
    return spots


def _fault(spots: list[Spot], fault: Fault, draw: float) -> list[Planted]:
    planted = []
    for file, row in spots:
        file.text[row, fault.column] = fault.text(file.row(row), file, draw)
        file.reasons[row].append(f"{fault.code}:{fault.column}")
        planted.append(Planted(file, row + 1, f"{fault.code}:{fault.column}", "quarantined"))
    return planted


def _may_flag(spots: list[Spot], column: str, code: str, lonely: bool) -> bool:
    file, row = spots[-1]
    if file.columns[column][row] is None:
        return False
    if code == "OPD_TAK_DIKENAL" and any(f.columns["rev_skpd"][r] for f, r in spots):
        return False
    return code == "KOORDINAT_TERTUKAR" or not (lonely and file.marks["shared"][row])


def _undotted(rows: _Rows) -> list[Planted]:
    """A code of a kelurahan without its dots, which must be read all the same."""
    spots = rows.take(lambda spots: spots[-1][0].columns["kode_kelurahan"][spots[-1][1]] is not None)
    for file, row in spots:
        file.text[row, "kode_kelurahan"] = str(file.columns["kode_kelurahan"][row]).replace(".", "")
    return _noted(spots, "KODE_TANPA_TITIK")


def _like_a_formula(rows: _Rows) -> list[Planted]:
    """A title that a spreadsheet would take for a formula."""
    spots = rows.take(lambda spots: not spots[0][0].marks["shared"][spots[0][1]])
    for file, row in spots:
        file.columns["giat_teks"][row] = f"={file.columns['giat_teks'][row]}"
    return _noted(spots, "TEKS_SEPERTI_RUMUS")


def _noted(spots: list[Spot], what: str) -> list[Planted]:
    """The appearances of one row that is read: valid where it says something new."""
    seen: list[dict[str, Any]] = []
    planted = []
    for file, row in spots:
        content = file.row(row)
        planted.append(Planted(file, row + 1, what, "duplicate" if content in seen else "valid"))
        seen.append(content)
    return planted


def move_one(files: list[Delivery], city: City) -> list[Planted]:
    """Let one proposal change its kelurahan in the last export but one of the newest season."""
    if len(files) < 3:
        return []
    last, moved_in = files[-1], files[-2]
    names = {v.kd: v for v in city.villages}
    for row, proposal in enumerate(moved_in.marks["proposal"]):
        village = names.get(moved_in.columns["kode_kelurahan"][row] or "")
        untouched = row not in moved_in.reasons and row not in moved_in.flags and row not in last.reasons
        if village and untouched and not moved_in.marks["shared"][row] and _is_known(files[-3], proposal):
            other = _neighbour(city, village)
            for file in (moved_in, last):
                at = file.marks["proposal"].index(proposal)
                file.columns["kode_kecamatan"][at], file.columns["kode_kelurahan"][at] = other.kd_kecamatan, other.kd
                changed = f"{moved_in.delivered:%Y-%m-%d} 16:30"
                file.columns["update_at"][at] = max(changed, file.columns["update_at"][at])
            return [Planted(moved_in, row + 1, "KELURAHAN_BERUBAH", "valid")]
    return []


def _is_known(file: Delivery, proposal: Any) -> bool:
    return proposal in file.marks["proposal"]


def _neighbour(city: City, village: Village) -> Village:
    """A village of the same kind in another kecamatan."""
    others = (v for v in reversed(city.villages) if v.is_desa == village.is_desa)
    return next(v for v in others if v.kd_kecamatan != village.kd_kecamatan)

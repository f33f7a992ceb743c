"""The files of readings of one government: written day by day, their fates counted while they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from lumbung.sample.city import City, Ints
from lumbung.sample.energy import rows
from lumbung.sample.energy.faults import Faults
from lumbung.sample.energy.loads import Day, Registers, consumption, days
from lumbung.sample.energy.meters import Fleet
from lumbung.sample.energy.rows import Rows, Writer
from lumbung.sample.energy.schedule import ReadingFile, schedule
from lumbung.sample.files import at

_LATE_AFTER, _RESENT_AFTER = 4, 2
_STRANGER = 999_999_999_999
_CUT_SHARE = 0.6


@dataclass
class Written:
    """What came of it. `used`: kWh by day and meter in hundred-thousandths, as they were consumed."""

    files: list[ReadingFile]
    planted: list[dict[str, Any]]
    used: dict[date, Ints]


class Sender:
    """Writes the readings of one government; `faults` None sends all of them as they are."""

    def __init__(self, landing: Path, city: City, fleet: Fleet, seed: int, faults: Faults | None) -> None:
        self.landing, self.city, self.fleet, self.seed = landing, city, fleet, seed
        self.faults = faults or Faults()
        self.files: list[ReadingFile] = []
        self.planted: list[dict[str, Any]] = []
        self.pending: dict[date, Rows] = {}
        self.corrections: Rows | None = None

    def send(self, first: date, last: date) -> Written:
        self._aim_rollovers(first)
        registers, used = Registers(self.fleet), {}
        for file in schedule(self.city, first, last):
            path = self.landing / file.path
            out = rows.writer(path)
            for day in days(file.first, file.last):
                counted = self._count(registers, day)
                used[day] = counted.used.sum(axis=1) * self.fleet.factor * 100
                self._write(file, out, counted)
            out.close()
            rows.stamp(path, file.delivered)
            self.files.append(file)
            self._copies(file)
        return Written(self.files, self.planted, used)

    def _aim_rollovers(self, first: date) -> None:
        """Start the registers so that they wrap when they shall."""
        for meter, (day, quarter) in self.faults.rollover.items():
            before = sum(int(self._used(d)[meter].sum()) for d in days(first, day - timedelta(days=1)))
            before += int(self._used(day)[meter, :quarter].sum())
            self.fleet.start[meter] = self.fleet.wrap[meter] - before - 1

    def _used(self, day: date) -> Ints:
        used = consumption(self.fleet, self.city, day, self.seed)
        for (meter, begin, end), factor in self.faults.scaled.get(day, ()):
            if factor < 0:
                used[meter, begin:end] = round(self.fleet.peak_kw[meter] * 250 / self.fleet.factor[meter])
            else:
                used[meter, begin:end] = np.rint(used[meter, begin:end] * factor).astype(np.int64)
        return used

    def _count(self, registers: Registers, day: date) -> Day:
        return registers.count(day, self._used(day), self.faults.set_to.get(day), self.faults.raised.get(day))

    def _write(self, file: ReadingFile, out: Writer, counted: Day) -> None:
        day, n = counted.day, len(self.fleet)
        found = rows.of_day(self.fleet, counted)
        for (meter, begin, end), status in self.faults.status.get(day, ()):
            found.status[[q * n + meter for q in range(begin, end)]] = status
            if status == rows.ERR:
                found.register[begin * n + meter] = counted.register[meter, begin - 1]
        for meter, quarter in self.faults.corrected.get(day, ()):
            index = quarter * n + meter
            self.corrections = found.take(np.array([index]))
            found.register[index] -= counted.used[meter, quarter - 1] // 2
            found.status[index] = rows.EST
        kept = np.ones(len(found), dtype=np.bool_)
        for meter, begin, end in self.faults.lost.get(day, ()):
            kept[[q * n + meter for q in range(begin, end)]] = False
        for meter, begin, end in self.faults.late.get(day, ()):
            which = [q * n + meter for q in range(begin, end)]
            self.pending[day] = found.take(np.array(which))
            kept[which] = False
        position = np.cumsum(kept) - 1
        for (meter, quarter), by, reason in self.faults.leap.get(day, ()):
            index = quarter * n + meter
            found.register[index] += by
            self._plant(file, file.read + int(position[index]) + 1, reason)
        again = [q * n + meter for meter, q in self.faults.repeated.get(day, ())]
        later = [q * n + meter for meter, q in self.faults.repeated_later.get(day, ())]
        sent = found.take(kept)
        out.add(sent)
        file.read += len(sent)
        self._repeat(file, out, found.take(np.array(again, dtype=np.int64)), "DUPLIKAT_DALAM_BERKAS")
        self._carry(file, out, day)
        if later:
            self.pending[day] = found.take(np.array(later, dtype=np.int64))
        if day in self.faults.strangers:
            self._strangers(file, out, found)
        if day in self.faults.unreadable:
            self._unreadable(file, out, day)

    def _carry(self, file: ReadingFile, out: Writer, day: date) -> None:
        """What the day before left to be sent again or for the first time."""
        yesterday = day - timedelta(days=1)
        if self.faults.repeated_later.get(yesterday):
            self._repeat(file, out, self.pending.pop(yesterday), "DUPLIKAT_ANTAR_BERKAS")
        if self.faults.corrected.get(yesterday) and self.corrections is not None:
            out.add(self.corrections)
            file.read += len(self.corrections)
            self._note(file, file.read, "BACAAN_DIKOREKSI", "valid")

    def _repeat(self, file: ReadingFile, out: Writer, copies: Rows, what: str) -> None:
        out.add(copies)
        for _ in range(len(copies)):
            file.read += 1
            file.duplicate += 1
            self._note(file, file.read, what, "duplicate")

    def _strangers(self, file: ReadingFile, out: Writer, found: Rows) -> None:
        """Readings of a meter that nobody registered, of next month, and off the quarter."""
        few = found.take(np.array([0, 1]))
        few.id[:] = _STRANGER
        out.add(few)
        ahead = found.take(np.array([2, 3]))
        ahead.minute += 40 * 1440
        out.add(ahead)
        between = found.take(np.array([2]))
        between.minute += 7
        out.add(between)
        reasons = ["METER_TAK_DIKENAL:id_meter"] * 2 + ["WAKTU_MASA_DEPAN:waktu"] * 2 + ["WAKTU_TAK_SESUAI:waktu"]
        for reason in reasons:
            file.read += 1
            self._plant(file, file.read, reason)

    def _unreadable(self, file: ReadingFile, out: Writer, day: date) -> None:
        meter = self.fleet.meters[0].id_meter
        for text, reason in (
            (f"{meter};{day} 23:50x;1,000;0,300;OK", "TANGGAL_TIDAK_SAH:waktu"),
            (f"{meter};{day} 10:15;12A45,000;0,300;ERR", "ANGKA_TIDAK_SAH:register_kwh"),
            (f"{meter};{day} 10:30;1,000;0,300;BAIK", "NILAI_TAK_DIKENAL:status"),
        ):
            out.line(text)
            file.read += 1
            self._plant(file, file.read, reason)

    def _copies(self, file: ReadingFile) -> None:
        """Files beside the day's own: late readings, the same file again, one that broke off."""
        path, name = self.landing / file.path, Path(file.path).name
        for day in days(file.first, file.last):
            if self.faults.late.get(day):
                late = self.pending.pop(day)
                sent = at(day + timedelta(days=_LATE_AFTER), 18, 50)
                target = self._beside(file, name.replace(".csv", "_susulan.csv"), sent)
                out = rows.writer(self.landing / target.path)
                out.add(late)
                out.close()
                target.read = len(late)
                self._note(target, None, "BACAAN_SUSULAN", "LOADED")
                rows.stamp(self.landing / target.path, sent)
        if file.first == file.last and file.last in self.faults.resent:
            again = self._beside(file, f"Salinan {name}", file.delivered + timedelta(days=_RESENT_AFTER, minutes=7))
            self._bytes(again, path.read_bytes(), "DUPLICATE", "BERKAS_DIKIRIM_ULANG")
        if file.first == file.last and file.last in self.faults.cut:
            broken = self._beside(file, name.replace(".csv", "_putus.csv"), file.delivered - timedelta(minutes=25))
            data = path.read_bytes()
            self._bytes(broken, data[: int(len(data) * _CUT_SHARE)], "REJECTED", "GZ_TERPOTONG")

    def _beside(self, file: ReadingFile, name: str, delivered: datetime) -> ReadingFile:
        made = ReadingFile(str(Path(file.path).with_name(name)), file.first, file.last, delivered)
        self.files.append(made)
        return made

    def _bytes(self, file: ReadingFile, data: bytes, outcome: str, what: str) -> None:
        file.outcome = outcome
        (self.landing / file.path).write_bytes(data)
        rows.stamp(self.landing / file.path, file.delivered)
        self._note(file, None, what, outcome)

    def _plant(self, file: ReadingFile, row_number: int, reason: str) -> None:
        file.reasons[reason] += 1
        self._note(file, row_number, reason, "quarantined")

    def _note(self, file: ReadingFile, row_number: int | None, what: str, expect: str) -> None:
        self.planted.append({"file": file.path, "row_number": row_number, "what": what, "expect": expect})

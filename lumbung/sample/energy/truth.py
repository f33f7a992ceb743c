"""Section `energy` of the truth: figures from what was consumed, never from registers or files."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from lumbung.sample.city import Ints
from lumbung.sample.energy.faults import Faults, Story
from lumbung.sample.energy.loads import QUARTERS
from lumbung.sample.energy.meters import Fleet
from lumbung.sample.files import Delivery

_PICKED = 12
_DAILY = 45
"""Days whose kWh are told one by one."""
_UNIT = 100_000


def section(fleet: Fleet, used: dict[date, Ints], faults: Faults, bills: list[Delivery]) -> dict[str, Any]:
    """`kwh_harian`: id_meter → date → kWh of the picked meters, where the readings tell it exactly;
    `kwh_bulan`: id_objek → month → kWh of whole months; `kwh_tagihan`: the same from the bills, by day;
    `kejadian`: what was planted, and the kind under which it must be found ("" = it is no anomaly)."""
    newest = max(used)
    exact = [d for d in sorted(used) if d < newest]
    picked = range(min(_PICKED, len(fleet)))
    daily = {
        fleet.meters[n].id_meter: {
            d.isoformat(): _kwh(int(used[d][n])) for d in exact[-_DAILY:] if (n, d) not in faults.inexact
        }
        for n in picked
    }
    return {
        "kwh_harian": daily,
        "kwh_bulan": _months(fleet, used, faults, exact),
        "kwh_tagihan": _billed(fleet, bills),
        "kejadian": [_told(story, fleet) for story in faults.told],
    }


def _kwh(hundred_thousandths: int) -> str:
    return f"{hundred_thousandths // _UNIT}.{hundred_thousandths % _UNIT:05d}"


def _months(fleet: Fleet, used: dict[date, Ints], faults: Faults, exact: list[date]) -> dict[str, dict[str, str]]:
    """Months of which every day is known, of meters that lost nothing in them."""
    by_month: dict[date, list[date]] = defaultdict(list)
    for day in exact:
        by_month[day.replace(day=1)].append(day)
    whole = {m: ds for m, ds in by_month.items() if m in ds and (ds[-1] + timedelta(days=1)).day == 1}
    found: dict[str, dict[str, str]] = {}
    for n, meter in enumerate(fleet.meters):
        months = {
            m.isoformat(): _kwh(sum(int(used[d][n]) for d in ds))
            for m, ds in whole.items()
            if not any((n, d) in faults.inexact for d in ds)
        }
        found[meter.id_objek] = months
    return found


def _billed(fleet: Fleet, bills: list[Delivery]) -> dict[str, dict[str, str]]:
    """Bills by calendar month, each spread evenly over its days: what is due after k of n days is
    kWh × k / n, cut to thousandths. Months that bills cover from first to last day."""
    objects = {m.id_meter: m.id_objek for m in fleet.meters}
    shares: dict[tuple[str, date], int] = defaultdict(int)
    covered: dict[tuple[str, date], int] = defaultdict(int)
    for bill in bills:
        for n in range(len(bill)):
            row = bill.row(n)
            if row["id_pelanggan"] not in objects:
                continue
            begin, last = date.fromisoformat(row["periode_awal"]), date.fromisoformat(row["periode_akhir"])
            length, total = (last - begin).days + 1, row["kwh_total"] * 1000
            for k in range(length):
                month = (begin + timedelta(days=k)).replace(day=1)
                key = objects[row["id_pelanggan"]], month
                shares[key] += total * (k + 1) // length - total * k // length
                covered[key] += 1
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for (objek, month), share in sorted(shares.items()):
        length = ((month + timedelta(days=32)).replace(day=1) - month).days
        if covered[objek, month] == length:
            found[objek][month.isoformat()] = f"{share // 1000}.{share % 1000:03d}"
    return dict(found)


def _told(story: Story, fleet: Fleet) -> dict[str, Any]:
    meter = fleet.meters[story.meter]
    return {
        "what": story.what,
        "id_meter": meter.id_meter,
        "id_objek": meter.id_objek,
        "mulai": _moment(story.begins),
        "selesai": _moment(story.ends),
        "expect": story.expect,
    }


def _moment(at: tuple[date, int]) -> str:
    day, quarter = at[0] + timedelta(days=at[1] // QUARTERS), at[1] % QUARTERS
    return f"{day.isoformat()} {quarter // 4:02d}:{quarter % 4 * 15:02d}"

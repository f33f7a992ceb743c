"""Pairs that only people can decide on, and the table in which they did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lumbung.sample.files import Delivery, at
from lumbung.sample.planning.needs import CAMAT_DOOR, WARGA_DOOR, Need

if TYPE_CHECKING:
    from lumbung.sample.planning.proposals import Proposal

_DECIDED_BEFORE = timedelta(days=2)
_REASONS = {
    "gabung": "Kebutuhan sama, dialamatkan ke dua perangkat daerah",
    "pisah": "Dua pekerjaan: sisi utara dan sisi selatan jalan",
}


@dataclass
class Overrides:
    """Decisions on one year: (tindakan, one row, the other row)."""

    tahun: int
    pairs: list[tuple[str, Proposal, Proposal]] = field(default_factory=list)

    def as_json(self) -> list[dict[str, Any]]:
        return [{"tindakan": what, "kiri": a.member, "kanan": b.member} for what, a, b in self.pairs]


def add_overrides(
    into: Overrides, wanted: list[Need], ask: Callable[[int, Need, str, Proposal | None], Proposal]
) -> None:
    """Write two pairs that fool every rule: one need sent to two offices, which is one cluster when
    people say so, and two needs that read alike, which are two. Appends the needs to `wanted`."""
    lonely = [n for n in wanted if n.asked == WARGA_DOOR and not n.like and n.place.rt]
    model = lonely[len(lonely) // 2]
    elsewhere = next(n.opd for n in wanted if n.opd.bidang[0] != model.opd.bidang[0])
    both = _apart(model, 900)
    wanted.append(replace(both, asked=WARGA_DOOR + CAMAT_DOOR))
    first = ask(len(wanted) - 1, both, WARGA_DOOR, None)
    second = ask(len(wanted) - 1, replace(both, opd=elsewhere), CAMAT_DOOR, first)
    into.pairs.append(("gabung", first, second))
    twin = _apart(lonely[len(lonely) // 3], 1100)
    for door in (WARGA_DOOR, CAMAT_DOOR):
        wanted.append(replace(twin, asked=door))
    north = ask(len(wanted) - 2, twin, WARGA_DOOR, None)
    south = ask(len(wanted) - 1, twin, CAMAT_DOOR, None)
    into.pairs.append(("pisah", north, south))


def _apart(model: Need, north_m: float) -> Need:
    """The same need at an address and a spot of its own."""
    place = model.place
    spot = replace(place, rt=place.rt + 10, lat=round(place.lat + north_m / 111_320, 6))
    return replace(model, place=spot, like="")


def delivery(kd_pemda: str, found: Overrides, until: date) -> Delivery:
    """The table as people keep it, sent before the night of `until`."""
    day = until - timedelta(days=1)
    columns: dict[str, list[Any]] = {
        "tahun_anggaran": [found.tahun] * len(found.pairs),
        "tindakan": [what for what, _, _ in found.pairs],
        "kiri": [a.member for _, a, _ in found.pairs],
        "kanan": [b.member for _, _, b in found.pairs],
        "oleh": ["Kabid P2EPD"] * len(found.pairs),
        "pada_tgl": [(day - _DECIDED_BEFORE).isoformat()] * len(found.pairs),
        "alasan": [_REASONS[what] for what, _, _ in found.pairs],
    }
    return Delivery("klaster_manual", kd_pemda, f"klaster_manual_{found.tahun}.csv", at(day, 18, 50), columns)

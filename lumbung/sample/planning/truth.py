"""What the planning marts must say, from what the generator knows of every row that was delivered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lumbung.sample.files import Delivery
from lumbung.sample.planning.aspirations import SOURCE as SARAPAN
from lumbung.sample.planning.aspirations import Aspiration
from lumbung.sample.planning.documents import Document
from lumbung.sample.planning.overrides import Overrides
from lumbung.sample.planning.proposals import POKIR, USULAN, Proposal
from lumbung.sample.planning.stages import PENDING, REJECTED
from lumbung.sample.truth import arrival_order

_SARAPAN_CUT_OFF = "03-31"


@dataclass(frozen=True)
class Known:
    """The planning of one government beside its files."""

    documents: list[Document]
    overrides: list[Overrides]


def _newest(files: list[Delivery], source: str, kd_pemda: str, mark: str) -> Iterator[tuple[Any, Delivery, int]]:
    """Every row's last valid appearance: what the generator calls it, file and index."""
    last: dict[Any, tuple[Delivery, int]] = {}
    for file in arrival_order(files):
        if (file.source, file.kd_pemda, file.outcome) == (source, kd_pemda, "LOADED"):
            for row, known in enumerate(file.marks[mark]):
                if row not in file.reasons and known is not None:
                    last[known] = (file, row)
    for known, (file, row) in last.items():
        yield known, file, row


def planning(files: list[Delivery], known: dict[str, Known]) -> dict[str, Any]:
    """Per government and tahun anggaran: rows by asal and keputusan (active ones, last valid version),
    `nilai_disetujui_rp` (what TAPD gave to budgeted rows), `plafon_rp` per stage of the document,
    `klaster` (rows that ask for one need, as sorted lists of member keys, two or more, decisions of
    people included), `klaster_manual` (those decisions) and `pokir_tanpa_sarapan` (rows that name
    an aspiration which never came)."""
    found: dict[str, Any] = {}
    for kd_pemda, beside in sorted(known.items()):
        years = _Years()
        named: dict[str, int] = {}
        for source in (USULAN, POKIR):
            for proposal, file, row in _newest(files, source, kd_pemda, "proposal"):
                state = file.row(row)
                if state["active"]:
                    years.add_proposal(proposal, state, file.marks["keputusan"][row])
                    if state.get("id_sarapan"):
                        named[state["id_sarapan"]] = state["tahun_anggaran"]
                        years.namers[state["tahun_anggaran"]].append((state["id_sarapan"], proposal.member))
        come = set()
        for aspiration, file, row in _newest(files, SARAPAN, kd_pemda, "aspiration"):
            state = file.row(row)
            come.add(state["id"])
            years.add_aspiration(aspiration, state, named.get(state["id"]))
        found[kd_pemda] = years.as_json(beside, come)
    return found


class _Years:
    """Figures of one government by tahun anggaran."""

    def __init__(self) -> None:
        self.counts: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.granted: Counter[int] = Counter()
        self.members: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.namers: dict[int, list[tuple[str, str]]] = defaultdict(list)

    def add_proposal(self, proposal: Proposal, state: dict[str, Any], decision: str) -> None:
        tahun = state["tahun_anggaran"]
        self.counts[tahun][proposal.asal][decision] += 1
        if state["id_sub_giat_bl"]:
            self.granted[tahun] += state["rekom_tapd_anggaran"] or 0
        self.members[tahun][proposal.need].append(proposal.member)

    def add_aspiration(self, aspiration: Aspiration, state: dict[str, Any], named_in: int | None) -> None:
        received = state["tanggal"][:10]
        late = received[5:] > _SARAPAN_CUT_OFF
        tahun = named_in or int(received[:4]) + (2 if late else 1)
        self.counts[tahun]["sarapan"][REJECTED if state["status"] == "ditolak" else PENDING] += 1
        if aspiration.need is not None and tahun == aspiration.tahun:
            self.members[tahun][aspiration.need].append(aspiration.member)

    def as_json(self, beside: Known, come: set[str]) -> dict[str, Any]:
        plafon: dict[int, dict[str, int]] = defaultdict(dict)
        for document in beside.documents:
            plafon[document.tahun][document.tahap] = document.total
        manual = {o.tahun: o.as_json() for o in beside.overrides if o.pairs}
        return {
            str(tahun): {
                "usulan": {
                    asal: dict(sorted(decisions.items())) for asal, decisions in sorted(self.counts[tahun].items())
                },
                "nilai_disetujui_rp": self.granted[tahun],
                "plafon_rp": plafon[tahun],
                "klaster": sorted(sorted(m) for m in self.members[tahun].values() if len(m) > 1),
                "klaster_manual": manual.get(tahun, []),
                "pokir_tanpa_sarapan": sorted(p for named, p in self.namers[tahun] if named not in come),
            }
            for tahun in sorted({*self.counts, *plafon})
        }

"""A town that plans: wishes, proposals, plafon, budget and spending of two governments, by hand.

Its files lie in `kota_rencana/<delivery>/<source>/<kd_pemda>/<file>`. A test that needs more adds rows
or files there: any name will do, a table `emonev_rfk/<kd_pemda>.csv` becomes workbooks, and a source
that is not in `RencanaTown.sources` is added to it. All files of a delivery were sent at 20:00 WIB of
its evening; several rows of one id in one file are its versions, `update_at` says in which order.
Rows of other tests count in totals too: give your own an OPD, kecamatan or budget year of their own.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from town import Marts, Town

MALAM_1 = date(2026, 8, 31)
"""A Monday: proposals for 2027 are under way, the budget of 2026 is being spent."""


class RencanaTown(Town):
    deliveries = Path(__file__).parent / "kota_rencana"
    sources = (
        "kamus_usulan",
        "sipd_usulan",
        "sipd_pokir",
        "sarapan_aspirasi",
        "klaster_manual",
        "ppas_plafon",
        "kua_proyeksi",
        "sipd_anggaran",
        "sipd_sp2d",
        "emonev_rfk",
        "p3m_aduan",
    )
    derived = ("klaster_usulan",)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> RencanaTown:
    """The town on the evening of MALAM_1. Read only: later nights work on a copy (`town.Copy`)."""
    made = RencanaTown(tmp_path_factory.mktemp("kota_rencana"))
    made.deliver("malam_1", MALAM_1)
    made.run(MALAM_1, "malam-1")
    return made


@pytest.fixture(scope="session")
def marts(town: RencanaTown) -> Marts:
    return Marts(town.connect())

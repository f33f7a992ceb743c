"""Codes are new when neither the reference nor any slice of silver knows them."""

from __future__ import annotations

from datetime import date

import pytest
from granary import EVENING, SP2D, Granary, csv_of

from lumbung import night
from lumbung.contracts import load_contracts
from lumbung.quality import gate1

UNIT = "9.99.0.00.0.00.99.0000"


def verdict(granary: Granary, on: date, name: str) -> tuple[bool, str]:
    contract = load_contracts(granary.settings.contracts)["sipd_sp2d"]
    (found,) = [v for v in gate1.inspect(granary.settings, contract, on, granary.new_run()) if v.name == name]
    return found.passed, found.message


@pytest.mark.parametrize("newest", [1, 8])
def test_a_code_is_new_once(granary: Granary, monkeypatch: pytest.MonkeyPatch, newest: int) -> None:
    """Its first slice stays among those that are asked, however many came since."""
    monkeypatch.setattr(gate1, "_NEWEST", newest)
    name = "kode_baru_kode_skpd"
    for month in range(1, 7):
        first = {"kode_skpd": UNIT} if month == 1 else {}
        row = {"nomor_sp2d": f"S/{month}", "tanggal_sp2d": f"2026-{month:02}-05", **first}
        at = EVENING.replace(month=month, day=6)
        granary.drop(f"sipd_sp2d/33.74/{month}.csv", csv_of(SP2D, row), at)
        granary.ingest("sipd_sp2d", at.date())
        passed, message = verdict(granary, at.date(), name)
        assert passed == (month > 1)
        assert (UNIT in message) == (month == 1)
        night.refine(granary.settings, "sipd_sp2d", at.date(), granary.new_run())
    at = EVENING.replace(month=7, day=6)
    row = {"nomor_sp2d": "S/7", "tanggal_sp2d": "2026-07-05", "kode_skpd": UNIT}
    granary.drop("sipd_sp2d/33.74/7.csv", csv_of(SP2D, row), at)
    granary.ingest("sipd_sp2d", at.date())
    assert verdict(granary, at.date(), name) == (True, "")

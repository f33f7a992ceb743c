"""Weighbridge tickets from file to silver: weights made whole, trucks weighed twice, wrong units."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from granary import EVENING, WIB, Granary, csv_of

from lumbung import reference
from lumbung.errors import UsageError
from lumbung.ingest.ledger import Load

TICKET = {
    "ticket_no": "T-1",
    "tpa": "Jatibarang",
    "jembatan_id": "JT-1",
    "nopol": "H 1234 XA",
    "jenis_kendaraan": "dump_truck",
    "kode_kecamatan_asal": "33.74.01",
    "asal_luar_daerah": "T",
    "pengangkut": "DLH",
    "jenis_sampah": "campuran",
    "waktu_masuk": "2026-08-30 08:00",
    "waktu_keluar": "2026-08-30 08:25",
    "bruto_kg": "12.500",
    "tara_kg": "6.200",
    "netto_kg": "6.300",
    "tara_sumber": "ditimbang",
    "manual": "T",
}


def ticket(number: int, minute: int = 0, **changes: str) -> dict[str, str]:
    """Ticket `T-<number>` at 08:00 plus some minutes, WIB, 30 August 2026."""
    at = datetime(2026, 8, 30, 8, tzinfo=WIB) + timedelta(minutes=minute)
    return {"ticket_no": f"T-{number}", "waktu_masuk": f"{at:%Y-%m-%d %H:%M}", "waktu_keluar": "", **changes}


def drop(granary: Granary, *rows: Mapping[str, str], hours: int = 0) -> None:
    granary.drop(f"timbangan_tpa/33.74/{hours}.csv", csv_of(TICKET, *rows), at=EVENING + timedelta(hours=hours - 12))


def fates(loads: list[Load]) -> list[tuple[int, int, int]]:
    assert all(x.rows_read == x.rows_valid + x.rows_quarantined + x.rows_duplicate for x in loads)
    return [(x.rows_valid, x.rows_quarantined, x.rows_duplicate) for x in sorted(loads, key=lambda x: x.file_name)]


def numbers(granary: Granary) -> list[str]:
    return [row["ticket_no"] for row in granary.rows("silver/timbangan_tpa", "ticket_no")]


def reasons(granary: Granary) -> dict[str, list[str]]:
    rows = granary.rows("quarantine/timbangan_tpa")
    return {json.loads(row["raw"])["ticket_no"]: row["reasons"] for row in rows}


def test_a_net_weight_that_is_not_gross_less_tare_is_worked_out_again(granary: Granary) -> None:
    drop(
        granary,
        ticket(1),
        ticket(2, 20, netto_kg="6.301"),
        ticket(3, 40, netto_kg="6.302"),
        ticket(4, 60, netto_kg=""),
        ticket(5, 80, netto_kg="6,3"),
    )
    assert fates(granary.take("timbangan_tpa")) == [(5, 0, 0)]
    rows = {r["ticket_no"]: r for r in granary.rows("silver/timbangan_tpa")}
    net = {number: (row["netto_kg"], row["flags"]) for number, row in rows.items()}
    assert net == {
        "T-1": (Decimal("6300.00"), []),
        "T-2": (Decimal("6301.00"), []),
        "T-3": (Decimal("6300.00"), ["NETTO_SELISIH"]),
        "T-4": (Decimal("6300.00"), ["NETTO_SELISIH"]),
        "T-5": (Decimal("6300.00"), ["NETTO_SELISIH"]),
    }
    assert rows["T-5"]["netto_tiket_kg"] == Decimal("6.30")


def test_impossible_weights_are_quarantined_with_their_reason(granary: Granary) -> None:
    drop(
        granary,
        ticket(1, bruto_kg="6.200", netto_kg="0"),
        ticket(2, bruto_kg="12,5", tara_kg="6,2", netto_kg="6,3"),
        ticket(3, bruto_kg="46.201", netto_kg="40.001"),
        ticket(4, bruto_kg="6.249", netto_kg="49"),
        ticket(5, 30, bruto_kg="6.250", netto_kg="50"),
        ticket(6, 60, bruto_kg="46.200", netto_kg="40.000"),
        ticket(7, tpa="Piyungan"),
        ticket(8, bruto_kg="dua belas ton"),
    )
    assert fates(granary.take("timbangan_tpa")) == [(2, 6, 0)]
    assert numbers(granary) == ["T-5", "T-6"]
    assert reasons(granary) == {
        "T-1": ["NETTO_NOL:netto_kg"],
        "T-2": ["NETTO_KURANG:netto_kg"],
        "T-3": ["NETTO_LEBIH:netto_kg"],
        "T-4": ["NETTO_KURANG:netto_kg"],
        "T-7": ["NILAI_TAK_DIKENAL:tpa"],
        "T-8": ["ANGKA_TIDAK_SAH:bruto_kg"],
    }


def test_origin_of_a_load(granary: Granary) -> None:
    drop(
        granary,
        ticket(1, kode_kecamatan_asal="337402"),
        ticket(2, 20, kode_kecamatan_asal="33.74.99"),
        ticket(3, 40, kode_kecamatan_asal=""),
        ticket(4, 60, kode_kecamatan_asal="33.21.01", asal_luar_daerah="Y"),
        ticket(5, 80, kode_kecamatan_asal="33.74.01", asal_luar_daerah="Y"),
    )
    granary.take("timbangan_tpa")
    rows = granary.rows("silver/timbangan_tpa", "ticket_no")
    assert [(r["kd_kecamatan"], r["flags"]) for r in rows] == [
        ("33.74.02", []),
        (None, ["WILAYAH_TAK_DIKENAL"]),
        (None, ["WILAYAH_TAK_DIKENAL"]),
        (None, []),
        (None, []),
    ]
    assert {r["nopol"] for r in rows}.isdisjoint({"H 1234 XA", None})


def test_a_truck_weighed_twice_within_ten_minutes_counts_once(granary: Granary) -> None:
    drop(
        granary,
        ticket(1),
        ticket(2, 10, nopol="h  1234 xa"),
        ticket(3, 11),
        ticket(4, 5, nopol="H 9 XA"),
        ticket(5, 5, bruto_kg="12.501", netto_kg="6.301"),
        ticket(6, 5, nopol=""),
        ticket(7, 6, nopol=""),
    )
    assert fates(granary.take("timbangan_tpa")) == [(6, 0, 1)]
    # T-3 is 11 minutes after T-1: what did not count itself repeats nothing.
    assert numbers(granary) == ["T-1", "T-3", "T-4", "T-5", "T-6", "T-7"]
    drop(granary, ticket(8, -9), ticket(9, -11), ticket(3, 11), ticket(2, 10), hours=1)
    assert fates(granary.take("timbangan_tpa")) == [(1, 0, 3)]
    assert numbers(granary) == ["T-1", "T-3", "T-4", "T-5", "T-6", "T-7", "T-9"]
    assert granary.rows("quarantine/timbangan_tpa") == []


def test_a_rejected_weighing_is_no_first_one(granary: Granary) -> None:
    drop(granary, ticket(1, tara_kg="12.500"), ticket(2, 5))
    assert fates(granary.take("timbangan_tpa")) == [(1, 1, 0)]
    assert numbers(granary) == ["T-2"]


def test_a_ticket_that_is_corrected_is_no_repeat_of_itself(granary: Granary) -> None:
    drop(granary, ticket(1, waktu_keluar="2026-08-30 08:20"))
    granary.take("timbangan_tpa")
    drop(granary, ticket(1, 2, waktu_keluar="2026-08-30 08:22"), hours=1)
    assert fates(granary.take("timbangan_tpa")) == [(1, 0, 0)]
    (row,) = granary.rows("silver/timbangan_tpa")
    assert row["waktu_masuk"].minute == 2


def test_a_truck_weighed_twice_at_midnight_between_months(granary: Granary) -> None:
    before = {"waktu_masuk": "2026-07-31 23:57", "ticket_no": "T-1", "waktu_keluar": ""}
    after = {"waktu_masuk": "2026-08-01 00:03", "ticket_no": "T-2", "waktu_keluar": ""}
    drop(granary, before)
    granary.take("timbangan_tpa")
    drop(granary, after, hours=1)
    assert fates(granary.take("timbangan_tpa")) == [(0, 0, 1)]
    assert numbers(granary) == ["T-1"]


DAYS: list[list[dict[str, str]]] = [
    [ticket(1), ticket(2, 8), ticket(3, 16)],
    [ticket(4, 20), ticket(5, 26), ticket(1), ticket(6, -3)],
    [ticket(2, 8), ticket(7, 34), ticket(3, 16, tara_kg="6.100", netto_kg="6.400")],
]


@pytest.mark.parametrize("together", [True, False])
def test_fates_do_not_depend_on_how_deliveries_are_batched(new_granary: Callable[..., Any], together: bool) -> None:
    """T-1 counts, T-2 repeats it, T-3 (16) counts; T-4 (20) repeats T-3, T-5 (26) repeats T-3, T-1 is
    the same row, T-6 (-3) repeats T-1; T-2 again, T-7 (34) counts, T-3 is corrected."""
    granary = new_granary("satu" if together else "tiga")
    for n, rows in enumerate(DAYS):
        drop(granary, *rows, hours=n)
        if not together:
            granary.take("timbangan_tpa")
    granary.take("timbangan_tpa")
    assert fates(granary.loads("timbangan_tpa")) == [(2, 0, 1), (0, 0, 4), (2, 0, 1)]
    assert numbers(granary) == ["T-1", "T-3", "T-7"]


PERIODS = """\
parameter,nilai,satuan,arti,berlaku_mulai,berlaku_sampai,sumber
ganda_menit,1,menit,Lama,2026-08-02,2026-08-28,uji
ganda_menit,10,menit,Baru,2026-08-30,,uji
"""


def test_the_period_of_the_local_day_rules(granary: Granary, tmp_path: Path) -> None:
    """30 August begins in WIB at 17:00 UTC of the 29th. Before 2 August and on the 29th no period is in force:
    the first rules before, the one that has ended goes on."""
    folder = tmp_path / "acuan"
    shutil.copytree(granary.settings.reference, folder)
    (folder / "cfg_sampah.csv").write_text(PERIODS, encoding="utf-8")
    granary.settings = granary.settings.model_copy(update={"reference": folder})
    times = ["30 00:30", "30 00:38", "29 10:00", "29 10:08", "29 12:00", "29 12:01", "01 10:00", "01 10:01"]
    trips = [ticket(n, waktu_masuk=f"2026-08-{at}") for n, at in enumerate(times, 1)]
    drop(granary, *trips)
    assert fates(granary.take("timbangan_tpa")) == [(5, 0, 3)]
    assert numbers(granary) == ["T-1", "T-3", "T-4", "T-5", "T-7"]


def test_no_period_at_all_is_said(tmp_path: Path) -> None:
    (tmp_path / "cfg_sampah.csv").write_text(PERIODS.splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="ganda_menit"):
        reference.double_weighing(tmp_path)

"""The waste of the sample city: tickets, workbooks and reports that are wrong exactly where they say so."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import datetime
from typing import Any

from python_calamine import CalamineWorkbook

PEMDA = ("33.74", "33.22")


def _tickets(city: Any, kd_pemda: str) -> list[tuple[str, int, dict[str, str]]]:
    """Path, row number and cells of every ticket."""
    files = city.files("timbangan_tpa", kd_pemda)
    return [(f["path"], n, row) for f in files for n, row in enumerate(city.rows(f["path"]), 1)]


def _minute(row: dict[str, str]) -> datetime | None:
    for form in ("%Y-%m-%d %H:%M", "%d/%m/%Y %H.%M"):
        try:
            return datetime.strptime(row["waktu_masuk"], form)
        except ValueError:
            continue
    return None


def _planted(city: Any, what: str) -> set[tuple[str, int]]:
    return {(p["file"], p["row_number"]) for p in city.truth["planted"] if p["what"] == what}


def test_trucks_are_weighed_twice_only_where_it_was_planted(dirty: Any) -> None:
    """Within ten minutes of a ticket that counts; by brute force over all pairs of a truck."""
    found = set()
    lost = {(p["file"], p["row_number"]) for p in dirty.truth["planted"] if p["expect"] == "quarantined"}
    for kd_pemda in PEMDA:
        weighed = defaultdict(list)
        for path, n, row in _tickets(dirty, kd_pemda):
            if (path, n) not in lost:
                weighed[row["nopol"], row["bruto_kg"]].append((path, n, _minute(row), row["ticket_no"]))
        for group in weighed.values():
            for one, other in itertools.combinations(group, 2):
                assert one[2] and other[2]
                if abs((one[2] - other[2]).total_seconds()) <= 600:
                    assert one[3] != other[3]
                    found.add(other[:2])
    assert found == _planted(dirty, "TIMBANG_GANDA")
    assert len(found) >= 4


def test_wrong_weights_show(dirty: Any) -> None:
    rows = {(path, n): row for kd_pemda in PEMDA for path, n, row in _tickets(dirty, kd_pemda)}
    net = {place: float(row["netto_kg"].replace(",", ".")) for place, row in rows.items()}
    gross = {p: row["bruto_kg"] for p, row in rows.items()}
    assert all(net[p] < 50 and "," in gross[p] for p in _planted(dirty, "NETTO_KURANG:netto_kg"))
    assert all(net[p] == 0 for p in _planted(dirty, "NETTO_NOL:netto_kg"))
    assert all(net[p] > 40_000 for p in _planted(dirty, "NETTO_LEBIH:netto_kg"))
    off = {p for p, row in rows.items() if gross[p].isdigit() and int(gross[p]) - int(row["tara_kg"]) != net[p]}
    assert off == _planted(dirty, "NETTO_SELISIH")
    impossible = {p for p in rows if net[p] < 50 or net[p] > 40_000}
    assert impossible == {p for code in ("KURANG", "NOL", "LEBIH") for p in _planted(dirty, f"NETTO_{code}:netto_kg")}


def test_days_without_scales_have_no_ticket(dirty: Any, clean: Any) -> None:
    assert clean.truth["waste"]["hari_jembatan_mati"] == {"33.74": [], "33.22": []}
    for kd_pemda, days in dirty.truth["waste"]["hari_jembatan_mati"].items():
        moments = [_minute(row) for _, _, row in _tickets(dirty, kd_pemda)]
        assert len(days) >= 3
        assert {f"{m:%Y-%m-%d}" for m in moments if m}.isdisjoint(days)


def test_figures_of_the_scales_are_those_of_the_files(clean: Any) -> None:
    for kd_pemda, months in clean.truth["waste"]["timbangan"].items():
        counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for _, _, row in _tickets(clean, kd_pemda):
            moment = _minute(row)
            assert moment
            month = counted[f"{moment:%Y-%m}"]
            month["ritase"] += 1
            month["netto_luar_daerah_kg" if row["asal_luar_daerah"] == "Y" else "netto_kg"] += int(row["netto_kg"])
            month["n_tara_tersimpan"] += row["tara_sumber"] == "tersimpan"
            month["n_manual"] += row["manual"] == "Y"
        assert {m: {n: v for n, v in f.items() if v} for m, f in months.items()} == {
            m: {n: v for n, v in f.items() if v} for m, f in counted.items()
        }


def test_every_unit_has_its_sheet(dirty: Any) -> None:
    for kd_pemda in PEMDA:
        for file in dirty.files("bank_sampah", kd_pemda):
            book = CalamineWorkbook.from_path(str(dirty.landing / file["path"]))
            *names, notes = book.sheet_names
            assert notes == "Petunjuk"
            grids = [book.get_sheet_by_name(name).to_python() for name in names]
            assert len({grid[1][0] for grid in grids}) == len(grids)
            assert all(grid[1][0].startswith("Unit : ") and grid[4][0].startswith("Bulan : ") for grid in grids)
            assert all(grid[-1][0] == "JUMLAH" for grid in grids)
            assert sum(len(grid) - 8 for grid in grids) == file["rows_read"]


def test_reports_add_up_except_one(dirty: Any) -> None:
    wrong = []
    for kd_pemda in PEMDA:
        for file in dirty.files("lra_sipd", kd_pemda):
            rows = dirty.rows(file["path"])
            spent = {(r["kode_skpd"], r["kode_rekening"]): dirty.rupiah(r["realisasi"]) for r in rows}
            assert len(spent) == len(rows)
            for (office, code), amount in spent.items():
                children = [a for (o, c), a in spent.items() if o == office and c.rpartition(".")[0] == code]
                if children and sum(children) != amount:
                    wrong.append([kd_pemda, office or "*", code, amount - sum(children)])
    assert wrong == [["33.74", "*", "5", -5_000_000], ["33.74", "*", "5.1", 5_000_000]]
    assert [[w[0], *w[2:]] for w in dirty.truth["waste"]["lra"]["selisih_anak_rp"]] == wrong

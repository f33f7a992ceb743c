"""The sample city's waste through the whole pipeline: every file's fate and every figure of its truth."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from town import Marts, Town

from lumbung.ingest import ledger
from lumbung.lake import Lake
from lumbung.sample import write

UNTIL = date(2026, 8, 31)
REFERENCE = Path(__file__).parents[3] / "data" / "reference"


class SampleTown(Town):
    sources = ("timbangan_tpa", "bank_sampah", "lra_sipd")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[SampleTown, dict[str, Any]]:
    """The published town and what the truth says of it."""
    root = tmp_path_factory.mktemp("contoh")
    truth = write(root / "semua", root / "truth.json", scale=0.3, seed=5, until=UNTIL, reference=REFERENCE)
    town = SampleTown(root)
    for source in town.sources:
        shutil.move(root / "semua" / source, root / "landing" / source)
    town.run(UNTIL, "contoh")
    return town, truth


def test_every_row_has_the_fate_that_was_planted(known: Any) -> None:
    town, truth = known
    loads = ledger.read(Lake(town.settings.root))
    found = {
        f"{x.source}/{x.kd_pemda}/{x.file_name}": (
            x.outcome, x.rows_read, x.rows_valid, x.rows_quarantined, x.rows_duplicate, bool(x.control_total_diff),
        )
        for x in loads
    }  # fmt: skip
    off = {p["file"] for p in truth["planted"] if p["what"] == "JUMLAH_SELISIH"}
    names = ("outcome", "rows_read", "rows_valid", "rows_quarantined", "rows_duplicate")
    wanted = {
        f["path"]: (*(f[n] for n in names), f["path"] in off) for f in truth["files"] if f["source"] in town.sources
    }
    assert found == wanted
    assert sum(fates[4] for fates in found.values()) > 20


def test_weights_and_trips_of_every_month(known: Any) -> None:
    town, truth = known
    rows = Marts(town.connect()).rows(
        "select kd_pemda, strftime(bulan, '%Y-%m'), sum(ritase), sum(netto_kg), sum(netto_luar_daerah_kg), "
        "sum(n_tara_tersimpan), sum(n_manual) from mart_sampah_harian group by all"
    )
    names = ("ritase", "netto_kg", "netto_luar_daerah_kg", "n_tara_tersimpan", "n_manual")
    found: dict[str, dict[str, dict[str, int]]] = {}
    for kd_pemda, month, *figures in rows:
        found.setdefault(kd_pemda, {})[month] = {n: int(Decimal(v)) for n, v in zip(names, figures, strict=True)}
    assert found == truth["waste"]["timbangan"]


def test_days_without_scales_are_found(known: Any) -> None:
    town, truth = known
    marts = Marts(town.connect())
    for kd_pemda, days in truth["waste"]["hari_jembatan_mati"].items():
        found = marts.rows("select tanggal from mart_sampah_harian where is_jembatan_mati and kd_pemda = ?", kd_pemda)
        assert set(days) <= {day for (day,) in found}
        assert days


def test_units_and_products_of_every_month(known: Any) -> None:
    town, truth = known
    marts = Marts(town.connect())
    for kd_pemda, months in truth["waste"]["unit"].items():
        rows = marts.rows(
            "select strftime(bulan, '%Y-%m'), pengurangan_ton, residu_ton from mart_neraca_sampah "
            "where kd_pemda = ? and n_unit > 0",
            kd_pemda,
        )
        tons = {m: (Decimal(a), Decimal(b)) for m, a, b in rows}
        expected = {
            m: (Decimal(s["diolah_kg"] - s["residu_kg"]) / 1000, Decimal(s["residu_kg"]) / 1000)
            for m, s in months.items()
        }
        assert tons == expected
    made = marts.rows(
        "select kd_pemda, strftime(bulan, '%Y-%m'), produk, sum(hasil_kg), sum(nilai_jual_rp) from mart_produk_sampah "
        "where produk <> '-' group by all"
    )
    products: dict[str, Any] = {}
    for kd_pemda, month, product, kg, rp in made:
        figures = {"hasil_kg": int(Decimal(kg)), "nilai_jual_rp": int(Decimal(rp))}
        products.setdefault(kd_pemda, {}).setdefault(month, {})[product] = figures
    assert products == truth["waste"]["produk"]


def test_reports_and_where_they_do_not_add_up(known: Any) -> None:
    town, truth = known
    marts = Marts(town.connect())
    off = marts.rows(
        "select kd_pemda, sampai_tgl, kd_opd, kd_rekening, cast(selisih_anak as bigint) from mart_lra "
        "where selisih_anak <> 0 order by all"
    )
    assert [list(row) for row in off] == sorted(truth["waste"]["lra"]["selisih_anak_rp"])
    assert len(off) == 2
    totals: dict[str, dict[str, int]] = {}
    for kd_pemda, until, rp in marts.rows(
        "select kd_pemda, sampai_tgl, realisasi from mart_lra where kd_opd = '*' and kd_rekening = '5'"
    ):
        totals.setdefault(kd_pemda, {})[until] = int(Decimal(rp))
    assert totals == truth["waste"]["lra"]["realisasi_rp"]

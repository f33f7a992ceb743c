"""The dbt project's own unit tests: hand-made rows through single models."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from lumbung.warehouse.build import make_plan, run_dbt
from lumbung.warehouse.manifest import candidate_database, current_database


def test_dbt_unit_tests_pass(town: Any, tmp_path: Path) -> None:
    database = tmp_path / candidate_database(town.settings).name
    shutil.copyfile(current_database(town.settings), database)
    plan = make_plan(town.settings, date(2026, 11, 30))
    run_dbt(town.settings, database, plan, ["test", "--resource-type", "unit_test"])
    results = json.loads((town.settings.root / ".dbt/target/run_results.json").read_text())["results"]
    assert {result["unique_id"].split(".")[-1] for result in results} >= {
        "belum_ada_realisasi_tampak_tertinggal_penuh",
        "rfk_kumulatif_yang_turun_jadi_bulan_negatif",
        "serapan_opd_rasio_jumlah_bukan_rata_rata",
        "tarif_dan_emisi_yang_berlaku_tanggal_satu",
        "tiket_dari_sebelum_kalender_tetap_terbuka",
        "urutan_tahap_menurut_1_januari_tahun_anggaran",
    }
    assert {result["status"] for result in results} == {"pass"}

"""Gate 2 is a gate: a red check keeps the old marts, and the report says so."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from lumbung import night, sample
from lumbung.errors import DataError
from lumbung.settings import PROJECT, Settings, load
from lumbung.warehouse import manifest

FIRST, SECOND = date(2026, 8, 31), date(2026, 9, 1)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("audit")
    settings = load(lake=folder / "lake")
    sample.write(
        settings.landing_dir,
        folder / "truth.json",
        scale=0.02,
        seed=1,
        until=FIRST,
        dirt=0.0,
        reference=settings.reference,
    )
    for source in settings.source_names():
        night.ingest(settings, source, FIRST, "satu")
        night.refine(settings, source, FIRST, "satu")
    night.build(settings, FIRST, "satu")
    night.audit(settings, FIRST, "satu")
    night.publish(settings, FIRST, "satu")
    return settings


def fingerprint(settings: Settings) -> str:
    return hashlib.sha256(manifest.current_database(settings).read_bytes()).hexdigest()


def test_a_red_audit_keeps_the_old_marts_and_says_so(published: Settings, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "dbt_project", tmp_path / "dbt_project", ignore=shutil.ignore_patterns("target"))
    shutil.copytree(PROJECT / "data" / "reference", tmp_path / "data" / "reference")
    # Seven findings that say what is wrong: five are told, in order, and that there are more.
    wrong = "select 'temuan ' || urut as pesan from range(7) as nomor (urut) -- {{ ref('mart_pengaduan') }}\n"
    (tmp_path / "dbt_project" / "tests" / "uji_yang_gagal.sql").write_text(wrong)
    broken = load(lake=published.root, dbt_project=tmp_path / "dbt_project")
    before, old = fingerprint(published), manifest.read(published)

    night.build(broken, SECOND, "dua")
    with pytest.raises(DataError, match="uji_yang_gagal"):
        night.audit(broken, SECOND, "dua")
    told = "uji_yang_gagal: temuan 0; temuan 1; temuan 2; temuan 3; temuan 4; … dan 2 lagi"
    assert any(told in fact for fact in night.red_facts(broken, "dua"))
    assert fingerprint(published) == before
    assert manifest.read(published) == old

    night.report(broken, SECOND, "dua")
    page = (published.root / "reports" / SECOND.isoformat() / "index.html").read_text()
    assert "31 Agustus 2026" in page and "uji_yang_gagal" in page
    assert "belum diterbitkan" in page

    # The rule is mended: the same night is built again, passes, and is published.
    night.build(published, SECOND, "tiga")
    night.audit(published, SECOND, "tiga")
    night.publish(published, SECOND, "tiga")
    new = manifest.read(published)
    assert new is not None and new.as_of == SECOND.isoformat()
    past = manifest.read(published, FIRST)
    assert past is not None and past.as_of == FIRST.isoformat()


def test_a_mart_that_loses_a_tenth_of_its_rows_is_not_published(published: Settings) -> None:
    import duckdb

    from lumbung.warehouse.audit import _mart_metrics
    from lumbung.warehouse.build import build, make_plan
    from lumbung.warehouse.manifest import candidate_database

    plan = make_plan(published, date(2026, 9, 2))
    build(published, plan)
    with duckdb.connect(str(candidate_database(published))) as con:
        con.execute("delete from mart_pengaduan_backlog_harian where hash(tanggal) % 5 = 0")
    ratios = {
        m["mart"]: m["rasio_baris"]
        for m in _mart_metrics(candidate_database(published), manifest.current_database(published))
    }
    assert isinstance(ratio := ratios["mart_pengaduan_backlog_harian"], float) and ratio < 0.9
    with pytest.raises(DataError, match="mart_tidak_menyusut"):
        night.audit(published, date(2026, 9, 2), "empat")


def test_a_planning_document_may_be_replaced_by_a_shorter_one() -> None:
    import pandas as pd

    from lumbung.quality.gx import Validator
    from lumbung.quality.suites import extra_rules
    from lumbung.warehouse.audit import QUALITY

    frame = pd.DataFrame({"mart": ["mart_ppas_program", "mart_pengaduan"], "rasio_baris": [0.5, 0.95]})
    outcomes = Validator().run("mart", frame.assign(baris=1.0), extra_rules(QUALITY, "mart"), "mart")
    failed = {
        outcome.check.name: (outcome.check.severity, outcome.failing) for outcome in outcomes if not outcome.passed
    }
    assert failed == {"mart_dokumen_menyusut": ("kuning", ("mart_ppas_program",))}

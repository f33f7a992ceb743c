"""The example contract of a foreign weigh-bridge: pounds, a wrong zone label, doubled and impossible
weights; landing to silver with no line of Python of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from granary import Granary

from lumbung import night, settings
from lumbung.lake import Lake
from lumbung.quality import checks
from lumbung.settings import PROJECT

NIGHT = date(2026, 8, 31)
ROWS = """report_date,load_time,load_type,load_weight,dropoff_site
2021-02-27,2021-02-27 12:43:00.000000 UTC,TIRES,1000.0,MRF
2021-02-27,2021-02-27 12:43:00.000000 UTC,TIRES,1000.0,MRF
2021-02-27,2021-02-27 11:00:00.000000 UTC,TIRES,,MRF
2021-02-27,2021-02-27 11:05:00.000000 UTC,TIRES,0.0,MRF
2021-02-27,2021-02-27 11:10:00.000000 UTC,SLUDGE,245540.0,MRF
2021-02-28,2021-02-27 23:50:00.000000 UTC,BULK,2000.5,TDS LANDFILL
"""


@pytest.fixture
def austin(granary: Granary) -> Granary:
    granary.settings = settings.load(
        lake=granary.settings.lake,
        landing=granary.landing,
        contracts=[PROJECT / "docs" / "examples"],
        pemda={"48.453": "Austin"},
    )
    granary.lake = Lake(granary.settings.root)
    return granary


def test_foreign_weights_by_contract_alone(austin: Granary) -> None:
    austin.drop("timbangan_austin/48.453/a.csv", ROWS)
    austin.ingest("timbangan_austin", NIGHT, "uji")
    night.inspect(austin.settings, "timbangan_austin", NIGHT, "uji")
    austin.refine("timbangan_austin", NIGHT)
    (load,) = austin.loads("timbangan_austin")
    assert (load.rows_read, load.rows_valid, load.rows_quarantined, load.rows_duplicate) == (6, 2, 3, 1)
    reasons = {row["row_number"]: row["reasons"] for row in austin.rows("quarantine/timbangan_austin")}
    assert reasons == {3: ["WAJIB_KOSONG:berat_kg"], 4: ["BERAT_NOL:berat_kg"], 5: ["BERAT_MUSTAHIL:berat_kg"]}
    tyres, bulk = sorted(austin.rows("silver/timbangan_austin"), key=lambda row: row["_row"])
    # 1,000 lb × 0.45359237 = 453.59237 kg; 2,000.5 lb = 907.4115… kg. 12:43 in Austin in winter is UTC−6.
    assert (tyres["berat_kg"], bulk["berat_kg"]) == (Decimal("453.592"), Decimal("907.412"))
    assert tyres["waktu_timbang"].astimezone(UTC) == datetime(2021, 2, 27, 18, 43, tzinfo=UTC)
    assert (tyres["flags"], bulk["flags"]) == ([], ["TANGGAL_BEDA"])
    assert not [v for v in checks.read(austin.lake) if v.severity == "merah" and not v.passed]

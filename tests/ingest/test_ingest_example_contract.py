"""The example contracts of two foreign sources, a weigh-bridge in pounds and power in columns; landing
to silver with no line of Python of their own."""

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


ZONES = ",".join(f"Zone {n} Power Consumption" for n in (1, 2, 3))
POWER = f"""DateTime,Temperature,Humidity,Wind Speed,{ZONES}
,,,,,,
3/26/17 1:50,6.559,73.8,0.083,30000,18000.6,24000.000003
,,,,,,
3/26/17 2:00,6.4,74.5,0.083,"31,200",18600,24600.3
,,,,,,
3/26/17 3:00,6.4,74.5,0.083,31200.5,18600,24600.3
,,,,,,
3/26/17 3:05,6.3,74.5,0.08,31200,18600,24600
,,,,,,
26/3/17 3:10,6.1,75,0.083,31200,18600,24600
,,,,,,
3/26/17 3:20,,,,31200,,-1
"""


@pytest.fixture
def foreign(granary: Granary) -> Granary:
    granary.settings = settings.load(
        lake=granary.settings.lake,
        landing=granary.landing,
        contracts=[PROJECT / "docs" / "examples"],
        pemda={"48.453": "Austin", "MA.TET": "Tetuan"},
    )
    granary.lake = Lake(granary.settings.root)
    return granary


def test_foreign_weights_by_contract_alone(foreign: Granary) -> None:
    foreign.drop("timbangan_austin/48.453/a.csv", ROWS)
    foreign.ingest("timbangan_austin", NIGHT, "uji")
    night.inspect(foreign.settings, "timbangan_austin", NIGHT, "uji")
    foreign.refine("timbangan_austin", NIGHT)
    (load,) = foreign.loads("timbangan_austin")
    assert (load.rows_read, load.rows_valid, load.rows_quarantined, load.rows_duplicate) == (6, 2, 3, 1)
    reasons = {row["row_number"]: row["reasons"] for row in foreign.rows("quarantine/timbangan_austin")}
    assert reasons == {3: ["WAJIB_KOSONG:berat_kg"], 4: ["BERAT_NOL:berat_kg"], 5: ["BERAT_MUSTAHIL:berat_kg"]}
    tyres, bulk = sorted(foreign.rows("silver/timbangan_austin"), key=lambda row: row["_row"])
    # 1,000 lb × 0.45359237 = 453.59237 kg; 2,000.5 lb = 907.4115… kg. 12:43 in Austin in winter is UTC−6.
    assert (tyres["berat_kg"], bulk["berat_kg"]) == (Decimal("453.592"), Decimal("907.412"))
    assert tyres["waktu_timbang"].astimezone(UTC) == datetime(2021, 2, 27, 18, 43, tzinfo=UTC)
    assert (tyres["flags"], bulk["flags"]) == ([], ["TANGGAL_BEDA"])
    assert not [v for v in checks.read(foreign.lake) if v.severity == "merah" and not v.passed]


def test_foreign_power_by_contract_alone(foreign: Granary) -> None:
    """Kilowatts over ten minutes: a sixth of them are kilowatt-hours. The clocks of that night were put
    forward from two to three; those of the meters were not."""
    foreign.drop("daya_tetuan/MA.TET/a.csv", POWER.replace("\n", "\r\n"))
    (load,) = foreign.take("daya_tetuan", NIGHT)
    assert (load.rows_read, load.rows_valid, load.rows_quarantined, load.rows_duplicate) == (6, 3, 3, 0)
    reasons = {row["row_number"]: row["reasons"] for row in foreign.rows("quarantine/daya_tetuan")}
    assert reasons == {
        4: ["WAKTU_TAK_SESUAI:waktu"],
        5: ["TANGGAL_TIDAK_SAH:waktu"],
        6: ["WAJIB_KOSONG:zona_2_kwh", "NILAI_NEGATIF:zona_3_kwh"],
    }
    rows = sorted(foreign.rows("silver/daya_tetuan"), key=lambda row: row["waktu"])
    assert [row["waktu"].astimezone(UTC).hour for row in rows] == [1, 2, 3]
    assert [(row["zona_1_kwh"], row["zona_2_kwh"], row["zona_3_kwh"]) for row in rows] == [
        (Decimal(5000), Decimal("3000.1"), Decimal("4000.0000005")),
        (Decimal(5200), Decimal(3100), Decimal("4100.05")),
        (Decimal("5200.0833333"), Decimal(3100), Decimal("4100.05")),
    ]
    assert (rows[0]["suhu_c"], rows[0]["kelembapan_pct"], rows[0]["_slice"]) == (
        Decimal("6.559"),
        Decimal("73.8"),
        "MA.TET_2017-03",
    )

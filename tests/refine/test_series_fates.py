"""What becomes of a reading: rows read = valid + quarantined + duplicate, whatever came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from granary import WIB
from readings import Reading, Works, readings, steps

DAYA, LONCAT = ["MELEBIHI_DAYA:register_kwh"], ["REGISTER_LONCAT:register_kwh"]
DIGIT, KENAL = ["REGISTER_DI_LUAR_DIGIT:register_kwh"], ["METER_TAK_DIKENAL:id_meter"]

CASES: dict[str, tuple[list[Reading], dict[int, list[str]]]] = {
    # 18.15 kWh is the most that a quarter hour of 66 kVA brings: 66 x 1.1 x 0.25.
    "as much as the power allows": (steps("08-01 00:00", "100", "118.15"), {}),
    "a thousandth more": (steps("08-01 00:00", "100", "118.151"), {2: DAYA}),
    "more, but in two quarter hours": ([("08-01 00:00", "100"), ("08-01 00:30", "136.3")], {}),
    "too much for two quarter hours": ([("08-01 00:00", "100"), ("08-01 00:30", "136.301")], {2: DAYA}),
    "a new level: only its first reading": (steps("08-01 00:00", "100", "500", "501", "502"), {2: DAYA}),
    "a jump of a thousand million": (steps("08-01 00:00", "100", "1000000100", "101"), {2: DIGIT}),
    "the last number of six digits": (steps("08-01 00:00", "999999.999"), {}),
    "one number more": (steps("08-01 00:00", "1000000"), {1: DIGIT}),
    "a single high reading": (steps("08-01 00:00", "100", "900", "102"), {2: LONCAT}),
    "a single low reading": (steps("08-01 00:00", "1000", "10", "1002"), {2: LONCAT}),
    "a single high reading at the end": (steps("08-01 00:00", "100", "101", "900"), {3: DAYA}),
    "a reset": (steps("08-01 00:00", "500000", "120", "121"), {}),
    "a rollover": (steps("08-01 00:00", "999995", "5"), {}),
    "a stuck register": (steps("08-01 00:00", "100", "100", "100"), {}),
    "failed readings say nothing": (
        [("08-01 00:00", "100"), ("08-01 00:15", "900", "ERR"), ("08-01 00:30", None, "ERR"), ("08-01 00:45", "102")],
        {},
    ),
    "estimates are readings": (steps("08-01 00:00", "100", "500", status="EST"), {2: DAYA}),
    "off the grid": ([("08-01 00:07", "100")], {1: ["WAKTU_TAK_SESUAI:waktu"]}),
    "in the future": ([("12-01 00:00", "100")], {1: ["WAKTU_MASA_DEPAN:waktu"]}),
    "no register": ([("08-01 00:00", None)], {1: ["WAJIB_KOSONG:register_kwh"]}),
    "no number": (
        steps("08-01 00:00", "abc", "NaN", "1e30"),
        {n: ["ANGKA_TIDAK_SAH:register_kwh"] for n in (1, 2, 3)},
    ),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_each_reading_has_the_fate_it_deserves(
    works: Works, rows: list[Reading], expected: dict[int, list[str]]
) -> None:
    works.meters({})
    works.read(readings(rows))
    (counts,) = works.taken().values()
    assert works.rejected() == expected
    assert counts == (len(rows), len(rows) - len(expected), len(expected), 0)
    assert len(works.standing()) == counts[1]


def test_the_meter_decides(works: Works) -> None:
    works.meters({}, {"id_meter": "M2", "faktor_kali": ""}, {"id_meter": "M3", "faktor_kali": "40"})
    one = steps("08-01 00:00", "100", "101")
    # With factor 40 a rise of 1 is 40 kWh, more than 18.15.
    works.read(*(readings(one, meter) for meter in ("M1", "M2", "M3", "M4")))
    assert list(works.taken().values()) == [(8, 3, 5, 0)]
    assert works.rejected() == {3: ["FAKTOR_KALI_KOSONG"], 4: ["FAKTOR_KALI_KOSONG"], 6: DAYA, 7: KENAL, 8: KENAL}


def test_a_meter_of_another_government_is_unknown(works: Works) -> None:
    works.meters({})
    works.meters({"id_meter": "M2"}, pemda="33.22")
    works.read(readings(steps("08-01 00:00", "1")), pemda="33.22", name="kab.csv")
    works.read(readings(steps("08-01 00:00", "1")), name="kota.csv")
    assert works.taken() == {"kab.csv": (1, 0, 1, 0), "kota.csv": (1, 1, 0, 0)}


def test_a_meter_that_is_registered_later_is_taken_from_then_on(works: Works) -> None:
    works.meters({"id_meter": "M2"})
    works.read(readings(steps("08-01 00:00", "1")), name="dulu.csv")
    assert works.taken() == {"dulu.csv": (1, 0, 1, 0)}
    works.meters({"id_meter": "M2"}, {}, at=datetime(2026, 8, 31, 21, 0, tzinfo=WIB))
    works.read(readings(steps("08-01 00:00", "1", "2")), name="kemudian.csv")
    assert works.taken() == {"kemudian.csv": (2, 2, 0, 0)}


def test_repeated_and_corrected_readings(works: Works) -> None:
    works.meters({})
    works.read(readings(steps("08-01 00:00", "100", "101", "102")), name="a.csv")
    works.read(readings([*steps("08-01 00:15", "101", "102.5"), ("08-01 00:15", "101", "OK")]), name="b.csv")
    # b: 00:15 as before, 00:30 corrected, 00:15 again.
    assert works.taken() == {"a.csv": (3, 3, 0, 0), "b.csv": (3, 1, 0, 2)}
    assert works.standing() == [
        ("M1", "08-01 00:00", Decimal("100.000")),
        ("M1", "08-01 00:15", Decimal("101.000")),
        ("M1", "08-01 00:30", Decimal("102.500")),
    ]
    assert [r["register_kwh"] for r in works.rows("silver/meter_energi_riwayat")] == [Decimal("102.000")]


def test_the_only_reading_of_a_day_is_corrected(works: Works) -> None:
    works.meters({})
    works.read(readings([("08-01 00:00", "100")]), name="a.csv")
    works.taken()
    works.read(readings([("08-01 00:00", "101")]), name="b.csv")
    assert works.taken() == {"b.csv": (1, 1, 0, 0)}
    assert works.standing() == [("M1", "08-01 00:00", Decimal("101.000"))]


def test_a_correction_taken_back_returns(works: Works) -> None:
    works.meters({})
    for name, value, other in (("a.csv", "101", "1"), ("b.csv", "101.5", "2"), ("c.csv", "101", "3")):
        works.read(readings([("08-01 00:15", value), (f"08-02 0{other}:00", "110")]), name=name)
        works.taken()
    assert works.standing()[0] == ("M1", "08-01 00:15", Decimal("101.000"))
    counts = [(x.file_name, x.rows_valid, x.rows_duplicate) for x in works.loads("meter_energi")]
    assert counts == [("a.csv", 2, 0), ("b.csv", 2, 0), ("c.csv", 1, 1)]


def test_a_bad_reading_that_comes_twice_is_bad_twice(works: Works) -> None:
    works.meters({})
    works.read(readings([*steps("08-01 00:00", "100", "500", "501"), ("08-01 00:15", "500")]))
    assert list(works.taken().values()) == [(4, 2, 2, 0)]
    assert works.rejected() == {2: DAYA, 4: DAYA}


def test_late_readings_touch_their_days_only(works: Works) -> None:
    works.meters({})
    for day in (1, 2, 3, 4):
        works.read(readings(steps(f"08-0{day} 00:00", str(100 * day), str(100 * day + 1))))
    works.taken()
    before = {f.path for f in works.lake.files("silver/meter_energi")}
    works.read(readings(steps("08-02 01:00", "202.5")), name="telat.csv")
    assert works.taken() == {"telat.csv": (1, 1, 0, 0)}
    after = {f.path for f in works.lake.files("silver/meter_energi")}
    changed = {path.split("slice=")[1].split("/")[0] for path in before ^ after}
    assert changed == {"33.74_2026-08-02"}
    assert len(works.standing()) == 9


def test_one_file_per_night_or_one_heap(new_works: Callable[[str], Works]) -> None:
    """The same deliveries give the same silver, counts and reasons."""
    days = {
        "a.csv": steps("08-01 00:00", "100", "101", "900", "102"),
        "b.csv": [*steps("08-01 00:15", "101", "101.4"), *steps("08-02 00:00", "110", "111", "5000")],
        "c.csv": [*steps("08-02 00:15", "111"), ("08-01 00:45", "102.2"), *steps("08-02 01:00", "112")],
    }
    heap, nightly = new_works("tumpuk"), new_works("malam")
    for works in (heap, nightly):
        works.meters({})
        for name, rows in days.items():
            works.read(readings(rows), name=name)
            if works is nightly:
                works.taken()
    heap.taken()
    told = []
    for works in (heap, nightly):
        counts = [
            (x.file_name, x.rows_valid, x.rows_quarantined, x.rows_duplicate) for x in works.loads("meter_energi")
        ]
        old = [(r["waktu"], r["register_kwh"]) for r in works.rows("silver/meter_energi_riwayat", "waktu")]
        told.append((works.standing(), counts, old, sorted(works.rejected())))
    assert told[0] == told[1]
    # a: 900 is out of line. b: 00:15 as before, 00:30 had no reading that stood, 5000 too much. c: 00:15 as before.
    assert told[0][1] == [("a.csv", 3, 1, 0), ("b.csv", 3, 1, 1), ("c.csv", 2, 0, 1)]

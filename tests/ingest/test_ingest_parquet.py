"""Parquet: columns keep their types where these fit the contract's; other types refuse the file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from granary import Granary
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbung.contracts import Column
from lumbung.ingest import columnar

SOURCE = "uji_meter"
CONTRACT = f"""\
apiVersion: v3.1.0
kind: DataContract
id: {SOURCE}
name: Uji
version: 1.0.0
status: active
domain: uji
servers: [{{server: landing, type: local, path: landing/{SOURCE}/, format: csv}}]
customProperties: [{{property: semantics, value: event}}, {{property: slice, value: ["waktu:month"]}}]
schema:
  - name: {SOURCE}
    physicalType: file
    properties:
      - {{name: id_meter, logicalType: string, required: true, classification: P0, description: Meter.}}
      - name: waktu
        logicalType: timestamp
        required: true
        classification: P0
        description: Waktu.
      - name: register_kwh
        logicalType: number
        physicalType: DECIMAL(18,3)
        classification: P0
        description: Register.
        logicalTypeOptions: {{minimum: 0}}
        customProperties: [{{property: locale, value: id}}]
      - {{name: digit, logicalType: integer, physicalType: INTEGER, classification: P0, description: Digit.}}
      - {{name: aktif, logicalType: boolean, classification: P0, description: Aktif.}}
      - {{name: tanggal, logicalType: date, classification: P0, description: Tanggal.}}
"""
AT = datetime(2026, 8, 30, 10, 15)
MOMENT = datetime(2026, 8, 30, 3, 15, tzinfo=UTC)
"""The same moment: 10.15 WIB."""


@pytest.fixture
def meters(new_granary: Callable[..., Granary], tmp_path: Path) -> Granary:
    folder = tmp_path / "kontrak"
    folder.mkdir()
    (folder / f"{SOURCE}.yaml").write_text(CONTRACT, encoding="utf-8")
    return new_granary("uji", contracts=[folder])


def parquet(**columns: Any) -> bytes:
    table = pa.table({"id_meter": ["M1"], "waktu": [AT], **columns})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def taken(granary: Granary, content: bytes, name: str = "a.parquet") -> Any:
    granary.drop(f"{SOURCE}/33.74/{name}", content)
    (load,) = granary.ingest(SOURCE)
    return load


TAKEN: dict[str, tuple[str, Any, Any]] = {
    # name: (column, what the file holds, what bronze holds)
    "local time": ("waktu", pa.array([AT], pa.timestamp("us")), MOMENT),
    "local time in nanoseconds": ("waktu", pa.array([AT], pa.timestamp("ns")), MOMENT),
    "local time in milliseconds": ("waktu", pa.array([AT], pa.timestamp("ms")), MOMENT),
    "moment": ("waktu", pa.array([MOMENT], pa.timestamp("us", "UTC")), MOMENT),
    "moment elsewhere": ("waktu", pa.array([MOMENT], pa.timestamp("us", "America/New_York")), MOMENT),
    "day": ("waktu", pa.array([date(2026, 8, 30)]), datetime(2026, 8, 29, 17, tzinfo=UTC)),
    "before the zones were fixed": (
        "waktu",
        pa.array([datetime(1945, 8, 17, 10)]),
        datetime(1945, 8, 17, 1, tzinfo=UTC),
    ),
    "time as text": ("waktu", ["30/08/2026 10:15"], MOMENT),
    "time as category": ("waktu", pa.array(["2026-08-30 10:15"]).dictionary_encode(), MOMENT),
    "float": ("register_kwh", [0.1], Decimal("0.100")),
    "float halfway": ("register_kwh", [1.0005], Decimal("1.001")),
    "large float": ("register_kwh", [987654321012.345], Decimal("987654321012.345")),
    "short float": ("register_kwh", pa.array([16777.21], pa.float32()), Decimal("16777.210")),
    "decimal": ("register_kwh", pa.array([Decimal("12.3456")], pa.decimal128(20, 4)), Decimal("12.346")),
    "whole": ("register_kwh", pa.array([7], pa.int32()), Decimal(7)),
    "decimal as text": ("register_kwh", ["1.234,5"], Decimal("1234.5")),
    "no register": ("register_kwh", pa.array([None], pa.float64()), None),
    "integer": ("digit", pa.array([6], pa.uint8()), 6),
    "integer with gaps": ("digit", pa.array([6.0], pa.float64()), 6),
    "truth": ("aktif", [True], True),
    "date": ("tanggal", [date(2026, 8, 30)], date(2026, 8, 30)),
    "date at midnight": ("tanggal", [datetime(2026, 8, 30)], date(2026, 8, 30)),
    "code stored as number": ("id_meter", [123456789012], "123456789012"),
}


@pytest.mark.parametrize("case", TAKEN)
def test_types_that_fit(meters: Granary, case: str) -> None:
    column, held, expected = TAKEN[case]
    load = taken(meters, parquet(**{column: held}))
    assert (load.outcome, load.rows_valid, load.rows_quarantined) == ("LOADED", 1, 0), load.reason
    (row,) = meters.rows(f"bronze/{SOURCE}")
    assert row[column] == expected


REFUSED: dict[str, tuple[str, Any, str]] = {
    "time as number": ("waktu", [1_756_523_700_000], r"waktu \(waktu\): BIGINT, seharusnya TIMESTAMPTZ"),
    "time of day": ("waktu", pa.array([3600], pa.time32("s")), r"waktu \(waktu\): TIME"),
    "register as truth": (
        "register_kwh",
        [True],
        r"register_kwh \(register_kwh\): BOOLEAN, seharusnya DECIMAL\(18,3\)",
    ),
    "register as struct": ("register_kwh", [{"a": 1}], r"register_kwh .*STRUCT"),
    "register as time": ("register_kwh", [AT], r"register_kwh .*TIMESTAMP"),
    "meter as list": ("id_meter", [["a"]], r"id_meter .*VARCHAR\[\]"),
    "meter as fraction": ("id_meter", [1.5], r"id_meter .*DOUBLE"),
    "meter as bytes": ("id_meter", [b"M1"], r"id_meter .*BLOB"),
    "truth as number": ("aktif", [1], r"aktif .*BIGINT, seharusnya BOOLEAN"),
    "date as number": ("tanggal", [20260830], r"tanggal .*BIGINT, seharusnya DATE"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_types_that_do_not_fit_refuse_the_file(meters: Granary, case: str) -> None:
    column, held, reason = REFUSED[case]
    load = taken(meters, parquet(**{column: held}))
    assert load.outcome == "REJECTED"
    assert re.match(f"TIPE_BERBEDA: .*{reason}", load.reason), load.reason
    assert meters.rows(f"bronze/{SOURCE}") == []


def test_every_wrong_column_is_named(meters: Granary) -> None:
    reason = str(taken(meters, parquet(waktu=[1], register_kwh=[True])).reason)
    assert "waktu (waktu): BIGINT" in reason
    assert "register_kwh (register_kwh): BOOLEAN" in reason


UNFIT: dict[str, tuple[str, Any, str]] = {
    "too large": ("register_kwh", [1e30], "ANGKA_TIDAK_SAH:register_kwh"),
    "not a number": ("register_kwh", [float("nan")], "ANGKA_TIDAK_SAH:register_kwh"),
    "without end": ("register_kwh", [float("inf")], "ANGKA_TIDAK_SAH:register_kwh"),
    "negative": ("register_kwh", [-0.5], "NILAI_NEGATIF:register_kwh"),
    "a fraction for a whole": ("digit", [6.5], "ANGKA_TIDAK_SAH:digit"),
    "beyond the type": ("digit", [3_000_000_000], "ANGKA_TIDAK_SAH:digit"),
    "a time for a date": ("tanggal", [AT], "TANGGAL_TIDAK_SAH:tanggal"),
    "no time": ("waktu", pa.array([None], pa.timestamp("us")), "WAJIB_KOSONG:waktu"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_values_that_do_not_fit_are_one_row(meters: Granary, case: str) -> None:
    column, held, reason = UNFIT[case]
    load = taken(meters, parquet(**{column: held}))
    assert (load.rows_read, load.rows_quarantined) == (1, 1)
    (row,) = meters.rows(f"quarantine/{SOURCE}")
    assert row["reasons"] == [reason]


def test_order_unknown_columns_and_the_raw_row(meters: Granary) -> None:
    """Row groups keep their order; a rejected row is shown as delivered, people hidden."""
    size = 5_000
    table = pa.table(
        {
            "Register_KWH": pa.array([n / 8 if n != 4_001 else -1.0 for n in range(size)]),
            "ID Meter": [f"M{n}" for n in range(size)],
            "catatan": [{"a": n, "wa": "081234567890"} for n in range(size)],
            "WAKTU": [AT + timedelta(minutes=n) for n in range(size)],
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer, row_group_size=700)
    load = taken(meters, buffer.getvalue())
    assert (load.rows_read, load.rows_valid, load.rows_quarantined) == (size, size - 1, 1)
    assert load.extra_columns == ["catatan"]
    rows = {r["_row"]: r for r in meters.rows(f"bronze/{SOURCE}")}
    assert all(r["id_meter"] == f"M{n - 1}" and r["register_kwh"] * 8 == n - 1 for n, r in rows.items())
    assert rows[1]["_extra"] == """{"catatan":"{'a': 0, 'wa': [TELEPON]}"}"""
    (bad,) = meters.rows(f"quarantine/{SOURCE}")
    assert bad["row_number"] == 4_002
    assert '"register_kwh":"-1.0"' in bad["raw"]
    assert "0812" not in bad["raw"]


WHOLE = parquet(register_kwh=[1.5])
BROKEN: dict[str, bytes] = {
    "cut off": WHOLE[:-100],
    "cut in the footer": WHOLE[:-3],
    "head alone": b"PAR1",
    "no parquet": b"id_meter;waktu\nM1;2026-08-30\n",
    "pages overwritten": WHOLE[:4] + b"\xff" * 40 + WHOLE[44:],
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_files_are_refused(meters: Granary, case: str) -> None:
    load = taken(meters, BROKEN[case])
    assert (load.outcome, load.rows_read) == ("REJECTED", 0)
    assert str(load.reason).startswith("BERKAS_RUSAK: bukan berkas Parquet"), load.reason
    assert meters.rows(f"bronze/{SOURCE}") == []


def test_no_rows_and_no_columns(meters: Granary) -> None:
    assert taken(meters, parquet()[:0]).outcome == "EMPTY"
    empty = pa.table({"id_meter": pa.array([], pa.string()), "waktu": pa.array([], pa.timestamp("us"))})
    buffer = io.BytesIO()
    pq.write_table(empty, buffer)
    assert taken(meters, buffer.getvalue()).outcome == "EMPTY"
    lacking = io.BytesIO()
    pq.write_table(pa.table({"id_meter": ["M1"]}), lacking)
    assert str(taken(meters, lacking.getvalue()).reason).startswith("KOLOM_WAJIB_HILANG: ")


def test_beside_csv_of_the_same_source(meters: Granary) -> None:
    meters.drop(f"{SOURCE}/33.74/a.csv", "id_meter;waktu;register_kwh\nM1;2026-08-30 10:15;0,1\n")
    meters.drop(f"{SOURCE}/33.74/b.PARQUET", parquet(register_kwh=[0.1]))
    assert [load.rows_valid for load in meters.ingest(SOURCE)] == [1, 1]
    one, other = meters.rows(f"bronze/{SOURCE}", "_load_id")
    assert one["_hash"] == other["_hash"]


DECIMAL = Column("x", "DECIMAL(18,3)", ("x",), required=False, privacy="P0", description="")


@settings(deadline=None)
@given(st.floats(-1e15, 1e15) | st.floats(-10, 10) | st.decimals(0, 10**9, places=4).map(float))
def test_floats_by_their_shortest_decimal_text(number: float) -> None:
    """Without the way around by text, and with it, the same decimal."""
    fast = columnar.value(DECIMAL, "x", "DOUBLE", "UTC")
    with duckdb.connect() as con:
        sql = f"select {fast}, try_cast(x::varchar as decimal(18,3)) from (select ? as x)"
        fast, text = con.execute(sql, [number]).fetchall()[0]
    assert fast == text

"""Names of buildings and panels for those who read the marts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rows = Callable[[str], list[tuple[Any, ...]]]


def test_a_meter_is_named_and_holds_until_it_is_replaced(rows: Rows) -> None:
    columns = "id_objek, nama_objek, jenis, golongan, daya_va, cast(berlaku_mulai as varchar), berlaku_sampai"
    found = rows(f"select {columns} from dim_meter where id_meter in ('M1', 'P1') order by id_meter")
    assert found == [
        ("MAKASSAR", "Objek MAKASSAR", "gedung", "P1/TR", 200_000, "1900-01-01", None),
        ("PANEL", "Objek PANEL", "pju", "P3/TR", 200_000, "1900-01-01", None),
    ]


def test_every_object_of_the_marts_has_a_name(rows: Rows) -> None:
    for mart, key in (
        ("mart_energi_gedung", "id_objek"),
        ("mart_pju_malam", "id_objek"),
        ("mart_energi_anomali", "id_meter"),
    ):
        unnamed = (
            f"select {key} from {mart} where {key} not in (select {key} from dim_meter where nama_objek is not null)"
        )
        assert rows(f"select count(*) > 0 from {mart}") == [(True,)]
        assert rows(unnamed) == []

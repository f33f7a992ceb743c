"""What meters and their buildings and panels are called, and how far back a night looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lumbung.report.facts.marts import Marts

NIGHTS = 7
"""Nights that the page looks back on, the newest ending on the morning of the report's day."""


@dataclass(frozen=True, slots=True)
class Objects:
    """Buildings and street light panels; what the list of meters does not name stands for itself."""

    names: Mapping[str, str]
    districts: Mapping[str, str | None]
    meters: Mapping[str, str]

    def of_object(self, id_objek: str) -> str:
        return self.names.get(id_objek, id_objek)

    def of_meter(self, id_meter: str) -> str:
        return self.of_object(self.meters.get(id_meter, id_meter))

    def district(self, id_objek: str) -> str | None:
        """The kecamatan of an object in words."""
        return self.districts.get(id_objek)


def read_objects(marts: Marts, kd_pemda: str) -> Objects:
    """The last names of one government's objects."""
    rows = marts.rows(
        "dim_meter",
        """
        SELECT id_meter, id_objek, coalesce(nama_objek, id_objek) AS nama, kd_kecamatan FROM {mart}
        WHERE kd_pemda = $kd_pemda ORDER BY berlaku_mulai, id_meter
        """,
        kd_pemda=kd_pemda,
    )
    places = marts.rows(
        "dim_wilayah", "SELECT kd_wilayah, nama FROM {mart} WHERE kd_pemda = $kd_pemda", kd_pemda=kd_pemda
    )
    known = {row["kd_wilayah"]: row["nama"] for row in places}
    return Objects(
        {row["id_objek"]: row["nama"] for row in rows},
        {row["id_objek"]: known.get(row["kd_kecamatan"], row["kd_kecamatan"]) for row in rows},
        {row["id_meter"]: row["id_objek"] for row in rows},
    )

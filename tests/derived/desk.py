"""Proposals as short texts, and the silver tables that the job reads, in memory or in a lake."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from lumbung.lake import Lake
from lumbung.refine.derived import small_frame
from lumbung.settings import PROJECT

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_YEARLY = [
    ("kd_pemda", pa.string()),
    ("id_usulan", pa.string()),
    ("tahun_anggaran", pa.int32()),
    ("id_kamus", pa.string()),
    ("giat_teks", pa.string()),
    ("volume", pa.decimal128(18, 3)),
    ("satuan", pa.string()),
    ("kd_opd", pa.string()),
    ("kd_kecamatan", pa.string()),
    ("kd_kelurahan", pa.string()),
    ("lat", pa.float64()),
    ("lon", pa.float64()),
    ("active", pa.bool_()),
    ("id_sarapan", pa.string()),
    ("status", pa.string()),
    ("_key", pa.string()),
    ("_slice", pa.string()),
]
_TEXTS = [("_key", pa.string()), ("_slice", pa.string()), ("alamat_teks", pa.string())]
SCHEMAS = {
    "sipd_usulan": pa.schema(_YEARLY),
    "sipd_pokir": pa.schema(_YEARLY),
    "sipd_usulan_teks": pa.schema(_TEXTS),
    "sipd_pokir_teks": pa.schema(_TEXTS),
    "sarapan_aspirasi": pa.schema(
        [
            ("kd_pemda", pa.string()),
            ("id", pa.string()),
            ("judul", pa.string()),
            ("kd_kecamatan", pa.string()),
            ("kd_kelurahan", pa.string()),
            ("tahun_rencana", pa.int32()),
            ("_key", pa.string()),
            ("_slice", pa.string()),
        ]
    ),
    "sarapan_aspirasi_teks": pa.schema([("_key", pa.string()), ("_slice", pa.string()), ("isi", pa.string())]),
    "klaster_manual": pa.schema(
        [
            ("tindakan", pa.string()),
            ("kiri", pa.string()),
            ("kanan", pa.string()),
            ("pada_tgl", pa.date32()),
            ("_slice", pa.string()),
        ]
    ),
}
_SOURCES = {"USL": "sipd_usulan", "PKR": "sipd_pokir", "SRP": "sarapan_aspirasi"}
DEFAULTS: dict[str, Any] = {
    "kd_pemda": "33.74",
    "tahun": 2027,
    "kamus": "10",
    "judul": "Pavingisasi jalan lingkungan",
    "alamat": "",
    "volume": 100,
    "satuan": "m2",
    "opd": "1.03.0.00.0.00.01.0000",
    "kelurahan": "33.74.01.1001",
    "kecamatan": None,
    "titik": None,
    "active": True,
    "sarapan": None,
    "status": "Pengajuan Usulan",
}
"""What a row is unless it says otherwise; `titik` is (metres north, metres east) of a point, `lat` and
`lon` are degrees."""


def tables(rows: Iterable[Mapping[str, Any]], decisions: Iterable[Mapping[str, Any]] = ()) -> dict[str, pa.Table]:
    """Silver tables of rows with `id` (`USL:1`) and what differs from DEFAULTS."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for given in rows:
        row = {**DEFAULTS, **given}
        source, number = _SOURCES[row["id"][:3]], row["id"][4:]
        village = row["kelurahan"]
        shared = {
            "kd_pemda": row["kd_pemda"],
            "kd_kelurahan": village,
            "kd_kecamatan": row["kecamatan"] or (village[:8] if village else None),
            "_key": f"{row['kd_pemda']}|{row['tahun']}|{row['id']}",
        }
        if source == "sarapan_aspirasi":
            shared["_slice"] = f"{row['kd_pemda']}_{row['tahun'] - 1}-02"
            found[source].append({**shared, "id": number, "judul": row["judul"], "tahun_rencana": row["tahun"]})
            found[f"{source}_teks"].append({**shared, "isi": row["alamat"]})
            continue
        shared["_slice"] = f"{row['kd_pemda']}_{row['tahun']}"
        north, east = row["titik"] or (None, None)
        found[source].append(
            {
                **shared,
                "id_usulan": number,
                "tahun_anggaran": row["tahun"],
                "id_kamus": row["kamus"],
                "giat_teks": row["judul"],
                "volume": None if row["volume"] is None else Decimal(str(row["volume"])),
                "satuan": row["satuan"],
                "kd_opd": row["opd"],
                # 0.00001 degree of latitude is 1.11 m; of longitude at 7 degrees south 1.10 m.
                "lat": row.get("lat") if north is None else -7.0 + north / 111_320,
                "lon": row.get("lon") if east is None else 110.4 + east / 110_490,
                "active": row["active"],
                "id_sarapan": row["sarapan"],
                "status": row["status"],
            }
        )
        found[f"{source}_teks"].append({**shared, "alamat_teks": row["alamat"]})
    found["klaster_manual"] = [dict(d) for d in decisions]
    return {name: pa.Table.from_pylist(rows, schema=SCHEMAS[name]) for name, rows in found.items()}


class Desk:
    """Silver tables in memory, as a derived job sees them on its first run."""

    reference: Path = PROJECT / "data" / "reference"

    def __init__(self, spark: SparkSession, content: Mapping[str, pa.Table], makes: Mapping[str, Mapping[str, str]]):
        from lumbung.types import to_arrow

        empty = {t: pa.schema([(c, to_arrow(k)) for c, k in cols.items()]).empty_table() for t, cols in makes.items()}
        self.spark = spark
        self.content = {**empty, **content}

    def frame(self, table: str, slices: Collection[str] | None = None) -> DataFrame:
        from pyspark.sql import functions as F

        rows = small_frame(self.spark, self.content[table])
        return rows if slices is None else rows.filter(F.col("_slice").isin(*slices))

    def slices(self, table: str) -> set[str]:
        return set(self.content[table].column("_slice").to_pylist())

    def keep(self, frame: DataFrame, name: str) -> DataFrame:
        return small_frame(self.spark, frame.toArrow())


def store(lake: Lake, content: Mapping[str, pa.Table], name: str) -> None:
    """Replace the silver tables in a lake by the given ones; slices with equal rows stay as they are."""
    import pyarrow.parquet as pq

    with lake.transaction(name) as tx:
        for table, rows in content.items():
            path = f"silver/{table}"
            live = {f.slice: f for f in lake.files(path)}
            by_slice: dict[str, list[dict[str, Any]]] = {s: [] for s in live}
            for row in rows.to_pylist():
                by_slice.setdefault(row["_slice"], []).append(row)
            for slice_name, members in by_slice.items():
                data = pa.Table.from_pylist(members, schema=rows.schema)
                old = live.get(slice_name)
                if old and pq.read_table(lake.path(path) / old.path, partitioning=None).equals(data):
                    continue
                tx.change(path, rows.schema, remove=[old.path] if old else [])
                tx.write(path, data, slice_name)

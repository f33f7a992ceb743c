"""Members of clusters: rows of the three origins in one shape, and the features that are compared."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lumbung.refine.derived import Inputs
from spark_jobs.derived._aturan import Rules
from spark_jobs.derived._kata import (
    arabic,
    numbered,
    of_kind,
    place_words,
    plain_title,
    special,
    strong_words,
    unit,
    without_asides,
)

MARK = {"sipd_usulan": "USL", "sipd_pokir": "PKR", "sarapan_aspirasi": "SRP"}
_COMPARED = (
    "tempat", "kd_kelurahan", "kd_opd", "id_kamus", "judul", "teks", "satuan", "volume", "lat_e6", "lon_e6", "taut",
)  # fmt: skip
"""What a pair is decided by: a change of anything else leaves the clusters as they are."""
_FEATURES = ("judul_kata", "satuan_baku", "rt", "rw", "gang", "nama", "kunci")
_HARD = tuple((kind, source) for kind in ("rt", "rw") for source in ("alamat", "dari_judul"))


def proposals(inputs: Inputs, source: str, slices: Collection[str]) -> DataFrame:
    """Active rows of `sipd_usulan` or `sipd_pokir` in the given years. Grain: anggota."""
    rows = inputs.frame(source, slices).filter(F.coalesce("active", F.lit(True)))
    texts = inputs.frame(f"{source}_teks", slices).select("_key", "alamat_teks")
    linked = F.concat(F.lit("SRP:"), "id_sarapan") if source == "sipd_pokir" else F.lit(None).cast("string")
    return _shaped(
        rows.join(texts, "_key", "left").select("*", linked.alias("taut")),
        source,
        id_column="id_usulan",
        judul=F.col("giat_teks"),
        teks=F.col("alamat_teks"),
    )


def linked_years(inputs: Inputs) -> DataFrame:
    """kd_pemda × id_sarapan → the first budget year whose pokir names the aspiration."""
    return (
        inputs.frame("sipd_pokir")
        .filter(F.coalesce("active", F.lit(True)) & F.col("id_sarapan").isNotNull())
        .groupBy("kd_pemda", F.col("id_sarapan").alias("id"))
        .agg(F.min("tahun_anggaran").alias("tahun_taut"))
    )


def aspirations(inputs: Inputs) -> DataFrame:
    """All aspirations, in the year whose pokir names them first, else in the one they can still enter.

    They have no department, unit, volume or coordinates; `teks` is title and text. Grain: anggota.
    """
    texts = inputs.frame("sarapan_aspirasi_teks").select("_key", "isi")
    rows = (
        inputs.frame("sarapan_aspirasi")
        .join(texts, "_key", "left")
        .join(linked_years(inputs), ["kd_pemda", "id"], "left")
        .withColumn("tahun_anggaran", F.coalesce("tahun_taut", "tahun_rencana"))
        .filter(F.col("tahun_anggaran").isNotNull())
    )
    nothing = {"kd_opd": "string", "id_kamus": "string", "satuan": "string", "volume": "decimal(18,3)"}
    empty = {name: F.lit(None).cast(kind) for name, kind in {**nothing, "lat": "double", "lon": "double"}.items()}
    return _shaped(
        rows.withColumns(empty)
        # A named aspiration follows the pokir that names it: whether one does is part of the member.
        .withColumn("taut", F.when(F.col("tahun_taut").isNotNull(), F.lit("pokir")))
        .withColumn("_slice", F.concat_ws("_", "kd_pemda", "tahun_anggaran")),
        "sarapan_aspirasi",
        id_column="id",
        judul=F.col("judul"),
        teks=F.concat_ws(" ", "judul", "isi"),
    )


def _shaped(rows: DataFrame, source: str, id_column: str, judul: Column, teks: Column) -> DataFrame:
    columns = {
        "sumber": F.lit(source),
        "id": F.col(id_column),
        "anggota": F.concat(F.lit(f"{MARK[source]}:"), F.col(id_column)),
        # Without kelurahan a row is compared with others of its kecamatan that have none.
        "tempat": F.coalesce("kd_kelurahan", "kd_kecamatan"),
        "judul": judul,
        "teks": teks,
        # Whole numbers, because two engines may write the same binary fraction differently.
        "lat_e6": F.round(F.col("lat") * 1_000_000).cast("bigint"),
        "lon_e6": F.round(F.col("lon") * 1_000_000).cast("bigint"),
    }
    kept = ("kd_pemda", "tahun_anggaran", "kd_kelurahan", "kd_opd", "id_kamus", "satuan", "volume", "taut", "_slice")
    shaped = rows.select(*kept, *(column.alias(name) for name, column in columns.items()))
    parts = [F.coalesce(F.col(c).cast("string"), F.lit("")) for c in _COMPARED]
    return shaped.withColumn("sidik", F.md5(F.concat_ws("|", *parts)))


def features(members: DataFrame, rules: Rules) -> DataFrame:
    """Members with the words that are compared.

    judul_kata, nama: words of title and address; rt, rw, gang: the address's numbers; kunci: members
    without a common one are never compared.
    """
    of_citizen = F.col("sumber") == "sarapan_aspirasi"
    # In steps: an expression may only be so deep, and a step is worked out once.
    title = F.when(of_citizen, F.col("teks")).otherwise(F.col("judul"))
    steps: list[dict[str, Column]] = [
        {"alamat": arabic(F.col("teks")), "dari_judul": arabic(F.col("judul")), "judul": plain_title(title, rules)},
        {
            "alamat": numbered(F.col("alamat")),
            "dari_judul": numbered(F.col("dari_judul")),
            "judul_kata": strong_words(F.col("judul"), rules),
            "satuan_baku": unit(F.col("satuan"), rules),
        },
        # A citizen tells the place among other things: nothing of it is an aside.
        {"inti": F.when(of_citizen, F.col("alamat")).otherwise(without_asides(F.col("alamat"), rules))},
        {
            "judul_kata": special(F.col("judul_kata"), rules),
            "kata": place_words(F.col("inti"), rules),
            **{f"{kind}_{source}": of_kind(place_words(F.col(source), rules), kind) for kind, source in _HARD},
        },
        {
            # An address without RT may have it in the title.
            **{
                k: F.when(F.size(f"{k}_alamat") > 0, F.col(f"{k}_alamat")).otherwise(F.col(f"{k}_dari_judul"))
                for k in ("rt", "rw")
            },
            **{kind: of_kind(F.col("kata"), kind) for kind in ("gang", "angka", "nama")},
        },
        # `Gg. 3` and a bare 3 are one gang; in a citizen's letter a bare number is a year or a length.
        {"gang": F.transform("gang", lambda word: F.regexp_replace(word, "^gg", ""))},
        {"gang": F.when(of_citizen, F.col("gang")).otherwise(F.array_sort(F.array_union("gang", "angka")))},
        {"kunci": F.concat(F.array_compact(F.array(F.concat(F.lit("kamus:"), "id_kamus"))), "judul_kata")},
    ]
    done = reduce(lambda frame, step: frame.withColumns(step), steps, members)
    return done.select(*(c for c in members.columns if c not in ("judul", "teks", "satuan")), *_FEATURES)

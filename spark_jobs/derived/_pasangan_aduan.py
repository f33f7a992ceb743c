"""Pairs of reports that are about one happening: the rules, what is compared, and who meets whom.

Patterns keep to what Java's and Rust's regular expressions share: no lookaround, no back-references.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from pathlib import Path

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lumbung.reference import read

_METRES_PER_DEGREE = 111_320


@dataclass(frozen=True)
class Rules:
    """The rules in force on a day (`cfg_klaster_aduan`, `cfg_topik_aduan`); words are alternatives of a
    regular expression that Java's and Rust's share."""

    numbers: tuple[tuple[str, float], ...]
    topics: tuple[tuple[str, str], ...]
    weak: str
    titles: str
    street: str
    no_street: str

    def __getitem__(self, parameter: str) -> float:
        return dict(self.numbers)[parameter]


def rules_of(folder: Path, day: date) -> Rules | None:
    """None when no rule is in force: then nobody can tell what is one happening.

    Raises:
        KeyError: some of the rules are not in force.
    """
    told = {name: _in_force(folder, name, day.isoformat()) for name in ("cfg_klaster_aduan", "cfg_topik_aduan")}
    if not any(told.values()):
        return None
    words: dict[str, list[dict[str, str]]] = {}
    for row in sorted(told["cfg_topik_aduan"], key=lambda r: int(r["urutan"])):
        words.setdefault(row["jenis"], []).append(row)
    one = {kind: "|".join(r["pola"] for r in rows) for kind, rows in words.items()}
    numbers = {r["parameter"]: float(r["nilai"]) for r in told["cfg_klaster_aduan"]}
    return Rules(
        numbers=tuple(sorted(numbers.items())),
        topics=tuple((r["pola"], r["topik"]) for r in words["topik"]),
        weak=one["kata_lemah"],
        titles=one["gelar"],
        street=one["penanda_jalan"],
        no_street=one["bukan_jalan"],
    )


def _in_force(folder: Path, table: str, day: str) -> list[dict[str, str]]:
    rows = read(folder, table)
    return [r for r in rows if r["berlaku_mulai"] <= day and (not r["berlaku_sampai"] or day <= r["berlaku_sampai"])]


def _topic(text: Column, rules: Rules, otherwise: Column) -> Column:
    return reduce(
        lambda rest, pair: F.when(text.rlike(pair[0]), pair[1]).otherwise(rest), rules.topics[::-1], otherwise
    )


def features(members: DataFrame, rules: Rules) -> DataFrame:
    """Members that can be compared, with topik, kata (words), jalan (street names) and the limits.

    The topic is told by the category, by the text where the category says none, else it is the
    category itself.
    """
    plain = {name: F.trim(F.lower(F.coalesce(name, F.lit("")))) for name in ("kategori", "teks")}
    own = F.when(F.col("_kategori") != "", F.col("_kategori"))
    words = members.withColumns({f"_{name}": column for name, column in plain.items()}).withColumns(
        {
            "topik": _topic(F.col("_kategori"), rules, _topic(F.col("_teks"), rules, own)),
            "_kata": F.filter(
                F.split(F.regexp_replace("_teks", "[^a-z0-9]+", " "), " "),
                lambda word: (word != "") & ~word.rlike(f"^(?:{rules.titles})$"),
            ),
        }
    )

    def named(word: Column, place: Column) -> Column:
        before = F.get(F.col("_kata"), (place - 1).cast("int"))
        return before.rlike(f"^(?:{rules.street})$") & (F.length(word) > 2) & ~word.rlike(f"^(?:{rules.no_street})$")

    told = words.withColumns(
        {
            "jalan": F.array_distinct(F.filter("_kata", named)),
            "kata": F.array_distinct(
                F.filter("_kata", lambda word: (F.length(word) > 2) & ~word.rlike(f"^(?:{rules.weak})$"))
            ),
            "jeda": F.lit(int(rules["jeda_hari"] * 86_400)),
            "jarak": F.lit(rules["jarak_m"]),
            "ambang": F.lit(rules["ambang_kata"]),
        }
    )
    placed = F.col("kelurahan").isNotNull() | (F.col("lat_e6").isNotNull() & F.col("lon_e6").isNotNull())
    return told.filter(F.col("topik").isNotNull() & placed).select(
        "kd_pemda", "id_aduan", "_slice", "detik", "is_duplikat", "kelurahan", "lat_e6", "lon_e6",
        "topik", "kata", "jalan", "jeda", "jarak", "ambang",
    )  # fmt: skip


def pairs(told: DataFrame, longest: int, farthest: float) -> DataFrame:
    """Pairs of reports of one happening, the earlier one first: kiri, kanan and of each end slice,
    second of receipt and whether it is a duplicate. Grain: kd_pemda × kiri × kanan.

    Same topic, within the days of `jeda`; both with a point: no farther apart than `jarak` and not in
    streets of different names; else in one village, with a street in common or, where one names none,
    with words alike. longest, farthest: the widest `jeda` and `jarak` among the rows.
    """
    # Places and times are cut so that what may lie near a report lies in two cuts at most each way.
    reach = int(farthest / _METRES_PER_DEGREE / 0.99 * 1_000_000) + 1
    point = F.col("lat_e6").isNotNull() & F.col("lon_e6").isNotNull()

    def cell(north: int, east: int) -> Column:
        row = F.floor((F.col("lat_e6") + north) / (2 * reach))
        column = F.floor((F.col("lon_e6") + east) / (2 * reach))
        return F.when(point, F.concat_ws(":", F.lit("s"), row.cast("string"), column.cast("string")))

    def turn(later: int) -> Column:
        return F.floor((F.col("detik") + later) / (2 * longest))

    around = [cell(north, east) for north in (-reach, reach) for east in (-reach, reach)]
    village = F.when(F.col("kelurahan").isNotNull(), F.concat_ws(":", F.lit("k"), "kelurahan"))
    left = _side(told, "l", F.array(turn(0), turn(longest)), F.array(*around, village))
    right = _side(told, "r", F.array(turn(0)), F.array(cell(0, 0), village))
    met = left.join(right, ["kd_pemda", "topik", "waktu", "tempat"])
    in_order = (F.col("l_detik") < F.col("r_detik")) | (
        (F.col("l_detik") == F.col("r_detik")) & (F.col("l_id_aduan") < F.col("r_id_aduan"))
    )
    soon = F.col("r_detik") - F.col("l_detik") <= F.col("r_jeda")
    north = (F.col("l_lat_e6") - F.col("r_lat_e6")) * (_METRES_PER_DEGREE / 1_000_000)
    east = (F.col("l_lon_e6") - F.col("r_lon_e6")) * (_METRES_PER_DEGREE / 1_000_000)
    east = east * F.cos(F.radians(F.col("l_lat_e6") / 1_000_000))
    near = F.sqrt(north * north + east * east) <= F.col("r_jarak")
    both_points = F.col("l_lat_e6").isNotNull() & F.col("r_lat_e6").isNotNull()
    both_streets = (F.size("l_jalan") > 0) & (F.size("r_jalan") > 0)
    same_street = F.arrays_overlap("l_jalan", "r_jalan")
    common = F.size(F.array_intersect("l_kata", "r_kata"))
    alike = common >= F.col("r_ambang") * (F.size("l_kata") + F.size("r_kata") - common)
    by_point = F.col("tempat").startswith("s") & near & (~both_streets | same_street)
    by_village = F.col("tempat").startswith("k") & ~both_points
    by_words = F.when(both_streets, same_street).otherwise((common > 0) & alike)
    return met.filter(in_order & soon & (by_point | (by_village & by_words))).select(
        "kd_pemda",
        *(F.col(f"{side}_{name}") for side in "lr" for name in ("id_aduan", "_slice", "detik", "is_duplikat")),
    )


def _side(told: DataFrame, side: str, turns: Column, places: Column) -> DataFrame:
    shared = ("kd_pemda", "topik")
    exploded = told.withColumn("waktu", F.explode(F.array_distinct(turns))).withColumn(
        "tempat", F.explode(F.array_distinct(F.array_compact(places)))
    )
    own = [F.col(c).alias(f"{side}_{c}") for c in told.columns if c not in shared]
    return exploded.select(*shared, "waktu", "tempat", *own)

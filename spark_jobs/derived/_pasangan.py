"""Pairs of members that ask for the same need: candidates by common key, then evidence and score."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.derived._aturan import Rules

_METRES_PER_DEGREE = 111_320.0
_SHARED = ("_slice", "tempat")


def candidates(members: DataFrame) -> DataFrame:
    """Pairs of the same year and place with a common key, of which one at least is new (`baru`).

    Columns l_… and r_…; l_anggota < r_anggota. Two aspirations are not compared.
    """
    new, old = members.filter("baru"), members.filter(~F.col("baru"))
    return _met(new, members).unionByName(_met(old, new))


def _met(lefts: DataFrame, rights: DataFrame) -> DataFrame:
    sides = []
    for side, members in (("l", lefts), ("r", rights)):
        own = (F.col(c).alias(f"{side}_{c}") for c in members.columns if c not in _SHARED)
        sides.append(members.select(*_SHARED, *own).withColumn("kunci", F.explode(f"{side}_kunci")))
    pairs = sides[0].join(sides[1], [*_SHARED, "kunci"])
    ordered = (F.col("l_anggota") < F.col("r_anggota")) & ~(_is_aspiration("l") & _is_aspiration("r"))
    # A pair with several common keys meets once, at the first of them.
    first = F.col("kunci") == F.array_min(F.array_intersect("l_kunci", "r_kunci"))
    return pairs.filter(ordered).filter(first).drop("kunci")


def _is_aspiration(side: str) -> Column:
    return F.col(f"{side}_sumber") == "sarapan_aspirasi"


def scored(pairs: DataFrame, rules: Rules) -> DataFrame:
    """The candidates that ask for the same need: _slice, kiri, kanan, skor (0 to 1), bukti, kd_kelurahan.

    Weights of what agrees, differs or is not said are added up, as a share of the most there can be.
    Whether a pair is one depends on its two rows only.
    """
    facts = pairs.filter(~_contradict()).withColumns(
        {
            "jarak_m": _distance(),
            "kamus_sama": F.coalesce(F.col("l_id_kamus") == F.col("r_id_kamus"), F.lit(False)),
            "rasio": _volume_ratio(),
            "aspirasi": _is_aspiration("l") | _is_aspiration("r"),
        }
    )
    near = facts.filter(F.coalesce(F.col("jarak_m") <= rules["jarak_maks_m"], F.lit(True)))
    told = F.col("aspirasi")
    compared = near.withColumns(
        {
            "judul": F.when(told, _told("judul_kata", rules)).otherwise(_alike("judul_kata", rules)),
            "alamat": F.when(told, _told("nama", rules)).otherwise(_alike("nama", rules)),
        }
    )
    least = F.when(told, rules["ambang_judul_sarapan"]).otherwise(rules["ambang_judul"])
    same_work = compared.withColumn("judul_sama", F.col("kamus_sama") | (F.col("judul") >= least))
    enough = F.when(told, rules["ambang_skor_sarapan"]).otherwise(rules["ambang_skor"])
    weighed = same_work.withColumn("skor", _score(rules)).filter(F.col("skor") >= enough)
    return weighed.select(
        "_slice",
        F.col("l_anggota").alias("kiri"),
        F.col("r_anggota").alias("kanan"),
        "skor",
        _evidence(rules).alias("bukti"),
        F.coalesce("l_kd_kelurahan", "r_kd_kelurahan").alias("kd_kelurahan"),
    )


def _contradict() -> Column:
    """What never is one need: another department, unit, RT, RW, gang or block, where both say one."""
    told = [_both(kind) & ~F.arrays_overlap(f"l_{kind}", f"r_{kind}") for kind in ("rt", "rw", "gang")]
    told += [F.coalesce(F.col(f"l_{c}") != F.col(f"r_{c}"), F.lit(False)) for c in ("kd_opd", "satuan_baku")]
    return reduce(Column.__or__, told)


def _both(words: str) -> Column:
    return (F.size(f"l_{words}") > 0) & (F.size(f"r_{words}") > 0)


def _neither(words: str) -> Column:
    return (F.size(f"l_{words}") == 0) & (F.size(f"r_{words}") == 0)


def _score(rules: Rules) -> Column:
    weight = {name.removeprefix("bobot_"): value for name, value in rules.numbers if name.startswith("bobot_")}

    def of(*cases: tuple[Column, str], otherwise: float = 0.0) -> Column:
        chosen = F.when(cases[0][0], weight[cases[0][1]])
        for met, name in cases[1:]:
            chosen = chosen.when(met, weight[name])
        return chosen.otherwise(otherwise)

    metres, alike, ratio = F.col("jarak_m"), F.col("alamat"), F.col("rasio")
    few = F.greatest("l_volume", "r_volume") <= rules["volume_hitungan_maks"]
    parts = [
        of((F.col("kamus_sama"), "kamus_sama"), (F.col("l_id_kamus") != F.col("r_id_kamus"), "kamus_lain")),
        of((~F.col("judul_sama"), "judul_sebagian")),
        of(
            (metres <= rules["jarak_dekat_m"], "jarak_dekat"),
            (metres <= rules["jarak_sedang_m"], "jarak_sedang"),
            (metres > rules["jarak_sedang_m"], "jarak_jauh"),
        ),
        of(
            (alike >= rules["ambang_alamat"], "alamat_sama"),
            (alike >= rules["ambang_alamat_sebagian"], "alamat_sebagian"),
            (alike.isNotNull(), "alamat_lain"),
        ),
        of((_both("rt"), "rt_sama"), (_neither("rt"), "rt_tanpa"), otherwise=weight["rt_sepihak"]),
        of((_both("rw"), "rw_sama")),
        of((_both("gang"), "gang_sama"), (_neither("gang"), "gang_tanpa"), otherwise=weight["gang_sepihak"]),
        of(
            (ratio > rules["rasio_volume_maks"], "volume_timpang"),
            (ratio > rules["rasio_volume_dekat"], "volume_lain"),
            (ratio.isNotNull() & few, "volume_hitungan"),
            (ratio.isNotNull(), "volume_dekat"),
            otherwise=weight["volume_tanpa"],
        ),
    ]
    most = sum(
        weight[n]
        for n in ("kamus_sama", "jarak_dekat", "alamat_sama", "rt_sama", "rw_sama", "gang_sama", "volume_dekat")
    )
    return F.round(reduce(Column.__add__, parts) / most, 4)


def _evidence(rules: Rules) -> Column:
    """Sorted codes of what speaks for a pair, and of what a person should look at."""
    found = {
        "ALAMAT_MIRIP": F.col("alamat") >= rules["ambang_alamat"],
        "GANG_SAMA": _both("gang"),
        "JUDUL_MIRIP": F.col("judul") >= rules["ambang_judul"],
        "KAMUS_SAMA": F.col("kamus_sama"),
        "KOORDINAT_DEKAT": F.col("jarak_m") <= rules["jarak_dekat_m"],
        "RT_RW_SAMA": _both("rt") & _both("rw"),
        "VOLUME_TIMPANG": F.col("rasio") > rules["rasio_volume_maks"],
    }
    return F.array_compact(F.array(*(F.when(met, F.lit(code)) for code, met in found.items())))


def _distance() -> Column:
    """Metres between two points, to a decimal; null when one has none. Flat earth will do for a city."""
    metre = _METRES_PER_DEGREE / 1_000_000
    north = (F.col("l_lat_e6") - F.col("r_lat_e6")) * metre
    east = (F.col("l_lon_e6") - F.col("r_lon_e6")) * metre * F.cos(F.radians(F.col("l_lat_e6") / 1_000_000))
    return F.round(F.sqrt(north * north + east * east), 1)


def _volume_ratio() -> Column:
    """Larger by smaller volume; null when one is missing or zero."""
    left, right = F.col("l_volume").cast("double"), F.col("r_volume").cast("double")
    return F.when((left > 0) & (right > 0), F.greatest(left, right) / F.least(left, right))


def _alike(words: str, rules: Rules) -> Column:
    """Jaccard index of two word sets, where a slip of the pen is the same word. Null when one is empty."""
    left, right = F.col(f"l_{words}"), F.col(f"r_{words}")
    common = F.size(_found(left, right, rules))
    return F.when(_both(words), F.least(common / (F.size(left) + F.size(right) - common), F.lit(1.0)))


def _told(words: str, rules: Rules) -> Column:
    """Share of a proposal's words that an aspiration says as well; null when there are none."""
    left, right = F.col(f"l_{words}"), F.col(f"r_{words}")
    citizen_first = _is_aspiration("l")
    own, said = F.when(citizen_first, right).otherwise(left), F.when(citizen_first, left).otherwise(right)
    return F.when(F.size(own) > 0, F.size(_found(own, said, rules)) / F.size(own))


def _found(own: Column, other: Column, rules: Rules) -> Column:
    """The words that the other side has, spelled the same or nearly so."""

    def same(one: Column, another: Column) -> Column:
        edits = F.levenshtein(one, another)
        nearly = (edits <= int(rules["ejaan_beda_maks"])) & (
            edits <= (1 - rules["ambang_ejaan"]) * F.greatest(F.length(one), F.length(another))
        )
        return (one == another) | nearly

    return F.filter(own, lambda word: F.exists(other, lambda its: same(word, its)))

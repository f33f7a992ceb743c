"""Clusters of proposals that ask for the same need, across Musrenbang, pokir and Sarapan.

klaster_usulan: grain anggota (`USL:…`, `PKR:…`, `SRP:…`) × tahun_anggaran × kd_pemda; every active row
of silver stands in it once, alone or with others. pasangan_usulan: grain kiri × kanan; the pairs that
were found, with what speaks for them (`bukti`, codes) and a score. Rules: `cfg_klaster_usulan`,
`cfg_padanan_usulan`, in force on 1 January of the budget year; `klaster_manual` wins over them. A year
without rules has clusters of one.

Whether two rows are a pair depends on these two rows only, so a night compares the rows whose compared
columns changed (`sidik`) and keeps the other pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql import functions as F

from lumbung.messages import say
from lumbung.refine.derived import Changed, Derived, Inputs, Made, Note, small_frame
from spark_jobs.derived._anggota import aspirations, features, proposals
from spark_jobs.derived._aturan import Rules, rules_of
from spark_jobs.derived._klaster import OF_DECISIONS, Clusters, Decision, Facts, Pair, clusters
from spark_jobs.derived._pasangan import candidates, scored

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_YEARLY = ("sipd_usulan", "sipd_usulan_teks", "sipd_pokir", "sipd_pokir_teks", "klaster_manual")
"""Inputs with the slices of the outputs: government and budget year."""
_MEMBER = pa.schema(
    [("anggota", pa.string()), ("_slice", pa.string()), ("klaster_id", pa.string()), ("n_anggota", pa.int32())]
)
_NEW = pa.schema([("anggota", pa.string()), ("_slice", pa.string()), ("baru", pa.bool_())])
_END = pa.schema([("_slice", pa.string()), ("anggota", pa.string())])
_PAIR = pa.schema(
    [
        ("kd_pemda", pa.string()),
        ("tahun_anggaran", pa.int32()),
        ("kiri", pa.string()),
        ("kanan", pa.string()),
        ("skor", pa.float64()),
        ("bukti", pa.list_(pa.string())),
        ("kd_kelurahan", pa.string()),
        ("_slice", pa.string()),
    ]
)


def transform(inputs: Inputs, changed: Changed) -> Made | None:
    """The clusters of the years in which something compared has changed; None when nothing has."""
    years = {s for table in _YEARLY for s in changed.get(table, ())}
    citizens = inputs.keep(aspirations(inputs), "aspirasi")
    asked = inputs.keep(_proposals(inputs, years), "usulan")
    news = _news(inputs, asked, citizens, years)
    stale = {*news, *changed.get("klaster_manual", ())}
    if not stale:
        return None
    if more := stale - years:  # an aspiration came into another year
        asked = asked.unionByName(_proposals(inputs, more))
    members = asked.filter(F.col("_slice").isin(*stale)).unionByName(citizens.filter(F.col("_slice").isin(*stale)))
    return _made(inputs, members, news, frozenset(stale))


def _proposals(inputs: Inputs, years: Collection[str]) -> DataFrame:
    return proposals(inputs, "sipd_usulan", years).unionByName(proposals(inputs, "sipd_pokir", years))


def _news(inputs: Inputs, asked: DataFrame, citizens: DataFrame, years: Collection[str]) -> dict[str, set[str]]:
    """Slice → members that are new, gone, or differ in what is compared."""
    now = asked.unionByName(citizens).select("anggota", "_slice", F.col("sidik").alias("kini"))
    stood = inputs.frame("klaster_usulan").filter(
        F.col("_slice").isin(*years) | (F.col("sumber") == "sarapan_aspirasi")
    )
    before = stood.select("anggota", "_slice", F.col("sidik").alias("dulu"))
    differ = now.join(before, ["anggota", "_slice"], "full").filter(~F.col("kini").eqNullSafe(F.col("dulu")))
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows(differ.select("anggota", "_slice")):
        found[row["_slice"]].add(row["anggota"])
    return found


def _made(inputs: Inputs, members: DataFrame, news: Mapping[str, set[str]], stale: frozenset[str]) -> Made:
    spark = members.sparkSession
    fresh = [{"anggota": a, "_slice": s, "baru": True} for s in sorted(news) for a in sorted(news[s])]
    marks = small_frame(spark, _table(fresh, _NEW))
    marked = members.join(marks, ["anggota", "_slice"], "left").withColumn("baru", F.coalesce("baru", F.lit(False)))
    by_rules: dict[Rules, list[str]] = defaultdict(list)
    notes: list[Note] = []
    for name in sorted(stale):
        if rules := rules_of(inputs.reference, _year(name)):
            by_rules[rules].append(name)
        else:
            notes.append(_note_without_rules(name))
    labels: list[dict[str, object]] = []
    pairs: list[dict[str, object]] = []
    for number, (rules, slices) in enumerate(by_rules.items()):
        own = inputs.keep(features(marked.filter(F.col("_slice").isin(*slices)), rules), f"fitur-{number}")
        found = _pairs(inputs, own, rules, slices, news)
        links = _links(own)
        decisions = _decisions(inputs, slices)
        facts = _facts(own, found, decisions)
        for name in slices:
            known = facts.get(name, {})
            done = clusters(
                found.get(name, ()),
                links.get(name, ()),
                decisions.get(name, ()),
                known,
                rules["jarak_maks_m"],
                rules["selisih_skor_sarapan"],
                known=known,
            )
            labels += _labels(name, done)
            pairs += [_pair_row(name, pair) for pair in done.pairs]
            notes += [_note(name, *ignored) for ignored in done.ignored]
    shared = small_frame(spark, _table(labels, _MEMBER))
    alone = F.concat_ws("-", "kd_pemda", "tahun_anggaran", "anggota")
    content = members.join(shared, ["anggota", "_slice"], "left").withColumns(
        {"klaster_id": F.coalesce("klaster_id", alone), "n_anggota": F.coalesce("n_anggota", F.lit(1))}
    )
    tables = {"klaster_usulan": content, "pasangan_usulan": small_frame(spark, _table(pairs, _PAIR))}
    return Made(stale, tables, tuple(notes))


def _pairs(
    inputs: Inputs, own: DataFrame, rules: Rules, slices: Collection[str], news: Mapping[str, set[str]]
) -> dict[str, list[Pair]]:
    """All pairs of the slices: newly found where a member is new, else those that were found before."""
    found: dict[str, list[Pair]] = defaultdict(list)
    if any(news.get(name) for name in slices):
        for row in _rows(scored(candidates(own), rules)):
            found[row["_slice"]].append(_pair(row, row["bukti"]))
    for row in _rows(inputs.frame("pasangan_usulan", slices)):
        evidence = [code for code in row["bukti"] if code not in OF_DECISIONS]
        if evidence and not {row["kiri"], row["kanan"]} & news.get(row["_slice"], set()):
            found[row["_slice"]].append(_pair(row, evidence))
    return found


def _links(own: DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Pokir that name an aspiration of their own year."""
    named = own.filter(F.col("sumber") == "sarapan_aspirasi").select("_slice", F.col("anggota").alias("taut"))
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _rows(
        own.filter(F.col("sumber") == "sipd_pokir").join(named, ["_slice", "taut"]).select("_slice", "anggota", "taut")
    ):
        found[row["_slice"]].append((row["anggota"], row["taut"]))
    return found


def _decisions(inputs: Inputs, slices: Collection[str]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = defaultdict(list)
    for row in _rows(inputs.frame("klaster_manual", slices)):
        found[row["_slice"]].append(Decision(row["tindakan"], row["kiri"], row["kanan"], row["pada_tgl"]))
    return found


def _facts(
    own: DataFrame, pairs: Mapping[str, list[Pair]], decisions: Mapping[str, list[Decision]]
) -> dict[str, dict[str, Facts]]:
    """What forbids a cluster, of the members that pairs and decisions name."""
    ends = {(name, end) for name, found in pairs.items() for p in found for end in (p.kiri, p.kanan)}
    ends |= {(name, end) for name, found in decisions.items() for d in found for end in d.ends}
    named = small_frame(own.sparkSession, _table([{"_slice": s, "anggota": a} for s, a in sorted(ends)], _END))
    wanted = own.join(named, ["_slice", "anggota"], "left_semi").select(
        "_slice", "anggota", "kd_opd", "satuan_baku", "rt", "rw", "gang", "lat_e6", "lon_e6"
    )
    found: dict[str, dict[str, Facts]] = defaultdict(dict)
    for row in _rows(wanted):
        found[row["_slice"]][row["anggota"]] = Facts(
            kd_opd=row["kd_opd"],
            satuan=row["satuan_baku"],
            rt=frozenset(row["rt"]),
            rw=frozenset(row["rw"]),
            gang=frozenset(row["gang"]),
            lat_e6=row["lat_e6"],
            lon_e6=row["lon_e6"],
        )
    return found


def _labels(name: str, done: Clusters) -> list[dict[str, object]]:
    pemda, _, year = name.partition("_")
    sizes = Counter(done.of.values())
    return [
        {"anggota": m, "_slice": name, "klaster_id": f"{pemda}-{year}-{first}", "n_anggota": sizes[first]}
        for m, first in sorted(done.of.items())
    ]


def _pair(row: Mapping[str, Any], evidence: Iterable[str]) -> Pair:
    return Pair(row["kiri"], row["kanan"], row["skor"], tuple(sorted(evidence)), row["kd_kelurahan"])


def _pair_row(name: str, pair: Pair) -> dict[str, object]:
    pemda, _, year = name.partition("_")
    return {**asdict(pair), "bukti": list(pair.bukti), "kd_pemda": pemda, "tahun_anggaran": int(year), "_slice": name}


def _note(name: str, decision: Decision, reason: str, against: str) -> Note:
    pemda, _, year = name.partition("_")
    said = {"action": decision.tindakan, "left": decision.kiri, "right": decision.kanan, "year": year}
    message = say(f"klaster_{reason.lower()}", pemda=pemda, against=against, **said)
    return Note(
        "klaster_manual", pemda, f"klaster_manual_{reason.lower()}", f"{decision.kiri}+{decision.kanan}", message
    )


def _note_without_rules(name: str) -> Note:
    """Only people's decisions come from years that nobody plans for."""
    pemda, _, year = name.partition("_")
    message = say("klaster_tanpa_aturan", pemda=pemda, year=year)
    return Note("klaster_manual", pemda, "klaster_tanpa_aturan", name, message)


def _year(name: str) -> int:
    return int(name.rpartition("_")[2])


def _rows(frame: DataFrame) -> list[dict[str, Any]]:
    return list(frame.toArrow().to_pylist())


def _table(rows: list[dict[str, object]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema)


DERIVED = Derived(
    reads=(*_YEARLY, "sarapan_aspirasi", "sarapan_aspirasi_teks"),
    makes={
        "klaster_usulan": {
            "kd_pemda": "VARCHAR",
            "tahun_anggaran": "INTEGER",
            "sumber": "VARCHAR",
            "id": "VARCHAR",
            "anggota": "VARCHAR",
            "klaster_id": "VARCHAR",
            "n_anggota": "INTEGER",
            "sidik": "VARCHAR",
            "_slice": "VARCHAR",
        },
        "pasangan_usulan": {
            "kd_pemda": "VARCHAR",
            "tahun_anggaran": "INTEGER",
            "kiri": "VARCHAR",
            "kanan": "VARCHAR",
            "skor": "DOUBLE",
            "bukti": "VARCHAR[]",
            "kd_kelurahan": "VARCHAR",
            "_slice": "VARCHAR",
        },
    },
    transform=transform,
)

"""Two proposals, one question: do they ask for the same need? One line per case, one run for all."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from desk import Desk, tables

from spark_jobs.derived.klaster_usulan import DERIVED

YES, NO = True, False
Case = tuple[str, dict[str, Any], dict[str, Any], bool]


def asks(alamat: str = "", **more: Any) -> dict[str, Any]:
    return {"alamat": alamat, **more}


PLACE = "Jl. Pemuda RT 2 RW 5"
CASES: list[Case] = [
    # ---- addresses, as people write them
    ("the same address", asks("Jl. Pemuda RT 02 RW 05"), asks("Jl. Pemuda RT 02 RW 05"), YES),
    ("glued RT/RW", asks("Jl. Pemuda RT 02 RW 05"), asks("jln pemuda RT02/RW05"), YES),
    ("RT/RW as a pair", asks("Dk. Krajan RT 2/5"), asks("dukuh krajan, RT/RW 002/005"), YES),
    ("small, with dots", asks("Kp. Melati rt.2 rw.5"), asks("Kampung Melati R.T. 2 R.W. 5"), YES),
    ("roman gang", asks("Jl. Pemuda Gg. III RT 2 RW 5"), asks("Jalan Pemuda gang 3 RT 2 RW 5"), YES),
    ("roman RW", asks("Jl. Pemuda RT 2 RW V"), asks(PLACE), YES),
    ("a slip of the pen", asks("Jl. Sriwijaya RT 2 RW 5"), asks("Jl. Sriwiajya RT 2 RW 5"), YES),
    ("house number and landmark", asks("Jl. Pemuda No. 12 RT 2 RW 5"), asks("Jl. Pemuda RT 2/5 (depan SD 4)"), YES),
    ("village told as well", asks("Dsn. Gondang RT 3 RW 1"), asks("Dusun Gondang RT 3 RW 1 Desa Bener"), YES),
    ("no street, RT and RW and volume agree", asks("RT 2 RW 5"), asks(PLACE), YES),
    ("RT told in the title", asks(PLACE), asks("Jl. Pemuda", judul="Pavingisasi RT 2 RW 5"), YES),
    ("one RT of a list", asks("Jl. Pemuda RT 1, 2 dan 3 RW 5"), asks("Jl. Pemuda RT 3 RW 5"), YES),
    ("RT that is not told", asks("Jl. Pemuda RT - RW -"), asks("Jl. Pemuda"), YES),
    ("another RT", asks(PLACE), asks("Jl. Pemuda RT 3 RW 5"), NO),
    ("another RW", asks(PLACE), asks("Jl. Pemuda RT 2 RW 6"), NO),
    ("another gang", asks("Jl. Pemuda Gg. III"), asks("Jl. Pemuda Gg. 4"), NO),
    ("another block", asks("Perum Griya Asri Blok C RT 2 RW 5"), asks("Perum Griya Asri Blok D RT 2 RW 5"), NO),
    ("another street, the same RT and RW", asks(PLACE), asks("Jl. Kartini RT 2 RW 5"), NO),
    ("a gang off the street, or the street", asks("Jl. Pemuda"), asks("Jl. Pemuda Gg. 3", volume=190), NO),
    ("no address and no point", asks(), asks(), NO),
    # ---- coordinates
    ("40 m apart", asks(titik=(0, 0)), asks(titik=(40, 0)), YES),
    (
        "70 m apart, the same address",
        asks("Jl. Pemuda RT 2", titik=(0, 0)),
        asks("Jl. Pemuda RT 2", titik=(70, 0)),
        YES,
    ),
    ("70 m apart and nothing else", asks(titik=(0, 0)), asks(titik=(0, 70)), NO),
    ("160 m apart, the same address", asks(PLACE, titik=(0, 0)), asks(PLACE, titik=(0, 160)), NO),
    ("20 m apart across the border of two RT", asks("RT 2 RW 5", titik=(0, 0)), asks("RT 3 RW 5", titik=(20, 0)), NO),
    ("one point only, the same address", asks(PLACE, titik=(0, 0)), asks(PLACE), YES),
    # ---- what is asked
    (
        "another entry of the kamus, reworded",
        asks(PLACE),
        asks(PLACE, kamus="11", judul="Pembangunan paving block"),
        YES,
    ),
    (
        "words turned round",
        asks(titik=(0, 0), kamus="1", judul="Normalisasi saluran air"),
        asks(titik=(9, 9), kamus="2", judul="Drainase lingkungan, pembuatan"),
        YES,
    ),
    (
        "no kamus, prefixed words",
        asks(titik=(0, 0), kamus=None, judul="Pelatihan kader"),
        asks(titik=(9, 9), kamus="2", judul="Kader dilatih"),
        YES,
    ),
    (
        "other work at the same place",
        asks(PLACE, titik=(0, 0)),
        asks(PLACE, titik=(0, 0), kamus="12", judul="Pembangunan talud"),
        NO,
    ),
    ("another department", asks(titik=(0, 0)), asks(titik=(0, 0), opd="1.04.0.00.0.00.01.0000"), NO),
    ("department not told", asks(titik=(0, 0)), asks(titik=(0, 0), opd=None), YES),
    ("another unit", asks(titik=(0, 0)), asks(titik=(0, 0), satuan="paket"), NO),
    (
        "the same unit, spelled otherwise",
        asks(titik=(0, 0), satuan="M2"),
        asks(titik=(9, 0), satuan="meter persegi"),
        YES,
    ),
    (
        "three times the volume, everything else agrees",
        asks(PLACE, titik=(0, 0)),
        asks(PLACE, titik=(9, 0), volume=300),
        YES,
    ),
    ("three times the volume, only a point", asks(titik=(0, 0)), asks(titik=(30, 0), volume=300), NO),
    # ---- where and when
    ("the same address in the next village", asks(PLACE), asks(PLACE, kelurahan="33.74.01.1999"), NO),
    ("the next year", asks(PLACE), asks(PLACE, tahun=2028), NO),
    ("no village, the same kecamatan", asks(titik=(0, 0), kelurahan=None), asks(titik=(9, 0), kelurahan=None), YES),
    (
        "nobody knows where",
        asks(titik=(0, 0), kelurahan=None, kecamatan="-"),
        asks(titik=(9, 0), kelurahan=None, kecamatan="-"),
        NO,
    ),
    ("one is deleted", asks(titik=(0, 0)), asks(titik=(0, 0), active=False), NO),
    # ---- aspirations
    (
        "a letter that tells the place",
        asks("Jl. Pemuda Gg. III RT 2 RW 5"),
        asks("Mohon paving di jl pemuda gang 3 rt 2/5, sudah 3 tahun rusak.", id="SRP:b", judul="Jalan dipaving"),
        YES,
    ),
    (
        "a letter about another gang",
        asks("Jl. Pemuda Gg. III RT 2 RW 5"),
        asks("Mohon paving di jl pemuda gang 4.", id="SRP:b", judul="Jalan dipaving"),
        NO,
    ),
    (
        "a letter about other work",
        asks(PLACE),
        asks("Gelap di jl pemuda rt 2 rw 5.", id="SRP:b", judul="Lampu jalan"),
        NO,
    ),
    ("a letter without a place", asks(PLACE), asks("Mohon paving di kampung kami.", id="SRP:b", judul="Paving"), NO),
    (
        "a letter that the pokir names",
        asks("Jl. Pemuda", id="PKR:a", sarapan="b"),
        asks("Tolong.", id="SRP:b", judul="Banjir"),
        YES,
    ),
]


@pytest.fixture(scope="module")
def together(spark: Any) -> list[bool]:
    """Per case whether both rows came into one cluster; every case has a village of its own."""
    rows, ends = [], []
    for number, (_, one, other, _) in enumerate(CASES):
        pair = []
        for side, given in (("a", one), ("b", other)):
            member = {"id": f"USL:{side}", **given}
            member["id"] = f"{member['id'][:3]}:{number:03}{side}"
            if member.get("sarapan"):
                member["sarapan"] = f"{number:03}b"
            village = given.get("kelurahan", "33.74.01.1001")
            where = {"kelurahan": village and f"33.74.{number:02}.{village[-4:]}"}
            if given.get("kecamatan") is None:
                where["kecamatan"] = f"33.74.{number:02}"
            row = {**member, **where}
            if row.get("kecamatan") == "-":
                row["kecamatan"] = None
            rows.append(row)
            pair.append(member["id"])
        ends.append(pair)
    made = DERIVED.transform(
        Desk(spark, tables(rows), DERIVED.makes),
        {"sipd_usulan": frozenset({"33.74_2027", "33.74_2028"}), "sipd_pokir": frozenset({"33.74_2027"})},
    )
    assert made is not None
    found = defaultdict(set)
    for row in made.tables["klaster_usulan"].toArrow().to_pylist():
        found[row["anggota"]].add(row["klaster_id"])
    return [len(found[a]) == 1 and found[a] == found[b] for a, b in ends]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_same_need(together: list[bool], number: int) -> None:
    assert together[number] is CASES[number][3]

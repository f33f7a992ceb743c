"""Needs behind the proposals of the sample city, and seasons of nightly exports made for measuring."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

import pytest

from lumbung.sample.city import load_city
from lumbung.sample.planning.kamus import offers
from lumbung.sample.planning.needs import LOOKALIKES, Need
from lumbung.sample.planning.nightly import Export, nightly_exports
from lumbung.sample.planning.proposals import plan_year
from lumbung.sample.planning.words import TOLAK

REFERENCE = Path(__file__).parents[2] / "data" / "reference"


@pytest.fixture(scope="module")
def year() -> Any:
    """A planning year of middle size, with the needs of the one before."""
    city = load_city(REFERENCE, "33.74", date(2026, 8, 31))
    before = plan_year(city, 2026, 600, 160, [], seed=5).needs
    return plan_year(city, 2027, 600, 160, before, seed=5)


def test_a_fifth_of_the_needs_is_asked_again_and_as_many_look_alike(year: Any) -> None:
    needs: list[Need] = year.needs
    often = sum(len(n.asked) > 1 for n in needs)
    assert 0.2 <= often / len(needs) <= 0.26
    likes = Counter(n.like for n in needs if n.like)
    assert set(likes) == set(LOOKALIKES)
    assert sum(likes.values()) >= often
    assert Counter(p.source for p in year.proposals) == {"sipd_usulan": 600, "sipd_pokir": 160}


def test_two_needs_never_share_work_and_place(year: Any) -> None:
    places = Counter((n.offer, *n.place.key) for n in year.needs)
    assert max(places.values()) == 1
    by_work: dict[tuple[int, int], list[Need]] = defaultdict(list)
    for need in year.needs:
        by_work[need.offer, need.place.village].append(need)
    pairs = [pair for group in by_work.values() for pair in combinations(group, 2)]
    assert len(pairs) > 100
    for one, other in pairs:
        north = (one.place.lat - other.place.lat) * 111_320
        east = (one.place.lon - other.place.lon) * 111_320 * cos(radians(one.place.lat))
        assert hypot(north, east) > 150


def test_copies_are_spelled_by_other_hands(year: Any) -> None:
    addresses: dict[int, list[str]] = defaultdict(list)
    for proposal in year.proposals:
        addresses[proposal.need].append(proposal.base["alamat_teks"])
    asked_twice = [texts for texts in addresses.values() if len(texts) > 1]
    assert len(asked_twice) > 100
    assert sum(len(set(texts)) > 1 for texts in asked_twice) > 0.9 * len(asked_twice)
    words = " ".join(text for texts in addresses.values() for text in texts)
    for word in ("Jl. ", "Jln. ", "Jalan ", "Gg. ", "Gang ", "Kp. ", "Kampung ", "Perum ", "Blok "):
        assert word in words
    for pattern in (r"RT \d\d RW \d\d", r"RT\.\d+/RW\.\d+", r"RT\d\d RW\d\d", r"RT \d{3}/\d{3}"):
        assert re.search(pattern, words)


def test_every_refusal_means_what_it_says() -> None:
    with (REFERENCE / "cfg_alasan_tolak.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rules = sorted(rows, key=lambda r: int(r["urutan"]))
    found = {
        kode: {next(r["kode"] for r in rules if re.search(r["pola"], text.lower())) for text in texts}
        for kode, texts in TOLAK.items()
    }
    assert found == {r["kode"]: {r["kode"]} for r in rules}


def test_nightly_exports_change_by_the_share_asked_for(tmp_path: Path) -> None:
    def season() -> list[Export]:
        made = nightly_exports(REFERENCE, "33.22", date(2026, 8, 31), usulan=200, pokir=50, nights=3, changed=0.02)
        return list(made)

    files = season()
    assert files == season()
    assert [(f.source, f.rows, f.changed) for f in files] == [
        ("sipd_usulan", 200, 0), ("sipd_pokir", 50, 0),
        ("sipd_usulan", 200, 4), ("sipd_pokir", 50, 1),
        ("sipd_usulan", 200, 4), ("sipd_pokir", 50, 1),
    ]  # fmt: skip
    for before, after in zip(files, files[2:], strict=False):
        old, new = before.data.decode().splitlines(), after.data.decode().splitlines()
        assert len(set(new) - set(old)) >= after.changed
        rows = [list(csv.reader(data.decode().splitlines(), delimiter=";")) for data in (before.data, after.data)]
        assert sum(a != b for a, b in zip(*rows, strict=True)) == after.changed
    path = files[-1].write(tmp_path)
    assert path.relative_to(tmp_path) == Path("sipd_pokir/33.22/pokir_2027_20260831.csv")
    assert path.stat().st_mtime == files[-1].delivered.timestamp()


def test_nightly_exports_need_a_nomenclature() -> None:
    with pytest.raises(ValueError, match="2028"):
        next(nightly_exports(REFERENCE, "33.74", date(2027, 8, 31), usulan=50, pokir=20, nights=1))


def test_offers_have_a_price_and_an_owner() -> None:
    for kd_pemda in ("33.74", "33.22"):
        city = load_city(REFERENCE, kd_pemda, date(2026, 8, 31))
        for offer in offers(city, 2027):
            assert all(entry.harga > 0 for entry in offer.entries)
            assert offer.bidang_urusan.startswith(offer.work.bidang)
            office = offer.office(city, city.villages[0])
            assert offer.work.bidang in office.bidang

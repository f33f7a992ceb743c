"""The planning years of the sample city, read from the files as a stranger would."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from itertools import combinations
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
PEMDA, YEARS = ("33.74", "33.22"), ("2025", "2026", "2027")
MEMBER = {"sipd_usulan": "USL", "sipd_pokir": "PKR"}
# Waiting text → place in the order of the government.
ORDER = {
    "33.74": ("", "Pengajuan Usulan", "Validasi Sekretariat Dewan", "Validasi Mitra Bappeda",
              "Diteruskan ke Musrenbang Kecamatan", "Diteruskan ke Forum SKPD",
              "Diteruskan ke Musrenbang Provinsi/Kabupaten/Kota"),
    "33.22": ("", "Pengajuan Usulan", "Validasi Sekretariat Dewan", "Verifikasi Kecamatan", "Validasi Mitra Bappeda",
              "Diteruskan ke Forum SKPD", "Diteruskan ke Musrenbang Provinsi/Kabupaten/Kota"),
}  # fmt: skip
AT_FORUM = ("Verifikasi Perangkat Daerah", "Ditolak Perangkat Daerah", "Diakomodir Perangkat Daerah")


def _reference(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _nomenclature(tahun: str) -> set[str]:
    (versi,) = {
        r["versi"]
        for r in _reference("nomenklatur_versi.csv")
        if r["tahun_mulai"] and r["tahun_mulai"] <= tahun <= r["tahun_sampai"]
    }
    return {r["kode"] for r in _reference("nomenklatur.csv") if r["versi"] == versi}


def _exports(city: Any, source: str, kd_pemda: str, tahun: str) -> list[list[dict[str, str]]]:
    return [city.rows(f["path"]) for f in city.files(source, kd_pemda) if f"_{tahun}_" in f["path"]]


def _decision(row: dict[str, str]) -> str:
    """The rule of the marts, first that applies."""
    status = row["status_usul_teks"].replace("NULL", "")
    if row["is_batal"] == "1" or status == "Dibatalkan":
        return "CANCELLED"
    if row["is_tolak"] == "1" or status.endswith("||Ditolak") or status.startswith("Ditolak"):
        return "REJECTED"
    if row["is_kembalikan"] == "1":
        return "RETURNED"
    if row["id_sub_giat_bl"] or status.startswith("Diakomodir") or row["rekom_tapd_anggaran"]:
        return "ACCEPTED"
    return "PENDING" if status else "NOT_SUBMITTED"


def _newest(city: Any, kd_pemda: str, tahun: str) -> dict[str, dict[str, str]]:
    """Active rows of the last exports by member key."""
    return {
        f"{MEMBER[source]}:{row['id_usulan']}": row
        for source in MEMBER
        for row in _exports(city, source, kd_pemda, tahun)[-1]
        if row["active"] == "1"
    }


def test_decisions_and_grants_counted_from_the_files(clean: Any) -> None:
    for kd_pemda in PEMDA:
        for tahun in YEARS:
            counts: dict[str, Counter[str]] = defaultdict(Counter)
            granted = 0
            for member, row in _newest(clean, kd_pemda, tahun).items():
                asal = "pokir" if member.startswith("PKR") else f"musrenbang_{row['level_pengusul']}"
                counts[asal][_decision(row)] += 1
                if row["id_sub_giat_bl"]:
                    granted += clean.rupiah(row["rekom_tapd_anggaran"])
            told = clean.truth["planning"][kd_pemda][tahun]
            assert {a: dict(c) for a, c in counts.items()} == {
                k: v for k, v in told["usulan"].items() if k != "sarapan"
            }
            assert granted == told["nilai_disetujui_rp"]
            assert granted > 0


def test_a_small_city_has_every_kind(clean: Any) -> None:
    kinds = Counter[str]()
    for of_pemda in clean.truth["planning"].values():
        for told in of_pemda.values():
            for asal, decisions in told["usulan"].items():
                kinds.update([asal, *decisions])
            kinds.update("+".join(m[:3] for m in members) for members in told["klaster"])
    assert {"ACCEPTED", "CANCELLED", "NOT_SUBMITTED", "PENDING", "REJECTED", "RETURNED"} <= set(kinds)
    assert {f"musrenbang_{level}" for level in ("desa", "kelurahan", "kecamatan")} | {"pokir", "sarapan"} <= set(kinds)
    assert {"USL+USL", "PKR+USL", "PKR+SRP", "PKR+PKR", "SRP+USL", "PKR+SRP+USL", "PKR+USL+USL"} <= set(kinds)


def test_exports_repeat_what_is_known_and_move_forward(clean: Any) -> None:
    for kd_pemda in PEMDA:
        for source in MEMBER:
            exports = _exports(clean, source, kd_pemda, "2027")
            assert len(exports) == 6
            places = {text: n for n, text in enumerate(ORDER[kd_pemda])}
            places |= dict.fromkeys(AT_FORUM, places["Diteruskan ke Forum SKPD"])
            before: dict[str, int] = {}
            for rows in exports:
                assert before.keys() <= {r["id_usulan"] for r in rows}
                for row in rows:
                    status = row["status_usul_teks"].replace("NULL", "").removesuffix("||Ditolak")
                    if status != "Dibatalkan":
                        assert places[status] >= before.get(row["id_usulan"], 0), row
                        before[row["id_usulan"]] = places[status]
                    before.setdefault(row["id_usulan"], 0)
            old, new = ({r["id_usulan"]: _plain(r) for r in rows} for rows in exports[-2:])
            changed = sum(new[i] != row for i, row in old.items())
            assert 1 <= changed <= max(1, len(old) // 20)


def _plain(row: dict[str, str]) -> dict[str, str]:
    """The row without its dates, which are spelled in several ways, and without NULL."""
    return {k: v.replace("NULL", "") for k, v in row.items() if k not in ("created_date", "update_at")}


def test_codes_exist(clean: Any) -> None:
    places = {r["kd_wilayah"]: r for r in _reference("wilayah.csv")}
    offices = {(r["kd_pemda"], r["kd_opd"]) for r in _reference("opd.csv")}
    for tahun in YEARS:
        nomenclature = _nomenclature(tahun)
        for kd_pemda in PEMDA:
            (kamus,) = _exports_of_kamus(clean, kd_pemda, tahun)
            assert 100 <= len(kamus) <= 130
            for entry in kamus:
                assert {entry["kode_program"], entry["kode_sub_kegiatan"]} <= nomenclature
                assert (kd_pemda, entry["kode_skpd"]) in offices or entry["kode_program"].startswith("7.01")
            known = {entry["id_kamus"]: entry for entry in kamus}
            for row in _newest(clean, kd_pemda, tahun).values():
                place = places.get(row["kode_kelurahan"])
                assert place is None or (place["kd_pemda"], place["kd_induk"]) == (kd_pemda, row["kode_kecamatan"])
                if place and row.get("level_pengusul") in ("desa", "kelurahan"):
                    assert row["level_pengusul"] == place["tingkat"]
                    assert row["kode_kelurahan"][9] == ("2" if place["tingkat"] == "desa" else "1")
                assert (kd_pemda, row["rev_skpd"] or row["kode_skpd"]) in offices
                assert row["id_sub_giat_bl"] in nomenclature | {""}
                if row["id_kamus"]:
                    assert known[row["id_kamus"]]["satuan"] == row["satuan"]
                    assert known[row["id_kamus"]]["bidang_urusan"] == row["bidang_urusan"]


def _exports_of_kamus(city: Any, kd_pemda: str, tahun: str) -> list[list[dict[str, str]]]:
    return [city.rows(f["path"]) for f in city.files("kamus_usulan", kd_pemda) if f["path"].endswith(f"_{tahun}.csv")]


def test_clusters_are_rows_of_one_need(dirty: Any) -> None:
    sarapan = {
        kd_pemda: {f"SRP:{r['id']}" for f in dirty.files("sarapan_aspirasi", kd_pemda) for r in dirty.rows(f["path"])}
        for kd_pemda in PEMDA
    }
    for kd_pemda in PEMDA:
        for tahun in YEARS:
            told = dirty.truth["planning"][kd_pemda][tahun]
            rows = _newest(dirty, kd_pemda, tahun)
            merged = [{m["kiri"], m["kanan"]} for m in told["klaster_manual"] if m["tindakan"] == "gabung"]
            split = [{m["kiri"], m["kanan"]} for m in told["klaster_manual"] if m["tindakan"] == "pisah"]
            seen = [member for cluster in told["klaster"] for member in cluster]
            assert len(seen) == len(set(seen))
            assert {m for m in seen if m.startswith("SRP")} <= sarapan[kd_pemda]
            for cluster in told["klaster"]:
                assert cluster == sorted(cluster) and len(cluster) > 1
                own = [rows[m] for m in cluster if m in rows]
                assert len({r["kode_kelurahan"].replace(".", "") for r in own}) <= 1
                assert len({r["kode_skpd"] for r in own}) <= 1 or set(cluster) in merged
                for one, other in combinations(own, 2):
                    assert _metres(one, other) <= 44.5
                assert not any(pair <= set(cluster) for pair in split)
            assert all(sorted(pair) in told["klaster"] for pair in merged)
            assert bool(merged) == bool(split) == (kd_pemda == "33.74" and tahun == "2027")


def _metres(one: dict[str, str], other: dict[str, str]) -> float:
    """Distance of two rows, 0 when one of them says no point; swapped points are put right."""
    points = []
    for row in (one, other):
        if not row["latpeta"]:
            return 0.0
        points.append(sorted((float(row["latpeta"]), float(row["langpeta"]))))
    (lat, lon), (lat2, lon2) = points
    return hypot((lat - lat2) * 111_320, (lon - lon2) * 111_320 * cos(radians(lat)))


def test_manual_decisions_are_a_file(dirty: Any) -> None:
    (file,) = dirty.files("klaster_manual", "33.74")
    rows = [{k: r[k] for k in ("tindakan", "kiri", "kanan")} for r in dirty.rows(file["path"])]
    assert rows == dirty.truth["planning"]["33.74"]["2027"]["klaster_manual"]
    assert dirty.files("klaster_manual", "33.22") == []


def test_aspirations_are_json_that_proposals_name(clean: Any) -> None:
    for kd_pemda in PEMDA:
        newest: dict[str, dict[str, str]] = {}
        for file in clean.files("sarapan_aspirasi", kd_pemda):
            for row in clean.rows(file["path"]):
                for column in ("tanggal", "diperbarui"):
                    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00\+07:00", row[column])
                newest[row["id"]] = row
        assert {r["status"] for r in newest.values()} <= {"masuk", "diteruskan", "menjadi_pokir", "ditolak"}
        named = [
            r["id_sarapan"]
            for tahun in YEARS
            for r in _exports(clean, "sipd_pokir", kd_pemda, tahun)[-1]
            if r["id_sarapan"]
        ]
        assert named and set(named) <= set(newest)
        assert {newest[i]["status"] for i in named} <= {"menjadi_pokir", "diteruskan", "masuk"}
        told = clean.truth["planning"][kd_pemda]
        counted = sum(sum(y["usulan"].get("sarapan", {}).values()) for y in told.values())
        assert counted == len(newest)
        assert all(y["pokir_tanpa_sarapan"] == [] for y in told.values())


def test_one_proposal_names_an_aspiration_that_never_came(dirty: Any) -> None:
    (planted,) = [p for p in dirty.truth["planted"] if p["what"] == "SARAPAN_TAK_DIKENAL"]
    row = dirty.rows(planted["file"])[planted["row_number"] - 1]
    assert f"PKR:{row['id_usulan']}" in dirty.truth["planning"]["33.74"]["2027"]["pokir_tanpa_sarapan"]


def test_a_fault_lasts_until_somebody_corrects_it(dirty: Any) -> None:
    faulty: dict[str, dict[int, str]] = defaultdict(dict)
    for p in dirty.truth["planted"]:
        if p["expect"] == "quarantined" and p["what"] != "KUNCI_KOSONG:id_usulan":
            faulty[p["file"]][p["row_number"]] = p["what"]
    fates = Counter[str]()
    for source in MEMBER:
        for kd_pemda in PEMDA:
            for tahun in YEARS:
                files = [f["path"] for f in dirty.files(source, kd_pemda) if f"_{tahun}_" in f["path"]]
                bad = [{(dirty.rows(f)[n - 1]["id_usulan"], what) for n, what in faulty[f].items()} for f in files]
                known = [{r["id_usulan"] for r in dirty.rows(f)} for f in files]
                for one, other, ids in zip(bad, bad[1:], known[1:], strict=False):
                    assert {number for number, _ in one} <= ids
                    fates.update("lasts" if fault in other else "corrected" for fault in one)
    assert fates["lasts"] > 0 and fates["corrected"] > 0


def test_nothing_is_asked_before_the_season(new_city: Callable[..., Any], tmp_path: Path) -> None:
    from lumbung.sample import write

    truth = write(
        tmp_path / "landing", tmp_path / "truth.json", scale=0.01, until=date(2026, 2, 1), reference=REFERENCE
    )
    paths = [f["path"] for f in truth["files"]]
    assert any("kamus_usulan_2027" in p for p in paths)
    assert not any("usulan_2027_" in p or "PPAS_2027" in p or "klaster" in p for p in paths)
    assert "2027" not in truth["planning"]["33.22"] or "pokir" not in truth["planning"]["33.22"]["2027"]["usulan"]

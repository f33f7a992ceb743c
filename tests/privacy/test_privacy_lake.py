"""Rows full of people go in; outside archive and vault nobody is to be found."""

from __future__ import annotations

import gzip
import json
import stat
from pathlib import Path

import pytest
from granary import NIGHT, P3M, SP2D, Granary, csv_of

from lumbung import night, privacy

NIK, NIK_SPACED = "3374014501900000", "3374 0145 0190 0000"
PEOPLE = {
    "nama_pelapor": "Siti Rahmawati",
    "nik": NIK,
    "telepon": "0812-3456-7890",
    "alamat_pelapor": "Jalan Kenanga 17 RT 03 RW 05",
    "isi_aduan": f"Saya NIK {NIK_SPACED} hp 081234567890 email siti.rahma@contoh.id mobil H 1234 AB dan +62 298 591234",
}
PAYEE = {
    "nama_penerima": "CV Bengawan Solo",
    "npwp_penerima": "01.234.567.8-901.000",
    "rekening_penerima": "3012345678901",
    "keterangan": "Honor 3374010101800000 hub 085712345678",
}
CLEAR = (
    "Siti Rahmawati", "SITI RAHMAWATI", NIK, NIK_SPACED, "0812-3456-7890", "081234567890", "81234567890",
    "Kenanga", "KENANGA", "siti.rahma@contoh.id", "siti.rahma", "H 1234 AB", "298 591234",
    "Bengawan", "BENGAWAN", "01.234.567.8-901.000", "3012345678901", "3374010101800000", "085712345678",
)  # fmt: skip
"""Every way in which somebody could be read in clear."""
TABLES_AND_LOGS = (
    "bronze/p3m_aduan", "silver/p3m_aduan_teks", "silver/p3m_aduan_riwayat", "quarantine/p3m_aduan",
    "quarantine/sipd_sp2d", "silver/sipd_sp2d", "ops/loads", "ops/checks", ".runs", "reports",
)  # fmt: skip


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Granary:
    """Good rows, quarantined rows, rows of another width, unknown columns, rejected files, strays."""
    granary = Granary(tmp_path_factory.mktemp("orang"))
    rows = [
        {"nomor_aduan": "1", **PEOPLE},
        {"nomor_aduan": "2", **PEOPLE, "status": "?", "tanggal_masuk": "31/02/2026"},
        {"nomor_aduan": "3", **PEOPLE, "nik": NIK[:-1], "telepon": "085712345678", "status": PEOPLE["isi_aduan"]},
        {"nomor_aduan": "4", **PEOPLE, "nik": NIK_SPACED, "telepon": "+62 812 3456 7890",
         "nama_pelapor": " siti  rahmawati "},
        {"nomor_aduan": "5", **PEOPLE, "hp lain": "085712345678", "catatan": PEOPLE["isi_aduan"]},
    ]  # fmt: skip
    granary.drop("p3m_aduan/33.74/a.csv", csv_of(P3M, *rows))
    wide = csv_of({**P3M, **PEOPLE}, {}) + ";".join([*P3M.values(), *PEOPLE.values(), NIK, "Siti Rahmawati"]) + "\n"
    granary.drop("p3m_aduan/33.74/lebar.csv", wide)
    headerless = ";".join(PEOPLE.values()) + "\n"
    granary.drop("p3m_aduan/33.74/tanpa-judul.csv", headerless)
    granary.drop("p3m_aduan/33.74/rusak.csv.gz", gzip.compress(headerless.encode())[:-9])
    granary.drop(f"p3m_aduan/33.74/{NIK}.csv", csv_of(P3M, {"nomor_aduan": "6"}))
    granary.drop(f"asing/{NIK}/081234567890.csv", headerless)
    granary.drop("sipd_sp2d/33.74/a.csv", csv_of(SP2D, PAYEE, {**PAYEE, "baris": "2", "jenis": "?"}))
    night.ingest_strays(granary.settings, NIGHT, "uji-lain")
    for source in ("p3m_aduan", "sipd_sp2d"):
        granary.ingest(source, run_id="uji-1")
        night.inspect(granary.settings, source, NIGHT, "uji-1")
        granary.refine(source)
    granary.drop("p3m_aduan/33.74/b.csv", csv_of(P3M, {"nomor_aduan": "1", **PEOPLE, "diperbarui": "2026-08-31 10:00"}))
    granary.ingest("p3m_aduan", run_id="uji-2")
    granary.refine("p3m_aduan")
    return granary


def everything(root: Path) -> dict[str, str]:
    """Text of every file of the lake outside archive and vault; Parquet as the values of its rows."""
    import pyarrow.parquet as pq

    found = {}
    for path in root.rglob("*"):
        inside = path.relative_to(root)
        if not path.is_file() or inside.parts[0] in ("archive", "vault"):
            continue
        text = str(inside) + "\n" + path.read_bytes().decode("utf-8", errors="replace")
        if path.suffix == ".parquet":
            text += json.dumps(pq.read_table(path, partitioning=None).to_pylist(), default=str, ensure_ascii=False)
        found[str(inside)] = text
    return found


def test_nobody_is_in_clear_outside_archive_and_vault(lake: Granary) -> None:
    texts = everything(lake.settings.root)
    for part in TABLES_AND_LOGS:
        assert any(name.startswith(part) for name in texts), part
    leaks = [(word, name) for name, text in texts.items() for word in CLEAR if word in text]
    assert leaks == []


def test_the_search_finds_what_is_there(lake: Granary) -> None:
    """The scan above would see a leak: the archive holds all of it."""
    archive = lake.settings.root / "archive"
    text = "".join(p.read_bytes().decode("utf-8", "replace") for p in archive.rglob("*") if p.is_file())
    assert {"Siti Rahmawati", NIK, NIK_SPACED, "01.234.567.8-901.000", "H 1234 AB"} <= {w for w in CLEAR if w in text}


def test_masked_text_stays_readable(lake: Granary) -> None:
    texts = {r["nomor_aduan"]: r["isi_aduan"] for r in lake.rows("silver/p3m_aduan_teks")}
    assert texts["1"] == "Saya NIK [NIK] hp [TELEPON] email [EMAIL] mobil [NOPOL] dan [TELEPON]"
    assert "isi_aduan" not in lake.rows("silver/p3m_aduan")[0]
    assert not {"npwp_penerima", "rekening_penerima"} & set(lake.rows("bronze/sipd_sp2d")[0])


def test_tokens_are_those_of_the_reference_and_follow_the_person(lake: Granary) -> None:
    master = privacy.load_key(lake.settings.key_file)
    rows = {r["nomor_aduan"]: r for r in lake.rows("bronze/p3m_aduan")}
    assert rows["1"]["nik"] == privacy.token(master, "aduan", NIK)
    assert rows["1"]["telepon"] == privacy.token(master, "aduan", "+6281234567890")
    assert rows["1"]["nama_pelapor"] == privacy.token(master, "aduan", "SITI RAHMAWATI")
    for column in ("nik", "telepon", "nama_pelapor"):
        assert rows["4"][column] == rows["1"][column], column
    (paid,) = lake.rows("bronze/sipd_sp2d")
    assert paid["nama_penerima"] == privacy.token(master, "sp2d", "CV BENGAWAN SOLO")


def test_key_is_outside_the_lake_and_for_its_owner(lake: Granary) -> None:
    key = lake.settings.key_file
    assert not key.is_relative_to(lake.settings.root)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    secret = key.read_text().strip()
    assert len(bytes.fromhex(secret)) == 32
    assert not [p for p in lake.settings.root.rglob("*") if p.is_file() and secret.encode() in p.read_bytes()]


def test_vault_gives_back_what_a_purpose_needs_and_no_more(lake: Granary) -> None:
    vault = lake.settings.root / "vault"
    assert stat.S_IMODE(vault.stat().st_mode) == 0o700
    sealed = [p for p in vault.rglob("*") if p.is_file()]
    assert sealed
    assert {stat.S_IMODE(p.stat().st_mode) for p in sealed} == {0o600}
    clear = b"".join(p.read_bytes() for p in sealed)
    assert not [word for word in CLEAR if word.encode() in clear]
    master = privacy.load_key(lake.settings.key_file)
    records = [record for path in sealed for record in privacy.unseal(master, path)]
    assert {(r["column"], r["purpose"]) for r in records} == {
        ("nama_pelapor", "menghubungi pelapor"),
        ("telepon", "menghubungi pelapor"),
    }
    (token,) = {r["token"] for r in records if r["value"] == "Siti Rahmawati"}
    assert token == privacy.token(master, "aduan", "SITI RAHMAWATI")


def test_nothing_is_left_in_the_work_folder(lake: Granary) -> None:
    assert [p for p in (lake.settings.root / ".tmp").rglob("*") if p.is_file()] == []


def test_personal_data_in_a_column_for_other_things_is_masked(granary: Granary) -> None:
    """A NIK typed into `kategori`, which is public, must not reach silver."""
    granary.drop("p3m_aduan/33.74/a.csv", csv_of(P3M, {"kategori": "Lampu NIK 3374014501900000"}))
    granary.take("p3m_aduan")
    assert [row["kategori"] for row in granary.rows("silver/p3m_aduan")] == ["Lampu NIK [NIK]"]

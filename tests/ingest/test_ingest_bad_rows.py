"""Rows that a contract refuses or flags: the reason names code and column, the other rows go through."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from granary import ANGGARAN, P3M, SP2D, Granary, csv_of

from lumbung.formats.people import mask_text

DEFAULTS = {"p3m_aduan": P3M, "sipd_anggaran": ANGGARAN, "sipd_sp2d": SP2D}
KEYS = {"p3m_aduan": "nomor_aduan", "sipd_anggaran": "kode_dana", "sipd_sp2d": "nomor_sp2d"}

QUARANTINED = [
    # source, what is wrong in the row, reasons
    ("p3m_aduan", {"nomor_aduan": ""}, ["KUNCI_KOSONG:nomor_aduan"]),
    ("p3m_aduan", {"nomor_aduan": "-"}, ["KUNCI_KOSONG:nomor_aduan"]),
    ("p3m_aduan", {"tanggal_masuk": ""}, ["WAJIB_KOSONG:tanggal_masuk"]),
    ("p3m_aduan", {"tanggal_masuk": "31/02/2026"}, ["TANGGAL_TIDAK_SAH:tanggal_masuk"]),
    ("p3m_aduan", {"tanggal_masuk": "2026-13-01 10:00"}, ["TANGGAL_TIDAK_SAH:tanggal_masuk"]),
    ("p3m_aduan", {"tanggal_masuk": "31/08/26"}, ["TANGGAL_TIDAK_SAH:tanggal_masuk"]),
    ("p3m_aduan", {"tanggal_masuk": "2026-09-01 20:01"}, ["TANGGAL_MASA_DEPAN:tanggal_masuk"]),
    ("p3m_aduan", {"tanggal_jawab": "31/02/2026"}, ["TANGGAL_TIDAK_SAH:tanggal_jawab"]),
    ("p3m_aduan", {"status": "Selesai Sekali"}, ["NILAI_TAK_DIKENAL:status"]),
    ("p3m_aduan", {"status": ""}, ["WAJIB_KOSONG:status"]),
    ("p3m_aduan", {"anonim": "mungkin"}, ["NILAI_TAK_DIKENAL:anonim"]),
    ("p3m_aduan", {"jumlah_buka_kembali": "1,5"}, ["ANGKA_TIDAK_SAH:jumlah_buka_kembali"]),
    ("p3m_aduan", {"status": "?", "tanggal_masuk": "?"},
     ["TANGGAL_TIDAK_SAH:tanggal_masuk", "NILAI_TAK_DIKENAL:status"]),
    ("sipd_anggaran", {"pagu": "-1.000,00"}, ["NILAI_NEGATIF:pagu"]),
    ("sipd_anggaran", {"pagu": "(1.000,00)"}, ["NILAI_NEGATIF:pagu"]),
    ("sipd_anggaran", {"pagu": ""}, ["WAJIB_KOSONG:pagu"]),
    ("sipd_anggaran", {"pagu": "12.34"}, ["ANGKA_TIDAK_SAH:pagu"]),
    ("sipd_anggaran", {"pagu": "1,234.50"}, ["ANGKA_TIDAK_SAH:pagu"]),
    ("sipd_anggaran", {"pagu": "9" * 19}, ["ANGKA_TIDAK_SAH:pagu"]),
    ("sipd_anggaran", {"kode_sub_kegiatan": "X.XX.01.2.06.0001"}, ["KODE_PLACEHOLDER:kode_sub_kegiatan"]),
    ("sipd_anggaran", {"kode_sub_kegiatan": "1.03.10.2.01"}, ["KODE_TIDAK_SAH:kode_sub_kegiatan"]),
    ("sipd_anggaran", {"kode_rekening": "5.1.02.01"}, ["KODE_TIDAK_SAH:kode_rekening"]),
    ("sipd_anggaran", {"kode_skpd": "Dinas PU"}, ["KODE_TIDAK_SAH:kode_skpd"]),
    ("sipd_anggaran", {"tahap": "revisi"}, ["NILAI_TAK_DIKENAL:tahap"]),
    ("sipd_anggaran", {"tahun_anggaran": "1926"}, ["NILAI_DI_LUAR_BATAS:tahun_anggaran"]),
    ("sipd_anggaran", {"tahun_anggaran": "20262026"}, ["NILAI_DI_LUAR_BATAS:tahun_anggaran"]),
    ("sipd_anggaran", {"tahun_anggaran": "2" * 12}, ["ANGKA_TIDAK_SAH:tahun_anggaran"]),
    ("sipd_sp2d", {"baris": "99999999999"}, ["ANGKA_TIDAK_SAH:baris"]),
    ("sipd_sp2d", {"jenis": "TRANSFER"}, ["NILAI_TAK_DIKENAL:jenis"]),
    ("sipd_sp2d", {"nilai": "-5"}, ["NILAI_NEGATIF:nilai"]),
    ("sipd_sp2d", {"verifikasi": ""}, ["WAJIB_KOSONG:verifikasi"]),
]  # fmt: skip


def quarantine_id(case: object) -> str:
    if isinstance(case, dict):
        return "+".join(f"{k}={v}" for k, v in case.items())
    return str(case) if isinstance(case, str) else ""


@pytest.mark.parametrize(("source", "wrong", "reasons"), QUARANTINED, ids=quarantine_id)
def test_bad_row_goes_to_quarantine(granary: Granary, source: str, wrong: dict[str, str], reasons: list[str]) -> None:
    key, defaults = KEYS[source], DEFAULTS[source]
    granary.drop(
        f"{source}/33.74/a.csv",
        csv_of(defaults, {key: "A-1"}, {key: "A-2", **wrong}, {key: "A-3"}),
    )
    (load,) = granary.ingest(source)
    assert (load.outcome, load.rows_read, load.rows_valid, load.rows_quarantined) == ("LOADED", 3, 2, 1)
    (row,) = granary.rows(f"quarantine/{source}")
    assert row["reasons"] == reasons
    assert (row["row_number"], row["file_name"], row["load_id"]) == (2, "a.csv", load.load_id)
    assert (row["source"], row["kd_pemda"], row["run_id"]) == (source, "33.74", load.run_id)
    assert (row["status"], row["decided_by"], row["decided_at"], row["note"]) == ("OPEN", None, None, None)
    shown = json.loads(row["raw"])
    for column, text in wrong.items():
        assert (shown[column] or "") == mask_text(text)
    assert [r[key] for r in granary.rows(f"bronze/{source}", "_row")] == ["A-1", "A-3"]
    assert [r["_row"] for r in granary.rows(f"bronze/{source}", "_row")] == [1, 3]


FLAGGED = [
    # what is odd in the row, flags, what the lake holds instead
    ({"nik": "33740A0101900000"}, ["NIK_INVALID"], {"nik": None}),
    ({"nik": "3374011301900"}, ["NIK_INVALID"], {"nik": None}),
    ({"nik": "3,37401E+15"}, ["NIK_INVALID"], {"nik": None}),
    ({"tanggal_jawab": "2026-08-30 09:59"}, ["NEG_DURATION"], {"status": "BARU"}),
    ({"tanggal_terima": "2026-08-30 08:00", "tanggal_jawab": "2026-08-30 09:00"}, [], {}),
    ({"kanal": "Merpati"}, ["KANAL_TAK_DIKENAL"], {"kanal": None}),
    ({"kanal": "whatsapp "}, [], {"kanal": "WHATSAPP"}),
    ({"klasifikasi": "Lain"}, ["KLASIFIKASI_TAK_DIKENAL"], {"klasifikasi": None}),
    ({"kepuasan": "6"}, ["KEPUASAN_TIDAK_SAH"], {"kepuasan": 6}),
    ({"kepuasan": "baik"}, ["KEPUASAN_TIDAK_SAH"], {"kepuasan": None}),
    ({"lat": "-6.98", "lon": "seratus"}, ["KOORDINAT_LUAR"], {"lat": -6.98, "lon": None}),
]


@pytest.mark.parametrize(("odd", "flags", "holds"), FLAGGED, ids=quarantine_id)
def test_odd_row_is_kept_with_its_flag(
    granary: Granary, odd: dict[str, str], flags: list[str], holds: dict[str, object]
) -> None:
    granary.drop("p3m_aduan/33.74/a.csv", csv_of(P3M, odd))
    (load,) = granary.ingest("p3m_aduan")
    assert (load.rows_read, load.rows_valid, load.rows_quarantined) == (1, 1, 0)
    (row,) = granary.rows("bronze/p3m_aduan")
    assert row["flags"] == flags
    assert {name: row[name] for name in holds} == holds


def test_village_that_exists_three_times_is_no_guess(granary: Granary) -> None:
    """Duren lies in Tengaran, Sumowono and Bandungan: only the kecamatan tells which one."""
    granary.drop(
        "p3m_aduan/33.22/a.csv",
        csv_of(
            P3M,
            {"nomor_aduan": "1", "kelurahan": "Duren"},
            {"nomor_aduan": "2", "kelurahan": "DUREN", "kecamatan": "Kec. Sumowono"},
            {"nomor_aduan": "3", "kelurahan": "Duren", "kecamatan": "Antah Berantah"},
        ),
    )
    (load,) = granary.take("p3m_aduan")
    assert (load.rows_valid, load.rows_quarantined) == (3, 0)
    rows = {r["nomor_aduan"]: r for r in granary.rows("silver/p3m_aduan")}
    assert [rows[n]["flags"] for n in "123"] == [["WILAYAH_TAK_DIKENAL"], [], ["WILAYAH_TAK_DIKENAL"]]
    assert [rows[n]["kd_kelurahan"] for n in "123"] == [None, "33.22.09.2009", None]
    assert [rows[n]["kd_kecamatan"] for n in "123"] == [None, "33.22.09", None]


UNDECLARED = """\
apiVersion: v3.1.0
kind: DataContract
id: ukuran
name: Ukuran
version: 1.0.0
status: active
domain: uji
servers: [{server: landing, type: local, path: landing/ukuran/, format: csv}]
customProperties: [{property: semantics, value: event}]
schema:
  - name: ukuran
    physicalType: file
    properties:
      - {name: kode, logicalType: string, primaryKey: true, required: true, classification: P0, description: Kode.}
      - {name: nilai, logicalType: number, classification: P0, description: Nilai tanpa lokal.}
"""


def test_number_of_undeclared_locale_is_never_guessed(new_granary: Callable[..., Granary], tmp_path: Path) -> None:
    (tmp_path / "kontrak").mkdir()
    (tmp_path / "kontrak" / "ukuran.yaml").write_text(UNDECLARED, encoding="utf-8")
    granary = new_granary("lake", contracts=[tmp_path / "kontrak"])
    texts = ["1.234", "1,234", "1234", "1.234.567", "1.234,5", "0,5", ""]
    rows = ({"kode": str(n), "nilai": text} for n, text in enumerate(texts))
    granary.drop("ukuran/33.74/a.csv", csv_of({}, *rows))
    (load,) = granary.ingest("ukuran")
    assert (load.rows_read, load.rows_valid, load.rows_quarantined) == (7, 5, 2)
    found = [(r["row_number"], r["reasons"]) for r in granary.rows("quarantine/ukuran", "row_number")]
    assert found == [(1, ["ANGKA_RANCU:nilai"]), (2, ["ANGKA_RANCU:nilai"])]
    values = [r["nilai"] for r in granary.rows("bronze/ukuran", "_row")]
    assert values == [1234, 1234567, Decimal("1234.5"), Decimal("0.5"), None]


def test_glued_code_is_taken_apart(granary: Granary) -> None:
    glued = {k: v for k, v in ANGGARAN.items() if k != "kode_rekening"}
    glued["kode_sub_kegiatan"] = "2.16.02.2.01.0021.5.1.02.04.01.0001 "
    granary.drop("sipd_anggaran/33.74/a.csv", csv_of(glued, {}))
    (load,) = granary.ingest("sipd_anggaran")
    assert (load.outcome, load.rows_valid) == ("LOADED", 1)
    (row,) = granary.rows("bronze/sipd_anggaran")
    assert (row["kode_sub_kegiatan"], row["kode_rekening"]) == ("2.16.02.2.01.0021", "5.1.02.04.01.0001")


def test_every_row_of_a_dirty_file_has_one_fate(granary: Granary) -> None:
    """300 rows: each tenth has no status, each fifteenth repeats the row before it, word for word."""
    rows = []
    for n in range(300):
        row = {"nomor_aduan": f"N-{n}", "status": "" if n % 10 == 0 else "Baru"}
        rows.append(rows[-1] if n % 15 == 7 else row)
    granary.drop("p3m_aduan/33.74/a.csv", csv_of(P3M, *rows))
    (load,) = granary.take("p3m_aduan")
    # 30 rows end in 0; of the 20 rows 7, 22, 37, … none follows one of those.
    assert (load.rows_read, load.rows_quarantined, load.rows_duplicate) == (300, 30, 20)
    assert load.rows_valid == 250 == len(granary.rows("silver/p3m_aduan"))
    assert len(granary.rows("quarantine/p3m_aduan")) == 30

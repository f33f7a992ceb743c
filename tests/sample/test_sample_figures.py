"""The figures of the truth, counted again from the files by other means."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from python_calamine import CalamineWorkbook


def test_rows_add_up_per_file_and_in_sum(dirty: Any) -> None:
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for file in dirty.truth["files"]:
        parts = ("rows_valid", "rows_quarantined", "rows_duplicate")
        assert file["rows_read"] == sum(file[p] for p in parts), file["path"]
        assert sum(file["reasons"].values()) == file["rows_quarantined"], file["path"]
        sums[file["source"]].update({p: file[p] for p in (*parts, "rows_read")})
        sums[file["source"]]["files"] += 1
    assert {s: dict(c) for s, c in sums.items()} == dirty.truth["totals"]


def test_files_hold_the_rows_that_are_counted(dirty: Any) -> None:
    others = ("kamus_usulan", "kua_proyeksi", "klaster_manual", "sarapan_aspirasi", "sipd_pokir", "sipd_usulan")
    for source in ("p3m_aduan", "sipd_anggaran", "sipd_rak", "sipd_sp2d", *others):
        for kd_pemda in ("33.74", "33.22"):
            for file in dirty.files(source, kd_pemda):
                assert len(dirty.rows(file["path"])) == file["rows_read"], file["path"]


def test_a_corrected_snapshot_replaces_its_slice(dirty: Any) -> None:
    newest = dirty.files("sipd_anggaran", "33.74")[-1]
    assert newest["path"].endswith("anggaran_2026_pergeseran_1_koreksi.csv")
    assert newest["rows_duplicate"] > newest["rows_valid"] > 0
    lost = {p["row_number"] for p in dirty.truth["planted"]
            if p["file"] == newest["path"] and p["expect"] == "quarantined"}  # fmt: skip
    pagu: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(dirty.rows(newest["path"]), 1):
        if number not in lost:
            names = ("kode_skpd", "kode_sub_kegiatan", "kode_rekening", "kode_dana")
            pagu[tuple(row[n].strip() for n in names)] = dirty.rupiah(row["pagu"])
    assert sum(pagu.values()) == dirty.truth["marts"]["pagu_berlaku_rp"]["33.74"]["2026"]


def test_workbooks_add_up_but_for_the_planted_one(dirty: Any) -> None:
    planted = [p["file"] for p in dirty.truth["planted"] if p["what"] == "JUMLAH_SELISIH"]
    wrong = [path for path in planted if path.startswith("emonev_rfk/")]
    differing = []
    for kd_pemda in ("33.74", "33.22"):
        for file in dirty.files("emonev_rfk", kd_pemda):
            book = CalamineWorkbook.from_path(str(dirty.landing / file["path"]))
            rows = book.get_sheet_by_name("RFK").to_python()
            data = [r for r in rows if isinstance(r[0], float)]
            total = next(r for r in rows if r[0] == "JUMLAH")
            assert len(data) == file["rows_read"]
            cells = [r[5] if isinstance(r[5], float) else dirty.rupiah(str(r[5])) for r in data]
            if sum(cells) != total[5]:
                differing.append(file["path"])
    assert differing == wrong
    assert len(wrong) == 1


def test_without_dirt_every_row_is_valid(clean: Any) -> None:
    assert clean.truth["planted"] == []
    for file in clean.truth["files"]:
        assert file["outcome"] == "LOADED"
        assert file["rows_valid"] + file["rows_duplicate"] == file["rows_read"] > 0
        assert file["rows_duplicate"] == 0 or file["source"] in ("sipd_usulan", "sipd_pokir", "meter_daftar")
        assert file["flags"] == {}


def test_complaints_by_month_counted_from_the_files(clean: Any) -> None:
    for kd_pemda in ("33.74", "33.22"):
        months: dict[str, str] = {}
        status: dict[str, str] = {}
        for file in clean.files("p3m_aduan", kd_pemda):
            for row in clean.rows(file["path"]):
                month = clean.month(row["tanggal_terima"] or row["tanggal_masuk"])
                months[row["nomor_aduan"]] = month
                status[row["nomor_aduan"]] = row["status"]
        marts = clean.truth["marts"]
        assert dict(Counter(months.values())) == marts["complaints_by_month"][kd_pemda]
        assert dict(Counter(status.values())) == marts["complaints_by_status"][kd_pemda]
        assert len(marts["complaints_by_month"][kd_pemda]) >= 22


def test_realisasi_counted_from_the_files(clean: Any) -> None:
    plus = {"LS", "GU", "GAJI", "BLUD", "BOS", "KOREKSI_DEBET"}
    minus = {"PENGEMBALIAN", "KOREKSI_KREDIT"}
    kinds = Counter[str]()
    for kd_pemda in ("33.74", "33.22"):
        current: dict[tuple[str, str], dict[str, str]] = {}
        for file in clean.files("sipd_sp2d", kd_pemda):
            for row in clean.rows(file["path"]):
                current[row["nomor_sp2d"], row["baris"]] = row
        spent: dict[str, Counter[str]] = defaultdict(Counter)
        for row in current.values():
            kinds[row["jenis"]] += 1
            if row["verifikasi"] == "Y" and not row["dihapus_pada"]:
                sign = (row["jenis"] in plus) - (row["jenis"] in minus)
                spent[row["tahun_anggaran"]][row["kode_skpd"]] += sign * clean.rupiah(row["nilai"])
        found = {tahun: dict(by_office) for tahun, by_office in spent.items()}
        assert found == clean.truth["marts"]["realisasi_kum_rp"][kd_pemda]
    assert {"UP", "TU", "PENGEMBALIAN", "KOREKSI_DEBET", "KOREKSI_KREDIT"} <= set(kinds)
    assert kinds["KOREKSI_DEBET"] == kinds["KOREKSI_KREDIT"]


def test_budget_versions_counted_from_the_files(clean: Any) -> None:
    for kd_pemda in ("33.74", "33.22"):
        folder = clean.landing / "sipd_anggaran" / kd_pemda
        for tahun, tahap, months in (("2025", "perubahan", 12), ("2026", "pergeseran_1", 8)):
            pagu = clean.rows(str(folder / f"anggaran_{tahun}_{tahap}.csv"))
            plan_path = clean.landing / "sipd_rak" / kd_pemda / f"rak_{tahun}_{tahap}.csv.gz"
            plan = clean.rows(str(plan_path))
            total = sum(clean.rupiah(r["pagu"]) for r in pagu)
            marts = clean.truth["marts"]
            assert total == marts["pagu_berlaku_rp"][kd_pemda][tahun]
            assert total == sum(clean.rupiah(r["total_akb"]) for r in plan)
            months_ = [[clean.rupiah(r[f"bulan_{m}"]) for m in range(1, 13)] for r in plan]
            assert [sum(m) for m in months_] == [clean.rupiah(r["total_akb"]) for r in plan]
            due = sum(sum(m[:months]) for m in months_)
            assert due == marts["target_kum_rp"][kd_pemda][tahun]
        murni = clean.rows(str(folder / "anggaran_2025_murni.csv"))
        changed = clean.rows(str(folder / "anggaran_2025_perubahan.csv"))
        keys = ("kode_skpd", "kode_sub_kegiatan")
        before = {tuple(r[k] for k in keys) for r in murni}
        assert {tuple(r[k] for k in keys) for r in changed} > before
        assert [r for r in changed if r["pagu"] == "0,00"]
